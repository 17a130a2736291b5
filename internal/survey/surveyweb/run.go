package surveyweb

import (
	"net/http"
	"slices"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// RunRoutes is the pages of whoever runs a survey: it is built, opened, looked after, closed and published here. All of them are for the
// managers of the organisation that asks.
func RunRoutes(post *mail.Post) []web.Route {
	const get, send = http.MethodGet, http.MethodPost
	run := web.Holding(organisation.RunSurveys)
	return []web.Route{
		{Name: "surveyrun.all", Method: get, FR: "/mes-enquetes", EN: "/en/my-surveys", Who: run, Do: listed},
		{Name: "surveyrun.begin", Method: send, FR: "/mes-enquetes", EN: "/en/my-surveys", Who: run, Do: begin},
		{Name: "surveyrun.show", Method: get, FR: "/mes-enquetes/{survey}", EN: "/en/my-surveys/{survey}", Who: run, Do: show},
		{Name: "surveyrun.keep", Method: send, FR: "/mes-enquetes/{survey}", EN: "/en/my-surveys/{survey}", Who: run, Do: keep},
		{Name: "surveyrun.arrange", Method: send, FR: "/mes-enquetes/{survey}/questions", EN: "/en/my-surveys/{survey}/questions", Who: run, Do: arrange},
		{Name: "surveyrun.question", Method: get, FR: "/mes-enquetes/{survey}/questions/{question}", EN: "/en/my-surveys/{survey}/questions/{question}", Who: run, Do: question},
		{Name: "surveyrun.put", Method: send, FR: "/mes-enquetes/{survey}/questions/{question}", EN: "/en/my-surveys/{survey}/questions/{question}", Who: run, Do: put},
		{Name: "surveyrun.promise", Method: get, FR: "/mes-enquetes/{survey}/seuil", EN: "/en/my-surveys/{survey}/threshold", Who: run, Do: promise},
		{Name: "surveyrun.promised", Method: send, FR: "/mes-enquetes/{survey}/seuil", EN: "/en/my-surveys/{survey}/threshold", Who: run, Do: keepPromise},
		{Name: "surveyrun.preview", Method: get, FR: "/mes-enquetes/{survey}/apercu", EN: "/en/my-surveys/{survey}/preview", Who: run, Do: preview},
		{Name: "surveyrun.opening", Method: get, FR: "/mes-enquetes/{survey}/ouvrir", EN: "/en/my-surveys/{survey}/open", Who: run, Do: toOpen},
		{Name: "surveyrun.move", Method: send, FR: "/mes-enquetes/{survey}/etat", EN: "/en/my-surveys/{survey}/state", Who: run, Do: move},
		{Name: "surveyrun.dropping", Method: get, FR: "/mes-enquetes/{survey}/abandonner", EN: "/en/my-surveys/{survey}/drop", Who: run, Do: dropping},
		{Name: "surveyrun.codes", Method: send, FR: "/mes-enquetes/{survey}/codes", EN: "/en/my-surveys/{survey}/codes", Who: run, Do: codes},
		{Name: "surveyrun.mail", Method: send, FR: "/mes-enquetes/{survey}/courriels", EN: "/en/my-surveys/{survey}/letters", Who: run, Do: mailing{post}.send},
		{Name: "surveyrun.hand_in", Method: send, FR: "/mes-enquetes/{survey}/papier", EN: "/en/my-surveys/{survey}/hand-in", Who: run, Do: handIn},
		{Name: "surveyrun.reword", Method: send, FR: "/mes-enquetes/{survey}/mots", EN: "/en/my-surveys/{survey}/words", Who: run, Do: reword},
		{Name: "surveyrun.keying", Method: get, FR: "/mes-enquetes/{survey}/saisie", EN: "/en/my-surveys/{survey}/paper", Who: run, Do: keying},
		{Name: "surveyrun.key_in", Method: send, FR: "/mes-enquetes/{survey}/saisie", EN: "/en/my-surveys/{survey}/paper", Who: run, Do: keyIn},
		{Name: "surveyrun.texts", Method: get, FR: "/mes-enquetes/{survey}/textes", EN: "/en/my-surveys/{survey}/texts", Who: run, Do: texts},
		{Name: "surveyrun.contacts", Method: get, FR: "/mes-enquetes/{survey}/contacts", EN: "/en/my-surveys/{survey}/contacts", Who: run, Do: contacts},
		{Name: "surveyrun.contacts_csv", Method: get, FR: "/mes-enquetes/{survey}/contacts.csv", Who: run, Do: contactsCSV},
		{Name: "surveyrun.history", Method: get, FR: "/mes-enquetes/{survey}/historique", EN: "/en/my-surveys/{survey}/history", Who: run, Do: history},
	}
}

// mine reads the survey of an address for somebody who runs it.
func mine(c *web.Call, tx *store.Tx) (survey.Survey, error) {
	s, err := survey.Find(tx, c.Path("survey"))
	if err == nil && !survey.MayRun(c.Actor, s.Organisation) {
		err = fault.New(fault.Forbidden, "organisation.may_not")
	}
	return s, err
}

// running is what the pages of one survey share.
type running struct {
	survey.Survey
	Commune     string // name
	Departement string
	Population  int // of the commune; 0: unknown
	Today       civil.Date
	Submission  string
	Refusal     error
}

// read reads the survey of an address, and what all its pages show.
func read(c *web.Call, tx *store.Tx) (v running, err error) {
	if v.Survey, err = mine(c, tx); err != nil {
		return v, err
	}
	v.Today, v.Submission = v.Survey.Today(tx.Now), form.NewSubmission()
	where, err := territory.Find(tx, v.Survey.Commune)
	v.Commune, v.Departement, v.Population = where.Name, where.Departement, where.Population
	return v, err
}

// unreachable reports whether more answers are wanted than people live there.
func (v running) unreachable() bool { return v.Population > 0 && v.Promise.Answers > v.Population }

// endless reports whether it would be open for more than a year, so that what is promised would come when nobody remembers it.
func (v running) endless() bool { return !v.ClosesOn.IsZero() && v.ClosesOn.DaysSince(v.Today) > 366 }

func (v running) name(c *web.Call) string { return v.Title.In(c.Lang) }

func page(c *web.Call, v running, title string) web.Page {
	return web.Page{Title: title + ", " + v.name(c), Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}
}

// list is the surveys of the organisations that somebody manages, and the form that begins one.
type list struct {
	Own        []organisation.Organisation
	All        []survey.Survey
	Communes   map[string]string
	Typed      form.Values
	Which      []territory.Match // communes that the words may mean
	Submission string
	Refusal    error
}

func listed(c *web.Call) error { return showList(c, list{}) }

func showList(c *web.Call, v list) error {
	v.Submission, v.Communes = form.NewSubmission(), map[string]string{}
	err := c.View(func(tx *store.Tx) error {
		all, err := organisation.Of(tx, c.Actor.Person)
		if err != nil {
			return err
		}
		for _, o := range all {
			if !survey.MayRun(c.Actor, o.ID) {
				continue
			}
			v.Own = append(v.Own, o)
			of, err := survey.Of(tx, o.ID)
			if err != nil {
				return err
			}
			v.All = append(v.All, of...)
		}
		for _, s := range v.All {
			where, err := territory.Find(tx, s.Commune)
			if err != nil {
				return err
			}
			v.Communes[s.Commune] = where.Name
		}
		if v.Typed.Values == nil {
			return v.begins(tx)
		}
		return nil
	})
	if err != nil {
		return err
	}
	title := c.P.T("surveyrun.all")
	return c.Page(web.Page{Title: title, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, listPage(v, title))
}

// begins fills what a new survey most likely begins with: the only organisation, and its commune.
func (v *list) begins(tx *store.Tx) error {
	v.Typed.Values = map[string][]string{"model": {modelHere}}
	if len(v.Own) == 0 {
		return nil
	}
	v.Typed.Set("organisation", v.Own[0].ID.String())
	if code, ok := strings.CutPrefix(v.Own[0].Territory, "commune:"); ok {
		where, err := territory.Find(tx, code)
		if err != nil {
			return err
		}
		v.Typed.Set("commune", where.Name+" "+where.Departement)
	}
	return nil
}

func (v list) organisations() []ui.Option {
	var all []ui.Option
	for _, o := range v.Own {
		all = append(all, ui.Option{Value: o.ID.String(), Text: o.Name})
	}
	return all
}

// communes are those that the words may mean, to choose among.
func (v list) communes(p *i18n.Printer) []ui.Choice {
	var all []ui.Choice
	for _, m := range v.Which {
		all = append(all, ui.Choice{Value: m.Code, Text: m.Name + " (" + m.Departement + ")", Checked: v.Typed.Get("code") == m.Code, Hint: p.N("surveyrun.people", m.Population, i18n.Args{"N": p.Number(m.Population)})})
	}
	return all
}

func begin(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := list{Typed: f}
	q := survey.CreateRequest{Submission: f.Submission(), Title: i18n.Typography(f.Text("title"))}
	if q.Organisation.UnmarshalText([]byte(f.Get("organisation"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	slug := ""
	err = c.Update(func(tx *store.Tx) error {
		var b fault.Breaches
		if q.Commune, v.Which, err = readCommune(tx, f, &b); err != nil {
			return err
		}
		if err := b.Err(); err != nil {
			if q.Title == "" {
				b.Add("title", "survey.title_missing")
			}
			return b.Err()
		}
		if slug, err = survey.Create(tx, c.Actor, q); err != nil {
			return err
		}
		s, err := survey.Find(tx, slug)
		if err != nil || f.Get("model") != modelHere || len(s.Form.Questions) > 0 || s.State != survey.Draft {
			return err
		}
		return survey.Edit(tx, c.Actor, s.ID, func(s *survey.Survey) error {
			ThirdPlaceHere(c.Site.Catalog, s)
			return nil
		})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return showList(c, v)
		})
	}
	c.Say("surveyrun.begun")
	return c.Go("surveyrun.show", "survey", slug)
}

// readCommune finds the commune that was typed: by name, postcode or code. Several that fit are given back, to choose among.
func readCommune(tx *store.Tx, f form.Values, b *fault.Breaches) (string, []territory.Match, error) {
	typed := f.Text("commune")
	if code := f.Get("code"); code != "" && f.Get("code-for") == typed {
		return code, nil, nil
	}
	code, which, err := resolve(tx, typed)
	switch {
	case err != nil || code != "":
		return code, nil, err
	case len(which) == 0:
		b.Add("commune", "survey.commune_unknown")
		return "", nil, nil
	}
	b.Add("commune", "surveyrun.commune_which")
	return "", which, nil
}

func sameName(a, b territory.Match) bool { return search.Fold(a.Name) == search.Fold(b.Name) }

// runLabels are the fields' names, for the summary of what is wrong.
func runLabels(p *i18n.Printer, fields ...string) map[string]string {
	all := map[string]string{}
	for _, f := range fields {
		all[f] = p.T("surveyrun.field." + f)
	}
	return all
}

func stateOf(p *i18n.Printer, s survey.Survey) string {
	return p.T("surveyrun.state." + string(s.State))
}

// days says between which days a survey could be answered, or until when.
func days(p *i18n.Printer, s survey.Survey) string {
	switch {
	case s.State == survey.Draft || s.OpenedOn.IsZero():
		return ""
	case s.State == survey.Open:
		return lastDay(p, s)
	case s.ClosedOn.IsZero():
		return ""
	}
	return p.T("surveyrun.span", i18n.Args{"From": p.Date(s.OpenedOn), "To": p.Date(s.ClosedOn)})
}

// lastDay says until when a survey will be open.
func lastDay(p *i18n.Printer, s survey.Survey) string {
	if s.ClosesOn.IsZero() {
		return p.T("surveyrun.no_last_day")
	}
	return p.T("surveyrun.until", i18n.Args{"To": p.Date(s.ClosesOn)})
}

func tagOf(s survey.Survey) ui.TagKind {
	switch s.State {
	case survey.Open:
		return ui.TagOpen
	case survey.Published:
		return ui.TagUs
	}
	return ""
}

// languages are what a survey is offered in, French first.
func (v running) languages() []i18n.Lang { return v.Form.Languages }

func (v running) english() bool { return slices.Contains(v.Form.Languages, i18n.English) }
