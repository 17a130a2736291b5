package bookingweb

import (
	"context"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// labels are the fields' names, for the summary of what is wrong.
func labels(ctx context.Context) map[string]string {
	names := map[string]string{}
	for field, key := range map[string]string{
		"le": "booking.form.day", "au": "booking.form.last_day", "de": "booking.form.from", "a": "booking.form.to", "unites": "booking.form.units.desk",
		"personnes": "booking.form.people", "repeat": "series.unit", "keep": "series.keep", "every": "series.n", "until": "series.until_field", "times": "series.times_field", "resource": "desk.what", "name": "booking.form.name", "email": "booking.form.email", "phone": "booking.form.phone",
	} {
		names[field] = i18n.T(ctx, key)
	}
	return names
}

func (v choosing) today() civil.Date { return civil.DateOf(v.now.In(v.zone)) }

func (v choosing) crumbs(ctx context.Context) []ui.Link {
	at := []ui.Link{{Href: web.Href(ctx, "place.show", "slug", v.Place.Slug), Text: v.Place.Name}}
	if v.Moving != nil {
		return append(at, ui.Link{Href: web.Href(ctx, "booking.show", "link", v.Moving.Link), Text: i18n.T(ctx, "booking.title", i18n.Args{"Number": v.Moving.Number})},
			ui.Link{Text: i18n.T(ctx, "booking.move")})
	}
	return append(at, ui.Link{Href: web.Href(ctx, "booking.offer", "slug", v.Place.Slug), Text: i18n.T(ctx, "booking.book")}, ui.Link{Text: v.resource.Name})
}

func (v choosing) action(ctx context.Context) string {
	if v.Moving != nil {
		return web.Href(ctx, "booking.move", "link", v.Moving.Link)
	}
	return web.Href(ctx, "booking.hold", "slug", v.Place.Slug, "resource", v.resource.Slug)
}

func when(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
