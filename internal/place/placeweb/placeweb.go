// Package placeweb holds the pages of the directory: the home page, the search, a place's page with its history, the ways to change it,
// what waits for a decision, and the open data.
package placeweb

import (
	"net/http"

	"mitoyen/internal/kit/files"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
)

// Pages are the routes of this package.
type Pages struct {
	Atlas   *place.Atlas
	Files   files.Store
	Schools func() *opening.SchoolCalendar
}

// Routes is the table of this package.
func (p Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []web.Route{
		{Name: "home", Method: get, FR: "/{$}", EN: "/en/{$}", Who: web.Anyone, Do: p.home},
		{Name: "place.search", Method: get, FR: "/lieux", EN: "/en/places", Who: web.Anyone, Do: p.search},
		{Name: "place.map", Method: get, FR: "/carte", EN: "/en/map", Who: web.Anyone, Do: p.bigMap},
		{Name: "place.show", Method: get, FR: "/lieux/{slug}", EN: "/en/places/{slug}", Who: web.Anyone, Do: p.show},
		{Name: "place.history", Method: get, FR: "/lieux/{slug}/historique", EN: "/en/places/{slug}/history", Who: web.Anyone, Do: p.history},
		{Name: "place.edit", Method: get, FR: "/lieux/{slug}/modifier/{part}", EN: "/en/places/{slug}/edit/{part}", Who: web.SignedIn, Do: p.editPage},
		{Name: "place.save", Method: post, FR: "/lieux/{slug}/modifier/{part}", EN: "/en/places/{slug}/edit/{part}", Who: web.SignedIn, Do: p.save},
		{Name: "place.confirm", Method: post, FR: "/lieux/{slug}/confirmer", EN: "/en/places/{slug}/confirm", Who: web.SignedIn, Do: p.confirm},
		{Name: "place.correct", Method: get, FR: "/lieux/{slug}/corriger", EN: "/en/places/{slug}/correct", Who: web.Anyone, Do: p.correctPage},
		{Name: "place.corrected", Method: post, FR: "/lieux/{slug}/corriger", EN: "/en/places/{slug}/correct", Who: web.Anyone, Do: p.correct},
		{Name: "place.claim", Method: get, FR: "/lieux/{slug}/equipe", EN: "/en/places/{slug}/team", Who: web.SignedIn, Do: p.claimPage},
		{Name: "place.claimed", Method: post, FR: "/lieux/{slug}/equipe", EN: "/en/places/{slug}/team", Who: web.SignedIn, Do: p.claim},
		{Name: "place.team", Method: get, FR: "/lieux/{slug}/roles", EN: "/en/places/{slug}/roles", Who: web.SignedIn, Do: p.team},
		{Name: "place.give", Method: post, FR: "/lieux/{slug}/roles", EN: "/en/places/{slug}/roles", Who: web.SignedIn, Do: p.giveRole},
		{Name: "place.take", Method: post, FR: "/lieux/{slug}/roles/reprendre", EN: "/en/places/{slug}/roles/take", Who: web.SignedIn, Do: p.takeRole},
		{Name: "place.documents", Method: get, FR: "/lieux/{slug}/documents", EN: "/en/places/{slug}/documents", Who: web.SignedIn, Do: p.documents},
		{Name: "place.upload", Method: post, FR: "/lieux/{slug}/documents", EN: "/en/places/{slug}/documents", Who: web.SignedIn, Do: p.addDocument, MaxBody: mostBytes + 1<<20},
		{Name: "place.undocument", Method: post, FR: "/lieux/{slug}/documents/retirer", EN: "/en/places/{slug}/documents/remove", Who: web.SignedIn, Do: p.removeDocument},
		{Name: "place.document", Method: get, FR: "/lieux/{slug}/documents/{hash}", EN: "/en/places/{slug}/documents/{hash}", Who: web.Anyone, Do: p.document},
		{Name: "place.follow", Method: post, FR: "/lieux/{slug}/suivre", EN: "/en/places/{slug}/follow", Who: web.SignedIn, Do: p.follow},
		{Name: "place.propose", Method: get, FR: "/proposer", EN: "/en/propose", Who: web.Anyone, Do: p.proposePage},
		{Name: "place.proposed", Method: post, FR: "/proposer", EN: "/en/propose", Who: web.Anyone, Do: p.propose},
		{Name: "place.begin", Method: get, FR: "/ouvrir", EN: "/en/open-a-place", Who: web.Anyone, Do: p.begin},
		{Name: "place.began", Method: post, FR: "/ouvrir", EN: "/en/open-a-place", Who: web.Anyone, Do: p.began},
		{Name: "place.thanks", Method: get, FR: "/proposer/merci", EN: "/en/propose/thanks", Who: web.Anyone, Do: p.thanks},
		{Name: "place.open", Method: get, FR: "/propositions", EN: "/en/proposals", Who: web.Anyone, Do: p.proposals},
		{Name: "place.vote", Method: post, FR: "/propositions/{id}/avis", EN: "/en/proposals/{id}/vote", Who: web.SignedIn, Do: p.vote},
		{Name: "place.mine", Method: get, FR: "/mes-lieux", EN: "/en/my-places", Who: web.SignedIn, Do: p.mine},
		{Name: "place.review", Method: get, FR: "/a-relire", EN: "/en/review", Who: web.SignedIn, Do: p.review},
		{Name: "place.reviewing", Method: get, FR: "/a-relire/{id}", EN: "/en/review/{id}", Who: web.SignedIn, Do: p.reviewOne},
		{Name: "place.decide", Method: post, FR: "/a-relire/{id}", EN: "/en/review/{id}", Who: web.SignedIn, Do: p.decide},
		{Name: "place.commune", Method: get, FR: "/communes/{code}", EN: "/en/communes/{code}", Who: web.Anyone, Do: p.commune},
		{Name: "place.network", Method: get, FR: "/reseaux-locaux/{slug}", EN: "/en/local-networks/{slug}", Who: web.Anyone, Do: p.network},
		{Name: "place.geojson", Method: get, FR: "/donnees/lieux.geojson", Who: web.Anyone, Do: p.export(place.GeoJSON)},
		{Name: "place.csv", Method: get, FR: "/donnees/lieux.csv", Who: web.Anyone, Do: p.export(place.CSV)},
		{Name: "place.mednum", Method: get, FR: "/donnees/lieux-mednum.json", Who: web.Anyone, Do: p.export(place.Mednum)},
		{Name: "place.atom", Method: get, FR: "/donnees/changements.atom", EN: "/en/data/changes.atom", Who: web.Anyone, Do: p.atom},
		{Name: "place.crowds", Method: get, FR: "/donnees/carte.json", EN: "/en/data/map.json", Who: web.Anyone, Do: p.crowds},
	}
}
