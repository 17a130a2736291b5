package placeweb

import (
	"context"
	"slices"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/web/ui"
)

func kindOptions(ctx context.Context) []ui.Option {
	var all []ui.Option
	for _, k := range place.Kinds {
		all = append(all, ui.Option{Value: string(k), Text: i18n.T(ctx, "place.kind."+string(k))})
	}
	return all
}

func inNameOptions(all []organisation.Organisation) []ui.Option {
	var out []ui.Option
	for _, o := range all {
		out = append(out, ui.Option{Value: o.ID.String(), Text: o.Name})
	}
	return out
}

func stageChoices(ctx context.Context, chosen string) []ui.Choice {
	var all []ui.Choice
	for _, s := range place.Stages {
		all = append(all, ui.Choice{Value: string(s), Text: i18n.T(ctx, "place.stage."+string(s)), Hint: i18n.T(ctx, "place.stage_hint."+string(s)), Checked: chosen == string(s)})
	}
	return all
}

func facadeChoices(ctx context.Context, chosen string) []ui.Choice {
	var all []ui.Choice
	for _, f := range place.Facades {
		all = append(all, ui.Choice{Value: string(f), Text: i18n.T(ctx, "place.facade."+string(f)), Facade: string(f), Checked: chosen == string(f)})
	}
	return all
}

func activityChoices(ctx context.Context, e editing) []ui.Choice {
	chosen := e.Place.Activities.List()
	if e.Typed.Values != nil {
		chosen = nil
		for _, v := range e.Typed.Values[string(place.FActivities)] {
			chosen = append(chosen, place.Activity(v))
		}
	}
	var all []ui.Choice
	for _, a := range place.Activities {
		all = append(all, ui.Choice{Value: string(a), Text: i18n.T(ctx, "place.activity."+string(a)), Hint: i18n.T(ctx, "place.activity_more."+string(a)), Checked: slices.Contains(chosen, a)})
	}
	return all
}

func answerChoices(ctx context.Context, chosen place.Answer) []ui.Choice {
	var all []ui.Choice
	for _, a := range []place.Answer{place.Yes, place.No, place.Unknown} {
		key := "place.answer.unknown"
		if a != place.Unknown {
			key = "place.answer." + string(a)
		}
		all = append(all, ui.Choice{Value: string(a), Text: i18n.T(ctx, key), Checked: chosen == a})
	}
	return all
}

// access is what the form shows of the accessibility questions.
func (e editing) access() map[place.Access]place.Answered {
	if e.Typed.Values == nil {
		return e.Place.Sheet.Access
	}
	all := map[place.Access]place.Answered{}
	for _, q := range place.AccessQuestions {
		name := "access-" + string(q)
		all[q] = place.Answered{Answer: place.Answer(e.Typed.Get(name)), Detail: e.Typed.Get(name + "-detail")}
	}
	return all
}
