package surveyweb

import (
	"context"
	"strings"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/survey"
	"mitoyen/internal/web/ui"
)

// saidCode is an answer that a question counts, in words: an option, a number of a scale, a band, a half-day.
func saidCode(p *i18n.Printer, q survey.Question, code string) string {
	switch q.Kind {
	case survey.Number:
		return band(p, q, code)
	case survey.HalfDays:
		return halfDay(p, code)
	case survey.Consent:
		return p.T("survey.yes")
	}
	for _, o := range q.Options {
		if o.ID == code {
			return o.Text.In(p.Lang)
		}
	}
	return code
}

func kindOf(p *i18n.Printer, k survey.Kind) string { return p.T("surveyrun.kind." + string(k)) }

func kinds(p *i18n.Printer) []ui.Option {
	all := make([]ui.Option, len(survey.Kinds))
	for i, k := range survey.Kinds {
		all[i] = ui.Option{Value: string(k), Text: kindOf(p, k)}
	}
	return all
}

// textOf names a question by its text, or says that it has none yet.
func textOf(p *i18n.Printer, q survey.Question) string {
	if t := q.Text.In(p.Lang); t != "" {
		return t
	}
	return p.T("surveyrun.untitled")
}

// saidAny lists answers in words.
func saidAny(p *i18n.Printer, q survey.Question, any []string) string {
	all := make([]string, len(any))
	for i, code := range any {
		all[i] = p.T("survey.quoted", i18n.Args{"Text": saidCode(p, q, code)})
	}
	return p.List(all)
}

// saidWhen is a condition in a sentence; "" for none.
func saidWhen(p *i18n.Printer, f survey.Form, c *survey.Condition) string {
	if c == nil {
		return ""
	}
	q, ok := f.Question(c.Question)
	if !ok || len(c.Any) == 0 {
		return p.T("survey.condition_lost")
	}
	args := i18n.Args{"Question": textOf(p, q), "Answers": saidAny(p, q, c.Any)}
	if c.Not {
		return p.T("surveyrun.when.skipped", args)
	}
	return p.T("surveyrun.when.shown", args)
}

// saidPromise is the threshold in a sentence, also while it is unfinished.
func saidPromise(ctx context.Context, s survey.Survey) string {
	if x := s.Promise.Share; x != nil {
		if _, ok := s.Form.Question(x.Question); !ok || len(x.Any) == 0 {
			return i18n.T(ctx, "survey.promise_question")
		}
	}
	return threshold(ctx, s)
}

// detail is all that is set about a question, in a line.
func detail(p *i18n.Printer, f survey.Form, q survey.Question) string {
	parts := []string{kindOf(p, q.Kind)}
	if n := len(q.Options); n > 0 {
		parts = append(parts, p.N("surveyrun.options", n))
	}
	if q.Required {
		parts = append(parts, p.T("surveyrun.required"))
	}
	if q.Breaks {
		parts = append(parts, p.T("surveyrun.breaks"))
	}
	if q.Uses {
		parts = append(parts, p.T("surveyrun.uses"))
	}
	if when := saidWhen(p, f, q.When); when != "" {
		parts = append(parts, when)
	}
	return strings.Join(parts, " · ")
}
