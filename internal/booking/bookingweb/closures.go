package bookingweb

import (
	"context"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/texting"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// closing is somebody about to shut a place or a resource: what was typed, and whom it would hit.
type closing struct {
	named
	Typed      typed
	Resource   string // id; "" the whole place
	Reason     string
	Closure    resource.Closure
	Hit        []booking.Booking
	Seen       bool // whom it hits stands on the page
	Submission string
	Refusal    error
}

// closures is all that is shut, was and will be.
type closures struct {
	named
	Coming, Past []resource.Closure
}

// closed is one closure with those whom it hit.
type closed struct {
	named
	Closure   resource.Closure
	Now       civil.Instant
	Cancelled []booking.Booking
	Kept      []booking.Booking // still theirs
}

const mostPast = 50

// asManager reads the place of an address, and what it lends, for its manager.
func asManager(c *web.Call, tx *store.Tx) (v named, err error) {
	if v.Place, err = place.FindBySlug(tx, c.Path("slug")); err != nil {
		return v, err
	}
	if !resource.MayKeep(c.Actor, v.Place) {
		return v, fault.New(fault.Forbidden, "organisation.may_not")
	}
	v.Resources, err = resource.Of(tx, v.Place.ID, true)
	return v, err
}

func (p Pages) closures(c *web.Call) error {
	var v closures
	err := c.View(func(tx *store.Tx) (err error) {
		if v.named, err = asManager(c, tx); err != nil {
			return err
		}
		if v.Coming, err = resource.Closures(tx, v.Place.ID, tx.Now, tx.Now.Add(10*longestYear)); err != nil {
			return err
		}
		v.Past, err = resource.PastClosures(tx, v.Place.ID, mostPast)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("closure.all.title", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	return c.Page(web.Page{Title: title, Robots: "noindex", At: v.Place}, closuresPage(v, title))
}

const longestYear = 366 * 24 * time.Hour

// closeForm asks what is shut; sent, it lists whom that hits before anything is written.
func (p Pages) closeForm(c *web.Call) error {
	q := c.Query()
	v := closing{Typed: readTyped(q), Resource: q.Get("resource"), Reason: q.Text("reason"), Submission: form.NewSubmission(), Seen: q.Get("voir") != ""}
	return p.showClosing(c, v)
}

func (p Pages) showClosing(c *web.Call, v closing) error {
	err := c.View(func(tx *store.Tx) (err error) {
		if v.named, err = asManager(c, tx); err != nil {
			return err
		}
		if !v.Seen {
			if v.Typed.Day == "" {
				v.Typed.Day = civil.DateOf(tx.Now.In(v.Place.Zone())).AddDays(1).String()
			}
			return nil
		}
		closure, err := v.read(v.named)
		if err == nil {
			err = resource.CheckClosure(closure, v.Resources, tx.Now)
		}
		if fault.Is(err, fault.Invalid) {
			v.Refusal, v.Seen = err, false
			return nil
		}
		if err != nil {
			return err
		}
		v.Closure = closure
		v.Hit, err = booking.Hit(tx, closure)
		if v.Hit = somebodys(v.Hit); err != nil {
			return err
		}
		v.Texts, err = p.Texts.For(tx, v.Place)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("closure.new")
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal)}, closingPage(v, title))
}

// somebodys leaves out times that are only waited for, or kept while somebody decides.
func somebodys(all []booking.Booking) (some []booking.Booking) {
	for _, b := range all {
		if b.State == booking.Confirmed || b.State == booking.Here || b.State == booking.Asked {
			some = append(some, b)
		}
	}
	return some
}

// read makes a closure of what was typed. Without hours it is whole days.
func (v closing) read(at named) (c resource.Closure, err error) {
	t := v.Typed
	t.From, t.To = or(t.From, "00:00"), or(t.To, "24:00")
	c = resource.Closure{Place: at.Place.ID, Reason: v.Reason}
	var b fault.Breaches
	b.Check(c.Resource.UnmarshalText([]byte(v.Resource)) == nil, "resource", "closure.resource_unknown")
	if err := b.Err(); err != nil {
		return c, err
	}
	c.From, c.To, err = t.interval(resource.Resource{}, at.Place.Zone())
	return c, err
}

// shut writes the closure, cancels whom it hits unless they are kept, and sends the letters, all in one gesture.
func (p Pages) shut(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := closing{Typed: readTyped(f), Resource: f.Get("resource"), Reason: f.Text("reason"), Submission: form.NewSubmission(), Seen: true}
	var done booking.Closed
	err = c.Update(func(tx *store.Tx) error {
		at, err := asManager(c, tx)
		if err != nil {
			return err
		}
		closure, err := v.read(at)
		if err != nil {
			return err
		}
		done, err = booking.Close(tx, c.Actor, booking.CloseRequest{Submission: f.Submission(), Closure: closure, Keep: f.Get("keep") == "1"})
		if err != nil {
			return err
		}
		return p.letters(c).Closed(c.Ctx(), tx, done, closure.Reason)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal, v.Seen = refusal, false
			return p.showClosing(c, v)
		})
	}
	c.Say("closure.done")
	return c.Go("closure.show", "slug", c.Path("slug"), "closure", done.Closure.String())
}

// Closed tells everybody whom a closure concerns, with its reason: who stood in line, whom others leave alone, and whose booking it cancelled.
func (l Letters) Closed(ctx context.Context, tx *store.Tx, done booking.Closed, why string) error {
	if err := l.tellWhy(ctx, tx, done.InLine, "shut", why); err != nil {
		return err
	}
	if err := l.Left(ctx, tx, done.Were...); err != nil {
		return err
	}
	return l.tellWhy(ctx, tx, done.Cancelled, "closed", why)
}

// tellWhy writes about each of some bookings, with a reason.
func (l Letters) tellWhy(ctx context.Context, tx *store.Tx, all []booking.Booking, what, why string) error {
	known := newSurroundings()
	for _, b := range all {
		v := booked{Booking: b, Now: tx.Now, Why: why}
		if err := known.around(tx, &v); err != nil {
			return err
		}
		if err := l.changed(ctx, tx, v, what); err != nil {
			return err
		}
	}
	return nil
}

func (p Pages) closure(c *web.Call) error {
	var v closed
	err := c.View(func(tx *store.Tx) (err error) {
		if v.named, err = asManager(c, tx); err != nil {
			return err
		}
		which, err := closureID(c)
		if err != nil {
			return err
		}
		if v.Closure, err = resource.FindClosure(tx, v.Place.ID, which); err != nil {
			return err
		}
		v.Now = tx.Now
		if v.Cancelled, err = booking.CancelledBy(tx, which); err != nil {
			return err
		}
		if v.holds() {
			v.Kept, err = booking.Hit(tx, v.Closure)
			v.Kept = somebodys(v.Kept)
		}
		if err != nil {
			return err
		}
		return v.looks(tx, p, v.Cancelled...)
	})
	if err != nil {
		return err
	}
	title := v.what(c.P, v.Closure)
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place}, closurePage(v, title))
}

func closureID(c *web.Call) (which resource.ClosureID, err error) {
	if which.UnmarshalText([]byte(c.Path("closure"))) != nil {
		return which, fault.New(fault.NotFound, "closure.unknown")
	}
	return which, nil
}

func (p Pages) reopen(c *web.Call) error {
	if _, err := c.Form(); err != nil {
		return err
	}
	err := c.Update(func(tx *store.Tx) error {
		v, err := asManager(c, tx)
		if err != nil {
			return err
		}
		which, err := closureID(c)
		if err != nil {
			return err
		}
		err = resource.LiftClosure(tx, c.Actor, v.Place.ID, which)
		return err
	})
	if err != nil {
		return err
	}
	c.Say("closure.lifted")
	return c.Go("closure.all", "slug", c.Path("slug"))
}

// holds reports whether the closure shuts now or later.
func (v closed) holds() bool { return v.Closure.Lifted.IsZero() && v.Now.Before(v.Closure.To) }

// byCall is how those are reached whom the team has told already.
const byCall booking.Reach = "called"

// reached are the cancelled who are reached in one of some ways. Whoever a text has reached needs no call.
func (v closed) reached(ways ...booking.Reach) (all []booking.Booking) {
	for _, b := range v.Cancelled {
		way := b.Reach()
		switch t := v.Told[b.ID]; {
		case t.Reached():
			way = booking.ByText
		case t.State == texting.Called:
			way = byCall
		}
		for _, w := range ways {
			if way == w {
				all = append(all, b)
			}
		}
	}
	return all
}

// what names what a closure shuts.
func (v named) what(p *i18n.Printer, c resource.Closure) string {
	if c.Resource.IsZero() {
		return p.T("closure.of_place", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	}
	return p.T("closure.of_resource", i18n.Args{"Name": v.nameOf(c.Resource)})
}

// options are the whole place, and each thing that it lends.
func (v closing) options(p *i18n.Printer) []ui.Option {
	all := []ui.Option{{Text: p.T("closure.whole_place")}}
	for _, r := range v.Resources {
		if r.Retired.IsZero() {
			all = append(all, ui.Option{Value: r.ID.String(), Text: r.Name})
		}
	}
	return all
}

// typedAgain carries what was typed on to the gesture, or back to the form.
func (v closing) typedAgain() []ui.Hidden {
	return []ui.Hidden{{Name: "resource", Value: v.Resource}, {Name: "le", Value: v.Typed.Day}, {Name: "de", Value: v.Typed.From}, {Name: "au", Value: v.Typed.LastDay},
		{Name: "a", Value: v.Typed.To}, {Name: "reason", Value: v.Reason}}
}

func (v closing) back(ctx context.Context) string {
	pairs := []string{"slug", v.Place.Slug}
	for _, h := range v.typedAgain() {
		pairs = append(pairs, h.Name, h.Value)
	}
	return web.Href(ctx, "closure.new", pairs...)
}

// count is how many of the hit are reached in a way.
func (v closing) count(way booking.Reach) (n int) {
	for _, b := range v.Hit {
		if textsWay(v.Texts, v.Place, b) == way {
			n++
		}
	}
	return n
}

func (v closing) here() (n int) {
	for _, b := range v.Hit {
		if b.State == booking.Here {
			n++
		}
	}
	return n
}

func closureLabels(ctx context.Context) map[string]string {
	names := labels(ctx)
	names["resource"], names["reason"] = i18n.T(ctx, "closure.field.what"), i18n.T(ctx, "closure.field.reason")
	return names
}

// ways are how many of the hit are reached in which way.
func (v closing) ways(p *i18n.Printer) (all []ui.MetaItem) {
	for _, w := range []struct {
		way       booking.Reach
		icon, key string
	}{{booking.ByEmail, "mail", "closure.by_email"}, {booking.ByText, "message-square-text", "closure.by_text"}, {booking.ByPhone, "phone", "closure.by_phone"}, {booking.Unknown, "door-open", "closure.by_neither"}} {
		if n := v.count(w.way); n > 0 {
			all = append(all, ui.MetaItem{Icon: w.icon, Text: p.N(w.key, n)})
		}
	}
	return all
}

func (v closing) step() int {
	if v.Seen {
		return 1
	}
	return 0
}

// weight is how the last button looks: what takes something from people looks dangerous.
func (v closing) weight() ui.Weight {
	if len(v.Hit) > 0 {
		return ui.Danger
	}
	return ui.Primary
}
