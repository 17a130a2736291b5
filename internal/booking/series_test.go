package booking_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

var team = organisation.System

func (h house) repeat(by organisation.Actor, q booking.RepeatRequest) (all []booking.Booking, err error) {
	q.Units, q.People, q.Lang = 1, 1, i18n.French
	if q.Contact.Name == "" {
		q.Contact.Name = "Le club"
	}
	err = h.db.Update(context.Background(), func(tx *store.Tx) error {
		link, err := booking.Repeat(tx, by, q)
		if err != nil {
			return err
		}
		b, err := booking.FindByLink(tx, link)
		if err != nil {
			return err
		}
		all, err = booking.OfSeries(tx, b.Series)
		return err
	})
	return all, err
}

// inTheWay says which days of a refused series something is in the way of, and what.
func inTheWay(err error) string {
	var r *booking.SeriesRefusal
	if !errors.As(err, &r) {
		return fmt.Sprint(err)
	}
	var days []string
	for _, o := range r.Occurrences {
		for _, b := range o.Breaches {
			days = append(days, o.Day.String()+" "+strings.TrimPrefix(b.Code, "booking."))
		}
	}
	return strings.Join(days, ", ")
}

func times(all []booking.Booking, t testing.TB) string {
	var s []string
	for _, b := range all {
		if b.State == booking.Confirmed {
			s = append(s, b.From.In(paris(t)).Format("02/01 15:04"))
		}
	}
	return strings.Join(s, ", ")
}

func weekly(n int) booking.Every { return booking.Every{Unit: booking.Weekly, N: 1, Count: n} }

func TestASeriesTellsEachClashAndIsMadeWhole(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Horizon: 400})
		nobody := organisation.Actor{}
		must[booking.Booking](t)(h.confirm(nobody, must[string](t)(h.hold(t, nobody, h.hall, "2026-12-09 10:00", "2026-12-09 12:00")), "Henri"))
		q := booking.RepeatRequest{Resource: h.left.ID, From: at(t, "2026-12-02 11:00"), To: at(t, "2026-12-02 12:00"), Every: weekly(5), Dry: true}
		_, err := h.repeat(team, q)
		if got := inTheWay(err); got != "2026-12-09 taken" {
			t.Errorf("looked at: %s", got)
		}
		// 25 December is shut; whoever lets it pass has a reason.
		q.Dry, q.Every = false, booking.Every{Unit: booking.Daily, N: 16, Count: 3}
		q.From, q.To = at(t, "2026-12-09 13:00"), at(t, "2026-12-09 14:00")
		if _, err := h.repeat(team, q); inTheWay(err) != "2026-12-25 closed" {
			t.Errorf("the holiday: %v", inTheWay(err))
		}
		q.Reason = "they have the key"
		if all, err := h.repeat(team, q); err != nil || len(all) != 3 {
			t.Errorf("let pass: %d, %v", len(all), err)
		}
		// Nothing was kept of what was refused; skipping what clashes makes the rest.
		q = booking.RepeatRequest{Resource: h.left.ID, From: at(t, "2026-12-02 11:00"), To: at(t, "2026-12-02 12:00"), Every: weekly(5), Skip: []civil.Date{civil.MustDate("2026-12-09")}}
		all, err := h.repeat(team, q)
		if got := times(all, t); err != nil || got != "02/12 11:00, 16/12 11:00, 23/12 11:00, 30/12 11:00" {
			t.Errorf("made %s, %v", got, err)
		}
		if all[0].Number == 0 || all[0].Link == all[1].Link {
			t.Errorf("each has its number and link: %+v", all[:2])
		}
		q.Contact = booking.Contact{Name: "Le club", Email: "nonsense"}
		if _, err := h.repeat(team, q); !fault.Is(err, fault.Invalid) {
			t.Errorf("an address that is none: %v", err)
		}
	})
}

func TestWhoMayRepeat(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Horizon: 60, Repeat: 4, Quotas: []resource.Quota{{Per: resource.Month, Count: 3}}})
		lucie := somebody(t, db, "lucie@demo.example.org")
		q := booking.RepeatRequest{Resource: h.left.ID, From: at(t, "2026-12-01 11:00"), To: at(t, "2026-12-01 12:00"), Every: weekly(4)}
		if _, err := h.repeat(organisation.Actor{}, q); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a stranger: %v", err)
		}
		// What she takes counts on the way: the fourth of the month is one too many.
		if _, err := h.repeat(lucie, q); inTheWay(err) != "2026-12-22 quota_count.month" {
			t.Errorf("her quota: %s", inTheWay(err))
		}
		q.Every = weekly(5)
		if _, err := h.repeat(lucie, q); !fault.Is(err, fault.Invalid) || inTheWay(err) == "" {
			t.Errorf("more than may be at once: %v", err)
		}
		q.Every, q.Reason = booking.Every{Unit: booking.Weekly, N: 2, Count: 3}, "hers to give?"
		all, err := h.repeat(lucie, q)
		if err != nil || len(all) != 3 || all[0].Person != lucie.Person {
			t.Errorf("hers: %v, %v", all, err)
		}
		q.From, q.To = at(t, "2026-12-02 19:00"), at(t, "2026-12-02 21:00")
		if _, err := h.repeat(lucie, q); !strings.Contains(inTheWay(err), "closed") {
			t.Errorf("only the team lets pass: %v", err)
		}
	})
}

// Over both changes of clocks the hour stays; an hour that the wall never shows is told, and can be skipped.
func TestASeriesOverTheChangeOfClocks(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Horizon: 400})
		q := booking.RepeatRequest{Resource: h.left.ID, From: at(t, "2027-03-23 09:00"), To: at(t, "2027-03-23 10:00"), Every: weekly(2), Reason: "test"}
		if all, err := h.repeat(team, q); err != nil || times(all, t) != "23/03 09:00, 30/03 09:00" || all[1].From.Sub(all[0].From).Hours() != 7*24-1 {
			t.Errorf("March: %v, %v", times(all, t), err)
		}
		q.From, q.To = at(t, "2027-10-26 09:00"), at(t, "2027-10-26 10:00")
		if all, err := h.repeat(team, q); err != nil || times(all, t) != "26/10 09:00, 02/11 09:00" || all[1].From.Sub(all[0].From).Hours() != 7*24+1 {
			t.Errorf("October: %v, %v", times(all, t), err)
		}
		// Two to half past two in the night of 28 March doesn't exist.
		q.From, q.To, q.Every = at(t, "2027-03-27 02:00"), at(t, "2027-03-27 02:30"), booking.Every{Unit: booking.Daily, N: 1, Count: 3}
		if _, err := h.repeat(team, q); inTheWay(err) != "2027-03-28 no_such_hour" {
			t.Errorf("the missing hour: %s", inTheWay(err))
		}
		q.Skip = []civil.Date{civil.MustDate("2027-03-28")}
		if all, err := h.repeat(team, q); err != nil || times(all, t) != "27/03 02:00, 29/03 02:00" {
			t.Errorf("without it: %v, %v", times(all, t), err)
		}
	})
}

func TestNightsAreRepeated(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Mode: resource.Nights, Arrive: 17 * 60, Leave: 10 * 60, Horizon: 400})
		q := booking.RepeatRequest{Resource: h.left.ID, From: at(t, "2027-01-31 17:00"), To: at(t, "2027-02-02 10:00"), Every: booking.Every{Unit: booking.Monthly, N: 1, Count: 2}}
		all, err := h.repeat(team, q)
		if err != nil || len(all) != 2 || all[1].From != at(t, "2027-03-31 17:00") || all[1].To != at(t, "2027-04-02 10:00") {
			t.Errorf("the 31st, two nights: %v, %v", times(all, t), err)
		}
	})
}

func TestOneThisAndFollowingAll(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Horizon: 100, Repeat: 10})
		lucie := somebody(t, db, "lucie@demo.example.org")
		all := must[[]booking.Booking](t)(h.repeat(lucie, booking.RepeatRequest{Resource: h.left.ID, From: at(t, "2026-12-01 11:00"), To: at(t, "2026-12-01 12:00"), Every: weekly(6)}))
		shift := func(by organisation.Actor, b booking.Booking, how booking.Extent, from, to string) ([]booking.Booking, error) {
			var moved []booking.Booking
			err := db.Update(context.Background(), func(tx *store.Tx) (err error) {
				moved, err = booking.Shift(tx, by, booking.ShiftRequest{Link: b.Link, Extent: how, From: at(t, from), To: at(t, to)})
				return err
			})
			return moved, err
		}
		now := func() []booking.Booking {
			var got []booking.Booking
			err := db.View(context.Background(), func(tx *store.Tx) (err error) {
				got, err = booking.OfSeries(tx, all[0].Series)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		// From the fourth on an hour later; then all of them by a week, onto each other's times.
		if moved, err := shift(lucie, all[3], booking.Following, "2026-12-22 12:00", "2026-12-22 13:00"); err != nil || len(moved) != 3 {
			t.Errorf("following: %d, %v", len(moved), err)
		}
		if got := times(now(), t); got != "01/12 11:00, 08/12 11:00, 15/12 11:00, 22/12 12:00, 29/12 12:00, 05/01 12:00" {
			t.Errorf("following: %s", got)
		}
		if _, err := shift(lucie, all[0], booking.Whole, "2026-12-08 11:00", "2026-12-08 12:00"); err != nil {
			t.Errorf("all, a week later: %v", inTheWay(err))
		}
		if got := times(now(), t); got != "08/12 11:00, 15/12 11:00, 22/12 11:00, 29/12 11:00, 05/01 11:00, 12/01 11:00" {
			t.Errorf("all: %s", got)
		}
		if _, err := shift(lucie, all[0], booking.Whole, "2026-12-08 19:30", "2026-12-08 20:30"); strings.Count(inTheWay(err), "closed") != 6 {
			t.Errorf("all that is in the way is told: %s", inTheWay(err))
		}
		if got := times(now(), t); !strings.HasPrefix(got, "08/12 11:00") {
			t.Errorf("a refused change changes nothing: %s", got)
		}
		// The third is cancelled alone, then the fifth and the sixth, then what is left.
		if err := h.cancel(all[2].Link); err != nil {
			t.Error(err)
		}
		cancel := func(b booking.Booking, how booking.Extent) (n int, err error) {
			err = db.Update(context.Background(), func(tx *store.Tx) error {
				gone, _, err := booking.CancelSeries(tx, organisation.Actor{}, b.Link, how)
				n = len(gone)
				return err
			})
			return n, err
		}
		if n, err := cancel(all[4], booking.Following); n != 2 || err != nil {
			t.Errorf("cancelled the following: %d, %v", n, err)
		}
		if n, err := cancel(all[2], booking.Whole); n != 3 || err != nil {
			t.Errorf("cancelled the rest: %d, %v", n, err)
		}
		if n, err := cancel(all[2], booking.Whole); n != 0 || !fault.Is(err, fault.Conflict) {
			t.Errorf("cancelled again: %d, %v", n, err)
		}
		must[[]booking.Booking](t)(h.repeat(team, booking.RepeatRequest{Resource: h.hall.ID, From: at(t, "2026-12-01 11:00"), To: at(t, "2026-12-01 12:00"), Every: weekly(8), Reason: "holidays"}))
	})
}

// Two years of weeks are one transaction, and twenty who want the same ones get them once.
func TestTwoYearsOfWeeksAreMadeOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Horizon: 3650})
		errs := make(chan error, 4)
		for i := range 4 {
			go func() {
				_, err := h.repeat(team, booking.RepeatRequest{Resource: []resource.ID{h.hall.ID, h.left.ID}[i%2], From: at(t, "2026-12-02 11:00"), To: at(t, "2026-12-02 12:00"), Every: weekly(104), Reason: "holidays too"})
				errs <- err
			}()
		}
		won := 0
		for range 4 {
			err := <-errs
			var r *booking.SeriesRefusal
			switch {
			case err == nil:
				won++
			case !errors.As(err, &r) || len(r.Occurrences) != 104 || slices.ContainsFunc(r.Occurrences, func(o booking.Occurrence) bool { return len(o.Breaches) == 0 }):
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d have it", won)
		}
	})
}
