// Package observatoryweb holds the pages about a territory: what it has, says and lacks, seen from a commune, a community of communes or a
// département; the needs that people voice; and the programmes of authorities.
package observatoryweb

import (
	"net/http"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/observatory"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
)

// Pages are the routes of this package.
type Pages struct {
	Atlas *place.Atlas
}

// Routes is the table of this package.
func (p Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	moderate, keep := web.Holding(organisation.ModerateNeeds), web.Holding(organisation.KeepProgrammes)
	return []web.Route{
		{Name: "territory.index", Method: get, FR: "/territoires", EN: "/en/territories", Who: web.Anyone, Do: index},
		{Name: "territory.show", Method: get, FR: "/territoires/{ground}", EN: "/en/territories/{ground}", Who: web.Anyone, Do: p.show},
		{Name: "need.voice", Method: post, FR: "/territoires/{ground}", EN: "/en/territories/{ground}", Who: web.Anyone, Do: p.voice},
		{Name: "need.waiting", Method: get, FR: "/besoins", EN: "/en/needs", Who: moderate, Do: waiting},
		{Name: "need.show", Method: get, FR: "/besoins/{need}", EN: "/en/needs/{need}", Who: web.Anyone, Do: showNeed},
		{Name: "need.answer", Method: post, FR: "/besoins/{need}", EN: "/en/needs/{need}", Who: web.SignedIn, Do: answer},
		{Name: "need.withdraw", Method: post, FR: "/besoins/{need}/retirer", EN: "/en/needs/{need}/withdraw", Who: web.SignedIn, Do: withdraw},
		{Name: "need.decide", Method: post, FR: "/besoins/{need}/decider", EN: "/en/needs/{need}/decide", Who: moderate, Do: decide},
		{Name: "programme.mine", Method: get, FR: "/programmes", EN: "/en/programmes", Who: keep, Do: programmes},
		{Name: "programme.edit", Method: get, FR: "/programmes/{programme}", EN: "/en/programmes/{programme}", Who: keep, Do: editProgramme},
		{Name: "programme.keep", Method: post, FR: "/programmes/{programme}", EN: "/en/programmes/{programme}", Who: keep, Do: keepProgramme},
	}
}

func needOf(c *web.Call) (observatory.NeedID, error) {
	which, err := id.Parse[observatory.Need](c.Path("need"))
	if err != nil {
		return which, fault.New(fault.NotFound, "need.unknown")
	}
	return which, nil
}
