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
	"mitoyen/internal/membership"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
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
	title := c.P.T("resource.all.title", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	return c.Page(web.Page{Title: title, Robots: "noindex", At: v.Place}, listPage(v, title))
}

// keeping is the form of a resource, as it stands or as it was typed.
type keeping struct {
	Place      place.Place
	Resource   resource.Resource // as it stands; its ID is zero for a new one
	Others     []resource.Resource
	Typed      map[string]string
	Parts      []string // ids
	Needs      []string
	Groups     []membership.Group
	Picked     []string                   // ids of groups that may book
	Authorised []membership.Authorisation // who may use it today
	Team       []organisation.Holder
	Referents  []string // ids of people
	Submission string
	Refusal    error
}

func fresh(c *web.Call) error {
	return show(c, keeping{Submission: form.NewSubmission(), Typed: map[string]string{"units": "1", "step": c.P.Length(30), "min": c.P.Length(60), "horizon": "90"}})
}

func edit(c *web.Call) error { return show(c, keeping{Submission: form.NewSubmission()}) }

func show(c *web.Call, v keeping) error {
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = mayKeep(c, tx); err != nil {
			return err
		}
		if v.Others, err = resource.Of(tx, v.Place.ID, false); err != nil {
			return err
		}
		if v.Groups, err = membership.Groups(tx, v.Place.Organisation); err != nil {
			return err
		}
		for _, r := range v.Others {
			if r.Slug == c.Path("resource") && r.Rules.Authorise {
				v.Authorised, err = membership.AuthorisedFor(tx, r.ID, civil.DateOf(tx.Now.In(v.Place.Zone())))
			}
		}
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
		}
		return v.readTeam(tx)
	})
	if err != nil {
		return err
	}
	if !v.Resource.ID.IsZero() && v.Typed == nil {
		v.fill(c.P)
	}
	title := c.P.T("resource.new")
	if !v.Resource.ID.IsZero() {
		title = c.P.T("resource.edit.title", i18n.Args{"Name": v.Resource.Name})
	}
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal)}, keepPage(v, title))
}

// fill writes what stands into the form.
func (v *keeping) fill(p *i18n.Printer) {
	r := v.Resource
	v.Typed = map[string]string{
		"name": r.Name, "kind": string(r.Kind), "units": count(r.Units), "people": count(r.Sheet.People), "summary": r.Sheet.Summary,
		"equipment": strings.Join(r.Sheet.Equipment, "\n"), "stepfree": string(r.Sheet.StepFree), "access": r.Sheet.Access, "terms": r.Sheet.Terms,
		"begin": strings.Join(r.Sheet.Begin, "\n"), "end": strings.Join(r.Sheet.End, "\n"), "hours": r.Hours,
		"mode": string(r.Rules.Mode), "slots": saySlots(p, r.Rules.Slots), "arrive": r.Rules.Arrive.String(), "leave": r.Rules.Leave.String(),
	}
	v.fillLayer(p, r.Own, r.Rules)
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

// fillLayer writes what a layer says into the form, as its fields are called: numbers that it says, and ticks as they hold.
func (v *keeping) fillLayer(p *i18n.Printer, own resource.Layer, holds resource.Rules) {
	for field, n := range map[string]*int{"days": own.Days, "horizon": own.Horizon, "ahead": own.Ahead, "age": own.Age, "guardian": own.Guardian, "repeat": own.Repeat} {
		v.Typed[field] = saidNumber(n)
	}
	for field, n := range map[string]*int{"step": own.Step, "min": own.Min, "max": own.Max, "notice": own.Notice, "buffer": own.Buffer, "gap": own.Gap, "noshow": own.NoShow, "cancel": own.Cancel} {
		v.Typed[field] = v.sayLength(p, field, n)
	}
	v.Typed["lone"] = string(holds.Lone)
	for field, yes := range map[string]bool{"key": holds.Key, "referent": holds.Referent, "sign": holds.Sign, "alone": holds.Alone, "authorise": holds.Authorise, "approve": holds.Approve} {
		if yes {
			v.Typed[field] = "1"
		}
	}
	for _, q := range own.Quotas {
		v.Typed["count."+string(q.Per)] = strconv.Itoa(q.Count)
		v.Typed["hours."+string(q.Per)] = p.Length(q.Minutes)
	}
	switch {
	case len(holds.Who.Groups) > 0:
		v.Typed["who"] = "groups"
	case holds.Who.Members:
		v.Typed["who"] = "members"
	}
	for _, g := range holds.Who.Groups {
		v.Picked = append(v.Picked, g.String())
	}
}

// saidNumber is a number for a field: nothing when nobody said one.
func saidNumber(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
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
	v := keeping{Typed: map[string]string{}, Submission: f.Submission(), Parts: f.Values["parts"], Needs: f.Values["needs"], Picked: f.Values["groups"],
		Referents: append([]string{}, f.Values["referents"]...)}
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
		own := v.onto(&q.Resource, &b)
		q.Own = &own
		if err := v.readCompany(&q); err != nil {
			return err
		}
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

// onto reads the form onto a resource, and what it says of the rules. What can't be read is told beside its field.
func (v keeping) onto(r *resource.Resource, b *fault.Breaches) resource.Layer {
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
	mode := resource.Mode(v.Typed["mode"])
	own := v.layer(b, resource.Merge(resource.Layer{Mode: &mode}, r.Below, nil))
	own.Mode = &mode
	switch mode {
	case resource.Slots:
		own.Slots = readSlots(v.Typed["slots"], b)
		own.Step, own.Min, own.Max, own.Days = nil, nil, nil, nil
	case resource.Nights:
		arrive, leave := clock("arrive"), clock("leave")
		own.Arrive, own.Leave, own.Step, own.Days = &arrive, &leave, nil, nil
	}
	return own
}

// layer reads what the form says of the rules: numbers that were typed, zero too; ticks where they differ from what holds without it.
func (v keeping) layer(b *fault.Breaches, without resource.Rules) (l resource.Layer) {
	number := func(field string) *int {
		s := v.Typed[field]
		if s == "" {
			return nil
		}
		n, err := strconv.Atoi(s)
		b.Check(err == nil, field, "resource.no_number")
		return &n
	}
	length := func(field string) *int { return v.readLength(field, lengthFields[field], b) }
	tick := func(field string, holds bool) *bool {
		if yes := v.Typed[field] != ""; yes != holds {
			return &yes
		}
		return nil
	}
	l = resource.Layer{Step: length("step"), Min: length("min"), Max: length("max"), Days: number("days"), Notice: length("notice"), Horizon: number("horizon"),
		Buffer: length("buffer"), Ahead: number("ahead"), Gap: length("gap"), Cancel: length("cancel"), Repeat: number("repeat"), Age: number("age"), Guardian: number("guardian"), NoShow: length("noshow"),
		Sign: tick("sign", without.Sign), Alone: tick("alone", without.Alone), Authorise: tick("authorise", without.Authorise), Approve: tick("approve", without.Approve)}
	for _, per := range resource.Periods {
		bookings, minutes := number("count."+string(per)), v.readLength("hours."+string(per), civil.Hour, b)
		if bookings == nil && minutes == nil {
			continue
		}
		q := resource.Quota{Per: per}
		if bookings != nil {
			q.Count = *bookings
		}
		if minutes != nil {
			q.Minutes = *minutes
		}
		l.Quotas = append(l.Quotas, q)
	}
	who := v.audience(b)
	if who.Members != without.Who.Members || !slices.Equal(who.Groups, without.Who.Groups) {
		l.Who = &who
	}
	return l
}

// audience reads who may book.
func (v keeping) audience(b *fault.Breaches) (a resource.Audience) {
	switch v.Typed["who"] {
	case "members":
		a.Members = true
	case "groups":
		for _, s := range v.Picked {
			var g resource.GroupID
			if g.UnmarshalText([]byte(s)) == nil && !g.IsZero() {
				a.Groups = append(a.Groups, g)
			}
		}
		b.Check(len(a.Groups) > 0, "groups", "resource.groups_missing")
	}
	return a
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
		"ahead", "gap", "cancel", "noshow", "repeat", "who", "groups", "age", "guardian"} {
		names[f] = i18n.T(ctx, "resource.field."+f)
	}
	for _, per := range resource.Periods {
		names["quota."+string(per)] = i18n.T(ctx, "resource.field.quota")
	}
	names["referents"], names["lone"] = i18n.T(ctx, "resource.field.referents"), i18n.T(ctx, "resource.field.lone")
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

func (v keeping) groups() []ui.Choice {
	var all []ui.Choice
	for _, g := range v.Groups {
		all = append(all, ui.Choice{Value: g.ID.String(), Text: g.Name, Checked: slices.Contains(v.Picked, g.ID.String())})
	}
	return all
}

// ticks are the rules that hold or don't.
func (v keeping) ticks(p *i18n.Printer) []ui.Choice {
	var all []ui.Choice
	for _, field := range []string{"sign", "authorise", "approve", "alone"} {
		x := ui.Choice{Name: field, Value: "1", Text: p.T("resource.field." + field), Checked: v.Typed[field] != ""}
		if key := "resource.hint." + field; p.Has(key) {
			x.Hint = p.T(key)
		}
		all = append(all, x)
	}
	return all
}
