package survey

import (
	"slices"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
)

// Kind is what a question asks for.
type Kind string

// The kinds.
const (
	Choice   Kind = "choice"   // one of several
	Several  Kind = "several"  // any of several
	Scale    Kind = "scale"    // one of 1 … Top
	Number   Kind = "number"   // a whole number, told in bands
	Ranking  Kind = "ranking"  // options in the order of the person
	Commune  Kind = "commune"  // a commune, by its INSEE code
	HalfDays Kind = "halfdays" // any of the fourteen half-days of a week
	Short    Kind = "short"    // a line of text
	Long     Kind = "long"     // a text
	Consent  Kind = "consent"  // one yes, which may be wanted before going on
)

// Kinds lists every kind, as the builder offers them.
var Kinds = []Kind{Choice, Several, Scale, Number, Ranking, HalfDays, Commune, Short, Long, Consent}

// Words is a text in each language of a form. French is there always.
type Words map[i18n.Lang]string

// In is the text in a language, or in French where it isn't translated.
func (w Words) In(l i18n.Lang) string {
	if t := w[l]; t != "" {
		return t
	}
	return w[i18n.French]
}

// Option is an answer to choose.
type Option struct {
	ID   string `json:"id"`
	Text Words  `json:"text"`
}

// Condition shows a question only to those who answered an earlier one in a certain way.
type Condition struct {
	Question string   `json:"question"`
	Any      []string `json:"any"`           // options, or numbers of a scale: one of them is enough
	Not      bool     `json:"not,omitempty"` // to those who chose none of them
}

// Question is one question of a form.
type Question struct {
	ID       string     `json:"id"`
	Kind     Kind       `json:"kind"`
	Text     Words      `json:"text"`
	Help     Words      `json:"help,omitempty"`
	Options  []Option   `json:"options,omitempty"` // of choice, several, ranking
	Top      int        `json:"top,omitempty"`     // of a scale
	Bands    []int      `json:"bands,omitempty"`   // of a number: where each band but the first begins
	Required bool       `json:"required,omitempty"`
	When     *Condition `json:"when,omitempty"`
	Breaks   bool       `json:"breaks,omitempty"` // every other question is also told by this one: age, neighbourhood
	Uses     bool       `json:"uses,omitempty"`   // what people would come for: crossed with the half-days, it is the demand
}

// Form is the questions of a survey, in order.
type Form struct {
	Languages []i18n.Lang `json:"languages"`
	Questions []Question  `json:"questions"`
}

// The bounds of a form. A survey of more questions loses whoever answers on a phone.
const (
	MostQuestions = 40
	MostOptions   = 20
	mostBreaks    = 3
	mostWords     = 300
	mostAnswer    = 2000 // of a long text
	mostNumber    = 1_000_000
)

// Question finds a question.
func (f Form) Question(id string) (Question, bool) {
	i := slices.IndexFunc(f.Questions, func(q Question) bool { return q.ID == id })
	if i < 0 {
		return Question{}, false
	}
	return f.Questions[i], true
}

// Told lists what can be answered to a question that is counted: the options, the numbers of a scale, the bands of a number, the half-days.
// It is empty for what is not counted in advance: communes and texts.
func (q Question) Told() []string {
	switch q.Kind {
	case Choice, Several, Ranking:
		all := make([]string, len(q.Options))
		for i, o := range q.Options {
			all[i] = o.ID
		}
		return all
	case Scale:
		return numbers(1, q.Top)
	case Number:
		return numbers(0, len(q.Bands))
	case HalfDays:
		return AllHalfDays
	case Consent:
		return []string{yes}
	}
	return nil
}

// alone reports whether a person gives one answer at most, so that the cells of the question add up.
func (q Question) alone() bool {
	return q.Kind == Choice || q.Kind == Scale || q.Kind == Number || q.Kind == Commune || q.Kind == Consent
}

// Judge says everything that keeps a form from being opened, each beside its question ("q3", "q3.options", …).
func (f Form) Judge() error {
	var b fault.Breaches
	b.Check(len(f.Questions) > 0, "questions", "survey.no_questions")
	b.Check(len(f.Questions) <= MostQuestions, "questions", "survey.too_many_questions", fault.Args{"Max": MostQuestions})
	b.Check(slices.Contains(f.Languages, i18n.French), "languages", "survey.french_missing")
	breaks, uses := 0, 0
	seen := map[string]Question{}
	for _, q := range f.Questions {
		q.judge(&b, f.Languages)
		_, twice := seen[q.ID]
		b.Check(q.ID != "" && !twice, q.ID, "survey.question_twice")
		if q.When != nil {
			b.Check(q.When.holdsOf(seen), q.ID+".when", "survey.condition_lost")
		}
		seen[q.ID] = q
		if q.Breaks {
			breaks++
			b.Check(q.Kind == Choice || q.Kind == Scale || q.Kind == Number, q.ID, "survey.cannot_break")
		}
		if q.Uses {
			uses++
			b.Check(q.Kind == Several || q.Kind == Choice, q.ID, "survey.cannot_use")
		}
	}
	b.Check(breaks <= mostBreaks, "questions", "survey.too_many_breaks", fault.Args{"Max": mostBreaks})
	b.Check(uses <= 1, "questions", "survey.uses_twice")
	return b.Err()
}

func (q Question) judge(b *fault.Breaches, languages []i18n.Lang) {
	said := func(field string, w Words) {
		for _, l := range languages {
			b.Check(w[l] != "", q.ID+field, "survey.words_missing", fault.Args{"Lang": string(l)})
			b.Within(q.ID+field, w[l], mostWords)
		}
	}
	b.Check(slices.Contains(Kinds, q.Kind), q.ID, "survey.kind_unknown")
	said("", q.Text)
	switch q.Kind {
	case Choice, Several, Ranking:
		b.Check(len(q.Options) >= 2, q.ID+".options", "survey.too_few_options")
		b.Check(len(q.Options) <= MostOptions, q.ID+".options", "survey.too_many_options", fault.Args{"Max": MostOptions})
		ids := map[string]bool{}
		for _, o := range q.Options {
			said(".options", o.Text)
			b.Check(o.ID != "" && !ids[o.ID] && !strings.ContainsAny(o.ID, " ,"), q.ID+".options", "survey.option_twice")
			ids[o.ID] = true
		}
	case Scale:
		b.Check(q.Top >= 3 && q.Top <= 10, q.ID+".top", "survey.scale_bounds")
	case Number:
		b.Check(len(q.Bands) >= 1 && len(q.Bands) < MostOptions && slices.IsSorted(q.Bands) && len(slices.Compact(slices.Clone(q.Bands))) == len(q.Bands) && q.Bands[0] > 0 && q.Bands[len(q.Bands)-1] <= mostNumber,
			q.ID+".bands", "survey.bands_order")
	}
}

// holdsOf reports whether a condition names an earlier question and answers that it has.
func (c Condition) holdsOf(seen map[string]Question) bool {
	q, ok := seen[c.Question]
	if !ok || len(c.Any) == 0 || q.Kind == Ranking {
		return false
	}
	told := q.Told()
	return !slices.ContainsFunc(c.Any, func(a string) bool { return !slices.Contains(told, a) })
}
