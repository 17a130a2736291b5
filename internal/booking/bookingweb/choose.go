package bookingweb

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// choosing is the page on which a time is chosen, for a new booking or for one that moves.
type choosing struct {
	sheet
	Place      place.Place
	First      civil.Date // of the seven days shown
	Day        civil.Date // the one whose list shows on phones
	Typed      typed
	Chosen     bool // a time was chosen by a link: the form comes with it
	Moving     *booking.Booking
	texts      bool   // the place sends texts
	signedIn   bool   // whoever reads
	belongs    bool   // whoever reads, as a member or a guest by an agreement
	Waiting    bool   // the time is taken, and one can stand in line for it
	moved      booked // with its series
	reach      booking.Extent
	Submission string
	Refusal    error
	windows    []opening.Window // of the days to come
	stops      []stop           // of a mobile place
	photos     []resource.Photo
}

// lookAhead is how many days ahead the first one is looked for on which something is open.
const lookAhead = 14

// firstDay is the first day with an opening still to come, or today when there is none.
func firstDay(windows []opening.Window, today civil.Date, now civil.Instant, zone *time.Location) civil.Date {
	first := today.AddDays(lookAhead + 1)
	for _, w := range windows {
		if !w.To.After(now.Add(time.Hour)) {
			continue
		}
		if d := civil.DateOf(later(w.From, now).In(zone)); d.Before(first) {
			first = d
		}
	}
	if today.AddDays(lookAhead).Before(first) {
		return today
	}
	return first
}

func (p Pages) choose(c *web.Call) error {
	v := choosing{Typed: readTyped(c.Query()), Submission: form.NewSubmission()}
	v.Chosen = v.Typed.From != "" || v.Typed.LastDay != ""
	return p.showChoosing(c, v)
}

// showChoosing reads the week around the day asked for and shows it.
func (p Pages) showChoosing(c *web.Call, v choosing) error {
	v.now = c.Site.DB.Now()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Moving == nil {
			if v.Place, v.resource, err = found(c, tx); err != nil {
				return err
			}
		}
		if !v.resource.Retired.IsZero() {
			return fault.New(fault.NotFound, "booking.no_longer_lent")
		}
		v.zone = v.Place.Zone()
		// Whoever has signed in sees it under the rules for them, as today they are.
		asks := booking.Booking{Person: c.Actor.Person, From: v.now, To: v.now}
		if v.Moving != nil {
			asks = *v.Moving
		}
		if v.resource, v.belongs, err = booking.LentTo(tx, v.resource, asks); err != nil {
			return err
		}
		v.signedIn = c.Actor.SignedIn()
		v.latest = v.resource.Latest(v.now, v.zone)
		v.windows = resource.OpenWindows(v.Place, p.Schools(), []resource.Resource{v.resource}, v.today(), v.today().AddDays(lookAhead))[v.resource.ID]
		v.turnTo(c.Query().Text("semaine"))
		g, err := resource.Look(tx, v.Place, p.Schools(), []resource.Resource{v.resource}, v.First, v.First.AddDays(7))
		if err != nil {
			return err
		}
		if v.texts, err = p.Texts.For(tx, v.Place); err != nil {
			return err
		}
		v.stretches = joined(g.Stretches(v.resource))
		if v.Moving == nil {
			if v.photos, err = resource.Photos(tx, v.resource.ID); err != nil {
				return err
			}
		}
		v.stops, err = stopsAhead(tx, v.Place, v.today(), v.lastDay())
		return err
	})
	if err != nil {
		return err
	}
	v.waits = v.Moving == nil
	v.Waiting = v.mayWait()
	if v.Moving == nil && v.Place.Slug != c.Path("slug") {
		http.Redirect(c.W, c.R, c.Href("booking.choose", "slug", v.Place.Slug, "resource", v.resource.Slug), http.StatusMovedPermanently)
		return nil
	}
	title := c.P.T("booking.choose.title", i18n.Args{"Name": v.resource.Name})
	if v.Moving != nil {
		title = c.P.T("booking.move.title", i18n.Args{"Number": v.Moving.Number})
	}
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Section: "place.search", Robots: "noindex", Status: web.StatusOf(v.Refusal)}, choosePage(v, title))
}

// turnTo finds the days to show: those asked for, those around the day that was chosen, or the next ones. No further back than today, and no
// further ahead than the horizon.
func (v *choosing) turnTo(week string) {
	today := v.today()
	v.Day = firstDay(v.windows, today, v.now, v.zone)
	for _, s := range []string{week, v.Typed.Day} {
		if d, err := readDay(s); err == nil {
			v.Day = d
		}
	}
	if v.Day.Before(today) {
		v.Day = today
	}
	if last := v.lastDay(); last.Before(v.Day) {
		v.Day = last
	}
	v.First = sevenDays(today, v.Day)
	if v.Typed.Day == "" && v.Refusal == nil { // a day that was refused isn't another one
		v.Typed.Day = v.Day.String()
	}
	if v.Typed.LastDay == "" && v.resource.Rules.Mode == resource.Nights {
		v.Typed.LastDay = v.Day.AddDays(max(1, v.resource.Rules.Min)).String()
	}
}

func (v choosing) lastDay() civil.Date {
	return civil.DateOf(v.now.In(v.zone)).AddDays(v.resource.Rules.HorizonDays())
}

// at is the address of this page for a day, with or without a chosen time.
func (v choosing) at(c *web.Call, pairs ...string) string {
	if v.Moving != nil {
		return c.Href("booking.moving", append([]string{"link", v.Moving.Link}, pairs...)...)
	}
	return c.Href("booking.choose", append([]string{"slug", v.Place.Slug, "resource", v.resource.Slug}, pairs...)...)
}

// chooser makes the links of free times. They lead to the form below, filled in.
func (v choosing) chooser(c *web.Call) chooser {
	return func(from, to civil.Instant) string {
		a, b := from.In(v.zone), to.In(v.zone)
		pairs := []string{"le", civil.DateOf(a).String()}
		if v.resource.Rules.Mode == resource.Nights {
			pairs = append(pairs, "au", civil.DateOf(b).String())
		} else {
			pairs = append(pairs, "de", civil.ClockOf(a).String(), "a", civil.ClockOf(b).String())
		}
		if v.Typed.People != "" {
			pairs = append(pairs, "personnes", v.Typed.People)
		}
		return v.at(c, pairs...) + "#choisir"
	}
}

// mayWait reports whether what was chosen or typed is taken, and nothing else is in its way as far as one can see.
func (v choosing) mayWait() bool {
	if r := refusalOf(v.Refusal); r != nil {
		return v.waits && len(r.Breaches) == 1 && r.Breaches[0].Code == "booking.taken"
	}
	if !v.Chosen {
		return false
	}
	from, to, err := v.Typed.interval(v.resource, v.zone)
	return err == nil && v.within(from) && v.taken(from, to)
}

var errTooManyHolds = fault.New(fault.Unavailable, "booking.too_many_holds")

// mayHold counts a hold of the caller's address, once however often it is asked: a transaction may run again. What can't be read counts as none.
func mayHold(c *web.Call) func() bool {
	return sync.OnceValue(func() bool { return c.Site.Allow(c, "hold:"+c.Address()) })
}

func (p Pages) hold(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	t := readTyped(f)
	may := mayHold(c)
	var link string
	err = c.Update(func(tx *store.Tx) error {
		pl, r, err := found(c, tx)
		if err != nil {
			return err
		}
		from, to, err := t.interval(r, pl.Zone())
		if err != nil {
			return err
		}
		if !may() {
			return errTooManyHolds
		}
		link, err = booking.Hold(tx, c.Actor, booking.HoldRequest{Submission: f.Submission(), Resource: r.ID, From: from, To: to, Units: number(t.Units),
			People: number(t.People), Lang: c.Lang, Schools: p.Schools()})
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return p.showChoosing(c, choosing{Typed: t, Chosen: true, Submission: form.NewSubmission(), Refusal: refusal})
		})
	}
	return c.Go("booking.show", "link", link)
}

// number reads a count; one when nothing was typed, and none that rules refuse when it is no number.
func number(s string) int {
	if s == "" {
		return 1
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 100_000 {
		return 0
	}
	return n
}

// refusalOf is what the rules say in an error, if they do.
func refusalOf(err error) *booking.Refusal {
	var r *booking.Refusal
	errors.As(err, &r)
	return r
}

// refusedTime is what is wrong with the time, as whole sentences; breaches of fields stand beside their fields.
func refusedTime(p *i18n.Printer, refusal error) []string {
	f, ok := fault.As(refusal)
	if !ok {
		return nil
	}
	all := refusedDays(p, refusal)
	for _, x := range f.Fields {
		if x.Name == "time" {
			all = append(all, booking.Say(p, x))
		}
	}
	return all
}

// weekOf is "Semaine du 23 au 29 novembre".
func weekOf(p *i18n.Printer, first civil.Date) string {
	last := first.AddDays(6)
	if first.Month == last.Month {
		return p.T("booking.week", i18n.Args{"From": dayOfMonth(p, first.Day), "To": p.Date(last)})
	}
	return p.T("booking.week", i18n.Args{"From": p.Day(first), "To": p.Date(last)})
}

// sevenDays is the first of the seven days among which a day is shown. They are counted from today on, so that nothing past takes the room of
// what can be booked, and turning to the next seven skips and repeats none.
func sevenDays(today, d civil.Date) civil.Date {
	return today.AddDays(max(0, d.DaysSince(today)) / 7 * 7)
}

func (v choosing) days(c *web.Call) ui.Days {
	d := ui.Days{Label: c.P.T("booking.choose_day")}
	for i := range 7 {
		day := v.First.AddDays(i)
		name := c.P.Weekday(day.Weekday())
		d.Items = append(d.Items, ui.DayLink{Short: string([]rune(name)[:2]), Number: strconv.Itoa(day.Day), Label: c.P.Day(day), Current: day == v.Day,
			Href: v.at(c, "le", day.String(), "personnes", v.Typed.People) + "#jour"})
	}
	return d
}

// nights lists the nights of the week: each that is free can be chosen, and its number of nights changed in the form.
func (v choosing) nights(c *web.Call) []ui.Slot {
	var all []ui.Slot
	for i := range 7 {
		d := v.First.AddDays(i)
		from, to := d.At(v.resource.Rules.Arrive, v.zone), d.AddDays(1).At(v.resource.Rules.Leave, v.zone)
		if !to.After(v.now) {
			continue
		}
		text := c.P.T("booking.night_of", i18n.Args{"Day": c.P.Day(d)})
		if v.within(from) && v.roomAt(from, to.Sub(from)) {
			end := d.AddDays(max(1, v.resource.Rules.Min)).At(v.resource.Rules.Leave, v.zone)
			all = append(all, ui.Slot{Text: text, Button: ui.Button{Text: c.P.T("booking.choose"), Hidden: " " + text, Weight: ui.Quiet, Small: true, Href: v.chooser(c)(from, end)}})
			continue
		}
		taken := ui.Slot{Text: text, State: ui.CellTaken, Note: c.P.T("booking.cell.taken")}
		if v.waits && from.After(v.now) && v.within(from) {
			end := d.AddDays(max(1, v.resource.Rules.Min)).At(v.resource.Rules.Leave, v.zone)
			taken.Button = ui.Button{Text: c.P.T("booking.wait"), Hidden: " " + text, Weight: ui.Plain, Small: true, Href: v.chooser(c)(from, end)}
		}
		all = append(all, taken)
	}
	return all
}

// gallery shows what one is about to book.
func (v choosing) gallery(ctx context.Context) ui.Photos {
	all := ui.Photos{Label: i18n.T(ctx, "booking.photos", i18n.Args{"Name": v.resource.Name}), Enlarge: i18n.T(ctx, "booking.photo_large")}
	for _, p := range v.photos {
		all.Items = append(all.Items, pictureOf(ctx, v.Place.Slug, p, "(min-width: 40rem) 24rem, 80vw"))
	}
	return all
}

// facts are the few things one wants to know before choosing.
func (v choosing) facts(p *i18n.Printer) []string {
	r := v.resource
	var all []string
	if r.Units > 1 {
		all = append(all, p.N("booking.units", r.Units))
	}
	if r.Sheet.People > 0 {
		all = append(all, p.N("booking.people", r.Sheet.People))
	}
	switch r.Sheet.StepFree {
	case place.Yes:
		all = append(all, p.T("booking.step_free"))
	case place.No:
		all = append(all, p.T("booking.not_step_free"))
	}
	switch r.Rules.Mode {
	case resource.Nights:
		all = append(all, p.T("booking.by_nights", i18n.Args{"Arrive": p.Clock(r.Rules.Arrive), "Leave": p.Clock(r.Rules.Leave)}))
	case resource.Slots:
		all = append(all, p.T("booking.by_slots"))
	default:
		all = append(all, p.T("booking.by_step", i18n.Args{"Step": length(p, r.Rules.StepMinutes()), "Min": length(p, r.Rules.MinMinutes())}))
		if r.Rules.Max > 0 {
			all = append(all, p.T("booking.at_most", i18n.Args{"Max": length(p, r.Rules.Max)}))
		}
	}
	return append(all, v.conditions(p)...)
}

// conditions are what a time alone doesn't meet: whoever reads them first chooses nothing in vain. Whoever is a guest by an agreement reads
// of no members, since it makes a member of them.
func (v choosing) conditions(p *i18n.Printer) []string {
	r := v.resource.Rules
	var all []string
	say := func(yes bool, key string, args ...i18n.Args) {
		if yes {
			all = append(all, p.T(key, args...))
		}
	}
	say(r.Approve, "booking.condition.approve")
	say(r.Authorise, "booking.condition.authorise")
	say(len(r.Who.Groups) > 0 && !v.belongs, "booking.condition.groups")
	say(len(r.Who.Groups) == 0 && r.Who.Members && !v.belongs, "booking.condition.members")
	say(r.Sign && !v.signedIn, "booking.condition.sign")
	say(r.Age > 0, "booking.condition.age", i18n.Args{"Age": r.Age})
	say(r.Guardian > r.Age, "booking.condition.guardian", i18n.Args{"Age": r.Guardian})
	say(r.Referent, "booking.condition.referent")
	return all
}

// step is the step of the fields for hours, in seconds.
func (v choosing) step() string { return strconv.Itoa(v.resource.Rules.StepMinutes() * 60) }
