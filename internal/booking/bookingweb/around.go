package bookingweb

import (
	"strconv"
	"time"

	"mitoyen/internal/desk"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"

	"github.com/a-h/templ"
)

// around is what stands on the counter beside the day's bookings: the tally of visits, and what was told of at the doors.
type around struct {
	Reasons    []desk.Reason
	Counted    int // visits today
	Last       desk.Visit
	Reports    []desk.Told
	Asked      int  // requests that wait for whoever looks
	Keeps      bool // a manager looks, signed in as themself
	Submission string
}

func lookAround(c *web.Call, tx *store.Tx, p place.Place, today civil.Date) (a around, err error) {
	a.Keeps, a.Submission = desk.MayKeep(c.Actor, p), form.NewSubmission()
	if a.Asked, err = askedFor(c, tx, p); err != nil {
		return a, err
	}
	if a.Reasons, err = desk.Reasons(tx, p.ID); err != nil {
		return a, err
	}
	sums, err := desk.Figures(tx, c.Actor, p, today, today)
	if err != nil {
		return a, err
	}
	for _, s := range sums {
		a.Counted += s.Count
	}
	if a.Last, err = desk.Last(tx, p.ID, today); err != nil {
		return a, err
	}
	a.Reports, err = desk.Reports(tx, p.ID)
	return a, err
}

// lastWords names the visit that was counted last: "Atelier, 10 h 12".
func (a around) lastWords(p *i18n.Printer, at place.Place) string {
	name := ""
	for _, r := range a.Reasons {
		if r.ID == a.Last.Reason {
			name = r.Name + ", "
		}
	}
	return name + p.Clock(civil.ClockOf(a.Last.At.In(at.Zone())))
}

func ageChoices(p *i18n.Printer) []ui.Choice {
	all := []ui.Choice{{Text: p.T("desk.age.none"), Checked: true}}
	for _, a := range desk.Ages {
		all = append(all, ui.Choice{Value: string(a), Text: p.T("desk.age." + string(a))})
	}
	return all
}

// keepToday lets a computer of the counter keep today's page until midnight on the place's wall, for when the line is lost. Nothing else is
// kept: no other day, no search, nobody's own session.
func (v deskDay) keepToday(c *web.Call) {
	if v.keeps(c) {
		until := v.Today.AddDays(1).At(0, v.Place.Zone())
		c.W.Header().Set("Mitoyen-Keep-Until", strconv.FormatInt(until.Time().UnixMilli(), 10))
	}
}

func (v deskDay) keeps(c *web.Call) bool {
	return c.Turn.ID != "" && v.Day == v.Today && v.Asked == "" && v.Refusal == nil
}

// offlineAttrs is what the page's script needs at a computer of the counter: where to send what waits, and whose turn it is.
func (v deskDay) offlineAttrs(c *web.Call) templ.Attributes {
	if c.Turn.ID == "" {
		return templ.Attributes{"data-counter": ""}
	}
	a := templ.Attributes{"data-counter": "", "data-turn": c.Turn.ID, "data-home": c.Href("desk.day", "slug", v.Place.Slug), "data-send": c.Href("desk.send", "slug", v.Place.Slug),
		"data-door": c.Turn.Knock, "data-idle": strconv.Itoa(int(desk.Idle / time.Second)), "data-lang": string(c.Lang), "data-zone": v.Place.Zone().String()}
	if v.keeps(c) {
		a["data-keep"] = ""
	}
	return a
}
