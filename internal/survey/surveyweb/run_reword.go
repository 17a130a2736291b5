package surveyweb

import (
	"context"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
)

// reword adds the team's words to a result that is told, or changes them.
func reword(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var s survey.Survey
	err = c.Update(func(tx *store.Tx) (err error) {
		if s, err = mine(c, tx); err != nil {
			return err
		}
		return survey.AddWords(tx, c.Actor, survey.AddWordsRequest{Survey: s.ID, Words: i18n.Typography(f.Lines("words"))})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			if s.State == survey.Draft {
				return again(c, refusal)
			}
			return showRunning(c, after{running: running{Refusal: refusal}, To: survey.Published, Words: f.Lines("words")})
		})
	}
	c.Say("surveyrun.said.reworded")
	return c.GoTo(c.Href("surveyrun.show", "survey", c.Path("survey")) + "#mots")
}

// typedWords are the team's words in their form: as they were typed when they were refused, or as they are.
func (v after) typedWords() string {
	if v.Refusal != nil && v.To == survey.Published {
		return v.Words
	}
	return v.Survey.Words
}

// wordsWhen says when the team's words were written, and whether whoever wrote them could have read what people wrote.
func wordsWhen(ctx context.Context, s survey.Survey) string {
	p := i18n.From(ctx)
	zone := territory.Zone(s.Commune)
	key := "survey.words.with"
	switch {
	case s.Afterwards() && len(s.WordsBefore) > 0:
		key = "survey.words.changed"
	case s.Afterwards():
		key = "survey.words.added"
	}
	return p.T(key, i18n.Args{"Day": onDay(p, s.WrittenAt(), zone), "Told": onDay(p, s.PublishedAt, zone)})
}
