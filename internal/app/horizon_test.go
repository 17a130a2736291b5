package app_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

var chosenDay = regexp.MustCompile(`le=(\d{4}-\d{2}-\d{2})#choisir`)

// What is shown as free can be booked by whoever looks: strangers see as far ahead as the resource says, a member as far as their group may, and
// only they are led to repeat.
func TestHowFarAheadOneSees(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		today := civil.DateOf(h.clock.Now().In(place.Place{}.Zone()))
		h.update(func(tx *store.Tx) error {
			hall, err := resource.Find(tx, town.gare, "la-halle")
			if err != nil {
				return err
			}
			hall.Rules = resource.Rules{Horizon: 4}
			if _, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: town.gare, Resource: hall}); err != nil {
				return err
			}
			if err := membership.NameGroups(tx, organisation.System, town.gare, []membership.Group{{Name: "Résidents"}}); err != nil {
				return err
			}
			groups, err := membership.Groups(tx, town.own)
			if err != nil {
				return err
			}
			far, again := 60, 5
			if err := resource.SetRules(tx, organisation.System, town.gare, resource.Reach{Group: groups[0].ID}, resource.Layer{Horizon: &far, Repeat: &again}); err != nil {
				return err
			}
			_, err = membership.Keep(tx, organisation.System, membership.KeepRequest{Place: town.gare, Name: "Léa", Email: "lea@example.org", Group: groups[0].ID, First: today})
			return err
		})
		for _, x := range []struct {
			who     *visitor
			days    int
			repeats bool
		}{{h.visitor("stranger"), 4, false}, {h.signedIn("lea@example.org"), 60, true}, {h.signedIn("nadia@example.org"), 4, false}} {
			last := today.AddDays(x.days)
			got := x.who.get("/lieux/la-gare/reserver/la-halle?semaine=2027-03-01")
			var days []string
			for _, m := range chosenDay.FindAllStringSubmatch(got.text, -1) {
				days = append(days, m[1])
			}
			if got.StatusCode != http.StatusOK || !strings.Contains(got.text, `max="`+last.String()+`"`) {
				h.Errorf("%s: %s, and not until %s", x.who.name, got.Status, last)
			}
			if len(days) == 0 || slices.Max(days) != last.String() {
				h.Errorf("%s can choose %v, and not until %s", x.who.name, days, last)
			}
			if shown := strings.Contains(got.text, "/repeter?"); shown != x.repeats {
				h.Errorf("%s is led to repeat: %v", x.who.name, shown)
			}
			want := http.StatusForbidden
			if x.repeats {
				want = http.StatusOK
			}
			if got := x.who.get("/lieux/la-gare/reserver/la-halle/repeter"); got.StatusCode != want && x.who.name != "stranger" {
				h.Errorf("%s repeats: %s", x.who.name, got.Status)
			}
		}
		if got := h.visitor("another").get("/lieux/la-gare/reserver?le=" + today.AddDays(11).String()); !strings.Contains(got.text, "Pas encore ouvert") {
			h.Error("what is too far ahead isn't told")
		}
	})
}
