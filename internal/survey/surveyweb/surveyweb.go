// Package surveyweb is the pages of surveys.
//
// Two kinds of people meet here and must never be mixed up. Whoever answers holds a phone on a poor line, or a sheet of paper: their pages
// (ask, paper, result) are slim, work without scripts, and are Blind routes that never look at who is signed in. All that they know is a code
// in a cookie, which goes when the answers are sent. Whoever runs a survey is signed in and belongs to its team (run).
//
// What is always true: no page of answering logs, journals or counts anything about who answers; a code never stands in an address; the page on
// which somebody leaves a way to call them comes after the cookie is gone, so that it can't know what they answered.
package surveyweb

import (
	"context"
	"errors"
	"net/http"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
	"mitoyen/internal/web"
)

// AskRoutes are the pages of whoever answers a survey or reads its result. secure is for sites behind HTTPS, as for sessions.
func AskRoutes(secure bool) []web.Route {
	a := asking{secure}
	return []web.Route{
		{Name: "survey.ask", Method: http.MethodGet, FR: "/enquetes/{survey}", EN: "/en/surveys/{survey}", Who: web.Anyone, Do: a.front, Blind: true},
		{Name: "survey.begin", Method: http.MethodPost, FR: "/enquetes/{survey}/commencer", EN: "/en/surveys/{survey}/begin", Who: web.Anyone, Do: a.begin, Blind: true, MaxBody: 32 << 10},
		{Name: "survey.question", Method: http.MethodGet, FR: "/enquetes/{survey}/questions/{question}", EN: "/en/surveys/{survey}/questions/{question}", Who: web.Anyone, Do: a.question, Blind: true},
		{Name: "survey.answer", Method: http.MethodPost, FR: "/enquetes/{survey}/questions/{question}", EN: "/en/surveys/{survey}/questions/{question}", Who: web.Anyone, Do: a.answer, Blind: true, MaxBody: 128 << 10},
		{Name: "survey.end", Method: http.MethodGet, FR: "/enquetes/{survey}/fin", EN: "/en/surveys/{survey}/end", Who: web.Anyone, Do: a.end, Blind: true},
		{Name: "survey.send", Method: http.MethodPost, FR: "/enquetes/{survey}/fin", EN: "/en/surveys/{survey}/end", Who: web.Anyone, Do: a.send, Blind: true, MaxBody: 32 << 10},
		{Name: "survey.thanks", Method: http.MethodGet, FR: "/enquetes/{survey}/merci", EN: "/en/surveys/{survey}/thanks", Who: web.Anyone, Do: a.thanks, Blind: true},
		{Name: "survey.contact", Method: http.MethodPost, FR: "/enquetes/{survey}/merci", EN: "/en/surveys/{survey}/thanks", Who: web.Anyone, Do: a.contact, Blind: true, MaxBody: 32 << 10},
		{Name: "survey.later", Method: http.MethodGet, FR: "/enquetes/{survey}/plus-tard", EN: "/en/surveys/{survey}/later", Who: web.Anyone, Do: a.later, Blind: true},
		{Name: "survey.resume", Method: http.MethodPost, FR: "/enquetes/{survey}/plus-tard", EN: "/en/surveys/{survey}/later", Who: web.Anyone, Do: a.resume, Blind: true, MaxBody: 32 << 10},
		{Name: "survey.result", Method: http.MethodGet, FR: "/enquetes/{survey}/resultat", EN: "/en/surveys/{survey}/result", Who: web.Anyone, Do: a.result},
		{Name: "survey.paper", Method: http.MethodGet, FR: "/enquetes/{survey}/papier", EN: "/en/surveys/{survey}/paper", Who: web.Anyone, Do: a.paper},
		{Name: "survey.poster", Method: http.MethodGet, FR: "/enquetes/{survey}/affiche", EN: "/en/surveys/{survey}/poster", Who: web.Anyone, Do: a.poster},
		{Name: "survey.result_csv", Method: http.MethodGet, FR: "/enquetes/{survey}/resultat.csv", Who: web.Anyone, Do: a.resultCSV},
		{Name: "survey.result_json", Method: http.MethodGet, FR: "/enquetes/{survey}/resultat.json", Who: web.Anyone, Do: a.resultJSON},
	}
}

// asking is what the pages of answering need.
type asking struct {
	secure bool
}

// cookieName holds the code of whoever answers. It is sent to the pages of that survey alone, and goes with the browser's window: the computer
// may be the library's.
const cookieName = "enquete"

// hand is a survey in the hands of whoever answers it.
type hand struct {
	Survey  survey.Survey
	Today   civil.Date
	Code    string // "" for somebody who hasn't begun
	Answers survey.Answers
	Lost    bool // there was a code, and nothing under it any more
}

// Open reports whether it can be answered now.
func (h hand) Open() bool { return h.Survey.Answerable(h.Today) }

func (a asking) enter(c *web.Call) (h hand, err error) {
	err = c.View(func(tx *store.Tx) (err error) {
		h, err = a.read(c, tx)
		return err
	})
	return h, err
}

func (a asking) read(c *web.Call, tx *store.Tx) (h hand, err error) {
	if h.Survey, err = public(c, tx); err != nil {
		return h, err
	}
	h.Today = h.Survey.Today(tx.Now)
	cookie, err := c.R.Cookie(cookieName)
	if errors.Is(err, http.ErrNoCookie) || cookie.Value == "" {
		return h, nil
	}
	h.Answers, err = survey.Resume(tx, h.Survey, survey.ReadCode(cookie.Value))
	if fault.Is(err, fault.NotFound) {
		h.Lost = true
		return h, nil
	}
	h.Code = survey.ReadCode(cookie.Value)
	return h, err
}

// public finds the survey of the address, for everybody.
func public(c *web.Call, tx *store.Tx) (survey.Survey, error) {
	s, err := survey.Find(tx, c.Path("survey"))
	if err == nil && !s.Public() {
		err = fault.New(fault.NotFound, "survey.unknown")
	}
	return s, err
}

// keep gives the code to the browser, or takes it away when it is "". The two languages are two addresses.
func (a asking) keep(c *web.Call, s survey.Survey, code string) {
	for _, lang := range i18n.Langs {
		cookie := &http.Cookie{Name: cookieName, Value: code, Path: c.Site.Href(lang, "survey.ask", "survey", s.Slug), HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: a.secure}
		if code == "" {
			cookie.MaxAge = -1
		}
		http.SetCookie(c.W, cookie)
	}
}

// href is an address of a survey's pages.
func href(ctx context.Context, name string, s survey.Survey, pairs ...string) string {
	return web.Href(ctx, name, append([]string{"survey", s.Slug}, pairs...)...)
}
