package projectweb

import (
	"context"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/project"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// whose are the authorities for whom somebody may begin a group, and themselves.
func (v founding) whose(ctx context.Context) []ui.Choice {
	chosen := v.Typed.Get("authority")
	if v.Refusal == nil {
		chosen = v.Authorities[0].ID.String()
	}
	var all []ui.Choice
	for _, o := range v.Authorities {
		all = append(all, ui.Choice{Value: o.ID.String(), Text: o.Name, Checked: chosen == o.ID.String()})
	}
	return append(all, ui.Choice{Value: "", Text: i18n.T(ctx, "project.begin.myself"), Checked: chosen == ""})
}

func dayText(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func clockText(m project.Meeting) string {
	if m.Where == "" { // a new one
		return ""
	}
	return m.At.String()
}

// facts say who is behind a group, and where its place stands.
func (v sheet) facts(ctx context.Context) []ui.Fact {
	p := i18n.From(ctx)
	all := []ui.Fact{{Label: p.T("project.fact.commune"), Text: v.Commune, Href: web.Href(ctx, "place.commune", "code", v.Project.Commune)}}
	if v.AuthorityName != "" {
		all = append(all, ui.Fact{Label: p.T("project.fact.authority"), Text: v.AuthorityName})
	}
	if v.PlaceSlug != "" {
		all = append(all, ui.Fact{Label: p.T("project.fact.place"), Text: v.Name, Href: web.Href(ctx, "place.show", "slug", v.PlaceSlug)})
	}
	return append(all, ui.Fact{Label: p.T("project.fact.begun"), Text: p.Date(v.BegunOn)})
}

// numbers are those of the association.
func (v sheet) numbers(p *i18n.Printer) string {
	text := p.T("project.became_text", i18n.Args{"Day": p.Date(v.BecameOn), "RNA": v.Organisation.RNA})
	if v.Organisation.Siren != "" {
		text += " " + p.T("project.became_siren", i18n.Args{"Siren": v.Organisation.Siren})
	}
	return text
}

// answerTo is what was typed under one of several proposals.
func (v sheet) answerTo(x project.Proposal) string {
	if v.Typed.Get("proposal") == x.ID.String() {
		return v.Typed.Text("answer")
	}
	return ""
}

// answerID is where the summary of refusals leads to, under the proposal that was answered.
func (v sheet) answerID(x project.Proposal) string {
	if v.Refusal != nil && v.Typed.Get("proposal") == x.ID.String() {
		return "answer"
	}
	return "answer-" + x.ID.String()
}

func (v sheet) answerError(x project.Proposal, errs map[string]string) string {
	if v.Typed.Get("proposal") == x.ID.String() {
		return errs["answer"]
	}
	return ""
}

func (v question) myReason() string {
	mine, _ := v.mine()
	return mine.Reason
}

func (v question) reasonHint(p *i18n.Printer) string {
	if v.Decision.Way == project.ByConsent {
		return p.T("project.hint.objection")
	}
	return ""
}

// record is what stands above the counts: when it ended, and how many members there were.
func (v question) record(p *i18n.Printer) string {
	text := p.N("project.decision.record", v.Decision.Result.Members, i18n.Args{"Day": p.Date(v.Decision.EndedOn)})
	if v.Decision.Quorum > 0 {
		text += " " + p.T("project.decision.quorum", i18n.Args{"Percent": v.Decision.Quorum})
	}
	return text
}

func (v visits) columns(p *i18n.Printer) []ui.Column {
	return []ui.Column{{Text: p.T("project.field.address")}, {Text: p.T("project.field.surface"), Num: true}, {Text: p.T("project.field.rent"), Num: true}, {Text: p.T("project.field.access")}, {Text: p.T("project.field.notes")}, {Text: p.T("project.field.seen")}, {Text: p.T("project.take_off"), Hide: true}}
}

func (v visits) rows(ctx context.Context) []ui.TableRow {
	p := i18n.From(ctx)
	var all []ui.TableRow
	for _, x := range v.All {
		surface, rent, seen := "", "", ""
		if x.Surface > 0 {
			surface = p.Number(x.Surface)
		}
		if x.Rent >= 0 {
			rent = p.Number(x.Rent)
		}
		if x.Rent == 0 {
			rent = p.T("project.free")
		}
		if !x.SeenOn.IsZero() {
			seen = p.Date(x.SeenOn)
		}
		row := ui.TableRow{Cells: []ui.TableCell{{Text: x.Address}, {Text: surface}, {Text: rent}, {Text: x.Access}, {Text: x.Notes}, {Text: seen}, {}}}
		row.Cells[6].Content = v.choose(x)
		all = append(all, row)
	}
	return all
}
