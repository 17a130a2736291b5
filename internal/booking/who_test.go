package booking_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

// TestWhoMayBook: each case breaks just the rules that it names.
func TestWhoMayBook(t *testing.T) {
	t.Parallel()
	residents, students := id.New[resource.MemberGroup](), id.New[resource.MemberGroup]()
	members := resource.Rules{Who: resource.Audience{Members: true}}
	groups := resource.Rules{Who: resource.Audience{Groups: []resource.GroupID{residents}}}
	belongs := membership.Standing{Belongs: true, Groups: []membership.GroupID{students}}
	aged := func(years int, guardian bool) membership.Standing {
		return membership.Standing{Age: years, AgeKnown: true, Guardian: guardian}
	}
	young := resource.Rules{Age: 12, Guardian: 18}
	for _, c := range []struct {
		name  string
		rules resource.Rules
		who   membership.Standing
		desk  bool
		out   bool // not signed in
		want  []string
		way   booking.Way
		hard  bool // the team can't let it pass
	}{
		{name: "everybody", out: true},
		{name: "a member where members may", rules: members, who: belongs},
		{name: "a stranger where members may", rules: members, out: true, want: []string{"booking.members_only"}, way: booking.SignIn},
		{name: "somebody who signed in and isn't one", rules: members, want: []string{"booking.members_only"}, way: booking.AskPlace},
		{name: "at the counter, for who isn't one", rules: members, desk: true, want: []string{"booking.members_only"}, way: booking.SeeMembers},
		{name: "another group", rules: groups, who: belongs, want: []string{"booking.groups_only"}, way: booking.AskPlace},
		{name: "the group", rules: groups, who: membership.Standing{Belongs: true, Groups: []membership.GroupID{students, residents}}},
		{name: "not authorised, and nobody lets it pass", rules: resource.Rules{Authorise: true}, desk: true, want: []string{"booking.not_authorised"}, way: booking.SeeMembers, hard: true},
		{name: "authorised", rules: resource.Rules{Authorise: true}, who: membership.Standing{Authorised: true}},
		{name: "nobody knows the age", rules: young, want: []string{"booking.age_unknown"}, way: booking.AskPlace},
		{name: "too young, guardian or not", rules: young, who: aged(11, true), want: []string{"booking.too_young"}, hard: true},
		{name: "too young and nobody answers", rules: young, who: aged(11, false), want: []string{"booking.too_young", "booking.guardian_missing"}, hard: true},
		{name: "a minor without a guardian", rules: young, who: aged(12, false), want: []string{"booking.guardian_missing"}, way: booking.AskPlace},
		{name: "a minor with one", rules: young, who: aged(17, true)},
		{name: "of age", rules: young, who: aged(18, false)},
		{name: "all at once", rules: resource.Rules{Sign: true, Who: members.Who, Authorise: true, Age: 16}, out: true, want: []string{"booking.sign_in", "booking.members_only", "booking.not_authorised", "booking.age_unknown"}, way: booking.SignIn},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := booking.Facts{Now: civil.At(testkit.Now), Zone: paris(t), SignedIn: !c.out, Desk: c.desk, Who: c.who, Windows: windows(t, "24/7", "2026-11-22", "2026-12-05")}
			w := booking.Wish{Resource: resource.Resource{Units: 1, Rules: c.rules}, From: at(t, "25 14:00"), To: at(t, "25 15:00"), Units: 1, People: 1}
			var got []string
			all := booking.Check(w, f)
			for _, b := range all {
				got = append(got, b.Code)
			}
			if !slices.Equal(got, c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
			if len(all) > 0 && (all[0].Way != c.way || all[0].Staff == c.hard) {
				t.Errorf("the first is %+v", all[0])
			}
		})
	}
}

func (h house) member(t testing.TB, q membership.KeepRequest) membership.ID {
	t.Helper()
	var which membership.ID
	q.Place = h.left.Place
	if q.First.IsZero() {
		q.First = civil.MustDate("2026-01-01")
	}
	update(t, h.db, func(tx *store.Tx) (err error) {
		which, err = membership.Keep(tx, organisation.System, q)
		return err
	})
	return which
}

func (h house) group(t testing.TB, name string) membership.GroupID {
	t.Helper()
	var all []membership.Group
	update(t, h.db, func(tx *store.Tx) (err error) {
		if err := membership.NameGroups(tx, organisation.System, h.left.Place, []membership.Group{{Name: name}}); err != nil {
			return err
		}
		all, err = membership.Groups(tx, h.left.Organisation)
		return err
	})
	return all[0].ID
}

// book books for a member at the desk.
func (h house) bookFor(t testing.TB, who membership.ID, r resource.Resource, from, to, reason string) (b booking.Booking, err error) {
	t.Helper()
	err = h.db.Update(context.Background(), func(tx *store.Tx) error {
		link, err := booking.Book(tx, organisation.System, booking.BookRequest{Resource: r.ID, From: at(t, from), To: at(t, to), Units: 1, People: 1, Member: who,
			Contact: booking.Contact{Name: "Fatou"}, Reason: reason, Lang: i18n.French})
		if err == nil {
			b, err = booking.FindByLink(tx, link)
		}
		return err
	})
	return b, err
}

func TestAnAuthorisationIsCheckedEverywhere(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Authorise: true})
		fatou := h.member(t, membership.KeepRequest{Name: "Fatou", Email: "fatou@demo.example.org"})
		her := somebody(t, db, "fatou@demo.example.org") // her account comes later, and is known by its address
		lacks := func(what string, err error) {
			t.Helper()
			if got := breaches(err); !slices.Equal(got, []string{"booking.not_authorised"}) {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, err := h.hold(t, her, h.left, "25 14:00", "25 15:00")
		lacks("hold", err)
		_, err = h.bookFor(t, fatou, h.left, "25 14:00", "25 15:00", "elle est pressée")
		lacks("at the desk, with a reason", err)
		update(t, db, func(tx *store.Tx) error {
			return membership.GiveAuthorisation(tx, organisation.System, membership.AuthoriseRequest{Place: h.left.Place, Member: fatou, Resource: h.left.ID, Last: civil.MustDate("2026-11-26")})
		})
		link := must[string](t)(h.hold(t, her, h.left, "25 14:00", "25 15:00"))
		_, err = h.hold(t, her, h.left, "27 14:00", "27 15:00")
		lacks("after the last day", err)
		_, err = h.hold(t, her, h.right, "25 14:00", "25 15:00")
		if !slices.Contains(breaches(err), "booking.not_authorised") {
			t.Errorf("another resource: %v", err)
		}
		withdraw := func() {
			update(t, db, func(tx *store.Tx) error {
				all, err := membership.AuthorisationsOf(tx, fatou)
				if err != nil {
					return err
				}
				return membership.Withdraw(tx, organisation.System, h.left.Place, fatou, all[0].ID)
			})
		}
		withdraw()
		_, err = h.confirm(her, link, "Fatou")
		lacks("withdrawn between hold and confirm", err)
		update(t, db, func(tx *store.Tx) error {
			return membership.GiveAuthorisation(tx, organisation.System, membership.AuthoriseRequest{Place: h.left.Place, Member: fatou, Resource: h.left.ID})
		})
		b := must[booking.Booking](t)(h.confirm(her, link, "Fatou"))
		if b.Member != fatou {
			t.Errorf("booked by %+v", b)
		}
		withdraw()
		err = db.Update(context.Background(), func(tx *store.Tx) error {
			_, err := booking.Change(tx, her, booking.ChangeRequest{Link: link, From: at(t, "25 16:00"), To: at(t, "25 17:00"), Units: 1, People: 1})
			return err
		})
		lacks("change", err)
	})
}

func TestGroupsHaveRulesOfTheirOwn(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Max: 60})
		residents := h.group(t, "Résidents")
		four, one := 240, 1
		update(t, db, func(tx *store.Tx) error {
			return errors.Join(
				resource.SetRules(tx, organisation.System, h.left.Place, resource.Reach{Group: residents}, resource.Layer{Max: &four}),
				resource.SetRules(tx, organisation.System, h.left.Place, resource.Reach{Kind: resource.Room}, resource.Layer{Ahead: &one}))
		})
		h.member(t, membership.KeepRequest{Name: "Lucie", Email: "lucie@demo.example.org", Group: residents, Last: civil.MustDate("2026-11-26")})
		henri := h.member(t, membership.KeepRequest{Name: "Henri"})
		lucie := somebody(t, db, "lucie@demo.example.org")
		must[string](t)(h.hold(t, lucie, h.left, "26 14:00", "26 18:00"))
		if _, err := h.hold(t, lucie, h.right, "27 14:00", "27 18:00"); !slices.Equal(breaches(err), []string{"booking.too_long"}) {
			t.Errorf("when the membership is over: %v", err)
		}
		// The rule of the kind holds for somebody without an account too, as soon as the desk names him.
		must[booking.Booking](t)(h.bookFor(t, henri, h.right, "25 14:00", "25 15:00", ""))
		if _, err := h.bookFor(t, henri, h.right, "25 16:00", "25 17:00", ""); !slices.Equal(breaches(err), []string{"booking.ahead"}) {
			t.Errorf("a second one ahead: %v", err)
		}
		update(t, db, func(tx *store.Tx) error {
			return resource.SetRules(tx, organisation.System, h.left.Place, resource.Reach{Kind: resource.Room}, resource.Layer{})
		})
		must[booking.Booking](t)(h.bookFor(t, henri, h.right, "25 16:00", "25 17:00", ""))
	})
}

// TestTheHouseIsNeverTooFull: the head-count is set while bookings stand; from then on twenty who want two rooms at once never get more
// people in than it says.
func TestTheHouseIsNeverTooFull(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Buffer: 60})
		nobody := organisation.Actor{}
		with := func(r resource.Resource, people int, from, to string) (link string, err error) {
			err = db.Update(context.Background(), func(tx *store.Tx) (err error) {
				link, err = booking.Hold(tx, nobody, booking.HoldRequest{Resource: r.ID, From: at(t, from), To: at(t, to), Units: 1, People: people, Lang: i18n.French})
				return err
			})
			return link, err
		}
		set := func(most int) error {
			return db.Update(context.Background(), func(tx *store.Tx) error { return booking.SetHeadCount(tx, organisation.System, h.left.Place, most) })
		}
		before := must[string](t)(with(h.left, 6, "25 10:00", "25 11:00"))
		if err := set(5); !fault.Is(err, fault.Invalid) {
			t.Fatalf("fewer than are expected: %v", err)
		}
		if err := set(10); err != nil {
			t.Fatal(err)
		}
		if _, err := with(h.right, 5, "25 10:00", "25 11:00"); !slices.Equal(breaches(err), []string{"booking.house_full"}) {
			t.Errorf("beside those who had booked: %v", err)
		}
		must[string](t)(with(h.right, 4, "25 10:00", "25 11:00"))
		must[string](t)(with(h.hall, 10, "25 12:00", "25 13:00")) // nobody stays for the buffer
		if err := h.cancel(before); err != nil {
			t.Fatal(err)
		}
		must[string](t)(with(h.left, 5, "25 10:00", "25 11:00"))
		// Twenty who want either half for three people on one hour: three fit by their heads, two by the rooms.
		var all sync.WaitGroup
		var mu sync.Mutex
		got := map[resource.ID]int{}
		for i := range 20 {
			all.Go(func() {
				r := []resource.Resource{h.left, h.right}[i%2]
				_, err := with(r, 6, "26 10:00", "26 11:00")
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					got[r.ID]++
				} else if breaches(err) == nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got[h.left.ID]+got[h.right.ID] != 1 {
			t.Errorf("six and six in a house for ten: %v", got)
		}
		if err := set(0); err != nil {
			t.Fatal(err)
		}
		must[string](t)(with(h.hall, 500, "27 10:00", "27 11:00"))
	})
}

// TestTheFirstHeadCountLosesNobody: while twenty book in two rooms, the place gets its first head-count, which two at once are too many for.
// Either it is refused, since more are expected; or it holds from that moment on, for those too who had begun before.
func TestTheFirstHeadCountLosesNobody(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, resource.Rules{Max: 60})
		const hours = 10
		var all sync.WaitGroup
		var mu sync.Mutex
		got := map[int]int{} // bookings of each hour
		begin := make(chan struct{})
		for i := range 2 * hours {
			all.Go(func() {
				<-begin
				hour := i / 2
				from := at(t, "26 09:00").Add(time.Duration(hour) * time.Hour)
				err := db.Update(context.Background(), func(tx *store.Tx) error {
					_, err := booking.Book(tx, organisation.System, booking.BookRequest{Resource: []resource.Resource{h.left, h.right}[i%2].ID, From: from, To: from.Add(time.Hour), Units: 1, People: 3,
						Contact: booking.Contact{Name: "Quelqu'un"}})
					return err
				})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					got[hour]++
				case slices.Equal(breaches(err), []string{"booking.house_full"}): // it had its head-count before
				case fault.Is(err, fault.Conflict): // it got it in between
				default:
					t.Error(err)
				}
			})
		}
		var set error
		all.Go(func() {
			<-begin
			set = db.Update(context.Background(), func(tx *store.Tx) error { return booking.SetHeadCount(tx, organisation.System, h.left.Place, 5) })
		})
		close(begin)
		all.Wait()
		full := 0
		for _, n := range got {
			full = max(full, n)
		}
		switch {
		case set != nil && !fault.Is(set, fault.Invalid):
			t.Error(set)
		case set != nil && full < 2:
			t.Error("refused, and nobody is in the way")
		case set == nil && full > 1:
			t.Errorf("six in a house for five: %v", got)
		}
	})
}

func TestSomebodySaysYesOrNo(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &testkit.Clock{}
			h := build(t, open(t, testkit.WithClock(clock.Now)), resource.Rules{Approve: true, Cancel: 48 * 60})
			nobody := organisation.Actor{}
			ask := func(r resource.Resource, from, to string) booking.Booking {
				link := must[string](t)(h.hold(t, nobody, r, from, to))
				b := must[booking.Booking](t)(h.confirm(nobody, link, "Josette"))
				if b.State != booking.Asked || b.Number == 0 {
					t.Fatalf("asked: %+v", b)
				}
				return b
			}
			answer := func(b booking.Booking, yes bool, sentence string) (after booking.Booking, fresh bool, err error) {
				err = h.db.Update(context.Background(), func(tx *store.Tx) (err error) {
					after, fresh, err = booking.Answer(tx, organisation.System, booking.AnswerRequest{Place: h.left.Place, Booking: b.ID, Yes: yes, Sentence: sentence})
					return err
				})
				return after, fresh, err
			}
			first := ask(h.left, "25 14:00", "25 15:00")
			if _, err := h.hold(t, nobody, h.hall, "25 14:00", "25 15:00"); !slices.Equal(breaches(err), []string{"booking.taken"}) {
				t.Errorf("what is asked is kept: %v", err)
			}
			if _, _, err := answer(first, false, ""); !fault.Is(err, fault.Invalid) {
				t.Errorf("a no without a word: %v", err)
			}
			if b, fresh, err := answer(first, true, ""); err != nil || !fresh || b.State != booking.Confirmed {
				t.Errorf("yes: %+v %v", b, err)
			}
			if _, fresh, err := answer(first, true, ""); err != nil || fresh {
				t.Errorf("yes again: %v", err)
			}
			if _, _, err := answer(first, false, "Finalement non."); !fault.Is(err, fault.Conflict) {
				t.Errorf("no after yes: %v", err)
			}
			second := ask(h.right, "25 14:00", "25 15:00")
			if b, _, err := answer(second, false, "La fanfare répète."); err != nil || b.State != booking.Refused || b.Answer == "" {
				t.Errorf("no: %+v %v", b, err)
			}
			third := ask(h.right, "25 14:00", "25 15:00") // what was refused is free
			if err := h.cancel(third.Link); err != nil {
				t.Errorf("withdrawn within the deadline of what is confirmed: %v", err)
			}
			// Moved, it is asked for anew.
			fourth := ask(h.right, "28 14:00", "28 15:00")
			if _, _, err := answer(fourth, true, ""); err != nil {
				t.Fatal(err)
			}
			update(t, h.db, func(tx *store.Tx) error {
				b, err := booking.Change(tx, nobody, booking.ChangeRequest{Link: fourth.Link, From: at(t, "28 16:00"), To: at(t, "28 17:00"), Units: 1, People: 1})
				if b.State != booking.Asked {
					t.Errorf("moved: %+v", b)
				}
				return err
			})
			// Nobody answers before it begins.
			clock.Advance(5 * 24 * time.Hour)
			update(t, h.db, func(tx *store.Tx) error {
				lapsed, err := booking.LapseAsked(tx)
				if len(lapsed) != 1 || lapsed[0].ID != fourth.ID || lapsed[0].State != booking.Refused {
					t.Errorf("nobody answered: %+v", lapsed)
				}
				return err
			})
			err := h.db.View(context.Background(), func(tx *store.Tx) error {
				b, err := booking.FindByLink(tx, fourth.Link)
				if b.State != booking.Refused || b.Answer != "" {
					t.Errorf("not answered: %+v", b)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}
