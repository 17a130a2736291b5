// Package bookingweb holds the pages on which one books: what a place lends, the week of a resource, the time that is held while one
// decides, the booking's own page by which it is changed and cancelled, and one's bookings.
//
// Three ways lead to the same time: the week as a grid on wide screens, the day as a list on phones, and typing the hour. All are links
// and forms; no script is needed. A booking's page is reached by the secret in its address, so that nobody needs an account.
package bookingweb

import (
	"net/http"

	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/texting"
	"mitoyen/internal/web"
)

// Pages are the routes of this package.
type Pages struct {
	Post    *mail.Post
	Texts   *texting.Post
	Schools func() *opening.SchoolCalendar
}

// Routes is the table of this package.
func (p Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []web.Route{
		{Name: "booking.offer", Method: get, FR: "/lieux/{slug}/reserver", EN: "/en/places/{slug}/book", Who: web.Anyone, Do: p.offer},
		{Name: "booking.week", Method: get, FR: "/lieux/{slug}/libre", EN: "/en/places/{slug}/free", Who: web.Anyone, Do: p.week},
		{Name: "booking.choose", Method: get, FR: "/lieux/{slug}/reserver/{resource}", EN: "/en/places/{slug}/book/{resource}", Who: web.Anyone, Do: p.choose},
		{Name: "booking.hold", Method: post, FR: "/lieux/{slug}/reserver/{resource}", EN: "/en/places/{slug}/book/{resource}", Who: web.Anyone, Do: p.hold},
		{Name: "booking.wait", Method: post, FR: "/lieux/{slug}/reserver/{resource}/attendre", EN: "/en/places/{slug}/book/{resource}/wait", Who: web.Anyone, Do: p.wait},
		{Name: "booking.repeating", Method: get, FR: "/lieux/{slug}/reserver/{resource}/repeter", EN: "/en/places/{slug}/book/{resource}/repeat", Who: web.SignedIn, Do: p.repeating},
		{Name: "booking.repeat", Method: post, FR: "/lieux/{slug}/reserver/{resource}/repeter", EN: "/en/places/{slug}/book/{resource}/repeat", Who: web.SignedIn, Do: p.repeat},
		{Name: "booking.show", Method: get, FR: "/reservations/{link}", EN: "/en/bookings/{link}", Who: web.Anyone, Do: p.show},
		{Name: "booking.confirm", Method: post, FR: "/reservations/{link}", EN: "/en/bookings/{link}", Who: web.Anyone, Do: p.confirm},
		{Name: "booking.cancelling", Method: get, FR: "/reservations/{link}/annuler", EN: "/en/bookings/{link}/cancel", Who: web.Anyone, Do: p.cancelPage},
		{Name: "booking.cancel", Method: post, FR: "/reservations/{link}/annuler", EN: "/en/bookings/{link}/cancel", Who: web.Anyone, Do: p.cancel},
		{Name: "booking.moving", Method: get, FR: "/reservations/{link}/deplacer", EN: "/en/bookings/{link}/move", Who: web.Anyone, Do: p.movePage},
		{Name: "booking.move", Method: post, FR: "/reservations/{link}/deplacer", EN: "/en/bookings/{link}/move", Who: web.Anyone, Do: p.move},
		{Name: "booking.calendar", Method: get, FR: "/reservations/{link}/agenda.ics", Who: web.Anyone, Do: p.calendar},
		{Name: "booking.short", Method: get, FR: "/r/{short}", Who: web.Anyone, Do: p.short},
		{Name: "texting.show", Method: get, FR: "/lieux/{slug}/ressources/sms", EN: "/en/places/{slug}/resources/texts", Who: web.Holding(organisation.KeepResources), Do: p.texting},
		{Name: "texting.keep", Method: post, FR: "/lieux/{slug}/ressources/sms", EN: "/en/places/{slug}/resources/texts", Who: web.Holding(organisation.KeepResources), Do: p.keepTexting},
		{Name: "plan.day", Method: get, FR: "/lieux/{slug}/journee", EN: "/en/places/{slug}/day", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.planDay},
		{Name: "plan.week", Method: get, FR: "/lieux/{slug}/semaine", EN: "/en/places/{slug}/week", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.planWeek},
		{Name: "plan.new", Method: get, FR: "/lieux/{slug}/journee/reserver", EN: "/en/places/{slug}/day/book", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.planNew},
		{Name: "plan.book", Method: post, FR: "/lieux/{slug}/journee/reserver", EN: "/en/places/{slug}/day/book", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.planBook},
		{Name: "plan.former_booking", Method: get, FR: "/lieux/{slug}/journee/reservation/{booking}", EN: "/en/places/{slug}/day/booking/{booking}", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.formerBooking},
		{Name: "desk.day", Method: get, FR: "/lieux/{slug}/accueil", EN: "/en/places/{slug}/desk", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.desk},
		{Name: "desk.note", Method: post, FR: "/lieux/{slug}/accueil/pointer", EN: "/en/places/{slug}/desk/note", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.note},
		{Name: "desk.book", Method: post, FR: "/lieux/{slug}/accueil", EN: "/en/places/{slug}/desk", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.bookFor},
		{Name: "desk.line", Method: post, FR: "/lieux/{slug}/accueil/attente", EN: "/en/places/{slug}/desk/line", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.answerLine},
		{Name: "door.show", Method: get, FR: "/lieux/{slug}/ici/{resource}", EN: "/en/places/{slug}/here/{resource}", Who: web.Anyone, Do: p.door},
		{Name: "door.arrive", Method: post, FR: "/lieux/{slug}/ici/{resource}/arriver", EN: "/en/places/{slug}/here/{resource}/arrive", Who: web.Anyone, Do: p.doorArrive},
		{Name: "door.extend", Method: post, FR: "/lieux/{slug}/ici/{resource}/prolonger", EN: "/en/places/{slug}/here/{resource}/extend", Who: web.Anyone, Do: p.doorExtend},
		{Name: "door.report", Method: post, FR: "/lieux/{slug}/ici/{resource}/signaler", EN: "/en/places/{slug}/here/{resource}/report", Who: web.Anyone, Do: p.doorReport},
		{Name: "desk.bookings", Method: get, FR: "/lieux/{slug}/reservations", EN: "/en/places/{slug}/bookings", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.bookings},
		{Name: "desk.csv", Method: get, FR: "/lieux/{slug}/reservations/tableau.csv", EN: "/en/places/{slug}/bookings/table.csv", Who: web.Holding(organisation.KeepResources), Do: p.csv},
		{Name: "desk.xlsx", Method: get, FR: "/lieux/{slug}/reservations/tableau.xlsx", EN: "/en/places/{slug}/bookings/table.xlsx", Who: web.Holding(organisation.KeepResources), Do: p.xlsx},
		{Name: "desk.keep_feed", Method: post, FR: "/lieux/{slug}/reservations/agenda", EN: "/en/places/{slug}/bookings/calendar", Who: web.Holding(organisation.KeepResources), Do: p.keepTeamFeed},
		{Name: "desk.feed", Method: get, FR: "/agenda/{feed}/lieu.ics", EN: "/en/calendar/{feed}/place.ics", Who: web.Anyone, Do: p.teamFeed},
		{Name: "desk.picked", Method: get, FR: "/lieux/{slug}/reservations/cochees", EN: "/en/places/{slug}/bookings/ticked", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.picked},
		{Name: "desk.do_picked", Method: post, FR: "/lieux/{slug}/reservations/cochees", EN: "/en/places/{slug}/bookings/ticked", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.doPicked},
		{Name: "desk.booking", Method: get, FR: "/lieux/{slug}/reservations/{number}", EN: "/en/places/{slug}/bookings/{number}", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.teamBooking},
		{Name: "desk.called", Method: post, FR: "/lieux/{slug}/reservations/{number}/appel", EN: "/en/places/{slug}/bookings/{number}/call", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.noteCalled},
		{Name: "desk.change", Method: post, FR: "/lieux/{slug}/reservations/{number}", EN: "/en/places/{slug}/bookings/{number}", Who: web.Holding(organisation.RunDesk), Desk: true, Do: p.changeBooking},
		{Name: "closure.all", Method: get, FR: "/lieux/{slug}/fermetures", EN: "/en/places/{slug}/closures", Who: web.Holding(organisation.KeepResources), Do: p.closures},
		{Name: "closure.new", Method: get, FR: "/lieux/{slug}/fermetures/nouvelle", EN: "/en/places/{slug}/closures/new", Who: web.Holding(organisation.KeepResources), Do: p.closeForm},
		{Name: "closure.add", Method: post, FR: "/lieux/{slug}/fermetures/nouvelle", EN: "/en/places/{slug}/closures/new", Who: web.Holding(organisation.KeepResources), Do: p.shut},
		{Name: "closure.show", Method: get, FR: "/lieux/{slug}/fermetures/vue/{closure}", EN: "/en/places/{slug}/closures/seen/{closure}", Who: web.Holding(organisation.KeepResources), Do: p.closure},
		{Name: "closure.lift", Method: post, FR: "/lieux/{slug}/fermetures/vue/{closure}", EN: "/en/places/{slug}/closures/seen/{closure}", Who: web.Holding(organisation.KeepResources), Do: p.reopen},
		{Name: "shift.giving", Method: get, FR: "/permanences/{taken}/rendre", EN: "/en/shifts/{taken}/give-back", Who: web.SignedIn, Do: p.givingBack},
		{Name: "shift.give", Method: post, FR: "/permanences/{taken}/rendre", EN: "/en/shifts/{taken}/give-back", Who: web.SignedIn, Do: p.giveBack},
		{Name: "shift.hand", Method: post, FR: "/permanences/{taken}/passer", EN: "/en/shifts/{taken}/hand-over", Who: web.SignedIn, Do: p.handOver},
		{Name: "booking.requests", Method: get, FR: "/lieux/{slug}/demandes", EN: "/en/places/{slug}/requests", Who: web.Holding(organisation.AnswerAsked), Do: p.requests},
		{Name: "booking.answer", Method: post, FR: "/lieux/{slug}/demandes", EN: "/en/places/{slug}/requests", Who: web.Holding(organisation.AnswerAsked), Do: p.answer},
		{Name: "booking.trial", Method: get, FR: "/lieux/{slug}/ressources/essai/{resource}", EN: "/en/places/{slug}/resources/trial/{resource}", Who: web.Holding(organisation.KeepResources), Do: p.trial},
		{Name: "booking.mine", Method: get, FR: "/mes-reservations", EN: "/en/my-bookings", Who: web.SignedIn, Do: p.mine},
		{Name: "booking.keep_feed", Method: post, FR: "/mes-reservations/agenda", EN: "/en/my-bookings/calendar", Who: web.SignedIn, Do: p.keepFeed},
		{Name: "booking.feed", Method: get, FR: "/agenda/{feed}/reservations.ics", EN: "/en/calendar/{feed}/bookings.ics", Who: web.Anyone, Do: p.feed},
	}
}

// found reads the place and the resource that an address names.
func found(c *web.Call, tx *store.Tx) (p place.Place, r resource.Resource, err error) {
	if p, err = place.FindBySlug(tx, c.Path("slug")); err != nil {
		return p, r, err
	}
	r, err = resource.Find(tx, p.ID, c.Path("resource"))
	return p, r, err
}
