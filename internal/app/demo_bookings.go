package app

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// demoGuests are the first names of those who book in the demonstration.
var demoGuests = []string{"Karim", "Josette", "Nora", "Théo", "Sofia", "Henri", "Lucie", "Paul", "Maryse", "Odile", "Yanis", "Claire", "Marguerite", "Samir", "Jeanne", "Émile", "Fatou", "Léo", "Ginette", "Malik"}

// DemoWeeks is how far from today the bookings of the demonstration reach, before and after.
const DemoWeeks = 4

// wanted is how many bookings of a day, at most, somebody asks of each resource of a kind.
type wanted map[resource.Kind]int

// gareWanted is how busy La GARE is.
var gareWanted = wanted{resource.Desk: 14, resource.Office: 2, resource.Room: 4, resource.Bed: 1}

// bookSome fills days, counted from today, with believable bookings of a place, through the same door as the counter's, in one transaction.
// What finds no room is left out, as in life. A seed makes the same ones of the same day.
func (a *App) bookSome(ctx context.Context, where place.ID, most wanted, seed uint64, first, last int) error {
	rng := rand.New(rand.NewPCG(2026, seed))
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		p, err := place.Find(tx, where)
		if err != nil {
			return err
		}
		all, err := resource.Of(tx, where, false)
		if err != nil {
			return err
		}
		today := civil.DateOf(tx.Now.In(p.Zone()))
		windows := resource.OpenWindows(p, a.schools.Load(), all, today.AddDays(first), today.AddDays(last))
		for d := first; d <= last; d++ {
			day := today.AddDays(d)
			for _, r := range all {
				for range most.draw(rng, r, d) {
					from, to, ok := demoTime(rng, r, day, p.Zone(), windows[r.ID])
					if !ok {
						continue
					}
					err := a.bookOne(tx, rng, r, from, to)
					var refused *booking.Refusal
					if err != nil && !errors.As(err, &refused) {
						return err
					}
				}
			}
		}
		return nil
	})
}

// draw is how many want a resource on a day: the coming days are fuller than those far ahead.
func (w wanted) draw(rng *rand.Rand, r resource.Resource, d int) int {
	most := w[r.Kind]
	if d > 7 {
		most = (most + 1) / 2
	}
	if most == 0 {
		return 0 // nothing is drawn, so that the others' draws stay as they were
	}
	if r.Kind == resource.Bed && rng.IntN(3) > 0 {
		return 0
	}
	return rng.IntN(most + 1)
}

// demoTime draws a time of a day within the opening.
func demoTime(rng *rand.Rand, r resource.Resource, day civil.Date, zone *time.Location, windows []opening.Window) (from, to civil.Instant, ok bool) {
	switch r.Rules.Mode {
	case resource.Nights:
		return day.At(r.Rules.Arrive, zone), day.AddDays(1+rng.IntN(12)).At(r.Rules.Leave, zone), true
	case resource.Slots:
		s := r.Rules.Slots[rng.IntN(len(r.Rules.Slots))]
		return day.At(s.From, zone), day.At(s.To, zone), true
	}
	step := time.Duration(r.Rules.StepMinutes()) * time.Minute
	for _, w := range windows {
		if civil.DateOf(w.From.In(zone)) != day {
			continue
		}
		room := int(w.To.Sub(w.From) / step)
		shortest := r.Rules.MinMinutes() / r.Rules.StepMinutes()
		if room < shortest {
			continue
		}
		long := shortest + rng.IntN(min(room, 10)-min(room, shortest)+1)
		long = min(long, room)
		from = w.From.Add(time.Duration(rng.IntN(room-long+1)) * step)
		return from, from.Add(time.Duration(long) * step), true
	}
	return from, to, false
}

func (a *App) bookOne(tx *store.Tx, rng *rand.Rand, r resource.Resource, from, to civil.Instant) error {
	people := 1
	if most := r.Sheet.People; most > 1 {
		people = 1 + rng.IntN(most)
	}
	q := booking.BookRequest{Resource: r.ID, From: from, To: to, Units: 1, People: people, Lang: i18n.French, Schools: a.schools.Load(), Contact: demoContact(rng), Reason: "démonstration"}
	if r.Rules.Authorise {
		may, err := membership.AuthorisedFor(tx, r.ID, civil.DateOf(tx.Now.Time()))
		if err != nil || len(may) == 0 {
			return err
		}
		x := may[rng.IntN(len(may))]
		q.Member, q.Contact = x.Member, booking.Contact{Name: x.MemberName}
	}
	link, err := booking.Book(tx, organisation.System, q)
	if err != nil || tx.Now.Before(from) {
		return err
	}
	return a.cameOrNot(tx, rng, link, to)
}

// cameOrNot tells what became of a booking that has begun: most came, and those whose time is over have gone.
func (a *App) cameOrNot(tx *store.Tx, rng *rand.Rand, link string, to civil.Instant) error {
	b, err := booking.FindByLink(tx, link)
	if err != nil {
		return err
	}
	steps := []string{"arrive"}
	switch over := !tx.Now.Before(to); {
	case over && rng.IntN(15) == 0:
		steps = []string{"absent"}
	case over:
		steps = []string{"arrive", "leave"}
	case rng.IntN(3) == 0 && tx.Now.Sub(b.From) < 2*time.Hour:
		return nil // late
	}
	for _, what := range steps {
		if err := booking.Note(tx, organisation.System, b.ID, what); err != nil {
			return err
		}
	}
	return nil
}

// demoContact is somebody with an address, with a number from the range that belongs to nobody (ARCEP), or with a name alone.
// demoPhones are numbers of films: nobody has them (ARCEP). One of three is a mobile.
var demoPhones = [...]string{"06 39 98 %02d %02d", "03 53 01 %02d %02d"}

func demoContact(rng *rand.Rand) booking.Contact {
	c := booking.Contact{Name: demoGuests[rng.IntN(len(demoGuests))]}
	switch rng.IntN(4) {
	case 0:
		a, b := rng.IntN(100), rng.IntN(100)
		c.Phone = fmt.Sprintf(demoPhones[min(a%3, 1)], a, b)
	case 1, 2:
		c.Email = search.Fold(c.Name) + "@demo.example.org"
	}
	return c
}

// closeSome plans two closures of the demonstration's place, some weeks ahead: one of a room for works, and the place's holidays.
func (a *App) closeSome(ctx context.Context, gare place.ID) error {
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		p, err := place.Find(tx, gare)
		if err != nil {
			return err
		}
		hall, err := resource.Find(tx, gare, "grande-halle")
		if err != nil {
			return err
		}
		day := civil.DateOf(tx.Now.In(p.Zone())).AddDays(7*DemoWeeks + 7)
		for _, c := range []resource.Closure{
			{Resource: hall.ID, Reason: "Peinture des murs", From: day.At(0, p.Zone()), To: day.AddDays(2).At(0, p.Zone())},
			{Reason: "Congés de l'équipe", From: day.AddDays(20).At(0, p.Zone()), To: day.AddDays(27).At(0, p.Zone())},
		} {
			c.Place = gare
			if _, err := resource.AddClosure(tx, organisation.System, c); err != nil {
				return err
			}
		}
		return nil
	})
}
