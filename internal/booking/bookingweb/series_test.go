package bookingweb

import (
	"strings"
	"testing"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
)

// One file holds an event for each occurrence, each with its own UID and address, in UTC: no calendar has to know our clocks.
func TestASeriesIsOneCalendarFile(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	var all []booked
	for _, day := range []string{"2027-03-23", "2027-03-30"} {
		d := civil.MustDate(day)
		b := booked{Booking: booking.Booking{ID: id.New[booking.Booking](), State: booking.Confirmed, From: d.At(9*60, zone), To: d.At(10*60, zone), Sequence: 2}, Now: d.At(0, zone)}
		b.Resource.Name, b.Place.Name = "Salle du Quai", "La GARE"
		all = append(all, b)
	}
	text, err := calendarOf("PUBLISH", all, []string{"https://a.example.org/1", "https://a.example.org/2"})
	if err != nil {
		t.Fatal(err)
	}
	for part, want := range map[string]int{"BEGIN:VEVENT": 2, "BEGIN:VCALENDAR": 1, "METHOD:PUBLISH": 1, "SEQUENCE:2": 2, "DTSTART:20270323T080000Z": 1, "DTSTART:20270330T070000Z": 1,
		"UID:" + all[0].ID.String(): 1, "UID:" + all[1].ID.String(): 1, "URL:https://a.example.org/2": 1, "RRULE": 0, "TZID": 0} {
		if got := strings.Count(text, part); got != want {
			t.Errorf("%s stands %d times, not %d", part, got, want)
		}
	}
}
