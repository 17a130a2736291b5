package bookingweb

import (
	"context"
	"strings"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// waysOut are what one can do about a refusal, each once, in the order of what is in the way. name is whom the counter books for.
func waysOut(ctx context.Context, refusal error, p place.Place, name string) []ui.Button {
	r := refusalOf(refusal)
	if r == nil {
		return nil
	}
	var all []ui.Button
	seen := map[booking.Way]bool{}
	for _, b := range r.Breaches {
		if seen[b.Way] {
			continue
		}
		seen[b.Way] = true
		x := ui.Button{Weight: ui.Quiet, Small: true}
		switch b.Way {
		case booking.SignIn:
			x.Text, x.Href = i18n.T(ctx, "booking.way.sign_in"), web.Href(ctx, "account.sign-in", "next", web.From(ctx).R.URL.RequestURI())
		case booking.AskPlace:
			x.Text, x.Href = i18n.T(ctx, "booking.way.ask_place", i18n.Args{"Place": p.Name}), web.Href(ctx, "place.show", "slug", p.Slug)+"#venir"
		case booking.SeeMembers:
			x.Text, x.Href = i18n.T(ctx, "booking.way.see_members"), web.Href(ctx, "member.all", "slug", p.Slug, "q", strings.TrimSpace(name))
		case booking.SeeMine:
			x.Text, x.Href = i18n.T(ctx, "booking.mine"), web.Href(ctx, "booking.mine")
		default:
			continue
		}
		all = append(all, x)
	}
	return all
}

// forMember is what the counter's form carries when it books for a member.
func (v deskDay) forMember() []ui.Hidden {
	if v.Member.ID.IsZero() {
		return nil
	}
	return []ui.Hidden{{Name: "adherent", Value: v.Member.ID.String()}}
}
