package shiftweb

import (
	"context"
	"strconv"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
	"mitoyen/internal/shift"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// setting is how a place opens, for its manager.
type setting struct {
	Place      place.Place
	Today      civil.Date
	Patterns   []shift.Pattern
	Warn       string
	ByShifts   bool
	Typed      map[string]string
	Days       []string // as ticked
	Submission string
	Refusal    error
}

func (p Pages) settings(c *web.Call) error { return p.showSettings(c, setting{}) }

func (p Pages) showSettings(c *web.Call, v setting) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = found(c, tx, shift.MayKeep); err != nil {
			return err
		}
		v.Today = civil.DateOf(tx.Now.In(v.Place.Zone()))
		all, err := shift.Patterns(tx, v.Place.ID)
		if err != nil {
			return err
		}
		for _, x := range all {
			if x.Last.IsZero() || !x.Last.Before(v.Today) {
				v.Patterns = append(v.Patterns, x)
			}
		}
		if v.Warn == "" {
			n, err := shift.WarnDays(tx, v.Place.ID)
			if err != nil {
				return err
			}
			v.Warn, v.ByShifts = strconv.Itoa(n), v.Place.ByShifts
		}
		return nil
	})
	if err != nil {
		return err
	}
	if v.Typed == nil {
		v.Typed = map[string]string{"first": v.Today.String(), "wanted": "1", "least": "1"}
	}
	title := c.P.T("shift.settings.title", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	return c.Page(web.Page{Title: title, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal)}, settingsPage(v, title))
}

func (p Pages) set(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := setting{Warn: f.Text("warn"), ByShifts: f.Get("by") == "shifts"}
	err = c.Update(func(tx *store.Tx) error {
		x, err := found(c, tx, shift.MayKeep)
		if err != nil {
			return err
		}
		n, unread := strconv.Atoi(v.Warn)
		if unread != nil {
			n = -1
		}
		return shift.Set(tx, c.Actor, shift.Settings{Place: x.ID, ByShifts: v.ByShifts, WarnDays: n})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return p.showSettings(c, v)
		})
	}
	c.Say("shift.set")
	return c.Go("shift.settings", "slug", c.Path("slug"))
}

func (p Pages) add(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := setting{Typed: map[string]string{}, Days: f.Values["days"]}
	for _, name := range []string{"name", "hours", "first", "last", "wanted", "least"} {
		v.Typed[name] = f.Text(name)
	}
	err = c.Update(func(tx *store.Tx) error {
		x, err := found(c, tx, shift.MayKeep)
		if err != nil {
			return err
		}
		var b fault.Breaches
		q := v.read(&b)
		q.Place = x.ID
		if err := b.Err(); err != nil {
			return err
		}
		return shift.Add(tx, c.Actor, shift.AddRequest{Submission: f.Submission(), Pattern: q})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return p.showSettings(c, v)
		})
	}
	c.Say("shift.added")
	return c.Go("shift.settings", "slug", c.Path("slug"))
}

// read reads a pattern as it was typed. Hours are typed as everywhere: "10h-16h". A single shift begins and ends on the same day, and needs no
// day of the week.
func (v setting) read(b *fault.Breaches) (q shift.Pattern) {
	q.Name = v.Typed["name"]
	day := func(name string) (d civil.Date) {
		if v.Typed[name] == "" && name == "last" {
			return d
		}
		d, err := civil.ParseDate(v.Typed[name])
		b.Check(err == nil, name, "shift.day_missing")
		return d
	}
	number := func(name string) int {
		n, err := strconv.Atoi(v.Typed[name])
		b.Check(err == nil, name, "resource.no_number")
		return n
	}
	q.First, q.Last, q.Wanted, q.Least = day("first"), day("last"), number("wanted"), number("least")
	for _, s := range v.Days {
		if n, err := strconv.Atoi(s); err == nil && n >= 0 && n < 7 {
			q.Days = q.Days.With(time.Weekday(n))
		}
	}
	if q.Days == 0 && !q.First.IsZero() && q.First == q.Last {
		q.Days = q.Days.With(q.First.Weekday())
	}
	b.Check(q.Days != 0, "days", "shift.days_missing")
	d, err := opening.ParseDay(v.Typed["hours"])
	if err != nil || len(d.Spans) != 1 {
		b.Add("hours", "shift.hours_missing")
		return q
	}
	q.From, q.To = d.Spans[0].From, d.Spans[0].To
	return q
}

func (p Pages) end(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var which shift.PatternID
	if which.UnmarshalText([]byte(f.Get("pattern"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		x, err := found(c, tx, shift.MayKeep)
		if err != nil {
			return err
		}
		return shift.End(tx, c.Actor, which, civil.DateOf(tx.Now.In(x.Zone())))
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showSettings(c, setting{Refusal: refusal}) })
	}
	c.Say("shift.ended")
	return c.Go("shift.settings", "slug", c.Path("slug"))
}

// say is a pattern in a line: "mardi et samedi, 10 h – 16 h, depuis le 1er décembre 2026".
func say(p *i18n.Printer, x shift.Pattern) string {
	if x.First == x.Last {
		return p.T("shift.once", i18n.Args{"Day": p.Date(x.First), "Hours": p.Range(x.From, x.To)})
	}
	var days []string
	for _, d := range x.Days.Weekdays() {
		days = append(days, p.Weekday(d))
	}
	text := p.T("shift.weekly", i18n.Args{"Days": p.List(days), "Hours": p.Range(x.From, x.To)})
	if !x.Last.IsZero() {
		text += ", " + p.T("shift.until", i18n.Args{"Day": p.Date(x.Last)})
	}
	return text
}

func (v setting) days(p *i18n.Printer) []ui.Choice {
	var all []ui.Choice
	for _, d := range opening.MondayFirst {
		value := strconv.Itoa(int(d))
		checked := false
		for _, t := range v.Days {
			checked = checked || t == value
		}
		all = append(all, ui.Choice{Value: value, Text: p.Weekday(d), Checked: checked})
	}
	return all
}

func labels(ctx context.Context) map[string]string {
	names := map[string]string{}
	for _, f := range []string{"name", "days", "hours", "first", "last", "wanted", "least", "warn"} {
		names[f] = i18n.T(ctx, "shift.field."+f)
	}
	for field, key := range map[string]string{"le": "booking.form.day", "de": "booking.form.from", "a": "booking.form.to"} {
		names[field] = i18n.T(ctx, key)
	}
	return names
}
