package survey

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/kit/i18n"
)

// Building a form: questions come, go and change places, and keep their names (ids) while they do, for conditions and the promise speak of them
// by these.

// freeID is a name of a prefix and a number that nothing has: one above the highest.
func freeID(prefix string, taken []string) string {
	most := 0
	for _, t := range taken {
		if n, err := strconv.Atoi(strings.TrimPrefix(t, prefix)); err == nil && strings.HasPrefix(t, prefix) {
			most = max(most, n)
		}
	}
	return fmt.Sprint(prefix, most+1)
}

func (f Form) freeID() string {
	all := make([]string, len(f.Questions))
	for i, q := range f.Questions {
		all[i] = q.ID
	}
	return freeID("q", all)
}

// Place is where a question stands, the first being 0; -1 when it isn't there.
func (f Form) Place(id string) int {
	return slices.IndexFunc(f.Questions, func(q Question) bool { return q.ID == id })
}

// Add puts a new question of a kind at the end, and gives its name. Its texts are still to be written.
func (f *Form) Add(k Kind) string {
	q := Question{ID: f.freeID(), Kind: k, Text: Words{}, Help: Words{}}
	if k == Scale {
		q.Top = 5
	}
	f.Questions = append(f.Questions, q)
	return q.ID
}

// Copy puts a copy of a question behind it, and gives its name; "" when there is no such question. A form has one question that says what
// the place would be for, so the copy doesn't.
func (f *Form) Copy(id string) string {
	i := f.Place(id)
	if i < 0 {
		return ""
	}
	q := f.Questions[i]
	q.ID, q.Uses, q.Options, q.Bands = f.freeID(), false, slices.Clone(q.Options), slices.Clone(q.Bands)
	if q.When != nil {
		when := *q.When
		q.When = &when
	}
	f.Questions = slices.Insert(f.Questions, i+1, q)
	return q.ID
}

// Shift moves a question by so many places, as far as there are any.
func (f *Form) Shift(id string, by int) {
	i := f.Place(id)
	to := min(max(i+by, 0), len(f.Questions)-1)
	if i < 0 || i == to {
		return
	}
	q := f.Questions[i]
	f.Questions = slices.Insert(slices.Delete(f.Questions, i, i+1), to, q)
}

// Remove takes a question away. Conditions and a share that spoke of it or of an answer that is gone speak of nothing any more, and Judge says so:
// whoever builds the form decides what becomes of them.
func (s *Survey) Remove(id string) {
	if i := s.Form.Place(id); i >= 0 {
		s.Form.Questions = slices.Delete(s.Form.Questions, i, i+1)
	}
	s.forgetLost()
}

// Put changes a question to what it has become. Errors: none; a question that isn't there any more is left away.
func (s *Survey) Put(q Question) {
	if i := s.Form.Place(q.ID); i >= 0 {
		s.Form.Questions[i] = q
	}
	s.forgetLost()
}

// forgetLost empties what speaks of questions and answers that are gone, so that a new one of the same name isn't meant by accident.
func (s *Survey) forgetLost() {
	keep := func(question *string, any *[]string) {
		q, ok := s.Form.Question(*question)
		if !ok {
			*question, *any = "", nil
			return
		}
		told := q.Told()
		*any = slices.DeleteFunc(slices.Clone(*any), func(a string) bool { return !slices.Contains(told, a) })
	}
	for _, q := range s.Form.Questions {
		if q.When != nil {
			keep(&q.When.Question, &q.When.Any)
		}
	}
	if s.Promise.Share != nil {
		keep(&s.Promise.Share.Question, &s.Promise.Share.Any)
	}
}

// Reword makes options of lines as they were written, in French, and keeps the name and the other languages of each that was there before: of the
// same words, wherever they stand now; and of a line that stands where one was whose words are gone, which was reworded.
func Reword(before []Option, lines []string) []Option {
	was := func(line string) int {
		return slices.IndexFunc(before, func(o Option) bool { return o.Text[i18n.French] == line })
	}
	var taken []string
	free := make([]bool, len(before)) // options whose words are in no line
	for i, o := range before {
		taken = append(taken, o.ID)
		free[i] = !slices.Contains(lines, o.Text[i18n.French])
	}
	all := make([]Option, 0, len(lines))
	last := -1 // where the option of the line before stood
	for n, line := range lines {
		i := was(line)
		if i < 0 {
			// The option that followed the one before; or, with as many lines as there were, the one of this line.
			for _, at := range []int{last + 1, n} {
				if i < 0 && at < len(before) && free[at] && (at != n || len(lines) == len(before) || at == last+1) {
					i = at
				}
			}
		}
		if i < 0 || slices.ContainsFunc(all, func(o Option) bool { return o.ID == before[i].ID }) {
			id := freeID("o", taken)
			taken = append(taken, id)
			all = append(all, Option{ID: id, Text: Words{i18n.French: line}})
			continue
		}
		free[i], last = false, i
		o := Option{ID: before[i].ID, Text: Words{}}
		for l, t := range before[i].Text {
			o.Text[l] = t
		}
		o.Text[i18n.French] = line
		all = append(all, o)
	}
	return all
}
