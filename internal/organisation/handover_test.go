package organisation_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/testkit"
)

// manages makes somebody the manager of a new organisation.
func manages(t testing.TB, db *store.DB, name string, kind organisation.Kind) (o organisation.ID, by organisation.Actor) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		made, err := organisation.Create(tx, organisation.Organisation{Name: name, Kind: kind})
		if err != nil {
			return err
		}
		o = made.ID
		p, err := account.Open(tx, strings.ToLower(name)+"@example.org", i18n.French)
		if err != nil {
			return err
		}
		if err := organisation.Give(tx, host, p.ID, organisation.Grant{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: o.String()}); err != nil {
			return err
		}
		by, err = organisation.Load(tx, p.ID)
		return err
	})
	return o, by
}

// eachOpened opens an organisation by a town, with a clock that can be moved.
func eachOpened(t *testing.T, f func(t *testing.T, db *store.DB, clock *testkit.Clock, town organisation.Actor, of organisation.ID, l organisation.Letter)) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var clock testkit.Clock
			db := open(t, testkit.WithClock(clock.Now))
			of, town := manages(t, db, "Ville", organisation.Authority)
			var l organisation.Letter
			update(t, db, func(tx *store.Tx) (err error) {
				l, err = organisation.Open(tx, town, ask)
				return err
			})
			f(t, db, &clock, town, of, l)
		})
	}
}

func again(db *store.DB, by organisation.Actor, which organisation.ID, email string) (l organisation.Letter, err error) {
	err = db.Update(context.Background(), func(tx *store.Tx) (err error) {
		l, err = organisation.HandAgain(tx, by, which, email)
		return err
	})
	return l, err
}

func take(db *store.DB, link string) (who account.Person, err error) {
	err = db.Update(context.Background(), func(tx *store.Tx) (err error) {
		_, who, err = organisation.TakeOver(tx, link, i18n.French)
		return err
	})
	return who, err
}

// managers are the addresses of whoever manages an organisation.
func managers(t testing.TB, db *store.DB, which organisation.ID) (all []string) {
	t.Helper()
	err := db.View(context.Background(), func(tx *store.Tx) error {
		held, err := organisation.Holders(tx, organisation.InOrganisation, which.String())
		for _, h := range held {
			all = append(all, h.Email)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhatWasOpenedIsListedAndCorrected(t *testing.T) {
	eachOpened(t, func(t *testing.T, db *store.DB, clock *testkit.Clock, town organisation.Actor, of organisation.ID, first organisation.Letter) {
		o := first.Organisation.ID
		listed := func(by organisation.Actor, of organisation.ID) (h organisation.Handover, err error) {
			err = db.View(context.Background(), func(tx *store.Tx) error {
				all, err := organisation.OpenedFor(tx, by, of)
				if err == nil && len(all) == 1 {
					h = all[0]
				} else if err == nil {
					err = fmt.Errorf("%d are listed", len(all))
				}
				return err
			})
			return h, err
		}
		h, err := listed(town, of)
		if err != nil || h.Organisation.ID != o || h.Organisation.Name != ask.Name || h.Email != ask.Manager || h.ByName != "Ville" || !h.TakenAt.IsZero() || h.OpenedAt.IsZero() {
			t.Errorf("listed as %+v, %v", h, err)
		}
		if got := managers(t, db, o); len(got) != 0 {
			t.Errorf("nobody has read the letter, and %v manages it", got)
		}
		_, club := manages(t, db, "Club", organisation.Association)
		otherTown, mayor := manages(t, db, "Village", organisation.Authority)
		for what, by := range map[string]organisation.Actor{"a club": club, "another town": mayor, "the host": host, "a stranger": {}} {
			if _, err := listed(by, of); !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("%s reads what the town opened: %v", what, err)
			}
			if _, err := again(db, by, o, "autre@example.org"); !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("%s corrects what the town opened: %v", what, err)
			}
		}
		if _, err := listed(town, otherTown); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the town reads what another opened: %v", err)
		}
		if _, err := again(db, town, id.New[organisation.Organisation](), "autre@example.org"); !fault.Is(err, fault.NotFound) {
			t.Errorf("an organisation that isn't there: %v", err)
		}
		for _, x := range []struct{ typed, want string }{
			{"", "organisation.handed.lately"},
			{"Maryse@Example.org", "organisation.handed.lately"}, // the same, typed again
			{" ", "fault.invalid email:account.email_missing"},
			{"maryse", "fault.invalid email:account.email_no_at"},
		} {
			if _, err := again(db, town, o, x.typed); text(err) != x.want {
				t.Errorf("again to %q: %v, want %s", x.typed, err, x.want)
			}
		}
		second, err := again(db, town, o, " Marise@example.org")
		if err != nil || second.Email != "marise@example.org" || second.Link == first.Link {
			t.Errorf("corrected at once: %+v, %v", second, err)
		}
		if _, err := take(db, first.Link); !fault.Is(err, fault.NotFound) {
			t.Errorf("the earlier link: %v", err)
		}
		clock.Advance(61 * time.Minute)
		third, err := again(db, town, o, "")
		if err != nil || third.Email != second.Email || third.Link == second.Link {
			t.Errorf("sent again: %+v, %v", third, err)
		}
		for i := range 2 {
			if _, err := again(db, town, o, fmt.Sprintf("m%d@example.org", i)); err != nil {
				t.Errorf("the letter number %d: %v", i+4, err)
			}
		}
		if _, err := again(db, town, o, "m3@example.org"); text(err) != "organisation.handed.many" {
			t.Errorf("a sixth letter on one day: %v", err)
		}
		clock.Advance(24 * time.Hour)
		last, err := again(db, town, o, ask.Manager)
		if err != nil {
			t.Fatalf("the next day: %v", err)
		}
		clock.Advance(organisation.HandoverDays*24*time.Hour + time.Minute)
		if _, err := take(db, last.Link); !fault.Is(err, fault.NotFound) {
			t.Errorf("a link that is too old: %v", err)
		}
		if last, err = again(db, town, o, ""); err != nil {
			t.Fatal(err)
		}
		if who, err := take(db, last.Link); err != nil || who.Email != ask.Manager {
			t.Errorf("taken over by %+v, %v", who, err)
		}
		if _, err := take(db, last.Link); !fault.Is(err, fault.NotFound) {
			t.Errorf("taken over twice: %v", err)
		}
		if got := managers(t, db, o); len(got) != 1 || got[0] != ask.Manager {
			t.Errorf("managed by %v", got)
		}
		clock.Advance(2 * time.Hour)
		if _, err := again(db, town, o, "autre@example.org"); text(err) != "organisation.handed.taken" {
			t.Errorf("corrected once it is taken over: %v", err)
		}
		if h, err := listed(town, of); err != nil || h.TakenAt.IsZero() {
			t.Errorf("listed as %+v, %v", h, err)
		}
		var verbs []string
		err = db.View(context.Background(), func(tx *store.Tx) error {
			all, err := journal.Of(tx, "organisation", o.String(), 0, 20)
			for _, e := range all {
				verbs = append(verbs, strings.TrimPrefix(e.Verb, "organisation."))
				if said := fmt.Sprint(e); strings.Contains(said, "example.org") {
					t.Errorf("the journal holds an address: %s", said)
				}
				if e.ActingFor != of.String() && e.Verb != "organisation.taken_over" {
					t.Errorf("%s was done for %q", e.Verb, e.ActingFor)
				}
			}
			return err
		})
		if got, want := strings.Join(verbs, " "), "taken_over letter_again address_corrected address_corrected address_corrected letter_again address_corrected opened"; got != want || err != nil {
			t.Errorf("the journal says %s, want %s (%v)", got, want, err)
		}
	})
}

// Whoever has nothing to do with it says so, and is forgotten; so is whoever erases their account.
func TestALetterThatIsNotForThem(t *testing.T) {
	eachOpened(t, func(t *testing.T, db *store.DB, _ *testkit.Clock, town organisation.Actor, of organisation.ID, l organisation.Letter) {
		refuse := func() error {
			return db.Update(context.Background(), func(tx *store.Tx) error {
				_, err := organisation.RefuseHandover(tx, l.Link)
				return err
			})
		}
		if err := refuse(); err != nil {
			t.Error(err)
		}
		if err := refuse(); !fault.Is(err, fault.NotFound) {
			t.Errorf("refused twice: %v", err)
		}
		if _, err := take(db, l.Link); !fault.Is(err, fault.NotFound) {
			t.Errorf("taken over after all: %v", err)
		}
		look := func() (h organisation.Handover) {
			err := db.View(context.Background(), func(tx *store.Tx) error {
				all, err := organisation.OpenedFor(tx, town, of)
				if err == nil {
					h = all[0]
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
			return h
		}
		if h := look(); h.Email != "" || h.RefusedAt.IsZero() {
			t.Errorf("refused, it is %+v", h)
		}
		if _, err := again(db, town, l.Organisation.ID, ""); text(err) != "fault.invalid email:account.email_missing" {
			t.Errorf("sent again to nobody: %v", err)
		}
		l, err := again(db, town, l.Organisation.ID, "jean@example.org")
		if err != nil {
			t.Fatal(err)
		}
		update(t, db, func(tx *store.Tx) error {
			jean, err := account.Open(tx, "jean@example.org", i18n.French)
			if err != nil {
				return err
			}
			if own, err := account.Export(tx, jean.ID); err != nil || len(own.Handovers) != 1 || own.Handovers[0]["organisation"] != ask.Name {
				t.Errorf("Jean takes away %v, %v", own.Handovers, err)
			}
			return organisation.Forget(tx, jean.ID)
		})
		if h := look(); h.Email != "" || !h.RefusedAt.IsZero() {
			t.Errorf("forgotten, it is %+v", h)
		}
		if _, err := take(db, l.Link); !fault.Is(err, fault.NotFound) {
			t.Errorf("the letter of somebody forgotten: %v", err)
		}
	})
}

// Ninety days after the last letter an address is forgotten, taken over or not; where nobody took over, whoever opened gives one anew.
func TestAnAddressThatNobodyTakesUpIsForgotten(t *testing.T) {
	eachOpened(t, func(t *testing.T, db *store.DB, clock *testkit.Clock, town organisation.Actor, of organisation.ID, l organisation.Letter) {
		forget := func() { t.Helper(); update(t, db, organisation.ForgetAddresses) }
		kept := func() (email string) {
			t.Helper()
			if err := db.View(context.Background(), func(tx *store.Tx) error {
				all, err := organisation.OpenedFor(tx, town, of)
				if err == nil {
					email = all[0].Email
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return email
		}
		const day = 24 * time.Hour
		clock.Advance(30 * day)
		if _, err := again(db, town, l.Organisation.ID, ""); err != nil { // the days count from the last letter
			t.Fatal(err)
		}
		clock.Advance(organisation.AddressDays*day - time.Minute)
		forget()
		if got := kept(); got != ask.Manager {
			t.Errorf("a minute before, the address is %q", got)
		}
		clock.Advance(2 * time.Minute)
		forget()
		if got := kept(); got != "" {
			t.Errorf("after ninety days the address is %q", got)
		}
		if _, err := again(db, town, l.Organisation.ID, ""); text(err) != "fault.invalid email:account.email_missing" {
			t.Errorf("sent again to nobody: %v", err)
		}
		anew, err := again(db, town, l.Organisation.ID, ask.Manager)
		if err != nil {
			t.Fatal(err)
		}
		forget()
		if _, err := take(db, anew.Link); err != nil {
			t.Errorf("given anew: %v", err)
		}
		clock.Advance(2 * organisation.AddressDays * day)
		forget()
		if got := kept(); got != "" {
			t.Errorf("long after it was taken over the address is %q", got)
		}
	})
}

// Twenty at once: half take the organisation over by the link that they have, half have it handed to another address. One way or the other, it
// comes into one pair of hands.
func TestTakingOverRacesWithCorrecting(t *testing.T) {
	eachOpened(t, func(t *testing.T, db *store.DB, clock *testkit.Clock, town organisation.Actor, of organisation.ID, l organisation.Letter) {
		o := l.Organisation.ID
		var lock sync.Mutex
		var took, corrected int
		links := []string{l.Link}
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				var err error
				var next organisation.Letter
				if i%2 == 0 {
					_, err = take(db, l.Link)
				} else {
					next, err = again(db, town, o, fmt.Sprintf("corrige%d@example.org", i))
				}
				lock.Lock()
				defer lock.Unlock()
				switch {
				case err == nil && i%2 == 0:
					took++
				case err == nil:
					corrected++
					links = append(links, next.Link)
				case i%2 == 0 && !fault.Is(err, fault.NotFound), i%2 == 1 && !fault.Is(err, fault.Conflict):
					t.Error(err)
				}
			})
		}
		all.Wait()
		if took > 1 || took == 1 && corrected > 0 || took+corrected == 0 {
			t.Errorf("%d took it over, %d corrected the address", took, corrected)
		}
		if got := managers(t, db, o); len(got) != took {
			t.Errorf("%d took it over, and %v manage it", took, got)
		}
		// Whatever letters there are, one of them opens.
		for _, link := range append(links, links...) {
			all.Go(func() {
				_, err := take(db, link)
				lock.Lock()
				defer lock.Unlock()
				if err == nil {
					took++
				} else if !fault.Is(err, fault.NotFound) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		got := managers(t, db, o)
		var h organisation.Handover
		err := db.View(context.Background(), func(tx *store.Tx) error {
			all, err := organisation.OpenedFor(tx, town, of)
			if err == nil {
				h = all[0]
			}
			return err
		})
		if took != 1 || len(got) != 1 || got[0] != h.Email || err != nil {
			t.Errorf("%d took it over, %v manage it, it was handed to %s (%v)", took, got, h.Email, err)
		}
	})
}
