package survey_test

import (
	"strings"
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
)

// The team may write after it has read the texts: with the day, what stood there before, and in its own words.
func TestWordsAfterTheTextsAreRead(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, survey.ByAddress)
		h.move(survey.Open)
		h.do(func(tx *store.Tx) error {
			return h.answer(tx, "", survey.Answers{"age": {"old"}, "often": {"never"}, "why": {"Ma fille tient déjà l'épicerie de la place, cela suffit."}})
		})
		say := func(day, words string) error {
			return h.try(func(tx *store.Tx) error {
				tx.Now = civil.MustDate(day).At(9*60, time.UTC)
				return survey.AddWords(tx, h.mayor, survey.AddWordsRequest{Survey: h.which, Words: words})
			})
		}
		if err := say("2026-11-01", "Trop tôt."); !fault.Is(err, fault.Conflict) {
			t.Errorf("before it is told: %v", err)
		}
		h.move(survey.Closed)
		h.do(func(tx *store.Tx) error {
			tx.Now = civil.MustDate("2026-11-20").At(9*60, time.UTC)
			return survey.Move(tx, h.mayor, survey.MoveRequest{Survey: h.which, To: survey.Published, Words: "Merci."})
		})
		h.do(func(tx *store.Tx) error {
			if s := h.survey(tx); s.Afterwards() || s.WrittenAt() != s.PublishedAt {
				t.Errorf("with the result: %v %v", s.WrittenAt(), s.PublishedAt)
			}
			return nil
		})
		for name, words := range map[string]string{
			"nothing":                         "",
			"too much":                        strings.Repeat("é", 2001),
			"what somebody wrote":             "On nous dit : Ma fille tient déjà l'épicerie de la place, cela suffit.",
			"without accents, among the rest": "Certains pensent que MA FILLE TIENT DEJA L’EPICERIE DE la place et c'est bien.",
		} {
			if err := say("2026-11-25", words); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := h.try(func(tx *store.Tx) error {
			return survey.AddWords(tx, h.other, survey.AddWordsRequest{Survey: h.which, Words: "x"})
		}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("another authority: %v", err)
		}
		for _, x := range [][2]string{{"2026-11-25", "Plusieurs tiennent à l'épicerie de la place."}, {"2026-11-26", "Plusieurs tiennent à l'épicerie de la place."}, {"2026-12-02", "Nous en parlons le 9."}} {
			if err := say(x[0], x[1]); err != nil {
				t.Fatal(err)
			}
		}
		h.do(func(tx *store.Tx) error {
			s := h.survey(tx)
			if s.Words != "Nous en parlons le 9." || !s.Afterwards() || s.WrittenAt().String()[:10] != "2026-12-02" {
				t.Errorf("%q of %s", s.Words, s.WrittenAt())
			}
			var days []string
			for _, x := range s.WordsBefore {
				days = append(days, x.At.String()[:10]+" "+x.Text[:5])
			}
			if got := strings.Join(days, ", "); got != "2026-11-20 Merci, 2026-11-25 Plusi" { // said twice, kept once
				t.Errorf("before: %s", got)
			}
			if s.Promise.IfMet["fr"] != promised.IfMet["fr"] || s.Result == nil {
				t.Error("the promise or the result changed with the words")
			}
			return nil
		})
	})
}
