package texting_test

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/jobs"
	"mitoyen/internal/kit/sms"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
	"mitoyen/internal/texting"
)

// phones stand in for a gateway: it keeps what it takes, and fails as it is told.
type phones struct {
	mu    sync.Mutex
	taken []sms.Message
	fail  []error
}

func (p *phones) Send(_ context.Context, m sms.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.fail) > 0 {
		err := p.fail[0]
		p.fail = p.fail[1:]
		if err != nil {
			return err
		}
	}
	p.taken = append(p.taken, m)
	return nil
}

// house is a place that may send so many texts a month.
type house struct {
	testing.TB
	db     *store.DB
	clock  *testkit.Clock
	phones *phones
	runner *jobs.Runner
	post   *texting.Post
	place  place.Place
}

func eachHouse(t *testing.T, ceiling int, f func(h *house)) {
	t.Parallel()
	for _, open := range []struct {
		name string
		with func(testing.TB, ...testkit.Option) *store.DB
	}{{"sqlite", testkit.SQLite}, {"postgres", testkit.PostgreSQL}} {
		t.Run(open.name, func(t *testing.T) {
			t.Parallel()
			h := &house{TB: t, clock: &testkit.Clock{}, phones: &phones{}}
			h.db = open.with(t, testkit.WithClock(h.clock.Now))
			h.runner = jobs.NewRunner(h.db, slog.New(slog.DiscardHandler))
			h.post = texting.NewPost(h.db, h.runner, h.phones)
			h.update(func(tx *store.Tx) (err error) {
				h.place, err = place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: "La Maison"}, place.Origin{Rank: place.ByImport, Source: "test"}, "place.seeded")
				if err != nil {
					return err
				}
				return texting.Keep(tx, organisation.System, h.place.ID, true, ceiling)
			})
			f(h)
		})
	}
}

func (h *house) update(do func(*store.Tx) error) {
	h.Helper()
	if err := h.db.Update(context.Background(), do); err != nil {
		h.Fatal(err)
	}
}

// send sends a text and runs what is due.
func (h *house) send(t texting.Text) (o texting.Outcome) {
	h.Helper()
	h.update(func(tx *store.Tx) (err error) {
		t.Place = h.place
		if t.Body == "" {
			t.Body = "Bonjour"
		}
		o, err = h.post.Send(tx, t)
		return err
	})
	h.run()
	return o
}

func (h *house) run() {
	h.Helper()
	for {
		if ran, err := h.runner.Next(context.Background()); err != nil {
			h.Fatal(err)
		} else if !ran {
			return
		}
	}
}

func (h *house) told(about texting.SubjectID) (t texting.Told) {
	h.Helper()
	h.update(func(tx *store.Tx) error {
		all, err := texting.Last(tx, about)
		t = all[about]
		return err
	})
	return t
}

func (h *house) settings() (s texting.Settings) {
	h.Helper()
	h.update(func(tx *store.Tx) (err error) {
		s, err = texting.Of(tx, h.place)
		return err
	})
	return s
}

// kept counts the rows that still hold something of a person.
func (h *house) kept(query string) (n int) {
	h.Helper()
	h.update(func(tx *store.Tx) (err error) {
		n, err = store.One(tx, store.Value[int], query)
		return err
	})
	return n
}

func TestATextGoesOnce(t *testing.T) {
	eachHouse(t, 10, func(h *house) {
		about := id.New[texting.Subject]()
		o := h.send(texting.Text{About: about, What: "confirmed", Phone: "06 12 34 56 78", Own: true})
		if o.State != texting.Waiting || len(h.phones.taken) != 1 || h.phones.taken[0].To != "+33612345678" || h.told(about).State != texting.Sent || h.settings().Used != 1 {
			h.Errorf("%+v, %v, %+v", o, h.phones.taken, h.told(about))
		}
		if n := h.kept(`SELECT count(*) FROM text_message WHERE body <> ''`); n != 0 {
			h.Error("its words are kept")
		}
		if n := h.kept(`SELECT count(*) FROM job WHERE payload LIKE '%612345678%'`); n != 0 {
			h.Error("a job holds the number")
		}
		// Rolled back, it never goes.
		err := h.db.Update(context.Background(), func(tx *store.Tx) error {
			if _, err := h.post.Send(tx, texting.Text{Place: h.place, About: about, Phone: "0612345678", Body: "Non"}); err != nil {
				return err
			}
			return errors.New("no")
		})
		if h.run(); err == nil || len(h.phones.taken) != 1 || h.settings().Used != 1 {
			h.Error("what was rolled back has gone")
		}
		// A landline, an instance without gateway and a place that sends none do nothing.
		h.send(texting.Text{About: about, Phone: "03 20 12 34 56"})
		h.update(func(tx *store.Tx) error {
			none := texting.NewPost(h.db, jobs.NewRunner(h.db, slog.New(slog.DiscardHandler)), nil)
			_, err := none.Send(tx, texting.Text{Place: h.place, About: about, Phone: "0612345678", Body: "Non"})
			return errors.Join(err, texting.Keep(tx, organisation.System, h.place.ID, false, 10))
		})
		h.send(texting.Text{About: about, Phone: "06 12 34 56 78"})
		if len(h.phones.taken) != 1 {
			h.Errorf("%v", h.phones.taken)
		}
		// After a day the number is erased.
		h.clock.Advance(25 * time.Hour)
		if h.update(texting.Sweep); h.kept(`SELECT count(*) FROM text_message WHERE phone <> ''`) != 0 {
			h.Error("the number is kept")
		}
	})
}

func TestWhatFailsIsTriedAgainOrTold(t *testing.T) {
	eachHouse(t, 10, func(h *house) {
		passing := errors.New("busy")
		for i, x := range []struct {
			name  string
			fail  []error
			state texting.State
			gone  int
			used  int
		}{
			{"twice busy", []error{passing, passing}, texting.Sent, 1, 1},
			{"always busy", []error{passing, passing, passing, passing, passing, passing, passing, passing}, texting.Failed, 0, 0},
			{"no such number", []error{sms.Permanent{Err: passing}}, texting.Failed, 0, 0},
			{"no answer", []error{sms.Unsure{Err: passing}}, texting.Unsure, 0, 1},
		} {
			about, used := id.New[texting.Subject](), h.settings().Used
			h.phones.fail, h.phones.taken = x.fail, nil
			h.send(texting.Text{About: about, What: "closed", Phone: "06 12 34 56 0" + strconv.Itoa(i)})
			for range 9 { // each time a little later
				h.clock.Advance(40 * time.Minute)
				h.run()
			}
			if got := h.told(about); got.State != x.state || len(h.phones.taken) != x.gone || h.settings().Used-used != x.used || got.Missed() == (x.state == texting.Sent) {
				h.Errorf("%s: %+v, %d gone, %d used", x.name, got, len(h.phones.taken), h.settings().Used-used)
			}
			h.phones.fail = nil
		}
		if s := h.settings(); s.Undelivered != 3 {
			h.Errorf("%+v", s)
		}
	})
}

// A program that is killed while the gateway is asked leaves a text of which nobody knows: it isn't sent again.
func TestWhatMayHaveGoneIsNotSentAgain(t *testing.T) {
	eachHouse(t, 10, func(h *house) {
		about := id.New[texting.Subject]()
		h.update(func(tx *store.Tx) error {
			if _, err := h.post.Send(tx, texting.Text{Place: h.place, About: about, What: "moved", Phone: "0612345678", Body: "Bonjour"}); err != nil {
				return err
			}
			_, err := tx.Exec(`UPDATE text_message SET state = 'sending'`)
			return err
		})
		if h.run(); len(h.phones.taken) != 0 || h.told(about).State != texting.Unsure {
			h.Errorf("%v, %+v", h.phones.taken, h.told(about))
		}
		// What is worth nothing any more isn't sent either, and neither is what somebody asked to forget.
		late, gone := id.New[texting.Subject](), id.New[texting.Subject]()
		h.update(func(tx *store.Tx) error {
			_, err1 := h.post.Send(tx, texting.Text{Place: h.place, About: late, Phone: "0612345678", Body: "Bonjour", Until: tx.Now.Add(time.Minute)})
			_, err2 := h.post.Send(tx, texting.Text{Place: h.place, About: gone, Phone: "0612345678", Body: "Bonjour"})
			return errors.Join(err1, err2, texting.Forget(tx, gone))
		})
		h.clock.Advance(2 * time.Minute)
		if h.run(); len(h.phones.taken) != 0 || h.told(late).State != texting.Late || h.told(gone).State != texting.Late {
			h.Errorf("%v, %+v, %+v", h.phones.taken, h.told(late), h.told(gone))
		}
	})
}

func TestLimits(t *testing.T) {
	eachHouse(t, 12, func(h *house) {
		about := id.New[texting.Subject]()
		send := func(n, times int, own bool) (last texting.Outcome) {
			for range times {
				last = h.send(texting.Text{About: about, What: "confirmed", Phone: "06 12 34 56 0" + strconv.Itoa(n), Own: own})
			}
			return last
		}
		if o := send(1, 3, true); o.State != texting.Waiting {
			h.Errorf("the third of an hour: %+v", o)
		}
		if o := send(1, 1, true); o.Why != texting.OverHour || h.told(about).State != texting.Sent {
			h.Errorf("the fourth of an hour: %+v", o)
		}
		if o := send(1, 1, false); o.State != texting.Waiting {
			h.Errorf("what the place says goes all the same: %+v", o)
		}
		if o := send(1, 5, false); o.Why != texting.OverDay || h.told(about).Why != texting.OverDay {
			h.Errorf("the ninth of a day: %+v", o)
		}
		if h.settings().Used != 8 || len(h.phones.taken) != 8 {
			h.Errorf("%+v", h.settings())
		}
		// The ceiling, told once; a long text counts as two.
		long := texting.Text{About: about, Phone: "06 12 34 56 02", Body: string(make([]byte, 0)) + "Bonjour " + strconv.Itoa(1<<62) + "ê" + "0123456789012345678901234567890123456789012345678901234567890123456789"}
		h.send(long)
		if h.settings().Used != 10 {
			h.Errorf("a long text: %+v", h.settings())
		}
		send(3, 2, false)
		first, second := send(4, 1, true), send(4, 1, false)
		if first.Why != texting.OverCeiling || !first.Full || second.Full || second.Why != texting.OverCeiling || h.settings().Used != 12 {
			h.Errorf("%+v, %+v, %+v", first, second, h.settings())
		}
		// The next month begins anew.
		h.clock.Advance(31 * 24 * time.Hour)
		if o := send(4, 1, true); o.State != texting.Waiting || h.settings().Used != 1 {
			h.Errorf("%+v, %+v", o, h.settings())
		}
	})
}

func TestACrowdStaysBelowTheCeiling(t *testing.T) {
	eachHouse(t, 7, func(h *house) {
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				err := h.db.Update(context.Background(), func(tx *store.Tx) error {
					_, err := h.post.Send(tx, texting.Text{Place: h.place, About: id.New[texting.Subject](), Phone: "06 12 34 56 " + strconv.Itoa(10+i), Body: "Bonjour", Own: true})
					return err
				})
				if err != nil {
					h.Error(err)
				}
			})
		}
		all.Wait()
		if h.run(); len(h.phones.taken) != 7 || h.settings().Used != 7 {
			h.Errorf("%d texts went, %+v", len(h.phones.taken), h.settings())
		}
	})
}

func TestWhoSetsTexts(t *testing.T) {
	eachHouse(t, 10, func(h *house) {
		for _, x := range []struct {
			by      organisation.Actor
			ceiling int
			want    fault.Kind
		}{{organisation.Actor{}, 5, fault.Unauthenticated}, {organisation.System, 0, fault.Invalid}, {organisation.System, texting.Most + 1, fault.Invalid}} {
			err := h.db.Update(context.Background(), func(tx *store.Tx) error { return texting.Keep(tx, x.by, h.place.ID, true, x.ceiling) })
			if !fault.Is(err, x.want) {
				h.Errorf("%+v: %v", x, err)
			}
		}
		if s := h.settings(); s.Ceiling != 10 {
			h.Errorf("%+v", s)
		}
	})
}

// Who was called isn't to be called again, until there is news that no text brings.
func TestACallHoldsUntilThereIsNews(t *testing.T) {
	eachHouse(t, 1, func(h *house) {
		about := id.New[texting.Subject]()
		last := func() (t texting.Told) {
			h.update(func(tx *store.Tx) error {
				all, err := texting.Last(tx, about)
				t = all[about]
				return err
			})
			return t
		}
		note := func(called bool) (changed bool) {
			h.update(func(tx *store.Tx) (err error) {
				changed, err = texting.NoteCalled(tx, h.place.ID, about, called)
				return err
			})
			return changed
		}
		h.send(texting.Text{About: about, What: "moved", Phone: "06 39 98 00 01"})
		h.send(texting.Text{About: about, What: "closed", Phone: "06 39 98 00 01"}) // past the ceiling
		if !last().Missed() || note(false) || !note(true) || note(true) || last().Missed() || last().Reached() {
			h.Errorf("called: %+v", last())
		}
		h.clock.Advance(time.Minute)
		h.send(texting.Text{About: about, What: "closed", Phone: "06 39 98 00 01"})
		if !last().Missed() || !note(true) {
			h.Errorf("after news: %+v", last())
		}
		h.clock.Advance(time.Minute)
		if !note(false) || !last().Missed() {
			h.Errorf("taken back: %+v", last())
		}
	})
}
