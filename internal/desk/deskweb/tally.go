package deskweb

import (
	"context"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/booking"
	"mitoyen/internal/desk"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// atDesk reads the place of an address for somebody of its desk.
func atDesk(c *web.Call, tx *store.Tx) (place.Place, error) {
	p, err := place.FindBySlug(tx, c.Path("slug"))
	if err == nil && !booking.MayRunDesk(c.Actor, p) {
		err = fault.New(fault.Forbidden, "organisation.may_not")
	}
	return p, err
}

func (p Pages) tally(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var reason desk.ReasonID
	if reason.UnmarshalText([]byte(f.Get("reason"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		at, err := atDesk(c, tx)
		if err != nil {
			return err
		}
		return desk.Count(tx, c.Actor, desk.CountRequest{Submission: f.Submission(), Place: at.ID, Reason: reason, Age: desk.Age(f.Get("age"))})
	})
	if err != nil {
		return err
	}
	return c.Go("desk.day", "slug", c.Path("slug"))
}

func (p Pages) untally(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var which desk.VisitID
	if which.UnmarshalText([]byte(f.Get("visit"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		at, err := atDesk(c, tx)
		if err != nil {
			return err
		}
		return desk.Uncount(tx, c.Actor, at.ID, which)
	})
	if err != nil {
		return err
	}
	return c.Go("desk.day", "slug", c.Path("slug"))
}

func (p Pages) see(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var which desk.ToldID
	if which.UnmarshalText([]byte(f.Get("report"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		at, err := atDesk(c, tx)
		if err != nil {
			return err
		}
		return desk.See(tx, c.Actor, at.ID, which)
	})
	if err != nil {
		return err
	}
	return c.Go("desk.day", "slug", c.Path("slug"))
}

// counted is the page of a place's visits.
type counted struct {
	Place       place.Place
	First, Last civil.Date
	Sums        []desk.Sum
	Reasons     string // one a line, as the manager's form shows them
	Keeps       bool
	Refusal     error
}

// readDays reads the first and the last day that figures are asked for: by default the last four weeks.
func readDays(c *web.Call, today civil.Date) (first, last civil.Date) {
	read := func(name string, otherwise civil.Date) civil.Date {
		d, err := civil.ParseDate(c.Query().Text(name))
		if err != nil || d.Year < 2000 || d.Year > 2200 {
			return otherwise
		}
		return d
	}
	last = read("au", today)
	first = read("du", last.AddDays(-27))
	if last.Before(first) {
		first, last = last, first
	}
	if last.DaysSince(first) > desk.MostDays {
		first = last.AddDays(-desk.MostDays)
	}
	return first, last
}

func (p Pages) figures(c *web.Call) error { return p.showFigures(c, counted{}) }

func (p Pages) showFigures(c *web.Call, v counted) error {
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = atDesk(c, tx); err != nil {
			return err
		}
		v.Keeps = desk.MayKeep(c.Actor, v.Place)
		v.First, v.Last = readDays(c, today(c, v.Place))
		if v.Sums, err = desk.Figures(tx, c.Actor, v.Place, v.First, v.Last); err != nil || v.Refusal != nil {
			return err
		}
		all, err := desk.Reasons(tx, v.Place.ID)
		for _, r := range all {
			v.Reasons += r.Name + "\n"
		}
		return err
	})
	if err != nil {
		return err
	}
	if v.Reasons == "" && v.Refusal == nil {
		v.Reasons = c.P.T("desk.reasons.usual")
	}
	title := c.P.T("desk.figures")
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal)}, figuresPage(v, title))
}

func (p Pages) keepReasons(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	typed := f.Lines("reasons")
	var names []string
	for line := range strings.Lines(typed) {
		if name := strings.Join(strings.Fields(line), " "); name != "" {
			names = append(names, name)
		}
	}
	err = c.Update(func(tx *store.Tx) error {
		at, err := mayKeep(c, tx)
		if err != nil {
			return err
		}
		return desk.KeepReasons(tx, c.Actor, at.ID, names)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showFigures(c, counted{Reasons: typed, Refusal: refusal}) })
	}
	c.Say("desk.reasons.kept")
	return c.Go("desk.figures", "slug", c.Path("slug"))
}

// figuresCSV sends the sums, one line for each day, reason and age. Columns are named in English, stable from now on.
func (p Pages) figuresCSV(c *web.Call) error {
	var at place.Place
	var sums []desk.Sum
	var first, last civil.Date
	err := c.View(func(tx *store.Tx) (err error) {
		if at, err = mayKeep(c, tx); err != nil {
			return err
		}
		first, last = readDays(c, today(c, at))
		sums, err = desk.Figures(tx, c.Actor, at, first, last)
		return err
	})
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="visites-`+at.Slug+"-"+first.String()+"-"+last.String()+`.csv"`)
	h.Set("Cache-Control", "private, no-store")
	w := csv.NewWriter(c.W)
	w.Write([]string{"day", "reason", "age", "visits"}) //nolint:errcheck // Error tells
	for _, s := range sums {
		w.Write([]string{s.Day.String(), plain(s.Reason), string(s.Age), strconv.Itoa(s.Count)}) //nolint:errcheck // Error tells
	}
	w.Flush()
	return w.Error()
}

// plain keeps a spreadsheet from taking a text for a formula (OWASP, CSV injection).
func plain(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// table sums the visits by one of their sides, in the order in which they come.
func (v counted) table(ctx context.Context, caption, head string, of func(desk.Sum) string) ui.Table {
	p := i18n.From(ctx)
	t := ui.Table{Caption: caption, Columns: []ui.Column{{Text: head}, {Text: p.T("desk.figures.visits"), Num: true}}}
	at, total := map[string]int{}, 0
	var order []string
	for _, s := range v.Sums {
		key := of(s)
		if _, known := at[key]; !known {
			order = append(order, key)
		}
		at[key] += s.Count
		total += s.Count
	}
	for _, key := range order {
		t.Rows = append(t.Rows, ui.TableRow{Cells: []ui.TableCell{{Text: key}, {Text: p.Number(at[key])}}})
	}
	t.Foot = []ui.TableCell{{Text: p.T("desk.figures.total")}, {Text: p.Number(total)}}
	return t
}

func (v counted) byReason(ctx context.Context) ui.Table {
	return v.table(ctx, i18n.T(ctx, "desk.figures.by_reason"), i18n.T(ctx, "desk.figures.reason"), func(s desk.Sum) string { return s.Reason })
}

func (v counted) byDay(ctx context.Context) ui.Table {
	p := i18n.From(ctx)
	return v.table(ctx, p.T("desk.figures.by_day"), p.T("desk.figures.day"), func(s desk.Sum) string { return p.Day(s.Day) })
}

func (v counted) byAge(ctx context.Context) ui.Table {
	p := i18n.From(ctx)
	v.Sums = slices.Clone(v.Sums)
	slices.SortStableFunc(v.Sums, func(a, b desk.Sum) int { return slices.Index(desk.Ages, a.Age) - slices.Index(desk.Ages, b.Age) })
	return v.table(ctx, p.T("desk.figures.by_age"), p.T("desk.age"), func(s desk.Sum) string {
		if s.Age == "" {
			return p.T("desk.age.none")
		}
		return p.T("desk.age." + string(s.Age))
	})
}

// on is how many came on a day.
func (v counted) on(day civil.Date) (n int) {
	for _, s := range v.Sums {
		if s.Day == day {
			n += s.Count
		}
	}
	return n
}
