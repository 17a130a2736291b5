package app_test

import (
	"testing"
	"time"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// The round writes down what was counted of a month that has been over for a week, once, and the logbook has a line of it.
func TestTheRoundWritesDownWhatWasCounted(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		by, day := organisation.System, civil.MustDate
		var which convention.ID
		h.update(func(tx *store.Tx) (err error) {
			which, err = convention.Begin(tx, by, convention.BeginRequest{Kind: convention.Objectives, Title: "Des réservations", First: day("2026-10-01"), Last: day("2028-12-31"), Place: town.gare,
				Parties: []convention.Party{{Organisation: town.promised.own, Siret: "12345678900015"}, {Organisation: town.promised.village, Gives: true}}})
			if err != nil {
				return err
			}
			w, err := convention.Read(tx, by, which)
			if err != nil {
				return err
			}
			w.Text.Promises = []convention.Promise{{Party: 1, Text: "Mille réservations", Measure: convention.Bookings, Target: 1000, Rhythm: convention.Monthly, Due: day("2026-12-31")}}
			if err := convention.Edit(tx, by, convention.EditRequest{Convention: which, As: 1, Text: w.Text}); err != nil {
				return err
			}
			if _, err := convention.Propose(tx, by, which, 1); err != nil {
				return err
			}
			for as := range 2 {
				if _, err := convention.Sign(tx, by, convention.SignRequest{Convention: which, As: as + 1, Version: 1, Day: day("2026-10-01"), Town: "Vaillant", Name: "Hélène", Role: "maire"}); err != nil {
					return err
				}
			}
			return nil
		})
		missed := func() (n, written int) {
			h.update(func(tx *store.Tx) error {
				w, err := convention.Read(tx, by, which)
				if err != nil {
					return err
				}
				written = len(w.Commitments[0].Periods)
				for _, e := range convention.Logbook(w, convention.Today(tx), nil) {
					if e.Kind == convention.WasMissed {
						n++
					}
				}
				return nil
			})
			return n, written
		}
		h.clock.Advance(day("2027-01-07").At(12*60, convention.Zone()).Sub(h.DB.Now()))
		h.Round(h.Context())
		if n, written := missed(); n != 0 || written != 0 {
			h.Errorf("a day too early: %d lines, %d written down", n, written)
		}
		for range 3 { // and again the day after
			h.clock.Advance(24 * time.Hour)
			h.Round(h.Context())
			h.Round(h.Context())
		}
		if n, written := missed(); n != 1 || written != 1 {
			h.Errorf("a week later: %d lines, %d written down", n, written)
		}
	})
}
