package projectweb

import (
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/project"
	"mitoyen/internal/web/ui"
)

// roundFacts says of those asked at once how many they were, and how many have answered.
func roundFacts(p *i18n.Printer, r project.Round) []ui.Fact {
	answers := p.N("project.round.answered", r.Answered)
	asked := ui.Fact{Label: p.T("project.round.asked", i18n.Args{"Day": p.Date(r.On)}), Text: p.N("project.round.people", r.Asked())}
	if r.ByPhone > 0 {
		asked.Note = p.N("project.round.by_phone", r.ByPhone)
	}
	come := ui.Fact{Label: p.T("project.round.answers"), Text: answers}
	if r.Waiting > 0 {
		come.Note = p.N("project.round.waiting", r.Waiting)
	}
	all := []ui.Fact{asked, come}
	if n := r.Forgotten(); n > 0 {
		all = append(all, ui.Fact{Label: p.T("project.round.silent"), Text: p.N("project.round.people", n), Note: p.T("project.round.silent_more")})
	}
	return all
}
