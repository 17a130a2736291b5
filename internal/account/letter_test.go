package account_test

import (
	"context"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// eachWithClock is testkit.EachDatabase with a clock of its own for each database.
func eachWithClock(t *testing.T, f func(t *testing.T, db *store.DB, clock *testkit.Clock)) {
	t.Helper()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var clock testkit.Clock
			f(t, open(t, testkit.WithClock(clock.Now)), &clock)
		})
	}
}

// update runs a transaction that must not fail.
func update(t testing.TB, db *store.DB, do func(*store.Tx) error) {
	t.Helper()
	if err := db.Update(context.Background(), do); err != nil {
		t.Fatal(err)
	}
}

// offer stores a way in and tells whether a letter would have been sent.
func offer(t testing.TB, db *store.DB, email, next string) (s account.SignIn, sent bool) {
	t.Helper()
	s = account.NewSignIn(email)
	update(t, db, func(tx *store.Tx) (err error) {
		sent, err = account.Offer(tx, s, next)
		return err
	})
	return s, sent
}

// follow signs in by a letter's link.
func follow(db *store.DB, token string) (p account.Person, next string, err error) {
	err = db.Update(context.Background(), func(tx *store.Tx) (err error) {
		p, next, err = account.FollowLink(tx, token, i18n.French)
		return err
	})
	return p, next, err
}

// enter signs in by a letter's code. The refusal is "" when it was right.
func enter(t testing.TB, db *store.DB, email, code string) (p account.Person, refusal string) {
	t.Helper()
	update(t, db, func(tx *store.Tx) error {
		var f *fault.Fault
		var err error
		p, _, f, err = account.EnterCode(tx, email, code, i18n.French)
		if refusal = ""; f != nil {
			refusal = f.Error()
		}
		return err
	})
	return p, refusal
}

// someone opens an account.
func someone(t testing.TB, db *store.DB, email string) (p account.Person) {
	t.Helper()
	update(t, db, func(tx *store.Tx) (err error) {
		p, err = account.Open(tx, email, i18n.French)
		return err
	})
	return p
}

func count(t testing.TB, db *store.DB, query string, args ...any) (n int) {
	t.Helper()
	err := db.View(context.Background(), func(tx *store.Tx) (err error) {
		n, err = store.One(tx, store.Value[int], query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
