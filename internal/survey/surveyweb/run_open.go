package surveyweb

import (
	"encoding/csv"
	"net/http"
	"strconv"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/project"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// after is the page of a survey from its opening on.
type after struct {
	running
	Address      string       // of the public page, as posters and cards have it
	To           survey.State // of the form that was refused, with what was typed
	Words, Until string
	N            string // of codes, as typed
	Addresses    string // that codes are sent to, as typed
	HandIn       handed
	Contacts     int
	TakePart     int                // of those who left a way to be called
	Groups       []project.Project  // founding groups here that the authority follows, to invite them into
	Asked        map[project.ID]int // of the people who take part: how many were asked into each
	Follows      bool               // the organisation is an authority, which can begin one
	Texts        bool               // there are questions that are answered with a text
}

func showRunning(c *web.Call, v after) error {
	refusal := v.Refusal
	err := c.View(func(tx *store.Tx) (err error) {
		if v.running, err = read(c, tx); err != nil {
			return err
		}
		v.Contacts, v.TakePart = 0, 0
		if v.State == survey.Published {
			all, err := survey.Contacts(tx, c.Actor, v.ID)
			if err != nil {
				return err
			}
			v.Contacts = len(all)
			for _, x := range all {
				if x.TakesPart {
					v.TakePart++
				}
			}
		}
		if v.Groups, v.Follows, err = groupsOf(tx, c.Actor, v.Survey); err != nil || v.State != survey.Published {
			return err
		}
		v.Asked = map[project.ID]int{}
		for _, g := range v.Groups {
			asked, err := survey.AskedInto(tx, c.Actor, v.ID, g)
			if err != nil {
				return err
			}
			v.Asked[g.ID] = asked.TakePart - asked.Left
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.Refusal, v.Address = refusal, publicAddress(c, v.Survey)
	for _, q := range v.Form.Questions {
		v.Texts = v.Texts || isText(q)
	}
	return c.Page(page(c, v.running, stateOf(c.P, v.Survey)), runningPage(v))
}

// groupsOf lists the founding groups into which the people of a survey can be invited.
func groupsOf(tx *store.Tx, by organisation.Actor, s survey.Survey) (mine []project.Project, follows bool, err error) {
	if !project.MayFollow(by, s.Organisation) {
		return nil, false, nil
	}
	o, err := organisation.Find(tx, s.Organisation)
	if err != nil || o.Kind != organisation.Authority {
		return nil, false, err
	}
	all, err := project.InCommune(tx, s.Commune)
	for _, g := range all {
		if g.Authority == s.Organisation && !g.Over() {
			mine = append(mine, g)
		}
	}
	return mine, true, err
}

// missed reports whether the result is there and the threshold that was announced wasn't reached: what was promised for that case holds then, and
// whoever promised it is not led to begin a group.
func (v after) missed() bool { return v.Result != nil && !v.Result.Verdict.Met() }

func isText(q survey.Question) bool { return q.Kind == survey.Short || q.Kind == survey.Long }

// publicAddress is where a survey is answered: on the address of the site that letters use, never on what this request calls it.
func publicAddress(c *web.Call, s survey.Survey) string {
	return c.Site.LetterOrigin(c.Ctx()) + c.Href("survey.ask", "survey", s.Slug)
}

// daysLeft is how many days a survey can still be answered, today among them; 0 when it has no last day.
func (v after) daysLeft() int {
	if v.ClosesOn.IsZero() || v.ClosesOn.Before(v.Today) {
		return 0
	}
	return v.ClosesOn.DaysSince(v.Today) + 1
}

// cards are codes to cut out, shown once.
type cards struct {
	running
	Codes   []string
	Address string
}

// cardsPerPage fit on an A4 sheet.
const cardsPerPage = 10

// sheets are the cards of each page.
func (v cards) sheets() [][]string {
	var all [][]string
	for rest := v.Codes; len(rest) > 0; {
		n := min(cardsPerPage, len(rest))
		all, rest = append(all, rest[:n]), rest[n:]
	}
	return all
}

// codes makes codes and shows them, once: only their hashes are kept. A form that is sent again makes none.
func codes(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	n, unread := strconv.Atoi(f.Text("n"))
	if unread != nil {
		n = 0
	}
	var v cards
	err = c.Update(func(tx *store.Tx) (err error) {
		v.Codes = nil
		if v.running, err = read(c, tx); err != nil {
			return err
		}
		_, err = form.Once(tx, f.Submission(), func() (string, error) {
			v.Codes, err = survey.NewCodes(tx, c.Actor, v.ID, n)
			return "", err
		})
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			if v.State == survey.Draft {
				return again(c, refusal)
			}
			return showRunning(c, after{running: running{Refusal: refusal}, N: f.Text("n")})
		})
	}
	if len(v.Codes) == 0 {
		return again(c, fault.New(fault.Conflict, "surveyrun.codes_shown"))
	}
	v.Address = publicAddress(c, v.Survey)
	title := c.P.T("surveyrun.cards")
	return c.Page(page(c, v.running, title), cardsPage(v, title))
}

// reading is the texts that people wrote, question by question.
type reading struct {
	running
	Texts map[string][]string
}

func texts(c *web.Call) error {
	v := reading{Texts: map[string][]string{}}
	err := c.View(func(tx *store.Tx) (err error) {
		if v.running, err = read(c, tx); err != nil {
			return err
		}
		for _, q := range v.Form.Questions {
			if !isText(q) {
				continue
			}
			if v.Texts[q.ID], err = survey.Texts(tx, c.Actor, v.ID, q.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	title := c.P.T("surveyrun.texts")
	return c.Page(page(c, v.running, title), textsPage(v, title))
}

// calling is who left a way to call them.
type calling struct {
	running
	All []survey.Contact
}

func readContacts(c *web.Call) (v calling, err error) {
	err = c.View(func(tx *store.Tx) (err error) {
		if v.running, err = read(c, tx); err != nil {
			return err
		}
		v.All, err = survey.Contacts(tx, c.Actor, v.ID)
		return err
	})
	return v, err
}

func contacts(c *web.Call) error {
	v, err := readContacts(c)
	if err != nil {
		return err
	}
	title := c.P.T("surveyrun.contacts")
	return c.Page(page(c, v.running, title), contactsPage(v, title))
}

// of are those who want to take part, or only to be told.
func (v calling) of(takesPart bool) (all []survey.Contact) {
	for _, x := range v.All {
		if x.TakesPart == takesPart {
			all = append(all, x)
		}
	}
	return all
}

func contactsCSV(c *web.Call) error {
	v, err := readContacts(c)
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+v.Slug+`-contacts.csv"`)
	h.Set("Cache-Control", "private, no-store")
	c.W.WriteHeader(http.StatusOK)
	w := csv.NewWriter(c.W)
	w.Comma = ';'
	rows := [][]string{{c.P.T("surveyrun.contact.name"), c.P.T("surveyrun.contact.email"), c.P.T("surveyrun.contact.phone"), c.P.T("surveyrun.contact.part")}}
	for _, x := range v.All {
		part := c.P.T("surveyrun.contact.told")
		if x.TakesPart {
			part = c.P.T("surveyrun.contact.takes_part")
		}
		rows = append(rows, []string{plain(x.Name), plain(x.Email), plain(x.Phone), part})
	}
	return w.WriteAll(rows)
}

// past is what was done with a survey.
type past struct {
	running
	Entries []journal.Entry
	Names   map[string]string
}

func history(c *web.Call) error {
	var v past
	err := c.View(func(tx *store.Tx) (err error) {
		if v.running, err = read(c, tx); err != nil {
			return err
		}
		if v.Entries, err = journal.Of(tx, "survey", v.ID.String(), 0, 200); err != nil {
			return err
		}
		var who []string
		for _, e := range v.Entries {
			who = append(who, e.Person)
		}
		v.Names, err = account.Names(tx, who)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("surveyrun.history")
	return c.Page(page(c, v.running, title), historyPage(v, title))
}

// track is the journal in sentences, the latest first.
func (v past) track(p *i18n.Printer) []ui.TrackItem {
	all := make([]ui.TrackItem, 0, len(v.Entries))
	for _, e := range v.Entries {
		who := v.Names[e.Person]
		switch {
		case e.Person == "":
			who = p.T("place.history.program")
		case who == "":
			who = p.T("place.somebody")
		}
		args := i18n.Args{"Who": who}
		for k, x := range e.Data {
			args[k] = x
		}
		all = append(all, ui.TrackItem{Title: p.T("journal."+e.Verb, args), When: p.Moment(e.At, territory.Zone(v.Survey.Commune)), Text: e.Data["why"]})
	}
	return all
}
