package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// TestProveACrowdBooksOnce has fifty strangers ask at the same moment for times of one room that all hold one quarter of an hour, so that any
// two of them clash, slot after slot. The times of neighbouring slots touch. One stranger gets it; the others get a page that says why.
func TestProveACrowdBooksOnce(t *testing.T) {
	for _, x := range []struct {
		name      string
		engine    store.Engine
		processes int
		slots     int
	}{
		{"sqlite", store.SQLite, 1, testkit.Rounds(2, 1000)},
		{"postgres", store.PostgreSQL, 1, testkit.Rounds(1, 1000)},
		{"postgres, two processes", store.PostgreSQL, 2, testkit.Rounds(2, 1000)},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, x.engine, testkit.Rounds(2, 25))
			var programs []*running
			for range x.processes {
				programs = append(programs, h.start())
			}
			begin := time.Now()
			won := map[string]bool{}
			for slot := range x.slots {
				won[h.crowd(programs, slot)] = true
			}
			took := time.Since(begin)
			h.look(func(s sight) {
				standing := s.standing()
				for link := range won {
					if state := standing[link].state; state != "confirmed" {
						t.Errorf("a booking that was answered is %q", state)
					}
				}
				if len(standing) != x.slots || len(won) != x.slots {
					t.Errorf("%d bookings stand and %d were answered, for %d slots", len(standing), len(won), x.slots)
				}
				s.wantAgreement()
			})
			for _, p := range programs {
				p.end()
			}
			t.Logf("%d slots, %d strangers for each, in %s, %.0f answers a second", x.slots, crowdOf, took.Round(time.Second), float64(x.slots*crowdOf)/took.Seconds())
		})
	}
}

const crowdOf = 50

// crowd has the strangers ask for one slot, and gives the link of the one booking.
func (h *house) crowd(programs []*running, slot int) (link string) {
	h.Helper()
	client := browsers(crowdOf)
	defer client.CloseIdleConnections()
	var mu sync.Mutex
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range crowdOf {
		s, base := newStranger(client), programs[i%len(programs)].base
		w := h.slot(slot, i%4*15, 60+i/4%5*15) // begins within the first three quarters, ends within the second hour: all hold 0:45 to 1:00
		all.Go(func() {
			<-start
			held, err := s.hold(base, h, w)
			if err == nil && held.status == http.StatusSeeOther {
				var sure reply
				if sure, err = s.confirm(base, held.to, fmt.Sprint("Client ", i)); err == nil && sure.status == http.StatusSeeOther {
					mu.Lock()
					defer mu.Unlock()
					if link != "" {
						h.Errorf("slot %d: two strangers have it", slot)
					}
					link = linkOf(held.to)
					return
				}
				h.Errorf("slot %d: held and not confirmed: %d, %v", slot, sure.status, err)
				return
			}
			if err != nil || held.status != http.StatusUnprocessableEntity || !strings.Contains(held.text, "autre a ce créneau.") || !strings.HasSuffix(strings.TrimSpace(held.text), "</html>") {
				h.Errorf("slot %d: whoever lost got %d, %v, and a page of %d bytes", slot, held.status, err, len(held.text))
			}
		})
	}
	close(start)
	all.Wait()
	if link == "" {
		h.Errorf("slot %d: nobody has it", slot)
	}
	return link
}
