package main

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

// house is a place that lends rooms to strangers at any hour, and the database in which it stands.
type house struct {
	*testing.T
	where string // as store.Open takes it
	data  string // folder
	slug  string
	rooms []string  // their slugs
	first time.Time // day of the first slots
}

// newHouse sets up a place with so many rooms.
func newHouse(t *testing.T, engine store.Engine, rooms int) *house {
	t.Helper()
	h := &house{T: t, first: time.Now().AddDate(0, 0, 2)}
	if engine == store.PostgreSQL {
		h.where, h.data = testkit.PostgresURL(t, testkit.WithTerritory()), t.TempDir()
	} else {
		h.where = testkit.SQLitePath(t, testkit.WithTerritory())
		h.data = filepath.Dir(h.where)
	}
	db := testkit.Reopen(t, h.where, testkit.WithClock(time.Now))
	defer db.Close() //nolint:errcheck // closed again with the test, which tells
	err := db.Update(context.Background(), func(tx *store.Tx) error {
		org, err := organisation.Create(tx, organisation.Organisation{Name: "La Maison", Kind: organisation.Association})
		if err != nil {
			return err
		}
		p, err := place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: "La Maison", place.FStage: "open", place.FHours: "24/7"},
			place.Origin{Rank: place.ByImport, Source: "test"}, "place.seeded")
		if err != nil {
			return err
		}
		if err := place.Operate(tx, organisation.System, p.ID, org.ID); err != nil {
			return err
		}
		h.slug = p.Slug
		for i := range rooms {
			slug, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: p.ID,
				Resource: resource.Resource{Name: fmt.Sprint("Salle ", i+1), Kind: resource.Room, Units: 1, Rules: resource.Rules{Step: 15}}})
			if err != nil {
				return err
			}
			h.rooms = append(h.rooms, slug)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// start runs the program on the house's data.
func (h *house) start() *running {
	h.Helper()
	if strings.HasPrefix(h.where, "postgres") {
		return run(h.T, "serve", h.data, "--database", h.where)
	}
	return run(h.T, "serve", h.data)
}

// look reads the database beside the programs that run. It is closed again after: a killed program leaves nobody behind who has it open, and
// the next one finds a file to recover.
func (h *house) look(read func(sight)) {
	h.Helper()
	db := testkit.Reopen(h.T, h.where, testkit.WithClock(time.Now), testkit.Durable())
	defer db.Close() //nolint:errcheck // closed again with the test, which tells
	err := db.View(context.Background(), func(tx *store.Tx) error {
		read(sight{h.T, tx})
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
}

// sight is the database at one moment.
type sight struct {
	*testing.T
	tx *store.Tx
}

// count runs a query that counts.
func (s sight) count(query string) int {
	s.Helper()
	n, err := store.One(s.tx, store.Value[int], query)
	if err != nil {
		s.Fatal(err)
	}
	return n
}

// wantAgreement checks that bookings and units tell the same, on the rows themselves.
func (s sight) wantAgreement() {
	s.Helper()
	for _, x := range []struct{ what, query string }{
		{"pairs of bookings have a room at the same time", `
			SELECT count(*) FROM booking a JOIN booking b ON a.resource_id = b.resource_id AND a.id < b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
			WHERE a.state IN ('confirmed', 'held') AND b.state IN ('confirmed', 'held')`},
		{"pairs of allocations have the same unit", `
			SELECT count(*) FROM capacity_allocation a JOIN capacity_allocation b ON a.pool_id = b.pool_id AND a.owner_id < b.owner_id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at`},
		{"bookings are without their units", `
			SELECT count(*) FROM booking b JOIN resource r ON r.id = b.resource_id WHERE b.state IN ('confirmed', 'held') AND NOT EXISTS (
				SELECT 1 FROM capacity_allocation a WHERE a.owner_id = b.id AND a.pool_id = r.pool_id AND a.starts_at = b.starts_at AND a.ends_at = b.ends_at
				AND a.units = b.units AND (a.held_until IS NULL) = (b.state = 'confirmed'))`},
		{"allocations belong to no booking that stands", `
			SELECT count(*) FROM capacity_allocation a WHERE NOT EXISTS (SELECT 1 FROM booking b WHERE b.id = a.owner_id AND b.state IN ('confirmed', 'held'))`},
		{"numbers stand twice", `SELECT count(*) FROM (SELECT number FROM booking WHERE number IS NOT NULL GROUP BY organisation_id, number HAVING count(*) > 1) AS twice`},
		{"confirmed bookings are without a number", `SELECT count(*) FROM booking WHERE state = 'confirmed' AND number IS NULL`},
		{"bookings with a number are not noted once in the journal", `
			SELECT count(*) FROM booking b WHERE b.number IS NOT NULL
			AND (SELECT count(*) FROM journal j WHERE j.object_kind = 'booking' AND j.object_id = CAST(b.id AS text) AND j.verb = 'booking.confirmed') <> 1`},
	} {
		if n := s.count(x.query); n > 0 {
			s.Errorf("%d %s", n, x.what)
		}
	}
}

// standing gives the state and the number of every booking, by its link.
func (s sight) standing() map[string]standing {
	s.Helper()
	all := map[string]standing{}
	err := s.tx.Each(func(r store.Row) error {
		var link string
		var x standing
		err := r.Scan(&link, &x.state, &x.number)
		all[link] = x
		return err
	}, `SELECT link, state, COALESCE(number, 0) FROM booking`)
	if err != nil {
		s.Fatal(err)
	}
	return all
}

type standing struct {
	state  string
	number int
}

// wish is a time in a room. It keeps the id of its form, so that the same form can be sent again.
type wish struct {
	room       string
	day        time.Time
	from, to   int // minutes of the day
	submission string
}

// slot makes a wish so many minutes from the start of a slot. A day has eight, two hours apart from six in the morning on, so that a day of
// 23 hours doesn't matter.
func (h *house) slot(n, from, to int) wish {
	perRoom := n / len(h.rooms)
	begin := 6*60 + perRoom%8*120
	return wish{room: h.rooms[n%len(h.rooms)], day: h.first.AddDate(0, 0, perRoom/8), from: begin + from, to: begin + to, submission: form.NewSubmission()}
}

// stranger is a browser without account, with an address of its own behind the proxy.
type stranger struct {
	client  *http.Client
	address string
}

var strangers atomic.Uint32

func newStranger(client *http.Client) stranger {
	n := strangers.Add(1)
	return stranger{client, fmt.Sprintf("10.%d.%d.%d", byte(n>>16), byte(n>>8), byte(n))}
}

// browsers keeps as many connections as people, and follows nothing by itself.
func browsers(people int) *http.Client {
	return &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: people, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       time.Minute,
	}
}

// reply is what came back.
type reply struct {
	status int
	to     string // where a redirect leads
	text   string
}

func (s stranger) ask(method, address string, form url.Values) (reply, error) {
	r, err := http.NewRequest(method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return reply{}, err
	}
	r.Header.Set("X-Forwarded-For", s.address)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer answer.Body.Close() //nolint:errcheck // read to its end
	text, err := io.ReadAll(answer.Body)
	if answer.StatusCode == http.StatusSeeOther {
		err = nil // the head of the answer has said all
	}
	return reply{answer.StatusCode, answer.Header.Get("Location"), html.UnescapeString(string(text))}, err
}

// hold chooses a time.
func (s stranger) hold(base string, h *house, w wish) (reply, error) {
	clock := func(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
	return s.ask(http.MethodPost, base+"/lieux/"+h.slug+"/reserver/"+w.room, url.Values{
		"submission": {w.submission}, "le": {w.day.Format(time.DateOnly)}, "de": {clock(w.from)}, "a": {clock(w.to)}})
}

func (s stranger) confirm(base, page, name string) (reply, error) {
	return s.ask(http.MethodPost, base+page, url.Values{"submission": {form.NewSubmission()}, "name": {name}})
}

// linkOf is the secret in a booking's address.
func linkOf(page string) string { return page[strings.LastIndexByte(page, '/')+1:] }

var numberOnPage = regexp.MustCompile(`<h1>Réservation n° (\d+)</h1>`)
