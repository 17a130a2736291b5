package projectweb

import (
	"context"
	"slices"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// sheet is the page of a group, as far as whoever asks may read.
type sheet struct {
	head
	Commune      string
	Steps        []project.Step
	Proposals    []project.Proposal
	Meetings     []project.Meeting
	Decisions    []project.Decision
	Documents    []project.Document
	OpenTasks    int
	ToSay        int // decisions that wait for members
	Organisation organisation.Organisation
	Surveys      []survey.Survey // that the authority published here before, the first one first
	PenHeld      bool            // a member holds it
}

func show(c *web.Call) error { return showSheet(c, form.Values{}, nil) }

func showSheet(c *web.Call, f form.Values, refusal error) error {
	v := sheet{head: head{Typed: f, Refusal: refusal}}
	err := page(c, &v.head, func(tx *store.Tx) error { return v.read(tx) })
	if err != nil {
		return err
	}
	robots := ""
	if !v.Public() || v.In() || v.Authority() {
		robots = "noindex"
	}
	return c.Page(web.Page{Title: v.Name, Description: c.P.T("project.description", i18n.Args{"Name": v.Name, "Commune": v.Commune}), Robots: robots, Status: web.StatusOf(refusal)}, showPage(v))
}

func (v *sheet) read(tx *store.Tx) error {
	commune, err := territory.Find(tx, v.Project.Commune)
	if err != nil {
		return err
	}
	v.Commune = commune.Name
	if v.Steps, err = project.Steps(tx, v.Project); err != nil {
		return err
	}
	told, err := survey.About(tx, []string{v.Project.Commune})
	if err != nil {
		return err
	}
	for _, s := range slices.Backward(told) {
		if s.State == survey.Published && s.Organisation == v.Project.Authority && !v.BegunOn.Before(s.OpenedOn) {
			whole, err := survey.FindByID(tx, s.ID)
			if err != nil {
				return err
			}
			v.Surveys = append(v.Surveys, whole)
		}
	}
	if v.Proposals, err = project.Proposals(tx, v.Sees, v.Project); err != nil {
		return err
	}
	if v.Meetings, err = project.Meetings(tx, v.Sees, v.Project); err != nil {
		return err
	}
	if v.Decisions, err = project.Decisions(tx, v.Sees, v.Project); err != nil {
		return err
	}
	if v.Documents, err = project.Documents(tx, v.Sees, v.Project); err != nil {
		return err
	}
	for _, d := range v.Decisions {
		if d.State == project.Asked {
			v.ToSay++
		}
	}
	if v.In() {
		all, err := project.Tasks(tx, v.Sees, v.Project)
		if err != nil {
			return err
		}
		for _, t := range all {
			if t.DoneOn.IsZero() {
				v.OpenTasks++
			}
		}
		everybody, err := project.Members(tx, v.Sees, v.Project)
		if err != nil {
			return err
		}
		v.PenHeld = slices.ContainsFunc(everybody, func(m project.Member) bool { return m.Pen })
	}
	if !v.Project.Organisation.IsZero() {
		v.Organisation, err = organisation.Find(tx, v.Project.Organisation)
	}
	return err
}

// Authority reports whether whoever asks acts for the authority that follows.
func (h head) Authority() bool { return h.Sees.Authority }

func paragraphs(text string) []string {
	var all []string
	for para := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(para) != "" {
			all = append(all, para)
		}
	}
	return all
}

func stageOf(p *i18n.Printer, s place.Stage) string {
	if s == place.Closed {
		return p.T("project.given_up")
	}
	return p.T("place.stage." + string(s))
}

// track is the way that a group's place has come, and where it goes.
func (v sheet) track(p *i18n.Printer) ui.Track {
	var t ui.Track
	for _, s := range v.Surveys {
		t.Items = append(t.Items, ui.TrackItem{Title: p.T("project.asked"), When: p.Date(s.ClosedOn), Content: askedBefore(s)})
	}
	for i, s := range v.Steps {
		item := ui.TrackItem{Title: stageOf(p, s.Stage), When: p.Date(s.On), Text: s.Reason}
		if i == len(v.Steps)-1 && s.Stage == v.Stage && v.Project.Organisation.IsZero() {
			item.State = ui.TrackNow
		}
		t.Items = append(t.Items, item)
	}
	if !v.Project.Organisation.IsZero() {
		t.Items = append(t.Items, ui.TrackItem{Title: p.T("project.became"), When: p.Date(v.BecameOn), Text: v.Organisation.Name})
	}
	if v.NextStep != "" && !v.Over() {
		item := ui.TrackItem{State: ui.TrackNext, Title: v.NextStep}
		if !v.NextOn.IsZero() {
			item.When = p.Date(v.NextOn)
		}
		t.Items = append(t.Items, item)
	}
	return t
}

// rooms are the ways into what members do together.
func (v sheet) rooms(ctx context.Context) ui.ChoiceLinks {
	p := i18n.From(ctx)
	all := []ui.ChoiceLink{}
	add := func(route, key, icon, hint string) {
		all = append(all, ui.ChoiceLink{Href: v.to(ctx, route), Icon: icon, Text: p.T(key), Hint: hint})
	}
	if v.In() {
		add("project.people", "project.room.people", "users", p.N("project.members", v.People))
		add("project.tasks", "project.room.tasks", "clipboard-list", p.N("project.tasks.open", v.OpenTasks))
	}
	add("project.meetings", "project.room.meetings", "calendar-days", p.N("project.meetings.count", len(v.Meetings)))
	add("project.decisions", "project.room.decisions", "vote", v.decided(p))
	add("project.documents", "project.room.documents", "file-text", p.N("project.documents.count", len(v.Documents)))
	if v.In() {
		add("project.premises", "project.room.premises", "door-open", "")
	}
	return ui.ChoiceLinks{Label: p.T("project.rooms"), Items: all}
}

func (v sheet) decided(p *i18n.Printer) string {
	if v.ToSay > 0 {
		return p.N("project.decisions.open", v.ToSay)
	}
	return p.N("project.decisions.count", len(v.Decisions))
}

// actions are what whoever holds the pen, or the authority, does with the page.
func (v sheet) actions(ctx context.Context) []ui.Button {
	var all []ui.Button
	add := func(route, key, icon string) {
		all = append(all, ui.Button{Text: i18n.T(ctx, key), Icon: icon, Weight: ui.Quiet, Href: v.to(ctx, route)})
	}
	if v.Pen {
		add("project.page", "project.do.page", "pen-line")
	}
	if v.Pen && len(v.Next()) > 0 && !v.Place.IsZero() {
		add("project.stage", "project.do.stage", "arrow-right")
	}
	if v.MayInvite() && !v.Over() {
		add("project.inviting", "project.do.inviting", "mail")
	}
	if v.Authority() && !v.Pen && !v.Over() {
		add("project.proposing", "project.do.proposing", "message-square-text")
	}
	if v.Pen && v.In() && !v.Over() && !v.Place.IsZero() {
		add("project.association", "project.do.association", "landmark")
	}
	if v.mayAgree(web.From(ctx).Actor) {
		all = append(all, ui.Button{Text: i18n.T(ctx, "project.do.convention"), Icon: "hand-helping", Weight: ui.Quiet, Href: web.Href(ctx, "convention.new", "place", v.PlaceSlug)})
	}
	return all
}

// mayAgree reports whether somebody can begin a convention between the association that the group became and the authority.
func (v sheet) mayAgree(by organisation.Actor) bool {
	keeps := func(o organisation.ID) bool {
		return !o.IsZero() && by.InTeam(organisation.KeepConventions, organisation.Target{Organisation: o.String()})
	}
	return !v.Project.Organisation.IsZero() && (keeps(v.Project.Organisation) || keeps(v.Project.Authority))
}

// comes is what whoever reads can do next, one thing at a time; an empty key when nothing waits for them.
func (v sheet) comes(ctx context.Context) (key, href string) {
	switch {
	case v.Over():
		return "", ""
	case v.MayInvite() && v.People == 0:
		return "invite", v.to(ctx, "project.inviting")
	case v.In() && !v.PenHeld:
		return "pen", v.to(ctx, "project.people")
	case v.Pen && v.ToSay > 0:
		return "say", v.to(ctx, "project.decisions")
	case v.Pen && v.In() && len(v.Meetings) == 0:
		return "meet", v.to(ctx, "project.meetings")
	case v.Pen && v.In() && v.NextStep == "":
		return "step", v.to(ctx, "project.page")
	}
	return "", ""
}

// proposed says what an authority would have otherwise.
func proposed(p *i18n.Printer, x project.Proposal) string {
	value := x.Value
	if x.Field == project.FStage {
		value = stageOf(p, place.Stage(x.Value))
	}
	if !x.On.IsZero() {
		value += ", " + p.Date(x.On)
	}
	return value
}

func writing(c *web.Call) error { return showWriting(c, form.Values{}, nil) }

func showWriting(c *web.Call, f form.Values, refusal error) error {
	v := head{Typed: f, Refusal: refusal}
	if err := page(c, &v, func(*store.Tx) error { return v.penOnly() }); err != nil {
		return err
	}
	return c.Page(v.meta(c, c.P.T("project.do.page")), writePage(v))
}

func write(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = which(c, func(tx *store.Tx, h head) error {
		var b fault.Breaches
		q := project.WriteRequest{Project: h.ID, Words: f.Lines("words"), NextStep: f.Text("next"), NextOn: readDay(&b, "on", f.Text("on"))}
		if err := b.Err(); err != nil {
			return err
		}
		return project.Write(tx, c.Actor, q)
	})
	return done(c, err, func(refusal error) error { return showWriting(c, f, refusal) }, "project.said.kept", "project.show")
}

func proposing(c *web.Call) error { return showProposing(c, form.Values{}, nil) }

func showProposing(c *web.Call, f form.Values, refusal error) error {
	v := head{Typed: f, Refusal: refusal}
	err := page(c, &v, func(*store.Tx) error {
		if v.Authority() {
			return nil
		}
		return fault.New(fault.Forbidden, "project.authority_only")
	})
	if err != nil {
		return err
	}
	return c.Page(v.meta(c, c.P.T("project.do.proposing")), proposePage(v))
}

// stages are those that an authority may propose: giving up is the group's own word.
func (h head) stages(p *i18n.Printer, but place.Stage) []ui.Option {
	var all []ui.Option
	for _, s := range h.Next() {
		if s != but {
			all = append(all, ui.Option{Value: string(s), Text: stageOf(p, s)})
		}
	}
	return all
}

func propose(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = which(c, func(tx *store.Tx, h head) error {
		var b fault.Breaches
		x := project.Proposal{Field: project.Field(f.Get("field")), Value: f.Lines("value"), Why: f.Text("why")}
		switch x.Field {
		case project.FNext:
			x.Value, x.On = f.Text("value"), readDay(&b, "on", f.Text("on"))
		case project.FStage:
			x.Value = f.Get("to")
		}
		if err := b.Err(); err != nil {
			return err
		}
		return project.Propose(tx, c.Actor, f.Submission(), h.ID, x)
	})
	return done(c, err, func(refusal error) error { return showProposing(c, f, refusal) }, "project.said.proposed", "project.show")
}

func decide(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = which(c, func(tx *store.Tx, h head) error {
		var x project.ProposalID
		if err := readID(f.Get("proposal"), x.UnmarshalText); err != nil {
			return err
		}
		return project.Decide(tx, c.Actor, h.ID, x, f.Get("do") == "accept", f.Text("answer"))
	})
	return done(c, err, func(refusal error) error { return showSheet(c, f, refusal) }, "project.said.kept", "project.show")
}

func staging(c *web.Call) error { return showStaging(c, form.Values{}, nil) }

func showStaging(c *web.Call, f form.Values, refusal error) error {
	v := head{Typed: f, Refusal: refusal}
	if err := page(c, &v, func(*store.Tx) error { return v.penOnly() }); err != nil {
		return err
	}
	return c.Page(v.meta(c, c.P.T("project.do.stage")), stagePage(v))
}

func (h head) next(p *i18n.Printer) []ui.Choice {
	var all []ui.Choice
	for _, s := range h.Next() {
		x := ui.Choice{Value: string(s), Text: stageOf(p, s), Checked: h.Typed.Get("to") == string(s)}
		if s == place.Closed {
			x.Text, x.Hint = p.T("project.give_up"), p.T("project.give_up.hint")
		}
		all = append(all, x)
	}
	return all
}

func move(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = which(c, func(tx *store.Tx, h head) error {
		var b fault.Breaches
		q := project.MoveRequest{Project: h.ID, To: place.Stage(f.Get("to")), On: readDay(&b, "on", f.Text("on")), Reason: f.Text("reason"), Lessons: f.Lines("lessons")}
		b.Check(q.To != "", "to", "project.stage_missing")
		if err := b.Err(); err != nil {
			return err
		}
		return project.Move(tx, c.Actor, q)
	})
	return done(c, err, func(refusal error) error { return showStaging(c, f, refusal) }, "project.said.moved", "project.show")
}

func association(c *web.Call) error { return showAssociation(c, form.Values{}, nil) }

func showAssociation(c *web.Call, f form.Values, refusal error) error {
	v := head{Typed: f, Refusal: refusal}
	if err := page(c, &v, func(*store.Tx) error { return v.penOnly() }); err != nil {
		return err
	}
	return c.Page(v.meta(c, c.P.T("project.do.association")), associationPage(v))
}

func register(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = which(c, func(tx *store.Tx, h head) error {
		var b fault.Breaches
		q := project.RegisterRequest{Submission: f.Submission(), Project: h.ID, Name: f.Text("name"), RNA: f.Text("rna"), Siren: f.Text("siren"), On: readDay(&b, "on", f.Text("on"))}
		if err := b.Err(); err != nil {
			return err
		}
		return project.Register(tx, c.Actor, q)
	})
	return done(c, err, func(refusal error) error { return showAssociation(c, f, refusal) }, "project.said.registered", "project.show")
}
