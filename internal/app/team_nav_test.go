package app_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

var (
	navBlock = regexp.MustCompile(`(?s)<nav[^>]+class="nav"[^>]*>.*?</nav>`)
	navLink  = regexp.MustCompile(`href="?([^\s">]+)"?[^>]*>`)
)

// navOf is what the navigation of a page leads to, and which of it is where one is.
func navOf(h *house, v *visitor, path string) (all []string, current string) {
	h.Helper()
	got := v.get(path)
	if got.StatusCode != http.StatusOK {
		h.Fatalf("%s: %s", path, got.Status)
	}
	for _, m := range navLink.FindAllStringSubmatch(navBlock.FindString(got.text), -1) {
		all = append(all, m[1])
		if strings.Contains(m[0], "aria-current") {
			current = m[1]
		}
	}
	return all, current
}

// On the team's side the navigation is the place's, and leads each one where they may go: no link ends at a shut door.
func TestTheTeamsNavigationLeadsWhereOneMayGo(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		at := func(pages ...string) (all []string) {
			for _, p := range pages {
				all = append(all, "/lieux/la-gare/"+p)
			}
			return all
		}
		maryse, lea := h.signedIn("maryse@example.org"), h.signedIn("lea@example.org")
		whole := at("accueil", "journee", "reservations", "permanences", "adherents", "ressources")
		for page, here := range map[string]string{"accueil": "accueil", "accueil/visites": "accueil", "semaine": "journee", "demandes": "reservations", "fermetures": "ressources", "permanences/reglages": "permanences", "adherents/ajouter": "adherents"} {
			if all, current := navOf(h, maryse, at(page)[0]); !slices.Equal(all, whole) || current != at(here)[0] {
				h.Errorf("%s of a manager leads to %v, from %s", page, all, current)
			}
		}
		grant := func(r organisation.Role) {
			h.update(func(tx *store.Tx) error {
				if _, err := tx.Exec(`DELETE FROM role WHERE person_id = $1`, town.lea.ID); err != nil {
					return err
				}
				return organisation.Give(tx, organisation.System, town.lea.ID, organisation.Grant{Role: r, Scope: organisation.InOrganisation, ID: town.own.String()})
			})
		}
		grant(organisation.FrontDesk)
		all, _ := navOf(h, lea, "/lieux/la-gare/accueil")
		if !slices.Equal(all, whole[:5]) {
			h.Errorf("the front desk is led to %v", all)
		}
		for _, path := range all {
			if got := lea.get(path); got.StatusCode != http.StatusOK {
				h.Errorf("the front desk is led to %s: %s", path, got.Status)
			}
		}
		// Whoever has nowhere else to go keeps everybody's navigation.
		grant(organisation.Opener)
		if all, _ := navOf(h, lea, "/lieux/la-gare/permanences"); !slices.Contains(all, "/lieux") {
			h.Errorf("who opens the place is led to %v", all)
		}
		// At the counter's computer, only what a turn opens.
		desk := town.atComputer("counter")
		town.begin(desk, pin)
		if all, _ := navOf(h, desk, "/lieux/la-gare/accueil"); !slices.Equal(all, whole[:3]) {
			h.Errorf("a turn is led to %v", all)
		}
	})
}
