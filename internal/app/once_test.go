package app_test

import (
	"net/http"
	"net/url"
	"testing"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/form"
)

// A submission id counts for one form and one person: at another form, or from somebody else, it is nobody's second click.
func TestSubmissionCountsForOneFormAndOnePerson(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		claims := func() int { return len(h.rows(`SELECT id FROM proposal WHERE reason = 'claim'`)) }
		proposals := func() int { return len(h.rows(`SELECT id FROM proposal WHERE reason = 'proposed'`)) }
		hadClaims, hadProposals := claims(), proposals()
		id := form.NewSubmission()
		correction := town.values("", civil.Instant{})
		correction.Set("submission", id)
		claim := url.Values{"submission": {id}, "message": {"J'y suis tous les jours"}}
		lea, max := h.signedIn("lea@example.org"), h.signedIn("max@example.org")
		for _, x := range []struct {
			who               *visitor
			path              string
			form              url.Values
			claims, proposals int // more than at first
		}{
			{lea, "/lieux/la-gare/corriger", correction, 0, 1},
			{lea, "/lieux/la-gare/corriger", correction, 0, 1}, // a second click
			{max, "/lieux/la-gare/corriger", correction, 0, 2},
			{lea, "/lieux/le-four-banal/corriger", correction, 0, 3}, // another place is another form
			{max, "/lieux/le-four-banal/equipe", claim, 1, 3},
			{max, "/lieux/le-four-banal/equipe", claim, 1, 3},
		} {
			if got := x.who.post(x.path, x.form); got.StatusCode != http.StatusSeeOther {
				h.Fatalf("%s at %s: %s", x.who.name, x.path, got.Status)
			}
			if c, p := claims()-hadClaims, proposals()-hadProposals; c != x.claims || p != x.proposals {
				h.Errorf("after %s at %s: %d claims and %d proposals, want %d and %d", x.who.name, x.path, c, p, x.claims, x.proposals)
			}
		}
		if got := lea.post("/lieux/la-gare/corriger", url.Values{"submission": {"../x"}, "name": {"La GARE"}, "stage": {"open"}, "comment": {"Bonjour"}}); got.StatusCode != http.StatusUnprocessableEntity {
			h.Errorf("what is no id: %s", got.Status)
		}
	})
}
