package account_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

const (
	stale     = "account.link_stale"
	wrongCode = "fault.invalid code:account.code_wrong"
)

// otherCode is six digits that are not the letter's.
func otherCode(code string) string {
	if code == "111111" {
		return "222222"
	}
	return "111111"
}

func TestLinkOpensTheAccountOnce(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		s, _ := offer(t, db, "lea@example.org", "/lieux/la-gare")
		p, next, err := follow(db, s.Token)
		if err != nil || p.Email != "lea@example.org" || p.Name != "lea" || next != "/lieux/la-gare" {
			t.Fatalf("the link gave %+v, next %q, %v", p, next, err)
		}
		if _, _, err := follow(db, s.Token); text(err) != stale {
			t.Errorf("followed again it gave %v", err)
		}
		if _, refusal := enter(t, db, s.Email, s.Code); refusal != stale {
			t.Errorf("the used letter's code gave %q", refusal)
		}
		again, _ := offer(t, db, "lea@example.org", "")
		same, _, err := follow(db, again.Token)
		if err != nil || same.ID != p.ID {
			t.Errorf("the second letter led to %v, not to %v (%v)", same.ID, p.ID, err)
		}
	})
}

func TestLetterWorksForTwentyMinutes(t *testing.T) {
	t.Parallel()
	eachWithClock(t, func(t *testing.T, db *store.DB, clock *testkit.Clock) {
		byLink, _ := offer(t, db, "lea@example.org", "")
		byCode, _ := offer(t, db, "max@example.org", "")
		late, _ := offer(t, db, "zoe@example.org", "")
		clock.Advance(20*time.Minute - time.Second)
		if _, _, err := follow(db, byLink.Token); err != nil {
			t.Errorf("a second before its end the link gave %v", err)
		}
		if _, refusal := enter(t, db, byCode.Email, byCode.Code); refusal != "" {
			t.Errorf("a second before its end the code gave %q", refusal)
		}
		clock.Advance(time.Second)
		if _, _, err := follow(db, late.Token); text(err) != stale {
			t.Errorf("after twenty minutes the link gave %v", err)
		}
		if _, refusal := enter(t, db, late.Email, late.Code); refusal != stale {
			t.Errorf("after twenty minutes the code gave %q", refusal)
		}
		if n := count(t, db, `SELECT count(*) FROM person WHERE email = 'zoe@example.org'`); n != 0 {
			t.Error("a stale letter opened an account")
		}
	})
}

func TestFiveWrongCodesVoidTheCode(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		s, _ := offer(t, db, "lea@example.org", "")
		for i := range 5 {
			if _, refusal := enter(t, db, s.Email, otherCode(s.Code)); refusal != wrongCode {
				t.Fatalf("wrong code number %d gave %q", i+1, refusal)
			}
		}
		if _, refusal := enter(t, db, s.Email, s.Code); refusal != stale {
			t.Errorf("after five wrong codes the right one gave %q", refusal)
		}
		if n := count(t, db, `SELECT count(*) FROM person`); n != 0 {
			t.Error("guessing opened an account")
		}
		// Whoever has the letter still comes in: nobody can be locked out by somebody else's guesses.
		if _, _, err := follow(db, s.Token); err != nil {
			t.Errorf("the link gave %v", err)
		}
	})
}

func TestAnotherLetterGivesNoMoreTries(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		var last account.SignIn
		for range 5 {
			last, _ = offer(t, db, "lea@example.org", "")
			enter(t, db, last.Email, otherCode(last.Code))
		}
		if _, refusal := enter(t, db, last.Email, last.Code); refusal != stale {
			t.Errorf("five letters with one wrong code each: the right code then gave %q", refusal)
		}
	})
}

func TestCodeBelongsToItsAddress(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		s, _ := offer(t, db, "lea@example.org", "")
		offer(t, db, "max@example.org", "")
		if p, refusal := enter(t, db, "max@example.org", s.Code); refusal != wrongCode {
			t.Errorf("Léa's code for Max gave %q %+v", refusal, p)
		}
		if p, refusal := enter(t, db, s.Email, s.Code); refusal != "" || p.Email != s.Email {
			t.Errorf("Léa's own code gave %q %+v", refusal, p)
		}
	})
}

// An address that nobody asked a letter for gets the answer of a letter that is no more, known or not.
func TestCodeForAnUnknownAddressTellsNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		someone(t, db, "lea@example.org")
		_, known := enter(t, db, "lea@example.org", "123456")
		_, unknown := enter(t, db, "nobody@example.org", "123456")
		_, none := enter(t, db, "", "123456")
		if known != stale || unknown != stale || none != stale {
			t.Errorf("known address %q, unknown %q, none %q", known, unknown, none)
		}
	})
}

func TestFiveLettersToOneAddressIn20Minutes(t *testing.T) {
	t.Parallel()
	eachWithClock(t, func(t *testing.T, db *store.DB, clock *testkit.Clock) {
		for i := range 5 {
			if _, sent := offer(t, db, "lea@example.org", ""); !sent {
				t.Fatalf("letter %d was not sent", i+1)
			}
			clock.Advance(time.Minute)
		}
		if s, sent := offer(t, db, "lea@example.org", ""); sent {
			t.Error("a sixth letter was sent")
		} else if _, _, err := follow(db, s.Token); text(err) != stale {
			t.Errorf("the letter that was not sent opens: %v", err)
		}
		if _, sent := offer(t, db, "max@example.org", ""); !sent {
			t.Error("Léa's letters used up Max's")
		}
		clock.Advance(16 * time.Minute)
		if _, sent := offer(t, db, "lea@example.org", ""); !sent {
			t.Error("twenty minutes after the first letter none is sent")
		}
	})
}

func TestTwentyAskAtOnceAndFiveLettersGoOut(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		var letters atomic.Int64
		_, others := race(20, func(int) error {
			s, sent := account.NewSignIn("lea@example.org"), false
			err := db.Update(context.Background(), func(tx *store.Tx) (err error) {
				sent, err = account.Offer(tx, s, "")
				time.Sleep(5 * time.Millisecond) // so that the others are surely under way
				return err
			})
			if err == nil && sent {
				letters.Add(1)
			}
			return err
		})
		if letters.Load() != 5 || len(others) != 0 {
			t.Errorf("%d letters; errors: %v", letters.Load(), others)
		}
	}, testkit.Readers(6))
}

func TestTwentyFollowOneLink(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		s, _ := offer(t, db, "lea@example.org", "")
		in, others := race(20, func(int) error {
			_, _, err := follow(db, s.Token)
			return err
		})
		if in != 1 || others[stale] != 19 {
			t.Errorf("%d came in; refusals: %v", in, others)
		}
	})
}

// Two letters, or a letter and a form, may open the same account at the same moment.
func TestTwentyOpenOneAccount(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		var mu sync.Mutex
		ids := map[account.ID]bool{}
		in, others := race(20, func(int) error {
			return db.Update(context.Background(), func(tx *store.Tx) error {
				p, err := account.Open(tx, "lea@example.org", i18n.French)
				if err == nil {
					mu.Lock()
					ids[p.ID] = true
					mu.Unlock()
				}
				return err
			})
		})
		if in != 20 {
			t.Errorf("%d of 20 found or opened the account; errors: %v", in, others)
		}
		if n := count(t, db, `SELECT count(*) FROM person`); n != 1 {
			t.Errorf("%d accounts for one address", n)
		}
	})
}

func TestLinkByHandWorksOnceForADay(t *testing.T) {
	t.Parallel()
	eachWithClock(t, func(t *testing.T, db *store.DB, clock *testkit.Clock) {
		ctx := context.Background()
		first, err := account.LinkFor(ctx, db, "lea@example.org", "/mes-lieux")
		if err != nil {
			t.Fatal(err)
		}
		second, err := account.LinkFor(ctx, db, "lea@example.org", "")
		if err != nil {
			t.Fatal(err)
		}
		clock.Advance(23 * time.Hour)
		if _, next, err := follow(db, first); err != nil || next != "/mes-lieux" {
			t.Errorf("within a day the link gave %q %v", next, err)
		}
		clock.Advance(time.Hour)
		if _, _, err := follow(db, second); text(err) != stale {
			t.Errorf("after a day the link gave %v", err)
		}
	})
}

func TestSweepRemovesWhatOpensNothing(t *testing.T) {
	t.Parallel()
	eachWithClock(t, func(t *testing.T, db *store.DB, clock *testkit.Clock) {
		offer(t, db, "lea@example.org", "")
		store1 := account.SessionStore{DB: db}
		commit(t, store1, "token-1", "", "", clock.Now().Add(time.Hour))
		update(t, db, func(tx *store.Tx) error {
			_, err := tx.Exec(`INSERT INTO submission (id, result, created_at) VALUES ('0192f0c1-2a3b-7c4d-8e5f-0123456789ab', '', $1)`, tx.Now)
			return err
		})
		left := func() [3]int {
			return [3]int{count(t, db, `SELECT count(*) FROM sign_in`), count(t, db, `SELECT count(*) FROM session`), count(t, db, `SELECT count(*) FROM submission`)}
		}
		clock.Advance(24 * time.Hour)
		update(t, db, account.Sweep)
		if got := left(); got != [3]int{1, 1, 1} {
			t.Errorf("after a day there are %v letters, sessions, submissions", got)
		}
		clock.Advance(2 * time.Hour)
		update(t, db, account.Sweep)
		if got := left(); got != [3]int{0, 0, 1} {
			t.Errorf("a day after their end there are %v letters, sessions, submissions", got)
		}
		clock.Advance(6 * 24 * time.Hour)
		update(t, db, account.Sweep)
		if got := left(); got != [3]int{0, 0, 0} {
			t.Errorf("after a week there are %v letters, sessions, submissions", got)
		}
	})
}

// Secrets stand in the database as hashes only.
func TestSecretsAreNotStored(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		s, _ := offer(t, db, "lea@example.org", "")
		n := count(t, db, `SELECT count(*) FROM sign_in WHERE link_hash = $1 OR code_hash = $1 OR link_hash = $2 OR code_hash = $2`, s.Token, s.Code)
		if n != 0 {
			t.Error("a token or a code is stored in the clear")
		}
		if len(s.Token) < 32 || len(s.Code) != 6 {
			t.Errorf("token %q, code %q", s.Token, s.Code)
		}
	})
}

// race runs do n times at once: how many succeeded, and what the others were told.
func race(n int, do func(i int) error) (succeeded int, others map[string]int) {
	others = map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			err := do(i)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				succeeded++
			} else {
				others[err.Error()]++
			}
		})
	}
	close(start)
	wg.Wait()
	return succeeded, others
}
