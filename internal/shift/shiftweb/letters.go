package shiftweb

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/shift"
	"mitoyen/internal/web"
)

// Letters are those about shifts.
type Letters struct {
	Site    *web.Site
	Post    *mail.Post
	Schools func() *opening.SchoolCalendar
}

// Send reminds whoever holds a shift tomorrow, and tells teams of near ones that nobody has taken. Run it now and then; several processes may.
func (l Letters) Send(ctx context.Context) error {
	return errors.Join(l.remind(ctx), l.warn(ctx))
}

func (l Letters) remind(ctx context.Context) error {
	var due []shift.Taken
	err := l.Site.DB.View(ctx, func(tx *store.Tx) (err error) {
		due, err = shift.DueReminders(tx)
		return err
	})
	for _, t := range due {
		e := l.Site.DB.Update(ctx, func(tx *store.Tx) error {
			if first, err := shift.Remind(tx, t.ID); !first || err != nil {
				return err
			}
			who, err := account.Find(tx, t.Person)
			if err != nil || who.Email == "" {
				return err
			}
			x, err := place.Find(tx, t.Place)
			if err != nil {
				return err
			}
			p := l.Site.Catalog.In(who.Lang)
			args := i18n.Args{"Name": who.Name, "Place": x.Name, "Time": when(p, t.From, t.To, x), "Link": l.Site.LetterOrigin(ctx) + l.Site.Href(who.Lang, "shift.mine")}
			return l.Post.Send(tx, mail.Letter{To: who.Email, Subject: p.T("shift.letter.tomorrow.subject", args), Text: p.T("shift.letter.tomorrow.text", args)})
		})
		if e != nil { // the others have theirs
			err = errors.Join(err, fmt.Errorf("remind of shift %s: %w", t.ID, e))
		}
	}
	return err
}

func (l Letters) warn(ctx context.Context) error {
	type warning struct {
		place  place.Place
		shifts []shift.Shift
	}
	var due []warning
	err := l.Site.DB.View(ctx, func(tx *store.Tx) error {
		all, err := shift.ToWatch(tx)
		for _, w := range all {
			x, err := place.Find(tx, w.Place)
			if err != nil {
				return err
			}
			unfilled, err := shift.DueWarning(tx, w, x, l.Schools())
			if err != nil {
				return err
			}
			if len(unfilled) > 0 {
				due = append(due, warning{x, unfilled})
			}
		}
		return err
	})
	for _, w := range due {
		e := l.Site.DB.Update(ctx, func(tx *store.Tx) error {
			if first, err := shift.Warn(tx, w.place, w.shifts); !first || err != nil {
				return err
			}
			team, err := place.Reached(tx, w.place, organisation.HoldShifts)
			for _, who := range team {
				err = errors.Join(err, l.Post.Send(tx, l.unfilled(ctx, who, w.place, w.shifts)))
			}
			return err
		})
		if e != nil {
			err = errors.Join(err, fmt.Errorf("tell the team of %s: %w", w.place.Slug, e))
		}
	}
	return err
}

// unfilled is the letter to one of the team.
func (l Letters) unfilled(ctx context.Context, who account.Person, x place.Place, shifts []shift.Shift) mail.Letter {
	p := l.Site.Catalog.In(who.Lang)
	var lines strings.Builder
	for _, s := range shifts {
		fmt.Fprintf(&lines, "- %s : %s\n", when(p, s.From, s.To, x), words(p, s))
	}
	args := i18n.Args{"Name": who.Name, "Place": x.Name, "Shifts": lines.String(), "Link": l.Site.LetterOrigin(ctx) + l.Site.Href(who.Lang, "shift.all", "slug", x.Slug)}
	return mail.Letter{To: who.Email, Subject: p.T("shift.letter.unfilled.subject", args), Text: p.T("shift.letter.unfilled.text", args)}
}
