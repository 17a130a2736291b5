package deskweb

import (
	"context"
	"encoding/json"
	"net/http"

	"mitoyen/internal/booking"
	"mitoyen/internal/desk"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/web"
)

// sent answers one thing that a computer of the counter had waiting. Both mean that it needs not be sent again.
type sent struct {
	Done  bool   `json:"done"`
	Clash string `json:"clash,omitempty"` // why it could not be done any more, in words
}

// send does one thing that was done at a computer of the counter, perhaps on a lost line and some time ago. It is done once however often it
// is sent, under the person whose turn it was, and it clashes with what others did meanwhile: that is said, never forced.
func (p Pages) send(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	computer, what := cookie(c, computerCookie), f.Get("what")
	var turn desk.TurnID
	var at civil.Instant
	if turn.UnmarshalText([]byte(f.Get("turn"))) != nil || at.UnmarshalText([]byte(f.Get("at"))) != nil || turn.IsZero() || at.IsZero() || c.Turn.ID == "" {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	err = c.Update(func(tx *store.Tx) error {
		of, err := atDesk(c, tx)
		if err != nil {
			return err
		}
		this, ok, err := desk.ComputerOf(tx, computer)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Forbidden, "desk.not_enrolled")
		}
		by, err := desk.InTurn(tx, this.ID, turn, at)
		if err != nil {
			return err
		}
		// Tied to the computer, not to the person whose turn it is while it is sent.
		submission := form.Tied(f.Get("act"), "desk.send", this.ID.String())
		if what == "tally" {
			var reason desk.ReasonID
			if reason.UnmarshalText([]byte(f.Get("reason"))) != nil {
				return fault.New(fault.Invalid, "fault.stale_form")
			}
			return desk.Count(tx, by, desk.CountRequest{Submission: submission, Place: of.ID, Reason: reason, Age: desk.Age(f.Get("age")), At: at})
		}
		return p.note(c.Ctx(), tx, by, submission, f.Get("booking"), what)
	})
	answer := sent{Done: err == nil}
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) || fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		f, _ := fault.As(err)
		code, args := f.Code, f.Args
		if len(f.Fields) > 0 {
			code, args = f.Fields[0].Code, f.Fields[0].Args
		}
		answer.Clash = c.P.T(code, i18n.Args(args))
	} else if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.W.Header().Set("Cache-Control", "no-store")
	c.W.WriteHeader(http.StatusOK)
	return json.NewEncoder(c.W).Encode(answer)
}

// note changes a booking's state once: an arrival that comes a second time doesn't undo that it was undone.
func (p Pages) note(ctx context.Context, tx *store.Tx, by organisation.Actor, submission, which, what string) error {
	var b booking.ID
	if b.UnmarshalText([]byte(which)) != nil || b.IsZero() || submission == "" {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	_, err := form.Once(tx, submission, func() (string, error) {
		if err := booking.Note(tx, by, b, what); err != nil {
			return "", err
		}
		return "", p.Noted(ctx, tx, b, what)
	})
	return err
}
