package app_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// The list as a file holds what is asked for, and what looks like a formula is a text in both kinds.
func TestTheListAsAFile(t *testing.T) {
	t.Parallel()
	h := openHouse(t, store.SQLite)
	town := h.town()
	const formula = `=HYPERLINK("https://intrus.example.org")`
	h.update(func(tx *store.Tx) error {
		hall, err := resource.Find(tx, town.gare, "la-halle")
		if err != nil {
			return err
		}
		friday, zone := civil.MustDate("2026-11-27"), place.Place{}.Zone()
		_, err = booking.Book(tx, organisation.System, booking.BookRequest{Resource: hall.ID, From: friday.At(14*60, zone), To: friday.At(15*60, zone), Units: 1, People: 1,
			Contact: booking.Contact{Name: formula}})
		if err != nil {
			return err
		}
		member, err := id.Parse[membership.Member](town.member)
		if err != nil {
			return err
		}
		_, err = booking.Book(tx, organisation.System, booking.BookRequest{Resource: hall.ID, From: friday.At(15*60, zone), To: friday.At(16*60, zone), Units: 1, People: 1, Member: member,
			Contact: booking.Contact{Name: "Fatou"}})
		return err
	})
	maryse := h.signedIn("maryse@example.org")
	got := maryse.get("/lieux/la-gare/reservations/tableau.csv?du=2026-11-01&etat=all")
	if got.StatusCode != http.StatusOK || strings.Count(got.text, "\n") != 4 || !strings.Contains(got.text, `;Josette;;`) || !strings.Contains(got.text, `;Fatou;Sans groupe;`) || !strings.Contains(got.text, `'=HYPERLINK`) {
		t.Errorf("%s\n%s", got.Status, got.text)
	}
	got = maryse.get("/lieux/la-gare/reservations/tableau.xlsx?du=2026-11-01&q=intrus")
	book, err := excelize.OpenReader(strings.NewReader(got.text))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows("Réservations")
	if err != nil || len(rows) != 2 || rows[1][7] != formula || rows[1][3] != "2026-11-27 14:00" {
		t.Errorf("rows %q, %v", rows, err)
	}
	if f, err := book.GetCellFormula("Réservations", "H2"); f != "" || err != nil {
		t.Errorf("it is a formula: %q, %v", f, err)
	}
	if got := h.signedIn("paul@example.org").get("/lieux/la-gare/reservations/tableau.csv"); got.StatusCode != http.StatusForbidden {
		t.Errorf("a trainer takes the list away: %s", got.Status)
	}
}
