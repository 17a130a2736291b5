package surveyweb

import (
	"slices"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
	"mitoyen/internal/web"
)

// gap is something that keeps a survey from being opened, with the page and the field where it is mended.
type gap struct{ Text, Href string }

// gaps are all of them, in the order of the survey.
func (v running) gaps(c *web.Call) []gap {
	var all []gap
	for _, err := range v.Survey.Judge(v.Today) {
		f, ok := fault.As(err)
		if !ok {
			continue
		}
		for _, x := range f.Fields {
			if g := v.gap(c, x); !slices.Contains(all, g) {
				all = append(all, g)
			}
		}
	}
	return all
}

func (v running) gap(c *web.Call, x fault.Field) gap {
	text := c.P.T(x.Code, i18n.Args(x.Args))
	id, _, _ := strings.Cut(x.Name, ".")
	if q, ok := v.Form.Question(id); ok {
		field := "#" + fieldOf(x)
		return gap{c.P.T("surveyrun.gap", i18n.Args{"What": textOf(c.P, q), "Gap": text}), c.Href("surveyrun.question", "survey", v.Slug, "question", id, "manque", "1") + field}
	}
	switch x.Name {
	case "answers", "share", "percent", "if_met", "if_not":
		return gap{c.P.T("surveyrun.gap", i18n.Args{"What": c.P.T("surveyrun.promise"), "Gap": text}), c.Href("surveyrun.promise", "survey", v.Slug, "manque", "1")}
	case "title":
		return gap{c.P.T("surveyrun.gap", i18n.Args{"What": c.P.T("surveyrun.field.title"), "Gap": text}), "#" + langField(x, "title")}
	case "closes":
		return gap{text, "#closes"}
	}
	return gap{text, "#questions"}
}

// langField is the field of a text in the language that a breach is about.
func langField(x fault.Field, name string) string {
	if l, ok := x.Args["Lang"].(string); ok {
		return name + "-" + l
	}
	return name + "-fr"
}

// building is the page of a survey that isn't open yet.
type building struct {
	running
	Closes string
	HandIn handed
	Gaps   []gap
}

func show(c *web.Call) error {
	var v running
	err := c.View(func(tx *store.Tx) (err error) {
		v, err = read(c, tx)
		return err
	})
	switch {
	case err != nil:
		return err
	case v.State == survey.Draft:
		return showBuilding(c, building{})
	}
	return showRunning(c, after{})
}

func showBuilding(c *web.Call, v building) error {
	typed, refusal := v.Survey, v.Refusal
	err := c.View(func(tx *store.Tx) (err error) {
		v.running, err = read(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	v.Gaps = v.gaps(c)
	if v.Refusal = refusal; refusal != nil {
		v.Title, v.Intro, v.Access = typed.Title, typed.Intro, typed.Access
	} else {
		v.Closes = dateField(v.ClosesOn)
	}
	title := c.P.T("surveyrun.build")
	return c.Page(page(c, v.running, title), buildPage(v))
}

func dateField(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// words reads a text in each language of a form; one that isn't offered stays as it was.
func words(f form.Values, name string, was survey.Words, read func(form.Values, string) string) survey.Words {
	w := survey.Words{}
	for l, t := range was {
		w[l] = t
	}
	for _, l := range i18n.Langs {
		field := name + "-" + string(l)
		if !f.Has(field) {
			continue
		}
		w[l] = read(f, field)
		if l == i18n.French {
			w[l] = i18n.Typography(w[l])
		}
	}
	return w
}

func keep(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := building{Closes: f.Text("closes")}
	err = c.Update(func(tx *store.Tx) error {
		s, err := mine(c, tx)
		if err != nil {
			return err
		}
		read := func(s *survey.Survey) (b fault.Breaches) {
			s.Title = words(f, "title", s.Title, form.Values.Text)
			s.Intro = words(f, "intro", s.Intro, form.Values.Lines)
			s.Access = survey.Access(f.Get("access"))
			s.Form.Languages = []i18n.Lang{i18n.French}
			if f.Get("english") != "" {
				s.Form.Languages = append(s.Form.Languages, i18n.English)
			}
			s.ClosesOn = civil.Date{}
			if v.Closes != "" {
				if s.ClosesOn, err = civil.ParseDate(v.Closes); err != nil {
					b.Add("closes", "surveyrun.no_date")
				}
			}
			b.Check(s.Title[i18n.French] != "", "title-fr", "survey.title_missing")
			return b
		}
		read(&s)
		v.Survey = s
		return survey.Edit(tx, c.Actor, s.ID, func(s *survey.Survey) error {
			b := read(s)
			return b.Err()
		})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return showBuilding(c, v)
		})
	}
	c.Say("surveyrun.kept")
	return c.Go("surveyrun.show", "survey", c.Path("survey"))
}

// arrange adds, moves, copies and removes questions: "up:q3".
func arrange(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	do, which, _ := strings.Cut(f.Get("do"), ":")
	at := which
	err = c.Update(func(tx *store.Tx) error {
		s, err := mine(c, tx)
		if err != nil {
			return err
		}
		at, err = form.Once(tx, f.Submission(), func() (string, error) {
			at := which
			return at, survey.Edit(tx, c.Actor, s.ID, func(s *survey.Survey) error {
				switch do {
				case "up":
					s.Form.Shift(which, -1)
				case "down":
					s.Form.Shift(which, 1)
				case "copy":
					at = s.Form.Copy(which)
				case "remove":
					s.Remove(which)
				case "add":
					if !slices.Contains(survey.Kinds, survey.Kind(f.Get("kind"))) {
						return fault.New(fault.Invalid, "survey.kind_unknown")
					}
					at = s.Form.Add(survey.Kind(f.Get("kind")))
				case "model":
					if len(s.Form.Questions) == 0 {
						ThirdPlaceHere(c.Site.Catalog, s)
					}
				default:
					return fault.New(fault.Invalid, "fault.stale_form")
				}
				return nil
			})
		})
		return err
	})
	switch {
	case err != nil:
		return c.Again(err, func(refusal error) error { return again(c, refusal) })
	case do == "add":
		return c.Go("surveyrun.question", "survey", c.Path("survey"), "question", at)
	case do == "remove" || do == "model":
		return c.GoTo(c.Href("surveyrun.show", "survey", c.Path("survey")) + "#questions")
	}
	return c.GoTo(c.Href("surveyrun.show", "survey", c.Path("survey")) + "#question-" + at)
}

// again shows the page of a survey with a refusal that isn't about what was typed.
func again(c *web.Call, refusal error) error {
	var s survey.Survey
	err := c.View(func(tx *store.Tx) (err error) {
		s, err = mine(c, tx)
		return err
	})
	switch {
	case err != nil:
		return err
	case s.State == survey.Draft:
		return showBuilding(c, building{running: running{Survey: s, Refusal: refusal}, Closes: dateField(s.ClosesOn)})
	}
	return showRunning(c, after{running: running{Refusal: refusal}})
}
