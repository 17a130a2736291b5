package membershipapi

import (
	"mitoyen/internal/api"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// Keyed is what is done once.
type Keyed struct {
	Key string `header:"Idempotency-Key" required:"true" minLength:"1" maxLength:"200" doc:"Any word of your own. Sent again with the same one, it is done once."`
}

// Days are a membership as it is asked for.
type Days struct {
	Group string `json:"group,omitempty" format:"uuid" doc:"None when it lacks."`
	First string `json:"first,omitempty" format:"date" doc:"Today when it lacks."`
	Last  string `json:"last,omitempty" format:"date" doc:"The last day on which it holds; until it is ended when it lacks."`
}

// read reads days, with today where none is said. All that can't be read is told at once.
func (d Days) read(tx *store.Tx, p place.Place) (group membership.GroupID, first, last civil.Date, err error) {
	var b fault.Breaches
	first = todayAt(tx, p)
	day := func(field, text string, into *civil.Date) {
		if text != "" {
			*into, err = civil.ParseDate(text)
			b.Check(err == nil && into.Year >= 1900 && into.Year <= 2200, field, "booking.day_unreadable")
		}
	}
	day("first", d.First, &first)
	day("last", d.Last, &last)
	if d.Group != "" {
		if group, err = id.Parse[resource.MemberGroup](d.Group); err != nil {
			b.Add("group", "membership.group_unknown")
		}
	}
	return group, first, last, b.Err()
}

// New is somebody who comes to belong.
type New struct {
	Known
	Days
}

// Known is what is known of somebody. In a change, what is left out stays.
type Known struct {
	Name          *string `json:"name,omitempty" maxLength:"400"`
	Email         *string `json:"email,omitempty" maxLength:"400"`
	Phone         *string `json:"phone,omitempty" maxLength:"400"`
	Born          *string `json:"born,omitempty" maxLength:"40" doc:"A day or a year, where a rule asks for an age." example:"2011-05-03"`
	Guardian      *string `json:"guardian,omitempty" maxLength:"400" doc:"Who answers for a minor."`
	GuardianPhone *string `json:"guardian_phone,omitempty" maxLength:"400"`
}

func (k Known) onto(p place.Place, m membership.Member) membership.KeepRequest {
	q := membership.KeepRequest{Place: p.ID, Member: m.ID, Name: m.Name, Email: m.Email, Phone: m.Phone, Born: string(m.Born), Guardian: m.Guardian}
	for _, x := range []struct {
		said *string
		into *string
	}{{k.Name, &q.Name}, {k.Email, &q.Email}, {k.Phone, &q.Phone}, {k.Born, &q.Born}, {k.Guardian, &q.Guardian.Name}, {k.GuardianPhone, &q.Guardian.Phone}} {
		if x.said != nil {
			*x.into = form.Line(*x.said)
		}
	}
	return q
}

type adding struct {
	AtPlace
	Keyed
	Body New
}

func add(c *api.Call, in *adding) (*one, error) {
	out := &one{}
	return out, c.Update(func(tx *store.Tx) error {
		p, err := in.find(c, tx)
		if err != nil {
			return err
		}
		made, err := c.Once(tx, in.Key, in.Body, func() (string, error) {
			q := in.Body.onto(p, membership.Member{})
			if q.Group, q.First, q.Last, err = in.Body.Days.read(tx, p); err != nil {
				return "", err
			}
			which, err := membership.Keep(tx, c.Actor, q)
			return which.String(), err
		})
		if err != nil {
			return err
		}
		_, m, err := AtMember{in.AtPlace, made}.find(c, tx)
		out.Body = memberOf(c, p, m, todayAt(tx, p))
		return err
	})
}

type changing struct {
	AtMember
	Body Known
}

func change(c *api.Call, in *changing) (*one, error) {
	out := &one{}
	return out, c.Update(func(tx *store.Tx) error {
		p, m, err := in.find(c, tx)
		if err != nil {
			return err
		}
		if _, err := membership.Keep(tx, c.Actor, in.Body.onto(p, m)); err != nil {
			return err
		}
		p, m, err = in.find(c, tx)
		out.Body = memberOf(c, p, m, todayAt(tx, p))
		return err
	})
}

type joining struct {
	AtMember
	Keyed
	Body Days
}

func join(c *api.Call, in *joining) (*one, error) {
	out := &one{}
	return out, c.Update(func(tx *store.Tx) error {
		p, m, err := in.find(c, tx)
		if err != nil {
			return err
		}
		_, err = c.Once(tx, in.Key, in.Body, func() (string, error) {
			q := membership.JoinRequest{Place: p.ID, Member: m.ID}
			if q.Group, q.First, q.Last, err = in.Body.read(tx, p); err != nil {
				return "", err
			}
			return "", membership.Join(tx, c.Actor, q)
		})
		if err != nil {
			return err
		}
		p, m, err = in.find(c, tx)
		out.Body = memberOf(c, p, m, todayAt(tx, p))
		return err
	})
}

type ending struct {
	AtMember
	Membership string `path:"membership" format:"uuid"`
}

func end(c *api.Call, in *ending) (*one, error) {
	out := &one{}
	return out, c.Update(func(tx *store.Tx) error {
		p, m, err := in.find(c, tx)
		if err != nil {
			return err
		}
		period, err := id.Parse[membership.Membership](in.Membership)
		if err != nil {
			return errUnknown
		}
		if err := membership.End(tx, c.Actor, p.ID, m.ID, period); err != nil {
			return err
		}
		p, m, err = in.find(c, tx)
		out.Body = memberOf(c, p, m, todayAt(tx, p))
		return err
	})
}

// NewGroup is a group that is added.
type NewGroup struct {
	Name string `json:"name" maxLength:"200"`
}

type grouping struct {
	AtPlace
	Keyed
	Body NewGroup
}

func addGroup(c *api.Call, in *grouping) (*groupsOf, error) {
	out := &groupsOf{}
	return out, c.Update(func(tx *store.Tx) error {
		p, err := in.find(c, tx)
		if err != nil {
			return err
		}
		_, err = c.Once(tx, in.Key, in.Body, func() (string, error) {
			if _, err := place.ForChange(tx, p.ID); err != nil { // nobody else names groups meanwhile
				return "", err
			}
			all, err := membership.Groups(tx, p.Organisation)
			if err != nil {
				return "", err
			}
			err = membership.NameGroups(tx, c.Actor, p.ID, append(all, membership.Group{Name: form.Line(in.Body.Name)}))
			return "", api.Renamed(err, map[string]string{"groups": "name", membership.GroupField(len(all)): "name"})
		})
		if err != nil {
			return err
		}
		out.Body.Items, err = groupsAt(tx, p)
		return err
	})
}
