package account_test

import (
	"context"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// commit writes a session as the session manager does.
func commit(t testing.TB, s account.SessionStore, token, person, device string, until time.Time) {
	t.Helper()
	values := map[string]any{}
	if person != "" {
		values[account.SessionPerson], values[account.SessionDevice] = person, device
	}
	data, err := account.SessionCodec{}.Encode(until, values)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.CommitCtx(context.Background(), token, data, until); err != nil {
		t.Fatal(err)
	}
}

func found(t testing.TB, s account.SessionStore, token string) bool {
	t.Helper()
	data, ok, err := s.FindCtx(context.Background(), token)
	if err != nil {
		t.Fatal(err)
	}
	if ok {
		if _, _, err := (account.SessionCodec{}).Decode(data); err != nil {
			t.Errorf("what is found can't be read: %v", err)
		}
	}
	return ok
}

func TestSessionLivesUntilItEndsOrExpires(t *testing.T) {
	t.Parallel()
	eachWithClock(t, func(t *testing.T, db *store.DB, clock *testkit.Clock) {
		s := account.SessionStore{DB: db}
		lea := someone(t, db, "lea@example.org")
		if found(t, s, "token-1") {
			t.Error("a session that was never written is found")
		}
		commit(t, s, "token-1", lea.ID.String(), "Firefox, Linux", clock.Now().Add(time.Hour))
		commit(t, s, "token-2", lea.ID.String(), "Safari, iPhone", clock.Now().Add(time.Hour))
		if !found(t, s, "token-1") || !found(t, s, "token-2") {
			t.Fatal("a session is not found after it was written")
		}
		if err := s.DeleteCtx(context.Background(), "token-2"); err != nil {
			t.Fatal(err)
		}
		if found(t, s, "token-2") {
			t.Error("an ended session is found")
		}
		clock.Advance(time.Hour)
		if found(t, s, "token-1") {
			t.Error("an expired session is found")
		}
	})
}

func TestSessionWrittenAgainKeepsItsBeginning(t *testing.T) {
	t.Parallel()
	eachWithClock(t, func(t *testing.T, db *store.DB, clock *testkit.Clock) {
		s := account.SessionStore{DB: db}
		lea := someone(t, db, "lea@example.org")
		commit(t, s, "token-1", lea.ID.String(), "Firefox, Linux", clock.Now().Add(time.Hour))
		clock.Advance(10 * time.Minute)
		data, _, err := s.FindCtx(context.Background(), "token-1")
		if err == nil {
			err = s.CommitCtx(context.Background(), "token-1", data, clock.Now().Add(2*time.Hour))
		}
		if err != nil {
			t.Fatal(err)
		}
		all := sessions(t, db, lea.ID, "token-1")
		if len(all) != 1 || !all[0].CreatedAt.Time().Equal(testkit.Now) || !all[0].Current || all[0].Device != "Firefox, Linux" {
			t.Errorf("the list is %+v", all)
		}
		clock.Advance(90 * time.Minute)
		if !found(t, s, "token-1") {
			t.Error("the longer life was not kept")
		}
	})
}

// The token opens everything, so the database holds its hash, and the list of sessions shows that hash, never the token.
func TestSessionTokenIsNotStored(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		s := account.SessionStore{DB: db}
		lea := someone(t, db, "lea@example.org")
		commit(t, s, "token-1", lea.ID.String(), "", testkit.Now.Add(time.Hour))
		if n := count(t, db, `SELECT count(*) FROM session WHERE token_hash = 'token-1'`); n != 0 {
			t.Error("the token is stored in the clear")
		}
		if all := sessions(t, db, lea.ID, ""); len(all) != 1 || all[0].Key == "token-1" || all[0].Current {
			t.Errorf("the list is %+v", all)
		}
		if found(t, s, sessions(t, db, lea.ID, "")[0].Key) {
			t.Error("what the list shows opens the session")
		}
	})
}

func sessions(t testing.TB, db *store.DB, who account.ID, current string) (all []account.Session) {
	t.Helper()
	err := db.View(context.Background(), func(tx *store.Tx) (err error) {
		all, err = account.Sessions(tx, who, current)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRevokeEndsOneOrAllOthers(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		s := account.SessionStore{DB: db}
		lea, max := someone(t, db, "lea@example.org"), someone(t, db, "max@example.org")
		until := testkit.Now.Add(time.Hour)
		for token, who := range map[string]account.ID{"here": lea.ID, "phone": lea.ID, "library": lea.ID, "max": max.ID} {
			commit(t, s, token, who.String(), token, until)
		}
		key := func(device string) string {
			for _, x := range append(sessions(t, db, lea.ID, "here"), sessions(t, db, max.ID, "")...) {
				if x.Device == device {
					return x.Key
				}
			}
			t.Fatalf("no session on %s", device)
			return ""
		}
		revoke := func(who account.ID, key string) error {
			return db.Update(context.Background(), func(tx *store.Tx) error { return account.Revoke(tx, who, key, "here") })
		}
		if err := revoke(lea.ID, key("phone")); err != nil || found(t, s, "phone") {
			t.Errorf("the phone is signed in after its session was revoked (%v)", err)
		}
		if err := revoke(lea.ID, key("max")); !fault.Is(err, fault.NotFound) || !found(t, s, "max") {
			t.Errorf("Léa revoked Max's session (%v)", err)
		}
		if err := revoke(lea.ID, "others"); err != nil {
			t.Fatal(err)
		}
		if !found(t, s, "here") || found(t, s, "library") || !found(t, s, "max") {
			t.Error("“all others” ended the wrong sessions")
		}
	})
}

// A request that was under way when its session was revoked writes the session back at its end; it must stay ended.
func TestRevokedSessionStaysEnded(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		s := account.SessionStore{DB: db}
		lea := someone(t, db, "lea@example.org")
		until := testkit.Now.Add(time.Hour)
		commit(t, s, "phone", lea.ID.String(), "", until)
		commit(t, s, "here", lea.ID.String(), "", until)
		underWay, _, err := s.FindCtx(context.Background(), "phone")
		if err != nil {
			t.Fatal(err)
		}
		update(t, db, func(tx *store.Tx) error { return account.Revoke(tx, lea.ID, "others", "here") })
		if err := s.CommitCtx(context.Background(), "phone", underWay, until); err != nil {
			t.Fatal(err)
		}
		if found(t, s, "phone") {
			t.Error("a revoked session came back")
		}
	})
}
