package organisationweb

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/organisation"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// handedState is where a handover stands, as its page says it.
type handedState string

const (
	waiting   handedState = "waiting"
	stale     handedState = "link_stale" // the last letter is too old
	refused   handedState = "refused"    // whoever has the address has nothing to do with it
	forgotten handedState = "forgotten"  // whoever had the address was erased
	lapsed    handedState = "lapsed"     // nobody took it over in time, and the address is forgotten
	taken     handedState = "over"
)

func (v handedView) stateOf(h organisation.Handover) handedState {
	switch {
	case !h.TakenAt.IsZero():
		return taken
	case !h.RefusedAt.IsZero():
		return refused
	case !v.Now.Before(h.AddressUntil().Time()): // on the round after, the address is no longer there
		return lapsed
	case h.Email == "":
		return forgotten
	case !v.Now.Before(h.LinkUntil().Time()):
		return stale
	}
	return waiting
}

func dayOf(at time.Time) civil.Date { return civil.DateOf(at.In(zone)) }

func (x handedBy) anchor() string {
	if x.ID.IsZero() {
		return "hote"
	}
	return x.ID.String()
}

func (x handedBy) title(ctx context.Context) string {
	if x.ID.IsZero() {
		return i18n.T(ctx, "organisation.handed.by_host")
	}
	return x.Name
}

// facts tell of one organisation what whoever opened it may know.
func facts(ctx context.Context, x handedBy, h organisation.Handover) []ui.Fact {
	p := i18n.From(ctx)
	day := func(at civil.Instant) string { return p.Date(dayOf(at.Time())) }
	email := h.Email
	if email == "" {
		email = p.T("organisation.handed.no_address")
	}
	all := []ui.Fact{{Label: p.T("organisation.handed.on"), Text: day(h.OpenedAt)}}
	if h.Email != "" || h.TakenAt.IsZero() {
		all = append(all, ui.Fact{Label: p.T("organisation.handed.to"), Text: email, Note: p.T("organisation.handed.sent", i18n.Args{"When": p.Moment(h.SentAt, zone)})})
	}
	if !h.TakenAt.IsZero() {
		all = append(all, ui.Fact{Label: p.T("organisation.handed.taken_on"), Text: day(h.TakenAt)})
	}
	at := ui.Fact{Label: p.T("organisation.handed.place"), Text: p.T("organisation.handed.no_place")}
	if places := x.Places[h.Organisation.ID]; len(places) > 0 {
		var links []templ.Component
		for i, s := range places {
			if i > 0 {
				links = append(links, templ.Raw(", "))
			}
			links = append(links, placeLink(web.Href(ctx, "place.show", "slug", s.Slug), s.Name))
		}
		at.Content = templ.Join(links...)
	}
	return append(all, at)
}
