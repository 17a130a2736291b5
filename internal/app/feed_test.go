package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	ical "github.com/emersion/go-ical"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// A calendar program reads one's bookings to come by a secret address, without signing in, until the address is changed or taken away.
func TestACalendarReadsOnesBookings(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		lea, program := h.signedIn("lea@example.org"), h.visitor("program")
		address := func() string {
			h.Helper()
			if m := regexp.MustCompile(`/agenda/[^"/]+/reservations\.ics`).FindString(lea.get("/mes-reservations").text); m != "" {
				return m
			}
			h.Fatal("my bookings show no address")
			return ""
		}
		read := func(path string) (all []ical.Event) {
			h.Helper()
			got := program.get(path)
			if got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != "text/calendar; charset=utf-8" {
				h.Fatalf("%s: %s %s", path, got.Status, got.Header.Get("Content-Type"))
			}
			cal, err := ical.NewDecoder(strings.NewReader(got.text)).Decode()
			if err != nil {
				h.Fatalf("%v in\n%s", err, got.text)
			}
			return cal.Events()
		}
		lea.post("/mes-reservations/agenda", url.Values{"feed": {"renew"}})
		first := address()
		if all := read(first); len(all) != 0 {
			h.Errorf("nothing is booked, and the feed has %d events", len(all))
		}
		var which string
		h.update(func(tx *store.Tx) error {
			hall, err := id.Parse[resource.Resource](town.hall)
			if err != nil {
				return err
			}
			day, zone := civil.MustDate("2026-12-01"), place.Place{}.Zone()
			link, err := booking.Book(tx, organisation.System, booking.BookRequest{Resource: hall, From: day.At(9*60, zone), To: day.At(10*60, zone), Units: 1, People: 1, Person: town.lea.ID,
				Contact: booking.Contact{Name: "Léa"}})
			if err != nil {
				return err
			}
			b, err := booking.FindByLink(tx, link)
			which = b.ID.String()
			return err
		})
		all := read(first)
		if len(all) != 1 {
			h.Fatalf("%d events", len(all))
		}
		if text := program.get(first).text; !strings.Contains(text, "\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n") || !strings.Contains(text, "\nX-WR-CALNAME:Mes réservations\r\n") {
			h.Errorf("programs aren't told the name and when to ask again:\n%s", text)
		}
		uid, _ := all[0].Props.Text(ical.PropUID)
		summary, _ := all[0].Props.Text(ical.PropSummary)
		if begins, err := all[0].DateTimeStart(nil); err != nil || begins.UTC().Format("2006-01-02 15:04") != "2026-12-01 08:00" || uid != which+"@mitoyen" || summary != "La halle, La GARE" {
			h.Errorf("%s, %s at %s: %v", uid, summary, begins, err)
		}
		lea.post("/mes-reservations/agenda", url.Values{"feed": {"renew"}})
		second := address()
		if got := program.get(first); got.StatusCode != http.StatusNotFound || second == first {
			h.Errorf("the old address: %s", got.Status)
		}
		if all := read(second); len(all) != 1 {
			h.Errorf("%d events at the new address", len(all))
		}
		lea.post("/mes-reservations/agenda", url.Values{"feed": {"stop"}})
		if got := program.get(second); got.StatusCode != http.StatusNotFound {
			h.Errorf("taken away: %s", got.Status)
		}
	})
}
