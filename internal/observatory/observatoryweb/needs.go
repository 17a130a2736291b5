package observatoryweb

import (
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/observatory"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// needView is one need, with what the reader may do about it.
type needView struct {
	observatory.Need
	Moderates  bool
	Names      []ui.Option // in whose name the reader can answer: "organisation" or "organisation place"
	Own        map[observatory.AnswerID]bool
	Typed      form.Values
	Submission string
	Refusal    error
}

// showNeed shows a need that everybody may see; one that waits, or was refused, to whoever looks at them.
func showNeed(c *web.Call) error { return viewNeed(c, needView{}) }

func viewNeed(c *web.Call, v needView) error {
	v.Submission = form.NewSubmission()
	which, err := needOf(c)
	if err != nil {
		return err
	}
	v.Moderates = c.Actor.May(organisation.ModerateNeeds, organisation.Target{})
	v.Own = map[observatory.AnswerID]bool{}
	err = c.View(func(tx *store.Tx) (err error) {
		if v.Need, err = observatory.Find(tx, which); err != nil {
			return err
		}
		if (v.State == observatory.Waiting || v.State == observatory.Refused) && !v.Moderates {
			return fault.New(fault.NotFound, "need.unknown")
		}
		for _, a := range v.Answers {
			v.Own[a.ID] = observatory.MayAnswer(c.Actor, a.Organisation)
		}
		if !c.Actor.SignedIn() {
			return nil
		}
		all, err := organisation.Of(tx, c.Actor.Person)
		if err != nil {
			return err
		}
		places, err := place.Of(tx, c.Actor.Person.String())
		for _, o := range all {
			if !observatory.MayAnswer(c.Actor, o.ID) {
				continue
			}
			v.Names = append(v.Names, ui.Option{Value: o.ID.String(), Text: o.Name})
			for _, p := range places {
				if p.Organisation == o.ID {
					v.Names = append(v.Names, ui.Option{Value: o.ID.String() + " " + p.ID.String(), Text: p.Name})
				}
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	robots := ""
	if v.State != observatory.Shown && v.State != observatory.Met {
		robots = "noindex"
	}
	return c.Page(web.Page{Title: v.Title, Section: "place.search", Width: ui.Narrow, Robots: robots, Status: web.StatusOf(v.Refusal)}, needPage(v))
}

func answer(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	which, err := needOf(c)
	if err != nil {
		return err
	}
	name := v.Get("name")
	q := observatory.AnswerRequest{Submission: v.Submission(), Need: which, Text: v.Lines("text")}
	if len(name) > 36 {
		if q.Place, err = id.Parse[place.Place](name[37:]); err != nil {
			return fault.New(fault.Invalid, "fault.stale_form")
		}
		name = name[:36]
	}
	if q.Organisation, err = id.Parse[organisation.Organisation](name); err != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	if err := c.Update(func(tx *store.Tx) error { return observatory.Reply(tx, c.Actor, q) }); err != nil {
		return c.Again(err, func(refusal error) error { return viewNeed(c, needView{Typed: v, Refusal: refusal}) })
	}
	c.Say("need.answered")
	return c.Go("need.show", "need", which.String())
}

func withdraw(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	which, err := needOf(c)
	if err != nil {
		return err
	}
	answer, err := id.Parse[observatory.Answer](v.Get("answer"))
	if err != nil {
		return fault.New(fault.NotFound, "need.answer_unknown")
	}
	if err := c.Update(func(tx *store.Tx) error { return observatory.Withdraw(tx, c.Actor, answer) }); err != nil {
		return err
	}
	return c.Go("need.show", "need", which.String())
}

func decide(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	which, err := needOf(c)
	if err != nil {
		return err
	}
	err = c.Update(func(tx *store.Tx) error {
		return observatory.Decide(tx, c.Actor, observatory.DecideRequest{Need: which, To: observatory.State(v.Get("to")), Reason: v.Lines("reason")})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return viewNeed(c, needView{Typed: v, Refusal: refusal}) })
	}
	return c.Go("need.show", "need", which.String())
}

func waiting(c *web.Call) error {
	var all []observatory.Need
	err := c.View(func(tx *store.Tx) (err error) {
		all, err = observatory.WaitingNeeds(tx, c.Actor)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("need.waiting.title"), Robots: "noindex", Team: true}, waitingPage(all))
}

// ways are the states that a need can be brought into, with the words of their buttons.
func (v needView) ways(p *i18n.Printer) []ui.Option {
	var all []ui.Option
	for _, to := range v.Need.Ways() {
		all = append(all, ui.Option{Value: string(to), Text: p.T("need.to." + string(to))})
	}
	return all
}

func (v needView) typed(name string) string {
	if v.Typed.Values == nil {
		return ""
	}
	return v.Typed.Lines(name)
}

// programmesView is the programmes of the authorities that the reader manages.
type programmesView struct {
	Authorities []organisation.Organisation
	All         []observatory.Programme
	Today       civil.Date
}

// authorities are those that the reader keeps programmes for.
func authorities(c *web.Call, tx *store.Tx) ([]organisation.Organisation, error) {
	all, err := organisation.Of(tx, c.Actor.Person)
	var kept []organisation.Organisation
	for _, o := range all {
		if (o.Kind == organisation.Authority || o.Kind == organisation.Network) && observatory.MayKeep(c.Actor, o.ID) {
			kept = append(kept, o)
		}
	}
	return kept, err
}

func programmes(c *web.Call) error {
	var v programmesView
	err := c.View(func(tx *store.Tx) (err error) {
		v.Today = civil.DateOf(tx.Now.Time())
		if v.Authorities, err = authorities(c, tx); err != nil {
			return err
		}
		for _, o := range v.Authorities {
			some, err := observatory.ProgrammesOf(tx, o.ID)
			if err != nil {
				return err
			}
			v.All = append(v.All, some...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("programme.title"), Robots: "noindex", Team: true}, programmesPage(v))
}

// programmeForm is a programme as it is filled in.
type programmeForm struct {
	observatory.Programme
	Authorities []organisation.Organisation
	Grounds     string // one for each line
	Fresh       bool
	Submission  string
	Refusal     error
}

// fresh stands in the address for a programme that isn't there yet.
const fresh = "nouveau"

func editProgramme(c *web.Call) error {
	v := programmeForm{Fresh: c.Path("programme") == fresh}
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Authorities, err = authorities(c, tx); err != nil {
			return err
		}
		if v.Fresh {
			v.First = civil.DateOf(tx.Now.Time())
			for _, o := range v.Authorities {
				if o.Territory != "" && v.Grounds == "" {
					v.Grounds = o.Territory
				}
			}
			return nil
		}
		v.Programme, err = programmeOf(c, tx)
		for _, g := range v.Perimeter {
			v.Grounds += g.String() + "\n"
		}
		return err
	})
	if err != nil {
		return err
	}
	return showProgramme(c, v)
}

func programmeOf(c *web.Call, tx *store.Tx) (observatory.Programme, error) {
	which, err := id.Parse[observatory.Programme](c.Path("programme"))
	if err != nil {
		return observatory.Programme{}, fault.New(fault.NotFound, "programme.unknown")
	}
	p, err := observatory.FindProgramme(tx, which)
	if err == nil && !observatory.MayKeep(c.Actor, p.Organisation) {
		err = fault.New(fault.Forbidden, "organisation.may_not")
	}
	return p, err
}

func showProgramme(c *web.Call, v programmeForm) error {
	v.Submission = form.NewSubmission()
	title := v.Name
	if v.Fresh || title == "" {
		title = c.P.T("programme.new")
	}
	return c.Page(web.Page{Title: title, Robots: "noindex", Team: true, Width: ui.Narrow, Status: web.StatusOf(v.Refusal)}, programmePage(v, title))
}

func keepProgramme(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	f := programmeForm{Fresh: c.Path("programme") == fresh, Grounds: v.Lines("perimeter")}
	err = c.Update(func(tx *store.Tx) (err error) {
		if f.Authorities, err = authorities(c, tx); err != nil {
			return err
		}
		if !f.Fresh {
			if f.Programme, err = programmeOf(c, tx); err != nil {
				return err
			}
		} else if f.Organisation, err = id.Parse[organisation.Organisation](v.Get("authority")); err != nil {
			return fault.New(fault.Invalid, "fault.stale_form")
		}
		f.Name, f.Text, f.Website = v.Text("name"), v.Lines("text"), v.Text("website")
		var b fault.Breaches
		read := func(name string) (d civil.Date) {
			if t := v.Text(name); t != "" && d.UnmarshalText([]byte(t)) != nil {
				b.Add(name, "programme.date")
			}
			return d
		}
		f.First, f.Last = read("first"), read("last")
		if f.Perimeter, err = readGrounds(tx, f.Grounds); fault.Is(err, fault.Invalid) {
			b.Add("perimeter", "programme.perimeter_line")
		} else if err != nil {
			return err
		}
		if err := b.Err(); err != nil {
			return err
		}
		f.ID, err = observatory.KeepProgramme(tx, c.Actor, v.Submission(), f.Programme)
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			f.Refusal = refusal
			return showProgramme(c, f)
		})
	}
	c.Say("programme.kept")
	return c.Go("programme.mine")
}

// readGrounds reads a perimeter, a line for each: the code of a département, the SIREN of a community, the code or the name of a commune.
func readGrounds(tx *store.Tx, text string) (all []territory.Ground, err error) {
	for _, line := range lines(text) {
		g, ok := territory.ParseGround(line)
		tries := []territory.Ground{g}
		if !ok {
			tries = []territory.Ground{{Kind: territory.OfDepartement, Code: line}, {Kind: territory.OfCommune, Code: line}, {Kind: territory.OfEPCI, Code: line}}
			found, err := territory.Resolve(tx, line, 1)
			if err != nil {
				return nil, err
			}
			if len(found) == 1 {
				tries = append(tries, territory.Ground{Kind: territory.OfCommune, Code: found[0].Code})
			}
		}
		known := false
		for _, try := range tries {
			if g, err = territory.FindGround(tx, try); err == nil {
				all, known = append(all, g), true
				break
			} else if !fault.Is(err, fault.NotFound) {
				return nil, err
			}
		}
		if !known {
			return nil, fault.New(fault.Invalid, "programme.perimeter_line")
		}
	}
	return all, nil
}

func (v programmeForm) authorities() []ui.Option {
	var all []ui.Option
	for _, o := range v.Authorities {
		all = append(all, ui.Option{Value: o.ID.String(), Text: o.Name})
	}
	return all
}

// lines are those of a text that say something.
func lines(text string) (all []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}
