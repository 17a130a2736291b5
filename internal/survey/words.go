package survey

import (
	"encoding/json"
	"fmt"
	"hash/maphash"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// Said is what the team's words were, until others took their place.
type Said struct {
	Text string        `json:"text"`
	At   civil.Instant `json:"at"` // when it was written
}

// WrittenAt is when the team's words were written.
func (s Survey) WrittenAt() civil.Instant {
	if s.WordsAt.IsZero() {
		return s.PublishedAt
	}
	return s.WordsAt
}

// Afterwards reports whether the team's words came after the result was told. Whoever wrote them could read the texts by then; whoever wrote with the
// result could not.
func (s Survey) Afterwards() bool { return !s.WordsAt.IsZero() }

// AddWordsRequest adds the team's words to a result that is told, or changes them.
type AddWordsRequest struct {
	Survey ID
	Words  string
}

// AddWords keeps the team's words on a result that is told already; those before stay readable, each with its day. Words that repeat a run of what
// somebody wrote are refused: a text is never told by itself (ADR 17), and whoever writes now has read them. With the result itself nobody has,
// and asking would tell whether such a text is there. Errors: Forbidden; Conflict before the result is told; Invalid.
func AddWords(tx *store.Tx, by organisation.Actor, q AddWordsRequest) error {
	s, err := forRunning(tx, by, q.Survey)
	if err != nil {
		return err
	}
	if s.State != Published {
		return fault.New(fault.Conflict, "survey.not_published")
	}
	if q.Words == s.Words {
		return nil
	}
	var b fault.Breaches
	b.Check(q.Words != "", "words", "survey.words_wanted")
	b.Within("words", q.Words, mostAnswer)
	if err := b.Err(); err != nil {
		return err
	}
	quote, err := quoted(tx, s.ID, q.Words)
	if err != nil {
		return err
	}
	if quote != "" {
		b.Add("words", "survey.words_quote", fault.Args{"Quote": quote})
		return b.Err()
	}
	before := s.WordsBefore
	if s.Words != "" {
		before = append(before, Said{s.Words, s.WrittenAt()})
	}
	packed, err := json.Marshal(before)
	if err != nil {
		return fmt.Errorf("write words: %w", err)
	}
	if err := tx.ExecOne(`UPDATE survey SET words = $1, words_at = $2, words_before = $3, changed_at = $2 WHERE id = $4`, q.Words, tx.Now, string(packed), s.ID); err != nil {
		return err
	}
	return note(tx, by, s, "survey.reworded", nil)
}

// run is how many words in a row make a quotation: fewer are how everybody speaks ("travailler au calme près de chez moi").
const run = 7

// quoted finds the first run of words that somebody's text has too, whatever its capitals, accents and signs; "" when there is none.
func quoted(tx *store.Tx, which ID, words string) (quote string, err error) {
	seed := maphash.MakeSeed()
	runs := map[uint64]string{}
	each := func(text string, do func(sum uint64, words []string)) {
		all := strings.Fields(search.Fold(text))
		for i := 0; i+run <= len(all); i++ {
			var h maphash.Hash
			h.SetSeed(seed)
			for _, w := range all[i : i+run] {
				h.WriteString(w)
				h.WriteByte(' ')
			}
			do(h.Sum64(), all[i:i+run])
		}
	}
	each(words, func(sum uint64, words []string) { runs[sum] = strings.Join(words, " ") })
	if len(runs) == 0 {
		return "", nil
	}
	err = tx.Each(func(r store.Row) error {
		var text string
		if err := r.Scan(&text); err != nil {
			return err
		}
		each(text, func(sum uint64, _ []string) {
			if quote == "" {
				quote = runs[sum]
			}
		})
		return nil
	}, `SELECT text FROM survey_text WHERE survey_id = $1`, which)
	return quote, err
}
