package bookingweb

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// listed is how many requests a letter to a team names.
const listed = 20

// Lapse refuses what nobody has answered before it began, and tells whoever asked. Run it now and then; several processes may.
func (l Letters) Lapse(ctx context.Context) error {
	return l.Site.DB.Update(ctx, func(tx *store.Tx) error {
		all, err := booking.LapseAsked(tx)
		if err != nil {
			return err
		}
		return l.tellEach(ctx, tx, all, "unanswered")
	})
}

// Requests tells the managers of each place in which requests wait, once a day at most, from the morning on. Run it now and then; several
// processes may.
func (l Letters) Requests(ctx context.Context) error {
	var due []place.Place
	err := l.Site.DB.View(ctx, func(tx *store.Tx) (err error) {
		due, err = booking.WaitingFor(tx)
		return err
	})
	for _, p := range due {
		e := l.Site.DB.Update(ctx, func(tx *store.Tx) error {
			if first, err := booking.TellOfRequests(tx, p); !first || err != nil {
				return err
			}
			return l.tellOfRequests(ctx, tx, p)
		})
		if e != nil { // the others are told
			err = errors.Join(err, fmt.Errorf("tell the team of %s: %w", p.Slug, e))
		}
	}
	return err
}

func (l Letters) tellOfRequests(ctx context.Context, tx *store.Tx, p place.Place) error {
	all, err := booking.AskedOf(tx, p.ID, listed+1)
	if err != nil {
		return err
	}
	names, err := resourceNames(tx, p.ID)
	if err != nil {
		return err
	}
	team, err := place.Reached(tx, p, organisation.AnswerAsked)
	if err != nil {
		return err
	}
	for _, who := range team {
		pr := l.Site.Catalog.In(who.Lang)
		var lines strings.Builder
		for _, b := range all[:min(listed, len(all))] {
			lines.WriteString("- " + span(pr, b.From, b.To, p.Zone()) + ", " + names[b.Resource] + ", " + b.Name + "\n")
		}
		if len(all) > listed {
			lines.WriteString("- …\n")
		}
		args := i18n.Args{"Name": who.Name, "Place": p.Name, "Requests": lines.String(), "Count": strconv.Itoa(min(listed, len(all))),
			"Link": l.Site.LetterOrigin(ctx) + l.Site.Href(who.Lang, "booking.requests", "slug", p.Slug)}
		letter := mail.Letter{To: who.Email, Subject: pr.T("booking.letter.requests.subject", args), Text: pr.T("booking.letter.requests.text", args)}
		if err := l.Post.Send(tx, letter); err != nil {
			return err
		}
	}
	return nil
}
