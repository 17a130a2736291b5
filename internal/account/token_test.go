package account_test

import (
	"context"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// A token opens what it says until it expires or is taken back; sent twice it is made once; only its person takes it back.
func TestTokenFromItsMakingToItsEnd(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		var lea, paul account.Person
		do := func(f func(*store.Tx) error) error { return db.Update(context.Background(), f) }
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(do(func(tx *store.Tx) (err error) {
			if lea, err = account.Open(tx, "lea@example.org", i18n.French); err != nil {
				return err
			}
			paul, err = account.Open(tx, "paul@example.org", i18n.French)
			return err
		}))
		secret, second, submission := account.NewToken(), account.NewToken(), form.NewSubmission()
		ask := account.TokenRequest{Submission: submission, Secret: secret, Name: "Écran", Scope: account.TokenBooks, Days: 30}
		for i, s := range []string{secret, second} {
			must(do(func(tx *store.Tx) error {
				ask.Secret = s
				fresh, err := account.MakeToken(tx, lea.ID, ask)
				if fresh != (i == 0) {
					t.Errorf("sending %d: fresh is %v", i+1, fresh)
				}
				return err
			}))
		}
		opens := func(secret string) (k account.Token, err error) {
			err = do(func(tx *store.Tx) (err error) {
				k, err = account.TokenOf(tx, secret)
				return err
			})
			return k, err
		}
		if _, err := opens(second); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("the second secret: %v", err)
		}
		k, err := opens(secret)
		if err != nil || k.Person != lea.ID || k.Scope != account.TokenBooks || !k.UsedOn.IsZero() {
			t.Fatalf("%+v %v", k, err)
		}
		must(do(func(tx *store.Tx) error { return account.NoteTokenUsed(tx, k.ID) }))
		if k, err = opens(secret); err != nil || k.UsedOn.String() != "2026-11-24" {
			t.Errorf("used on %s %v", k.UsedOn, err)
		}
		if err := do(func(tx *store.Tx) error { return account.RevokeToken(tx, paul.ID, k.ID) }); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else took it back: %v", err)
		}
		must(do(func(tx *store.Tx) error { return account.RevokeToken(tx, lea.ID, k.ID) }))
		for _, s := range []string{secret, "", "mty_", "mty_x\x00y", lea.ID.String()} {
			if _, err := opens(s); !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("%q opens: %v", s, err)
			}
		}
		// It is among one's own data, without its secret, and goes with the account.
		must(do(func(tx *store.Tx) error {
			if _, err := account.MakeToken(tx, lea.ID, account.TokenRequest{Secret: secret, Name: "Agenda", Scope: account.TokenReads, Days: 90}); err != nil {
				return err
			}
			d, err := account.Export(tx, lea.ID)
			if len(d.Tokens) != 1 || d.Tokens[0]["name"] != "Agenda" || len(d.Tokens[0]) != 4 {
				t.Errorf("own data: %v", d.Tokens)
			}
			return err
		}))
		must(do(func(tx *store.Tx) error { return account.Erase(tx, lea.ID) }))
		if _, err := opens(secret); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("an erased person's token: %v", err)
		}
		// What is wrong with a wish is told at once.
		err = do(func(tx *store.Tx) error {
			_, err := account.MakeToken(tx, paul.ID, account.TokenRequest{Secret: secret, Days: 31})
			return err
		})
		if f, ok := fault.As(err); !ok || len(f.Fields) != 3 {
			t.Errorf("an empty wish: %v", err)
		}
	})
}

// It ends by itself, is listed for a month as having ended, and is forgotten then.
func TestTokenExpires(t *testing.T) {
	t.Parallel()
	for _, open := range []func(testing.TB, ...testkit.Option) *store.DB{testkit.SQLite, testkit.PostgreSQL} {
		clock := &testkit.Clock{}
		db := open(t, testkit.WithClock(clock.Now))
		secret := account.NewToken()
		var lea account.Person
		err := db.Update(context.Background(), func(tx *store.Tx) (err error) {
			if lea, err = account.Open(tx, "lea@example.org", i18n.French); err != nil {
				return err
			}
			_, err = account.MakeToken(tx, lea.ID, account.TokenRequest{Secret: secret, Name: "Écran", Scope: account.TokenReads, Days: 30})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			ahead         time.Duration
			opens, listed bool
		}{{30*24*time.Hour - time.Second, true, true}, {time.Second, false, true}, {29 * 24 * time.Hour, false, true}, {2 * 24 * time.Hour, false, false}} {
			clock.Advance(x.ahead)
			err := db.Update(context.Background(), func(tx *store.Tx) error {
				if err := account.Sweep(tx); err != nil {
					return err
				}
				_, refused := account.TokenOf(tx, secret)
				all, err := account.Tokens(tx, lea.ID)
				if (refused == nil) != x.opens || (len(all) == 1) != x.listed {
					t.Errorf("%s: opens %v, listed %d", clock.Now(), refused, len(all))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}
