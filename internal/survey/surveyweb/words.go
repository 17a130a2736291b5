package surveyweb

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/survey"
)

// say is a text of a survey in the language of the page.
func say(ctx context.Context, w survey.Words) string { return w.In(i18n.From(ctx).Lang) }

// tongue is the language of a text of a survey where it isn't the page's, for lang attributes; "" where it is.
func tongue(ctx context.Context, w survey.Words) string {
	if l := i18n.From(ctx).Lang; l != i18n.French && w[l] == "" && w[i18n.French] != "" {
		return string(i18n.French)
	}
	return ""
}

// seconds is what a question of a kind takes on a phone, as tried with people of every age.
var seconds = map[survey.Kind]int{
	survey.Choice: 15, survey.Several: 25, survey.Scale: 12, survey.Number: 15, survey.Ranking: 40, survey.Commune: 15, survey.HalfDays: 30, survey.Short: 25, survey.Long: 45, survey.Consent: 10,
}

// minutes is how long a survey takes about, rounded up.
func minutes(f survey.Form) int {
	all := 0
	for _, q := range f.Questions {
		if took := seconds[q.Kind]; q.When == nil {
			all += took
		} else {
			all += took / 2 // not everybody is asked
		}
	}
	return max(1, (all+59)/60)
}

// where tells the place of a question among those that are asked, the first being 1, and how many these are.
func where(f survey.Form, a survey.Answers, which string) (at, of int) {
	for _, q := range f.Questions {
		if f.Asks(q, a) {
			of++
		}
		if q.ID == which {
			at = of
		}
	}
	return at, of
}

// day names a day as people say it, with its year where that isn't today's: "mardi 24 novembre", "jeudi 1er janvier 2099".
func day(p *i18n.Printer, d, today civil.Date) string {
	if d.Year == today.Year {
		return p.Day(d)
	}
	return p.Weekday(d.Weekday()) + " " + p.Date(d)
}

// onDay is the day of an instant on the commune's clock, with its year: it is told long after.
func onDay(p *i18n.Printer, at civil.Instant, zone *time.Location) string {
	return p.Date(civil.DateOf(at.In(zone)))
}

// halfDay names a half-day: "samedi matin".
func halfDay(p *i18n.Printer, code string) string {
	day, half, _ := strings.Cut(code, "-")
	name := p.T("survey.morning")
	if half == "pm" {
		name = p.T("survey.afternoon")
	}
	return p.Weekday(weekday(day)) + " " + name
}

var dayCodes = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

func weekday(code string) time.Weekday {
	return time.Weekday((slices.Index(dayCodes, code) + 1) % 7)
}

// band names a band of a number, as Question.Told numbers them: "moins de 5", "de 5 à 14", "15 et plus".
func band(p *i18n.Printer, q survey.Question, code string) string {
	i, err := strconv.Atoi(code)
	switch {
	case err != nil || i < 0 || i > len(q.Bands):
		return code
	case i == 0:
		return p.T("survey.band.first", i18n.Args{"To": p.Number(q.Bands[0])})
	case i == len(q.Bands):
		return p.T("survey.band.last", i18n.Args{"From": p.Number(q.Bands[i-1])})
	}
	return p.T("survey.band.middle", i18n.Args{"From": p.Number(q.Bands[i-1]), "To": p.Number(q.Bands[i] - 1)})
}

// toldWords names an answer as it is told (Question.Told), with its language where it isn't the page's. names are those of communes.
func toldWords(ctx context.Context, q survey.Question, code string, names map[string]string) (text, lang string) {
	p := i18n.From(ctx)
	switch q.Kind {
	case survey.Choice, survey.Several, survey.Ranking:
		for _, o := range q.Options {
			if o.ID == code {
				return say(ctx, o.Text), tongue(ctx, o.Text)
			}
		}
	case survey.Number:
		return band(p, q, code), ""
	case survey.Scale:
		return p.T("survey.scale.of", i18n.Args{"N": code, "Top": q.Top}), ""
	case survey.HalfDays:
		return halfDay(p, code), ""
	case survey.Consent:
		return p.T("survey.yes"), ""
	case survey.Commune:
		if code == survey.Others {
			return p.T("survey.others"), ""
		}
		if n := names[code]; n != "" {
			return n, ""
		}
	}
	return code, ""
}

// givenWords names an answer as it was given: a number is itself, a text too.
func givenWords(ctx context.Context, q survey.Question, given string, names map[string]string) (text, lang string) {
	if q.Kind == survey.Number {
		return given, ""
	}
	return toldWords(ctx, q, given, names)
}

// told names an answer without its language, for sentences.
func told(ctx context.Context, q survey.Question, code string, names map[string]string) string {
	text, _ := toldWords(ctx, q, code, names)
	return text
}

// either joins answers of which one is enough: « a » ou « b ».
func either(ctx context.Context, q survey.Question, codes []string) string {
	p := i18n.From(ctx)
	var all []string
	for _, code := range codes {
		all = append(all, p.T("survey.quoted", i18n.Args{"Text": told(ctx, q, code, nil)}))
	}
	return strings.Join(all, " "+p.T("survey.or")+" ")
}

// threshold says in a sentence when a project goes on.
func threshold(ctx context.Context, s survey.Survey) string {
	p := i18n.From(ctx)
	if s.Promise.Share == nil {
		return p.T("survey.threshold.answers", i18n.Args{"Answers": p.Number(s.Promise.Answers)})
	}
	q, _ := s.Form.Question(s.Promise.Share.Question)
	return p.T("survey.threshold.share", i18n.Args{"Answers": p.Number(s.Promise.Answers), "Percent": s.Promise.Share.Percent,
		"Any": either(ctx, q, s.Promise.Share.Any), "Question": say(ctx, q.Text)})
}

// paragraphs cuts a text at its blank lines.
func paragraphs(s string) []string {
	var all []string
	for part := range strings.SplitSeq(s, "\n") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}
