package account_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// livedIn gives a person something in every table that names people.
func livedIn(t testing.TB, db *store.DB, email string) account.Person {
	t.Helper()
	p := someone(t, db, email)
	if err := account.SetPassword(context.Background(), db, p.ID, "la gare de Vaillant"); err != nil {
		t.Fatal(err)
	}
	commit(t, account.SessionStore{DB: db}, "session of "+email, p.ID.String(), "Firefox, Linux", testkit.Now.Add(time.Hour))
	offer(t, db, email, "/mes-lieux")
	update(t, db, func(tx *store.Tx) error {
		lieu, proposal := id.New[struct{}](), id.New[struct{}]()
		for _, x := range []struct {
			query string
			args  []any
		}{
			{`UPDATE person SET name = $1 WHERE id = $2`, []any{"Name of " + email, p.ID}},
			{`INSERT INTO role (person_id, role, scope, scope_id, granted_at) VALUES ($1, 'manager', 'place', $2, $3)`, []any{p.ID, lieu.String(), tx.Now}},
			{`INSERT INTO place (id, slug, name, sort_name, stage, version, created_at, changed_at) VALUES ($1, $2, 'La GARE', 'la gare', 'open', 1, $3, $3)`, []any{lieu, lieu.String(), tx.Now}},
			{`INSERT INTO place_follower (place_id, person_id, since) VALUES ($1, $2, $3)`, []any{lieu, p.ID, tx.Now}},
			{`INSERT INTO proposal (id, place_id, reason, facts, origin, person_id, author, comment, claims, state, created_at)
				VALUES ($1, $2, 'claim', '{}', '{}', $3, $4, $5, TRUE, 'open', $6)`, []any{proposal, lieu, p.ID, "Author " + email, "Call me: " + email, tx.Now}},
			{`INSERT INTO proposal_vote (proposal_id, person_id, agrees, at) VALUES ($1, $2, TRUE, $3)`, []any{proposal, p.ID, tx.Now}},
		} {
			if _, err := tx.Exec(x.query, x.args...); err != nil {
				return err
			}
		}
		return journal.Write(tx, journal.Entry{Person: p.ID.String(), Verb: "place.edited", Kind: "place", Object: lieu.String(),
			Personal: "Personal " + email, Data: map[string]string{"phone": "→ 03 25 00 00 00"}})
	})
	return p
}

func TestExportHoldsEverything(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		lea := livedIn(t, db, "lea@example.org")
		livedIn(t, db, "max@example.org")
		var d account.OwnData
		err := db.View(context.Background(), func(tx *store.Tx) (err error) {
			d, err = account.Export(tx, lea.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		got := string(text)
		for _, want := range []string{"lea@example.org", "Name of lea@example.org", `"manager"`, "Firefox, Linux", "place.edited", "Personal lea@example.org",
			"Author lea@example.org", "Call me: lea@example.org", `"claim"`} {
			if !strings.Contains(got, want) {
				t.Errorf("the export doesn't hold %q: %s", want, got)
			}
		}
		if len(d.Follows) != 1 || len(d.Votes) != 1 || len(d.Proposals) != 1 {
			t.Errorf("%d followed places, %d votes, %d proposals; one of each stands", len(d.Follows), len(d.Votes), len(d.Proposals))
		}
		for _, secret := range []string{"max@", "argon2id", "session of"} {
			if strings.Contains(got, secret) {
				t.Errorf("the export holds %q: %s", secret, got)
			}
		}
	})
}

func TestEraseLeavesNothingThatNamesThePerson(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		lea, max := livedIn(t, db, "lea@example.org"), livedIn(t, db, "max@example.org")
		before := count(t, db, `SELECT count(*) FROM journal`)
		update(t, db, func(tx *store.Tx) error { return account.Erase(tx, lea.ID) })

		for _, x := range []struct{ what, query string }{
			{"sessions", `SELECT count(*) FROM session WHERE person_id = $1`},
			{"roles", `SELECT count(*) FROM role WHERE person_id = $1`},
			{"places that claims would give", `SELECT count(*) FROM proposal WHERE person_id = $1 AND claims`},
			{"followed places", `SELECT count(*) FROM place_follower WHERE person_id = $1`},
			{"names of an author", `SELECT count(*) FROM proposal WHERE person_id = $1 AND author <> ''`},
			{"messages of a claim", `SELECT count(*) FROM proposal WHERE person_id = $1 AND comment <> ''`},
			{"open claims", `SELECT count(*) FROM proposal WHERE person_id = $1 AND state = 'open' AND reason = 'claim'`},
			{"personal words in the journal", `SELECT count(*) FROM journal WHERE person_id = $1 AND personal <> ''`},
			{"passwords", `SELECT count(*) FROM person WHERE id = $1 AND password_hash IS NOT NULL`},
			{"names or addresses", `SELECT count(*) FROM person WHERE id = $1 AND (name <> '' OR email IS NOT NULL)`},
		} {
			if n := count(t, db, x.query, lea.ID); n != 0 {
				t.Errorf("%d %s stay", n, x.what)
			}
			if n := count(t, db, x.query, max.ID); n != 1 {
				t.Errorf("%d %s of somebody else are there, want 1", n, x.what)
			}
		}
		if n := count(t, db, `SELECT count(*) FROM sign_in WHERE email = 'lea@example.org'`); n != 0 {
			t.Errorf("%d letters stay", n)
		}
		if n := count(t, db, `SELECT count(*) FROM journal`); n != before {
			t.Errorf("the journal had %d entries and has %d", before, n)
		}
		if found(t, account.SessionStore{DB: db}, "session of lea@example.org") {
			t.Error("an erased person is signed in")
		}
		err := db.View(context.Background(), func(tx *store.Tx) error {
			if _, err := account.Find(tx, lea.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("an erased person is found: %v", err)
			}
			names, err := account.Names(tx, []string{lea.ID.String(), max.ID.String(), ""})
			if names[lea.ID.String()] != "" || names[max.ID.String()] != "Name of max@example.org" {
				t.Errorf("the names are %v", names)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// The address is free again, and whoever comes with it is somebody else.
func TestErasedAddressOpensANewAccount(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		lea := livedIn(t, db, "lea@example.org")
		letter, _ := offer(t, db, "lea@example.org", "")
		update(t, db, func(tx *store.Tx) error { return account.Erase(tx, lea.ID) })
		if _, _, err := follow(db, letter.Token); text(err) != stale {
			t.Errorf("a letter from before opens: %v", err)
		}
		again := someone(t, db, "lea@example.org")
		if again.ID == lea.ID || again.HasPassword {
			t.Errorf("the new account is %+v", again)
		}
		err := db.Update(context.Background(), func(tx *store.Tx) error { return account.Erase(tx, lea.ID) })
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("erased twice: %v", err)
		}
	})
}

func TestRename(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		lea := someone(t, db, "lea@example.org")
		for name, want := range map[string]string{
			"Léa":                   "",
			strings.Repeat("é", 80): "",
			"":                      "fault.invalid name:account.name_missing",
			strings.Repeat("é", 81): "fault.invalid name:account.name_long",
		} {
			err := db.Update(context.Background(), func(tx *store.Tx) error { return account.Rename(tx, lea.ID, name, i18n.English) })
			if text(err) != want {
				t.Errorf("%q: %v, want %q", name, err, want)
			}
		}
	})
}
