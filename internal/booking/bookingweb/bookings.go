package bookingweb

import (
	"context"
	"strconv"
	"strings"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// asked is which bookings the team looks for, as it stands in the address.
type asked struct {
	From, To string // days
	Resource string // id
	State    string // "" awaited or here, "all", or one state
	Text     string // name or number
}

func readAsked(q form.Values) asked {
	return asked{From: q.Text("du"), To: q.Text("jusquau"), Resource: q.Get("ressource"), State: q.Get("etat"), Text: q.Text("q")}
}

// pairs carry the question on to another page of the list, or into a file.
func (a asked) pairs(slug string, more ...string) []string {
	return append([]string{"slug", slug, "du", a.From, "jusquau", a.To, "ressource", a.Resource, "etat", a.State, "q", a.Text}, more...)
}

// wantedStates are the states that one can look for, in the order of a life.
var wantedStates = []booking.State{booking.Asked, booking.Confirmed, booking.Here, booking.Done, booking.NoShow, booking.Cancelled, booking.Refused}

// filter reads the question. What can't be read is left out: a list that shows more is clear enough.
func (a asked) filter(at named, today civil.Date) booking.Filter {
	zone := at.Place.Zone()
	f := booking.Filter{Place: at.Place.ID, From: today.At(0, zone), Name: a.Text}
	if d, err := readDay(a.From); err == nil {
		f.From = d.At(0, zone)
	}
	if d, err := readDay(a.To); err == nil {
		f.To = d.At(civil.EndOfDay, zone)
	}
	if r, err := ids(a.Resource); err == nil {
		f.Resource = r
	}
	switch a.State {
	case "":
		f.States = []booking.State{booking.Asked, booking.Confirmed, booking.Here}
	case "all":
	default:
		f.States = []booking.State{booking.State(a.State)}
	}
	return f
}

func ids(text string) (which resource.ID, err error) {
	err = which.UnmarshalText([]byte(text))
	return which, err
}

// numberIn is the booking number that somebody looks for: "1234", "n° 1234"; 0 when it is none.
func numberIn(text string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(strings.TrimLeft(strings.ToLower(text), "n°o. ")), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// bookings is the list of a place's bookings, for its team.
type bookings struct {
	named
	asked
	Now     civil.Instant
	MayKeep bool // may take the list away, and close
	All     []booking.Booking
	After   booking.Cursor // where the page begins
	Next    booking.Cursor
}

const bookingsPerPage = 50

func (p Pages) bookings(c *web.Call) error {
	v := bookings{asked: readAsked(c.Query()), After: readCursor(c.Query().Get("apres"))}
	err := c.View(func(tx *store.Tx) (err error) {
		v.Now = tx.Now
		if v.named, err = forDesk(c, tx); err != nil {
			return err
		}
		v.MayKeep = resource.MayKeep(c.Actor, v.Place)
		v.All, v.Next, err = v.look(tx, v.named, v.After, bookingsPerPage)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("bookings.title", i18n.Args{"Name": v.Place.Name})
	return c.Page(web.Page{Title: title, Robots: "noindex", Team: true}, bookingsPage(v, title))
}

// look reads a stretch of what is asked for. A number is found whenever it is.
func (a asked) look(tx *store.Tx, at named, after booking.Cursor, limit int) ([]booking.Booking, booking.Cursor, error) {
	if n := numberIn(a.Text); n > 0 {
		b, err := booking.FindByNumber(tx, at.Place, n)
		if fault.Is(err, fault.NotFound) {
			return nil, booking.Cursor{}, nil
		}
		return []booking.Booking{b}, booking.Cursor{}, err
	}
	return booking.List(tx, a.filter(at, civil.DateOf(tx.Now.In(at.Place.Zone()))), after, limit)
}

func readCursor(text string) (at booking.Cursor) {
	when, which, _ := strings.Cut(text, "_")
	if at.At.UnmarshalText([]byte(when)) != nil || at.ID.UnmarshalText([]byte(which)) != nil || at.ID.IsZero() {
		return booking.Cursor{}
	}
	return at
}

func sayCursor(at booking.Cursor) string { return at.At.String() + "_" + at.ID.String() }

func (v bookings) resourceOptions(p *i18n.Printer) []ui.Option {
	all := []ui.Option{{Text: p.T("bookings.any_resource")}}
	for _, r := range v.Resources {
		all = append(all, ui.Option{Value: r.ID.String(), Text: r.Name})
	}
	return all
}

func (v bookings) stateOptions(p *i18n.Printer) []ui.Option {
	all := []ui.Option{{Text: p.T("bookings.coming")}}
	for _, s := range wantedStates {
		all = append(all, ui.Option{Value: string(s), Text: p.T("bookings.states." + string(s))})
	}
	return append(all, ui.Option{Value: "all", Text: p.T("bookings.any_state")})
}

func (v bookings) from() string {
	return or(v.From, civil.DateOf(v.Now.In(v.Place.Zone())).String())
}

func (v bookings) pickRows(ctx context.Context) []ui.TableRow {
	p := i18n.From(ctx)
	rows := v.rows(ctx, v.All, v.Now, stateOf)
	for i, b := range v.All {
		rows[i].PickValue = number10(b)
		rows[i].PickText = p.T("bookings.pick", i18n.Args{"Name": b.Name, "Resource": v.nameOf(b.Resource), "Time": v.time(p, b.From, b.To, v.Now)})
	}
	return rows
}

// said is how many there are, as far as is known.
func (v bookings) said(p *i18n.Printer) string {
	switch {
	case !v.Next.At.IsZero() && len(v.All) < bookingsPerPage:
		return p.N("bookings.so_far", len(v.All))
	case !v.Next.At.IsZero():
		return p.N("bookings.first", len(v.All))
	case !v.After.At.IsZero():
		return p.N("bookings.last", len(v.All))
	}
	return p.N("bookings.count", len(v.All))
}

// picked is what is to be done with ticked bookings, before and after.
type picked struct {
	named
	What    string // cancel, absent
	Now     civil.Instant
	All     []booking.Booking
	Reason  string
	Refusal error
}

// deeds are what can be done with ticked bookings, each with what it needs of one.
var deeds = map[string]func(booking.Booking, civil.Instant) bool{
	"cancel": func(b booking.Booking, _ civil.Instant) bool { return b.State == booking.Confirmed },
	"absent": func(b booking.Booking, now civil.Instant) bool {
		return b.State == booking.Confirmed && b.From.Before(now)
	},
}

func (p Pages) picked(c *web.Call) error {
	q := c.Query()
	return p.showPicked(c, picked{What: q.Get("quoi")}, q.Values["b"], nil)
}

func (p Pages) showPicked(c *web.Call, v picked, numbers []string, refusal error) error {
	v.Refusal = refusal
	if deeds[v.What] == nil {
		return c.Go("desk.bookings", "slug", c.Path("slug"))
	}
	err := c.View(func(tx *store.Tx) (err error) {
		v.Now = tx.Now
		if v.named, err = forDesk(c, tx); err != nil {
			return err
		}
		v.All, err = ticked(tx, v.named, numbers)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("bookings.deed." + v.What)
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", Team: true, Status: web.StatusOf(refusal)}, pickedPage(v, title))
}

// ticked reads the bookings with some numbers, at most a page of them; those that aren't there are left out.
func ticked(tx *store.Tx, at named, numbers []string) (all []booking.Booking, err error) {
	for _, text := range numbers[:min(len(numbers), bookingsPerPage)] {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			continue
		}
		b, err := booking.FindByNumber(tx, at.Place, n)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

// doPicked does it with each that still can be, all in one transaction; what has moved on in the meantime is left, and the page shows it.
func (p Pages) doPicked(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := picked{What: f.Get("quoi"), Reason: f.Lines("reason")}
	can := deeds[v.What]
	if can == nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		at, err := forDesk(c, tx)
		if err != nil {
			return err
		}
		all, err := ticked(tx, at, f.Values["b"])
		if err != nil {
			return err
		}
		var told, missed []booking.Booking
		for _, b := range all {
			if !can(b, tx.Now) {
				continue
			}
			if v.What == "absent" {
				if err := booking.Note(tx, c.Actor, b.ID, "absent"); err != nil && !fault.Is(err, fault.Conflict) {
					return err
				} else if err == nil {
					missed = append(missed, b)
				}
				continue
			}
			done, fresh, err := booking.CancelFor(tx, c.Actor, b.ID, v.Reason)
			if err != nil && !fault.Is(err, fault.Conflict) {
				return err
			}
			if fresh {
				told = append(told, done)
			}
		}
		if err := p.letters(c).Left(c.Ctx(), tx, append(missed, told...)...); err != nil {
			return err
		}
		return p.tellAll(c, tx, at, told, "withdrawn", v.Reason)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showPicked(c, v, f.Values["b"], refusal) })
	}
	c.Say("bookings.done")
	pairs := []string{"slug", c.Path("slug"), "quoi", v.What}
	for _, n := range f.Values["b"][:min(len(f.Values["b"]), bookingsPerPage)] {
		pairs = append(pairs, "b", n)
	}
	return c.Go("desk.picked", pairs...)
}

// open are those with whom it can be done; rest are the others.
func (v picked) open() (open, rest []booking.Booking) {
	for _, b := range v.All {
		if deeds[v.What](b, v.Now) {
			open = append(open, b)
		} else {
			rest = append(rest, b)
		}
	}
	return open, rest
}

func (v picked) hidden(open []booking.Booking) []ui.Hidden {
	all := []ui.Hidden{{Name: "quoi", Value: v.What}}
	for _, b := range open {
		all = append(all, ui.Hidden{Name: "b", Value: number10(b)})
	}
	return all
}
