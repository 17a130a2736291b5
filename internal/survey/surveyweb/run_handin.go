package surveyweb

import (
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
	"mitoyen/internal/web"
)

// handed is the field that says where paper is handed in: as it is, or as it was typed when it was refused.
type handed struct {
	Typed   form.Values
	Refused bool
}

func (h handed) value(s survey.Survey) string {
	if h.Refused {
		return h.Typed.Text("hand_in")
	}
	return s.HandIn
}

func handIn(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var s survey.Survey
	err = c.Update(func(tx *store.Tx) (err error) {
		if s, err = mine(c, tx); err != nil {
			return err
		}
		return survey.SayHandIn(tx, c.Actor, survey.HandInRequest{Survey: s.ID, Where: i18n.Typography(f.Text("hand_in"))})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			h := handed{f, true}
			if s.State == survey.Draft {
				return showBuilding(c, building{running: running{Survey: s, Refusal: refusal}, Closes: dateField(s.ClosesOn), HandIn: h})
			}
			return showRunning(c, after{running: running{Refusal: refusal}, HandIn: h})
		})
	}
	c.Say("surveyrun.said.hand_in")
	return c.GoTo(c.Href("surveyrun.show", "survey", c.Path("survey")) + "#papier")
}
