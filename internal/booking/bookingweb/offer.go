package bookingweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// offering is what a place lends, with what is free today or on another day.
type offering struct {
	Place place.Place
	Day   civil.Date
	Today civil.Date
	Rows  []offered
}

// offered is one resource with a day of it.
type offered struct {
	sheet
	Cover resource.Photo // its ID is zero where there is none
}

func (p Pages) offer(c *web.Call) error {
	var v offering
	now := c.Site.DB.Now()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = place.FindBySlug(tx, c.Path("slug")); err != nil {
			return err
		}
		zone := v.Place.Zone()
		v.Today = civil.DateOf(now.In(zone))
		all, err := resource.Of(tx, v.Place.ID, false)
		if err != nil {
			return err
		}
		v.Day = p.firstDay(v, all, now)
		if d, err := readDay(c.Query().Text("le")); err == nil && !d.Before(v.Today) && d.Before(v.Today.AddDays(3650)) {
			v.Day = d
		}
		covers, err := resource.Covers(tx, v.Place.ID)
		if err != nil {
			return err
		}
		g, err := resource.Look(tx, v.Place, p.Schools(), all, v.Day, v.Day)
		for _, r := range all {
			v.Rows = append(v.Rows, offered{sheet{resource: r, zone: zone, now: now, stretches: joined(g.Stretches(r)), latest: r.Latest(now, zone)}, covers[r.ID]})
		}
		return err
	})
	if err != nil {
		return err
	}
	if v.Place.Slug != c.Path("slug") {
		http.Redirect(c.W, c.R, c.Href("booking.offer", "slug", v.Place.Slug), http.StatusMovedPermanently)
		return nil
	}
	title := c.P.T("booking.offer.title", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	return c.Page(web.Page{Title: title, Section: "place.search", Description: title}, offerPage(v, title))
}

// firstDay is the first day on which something that is had by the hour is still to be had.
func (p Pages) firstDay(v offering, all []resource.Resource, now civil.Instant) civil.Date {
	var windows []opening.Window
	for id, w := range resource.OpenWindows(v.Place, p.Schools(), all, v.Today, v.Today.AddDays(lookAhead)) {
		if i := slices.IndexFunc(all, func(r resource.Resource) bool { return r.ID == id }); all[i].Rules.Mode != resource.Nights {
			windows = append(windows, w...)
		}
	}
	return firstDay(windows, v.Today, now, v.Place.Zone())
}

// kinds lists the kinds that the place lends, in the order of kinds.
func (v offering) kinds() []resource.Kind {
	var all []resource.Kind
	for _, k := range resource.Kinds {
		if slices.ContainsFunc(v.Rows, func(o offered) bool { return o.resource.Kind == k }) {
			all = append(all, k)
		}
	}
	return all
}

func (v offering) of(k resource.Kind) []offered {
	var all []offered
	for _, o := range v.Rows {
		if o.resource.Kind == k {
			all = append(all, o)
		}
	}
	return all
}

// photographed reports whether any of some resources has a photo: the others then keep its room free.
func photographed(all []offered) bool {
	return slices.ContainsFunc(all, func(o offered) bool { return !o.Cover.ID.IsZero() })
}

// iconOf stands where something has no photo.
func iconOf(k resource.Kind) string {
	switch k {
	case resource.Vehicle, resource.Passage:
		return "truck"
	case resource.Showroom, resource.Counter:
		return "store"
	case resource.Office, resource.Room, resource.Bed:
		return "door-open"
	}
	return "calendar-plus"
}

// pictureOf is a photo as a page shows it.
func pictureOf(ctx context.Context, slug string, p resource.Photo, sizes string) ui.Photo {
	x := ui.Photo{Alt: p.Alt, Width: p.Width, Height: p.Height, Sizes: sizes}
	for _, m := range p.Made() {
		x.Files = append(x.Files, ui.PhotoFile{Href: web.Href(ctx, "resource.photo", "slug", slug, "hash", m.Hash), Width: m.Width})
	}
	return x
}

// coverOf is a photo in a list. The largest is never needed there.
func coverOf(ctx context.Context, slug string, p resource.Photo) ui.Photo {
	x := pictureOf(ctx, slug, p, "7rem")
	x.Files = x.Files[:2]
	return x
}

// freeWords says what is free on the day, in a line: "libre 9 h – 12 h et 14 h – 18 h".
func (o offered) freeWords(p *i18n.Printer, d civil.Date) string {
	if o.resource.Rules.Mode == resource.Nights {
		from, to := d.At(o.resource.Rules.Arrive, o.zone), d.AddDays(1).At(o.resource.Rules.Leave, o.zone)
		if o.within(from) && o.roomAt(from, min(to.Sub(from), d.At(civil.EndOfDay, o.zone).Sub(from))) {
			return p.T("booking.offer.night_free")
		}
		if !o.within(from) {
			return p.T("booking.offer.later")
		}
		return p.T("booking.offer.night_taken")
	}
	if begin := d.At(0, o.zone); !o.within(begin) {
		if state := o.stateIn(begin, d.At(civil.EndOfDay, o.zone)); state == ui.CellTaken || state == ui.CellRest {
			return p.T("booking.offer.later")
		}
	}
	var spans []string
	open, unfilled := false, false
	for _, s := range o.day(p, d, func(_, _ civil.Instant) string { return "#" }) {
		unfilled = unfilled || s.State == ui.CellUnfilled
		open = open || s.State != ui.CellUnfilled
		if s.Button.Text != "" {
			spans = append(spans, s.Text)
		}
	}
	switch {
	case len(spans) > 0:
		return p.T("booking.offer.free", i18n.Args{"Spans": p.List(spans)})
	case open:
		return p.T("booking.offer.full")
	case unfilled:
		return p.T("booking.offer.unfilled")
	}
	return p.T("booking.offer.shut")
}

func (v offering) days(ctx context.Context) ui.Days {
	p := i18n.From(ctx)
	d := ui.Days{Label: p.T("booking.choose_day")}
	first := v.Today
	if v.Today.AddDays(6).Before(v.Day) {
		first = v.Day.AddDays(-3)
	}
	for i := range 7 {
		day := first.AddDays(i)
		d.Items = append(d.Items, ui.DayLink{Short: string([]rune(p.Weekday(day.Weekday()))[:2]), Number: strconv.Itoa(day.Day), Label: p.Day(day), Current: day == v.Day,
			Href: web.Href(ctx, "booking.offer", "slug", v.Place.Slug, "le", day.String())})
	}
	return d
}
