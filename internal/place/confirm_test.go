package place_test

import (
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// A place that nobody vouched for in a year shows “to confirm”; a closed one has nothing left to confirm.
func TestToConfirm(t *testing.T) {
	t.Parallel()
	today := civil.MustDate("2026-11-24")
	for _, x := range []struct {
		stage place.Stage
		on    string
		want  bool
	}{
		{place.Open, "2026-11-24", false},
		{place.Open, "2025-11-24", false}, // a year to the day
		{place.Open, "2025-11-23", true},
		{place.Open, "2019-03-01", true},
		{place.Open, "2027-01-01", false},
		{place.Open, "", true},
		{place.Project, "2025-11-23", true},
		{place.Mobile, "2025-11-23", true},
		{place.Closed, "2019-03-01", false},
		{place.Closed, "", false},
	} {
		p := place.Place{Stage: x.stage}
		if x.on != "" {
			p.ConfirmedOn = civil.MustDate(x.on)
		}
		if got := p.ToConfirm(today); got != x.want {
			t.Errorf("%s, confirmed on %q: %v", x.stage, x.on, got)
		}
	}
	// Over a 29 February a year is still one year.
	p := place.Place{Stage: place.Open, ConfirmedOn: civil.MustDate("2028-02-10")}
	if p.ToConfirm(civil.MustDate("2029-02-09")) || !p.ToConfirm(civil.MustDate("2029-02-11")) {
		t.Error("a leap year")
	}
}

func TestWhoConfirms(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		for _, x := range []struct {
			who        string
			actor      organisation.Actor
			gare, four string
		}{
			{"a stranger", v.stranger, signIn, signIn},
			{"somebody signed in", v.lea, mayNot, mayNot},
			{"another team's manager", v.elsewhere, mayNot, mayNot},
			{"the administrator", v.administrator, mayNot, mayNot},
			{"the team's trainer", v.trainer, ok, mayNot},
			{"the team's front desk", v.desk, ok, mayNot},
			{"the team's manager", v.manager, ok, mayNot},
			{"the coordinator", v.coordinator, teamOnly, ok},
		} {
			for which, want := range map[place.ID]string{v.gare: x.gare, v.four: x.four} {
				v.clock.Advance(24 * time.Hour)
				had := len(v.journal(which))
				err := v.try(func(tx *store.Tx) error {
					_, err := place.Confirm(tx, x.actor, which)
					return err
				})
				v.want(x.who, err, want)
				today := civil.DateOf(v.db.Now().Time())
				if p := v.place(which); (p.ConfirmedOn == today) != (want == ok) {
					v.Errorf("%s: confirmed on %v", x.who, p.ConfirmedOn)
				}
				if n := len(v.journal(which)) - had; (n == 1) != (want == ok) {
					v.Errorf("%s: %d entries in the journal", x.who, n)
				}
			}
		}
	})
}

// One click, or two by mistake: one entry.
func TestConfirmTwiceADayIsJournalledOnce(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		had := len(v.journal(v.gare))
		done, others := v.race(4, func(_ int, tx *store.Tx) error {
			p, err := place.Confirm(tx, v.desk, v.gare)
			if p.Slug != "la-gare" {
				v.Errorf("the place is %q", p.Slug)
			}
			return err
		})
		if n := len(v.journal(v.gare)) - had; done != 4 || n != 1 {
			v.Errorf("%d of 4 were told that it is done (%v); %d entries", done, others, n)
		}
	})
}

// A confirmation says nothing about the sheet itself, so an edit that was begun before still goes through.
func TestConfirmDoesNotDisturbAnEdit(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		before := v.place(v.gare)
		v.clock.Advance(time.Minute)
		v.update(func(tx *store.Tx) error {
			_, err := place.Confirm(tx, v.desk, v.gare)
			return err
		})
		after := v.place(v.gare)
		if after.Name != before.Name || after.Sheet.Phone != before.Sheet.Phone || after.Origins[place.FPhone] != before.Origins[place.FPhone] {
			v.Errorf("confirmed, the place is %+v", after)
		}
		v.want("the edit", v.edit(v.manager, v.gare, before.ChangedAt, place.Facts{place.FSummary: "x"}), ok)
	})
}
