package surveyweb

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
)

// on leads to the next page after a form that was done. The script that keeps answers on a lost line asks for the address alone.
func on(c *web.Call, name string, pairs ...string) error {
	if c.R.Header.Get("Accept") != "application/json" {
		return c.Go(name, pairs...)
	}
	c.W.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(c.W).Encode(map[string]string{"to": c.Href(name, pairs...)})
}

// frontView is the page on which a survey begins.
type frontView struct {
	hand
	Typed   string // a code
	Erased  bool   // what was answered so far on this phone
	Refusal error
}

// begun reports whether the code that was typed has been begun with before.
func (v frontView) begun() bool {
	f, ok := fault.As(v.Refusal)
	return ok && slices.ContainsFunc(f.Fields, func(b fault.Field) bool { return b.Code == survey.CodeBegun })
}

func (a asking) front(c *web.Call) error {
	return a.showFront(c, frontView{Erased: c.Query().Get("efface") != ""})
}

func (a asking) showFront(c *web.Call, v frontView) (err error) {
	if v.hand, err = a.enter(c); err != nil {
		return err
	}
	title := say(c.Ctx(), v.Survey.Title)
	return c.Page(web.Page{Title: title, Description: say(c.Ctx(), v.Survey.Intro), Width: "narrow", Status: web.StatusOf(v.Refusal), Scripts: v.scripts()}, frontPage(v))
}

// scripts are those that empty what the phone kept.
func (v frontView) scripts() []string {
	if v.Erased {
		return []string{"answer.js"}
	}
	return nil
}

// discard is for a phone that goes from hand to hand: what was answered on it so far goes, here and on the phone.
func (a asking) discard(c *web.Call) error {
	var h hand
	err := c.Update(func(tx *store.Tx) (err error) {
		if h, err = a.read(c, tx); err != nil || h.Code == "" {
			return err
		}
		return survey.Discard(tx, h.Survey, h.Code)
	})
	if err != nil {
		return err
	}
	a.keep(c, h.Survey, "")
	return c.Go("survey.ask", "survey", h.Survey.Slug, "efface", "1")
}

// few bounds how often a code is tried, by where it comes from and by the survey: at twenty a minute, a code of five thousand among 27⁸ is found
// after some five years.
func few(c *web.Call) error {
	key := "survey-code:" + c.Path("survey") + ":"
	if !c.Site.Allow(c, key+c.Address()) || !c.Site.Allow(c, key+c.Site.DB.Now().Time().Format("15:04")) {
		return fault.New(fault.Conflict, "survey.too_many_tries")
	}
	return nil
}

// fewDrafts bounds how many drafts are begun from an address where nobody needs a code. A town hall's or a telephone company's people share one.
func fewDrafts(c *web.Call) error {
	if !c.Site.Allow(c, "survey-begin:"+c.Address()+":"+c.Site.DB.Now().Time().Format("15:04")) {
		return fault.New(fault.Conflict, "survey.too_many_tries")
	}
	return nil
}

func (a asking) begin(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	if f.Get("do") == "discard" {
		return a.discard(c)
	}
	var s survey.Survey
	var code string
	var first survey.Question
	typed := f.Text("code")
	err = fewDrafts(c)
	if typed != "" {
		err = few(c)
	}
	if err == nil {
		err = c.Update(func(tx *store.Tx) (err error) {
			if s, err = public(c, tx); err != nil {
				return err
			}
			if code, err = survey.Begin(tx, s, typed, f.Get("anew") == "yes"); err != nil {
				return err
			}
			answers, err := survey.Resume(tx, s, code)
			first = goOn(s, answers)
			return err
		})
	}
	if err != nil {
		return c.Again(err, func(refusal error) error { return a.showFront(c, frontView{Typed: typed, Refusal: refusal}) })
	}
	a.keep(c, s, code)
	return c.Go("survey.question", "survey", s.Slug, "question", first.ID)
}

// goOn is where somebody goes on: after the last question that they answered.
func goOn(s survey.Survey, given survey.Answers) survey.Question {
	last := ""
	for _, q := range s.Form.Questions {
		if len(given[q.ID]) > 0 && s.Form.Asks(q, given) {
			last = q.ID
		}
	}
	if q, ok := s.Form.Next(last, given); ok {
		return q
	}
	q, _ := s.Form.Question(last)
	return q
}

// questionView is one question on its page.
type questionView struct {
	hand
	Question survey.Question
	Given    []string    // what is chosen or written: as kept, or as typed before a refusal
	Typed    form.Values // what was typed, where it doesn't say by itself what it means: ranks, the name of a commune
	Refusal  error
	At, Of   int
	Back     string              // address
	Return   bool                // from the summary, and back there
	Names    map[string]string   // of communes
	Here     territory.Commune   // the survey's own
	Near     []territory.Commune // around the survey's own, to choose from without typing
	Matches  []territory.Match   // communes that a text may mean
}

func (a asking) question(c *web.Call) error {
	return a.showQuestion(c, questionView{Return: c.Query().Get("de") == "fin"})
}

func (a asking) showQuestion(c *web.Call, v questionView) error {
	err := c.View(func(tx *store.Tx) (err error) {
		if v.hand, err = a.read(c, tx); err != nil || v.Code == "" {
			return err
		}
		var ok bool
		if v.Question, ok = v.Survey.Form.Question(c.Path("question")); !ok {
			return fault.New(fault.NotFound, "survey.question_unknown")
		}
		if v.Refusal == nil {
			v.Given = v.Answers[v.Question.ID]
		}
		if v.Question.Kind == survey.Commune {
			if err = v.around(tx); err != nil {
				return err
			}
			v.Names, err = territory.Names(tx, append([]string{v.Survey.Commune}, v.Given...))
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case v.Code == "" || !v.Open():
		return c.Go("survey.ask", "survey", v.Survey.Slug)
	case !v.Survey.Form.Asks(v.Question, v.Answers):
		return a.after(c, v.Survey, v.Question, v.Answers, v.Answers, false)
	}
	v.At, v.Of = where(v.Survey.Form, v.Answers, v.Question.ID)
	v.Back = c.Href("survey.ask", "survey", v.Survey.Slug)
	if before, ok := v.Survey.Form.Before(v.Question.ID, v.Answers); ok {
		v.Back = c.Href("survey.question", "survey", v.Survey.Slug, "question", before.ID)
	}
	if v.Return {
		v.Back = c.Href("survey.end", "survey", v.Survey.Slug)
	}
	title := c.P.T("survey.question.title", map[string]any{"At": v.At, "Of": v.Of, "Question": say(c.Ctx(), v.Question.Text)})
	return c.Page(web.Page{Title: title, Robots: "noindex", Width: "narrow", Status: web.StatusOf(v.Refusal), Scripts: []string{"answer.js"}}, questionPage(v))
}

// around reads the survey's commune and those that are offered with it.
func (v *questionView) around(tx *store.Tx) (err error) {
	if v.Here, err = territory.Find(tx, v.Survey.Commune); err != nil {
		return err
	}
	v.Near, err = territory.Neighbours(tx, v.Survey.Commune, mostNear)
	return err
}

// after leads on from a question: to the next, or back to the summary where somebody came from it and nothing new is asked.
func (a asking) after(c *web.Call, s survey.Survey, q survey.Question, before, now survey.Answers, fromEnd bool) error {
	next, ok := s.Form.Next(q.ID, now)
	for fromEnd && ok && (s.Form.Asks(next, before) || len(now[next.ID]) > 0) {
		next, ok = s.Form.Next(next.ID, now)
	}
	if !ok {
		return on(c, "survey.end", "survey", s.Slug)
	}
	if fromEnd {
		return on(c, "survey.question", "survey", s.Slug, "question", next.ID, "de", "fin")
	}
	return on(c, "survey.question", "survey", s.Slug, "question", next.ID)
}

func (a asking) answer(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := questionView{Typed: f, Return: f.Get("de") == "fin"}
	var now survey.Answers
	var lost bool
	err = c.Update(func(tx *store.Tx) (err error) {
		if v.hand, err = a.read(c, tx); err != nil {
			return err
		}
		if lost = v.Code == ""; lost {
			return nil
		}
		var ok bool
		if v.Question, ok = v.Survey.Form.Question(c.Path("question")); !ok {
			return fault.New(fault.NotFound, "survey.question_unknown")
		}
		if v.Given, v.Matches, err = sent(tx, v.Question, f); err != nil {
			return err
		}
		now, err = survey.Answer(tx, v.Survey, v.Code, v.Question.ID, v.Given)
		return err
	})
	switch {
	case lost && err == nil:
		return c.Go("survey.ask", "survey", v.Survey.Slug)
	case fault.Is(err, fault.Conflict): // it has closed meanwhile: the front page says so
		return c.Go("survey.ask", "survey", v.Survey.Slug)
	case err != nil:
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return a.showQuestion(c, v)
		})
	}
	return a.after(c, v.Survey, v.Question, v.Answers, now, v.Return)
}

// sent reads what somebody answered to a question. matches are the communes that a text may mean, when it isn't clear which.
func sent(tx *store.Tx, q survey.Question, f form.Values) (given []string, matches []territory.Match, err error) {
	var b fault.Breaches
	switch q.Kind {
	case survey.Short:
		given = []string{f.Text("answer")}
	case survey.Long:
		given = []string{f.Lines("answer")}
	case survey.Number:
		given = []string{strings.Join(strings.Fields(f.Text("answer")), "")}
	case survey.Ranking:
		if given = ranked(q, f); given == nil {
			b.Add("answer", "survey.rank_twice")
		}
	case survey.Commune:
		return commune(tx, f)
	default:
		given = f.Values["answer"]
	}
	return given, nil, b.Err()
}

// ranked puts options in the order of the ranks that they were given; nil when two have the same.
func ranked(q survey.Question, f form.Values) []string {
	at := map[string]string{}
	for _, o := range q.Options {
		rank := f.Get("rank-" + o.ID)
		if rank == "" {
			continue
		}
		if at[rank] != "" {
			return nil
		}
		at[rank] = o.ID
	}
	given := []string{}
	for i := range q.Options {
		if id := at[fmt.Sprint(i+1)]; id != "" {
			given = append(given, id)
		}
	}
	return given
}

// mostNear is how many neighbours of the survey's commune are offered.
const mostNear = 6

// mostMatches is among how many communes of one name somebody chooses.
const mostMatches = 8

// commune reads the commune that was chosen, or the one whose name was typed.
func commune(tx *store.Tx, f form.Values) (given []string, matches []territory.Match, err error) {
	var b fault.Breaches
	if code := f.Get("answer"); code != "" && code != otherCommune {
		_, err := territory.Find(tx, code)
		if fault.Is(err, fault.NotFound) {
			b.Add("answer", "survey.commune_unknown")
			return nil, nil, b.Err()
		}
		return []string{code}, nil, err
	}
	typed := f.Text("commune")
	if typed == "" {
		return nil, nil, nil
	}
	matches, err = territory.Resolve(tx, typed, mostMatches)
	if err != nil {
		return nil, nil, err
	}
	sure := len(matches) == 1 || len(matches) > 1 && matches[0].Via == territory.ViaCurrent && matches[1].Via != territory.ViaCurrent
	switch {
	case sure:
		return []string{matches[0].Code}, nil, nil
	case len(matches) == 0:
		b.Add("commune", "survey.commune_nowhere")
	default:
		b.Add("answer", "survey.commune_which")
	}
	return nil, matches, b.Err()
}

// otherCommune is chosen by whoever types a name.
const otherCommune = "other"

// endView is the summary before sending.
type endView struct {
	hand
	Names   map[string]string
	Refusal error
}

func (a asking) end(c *web.Call) error { return a.showEnd(c, nil) }

func (a asking) showEnd(c *web.Call, refusal error) error {
	v := endView{Refusal: refusal}
	err := c.View(func(tx *store.Tx) (err error) {
		if v.hand, err = a.read(c, tx); err != nil {
			return err
		}
		var codes []string
		for _, q := range v.Survey.Form.Questions {
			if q.Kind == survey.Commune {
				codes = append(codes, v.Answers[q.ID]...)
			}
		}
		if len(codes) > 0 {
			v.Names, err = territory.Names(tx, codes)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case v.Code == "" || !v.Open():
		return c.Go("survey.ask", "survey", v.Survey.Slug)
	}
	return c.Page(web.Page{Title: c.P.T("survey.end.title"), Robots: "noindex", Width: "narrow", Status: web.StatusOf(refusal), Scripts: []string{"answer.js"}}, endPage(v))
}

// shown are the questions that were asked.
func (h hand) shown() (all []survey.Question) {
	for _, q := range h.Survey.Form.Questions {
		if h.Survey.Form.Asks(q, h.Answers) {
			all = append(all, q)
		}
	}
	return all
}

func (a asking) send(c *web.Call) error {
	if _, err := c.Form(); err != nil {
		return err
	}
	var h hand
	err := c.Update(func(tx *store.Tx) (err error) {
		if h, err = a.read(c, tx); err != nil || h.Code == "" {
			return err
		}
		return survey.Send(tx, h.Survey, h.Code)
	})
	switch {
	case fault.Is(err, fault.Invalid):
		return a.showEnd(c, err)
	case fault.Is(err, fault.Conflict):
		return c.Go("survey.ask", "survey", h.Survey.Slug)
	case err != nil && !fault.Is(err, fault.NotFound):
		return err
	case h.Survey.Slug == "":
		return err
	case h.Code == "" && !h.Lost:
		return c.Go("survey.ask", "survey", h.Survey.Slug)
	}
	a.keep(c, h.Survey, "")
	if h.Lost || err != nil { // sent a second time, or by a code that is too old: nobody can tell which
		return on(c, "survey.thanks", "survey", h.Survey.Slug, "deja", "1")
	}
	return on(c, "survey.thanks", "survey", h.Survey.Slug)
}

// thanksView is what comes after sending. It knows no code and no answer.
type thanksView struct {
	Survey  survey.Survey
	Again   bool // there was nothing to send any more
	Noted   bool // somebody left a way to call them
	Typed   form.Values
	Refusal error
}

func (a asking) thanks(c *web.Call) error {
	return a.showThanks(c, thanksView{Again: c.Query().Get("deja") != "", Noted: c.Query().Get("note") != ""})
}

func (a asking) showThanks(c *web.Call, v thanksView) error {
	err := c.View(func(tx *store.Tx) (err error) {
		v.Survey, err = public(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("survey.thanks.title"), Robots: "noindex", Width: "narrow", Status: web.StatusOf(v.Refusal), Scripts: []string{"answer.js"}}, thanksPage(v))
}

func (a asking) contact(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	if !c.Site.Allow(c, "survey-contact:"+c.Address()) {
		err = fault.New(fault.Conflict, "survey.too_many_tries")
	}
	var s survey.Survey
	if err == nil {
		err = c.Update(func(tx *store.Tx) (err error) {
			if s, err = public(c, tx); err != nil {
				return err
			}
			return survey.LeaveContact(tx, s, survey.Contact{Name: f.Text("name"), Email: f.Text("email"), Phone: f.Text("phone"), TakesPart: f.Get("wish") == "part"})
		})
	}
	if err != nil {
		return c.Again(err, func(refusal error) error { return a.showThanks(c, thanksView{Typed: f, Refusal: refusal}) })
	}
	return c.Go("survey.thanks", "survey", s.Slug, "note", "1")
}

// laterView is the page of the code by which one goes on.
type laterView struct {
	hand
	Typed   string
	Refusal error
}

func (a asking) later(c *web.Call) error { return a.showLater(c, laterView{}) }

func (a asking) showLater(c *web.Call, v laterView) (err error) {
	if v.hand, err = a.enter(c); err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("survey.later.title"), Robots: "noindex", Width: "narrow", Status: web.StatusOf(v.Refusal)}, laterPage(v))
}

// resume goes on with what was begun, on this phone or another.
func (a asking) resume(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var s survey.Survey
	var first survey.Question
	typed := f.Text("code")
	code := survey.ReadCode(typed)
	err = few(c)
	if err == nil {
		err = c.View(func(tx *store.Tx) (err error) {
			if s, err = public(c, tx); err != nil {
				return err
			}
			answers, err := survey.Resume(tx, s, code)
			if fault.Is(err, fault.NotFound) {
				var b fault.Breaches
				b.Add("code", "survey.no_draft")
				return b.Err()
			}
			first = goOn(s, answers)
			return err
		})
	}
	if err != nil {
		return c.Again(err, func(refusal error) error { return a.showLater(c, laterView{Typed: typed, Refusal: refusal}) })
	}
	a.keep(c, s, code)
	return c.Go("survey.question", "survey", s.Slug, "question", first.ID)
}

// chosen reports whether an answer is among those that are given.
func (v questionView) chosen(code string) bool { return slices.Contains(v.Given, code) }
