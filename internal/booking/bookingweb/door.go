package bookingweb

import (
	"strconv"
	"strings"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/desk"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// door is the small page that the poster on a door leads to: what the resource is now, and what one can do who stands before it. It tells
// nothing of who has booked.
type door struct {
	Place      place.Place
	Resource   resource.Resource
	Now        resource.Stretch
	At         civil.Instant
	Number     string
	To         string
	Text       string
	Done       string // what was just done: arrive, extend or report
	Submission string
	Refusal    error
}

func (p Pages) door(c *web.Call) error {
	q := c.Query()
	return p.showDoor(c, door{Number: q.Text("n"), Done: q.Get("fait"), Submission: form.NewSubmission()})
}

func (p Pages) showDoor(c *web.Call, v door) error {
	v.At = c.Site.DB.Now()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, v.Resource, err = found(c, tx); err != nil {
			return err
		}
		if !v.Resource.Retired.IsZero() {
			return fault.New(fault.NotFound, "resource.unknown")
		}
		today := civil.DateOf(v.At.In(v.Place.Zone()))
		g, err := resource.Look(tx, v.Place, p.Schools(), []resource.Resource{v.Resource}, today, today.AddDays(v.ahead()))
		if err != nil {
			return err
		}
		for _, s := range g.Stretches(v.Resource) {
			if !v.At.Before(s.From) && v.At.Before(s.To) {
				v.Now = s
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if v.To == "" {
		v.To = v.later()
	}
	return c.Page(web.Page{Title: v.Resource.Name + ", " + v.Place.Name, Robots: "noindex", Width: ui.Narrow, Status: web.StatusOf(v.Refusal)}, doorPage(v))
}

// ahead is how many days are looked at: as many as a booking may touch, so that the end of one that goes on for days is told as it is.
func (v door) ahead() int {
	if r := v.Resource.Rules; r.Mode == resource.Nights {
		return max(r.Max, 31) + 1
	}
	return v.Resource.Rules.MostDays()
}

// later proposes an end: a step after what is taken now.
func (v door) later() string {
	end := v.At
	if v.Now.State == resource.Taken {
		end = v.Now.To
	}
	step := time.Duration(v.Resource.Rules.StepMinutes()) * time.Minute
	t := end.Time().Truncate(step).Add(step)
	return civil.ClockOf(civil.At(t).In(v.Place.Zone())).String()
}

// state says what the resource is now, and until when.
func (v door) state(p *i18n.Printer) (text string, light ui.LightState) {
	vacant, taken := "door.vacant", "door.taken"
	until := i18n.Args{"Until": p.Clock(civil.ClockOf(v.Now.To.In(v.Place.Zone())))}
	if civil.DateOf(v.Now.To.In(v.Place.Zone())) != civil.DateOf(v.At.In(v.Place.Zone())) {
		vacant, taken = "door.vacant_day", "door.taken_day"
		until = i18n.Args{"Until": p.Moment(v.Now.To, v.Place.Zone())}
	}
	switch v.Now.State {
	case resource.Vacant:
		return p.T(vacant, until), ui.LightOn
	case resource.Taken:
		return p.T(taken, until), ui.LightOff
	case resource.Closing:
		return p.T("door.closing", i18n.Args{"Reason": v.Now.Reason}), ui.LightOff
	}
	return p.T("door.shut"), ui.LightOff
}

// atDoor does something that somebody asks for at a door, a limited number of times: numbers are short.
func (p Pages) atDoor(c *web.Call, done string, do func(*store.Tx, form.Values, place.Place, resource.Resource) error) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	if !c.Site.Allow(c, "door:"+c.Path("slug")+"/"+c.Path("resource")) {
		return fault.New(fault.Unavailable, "door.too_often")
	}
	err = c.Update(func(tx *store.Tx) error {
		at, r, err := found(c, tx)
		if err != nil {
			return err
		}
		if !r.Retired.IsZero() {
			return fault.New(fault.NotFound, "resource.unknown")
		}
		return do(tx, f, at, r)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return p.showDoor(c, door{Number: f.Text("number"), To: f.Text("to"), Text: f.Lines("text"), Submission: form.NewSubmission(), Refusal: refusal})
		})
	}
	return c.Go("door.show", "slug", c.Path("slug"), "resource", c.Path("resource"), "fait", done, "n", f.Text("number"))
}

func readNumber(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimLeft(strings.ToLower(s), "n°o .#"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (p Pages) doorArrive(c *web.Call) error {
	return p.atDoor(c, "arrive", func(tx *store.Tx, f form.Values, _ place.Place, r resource.Resource) error {
		_, err := booking.ArriveAtDoor(tx, c.Actor, r, readNumber(f.Text("number")))
		return err
	})
}

func (p Pages) doorExtend(c *web.Call) error {
	return p.atDoor(c, "extend", func(tx *store.Tx, f form.Values, at place.Place, r resource.Resource) error {
		to, err := readClock(f.Text("to"))
		if err != nil {
			var b fault.Breaches
			b.Add("to", "booking.hour_unreadable")
			return b.Err()
		}
		if to == 0 {
			to = civil.EndOfDay
		}
		_, err = booking.ExtendAtDoor(tx, c.Actor, r, readNumber(f.Text("number")), civil.DateOf(tx.Now.In(at.Zone())).At(to, at.Zone()), p.Schools())
		return err
	})
}

func (p Pages) doorReport(c *web.Call) error {
	return p.atDoor(c, "report", func(tx *store.Tx, f form.Values, _ place.Place, r resource.Resource) error {
		return desk.Report(tx, c.Actor, f.Submission(), r, f.Lines("text"))
	})
}
