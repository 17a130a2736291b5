package surveyweb

import (
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
)

// sheet is a paper form while it is keyed in: in each field the numbers of what is ticked, in the order of the paper.
type sheet struct {
	running
	Typed form.Values
	Next  string // the field that takes the focus
}

// keyField is the field of a question.
func keyField(q survey.Question) string { return "q-" + q.ID }

func keying(c *web.Call) error { return showKeying(c, sheet{}) }

func showKeying(c *web.Call, v sheet) error {
	refusal := v.Refusal
	var err error
	if v.running, err = readOne(c); err != nil {
		return err
	}
	if v.State != survey.Open && v.State != survey.Closed {
		return c.Go("surveyrun.show", "survey", v.Slug)
	}
	if v.Refusal = refusal; refusal == nil && len(v.Form.Questions) > 0 {
		v.Next = v.next()
	}
	title := c.P.T("surveyrun.keying")
	return c.Page(page(c, v.running, title), keyingPage(v, title))
}

// next is the first empty field after the last one that was filled.
func (v sheet) next() string {
	at := 0
	for i, q := range v.Form.Questions {
		if v.Typed.Text(keyField(q)) != "" {
			at = i + 1
		}
	}
	if at == len(v.Form.Questions) {
		return ""
	}
	return keyField(v.Form.Questions[at])
}

func keyIn(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := sheet{Typed: f}
	if f.Get("do") != "keep" { // Enter in a field, where no script goes on to the next one
		return showKeying(c, v)
	}
	err = c.Update(func(tx *store.Tx) error {
		s, err := mine(c, tx)
		if err != nil {
			return err
		}
		_, err = form.Once(tx, f.Submission(), func() (string, error) {
			var b fault.Breaches
			a := survey.Answers{}
			for _, q := range s.Form.Questions {
				if a[q.ID], err = readKeyed(tx, q, f, &b); err != nil {
					return "", err
				}
			}
			if err := b.Err(); err != nil {
				return "", err
			}
			return "", atFields(survey.KeyIn(tx, c.Actor, s.ID, a))
		})
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return showKeying(c, v)
		})
	}
	c.Say("surveyrun.sheet_kept")
	return c.Go("surveyrun.keying", "survey", c.Path("survey"))
}

// atFields puts breaches of questions beside the fields of the sheet.
func atFields(err error) error {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Invalid {
		return err
	}
	there := *f
	there.Fields = slices.Clone(f.Fields)
	for i, x := range there.Fields {
		if x.Name != "answers" {
			there.Fields[i].Name = "q-" + x.Name
		}
	}
	return &there
}

// readKeyed reads what was keyed in for one question.
func readKeyed(tx *store.Tx, q survey.Question, f form.Values, b *fault.Breaches) ([]string, error) {
	field := keyField(q)
	typed := f.Text(field)
	switch {
	case typed == "":
		return nil, nil
	case q.Kind == survey.Long:
		return []string{f.Lines(field)}, nil
	case q.Kind == survey.Short || q.Kind == survey.Number:
		return []string{typed}, nil
	case q.Kind == survey.Commune:
		return keyedCommune(tx, typed, field, b)
	}
	told := q.Told()
	var given []string
	for _, n := range keyedNumbers(typed, len(told)) {
		if n < 1 || n > len(told) {
			b.Add(field, "surveyrun.no_such_number", fault.Args{"Max": len(told)})
			return nil, nil
		}
		given = append(given, told[n-1])
	}
	return given, nil
}

// keyedNumbers reads "1 3 4" and "1,3,4"; with fewer than ten answers "134" too. What is no number is 0.
func keyedNumbers(typed string, of int) (all []int) {
	for _, s := range strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(" ,;.+-/", r) }) {
		if of < 10 && len(s) > 1 {
			for _, r := range s {
				all = append(all, int(r-'0'))
			}
			continue
		}
		n, err := strconv.Atoi(s)
		if err != nil {
			n = 0
		}
		all = append(all, n)
	}
	return all
}

func keyedCommune(tx *store.Tx, typed, field string, b *fault.Breaches) ([]string, error) {
	code, which, err := resolve(tx, typed)
	switch {
	case err != nil:
		return nil, err
	case code != "":
		return []string{code}, nil
	case len(which) == 0:
		b.Add(field, "survey.commune_unknown")
		return nil, nil
	}
	var names []string
	for _, m := range which {
		names = append(names, m.Name+" "+m.Departement)
	}
	b.Add(field, "surveyrun.commune_among", fault.Args{"Names": strings.Join(names, ", ")})
	return nil, nil
}

// keyLabels are the questions as fields.
func (v sheet) keyLabels(p *i18n.Printer) map[string]string {
	all := map[string]string{}
	for _, q := range v.Form.Questions {
		all[keyField(q)] = textOf(p, q)
	}
	return all
}

// numbered is an answer with the key that means it.
type numbered struct {
	N    int
	Text string
}

func numberedAnswers(p *i18n.Printer, q survey.Question) (all []numbered) {
	if q.Kind == survey.Number {
		return nil
	}
	for i, code := range q.Told() {
		all = append(all, numbered{i + 1, saidCode(p, q, code)})
	}
	return all
}

// resolve finds the commune that was typed: by name, postcode or code; or those that it may be.
func resolve(tx *store.Tx, typed string) (code string, which []territory.Match, err error) {
	found, err := territory.Resolve(tx, typed, 8)
	if err != nil || len(found) == 0 {
		return "", nil, err
	}
	if first := found[0]; first.Via != territory.ViaNearSpelling && (len(found) == 1 || first.Via == territory.ViaCurrent && !sameName(first, found[1])) {
		return first.Code, nil, nil
	}
	return "", found, nil
}
