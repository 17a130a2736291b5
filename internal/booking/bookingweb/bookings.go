package bookingweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

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
	Now       civil.Instant
	MayKeep   bool                   // may take the list away, and close
	MayAnswer bool                   // says yes or no to what is asked
	Feeds     map[resource.ID]string // of a manager, by what they are of
	All       []booking.Booking
	After     booking.Cursor // where the page begins
	Next      booking.Cursor
}

const bookingsPerPage = 50

func (p Pages) bookings(c *web.Call) error {
	v := bookings{asked: readAsked(c.Query()), After: readCursor(c.Query().Get("apres"))}
	err := c.View(func(tx *store.Tx) (err error) {
		v.Now = tx.Now
		if v.named, err = forDesk(c, tx); err != nil {
			return err
		}
		v.MayKeep, v.MayAnswer = resource.MayKeep(c.Actor, v.Place), booking.MayAnswer(c.Actor, v.Place)
		if v.All, v.Next, err = v.look(tx, v.named, v.After, bookingsPerPage); err != nil {
			return err
		}
		if v.MayKeep {
			if v.Feeds, err = booking.TeamFeeds(tx, c.Actor.Person, v.Place.ID); err != nil {
				return err
			}
		}
		return v.readMembers(tx, v.All...)
	})
	if err != nil {
		return err
	}
	title := c.P.T("bookings.title", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	return c.Page(web.Page{Title: title, Robots: "noindex", At: v.Place}, bookingsPage(v, title))
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

// table is the list to tick in. As what people belong has a column where somebody belongs.
func (v bookings) table(ctx context.Context) ui.Table {
	p := i18n.From(ctx)
	t := ui.Table{Caption: p.T("bookings.all"), HideCaption: true, PickName: "b", PickHead: p.T("bookings.choose"), Columns: columnsOf(p), Rows: v.rows(ctx, v.All, v.Now)}
	add := func(title string, cell func(booking.Booking) templ.Component) {
		t.Columns = append(t.Columns, ui.Column{Text: title})
		for i, b := range v.All {
			t.Rows[i].Cells = append(t.Rows[i].Cells, ui.TableCell{Content: cell(b)})
		}
	}
	if slices.ContainsFunc(v.All, func(b booking.Booking) bool { return v.belongs(p, b) != "" }) {
		add(p.T("bookings.belongs"), func(b booking.Booking) templ.Component { return text(v.belongs(p, b)) })
	}
	add(p.T("bookings.state"), stateOf)
	for i, b := range v.All {
		t.Rows[i].PickValue = number10(b)
		t.Rows[i].PickText = p.T("bookings.pick", i18n.Args{"Name": b.Name, "Resource": v.nameOf(b.Resource), "Time": v.time(p, b.From, b.To, v.Now)})
	}
	return t
}

// bulk is what can be done with ticked ones: requests are answered by whoever may.
func (v bookings) bulk(p *i18n.Printer) []ui.Button {
	var all []ui.Button
	if v.MayAnswer {
		all = append(all, ui.Button{Text: p.T("booking.requests.accept"), Name: "quoi", Value: "approve", Weight: ui.Quiet, Small: true},
			ui.Button{Text: p.T("booking.requests.refuse"), Name: "quoi", Value: "refuse", Weight: ui.Quiet, Small: true})
	}
	return append(all, ui.Button{Text: p.T("bookings.bulk.absent"), Name: "quoi", Value: "absent", Weight: ui.Quiet, Small: true},
		ui.Button{Text: p.T("booking.cancel"), Name: "quoi", Value: "cancel", Weight: ui.Danger, Small: true})
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
