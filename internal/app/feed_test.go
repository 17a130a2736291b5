package app_test

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
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
		khalReads(h.T, program.get(first).text, "2026-12-01", "2026-12-01 09:00 10:00 La halle, La GARE")
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

// khalReads checks what a calendar program (tools/install.sh brings it) reads from a file as the events of a day, times on the wall in Paris.
func khalReads(t *testing.T, calendar, day, want string) {
	t.Helper()
	program, err := exec.LookPath("khal")
	if err != nil {
		t.Log("khal is not installed: its reading of the calendar is skipped")
		return
	}
	dir := t.TempDir()
	config, file := filepath.Join(dir, "config"), filepath.Join(dir, "bookings.ics")
	settings := "[calendars]\n[[mine]]\npath = " + filepath.Join(dir, "mine") + "\n[sqlite]\npath = " + filepath.Join(dir, "khal.db") +
		"\n[locale]\nlocal_timezone = Europe/Paris\ndefault_timezone = Europe/Paris\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n" +
		"[default]\ndefault_calendar = mine\n"
	for path, text := range map[string]string{config: settings, file: calendar} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "mine"), 0o700); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(program, append([]string{"-c", config}, args...)...)
		cmd.Env = append(os.Environ(), "HOME="+dir, "LC_ALL=C.UTF-8")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("khal %v: %v\n%s", args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	run("import", "--batch", "-a", "mine", file)
	if got := run("list", "--day-format", "", "--format", "{start-date} {start-time} {end-time} {title}", day, "1d"); got != want {
		t.Errorf("khal reads %q, not %q", got, want)
	}
}

// A manager's calendar program reads who comes, to the whole place or to one resource, for as long as they keep the place.
func TestAManagersCalendarReadsWhoComes(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		maryse, program := h.signedIn("maryse@example.org"), h.visitor("program")
		h.update(func(tx *store.Tx) error {
			_, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: town.gare, Resource: resource.Resource{Name: "Atelier", Kind: resource.Room, Units: 1}})
			if err != nil {
				return err
			}
			r, err := resource.Find(tx, town.gare, "atelier")
			if err != nil {
				return err
			}
			day, zone := civil.MustDate("2026-11-27"), place.Place{}.Zone()
			_, err = booking.Book(tx, organisation.System, booking.BookRequest{Resource: r.ID, From: day.At(14*60, zone), To: day.At(15*60, zone), Units: 1, People: 1, Contact: booking.Contact{Name: "Henri", Phone: "03 25 00 00 12"}})
			return err
		})
		keep := func(v *visitor, do, resource string) answer {
			return v.post("/lieux/la-gare/reservations/agenda", url.Values{"feed": {do}, "ressource": {resource}})
		}
		addresses := func() []string {
			return regexp.MustCompile(`/agenda/[^"/]+/lieu\.ics`).FindAllString(maryse.get("/lieux/la-gare/reservations").text, -1)
		}
		if got := keep(h.signedIn("paul@example.org"), "renew", ""); got.StatusCode != http.StatusForbidden {
			h.Errorf("a trainer: %s", got.Status)
		}
		keep(maryse, "renew", "")
		keep(maryse, "renew", town.hall)
		all := addresses()
		if len(all) != 2 {
			h.Fatalf("%d addresses", len(all))
		}
		whole, hall := program.get(all[0]), program.get(all[1])
		if strings.Count(whole.text, "BEGIN:VEVENT") != 2 || strings.Count(hall.text, "BEGIN:VEVENT") != 1 || !strings.Contains(hall.text, "Josette") || strings.Contains(whole.text, "03 25") {
			h.Errorf("the whole place:\n%s\nthe hall:\n%s", whole.text, hall.text)
		}
		khalReads(h.T, whole.text, "2026-11-27", "2026-11-27 09:00 10:00 Josette, La halle\n2026-11-27 14:00 15:00 Henri, Atelier")
		keep(maryse, "renew", "")
		if got := program.get(all[0]); got.StatusCode != http.StatusNotFound {
			h.Errorf("the old address: %s", got.Status)
		}
		all = addresses()
		h.update(func(tx *store.Tx) error { // she manages it no longer
			_, err := tx.Exec(`DELETE FROM role WHERE person_id = $1`, town.maryse.ID)
			return err
		})
		if got := program.get(all[0]); got.StatusCode != http.StatusNotFound {
			h.Errorf("of a former manager: %s", got.Status)
		}
	})
}
