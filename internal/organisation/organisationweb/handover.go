package organisationweb

import (
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// handedView is what was opened for others, in each name in which somebody does so.
type handedView struct {
	Names      []handedBy
	Now        time.Time
	Typed      form.Values
	Refusal    error
	Submission string
}

type handedBy struct {
	organisation.Helper
	All    []organisation.Handover
	Places map[organisation.ID][]place.Place
}

func handed(c *web.Call) error { return showHanded(c, form.Values{}, nil) }

func showHanded(c *web.Call, typed form.Values, refusal error) error {
	v := handedView{Typed: typed, Refusal: refusal, Submission: form.NewSubmission()}
	only := c.Query().Get("pour") // from the page of one authority, whose id it is
	err := c.View(func(tx *store.Tx) error {
		v.Now = tx.Now.Time()
		helpers, err := organisation.Helpers(tx, c.Actor)
		if err != nil {
			return err
		}
		for _, h := range helpers {
			if only != "" && only != h.ID.String() {
				continue
			}
			x := handedBy{Helper: h}
			if x.All, err = organisation.OpenedFor(tx, c.Actor, h.ID); err != nil {
				return err
			}
			var ids []organisation.ID
			for _, o := range x.All {
				ids = append(ids, o.Organisation.ID)
			}
			if x.Places, err = place.RunByEach(tx, ids); err != nil {
				return err
			}
			v.Names = append(v.Names, x)
		}
		if len(v.Names) == 0 {
			return fault.New(fault.Forbidden, "organisation.may_not")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("organisation.handed"), Robots: "noindex", Status: web.StatusOf(refusal)}, handedPage(v))
}

// handAgain corrects the address that an organisation was handed to, or sends the letter again.
func (p Pages) handAgain(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	var which organisation.ID
	if which.UnmarshalText([]byte(v.Get("organisation"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	typed := ""
	if v.Get("what") == "correct" {
		if typed = v.Text("email"); typed == "" {
			typed = " " // nothing typed isn't the same address
		}
		if !mayWrite(c, typed) {
			return fault.New(fault.Unavailable, "account.too_many_letters")
		}
	}
	err = c.Update(func(tx *store.Tx) error {
		_, err := form.Once(tx, v.Submission(), func() (string, error) {
			l, err := organisation.HandAgain(tx, c.Actor, which, typed)
			if err != nil {
				return "", err
			}
			return "", p.tell(c, tx, l)
		})
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showHanded(c, v, refusal) })
	}
	c.Say("organisation.handed.sent_again")
	return c.GoTo(c.Href("organisation.handed") + "#o-" + which.String())
}

// tell sends the letter of a handover. Its link opens a page with a button: a scanner that follows it takes nothing over.
func (p Pages) tell(c *web.Call, tx *store.Tx, l organisation.Letter) error {
	if l.Link == "" {
		return nil // it was sent when the form came the first time
	}
	args := i18n.Args{"Name": l.Organisation.Name, "By": l.ByName, "Email": l.Email, "Until": c.P.Date(dayOf(l.LinkUntil().Time())), "Link": c.Site.LetterOrigin(c.Ctx()) + c.Href("organisation.handover", "link", l.Link)}
	text := "organisation.handed.letter"
	if l.By.IsZero() {
		text = "organisation.handed.letter_of_host"
	}
	return p.Post.Send(tx, mail.Letter{To: l.Email, Subject: c.P.T("organisation.handed.subject", args), Text: c.P.T(text, args), Until: l.LinkUntil()})
}

// offered is the page of a letter's link.
type offered struct {
	organisation.Handover
	Refusal error
}

func handover(c *web.Call) error { return showHandover(c, nil) }

func showHandover(c *web.Call, refusal error) error {
	v := offered{Refusal: refusal}
	err := c.View(func(tx *store.Tx) (err error) {
		v.Handover, err = organisation.HandedBy(tx, c.Path("link"))
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("organisation.handover.title", i18n.Args{"Name": v.Organisation.Name}), Width: ui.Narrow, Robots: "noindex", Status: web.StatusOf(refusal)}, handoverPage(v))
}

func takeOver(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	yes := f.Get("do") != "refuse"
	var h organisation.Handover
	var who account.Person
	err = c.Update(func(tx *store.Tx) (err error) {
		if !yes {
			h, err = organisation.RefuseHandover(tx, c.Path("link"))
			return err
		}
		h, who, err = organisation.TakeOver(tx, c.Path("link"), c.Lang)
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showHandover(c, refusal) })
	}
	if yes && c.Actor.Person == who.ID {
		c.Say("organisation.handover.done")
		return c.Go("organisation.show", "id", h.Organisation.ID.String())
	}
	return c.Page(web.Page{Title: c.P.T("organisation.handover.answered"), Width: ui.Narrow, Robots: "noindex", AltPath: "/"}, takenPage(h, yes))
}

// zone is the clock on which letters are told of: nobody who opens an organisation for others is at one of its places.
var zone = territory.Zone("")
