package shift_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/shift"
	"mitoyen/internal/testkit"
)

// lab is a place that opens by shifts on Saturdays, with a manager and people who may open it.
type lab struct {
	db      *store.DB
	id      place.ID
	manager organisation.Actor
	openers []organisation.Actor
	pattern shift.Pattern
}

func update(t testing.TB, db *store.DB, fn func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

var saturday = civil.MustDate("2026-11-28")

func build(t testing.TB, db *store.DB, wanted, least, people int) lab {
	t.Helper()
	l := lab{db: db}
	update(t, db, func(tx *store.Tx) error {
		org, err := organisation.Create(tx, organisation.Organisation{Name: "Les bénévoles", Kind: organisation.Association})
		if err != nil {
			return err
		}
		p, err := place.Create(tx, organisation.System, place.Place{Organisation: org.ID}, place.Facts{place.FName: "Le Labo", place.FStage: "open", place.FHours: "Mo-Su 10:00-18:00; PH off"},
			place.Origin{Rank: place.ByImport, Source: "test"}, "place.seeded")
		if err != nil {
			return err
		}
		l.id = p.ID
		give := func(email string, role organisation.Role) organisation.Actor {
			who, err := account.Open(tx, email, i18n.French)
			if err == nil {
				err = organisation.Give(tx, organisation.System, who.ID, organisation.Grant{Role: role, Scope: organisation.InPlace, ID: p.ID.String()})
			}
			if err != nil {
				t.Fatal(err)
			}
			a, err := organisation.Load(tx, who.ID)
			if err != nil {
				t.Fatal(err)
			}
			return a
		}
		l.manager = give("maryse@example.org", organisation.Manager)
		for i := range people {
			l.openers = append(l.openers, give(string(rune('a'+i))+"@example.org", organisation.Opener))
		}
		if err := shift.Set(tx, l.manager, shift.Settings{Place: p.ID, ByShifts: true, WarnDays: 4}); err != nil {
			return err
		}
		err = shift.Add(tx, l.manager, shift.AddRequest{Pattern: shift.Pattern{Place: p.ID, Days: shift.Days(0).With(time.Saturday), From: 10 * 60, To: 16 * 60,
			First: civil.MustDate("2026-11-01"), Wanted: wanted, Least: least}})
		if err != nil {
			return err
		}
		all, err := shift.Patterns(tx, p.ID)
		l.pattern = all[0]
		return err
	})
	return l
}

func (l lab) take(by organisation.Actor) error {
	return l.db.Update(context.Background(), func(tx *store.Tx) error {
		return shift.Take(tx, by, shift.TakeRequest{Pattern: l.pattern.ID, Day: saturday})
	})
}

// place reads the place, and who holds Saturday's shift.
func (l lab) place(t testing.TB) (p place.Place, held []shift.Taken) {
	t.Helper()
	err := l.db.View(context.Background(), func(tx *store.Tx) (err error) {
		if p, err = place.Find(tx, l.id); err != nil {
			return err
		}
		held, err = shift.There(tx, l.id, saturday.At(0, p.Zone()), saturday.At(civil.EndOfDay, p.Zone()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p, held
}

// Closed unless somebody opens; open once enough do; closed again when one gives back. The atlas says the same.
func TestAPlaceOpensWhenEnoughHoldTheShift(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		l := build(t, db, 3, 2, 2)
		atlas := place.NewAtlas(db, func() *opening.SchoolCalendar { return nil })
		noon := saturday.At(12*60, place.Place{}.Zone())
		late := saturday.At(17*60, place.Place{}.Zone()) // within the hours, after the shift
		says := func(want opening.Kind, reason opening.Reason) {
			t.Helper()
			p, _ := l.place(t)
			if s := p.State(noon, nil); s.Kind != want || s.Reason != reason {
				t.Errorf("at noon it is %+v", s)
			}
			open, _, err := atlas.OpenNow(context.Background(), noon)
			if err != nil || (open == 1) != (want == opening.Open) {
				t.Errorf("the atlas counts %d open, %v", open, err)
			}
			if s := p.State(late, nil); s.Kind != opening.Closed {
				t.Errorf("after the shift it is %+v", s)
			}
		}
		says(opening.Closed, opening.ReasonUnfilled)
		for i, want := range []opening.Kind{opening.Closed, opening.Open} {
			if err := l.take(l.openers[i]); err != nil {
				t.Fatal(err)
			}
			says(want, map[opening.Kind]opening.Reason{opening.Closed: opening.ReasonUnfilled}[want])
		}
		if err := l.take(l.openers[0]); err != nil {
			t.Errorf("taken twice: %v", err)
		}
		p, held := l.place(t)
		if len(held) != 2 || len(p.Windows("", nil, saturday, saturday)) != 1 {
			t.Errorf("held %v, open %v", held, p.Opened)
		}
		update(t, db, func(tx *store.Tx) error { return shift.GiveBack(tx, l.openers[0], p, held[0]) })
		says(opening.Closed, opening.ReasonUnfilled)
	})
}

// Of twenty who reach for one shift at once, as many have it as are wanted.
func TestNoMoreHoldAShiftThanAreWanted(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		l := build(t, db, 3, 1, 20)
		var wg sync.WaitGroup
		errs := make([]error, len(l.openers))
		for i, by := range l.openers {
			wg.Go(func() { errs[i] = l.take(by) })
		}
		wg.Wait()
		got := 0
		for _, err := range errs {
			switch {
			case err == nil:
				got++
			case !fault.Is(err, fault.Conflict):
				t.Error(err)
			}
		}
		if _, held := l.place(t); got != 3 || len(held) != 3 {
			t.Errorf("%d were told yes, %d hold it", got, len(held))
		}
	})
}

func TestWhoTakesAndGivesBack(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		l := build(t, db, 2, 1, 2)
		stranger := organisation.Actor{}
		if err := l.take(stranger); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a stranger: %v", err)
		}
		assign := func(by organisation.Actor, who account.ID) error {
			return db.Update(context.Background(), func(tx *store.Tx) error {
				return shift.Take(tx, by, shift.TakeRequest{Pattern: l.pattern.ID, Day: saturday, Person: who})
			})
		}
		if err := assign(l.openers[0], l.openers[1].Person); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an opener gives a shift to another: %v", err)
		}
		if err := assign(l.manager, l.openers[1].Person); err != nil {
			t.Errorf("the manager: %v", err)
		}
		err := db.Update(context.Background(), func(tx *store.Tx) error {
			return shift.Take(tx, l.openers[0], shift.TakeRequest{Pattern: l.pattern.ID, Day: saturday.AddDays(1)})
		})
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("a Sunday: %v", err)
		}
		p, held := l.place(t)
		err = db.Update(context.Background(), func(tx *store.Tx) error { return shift.GiveBack(tx, l.openers[0], p, held[0]) })
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("somebody else gives it back: %v", err)
		}
		// Handed over in one gesture: by whoever holds it or the manager, to one of the team.
		hand := func(by organisation.Actor, to account.ID) error {
			p, held := l.place(t)
			return db.Update(context.Background(), func(tx *store.Tx) error { return shift.HandOver(tx, by, p, held[0], to) })
		}
		if err := hand(l.openers[0], l.openers[0].Person); !fault.Is(err, fault.Forbidden) {
			t.Errorf("somebody else's shift taken over: %v", err)
		}
		var lea account.Person
		update(t, db, func(tx *store.Tx) (err error) {
			lea, err = account.Open(tx, "lea@example.org", i18n.French)
			return err
		})
		if err := hand(l.openers[1], lea.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("handed out of the team: %v", err)
		}
		if err := hand(l.openers[1], l.openers[0].Person); err != nil {
			t.Errorf("handed over: %v", err)
		}
		if p, held := l.place(t); len(held) != 1 || held[0].Person != l.openers[0].Person || len(p.Opened) != 1 {
			t.Errorf("after it changed hands: %v, %v", held, p.Opened)
		}
		if err := hand(l.manager, l.openers[1].Person); err != nil {
			t.Errorf("by the manager: %v", err)
		}
		// Erased, they hold nothing to come, and the place is closed again.
		update(t, db, func(tx *store.Tx) error { return shift.Forget(tx, l.openers[1].Person) })
		if p, held = l.place(t); len(held) != 0 || len(p.Opened) != 0 {
			t.Errorf("after erasure: %v, %v", held, p.Opened)
		}
	})
}

// Patterns give shifts by computation; holidays give none; what was promised of an ended pattern stays.
func TestShiftsAreComputed(t *testing.T) {
	t.Parallel()
	zone := place.Place{}.Zone()
	x := shift.Pattern{Days: shift.Days(0).With(time.Friday).With(time.Saturday), From: 20 * 60, To: 2 * 60, First: civil.MustDate("2026-12-01"), Wanted: 1, Least: 1}
	h, err := opening.ParseOSM("Mo-Su 18:00-24:00; PH off")
	if err != nil {
		t.Fatal(err)
	}
	table, err := h.Compile()
	if err != nil {
		t.Fatal(err)
	}
	first, last := civil.MustDate("2026-12-19"), civil.MustDate("2026-12-31")
	planned := table.Windows(first, last, zone, opening.CalendarOf("52", nil))
	days := func(all []shift.Shift) (out string) {
		for _, s := range all {
			out += s.Day.String()[8:] + " "
		}
		return out
	}
	// Friday the 25th is Christmas: its night falls into the hours of the 26th only from 18:00, after it has ended.
	if got := days(shift.Shifts([]shift.Pattern{x}, nil, first, last, zone, planned, true)); got != "19 26 " {
		t.Errorf("shifts on %s", got)
	}
	if got := days(shift.Shifts([]shift.Pattern{x}, nil, first, last, zone, nil, false)); got != "19 25 26 " {
		t.Errorf("without known hours on %s", got)
	}
	x.Last = civil.MustDate("2026-12-10")
	s := x.At(first, zone)
	held := []shift.Taken{{Day: first, From: s.From, To: s.To}}
	if got := days(shift.Shifts([]shift.Pattern{x}, held, first, last, zone, planned, true)); got != "19 " {
		t.Errorf("after its end on %s", got)
	}
	if s.To.Sub(s.From) != 6*time.Hour {
		t.Errorf("a night lasts %s", s.To.Sub(s.From))
	}
}

// The letter of the eve goes once; the team is told once a day.
func TestWhoIsTold(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		l := build(t, db, 1, 1, 1)
		told := func() (reminders, warnings int) {
			update(t, db, func(tx *store.Tx) error {
				due, err := shift.DueReminders(tx)
				if err != nil {
					return err
				}
				for _, x := range due {
					if first, err := shift.Remind(tx, x.ID); err != nil || !first {
						t.Errorf("remind: %v %v", first, err)
					}
					reminders++
				}
				watched, err := shift.ToWatch(tx)
				if err != nil {
					return err
				}
				for _, w := range watched {
					p, err := place.Find(tx, w.Place)
					if err != nil {
						return err
					}
					unfilled, err := shift.DueWarning(tx, w, p, nil)
					if err != nil || len(unfilled) == 0 {
						return err
					}
					if first, err := shift.Warn(tx, p, unfilled); err != nil || !first {
						t.Errorf("warn: %v %v", first, err)
					}
					warnings++
				}
				return nil
			})
			return reminders, warnings
		}
		if r, w := told(); r != 0 || w != 1 {
			t.Errorf("at first %d reminders, %d warnings", r, w)
		}
		if r, w := told(); r != 0 || w != 0 {
			t.Errorf("a quarter of an hour later %d reminders, %d warnings", r, w)
		}
		if err := l.take(l.openers[0]); err != nil {
			t.Fatal(err)
		}
		update(t, db, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE shift_place SET warned_on = NULL`)
			return err
		})
		if r, w := told(); r != 0 || w != 0 {
			t.Errorf("filled, and %d reminders, %d warnings", r, w)
		}
		// Tomorrow's shift: its holder is reminded today, once.
		wednesday := civil.MustDate("2026-11-25")
		update(t, db, func(tx *store.Tx) error {
			err := shift.Add(tx, l.manager, shift.AddRequest{Pattern: shift.Pattern{Place: l.id, Days: shift.Days(0).With(time.Wednesday), From: 10 * 60, To: 12 * 60, First: wednesday, Last: wednesday, Wanted: 1}})
			if err != nil {
				return err
			}
			all, err := shift.Patterns(tx, l.id)
			if err != nil {
				return err
			}
			return shift.Take(tx, l.openers[0], shift.TakeRequest{Pattern: all[1].ID, Day: wednesday})
		})
		for _, want := range []int{1, 0} {
			if r, _ := told(); r != want {
				t.Errorf("%d reminders, want %d", r, want)
			}
		}
	})
}
