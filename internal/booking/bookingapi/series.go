package bookingapi

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/api"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

func (o Rooms) addSeries(s *api.Shell) {
	const tag = "Series"
	api.Add(s, api.Op{ID: "check-series", Method: http.MethodPost, Path: "/series/check", Tag: tag, Scope: account.TokenReads, Summary: "What the rules would say of each date", Refuses: []int{404, 422},
		Description: "Lists each date of a booking that comes again, with all that is in its way. Nothing is written."}, o.checkSeries)
	api.Add(s, api.Op{ID: "make-series", Method: http.MethodPost, Path: "/series", Tag: tag, Scope: account.TokenBooks, Status: http.StatusCreated, Summary: "Book again and again", Refuses: []int{404, 409, 422},
		Description: "All the dates that aren't skipped, or none. What is in the way is told with its \"day\": send it again with these days in \"skip\". One letter tells of all."}, o.makeSeries)
	api.Add(s, api.Op{ID: "get-series", Method: http.MethodGet, Path: "/series/{id}", Tag: tag, Scope: account.TokenReads, Summary: "A series and its bookings", Refuses: []int{404}}, o.getSeries)
	api.Add(s, api.Op{ID: "move-series", Method: http.MethodPatch, Path: "/bookings/{id}/series", Tag: tag, Scope: account.TokenBooks, Summary: "Move a booking with others of its series", Refuses: []int{404, 409, 422},
		Description: "All by as many days, to the same hours on the wall: each checked like a new one, all or none. One alone is moved by \"move-booking\"."}, o.moveSeries)
	api.Add(s, api.Op{ID: "cancel-series", Method: http.MethodDelete, Path: "/bookings/{id}/series", Tag: tag, Scope: account.TokenBooks, Summary: "Cancel a booking with others of its series", Refuses: []int{404, 409, 422},
		Description: "Those that are still to come; one's own until the deadline of the rules, and what is too late stays. One alone is cancelled by \"cancel-booking\". Doing it again changes nothing."}, o.cancelSeries)
}

// Every is how often a booking comes again.
type Every struct {
	Unit  string `json:"unit" enum:"day,week,month,weekday" doc:"\"month\": the same date, months that lack it are left out; \"weekday\": the same weekday of the month, the fifth is the last."`
	N     int    `json:"n,omitempty" minimum:"0" maximum:"1000" default:"1" doc:"Each so many units."`
	Until string `json:"until,omitempty" format:"date" doc:"The last day that may be one. Either this or \"times\"."`
	Times int    `json:"times,omitempty" minimum:"0" maximum:"1000" doc:"How many there are, with those that are skipped."`
}

func (e Every) read() (q booking.Every, err error) {
	q = booking.Every{Unit: booking.Unit(e.Unit), N: max(1, e.N), Count: e.Times}
	var b fault.Breaches
	if e.Until != "" {
		q.Until, err = civil.ParseDate(e.Until)
		b.Check(err == nil && q.Until.Year >= 2000 && q.Until.Year <= 2200, "until", "booking.day_unreadable")
	}
	return q, b.Err()
}

func everyOf(e booking.Every) Every {
	v := Every{Unit: string(e.Unit), N: e.N, Times: e.Count}
	if !e.Until.IsZero() {
		v.Until = e.Until.String()
	}
	return v
}

// Again is a wish that comes again. From and To are those of its first date; the others have the same hours on the place's wall.
type Again struct {
	Wish
	Every Every    `json:"every"`
	Skip  []string `json:"skip,omitempty" format:"date" maxItems:"200" doc:"Days that are left out."`
}

// inSeries are the names of what pages call otherwise.
var inSeries = map[string]string{"a": "to", "repeat": "every.unit", "every": "every.n", "until": "every.until", "times": "every.times"}

// read makes a request of a wish that comes again. Whoever runs the front desk books for themself as anybody does, unless they say that it is for
// the team.
func (w Again) read(c *api.Call, tx *store.Tx) (q booking.RepeatRequest, by organisation.Actor, p place.Place, r resource.Resource, err error) {
	at, p, r, err := w.Wish.read(tx)
	every, unread := w.Every.read()
	if err := errors.Join(err, unread); err != nil {
		return q, by, p, r, err
	}
	q = booking.RepeatRequest{Resource: at.Resource, From: at.From, To: at.To, Units: at.Units, People: at.People, Contact: at.Contact, Purpose: at.Purpose, Every: every, Lang: c.Lang}
	for _, s := range w.Skip {
		d, err := civil.ParseDate(s)
		if err != nil {
			var b fault.Breaches
			b.Add("skip", "booking.day_unreadable")
			return q, by, p, r, b.Err()
		}
		q.Skip = append(q.Skip, d)
	}
	if by = c.Actor; !w.Team {
		if by = alone(c.Actor); q.Contact.Name == "" {
			q.Contact.Name = c.Actor.Name
		}
		return q, by, p, r, nil
	}
	if err := mustBeTeam(c, p); err != nil {
		return q, by, p, r, err
	}
	q.Reason = form.Line(w.Reason)
	if w.Member != "" {
		if q.Member, err = id.Parse[membership.Member](w.Member); err != nil {
			return q, by, p, r, fault.New(fault.NotFound, "membership.unknown")
		}
	}
	return q, by, p, r, nil
}

// alone is somebody without what they may do for others.
func alone(by organisation.Actor) organisation.Actor {
	return organisation.Actor{Person: by.Person, Name: by.Name}
}

func mustBeTeam(c *api.Call, p place.Place) error {
	if booking.MayRunDesk(c.Actor, p) {
		return nil
	}
	return fault.New(fault.Forbidden, "organisation.may_not")
}

// Date is one date of a series.
type Date struct {
	Day      string       `json:"day" format:"date"`
	From     time.Time    `json:"from" doc:"On the place's wall."`
	To       time.Time    `json:"to"`
	Skipped  bool         `json:"skipped" doc:"It is left out, as asked."`
	Breaches []api.Breach `json:"breaches" doc:"All that is in its way."`
}

// CheckedSeries is what the rules would say of each date.
type CheckedSeries struct {
	OK       bool         `json:"ok" doc:"All that isn't skipped could be booked, at this moment."`
	Breaches []api.Breach `json:"breaches" doc:"What is wrong with the wish as a whole; there are no dates then."`
	Dates    []Date       `json:"dates"`
}

type checkingSeries struct{ Body Again }
type checkedSeries struct{ Body CheckedSeries }

func (o Rooms) checkSeries(c *api.Call, in *checkingSeries) (*checkedSeries, error) {
	out := &checkedSeries{}
	if in.Body.Name == "" && c.Actor.Name == "" || in.Body.Team && in.Body.Name == "" {
		in.Body.Name = "-" // who it is for is said when one books
	}
	_, err := booking.Foresee(c.Ctx(), c.Shell.DB, func(tx *store.Tx) error {
		out.Body = CheckedSeries{Breaches: []api.Breach{}, Dates: []Date{}}
		q, by, p, r, err := in.Body.read(c, tx)
		if err != nil {
			return err
		}
		q.Dry, q.Schools = true, o.Schools()
		_, err = booking.Repeat(tx, by, q)
		var told *booking.SeriesRefusal
		if errors.As(err, &told) {
			out.Body.Dates = datesOf(c, p, r, told.Occurrences)
			blocked, _ := told.Blocked()
			out.Body.OK = blocked == 0 && slices.ContainsFunc(told.Occurrences, func(x booking.Occurrence) bool { return !x.Skipped })
			return nil
		}
		if f, ok := fault.As(err); ok && len(f.Fields) > 0 {
			out.Body.Breaches = c.Problem(api.Renamed(err, inSeries)).Breaches
			return nil
		}
		return err
	})
	return out, api.Renamed(err, inSeries)
}

func datesOf(c *api.Call, p place.Place, r resource.Resource, all []booking.Occurrence) []Date {
	dates := []Date{}
	for _, x := range all {
		d := Date{Day: x.Day.String(), From: x.From.In(p.Zone()), To: x.To.In(p.Zone()), Skipped: x.Skipped, Breaches: []api.Breach{}}
		for _, b := range x.Breaches {
			d.Breaches = append(d.Breaches, breach(c, p, r, b))
		}
		dates = append(dates, d)
	}
	return dates
}

// refusedDates makes a problem of what is in the way of some dates: all of it, each with its day.
func refusedDates(c *api.Call, p place.Place, r resource.Resource, err error) error {
	var told *booking.SeriesRefusal
	if !errors.As(err, &told) {
		return refused(c, p, r, api.Renamed(err, inSeries))
	}
	problem := c.Problem(told.Unwrap())
	var all []booking.Breach
	for _, x := range told.Occurrences {
		if x.Skipped {
			continue
		}
		for _, b := range x.Breaches {
			v := breach(c, p, r, b)
			v.Day = x.Day.String()
			problem.Breaches, all = append(problem.Breaches, v), append(all, b)
		}
	}
	if len(all) > 0 && takenAlone(all) {
		problem.Conflict(c.P.T("api.title.conflict"))
	}
	return problem
}

// Series is bookings that one rule has made.
type Series struct {
	ID    string    `json:"id" format:"uuid"`
	Every Every     `json:"every"`
	Start string    `json:"start" format:"date" doc:"The day from which it counts."`
	Place string    `json:"place" doc:"The place's name in addresses." example:"la-gare"`
	Items []Booking `json:"items" doc:"In order of start, whatever has become of them."`
}

type series struct{ Body Series }

type makingSeries struct {
	Key  string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"200" doc:"Any word of your own for this wish. Sent again with the same one, it is done once."`
	Body Again
}

func (o Rooms) makeSeries(c *api.Call, in *makingSeries) (*series, error) {
	out := &series{}
	return out, c.Update(func(tx *store.Tx) error {
		made, err := c.Once(tx, in.Key, in.Body, func() (string, error) {
			q, by, p, r, err := in.Body.read(c, tx)
			if err != nil {
				return "", err
			}
			q.Schools = o.Schools()
			link, err := booking.Repeat(tx, by, q)
			if err != nil {
				return "", refusedDates(c, p, r, err)
			}
			b, err := booking.FindByLink(tx, link)
			if err != nil {
				return "", err
			}
			all, err := booking.OfSeries(tx, b.Series)
			if err != nil {
				return "", err
			}
			return b.Series.String(), o.Letters.Series(c.Ctx(), tx, alone(c.Actor), all, "series")
		})
		if err != nil {
			return err
		}
		out.Body, err = readSeries(c, tx, made)
		return err
	})
}

type ofSeries struct {
	ID string `path:"id" format:"uuid"`
}

func (o Rooms) getSeries(c *api.Call, in *ofSeries) (*series, error) {
	out := &series{}
	return out, c.View(func(tx *store.Tx) (err error) {
		out.Body, err = readSeries(c, tx, in.ID)
		return err
	})
}

var errNoSeries = fault.New(fault.NotFound, "api.series_unknown")

// readSeries reads what whoever asks may know of a series: what is theirs of it, or all of it for the team of its place.
func readSeries(c *api.Call, tx *store.Tx, text string) (v Series, err error) {
	which, err := id.Parse[booking.Series](text)
	if err != nil {
		return v, errNoSeries
	}
	s, err := booking.FindSeries(tx, which)
	if errors.Is(err, store.ErrNoRow) {
		return v, errNoSeries
	}
	if err != nil {
		return v, err
	}
	p, err := place.Find(tx, s.Place)
	if err != nil {
		return v, err
	}
	all, err := booking.OfSeries(tx, which)
	if err != nil {
		return v, err
	}
	v = Series{ID: s.ID.String(), Every: everyOf(s.Every), Start: s.Start.String(), Place: p.Slug, Items: []Booking{}}
	known, team := newAround(), booking.MayRunDesk(c.Actor, p)
	for _, b := range all {
		if !team && !mine(c, b) {
			continue
		}
		x, err := known.booking(c, tx, b)
		if err != nil {
			return v, err
		}
		v.Items = append(v.Items, x)
	}
	if len(v.Items) == 0 {
		return v, errNoSeries
	}
	return v, nil
}
