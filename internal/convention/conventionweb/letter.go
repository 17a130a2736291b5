package conventionweb

import (
	"context"
	"errors"
	"fmt"

	"mitoyen/internal/account"
	"mitoyen/internal/convention"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/web"
)

// tell writes to the managers of the other sides what one has done, each in their language. what is a word of the keys convention.letter.….
func (p Pages) tell(c *web.Call, tx *store.Tx, w convention.Whole, by int, what string) error {
	to, err := convention.Listeners(tx, w.Parties, by)
	for _, who := range to {
		pr := c.Site.Catalog.In(who.Lang)
		args := i18n.Args{"Name": who.Name, "Other": w.Party(by).Name, "Title": w.Text.Title, "Version": number(len(w.Versions)), "Why": w.EndedWhy, "Link": linkTo(c.Ctx(), c.Site, who, w)}
		if a, ok := w.Amendment(w.Amending); ok {
			args["Title"] = pr.T("convention.amendment_of", i18n.Args{"N": number(w.Amending), "Title": w.Text.Title})
			if w.State == convention.Dropped {
				args["Why"] = a.Why
			}
		}
		if !w.EndedOn.IsZero() {
			args["Day"] = pr.Date(w.EndedOn)
		}
		err = errors.Join(err, p.Post.Send(tx, mail.Letter{To: who.Email, Subject: pr.T("convention.letter."+what+".subject", args), Text: pr.T("convention.letter."+what+".text", args)}))
	}
	return err
}

func linkTo(ctx context.Context, s *web.Site, who account.Person, w convention.Whole) string {
	return s.LetterOrigin(ctx) + s.Href(who.Lang, "convention.show", "convention", w.ID.String())
}

// Letters are the reminders, which both sides get alike.
type Letters struct {
	Site    *web.Site
	Post    *mail.Post
	Schools func() *opening.SchoolCalendar
}

// Send reminds of what falls due, what is late, and what ends in six months, each once, and writes down what was counted of the periods that ended. Run it now and then; several processes may.
func (l Letters) Send(ctx context.Context) error {
	var due []convention.ID
	err := l.Site.DB.View(ctx, func(tx *store.Tx) (err error) {
		due, err = convention.ToRemind(tx)
		return err
	})
	for _, which := range due {
		if e := l.Site.DB.Update(ctx, func(tx *store.Tx) error { return l.remind(ctx, tx, which) }); e != nil { // the others are reminded
			err = errors.Join(err, fmt.Errorf("remind of convention %s: %w", which, e))
		}
	}
	return err
}

func (l Letters) remind(ctx context.Context, tx *store.Tx, which convention.ID) error {
	w, first, err := convention.Look(tx, which)
	if err != nil || !first {
		return err
	}
	var failed error
	count, _ := Pages{Schools: l.Schools}.counting(tx, w, &failed)
	if err := convention.WritePeriods(tx, w, count); err != nil || failed != nil {
		return errors.Join(err, failed)
	}
	all := convention.Reminders(w, convention.Today(tx), count)
	if failed != nil {
		return failed
	}
	for _, r := range all {
		first, err := convention.Remind(tx, which, r)
		if err != nil {
			return err
		}
		if !first {
			continue
		}
		to, err := convention.Listeners(tx, w.Parties, 0)
		if err != nil {
			return err
		}
		for _, who := range to {
			p := l.Site.Catalog.In(who.Lang)
			args := i18n.Args{"Name": who.Name, "Title": w.Text.Title, "Day": p.Date(r.Day), "Party": w.Party(r.Party).Name, "Days": number(r.Days), "Link": linkTo(ctx, l.Site, who, w)}
			if r.Amendment > 0 {
				args["Title"] = p.T("convention.amendment_of", i18n.Args{"N": number(r.Amendment), "Title": w.Text.Title})
			}
			if r.Commitment != nil {
				args["Promise"] = r.Commitment.Text
			}
			if r.Experiment != nil {
				args["Promise"] = r.Experiment.Title
			}
			letter := mail.Letter{To: who.Email, Subject: p.T("convention.remind."+string(r.Kind)+".subject", args), Text: p.T("convention.remind."+string(r.Kind)+".text", args)}
			if err := l.Post.Send(tx, letter); err != nil {
				return err
			}
		}
	}
	return nil
}
