package bookingapi

import (
	"slices"

	"mitoyen/internal/api"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// MoveAll is what a booking is to become, and which others of its series go with it. What is left out stays.
type MoveAll struct {
	Move
	Extent string   `json:"extent" enum:"following,whole" doc:"This one and those after it, or all that are still to come."`
	Leave  []string `json:"leave,omitempty" format:"date" maxItems:"200" doc:"Days, as they are now, whose bookings stay as they are."`
}

type movingSeries struct {
	Known
	Key  string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"200" doc:"Any word of your own for this change. Sent again with the same one, it is done once."`
	Body MoveAll
}

// Changed is the bookings that a change has reached.
type Changed struct {
	Items []Booking `json:"items" doc:"Those that were changed, as they are now, in order of start."`
}

type changed struct{ Body Changed }

func (o Rooms) moveSeries(c *api.Call, in *movingSeries) (*series, error) {
	out := &series{}
	return out, c.Update(func(tx *store.Tx) error {
		before, err := in.find(c, tx)
		if err != nil {
			return err
		}
		by, p, err := whoChanges(c, tx, before, in.Body.Team)
		if err != nil {
			return err
		}
		if before.Series.IsZero() {
			return errNoSeries
		}
		_, err = c.Once(tx, in.Key, in.Body, func() (string, error) { return "", o.movedAll(c, tx, by, p, before, in.Body) })
		if err != nil {
			return err
		}
		out.Body, err = readSeries(c, tx, before.Series.String())
		return err
	})
}

// whoChanges is who changes a booking: its person as anybody, or the team of its place.
func whoChanges(c *api.Call, tx *store.Tx, b booking.Booking, team bool) (organisation.Actor, place.Place, error) {
	p, err := place.Find(tx, b.Place)
	if err != nil || !team && mine(c, b) {
		return alone(c.Actor), p, err
	}
	return c.Actor, p, mustBeTeam(c, p)
}

func (o Rooms) movedAll(c *api.Call, tx *store.Tx, by organisation.Actor, p place.Place, before booking.Booking, m MoveAll) error {
	to, err := m.onto(before)
	if err != nil {
		return err
	}
	r, err := resource.FindByID(tx, to.Resource)
	if err != nil {
		return err
	}
	q := booking.ShiftRequest{Link: before.Link, Extent: booking.Extent(m.Extent), From: to.From, To: to.To, Schools: o.Schools()}
	if m.Units != nil {
		q.Units = *m.Units
	}
	if m.People != nil {
		q.People = *m.People
	}
	switch {
	case to.Resource == before.Resource:
	case !booking.MayRunDesk(by, p):
		return fault.New(fault.Forbidden, "api.other_resource")
	default:
		q.Resource = to.Resource
	}
	if booking.MayRunDesk(by, p) {
		q.Reason = form.Line(m.Reason)
	}
	for _, s := range m.Leave {
		d, err := civil.ParseDate(s)
		if err != nil {
			var b fault.Breaches
			b.Add("leave", "booking.day_unreadable")
			return b.Err()
		}
		q.Leave = append(q.Leave, d)
	}
	were, err := booking.OfSeries(tx, before.Series)
	if err != nil {
		return err
	}
	moved, err := booking.Shift(tx, by, q)
	if err != nil {
		return refusedDates(c, p, r, err)
	}
	were = slices.DeleteFunc(were, func(b booking.Booking) bool {
		return !slices.ContainsFunc(moved, func(m booking.Booking) bool { return m.ID == b.ID })
	})
	if err := o.Letters.Left(c.Ctx(), tx, were...); err != nil {
		return err
	}
	return o.Letters.Series(c.Ctx(), tx, alone(c.Actor), moved, "series_moved")
}

type cancellingSeries struct {
	Known
	Extent string `query:"extent" required:"true" enum:"following,whole" doc:"This one and those after it, or all that are still to come."`
	Team   bool   `query:"team" doc:"As the team of the place: no deadline binds it. Bookings of others are always cancelled so."`
}

func (o Rooms) cancelSeries(c *api.Call, in *cancellingSeries) (*changed, error) {
	out := &changed{}
	return out, c.Update(func(tx *store.Tx) error {
		out.Body.Items = []Booking{}
		before, err := in.find(c, tx)
		if err != nil {
			return err
		}
		by, _, err := whoChanges(c, tx, before, in.Team)
		if err != nil {
			return err
		}
		if before.Series.IsZero() {
			return errNoSeries
		}
		gone, were, err := booking.CancelSeries(tx, by, before.Link, booking.Extent(in.Extent))
		if f, ok := fault.As(err); ok && f.Code == "booking.over" && before.State == booking.Cancelled {
			return nil // it was done before
		}
		if err != nil {
			return err
		}
		if err := o.Letters.Left(c.Ctx(), tx, were...); err != nil {
			return err
		}
		known := newAround()
		for _, b := range gone {
			v, err := known.booking(c, tx, b)
			if err != nil {
				return err
			}
			out.Body.Items = append(out.Body.Items, v)
		}
		return o.Letters.Series(c.Ctx(), tx, alone(c.Actor), gone, "series_cancelled")
	})
}
