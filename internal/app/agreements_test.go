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

// What one side does about an agreement, the managers of the other read in a letter, once; nobody else does.
func TestTheOtherSideHearsOfAnAgreement(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		h.update(func(tx *store.Tx) error {
			who, err := account.Open(tx, "claire@example.org", i18n.English)
			if err != nil {
				return err
			}
			return organisation.Give(tx, organisation.System, who.ID, organisation.Grant{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: town.other.String()})
		})
		maryse, claire := h.signedIn("maryse@example.org"), h.signedIn("claire@example.org")
		sent := func(v *visitor, path string, f url.Values, to, subject string) string {
			h.Helper()
			f.Set("submission", form.NewSubmission())
			all := h.letters("agreements/") + h.letters("accords/")
			before := h.letters(to, subject)
			var at string
			for range 2 { // the second time changes nothing
				got := v.post(path, f)
				if got.StatusCode != http.StatusSeeOther {
					h.Fatalf("%s: %s %s", path, got.Status, h.log.String())
				}
				at = got.Header.Get("Location")
			}
			if n := h.letters(to, subject) - before; n != 1 {
				h.Errorf("%s: %d letters to %s about %q:\n%s", path, n, to, subject, strings.Join(h.rows(`SELECT payload FROM job`), "\n"))
			}
			if n := h.letters("agreements/") + h.letters("accords/") - all; n != 1 {
				h.Errorf("%s: %d letters in all", path, n)
			}
			return at
		}
		offer := "/lieux/la-gare/accords/" + town.offer
		sent(maryse, offer, url.Values{"do": {"accept"}, "sentence": {"Avec joie"}}, "claire@example.org", "accepts the agreement")
		if h.letters("Avec joie", "/en/places/le-grand-moulin/agreements/"+town.offer) != 1 {
			h.Error("the letter lacks the answer, or the way to it")
		}
		sent(maryse, offer+"/fin", url.Values{}, "claire@example.org", "ends the agreement")
		made := sent(maryse, "/lieux/la-gare/accords/proposer", url.Values{"guest": {town.other.String()}, "terms": {"Du pain"}, "first": {"2026-12-01"}, "notice": {"7"}}, "claire@example.org", "offers")
		theirs := strings.Replace(made, "la-gare", "le-grand-moulin", 1)
		sent(claire, theirs, url.Values{"do": {"refuse"}, "sentence": {"Pas cette année"}}, "maryse@example.org", "refuse l")
		made = sent(maryse, "/lieux/la-gare/accords/proposer", url.Values{"guest": {town.other.String()}, "terms": {"Du sel"}, "first": {"2026-12-01"}, "notice": {"7"}}, "claire@example.org", "Du sel")
		sent(maryse, made+"/fin", url.Values{}, "claire@example.org", "withdraws")
	})
}
