package conventionweb

import (
	"mitoyen/internal/convention"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/web"
)

// signView is the form of a signature.
type signView struct {
	sheet
	For        []convention.Party
	Submission string
	Typed      form.Values
	Refusal    error
}

func (v signView) heading(p *i18n.Printer) string {
	if v.Amending > 0 {
		return comma(p.T("convention.amendment", i18n.Args{"N": number(v.Amending)}), p.T("convention.sign"))
	}
	return p.T("convention.sign")
}

// versionName is the number by which people know the version that is signed.
func (v signView) versionName() string { return number(len(v.Versions)) }

func signing(c *web.Call) error { return showSigning(c, signView{}) }

func showSigning(c *web.Call, v signView) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		v.Whole, err = readFace(c, tx)
		v.Today = convention.Today(tx)
		return err
	})
	if err != nil {
		return err
	}
	if v.For = v.unsigned(c); len(v.For) == 0 {
		return c.Go("convention.show", "convention", c.Path("convention"))
	}
	return c.Page(web.Page{Title: v.heading(c.P) + ", " + v.Text.Title, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, signPage(v))
}

func (p Pages) sign(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return c.Again(err, func(refusal error) error { return showSigning(c, signView{Refusal: refusal}) })
	}
	which, err := idOf(c)
	if err != nil {
		return err
	}
	// Who may not leaves no file behind.
	if err := c.View(func(tx *store.Tx) error { _, err := read(c, tx); return err }); err != nil {
		return err
	}
	var b fault.Breaches
	q := convention.SignRequest{Submission: f.Submission(), Convention: which, Amendment: amendmentOf(c), As: as(f), Version: int(readFigure(&b, "version", f.Text("version"))), Day: readDay(&b, "day", f.Text("day")), Town: f.Text("town"),
		Name: f.Text("name"), Role: f.Text("role"), Decision: f.Text("decision"), DecidedOn: readDay(&b, "decided", f.Text("decided"))}
	if q.Scan, err = p.upload(c); err == nil {
		err = b.Err()
	}
	if err == nil {
		err = c.Update(func(tx *store.Tx) error {
			w, err := convention.Sign(tx, c.Actor, q)
			if err != nil || w.ID.IsZero() {
				return err
			}
			return p.tell(c, tx, w, q.As, "signed")
		})
	}
	if err != nil {
		return c.Again(err, func(refusal error) error { return showSigning(c, signView{Typed: f, Refusal: refusal}) })
	}
	c.Say("convention.said.signed")
	return c.Go("convention.show", "convention", which.String())
}
