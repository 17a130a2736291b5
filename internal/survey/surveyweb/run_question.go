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
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// The bounds of what is typed for a question, as survey.Form.Judge has them.
const (
	mostText = 300
	mostHelp = 500
)

// oneQuestion is the page of one question.
type oneQuestion struct {
	running
	Question   survey.Question
	Number     int      // in the form, from 1
	Top, Bands string   // as typed
	Lines      string   // options, one a line
	Ticked     []string // answers of the condition
	Before     []survey.Question
	Missing    error // what keeps it from being opened, beside its fields
}

func question(c *web.Call) error { return showQuestion(c, oneQuestion{}) }

func showQuestion(c *web.Call, v oneQuestion) error {
	typed, refusal := v.Question, v.Refusal
	err := c.View(func(tx *store.Tx) (err error) {
		if v.running, err = read(c, tx); err != nil {
			return err
		}
		i := slices.IndexFunc(v.Form.Questions, func(q survey.Question) bool { return q.ID == c.Path("question") })
		if i < 0 {
			return fault.New(fault.NotFound, "survey.question_unknown")
		}
		v.Number = i + 1
		if refusal == nil {
			typed = v.Form.Questions[i]
		}
		for _, q := range v.Form.Questions[:i] {
			if len(q.Told()) > 0 && q.Kind != survey.Ranking {
				v.Before = append(v.Before, q)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if v.State != survey.Draft {
		return c.Go("surveyrun.show", "survey", v.Slug)
	}
	v.Question, v.Refusal = typed, refusal
	if refusal == nil {
		v.fill()
		if c.Query().Has("manque") {
			v.Missing = missingOf(v.Survey, v.Question.ID)
		}
	}
	title := c.P.T("surveyrun.question", i18n.Args{"N": v.Number})
	return c.Page(page(c, v.running, title), runQuestionPage(v, title))
}

// fill writes what stands into the fields that are typed as texts.
func (v *oneQuestion) fill() {
	if v.Question.Top > 0 {
		v.Top = strconv.Itoa(v.Question.Top)
	}
	var bands, lines []string
	for _, n := range v.Question.Bands {
		bands = append(bands, strconv.Itoa(n))
	}
	for _, o := range v.Question.Options {
		lines = append(lines, o.Text[i18n.French])
	}
	v.Bands, v.Lines = strings.Join(bands, ", "), strings.Join(lines, "\n")
	if w := v.Question.When; w != nil {
		v.Ticked = ticksOf(w.Question, w.Any)
	}
}

// missingOf is what keeps one question from being asked, with the breaches at the fields of its page; nil for nothing.
func missingOf(s survey.Survey, id string) error {
	f, ok := fault.As(s.Form.Judge())
	if !ok {
		return nil
	}
	var b fault.Breaches
	told := map[string]bool{} // each option may lack its translation
	for _, x := range f.Fields {
		of, _, _ := strings.Cut(x.Name, ".")
		if at := fieldOf(x) + " " + x.Code; of == id && !told[at] {
			b.Add(fieldOf(x), x.Code, x.Args)
			told[at] = true
		}
	}
	return b.Err()
}

// fieldOf is the field of the question's page that a breach of the form is about.
func fieldOf(x fault.Field) string {
	_, part, _ := strings.Cut(x.Name, ".")
	switch {
	case part == "options" && x.Args["Lang"] == string(i18n.English):
		return "translations"
	case part != "":
		return part
	case x.Code == "survey.cannot_break":
		return "breaks"
	case x.Code == "survey.cannot_use":
		return "uses"
	}
	return langField(x, "text")
}

func put(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := oneQuestion{Top: f.Text("top"), Bands: f.Text("bands"), Lines: f.Lines("options"), Ticked: f.Values["when"]}
	var missing error
	err = c.Update(func(tx *store.Tx) error {
		s, err := mine(c, tx)
		if err != nil {
			return err
		}
		q, ok := s.Form.Question(c.Path("question"))
		if !ok {
			return fault.New(fault.NotFound, "survey.question_unknown")
		}
		var b fault.Breaches
		v.Question = v.onto(q, f, &b)
		if err := b.Err(); err != nil {
			return err
		}
		return survey.Edit(tx, c.Actor, s.ID, func(s *survey.Survey) error {
			s.Put(v.Question)
			missing = missingOf(*s, v.Question.ID)
			return nil
		})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return showQuestion(c, v)
		})
	}
	if missing != nil {
		c.Say("surveyrun.kept_unfinished")
		return c.Go("surveyrun.question", "survey", c.Path("survey"), "question", v.Question.ID, "manque", "1")
	}
	c.Say("surveyrun.question_kept")
	return c.GoTo(c.Href("surveyrun.show", "survey", c.Path("survey")) + "#question-" + v.Question.ID)
}

// onto reads the form onto a question. What can't be read is a breach; what is only unfinished is none.
func (v oneQuestion) onto(q survey.Question, f form.Values, b *fault.Breaches) survey.Question {
	q.Text, q.Help = words(f, "text", q.Text, form.Values.Text), words(f, "help", q.Help, form.Values.Lines)
	for _, l := range i18n.Langs {
		b.Within("text-"+string(l), q.Text[l], mostText)
		b.Within("help-"+string(l), q.Help[l], mostHelp)
	}
	q.Required, q.Breaks, q.Uses = f.Get("required") != "", f.Get("breaks") != "" && mayBreak(q), f.Get("uses") != "" && mayUse(q)
	switch q.Kind {
	case survey.Choice, survey.Several, survey.Ranking:
		if k := survey.Kind(f.Get("kind")); k == survey.Choice || k == survey.Several || k == survey.Ranking {
			q.Kind = k
		}
		q.Breaks, q.Uses = q.Breaks && mayBreak(q), q.Uses && mayUse(q)
		q.Options = readOptions(q.Options, f, b)
	case survey.Scale:
		n, err := strconv.Atoi(v.Top)
		b.Check(err == nil, "top", "survey.scale_bounds")
		q.Top = n
	case survey.Number:
		q.Bands = nil
		for _, s := range strings.FieldsFunc(v.Bands, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
			n, err := strconv.Atoi(s)
			b.Check(err == nil, "bands", "survey.bands_order")
			q.Bands = append(q.Bands, n)
		}
	}
	q.When = nil
	if len(v.Ticked) > 0 {
		q.When = &survey.Condition{Not: f.Get("not") != ""}
		q.When.Question, q.When.Any = readPicks(v.Ticked, "when", b)
	}
	return q
}

func mayBreak(q survey.Question) bool {
	return q.Kind == survey.Choice || q.Kind == survey.Scale || q.Kind == survey.Number
}

func mayUse(q survey.Question) bool { return q.Kind == survey.Several || q.Kind == survey.Choice }

// readOptions reads one option a line, and the translations of those that were there before.
func readOptions(before []survey.Option, f form.Values, b *fault.Breaches) []survey.Option {
	var lines []string
	for s := range strings.SplitSeq(f.Lines("options"), "\n") {
		if s = i18n.Typography(form.Line(s)); s == "" {
			continue
		}
		b.Check(!slices.Contains(lines, s), "options", "survey.option_twice")
		b.Within("options", s, mostText)
		lines = append(lines, s)
	}
	all := survey.Reword(before, lines)
	for i, o := range all {
		if f.Has("option-en-" + o.ID) {
			all[i].Text[i18n.English] = f.Text("option-en-" + o.ID)
			b.Within("translations", all[i].Text[i18n.English], mostText)
		}
	}
	return all
}

// readPicks reads answers that were ticked, "often:o1". They are of one question.
func readPicks(ticked []string, field string, b *fault.Breaches) (question string, any []string) {
	mixed := false
	for _, s := range ticked {
		q, code, _ := strings.Cut(s, ":")
		if question == "" {
			question = q
		}
		if mixed = mixed || q != question; q == question {
			any = append(any, code)
		}
	}
	b.Check(!mixed, field, "surveyrun.one_question")
	return question, any
}

// ticksOf is answers as they are ticked.
func ticksOf(question string, any []string) []string {
	all := make([]string, len(any))
	for i, code := range any {
		all[i] = question + ":" + code
	}
	return all
}

// picks are the answers of a question, to be ticked.
func picks(p *i18n.Printer, name string, q survey.Question, ticked []string) ui.Choices {
	all := ui.Choices{Name: name, ID: name + "-" + q.ID, Many: true, Legend: textOf(p, q), HideLeg: true, MinWidth: "12rem"}
	for _, code := range q.Told() {
		value := q.ID + ":" + code
		all.Items = append(all.Items, ui.Choice{Value: value, Text: saidCode(p, q, code), Checked: slices.Contains(ticked, value)})
	}
	return all
}

// isTicked reports whether any answer of a question is.
func isTicked(q survey.Question, ticked []string) bool {
	return slices.ContainsFunc(ticked, func(s string) bool { return strings.HasPrefix(s, q.ID+":") })
}
