// Package resourceweb holds the pages on which a place's manager sets up what it lends: the list, and one page for each resource with what
// it is, when it is had, and under which rules.
package resourceweb

import (
	"net/http"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/files"
	"mitoyen/internal/kit/picture"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
)

// Pages are the pages of this package.
type Pages struct {
	Files files.Store // of photos
}

// Routes is the table of this package.
func (p Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []web.Route{
		{Name: "resource.all", Method: get, FR: "/lieux/{slug}/ressources", EN: "/en/places/{slug}/resources", Who: web.SignedIn, Do: all},
		{Name: "resource.new", Method: get, FR: "/lieux/{slug}/ressources/nouvelle", EN: "/en/places/{slug}/resources/new", Who: web.SignedIn, Do: fresh},
		{Name: "resource.add", Method: post, FR: "/lieux/{slug}/ressources/nouvelle", EN: "/en/places/{slug}/resources/new", Who: web.SignedIn, Do: keep},
		{Name: "resource.rules", Method: get, FR: "/lieux/{slug}/ressources/regles", EN: "/en/places/{slug}/resources/rules", Who: web.Holding(organisation.KeepResources), Do: rules},
		{Name: "resource.set_rules", Method: post, FR: "/lieux/{slug}/ressources/regles", EN: "/en/places/{slug}/resources/rules", Who: web.Holding(organisation.KeepResources), Do: setRules},
		{Name: "resource.set_crowd", Method: post, FR: "/lieux/{slug}/ressources/regles/personnes", EN: "/en/places/{slug}/resources/rules/people", Who: web.Holding(organisation.KeepResources), Do: setCrowd},
		{Name: "resource.edit", Method: get, FR: "/lieux/{slug}/ressources/modifier/{resource}", EN: "/en/places/{slug}/resources/edit/{resource}", Who: web.SignedIn, Do: edit},
		{Name: "resource.keep", Method: post, FR: "/lieux/{slug}/ressources/modifier/{resource}", EN: "/en/places/{slug}/resources/edit/{resource}", Who: web.SignedIn, Do: keep},
		{Name: "resource.photos", Method: get, FR: "/lieux/{slug}/ressources/photos/{resource}", EN: "/en/places/{slug}/resources/photos/{resource}", Who: web.SignedIn, Do: p.photos},
		{Name: "resource.add_photo", Method: post, FR: "/lieux/{slug}/ressources/photos/{resource}", EN: "/en/places/{slug}/resources/photos/{resource}", Who: web.SignedIn, Do: p.addPhoto, MaxBody: picture.MostBytes + 1<<20},
		{Name: "resource.change_photo", Method: post, FR: "/lieux/{slug}/ressources/photos/{resource}/{photo}", EN: "/en/places/{slug}/resources/photos/{resource}/{photo}", Who: web.SignedIn, Do: p.changePhoto},
		{Name: "resource.photo", Method: get, FR: "/lieux/{slug}/photos/{hash}", Who: web.Anyone, Do: p.photo},
	}
}

// mayKeep reads the place of an address for somebody who sets up what it lends.
func mayKeep(c *web.Call, tx *store.Tx) (place.Place, error) {
	p, err := place.FindBySlug(tx, c.Path("slug"))
	if err == nil && !resource.MayKeep(c.Actor, p) {
		err = fault.New(fault.Forbidden, "organisation.may_not")
	}
	return p, err
}
