package surveyweb

import (
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
)

// mailing sends codes by e-mail.
type mailing struct{ post *mail.Post }

// mostTyped is longer than any list of as many addresses as go at once; what is longer is refused, and never cut.
const mostTyped = 20_000

func (m mailing) send(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	list := f.Lines("addresses")
	var s survey.Survey
	err = c.Update(func(tx *store.Tx) (err error) {
		if s, err = mine(c, tx); err != nil {
			return err
		}
		if len(f.Get("addresses")) > mostTyped {
			var b fault.Breaches
			b.Add("addresses", "survey.addresses_many", fault.Args{"Max": survey.MostLetters})
			return b.Err()
		}
		_, err = form.Once(tx, f.Submission(), func() (string, error) {
			letters, err := survey.MailCodes(tx, c.Actor, s.ID, list)
			if err != nil {
				return "", err
			}
			for _, l := range letters {
				if err := m.post.Send(tx, letterOf(c, s, l)); err != nil {
					return "", err
				}
			}
			return "", nil
		})
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			if s.State == survey.Draft {
				return again(c, refusal)
			}
			return showRunning(c, after{running: running{Refusal: refusal}, Addresses: list})
		})
	}
	c.Say("surveyrun.said.mailed")
	return c.Go("surveyrun.show", "survey", s.Slug)
}

// letterOf is the letter with a code, in each language of the survey. The code stands in no address: it is typed.
func letterOf(c *web.Call, s survey.Survey, x survey.CodeLetter) mail.Letter {
	l := mail.Letter{To: x.Email}
	var parts []string
	for _, lang := range s.Form.Languages {
		p := c.Site.Catalog.In(lang)
		args := i18n.Args{"Who": s.Asks, "Title": s.Title.In(lang), "Link": c.Site.LetterOrigin(c.Ctx()) + c.Site.Href(lang, "survey.ask", "survey", s.Slug), "Code": survey.Spaced(x.Code)}
		text := p.T("survey.letter.text", args)
		if !s.ClosesOn.IsZero() {
			text += "\n\n" + p.T("survey.letter.until", i18n.Args{"Day": day(p, s.ClosesOn, s.Today(c.Site.DB.Now()))})
			l.Until = civil.At(s.ClosesOn.AddDays(1).In(territory.Zone(s.Commune)))
		}
		if l.Subject == "" {
			l.Subject = p.T("survey.letter.subject", args)
		}
		parts = append(parts, text)
	}
	l.Text = strings.Join(parts, "\n\n— — —\n\n")
	return l
}
