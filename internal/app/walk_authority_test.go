package app_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/web"
)

// The places' own pages, by name, and what stands on each that a village must not read: an authority supports a place, signs with it, opens its
// organisation for it, and reads none of them.
var placesOwn = map[string]string{
	"who belongs, and as what":          "member.all member.new member.show member.groups organisation.show place.team",
	"who books and who came":            "desk.booking desk.bookings desk.csv desk.xlsx desk.picked desk.day desk.sheet desk.figures desk.figures_csv booking.requests booking.repeating plan.day plan.week plan.new plan.former_booking",
	"who opens, and with what":          "shift.all shift.settings shift.giving desk.computers desk.pin desk.posters",
	"how it lends":                      "resource.all resource.new resource.edit resource.rules resource.photos booking.trial closure.all closure.new closure.show texting.show webhook.all webhook.show agreement.all agreement.new agreement.show",
	"its sheet, before it is said":      "place.edit place.documents place.reviewing",
	"its drafts and files":              "convention.edit convention.file convention.accounts",
	"its surveys: texts, contacts, all": "surveyrun.show surveyrun.contacts surveyrun.contacts_csv surveyrun.texts surveyrun.keying surveyrun.history surveyrun.preview surveyrun.promise surveyrun.question surveyrun.opening surveyrun.dropping",
	"a group of people, among them":     "project.people project.tasks project.inviting project.page project.stage project.premises project.association project.proposing",
	"what another authority supports":   "programme.edit",
	"the coordinator's and the host's":  "census.map census.report census.run census.runs need.waiting site.settings",
}

// What an official reads behind a gate: what is their own, and what both sides of a convention share.
const officials = "account.erase account.export account.space account.tokens booking.mine place.mine place.claim shift.mine organisation.all organisation.handed programme.mine project.begin surveyrun.all " +
	"convention.ledger convention.mine convention.new convention.show convention.text convention.logbook convention.promise convention.report convention.report-data convention.signing convention.trial convention.trials convention.consolidated place.review" // of the corrections to their own places

// The official of the village that La GARE has signed with, whose association they opened and handed over, holds every role that a village's
// team has. Each page behind a gate is named: whoever adds one says whether an authority reads it.
func TestWalkAsTheVillagesOfficial(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		var opened string
		h.update(func(tx *store.Tx) error {
			who, err := account.Open(tx, "helene@example.org", i18n.French)
			if err != nil {
				return err
			}
			for _, role := range organisation.TeamRoles {
				if err := organisation.Give(tx, organisation.System, who.ID, organisation.Grant{Role: role, Scope: organisation.InOrganisation, ID: town.promised.village.String()}); err != nil {
					return err
				}
			}
			by, err := organisation.Load(tx, who.ID)
			if err != nil {
				return err
			}
			l, err := organisation.Open(tx, by, organisation.OpenRequest{Name: "La Grange", Kind: organisation.Association, Manager: "gerard@example.org"})
			opened = l.Organisation.ID.String()
			if err == nil {
				_, _, err = organisation.TakeOver(tx, l.Link, i18n.French)
			}
			return err
		})
		official := h.signedIn("helene@example.org")
		own := map[string]string{}
		for what, names := range placesOwn {
			for _, name := range strings.Fields(names) {
				own[name] = what
			}
		}
		may := strings.Fields(officials)
		// Names, numbers and addresses of people of the place, and words that are between others alone.
		secrets := []string{"Josette", "03 25 00 00 07", "Fatou", "03 25 00 00 08", "paul@example.org", "maryse@example.org", "lea@example.org", "Un secret entre la coordination et moi"}
		walked := map[string]bool{}
		town.eachAddress(town.wild, func(r web.Route, lang i18n.Lang, path string) {
			if r.Method != http.MethodGet {
				return
			}
			for _, path := range town.paths(r, path) {
				got := official.get(path)
				if r.Name != "account.export" { // their own journal tells what they did, also to whom they wrote
					for _, s := range secrets {
						if strings.Contains(got.text, s) {
							h.Errorf("%s tells the official: %s", path, s)
						}
					}
				}
				walked[r.Name] = true
				what, isOwn := own[r.Name]
				switch {
				case isOwn && got.StatusCode != http.StatusForbidden && got.StatusCode != http.StatusNotFound && got.StatusCode != http.StatusSeeOther:
					h.Errorf("%s (%s) tells the official %s: %s", r.Name, path, what, got.Status)
				case isOwn && slices.Contains(may, r.Name):
					h.Errorf("%s is on both lists", r.Name)
				case isOwn, r.Who.Open():
				case !slices.Contains(may, r.Name):
					h.Errorf("%s (%s) is on no list: is it the place's own, or may an authority read it?", r.Name, path)
				case got.StatusCode != http.StatusOK:
					h.Errorf("%s (%s) is refused to the official: %s", r.Name, path, got.Status)
				}
			}
		})
		for name := range own {
			if !walked[name] {
				h.Errorf("there is no page %s any more", name)
			}
		}
		if got := official.get("/organisations/" + opened); got.StatusCode != http.StatusForbidden {
			h.Errorf("the organisation that they opened for others: %s", got.Status)
		}
	})
}
