package app_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

// Whoever gave an address is written to when the team moves what they booked, once, with the calendar entry that moves theirs.
func TestTheTeamsMoveIsTold(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		maryse := h.signedIn("maryse@example.org")
		book := func(v url.Values) answer {
			v.Set("submission", form.NewSubmission())
			v.Set("resource", town.hall)
			return maryse.post("/lieux/la-gare/journee/reserver", v)
		}
		if got := book(url.Values{"le": {"2026-12-01"}, "de": {"10:00"}, "a": {"11:00"}, "name": {"Josette"}, "email": {"josette@example.org"}}); got.StatusCode != http.StatusSeeOther {
			h.Fatalf("booked: %s", got.Status)
		}
		number := strings.Trim(h.rows(`SELECT number FROM booking WHERE name = 'Josette' AND email <> ''`)[0], "|")
		v := url.Values{"submission": {form.NewSubmission()}, "resource": {town.hall}, "le": {"2026-12-02"}, "de": {"14:00"}, "a": {"15:00"}}
		for range 2 {
			if got := maryse.post("/lieux/la-gare/reservations/"+number, v); got.StatusCode != http.StatusSeeOther {
				h.Fatalf("moved: %s", got.Status)
			}
		}
		letters := strings.Join(h.rows(`SELECT payload FROM job WHERE done_at IS NULL`), "\n")
		if strings.Count(letters, "Changé") != 1 || !strings.Contains(letters, "SEQUENCE:1") || !strings.Contains(letters, "DTSTART:20261202T130000Z") {
			h.Errorf("the letters: %s", letters)
		}
		// A series is one letter with one file, however many dates; the first press only lists them.
		series := url.Values{"le": {"2026-12-03"}, "de": {"10:00"}, "a": {"11:00"}, "name": {"Le club"}, "email": {"club@example.org"}, "repeat": {"week"}, "every": {"1"}, "times": {"3"}}
		got := book(series)
		if got.StatusCode != http.StatusOK || strings.Count(got.text, `name="keep"`) != 3 || len(h.rows(`SELECT id FROM booking WHERE name = 'Le club'`)) != 0 {
			h.Fatalf("listed: %s", got.Status)
		}
		series.Set("keep", "2026-12-03")
		series.Add("keep", "2026-12-17")
		_, rest, _ := strings.Cut(got.text, `name="seen" value="`)
		seen, _, _ := strings.Cut(rest, `"`)
		series.Set("seen", seen)
		if got := book(series); got.StatusCode != http.StatusSeeOther {
			h.Fatalf("made: %s\n%s", got.Status, got.text)
		}
		letters = strings.Join(h.rows(`SELECT payload FROM job WHERE done_at IS NULL AND payload LIKE '%club@example.org%'`), "\n")
		if strings.Count(letters, "BEGIN:VEVENT") != 2 || len(h.rows(`SELECT id FROM booking WHERE name = 'Le club'`)) != 2 {
			h.Errorf("the series: %s", letters)
		}
	})
}

// The week of thirty resources, each booked five times a day, stays within what architecture.md allows a week page: 30 KiB of HTML, 6,000 nodes.
func TestTheWeekOfThirtyResourcesIsSmall(t *testing.T) {
	t.Parallel()
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	town := h.town()
	monday, zone := civil.MustDate("2026-12-07"), place.Place{}.Zone()
	h.update(func(tx *store.Tx) error {
		for i := range 29 {
			_, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: town.gare, Resource: resource.Resource{Name: fmt.Sprint("Salle ", i+1), Kind: resource.Room, Units: 5}})
			if err != nil {
				return err
			}
		}
		all, err := resource.Of(tx, town.gare, false)
		if err != nil {
			return err
		}
		for n, r := range all {
			for i := range 7 * 5 {
				from := monday.AddDays(i/5).At(civil.Clock(9*60+i%5*90), zone)
				_, err := tx.Exec(`INSERT INTO booking (id, organisation_id, place_id, resource_id, number, state, starts_at, ends_at, units, people, name, link, created_at, changed_at, is_long)
					VALUES ($1, $2, $3, $4, $5, 'confirmed', $6, $7, 1, 1, $8, $9, $10, $10, false)`,
					id.New[booking.Booking](), r.Organisation, r.Place, r.ID, 1000+n*100+i, from, from.Add(90*time.Minute), fmt.Sprint("Prénom ", n, i), fmt.Sprint("link", n, "-", i), tx.Now)
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	got := h.signedIn("maryse@example.org").get("/lieux/la-gare/semaine?le=" + monday.String())
	var small bytes.Buffer
	w := brotli.NewWriterLevel(&small, 5)
	w.Write([]byte(got.text))                                             //nolint:errcheck // into memory
	w.Close()                                                             //nolint:errcheck // into memory
	nodes := strings.Count(got.text, "<") - strings.Count(got.text, "</") // elements; texts are about as many
	t.Logf("%d bytes, %d in brotli, %d elements, %d bookings named", len(got.text), small.Len(), nodes, strings.Count(got.text, "p-item"))
	if got.StatusCode != http.StatusOK || strings.Count(got.text, "p-item") < 30*7*3 {
		t.Fatalf("%s", got.Status)
	}
	if small.Len() > 30<<10 || nodes > 6000/2 {
		t.Errorf("%d bytes in brotli, %d elements", small.Len(), nodes)
	}
}
