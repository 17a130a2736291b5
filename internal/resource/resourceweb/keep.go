package resourceweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// listing is what a place lends, for its manager.
type listing struct {
	Place place.Place
	All   []resource.Resource
}

func all(c *web.Call) error {
	var v listing
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = mayKeep(c, tx); err != nil {
			return err
		}
		v.All, err = resource.Of(tx, v.Place.ID, true)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("resource.all.title", i18n.Args{"Name": v.Place.Name})
	return c.Page(web.Page{Title: title, Robots: "noindex", Team: true}, listPage(v, title))
}

// keeping is the form of a resource, as it stands or as it was typed.
type keeping struct {
	Place      place.Place
	Resource   resource.Resource // as it stands; its ID is zero for a new one
	Others     []resource.Resource
	Typed      map[string]string
	Parts      []string // ids
	Needs      []string
	Submission string
	Refusal    error
}

func fresh(c *web.Call) error {
	return show(c, keeping{Submission: form.NewSubmission(), Typed: map[string]string{"units": "1", "step": "30", "min": "60", "horizon": "90"}})
}

func edit(c *web.Call) error { return show(c, keeping{Submission: form.NewSubmission()}) }

func show(c *web.Call, v keeping) error {
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = mayKeep(c, tx); err != nil {
			return err
		}
		v.Others, err = resource.Of(tx, v.Place.ID, false)
		return err
	})
	if err != nil {
		return err
	}
	if slug := c.Path("resource"); slug != "" {
		i := slices.IndexFunc(v.Others, func(r resource.Resource) bool { return r.Slug == slug })
		if i < 0 {
			return fault.New(fault.NotFound, "resource.unknown")
		}
		v.Resource = v.Others[i]
		v.Others = slices.Delete(slices.Clone(v.Others), i, i+1)
		if v.Typed == nil {
			v.fill(c.P)
		}
	}
	title := c.P.T("resource.new")
	if !v.Resource.ID.IsZero() {
		title = c.P.T("resource.edit.title", i18n.Args{"Name": v.Resource.Name})
	}
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, keepPage(v, title))
}

// fill writes what stands into the form.
func (v *keeping) fill(p *i18n.Printer) {
	r := v.Resource
	v.Typed = map[string]string{
		"name": r.Name, "kind": string(r.Kind), "units": count(r.Units), "people": count(r.Sheet.People), "summary": r.Sheet.Summary,
		"equipment": strings.Join(r.Sheet.Equipment, "\n"), "stepfree": string(r.Sheet.StepFree), "access": r.Sheet.Access, "terms": r.Sheet.Terms,
		"begin": strings.Join(r.Sheet.Begin, "\n"), "end": strings.Join(r.Sheet.End, "\n"), "hours": r.Hours,
		"mode": string(r.Rules.Mode), "step": count(r.Rules.StepMinutes()), "min": count(r.Rules.Min), "max": count(r.Rules.Max), "days": count(r.Rules.Days),
		"slots": saySlots(p, r.Rules.Slots), "arrive": r.Rules.Arrive.String(), "leave": r.Rules.Leave.String(), "notice": count(r.Rules.Notice),
		"horizon": count(r.Rules.HorizonDays()), "buffer": count(r.Rules.Buffer), "ahead": count(r.Rules.Ahead), "gap": count(r.Rules.Gap), "cancel": count(r.Rules.Cancel / 60),
		"noshow": count(r.Rules.NoShow),
	}
	if r.Rules.Sign {
		v.Typed["sign"] = "1"
	}
	if r.Rules.Alone {
		v.Typed["alone"] = "1"
	}
	for _, q := range r.Rules.Quotas {
		v.Typed["count."+string(q.Per)] = count(q.Count)
		v.Typed["hours."+string(q.Per)] = count(q.Minutes / 60)
	}
	for _, d := range r.Draws {
		if d.Whole {
			v.Parts = append(v.Parts, d.Other.String())
		} else {
			v.Needs = append(v.Needs, d.Other.String())
		}
	}
}

// count is a number for a field: nothing for none.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func saySlots(p *i18n.Printer, slots []resource.Slot) string {
	var all []string
	for _, s := range slots {
		all = append(all, p.Range(s.From, s.To))
	}
	return strings.Join(all, ", ")
}

func keep(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := keeping{Typed: map[string]string{}, Submission: f.Submission(), Parts: f.Values["parts"], Needs: f.Values["needs"]}
	for name := range f.Values {
		v.Typed[name] = f.Lines(name)
	}
	err = c.Update(func(tx *store.Tx) error {
		p, err := mayKeep(c, tx)
		if err != nil {
			return err
		}
		q := resource.KeepRequest{Submission: f.Submission(), Place: p.ID}
		if slug := c.Path("resource"); slug != "" {
			if q.Resource, err = resource.Find(tx, p.ID, slug); err != nil {
				return err
			}
		}
		var b fault.Breaches
		v.onto(&q.Resource, &b)
		if q.Parts, err = ids(v.Parts); err == nil {
			q.Needs, err = ids(v.Needs)
		}
		if err != nil {
			return err
		}
		_, err = resource.Keep(tx, c.Actor, q)
		return together(b.Err(), err)
	})
	if err != nil {
		v.Submission = form.NewSubmission()
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return show(c, v)
		})
	}
	c.Say("resource.kept")
	return c.Go("resource.all", "slug", c.Path("slug"))
}

// together tells what couldn't be read and what breaks a rule at once, each field once.
func together(unread, refused error) error {
	a, ok := fault.As(unread)
	if !ok {
		return refused
	}
	b, ok := fault.As(refused)
	if refused != nil && (!ok || b.Kind != fault.Invalid) {
		return refused
	}
	all := *a
	if b != nil {
		for _, x := range b.Fields {
			if !slices.ContainsFunc(all.Fields, func(y fault.Field) bool { return y.Name == x.Name }) {
				all.Fields = append(all.Fields, x)
			}
		}
	}
	return &all
}

func ids(texts []string) ([]resource.ID, error) {
	var all []resource.ID
	for _, s := range texts {
		var x resource.ID
		if x.UnmarshalText([]byte(s)) != nil || x.IsZero() {
			return nil, fault.New(fault.Invalid, "fault.stale_form")
		}
		all = append(all, x)
	}
	return all, nil
}

// onto reads the form onto a resource. What can't be read is told beside its field.
func (v keeping) onto(r *resource.Resource, b *fault.Breaches) {
	number := func(field string, times int) int {
		s := v.Typed[field]
		if s == "" {
			return 0
		}
		n, err := strconv.Atoi(s)
		b.Check(err == nil, field, "resource.no_number")
		return n * times
	}
	clock := func(field string) civil.Clock {
		c, err := civil.ParseClock(v.Typed[field])
		b.Check(err == nil, field, "resource.no_hour")
		return c
	}
	r.Name, r.Kind, r.Units, r.Hours = v.Typed["name"], resource.Kind(v.Typed["kind"]), number("units", 1), v.Typed["hours"]
	r.Sheet.Summary, r.Sheet.People, r.Sheet.StepFree = v.Typed["summary"], number("people", 1), answer(v.Typed["stepfree"])
	r.Sheet.Access, r.Sheet.Terms = v.Typed["access"], v.Typed["terms"]
	r.Sheet.Equipment, r.Sheet.Begin, r.Sheet.End = lines(v.Typed["equipment"]), lines(v.Typed["begin"]), lines(v.Typed["end"])
	r.Rules = resource.Rules{Mode: resource.Mode(v.Typed["mode"]), Notice: number("notice", 1), Horizon: number("horizon", 1), Buffer: number("buffer", 1),
		Ahead: number("ahead", 1), Gap: number("gap", 1), Cancel: number("cancel", 60), NoShow: number("noshow", 1), Sign: v.Typed["sign"] != "", Alone: v.Typed["alone"] != ""}
	switch r.Rules.Mode {
	case resource.Slots:
		r.Rules.Slots = readSlots(v.Typed["slots"], b)
	case resource.Nights:
		r.Rules.Min, r.Rules.Max, r.Rules.Arrive, r.Rules.Leave = number("min", 1), number("max", 1), clock("arrive"), clock("leave")
	default:
		r.Rules.Step, r.Rules.Min, r.Rules.Max, r.Rules.Days = number("step", 1), number("min", 1), number("max", 1), number("days", 1)
	}
	for _, per := range resource.Periods {
		q := resource.Quota{Per: per, Count: number("count."+string(per), 1), Minutes: number("hours."+string(per), 60)}
		if q.Count != 0 || q.Minutes != 0 {
			r.Rules.Quotas = append(r.Rules.Quotas, q)
		}
	}
}

// readSlots reads fixed slots as hours of a day are typed everywhere: "9h-12h30, 14h-18h".
func readSlots(text string, b *fault.Breaches) []resource.Slot {
	if text == "" {
		return nil
	}
	day, err := opening.ParseDay(text)
	if f, ok := fault.As(err); ok {
		b.Add("slots", f.Code, f.Args)
		return nil
	}
	var all []resource.Slot
	for _, s := range day.Spans {
		all = append(all, resource.Slot{From: s.From, To: s.To})
	}
	return all
}

func answer(s string) place.Answer {
	switch a := place.Answer(s); a {
	case place.Yes, place.No:
		return a
	}
	return place.Unknown
}

func lines(text string) []string {
	var all []string
	for s := range strings.SplitSeq(text, "\n") {
		if s = strings.TrimSpace(s); s != "" && len(all) < 50 {
			all = append(all, s)
		}
	}
	return all
}

// labels are the fields' names, for the summary of what is wrong.
func labels(ctx context.Context) map[string]string {
	names := map[string]string{}
	for _, f := range []string{"name", "kind", "units", "people", "summary", "access", "terms", "hours", "mode", "step", "min", "max", "days", "slots", "arrive", "leave", "notice", "horizon", "buffer",
		"ahead", "gap", "cancel", "noshow"} {
		names[f] = i18n.T(ctx, "resource.field."+f)
	}
	for _, per := range resource.Periods {
		names["quota."+string(per)] = i18n.T(ctx, "resource.field.quota")
	}
	names["draws"] = i18n.T(ctx, "resource.field.parts")
	return names
}

func kindOptions(p *i18n.Printer) []ui.Option {
	all := []ui.Option{{Value: "", Text: p.T("resource.choose_kind")}}
	for _, k := range resource.Kinds {
		all = append(all, ui.Option{Value: string(k), Text: p.T("resource.kind." + string(k))})
	}
	return all
}

func (v keeping) others(picked []string) []ui.Choice {
	var all []ui.Choice
	for _, r := range v.Others {
		all = append(all, ui.Choice{Value: r.ID.String(), Text: r.Name, Checked: slices.Contains(picked, r.ID.String())})
	}
	return all
}
