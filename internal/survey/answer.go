package survey

import (
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/kit/fault"
)

// Answers is what somebody answered: for each question the codes they chose, the number, the commune, or the text. A question that they
// left is not in it.
type Answers map[string][]string

const yes = "yes"

// AllHalfDays is the fourteen half-days of a week, Monday's morning first.
var AllHalfDays = []string{"mon-am", "mon-pm", "tue-am", "tue-pm", "wed-am", "wed-pm", "thu-am", "thu-pm", "fri-am", "fri-pm", "sat-am", "sat-pm", "sun-am", "sun-pm"}

func numbers(from, to int) []string {
	var all []string
	for n := from; n <= to; n++ {
		all = append(all, strconv.Itoa(n))
	}
	return all
}

// Asks reports whether a question is shown to whoever answered so far. A question whose condition stands on one that was not shown isn't
// shown either.
func (f Form) Asks(q Question, a Answers) bool {
	if q.When == nil {
		return true
	}
	before, ok := f.Question(q.When.Question)
	if !ok || !f.Asks(before, a) {
		return false
	}
	given := a[q.When.Question]
	if before.Kind == Number {
		given = before.band(given)
	}
	hit := slices.ContainsFunc(given, func(x string) bool { return slices.Contains(q.When.Any, x) })
	return hit != q.When.Not
}

// Next is the first question after a given one ("" for the start) that is shown to whoever answered so far.
func (f Form) Next(after string, a Answers) (Question, bool) {
	i := slices.IndexFunc(f.Questions, func(q Question) bool { return q.ID == after })
	for _, q := range f.Questions[i+1:] {
		if f.Asks(q, a) {
			return q, true
		}
	}
	return Question{}, false
}

// Before is the last question before a given one that is shown; "" as the given one stands for the end.
func (f Form) Before(before string, a Answers) (Question, bool) {
	i := slices.IndexFunc(f.Questions, func(q Question) bool { return q.ID == before })
	if i < 0 {
		i = len(f.Questions)
	}
	for _, q := range slices.Backward(f.Questions[:i]) {
		if f.Asks(q, a) {
			return q, true
		}
	}
	return Question{}, false
}

// Read makes an answer of what was sent: trimmed, each code once and in the order of the question (of the person, for a ranking). The
// breach stands at "answer".
func (q Question) Read(sent []string) ([]string, error) {
	var given []string
	for _, s := range sent {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(given, s) {
			given = append(given, s)
		}
	}
	var b fault.Breaches
	b.Check(!q.Required || len(given) > 0, "answer", "survey.answer_wanted")
	if q.alone() || q.Kind == Short || q.Kind == Long {
		b.Check(len(given) <= 1, "answer", "survey.one_answer")
	}
	switch told := q.Told(); q.Kind {
	case Choice, Several, Scale, HalfDays, Ranking, Consent:
		unknown := slices.ContainsFunc(given, func(x string) bool { return !slices.Contains(told, x) })
		b.Check(!unknown, "answer", "survey.answer_unknown")
		if q.Kind == Several || q.Kind == HalfDays {
			slices.SortFunc(given, func(x, y string) int { return slices.Index(told, x) - slices.Index(told, y) })
		}
		if q.Kind == Ranking && len(given) > 0 {
			b.Check(len(given) == len(told), "answer", "survey.rank_all")
		}
	case Number:
		for _, x := range given {
			n, err := strconv.Atoi(x)
			b.Check(err == nil && n >= 0 && n <= mostNumber, "answer", "survey.number_unreadable")
		}
	case Commune:
		for _, x := range given {
			b.Check(len(x) == 5, "answer", "survey.commune_unknown")
		}
	case Short, Long:
		most := mostAnswer
		if q.Kind == Short {
			most = mostWords
		}
		for _, x := range given {
			b.Within("answer", x, most)
		}
	}
	return given, b.Err()
}

// band tells in which band a number is, as Told numbers them.
func (q Question) band(given []string) []string {
	if len(given) == 0 {
		return nil
	}
	n, err := strconv.Atoi(given[0])
	if err != nil {
		return nil
	}
	at, found := slices.BinarySearch(q.Bands, n)
	if found {
		at++
	}
	return []string{strconv.Itoa(at)}
}

// Finish drops the answers to questions that are not shown, after a change of mind, and gives the questions that must still be answered.
func (f Form) Finish(a Answers) (kept Answers, missing []Question) {
	kept = Answers{}
	for _, q := range f.Questions {
		if !f.Asks(q, kept) {
			continue
		}
		if given := a[q.ID]; len(given) > 0 {
			kept[q.ID] = given
		} else if q.Required {
			missing = append(missing, q)
		}
	}
	return kept, missing
}
