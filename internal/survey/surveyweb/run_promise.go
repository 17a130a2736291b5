package surveyweb

import (
	"strconv"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
)

// promising is the page of the threshold and what follows.
type promising struct {
	running
	Answers, Percent string // as typed
	Ticked           []string
	Counted          []survey.Question // a share can be asked of them
	Missing          error
}

func promise(c *web.Call) error { return showPromise(c, promising{}) }

func showPromise(c *web.Call, v promising) error {
	typed, refusal := v.Promise, v.Refusal
	err := c.View(func(tx *store.Tx) (err error) {
		v.running, err = read(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	if v.State != survey.Draft {
		return c.Go("surveyrun.show", "survey", v.Slug)
	}
	for _, q := range v.Form.Questions {
		if len(q.Told()) > 0 && q.Kind != survey.Ranking {
			v.Counted = append(v.Counted, q)
		}
	}
	if v.Refusal = refusal; refusal != nil {
		v.Promise = typed
	} else {
		v.Answers = strconv.Itoa(v.Promise.Answers)
		if s := v.Promise.Share; s != nil {
			v.Percent, v.Ticked = strconv.Itoa(s.Percent), ticksOf(s.Question, s.Any)
		}
		if c.Query().Has("manque") {
			v.Missing = missingOfPromise(v.Survey)
		}
	}
	title := c.P.T("surveyrun.promise")
	return c.Page(page(c, v.running, title), promisePage(v, title))
}

// missingOfPromise is what keeps a promise from being made, with the breaches at the fields of its page.
func missingOfPromise(s survey.Survey) error {
	f, ok := fault.As(s.Promise.Judge(s.Form))
	if !ok {
		return nil
	}
	var b fault.Breaches
	for _, x := range f.Fields {
		if x.Name == "if_met" || x.Name == "if_not" {
			x.Name = langField(x, x.Name)
		}
		b.Add(x.Name, x.Code, x.Args)
	}
	return b.Err()
}

func keepPromise(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := promising{Answers: f.Text("answers"), Percent: f.Text("percent"), Ticked: f.Values["share"]}
	var missing error
	err = c.Update(func(tx *store.Tx) error {
		s, err := mine(c, tx)
		if err != nil {
			return err
		}
		var b fault.Breaches
		v.Promise = v.onto(s.Promise, f, &b)
		if err := b.Err(); err != nil {
			return err
		}
		return survey.Edit(tx, c.Actor, s.ID, func(s *survey.Survey) error {
			s.Promise = v.Promise
			missing = missingOfPromise(*s)
			return nil
		})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return showPromise(c, v)
		})
	}
	if missing != nil {
		c.Say("surveyrun.kept_unfinished")
		return c.Go("surveyrun.promise", "survey", c.Path("survey"), "manque", "1")
	}
	c.Say("surveyrun.promise_kept")
	return c.Go("surveyrun.show", "survey", c.Path("survey"))
}

// onto reads the form onto a promise. Without a ticked answer there is no share.
func (v promising) onto(was survey.Promise, f form.Values, b *fault.Breaches) (p survey.Promise) {
	var err error
	p.Answers, err = strconv.Atoi(v.Answers)
	b.Check(err == nil, "answers", "survey.number_unreadable")
	p.IfMet, p.IfNot = words(f, "if_met", was.IfMet, form.Values.Lines), words(f, "if_not", was.IfNot, form.Values.Lines)
	if len(v.Ticked) == 0 {
		b.Check(v.Percent == "", "share", "survey.promise_any")
		return p
	}
	p.Share = &survey.Share{}
	p.Share.Question, p.Share.Any = readPicks(v.Ticked, "share", b)
	p.Share.Percent, err = strconv.Atoi(v.Percent)
	b.Check(err == nil, "percent", "survey.promise_percent")
	return p
}

// previewing is one page of the form as people will see it; nothing can be sent from it.
type previewing struct {
	running
	View questionView // of a question; without one it is the front page
}

func preview(c *web.Call) error {
	var v previewing
	err := c.View(func(tx *store.Tx) (err error) {
		if v.running, err = read(c, tx); err != nil {
			return err
		}
		v.View = questionView{hand: hand{Survey: v.Survey, Today: v.Today}, Of: len(v.Form.Questions)}
		if id := c.Query().Get("question"); id != "" {
			i := v.Form.Place(id)
			if i < 0 {
				return fault.New(fault.NotFound, "survey.question_unknown")
			}
			v.View.Question, v.View.At = v.Form.Questions[i], i+1
			if v.View.Question.Kind == survey.Commune {
				if err = v.View.around(tx); err != nil {
					return err
				}
			}
		}
		v.View.Names, err = territory.Names(tx, []string{v.Survey.Commune})
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("surveyrun.preview")
	return c.Page(page(c, v.running, title), previewPage(v, title))
}

// readOne reads the survey of an address for a page that shows nothing else.
func readOne(c *web.Call) (v running, err error) {
	err = c.View(func(tx *store.Tx) (err error) {
		v, err = read(c, tx)
		return err
	})
	return v, err
}

// opener reads everything back before a survey is opened.
type opener struct {
	running
	Gaps []gap
}

func toOpen(c *web.Call) error { return showOpening(c, opener{}) }

func showOpening(c *web.Call, v opener) error {
	refusal := v.Refusal
	var err error
	if v.running, err = readOne(c); err != nil {
		return err
	}
	if v.State != survey.Draft {
		return c.Go("surveyrun.show", "survey", v.Slug)
	}
	v.Refusal, v.Gaps = refusal, v.gaps(c)
	title := c.P.T("surveyrun.opening")
	return c.Page(page(c, v.running, title), openingPage(v, title))
}

// move opens, closes, opens again, publishes or drops. Each comes from a page of its own, which is shown again with what was typed when it
// is refused.
func move(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	q := survey.MoveRequest{To: survey.State(f.Get("to")), Words: i18n.Typography(f.Lines("words"))}
	from := survey.State("")
	if q.To == survey.Published {
		err = c.View(func(tx *store.Tx) error {
			s, err := mine(c, tx)
			if err == nil {
				q.Counted, err = survey.Count(tx, c.Actor, s.ID)
			}
			return err
		})
		if fault.Is(err, fault.Conflict) {
			err = nil // sent twice, or not closed yet: Move says what there is to say
		}
		if err != nil {
			return err
		}
	}
	err = c.Update(func(tx *store.Tx) error {
		s, err := mine(c, tx)
		if err != nil {
			return err
		}
		q.Survey, from = s.ID, s.State
		var b fault.Breaches
		if until := f.Text("until"); until != "" {
			if q.Until, err = civil.ParseDate(until); err != nil {
				b.Add("until", "surveyrun.no_date")
			}
		}
		switch {
		case q.To == survey.Open && from == survey.Closed:
			b.Check(!q.Until.IsZero() && !q.Until.Before(s.Today(tx.Now)), "until", "surveyrun.until_wanted")
		case q.To == survey.Closed && from == survey.Open:
			b.Check(q.Words != "", "words", "surveyrun.why_wanted")
		case q.To == survey.Dropped:
			b.Check(f.Get("sure") == "yes", "sure", "surveyrun.tick_sure")
		}
		if err := b.Err(); err != nil {
			return err
		}
		return survey.Move(tx, c.Actor, q)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v := running{Refusal: refusal}
			switch {
			case q.To == survey.Dropped:
				return showDropping(c, v, q.Words)
			case q.To == survey.Open && from == survey.Draft:
				return showOpening(c, opener{running: v})
			case from == survey.Draft || from == "":
				return again(c, refusal)
			}
			return showRunning(c, after{running: v, To: q.To, Words: f.Lines("words"), Until: f.Text("until")})
		})
	}
	switch q.To {
	case survey.Open:
		c.Say("surveyrun.opened")
	case survey.Closed:
		c.Say("surveyrun.closed")
	case survey.Published:
		c.Say("surveyrun.published")
	case survey.Dropped:
		c.Say("surveyrun.dropped")
		return c.Go("surveyrun.all")
	}
	return c.Go("surveyrun.show", "survey", c.Path("survey"))
}

func dropping(c *web.Call) error { return showDropping(c, running{}, "") }

func showDropping(c *web.Call, v running, why string) error {
	refusal := v.Refusal
	v, err := readOne(c)
	if err != nil {
		return err
	}
	if v.State == survey.Published || v.State == survey.Dropped {
		return c.Go("surveyrun.show", "survey", v.Slug)
	}
	v.Refusal = refusal
	title := c.P.T("surveyrun.drop")
	return c.Page(page(c, v, title), dropPage(v, title, why))
}
