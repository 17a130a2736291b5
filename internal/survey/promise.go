package survey

import (
	"slices"
	"unicode/utf8"

	"mitoyen/internal/kit/fault"
)

// Promise is what was declared before a survey opened, and can't be changed after: when the project goes on, and what follows either way.
type Promise struct {
	Answers int    `json:"answers"`         // at least so many answers
	Share   *Share `json:"share,omitempty"` // and at least such a part of them
	IfMet   Words  `json:"if_met"`          // what follows when it is met
	IfNot   Words  `json:"if_not"`          // and when it isn't
}

// mostWanted is more answers than any commune but Paris has people.
const mostWanted = 1_000_000

// FirstThreshold is what is proposed where so many live: about one adult in ten, of whom there are about eight among ten people. A number to begin
// with, which whoever asks changes; 150 where nobody knows how many live there.
func FirstThreshold(population int) int {
	if population <= 0 {
		return 150
	}
	return min(150, max(Least, population*8/100))
}

// Share is a part of all answers that gave one of some answers to a question.
type Share struct {
	Question string   `json:"question"`
	Any      []string `json:"any"`
	Percent  int      `json:"percent"`
}

// Verdict says whether a promise was met. It is decided on exact counts, and tells nothing else of them: a percentage of rounded counts beside it
// would contradict it near the threshold.
type Verdict struct {
	AnswersMet bool `json:"answers_met"`
	ShareMet   bool `json:"share_met"` // true where no share was asked for
}

// Met reports whether all of it was met.
func (v Verdict) Met() bool { return v.AnswersMet && v.ShareMet }

// Judge says everything that keeps a promise from being made of a form.
func (p Promise) Judge(f Form) error {
	var b fault.Breaches
	b.Check(p.Answers >= Least, "answers", "survey.promise_answers", fault.Args{"Least": Least})
	b.Check(p.Answers <= mostWanted, "answers", "survey.promise_many", fault.Args{"Max": mostWanted})
	for _, l := range f.Languages {
		b.Check(p.IfMet[l] != "" && utf8.RuneCountInString(p.IfMet[l]) <= mostWords, "if_met", "survey.promise_words", fault.Args{"Lang": string(l), "Max": mostWords})
		b.Check(p.IfNot[l] != "" && utf8.RuneCountInString(p.IfNot[l]) <= mostWords, "if_not", "survey.promise_words", fault.Args{"Lang": string(l), "Max": mostWords})
	}
	if s := p.Share; s != nil {
		q, ok := f.Question(s.Question)
		told := q.Told()
		b.Check(ok && len(told) > 0 && q.Kind != Ranking, "share", "survey.promise_question")
		b.Check(len(s.Any) > 0 && !slices.ContainsFunc(s.Any, func(a string) bool { return !slices.Contains(told, a) }), "share", "survey.promise_any")
		b.Check(s.Percent >= 1 && s.Percent <= 100, "percent", "survey.promise_percent")
	}
	return b.Err()
}

// keep judges a promise by exact counts: n people gave an answer that the share is about, of all.
func (p Promise) keep(all, n int) Verdict {
	return Verdict{AnswersMet: all >= p.Answers, ShareMet: p.Share == nil || all > 0 && n*100 >= p.Share.Percent*all}
}

// Has reports whether somebody's answers are among those that a share is about.
func (s Share) Has(f Form, a Answers) bool {
	q, ok := f.Question(s.Question)
	if !ok {
		return false
	}
	given := a[q.ID]
	if q.Kind == Number {
		given = q.band(given)
	}
	return slices.ContainsFunc(given, func(x string) bool { return slices.Contains(s.Any, x) })
}
