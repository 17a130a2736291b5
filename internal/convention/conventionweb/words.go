package conventionweb

import (
	"context"
	"strconv"
	"strings"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// phaseTag says how far a convention is.
func phaseTag(p *i18n.Printer, c convention.Convention, today civil.Date) ui.Tag {
	phase := c.Phase(today)
	tag := ui.Tag{Text: p.T("convention.phase." + string(phase))}
	switch phase {
	case convention.InForce:
		tag.Kind, tag.Icon = ui.TagOpen, "check"
	case convention.Phase(convention.Proposed):
		tag.Kind = ui.TagUs
	}
	return tag
}

// told says how far a promise is, in a word or two.
func told(p *i18n.Printer, c convention.Commitment, s convention.Standing) ui.Tag {
	var tag ui.Tag
	switch s.State {
	case convention.Kept:
		tag = ui.Tag{Kind: ui.TagOpen, Icon: "check", Text: p.T("convention.told.kept")}
		switch {
		case c.Measure == convention.Paid:
			tag.Text = p.T("convention.told.paid", i18n.Args{"Day": p.Date(s.KeptOn)})
		case s.Known:
			tag.Text = p.T("convention.told.kept_figure", i18n.Args{"Figure": figure(p, c.Measure, s.Figure)})
		}
		if s.Days > 0 {
			tag.Text = p.N("convention.told.kept_late", s.Days, i18n.Args{"State": tag.Text})
		}
	case convention.Late:
		tag = ui.Tag{Kind: ui.TagNo, Icon: "triangle-alert", Text: p.T("convention.told.missed")}
		if s.Days > 0 {
			tag.Text = p.N("convention.told.late", s.Days)
		}
	case convention.Half:
		tag = ui.Tag{Kind: ui.TagNo, Icon: "triangle-alert", Text: p.T("convention.told.half", i18n.Args{"Figure": figureOf(p, c.Measure, s), "Target": figure(p, c.Measure, c.Target)})}
	case convention.Moved:
		tag = ui.Tag{Text: p.T("convention.told.moved", i18n.Args{"N": number(c.EndedBy)})}
	default:
		tag = ui.Tag{Text: p.T("convention.told.to_come")}
		if s.Known {
			tag.Text = p.T("convention.told.so_far", i18n.Args{"Figure": figureOf(p, c.Measure, s)})
		}
	}
	if c.Measure == convention.Paid && (s.Step == convention.Notified || s.Step == convention.Ordered) {
		tag.Text = p.T("convention.told.step", i18n.Args{"State": tag.Text, "Step": p.T("convention.step." + string(s.Step)), "Day": p.Date(s.StepOn)})
	}
	return tag
}

// toldOf is how far a promise was, of which period: a year's figure is another one than that of its last quarter.
func toldOf(p *i18n.Printer, w convention.Whole, x convention.Stood) string {
	text := told(p, x.Commitment, x.Standing).Text
	switch {
	case x.Measure.Counted() && x.Known:
		return comma(text, p.T("convention.report.period", i18n.Args{"From": p.Date(x.Commitment.Since(x.Standing.Due, w.Text.First)), "To": p.Date(x.Standing.Due)}))
	case x.State == convention.Late || x.State == convention.Half:
		return comma(text, p.T("convention.report.due", i18n.Args{"Day": p.Date(x.Standing.Due)}))
	}
	return text
}

func figureOf(p *i18n.Printer, m convention.Measure, s convention.Standing) string {
	if s.Few {
		return p.T("convention.few." + string(m))
	}
	return figure(p, m, s.Figure)
}

// figure is a figure with its unit.
func figure(p *i18n.Printer, m convention.Measure, n int64) string {
	switch m {
	case convention.Paid:
		return euros(p, n)
	case convention.Hours:
		return p.T("convention.figure.hours", i18n.Args{"N": p.Number(int(n))})
	case convention.Shifts:
		return p.N("convention.figure.shifts", int(n))
	case convention.People:
		return p.N("convention.figure.people", int(n))
	case convention.Bookings:
		return p.N("convention.figure.bookings", int(n))
	}
	return p.Number(int(n))
}

// counted is a figure of a year, told safely.
func counted(p *i18n.Printer, m convention.Measure, c convention.Count) string {
	return figureOf(p, m, convention.Standing{Figure: c.N, Few: c.Few})
}

// termOf is "du 1er septembre 2025 au 31 août 2028".
func termOf(p *i18n.Printer, t convention.Text) string {
	switch {
	case t.First.IsZero():
		return p.T("convention.term.unknown")
	case t.Last.IsZero():
		return p.T("convention.term.open", i18n.Args{"From": p.Date(t.First)})
	}
	return p.T("convention.term.span", i18n.Args{"From": p.Date(t.First), "To": p.Date(t.Last)})
}

// lead says who promises, since when and for how long.
func lead(p *i18n.Printer, w convention.Whole) string {
	names := []string{}
	for _, x := range w.Parties {
		names = append(names, x.Name)
	}
	args := i18n.Args{"Term": termOf(p, w.Text), "Parties": p.List(names), "Kind": p.T("convention.kind." + string(w.Kind))}
	switch {
	case w.State == convention.Ended:
		args["Day"], args["Name"] = p.Date(w.EndedOn), w.Party(w.EndedBy).Name
		return p.T("convention.lead.ended", args)
	case w.State == convention.Signed:
		args["Day"] = p.Date(w.SignedOn())
		return p.T("convention.lead.signed", args)
	}
	return p.T("convention.lead.draft", args)
}

// promiseLine is what a promise says beside its text: how it is measured, and when it falls due.
func promiseLine(p *i18n.Printer, x convention.Promise) string {
	parts := []string{}
	if x.Measure.HasTarget() {
		parts = append(parts, p.T("convention.at_least", i18n.Args{"Figure": figure(p, x.Measure, x.Target)}))
	} else if x.Measure == convention.Document {
		parts = append(parts, p.T("convention.measure.document"))
	}
	if x.Rhythm != convention.Once {
		parts = append(parts, p.T("convention.rhythm."+string(x.Rhythm)))
		parts = append(parts, p.T("convention.first_due", i18n.Args{"Day": p.Date(x.Due)}))
	} else if !x.Due.IsZero() {
		parts = append(parts, p.T("convention.due", i18n.Args{"Day": p.Date(x.Due)}))
	}
	return strings.Join(parts, ", ")
}

// advice is what the law wants looked at, with its source.
func advice(p *i18n.Printer, a convention.Advice) string {
	args := i18n.Args{"Figure": p.Number(int(a.Figure)), "Amount": euros(p, a.Figure), "Source": a.Source, "Year": number(a.Year), "Sum": euros(p, a.Sum), "Others": a.Others}
	return p.T("convention.advice."+a.Key, args)
}

// eventTitle says what happened, or will.
func eventTitle(p *i18n.Printer, w convention.Whole, e convention.Event) string {
	args := i18n.Args{"Name": w.Party(e.Party).Name, "N": strconv.Itoa(e.Version), "Amendment": strconv.Itoa(e.Amendment)}
	if e.Kind == convention.Amended {
		if a, ok := w.Amendment(e.Amendment); ok {
			args["Day"] = p.Date(a.From)
		}
	}
	if e.Kind == convention.GivenUp && e.Amendment > 0 {
		return p.T("convention.event.amendment-dropped", args)
	}
	if e.Commitment != nil {
		args["Promise"] = e.Commitment.Text
	}
	if e.Experiment != nil {
		args["Title"] = e.Experiment.Title
		if e.Experiment.Outcome != "" {
			args["Outcome"] = p.T("convention.outcome." + string(e.Experiment.Outcome))
		}
	}
	if e.Kind == convention.WasPaid {
		args["Step"] = p.T("convention.step." + string(e.Evidence.Step))
	}
	return p.T("convention.event."+string(e.Kind), args)
}

// eventText is what stands below the title.
func eventText(p *i18n.Printer, e convention.Event) string {
	switch {
	case e.Signature != nil:
		return p.T("convention.signed_by", i18n.Args{"Name": e.Signature.Name, "Role": e.Signature.Role, "Town": e.Signature.Town})
	case e.Period != nil:
		m := e.Commitment.Measure
		return p.T("convention.missed_of", i18n.Args{"Figure": counted(p, m, convention.Count{N: e.Period.Figure, Few: e.Period.Few}), "Target": figure(p, m, e.Commitment.Target),
			"From": p.Date(e.Period.First), "To": p.Date(e.Period.Due), "On": p.Date(e.Period.On)})
	case e.Evidence != nil && e.Evidence.Figure > 0 && e.Commitment.Measure.AboutPeople():
		return strings.TrimSpace(counted(p, e.Commitment.Measure, convention.Told(e.Evidence.Figure)) + ". " + e.Evidence.Text)
	case e.Evidence != nil && e.Evidence.Figure > 0 && e.Commitment.Measure.HasTarget():
		return strings.TrimSpace(figure(p, e.Commitment.Measure, e.Evidence.Figure) + ". " + e.Evidence.Text)
	case e.Evidence != nil:
		return e.Evidence.Text
	}
	return e.Text
}

func crumbs(ctx context.Context, w convention.Whole, title string) []ui.Link {
	return []ui.Link{{Href: web.Href(ctx, "convention.mine"), Text: i18n.T(ctx, "convention.all")}, {Href: href(ctx, "convention.show", w), Text: w.Text.Title}, {Text: title}}
}

// faceHref leads to a page about the text that w is the face of.
func faceHref(ctx context.Context, route string, w convention.Whole, more ...string) string {
	return web.Href(ctx, route, facePairs(w.ID.String(), w.Amending, more...)...)
}

func href(ctx context.Context, route string, w convention.Whole, more ...string) string {
	return web.Href(ctx, route, append([]string{"convention", w.ID.String()}, more...)...)
}

func number(n int) string { return strconv.Itoa(n) }

// labels are the names of fields, for the summary of errors.
func labels(ctx context.Context, names ...string) map[string]string {
	all := map[string]string{}
	for _, f := range names {
		all[f] = i18n.T(ctx, "convention.field."+f)
	}
	return all
}

// named adds the name of a field that a form calls otherwise than the others do.
func named(all map[string]string, field, name string) map[string]string {
	all[field] = name
	return all
}

// comma joins what is there.
func comma(a, b string) string {
	if b == "" {
		return a
	}
	return a + ", " + b
}

func sentence(a, b string) string {
	if b == "" {
		return a
	}
	return a + ". " + b
}

func step(p *i18n.Printer, s convention.Step) string {
	if s == "" {
		return ""
	}
	return p.T("convention.step." + string(s))
}

// ended says in a word what became of an experiment; nothing while it runs.
func ended(p *i18n.Printer, e convention.ReportedTrial) string {
	if e.Outcome == "" {
		return ""
	}
	return p.T("convention.ended." + string(e.Outcome))
}
