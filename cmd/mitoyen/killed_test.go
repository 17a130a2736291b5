package main

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// TestProveKilledProgramLosesNoBooking kills the program (kill -9) again and again while eight strangers book and cancel, and starts it on
// what it left. What was answered stands, once. A form whose answer was lost is sent again, and is done once.
func TestProveKilledProgramLosesNoBooking(t *testing.T) {
	t.Parallel()
	const people = 8
	h := newHouse(t, store.SQLite, 40)
	var slots atomic.Int64
	var mine [people]*ledger
	for i := range mine {
		mine[i] = &ledger{h: h, next: func() wish { return h.slot(int(slots.Add(1)-1), 0, 60+rand.IntN(5)*15) }}
	}
	rounds := testkit.Rounds(2, 100)
	for round := range rounds {
		if round%5 == 1 { // a start that comes to no end, too
			p, _ := launch(t, "serve", "--data", h.data)
			time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
			p.kill()
		}
		p := h.start()
		p.get("/lieux/" + h.slug + "/reserver")
		if h.look(func(s sight) { s.check(mine[:]) }); t.Failed() {
			t.Fatalf("round %d", round)
		}
		client := browsers(people)
		var all sync.WaitGroup
		for _, l := range mine {
			all.Go(func() { l.book(client, p.base) })
		}
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
		p.kill()
		all.Wait()
		client.CloseIdleConnections()
	}
	// What was begun is brought to its end by a program that nobody kills.
	p := h.start()
	client := browsers(people)
	for _, l := range mine {
		if l.now != nil && !l.goOn(client, p.base) {
			t.Error("the program is gone, and nobody killed it")
		}
	}
	h.look(func(s sight) { s.check(mine[:]) })
	p.end()
	booked, cancelled, again := 0, 0, 0
	for _, l := range mine {
		for _, b := range l.all {
			booked++
			if b.cancelled {
				cancelled++
			}
		}
		again += l.again
	}
	t.Logf("%d kills: %d bookings were answered, %d of them cancelled later; %d forms were sent again", rounds, booked, cancelled, again)
}

// noted is a booking as a stranger knows it.
type noted struct {
	wish
	who        stranger
	name, page string // page: where the booking is, once it has been held
	asked      bool   // the hold was sent
	sent       bool   // the confirmation was sent
	sure       bool   // and answered
	number     int    // as the page showed it; 0 when it wasn't seen
	leaving    bool   // cancelling was sent
	cancelled  bool   // and answered
}

// ledger is what one stranger has seen.
type ledger struct {
	h     *house
	next  func() wish
	now   *noted // begun, and without its last answer
	all   []*noted
	again int
}

// book books, one time after another, until the program is gone.
func (l *ledger) book(client *http.Client, base string) {
	for l.goOn(client, base) {
	}
}

// goOn takes one booking to its end, or one begun earlier. It reports whether the program is still there.
func (l *ledger) goOn(client *http.Client, base string) bool {
	if l.now == nil {
		w := l.next()
		l.now = &noted{wish: w, name: "Client " + w.submission}
	}
	b := l.now
	b.who = newStranger(client)
	if b.page == "" {
		l.sending(&b.asked)
		r, err := b.who.hold(base, l.h, b.wish)
		if err != nil {
			return false
		}
		if b.page = r.to; !l.done(b, "hold", r) {
			return true
		}
	}
	if !b.sure {
		l.sending(&b.sent)
		r, err := b.who.confirm(base, b.page, b.name)
		if err != nil {
			return false
		}
		if !l.done(b, "confirm", r) {
			return true
		}
		b.sure = true
		l.all = append(l.all, b)
	}
	r, err := b.who.ask(http.MethodGet, base+b.page, nil)
	if err != nil {
		return false
	}
	if found := numberOnPage.FindStringSubmatch(r.text); found != nil {
		b.number, _ = strconv.Atoi(found[1]) // digits
	} else {
		l.h.Errorf("the page of %s shows no number: %d\n%.400s", b.name, r.status, r.text)
	}
	if len(l.all)%4 == 0 {
		l.sending(&b.leaving)
		r, err := b.who.ask(http.MethodPost, base+b.page+"/annuler", nil)
		if err != nil {
			return false
		}
		if !l.done(b, "cancel", r) {
			return true
		}
		b.cancelled = true
	}
	l.now = nil
	return true
}

// sending notes that a form goes out, and counts one that goes out again.
func (l *ledger) sending(sent *bool) {
	if *sent {
		l.again++
	}
	*sent = true
}

// done reports whether a form was done. Each time is asked for by one person alone, so nothing stands in its way.
func (l *ledger) done(b *noted, what string, r reply) bool {
	if r.status == http.StatusSeeOther {
		return true
	}
	l.h.Errorf("%s of %s: %d\n%.400s", what, b.name, r.status, r.text)
	l.now = nil
	return false
}

// check looks at what the program found again: the file is whole, and what was answered stands, once.
func (s sight) check(ledgers []*ledger) {
	s.Helper()
	said, err := store.All(s.tx, store.Value[string], "PRAGMA integrity_check")
	if text := strings.Join(said, ", "); text != "ok" || err != nil {
		s.Errorf("integrity_check: %s, %v", text, err)
	}
	loose := 0
	if err := s.tx.Each(func(store.Row) error { loose++; return nil }, "PRAGMA foreign_key_check"); loose > 0 || err != nil {
		s.Errorf("foreign_key_check: %d rows, %v", loose, err)
	}
	standing := s.standing()
	for _, l := range ledgers {
		for _, b := range l.all {
			found, there := standing[linkOf(b.page)]
			switch {
			case !there:
				s.Errorf("%s was answered and is lost", b.name)
			case found.number == 0 || b.number != 0 && found.number != b.number:
				s.Errorf("%s has number %d, and the page said %d", b.name, found.number, b.number)
			case b.cancelled && found.state != "cancelled", !b.leaving && found.state != "confirmed":
				s.Errorf("%s is %s", b.name, found.state)
			}
		}
	}
	// Each name and each time was asked for by one person alone.
	if n := s.count(`SELECT count(*) FROM (SELECT name FROM booking WHERE name <> '' GROUP BY name HAVING count(*) > 1) AS twice`); n > 0 {
		s.Errorf("%d bookings stand twice", n)
	}
	if n := s.count(`SELECT count(*) FROM (SELECT 1 FROM booking GROUP BY resource_id, starts_at HAVING count(*) > 1) AS twice`); n > 0 {
		s.Errorf("%d times are held twice", n)
	}
	s.wantAgreement()
}
