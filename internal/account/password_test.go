package account

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

const right = "la gare de Vaillant"

func open(t testing.TB, db *store.DB, email string) (p Person) {
	t.Helper()
	err := db.Update(context.Background(), func(tx *store.Tx) (err error) {
		p, err = Open(tx, email, i18n.French)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPasswordLength(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		lea := open(t, db, "lea@example.org")
		for password, want := range map[string]string{
			"":                           "fault.invalid password:account.password_short",
			"onze signes":                "fault.invalid password:account.password_short", // eleven characters
			"éééééé ééé":                 "fault.invalid password:account.password_short", // ten characters, nineteen bytes
			"douze signes":               "",
			strings.Repeat("é", 200):     "",
			strings.Repeat("é", 201):     "fault.invalid password:account.password_long",
			strings.Repeat("x", 100_000): "fault.invalid password:account.password_long",
		} {
			got := ""
			if err := SetPassword(context.Background(), db, lea.ID, password); err != nil {
				got = err.Error()
			}
			if got != want {
				t.Errorf("a password of %d characters: %q, want %q", len([]rune(password)), got, want)
			}
		}
	})
}

func TestPasswordAnswersTellNothing(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		lea := open(t, db, "lea@example.org")
		open(t, db, "max@example.org") // has none
		if err := SetPassword(ctx, db, lea.ID, right); err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct{ what, email, password, want string }{
			{"right", "lea@example.org", right, ""},
			{"wrong password", "lea@example.org", right + "s", "fault.invalid password:account.password_wrong"},
			{"empty password", "lea@example.org", "", "fault.invalid password:account.password_wrong"},
			{"no password set", "max@example.org", right, "fault.invalid password:account.password_wrong"},
			{"unknown address", "nobody@example.org", right, "fault.invalid password:account.password_wrong"},
			{"no address", "", right, "fault.invalid password:account.password_wrong"},
			{"the decoy itself", "max@example.org", decoy, "fault.invalid password:account.password_wrong"},
		} {
			p, err := CheckPassword(ctx, db, x.email, x.password)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != x.want || (got == "") != (p.ID == lea.ID) || got != "" && p != (Person{}) {
				t.Errorf("%s: %q and %+v, want %q", x.what, got, p, x.want)
			}
		}
		if err := db.Update(ctx, func(tx *store.Tx) error { return RemovePassword(tx, lea.ID) }); err != nil {
			t.Fatal(err)
		}
		if _, err := CheckPassword(ctx, db, "lea@example.org", right); err == nil {
			t.Error("a removed password still opens")
		}
	})
}

// The answer for an unknown address takes as long as any other: the decoy is a hash of the same cost, and it can be read.
func TestDecoyCostsAsMuchAsAPassword(t *testing.T) {
	t.Parallel()
	params, salt, key, err := argon2id.DecodeHash(decoy)
	if err != nil {
		t.Fatalf("the decoy can't be read, so that an unknown address answers at once: %v", err)
	}
	if params.Memory != argon.Memory || params.Iterations != argon.Iterations || params.Parallelism != argon.Parallelism ||
		len(salt) != int(argon.SaltLength) || len(key) != int(argon.KeyLength) {
		t.Errorf("the decoy has %+v, salt %d, key %d; a password %+v", params, len(salt), len(key), argon)
	}
	start := time.Now()
	if ok, err := argon2id.ComparePasswordAndHash(right, decoy); ok || err != nil {
		t.Errorf("compared with the decoy: %v %v", ok, err)
	}
	if took := time.Since(start); took < 2*time.Millisecond {
		t.Errorf("the decoy took %v", took)
	}
}

func TestPasswordIsKeptAsArgon2id(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		lea, max := open(t, db, "lea@example.org"), open(t, db, "max@example.org")
		var hashes [2]string
		for i, who := range []ID{lea.ID, max.ID} {
			if err := SetPassword(ctx, db, who, right); err != nil {
				t.Fatal(err)
			}
			err := db.View(ctx, func(tx *store.Tx) (err error) {
				hashes[i], err = store.One(tx, store.Value[string], `SELECT password_hash FROM person WHERE id = $1`, who)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if !strings.HasPrefix(hashes[0], "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(hashes[0], right) {
			t.Errorf("the password is kept as %q", hashes[0])
		}
		if hashes[0] == hashes[1] {
			t.Error("two people with one password have one hash: there is no salt")
		}
	})
}
