// Package censusweb holds the pages where a census comes in: the list of imports with the form to send a file, the page where a person says
// what the columns of a strange file mean, and the page of one import with its progress and everything that was noticed.
//
// A file is first read dry. Nothing of it is looked at while the person waits but its beginning; the rest is a job.
package censusweb

import (
	"net/http"

	"mitoyen/internal/census/intake"
	"mitoyen/internal/organisation"
	"mitoyen/internal/web"
)

// Pages are the routes of this package.
type Pages struct {
	Imports *intake.Imports
}

// Routes is the table of this package.
func (p Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	who := web.Holding(organisation.ImportPlaces)
	return []web.Route{
		{Name: "census.runs", Method: get, FR: "/imports", EN: "/en/imports", Who: who, Do: p.list},
		{Name: "census.upload", Method: post, FR: "/imports", EN: "/en/imports", Who: who, Do: p.upload, MaxBody: intake.MaxFile + 1<<20},
		{Name: "census.run", Method: get, FR: "/imports/{id}", EN: "/en/imports/{id}", Who: who, Do: p.show},
		{Name: "census.map", Method: get, FR: "/imports/{id}/colonnes", EN: "/en/imports/{id}/columns", Who: who, Do: p.mapPage},
		{Name: "census.mapped", Method: post, FR: "/imports/{id}/colonnes", EN: "/en/imports/{id}/columns", Who: who, Do: p.mapColumns},
		{Name: "census.confirm", Method: post, FR: "/imports/{id}/importer", EN: "/en/imports/{id}/import", Who: who, Do: p.confirm},
		{Name: "census.cancel", Method: post, FR: "/imports/{id}/annuler", EN: "/en/imports/{id}/cancel", Who: who, Do: p.cancel},
		{Name: "census.report", Method: get, FR: "/imports/{id}/rapport.json", Who: who, Do: p.report},
	}
}
