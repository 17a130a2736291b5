package surveyweb

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/survey"
	"mitoyen/internal/web/ui"
)

// answerID is the id of the answers' controls; the first has the one that the error summary leads to.
func answerID(i int) string {
	if i == 0 {
		return "answer"
	}
	return fmt.Sprintf("answer-%d", i+1)
}

// how says how many answers a question takes.
func how(ctx context.Context, q survey.Question) string {
	switch q.Kind {
	case survey.Several:
		return i18n.T(ctx, "survey.several")
	case survey.Choice:
		return i18n.T(ctx, "survey.one")
	}
	return ""
}

// described lists the ids of what explains the question.
func (v questionView) described(ctx context.Context, hint string) string {
	var ids []string
	if say(ctx, v.Question.Help) != "" {
		ids = append(ids, "answer-help")
	}
	if hint != "" {
		ids = append(ids, "answer-hint")
	}
	if ui.ErrorsOf(ctx, v.Refusal)["answer"] != "" {
		ids = append(ids, "answer-err")
	}
	return strings.Join(ids, " ")
}

// attrs ties a single field to what explains it.
func (v questionView) attrs(ctx context.Context) templ.Attributes {
	hint := ""
	if v.Question.Kind == survey.Short || v.Question.Kind == survey.Long {
		hint = i18n.T(ctx, "survey.text.hint")
	}
	all := templ.Attributes{}
	if d := v.described(ctx, hint); d != "" {
		all["aria-describedby"] = d
	}
	if v.Refusal != nil {
		all["aria-invalid"] = "true"
	}
	return all
}

// rank is the rank of an option: as typed, or as it was kept.
func (v questionView) rank(option string) string {
	if v.Refusal != nil {
		return v.Typed.Get("rank-" + option)
	}
	if i := slices.Index(v.Given, option); i >= 0 {
		return fmt.Sprint(i + 1)
	}
	return ""
}

// ordered is the options of a ranking in the order that they were given, if they were.
func (v questionView) ordered() []survey.Option {
	all := slices.Clone(v.Question.Options)
	if v.Refusal == nil && len(v.Given) == len(all) {
		slices.SortStableFunc(all, func(a, b survey.Option) int { return slices.Index(v.Given, a.ID) - slices.Index(v.Given, b.ID) })
	}
	return all
}

// communes are those to choose from: the survey's own, those that a text may mean or else its neighbours, the nearest first, and the one that was
// given.
func (v questionView) communes() []string {
	all := []string{v.Survey.Commune}
	for _, m := range v.Matches {
		all = append(all, m.Code)
	}
	for _, c := range v.Near {
		if len(v.Matches) == 0 {
			all = append(all, c.Code)
		}
	}
	for _, code := range v.Given {
		if v.Names[code] != "" {
			all = append(all, code)
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(code string) bool {
		had := seen[code]
		seen[code] = true
		return had
	})
}

func (v questionView) communeName(code string) string {
	for _, m := range v.Matches {
		if m.Code == code {
			return m.Name + " (" + m.Departement + ")"
		}
	}
	for _, c := range v.Near {
		if c.Code == code {
			return c.Name
		}
	}
	return v.Names[code]
}

// labels are those of the questions, for the error summary.
func (v endView) labels(ctx context.Context) map[string]string {
	all := map[string]string{}
	for _, q := range v.Survey.Form.Questions {
		all[q.ID] = say(ctx, q.Text)
	}
	return all
}
