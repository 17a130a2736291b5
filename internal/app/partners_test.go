package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// Whoever speaks for several organisations isn't offered one of them as the other party; who runs the place from whose page one comes is first.
func TestTheOtherPartyIsAnother(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		h.update(func(tx *store.Tx) error {
			who, err := account.Open(tx, "helene@example.org", i18n.French)
			if err != nil {
				return err
			}
			for _, o := range []organisation.ID{town.promised.village, town.other} {
				if err := organisation.Give(tx, organisation.System, who.ID, organisation.Grant{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: o.String()}); err != nil {
					return err
				}
			}
			return nil
		})
		// offered are the ids among which the other party is chosen, in order.
		offered := func(path string) (all []string) {
			h.Helper()
			got := h.signedIn("helene@example.org").get(path)
			_, rest, ok := strings.Cut(got.text, `<select id="other"`)
			if !ok {
				h.Fatalf("%s: %s", path, got.Status)
			}
			list, _, _ := strings.Cut(rest, "</select>")
			if chosen := `value="` + town.own.String() + `" selected`; strings.Contains(list, chosen) != strings.Contains(path, "la-gare") {
				h.Errorf("%s chooses another than who runs the place: %s", path, list)
			}
			for _, part := range strings.Split(list, `value="`)[1:] {
				if value, _, _ := strings.Cut(part, `"`); value != "" {
					all = append(all, value)
				}
			}
			return all
		}
		own := h.signedIn("helene@example.org").post("/conventions/commencer", url.Values{"submission": {form.NewSubmission()}, "kind": {"objectives"}, "title": {"Avec nous-mêmes"},
			"own": {town.other.String()}, "other": {town.promised.village.String()}, "first": {"2026-09-01"}, "last": {"2028-08-31"}, "gives": {"own"}})
		if own.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(own.text, `id="other-err"`) || !strings.Contains(own.text, "personne ne convient avec soi-même") || !strings.Contains(own.text, "Avec nous-mêmes") {
			h.Errorf("one's own as the other party, by hand: %s", own.Status)
		}
		for _, path := range []string{"/conventions/commencer", "/conventions/commencer?place=la-gare", "/en/conventions/begin?place=la-gare"} {
			all := offered(path)
			for _, x := range all {
				if x == town.other.String() || x == town.promised.village.String() {
					h.Errorf("%s offers one's own organisation as the other party", path)
				}
			}
			if len(all) == 0 || strings.Contains(path, "la-gare") && all[0] != town.own.String() {
				h.Errorf("%s offers %v, and %s runs the place", path, all, town.own)
			}
		}
	})
}
