package account

import (
	"context"
	"errors"
	"fmt"

	"github.com/alexedwards/argon2id"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
)

// argon2id with the second recommended option of RFC 9106 scaled to small machines: 19 MiB, two passes (OWASP's first choice).
var argon = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// decoy is compared with when the address is unknown, so that the answer takes as long.
const decoy = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$8Pa1Y8Gpzn7V1lJmqQ6qXbT8gYQkEwHqfQ1pM3c2rQY"

// passwordMin is the least length, in characters (NIST SP 800-63B, ANSSI R21 for a password alone with limited tries).
const passwordMin = 12

// SetPassword sets a person's password. Hashing takes tens of milliseconds, so it is done before the transaction.
func SetPassword(ctx context.Context, db *store.DB, who ID, password string) error {
	var b fault.Breaches
	n := len([]rune(password))
	b.Check(n >= passwordMin, "password", "account.password_short", fault.Args{"Min": passwordMin})
	b.Check(n <= 200, "password", "account.password_long", fault.Args{"Max": 200})
	if err := b.Err(); err != nil {
		return err
	}
	h, err := HashSecret(password)
	if err != nil {
		return err
	}
	return db.Update(ctx, func(tx *store.Tx) error {
		return tx.ExecOne(`UPDATE person SET password_hash = $1 WHERE id = $2`, h, who)
	})
}

// HashSecret hashes what somebody alone knows, as passwords are. It takes tens of milliseconds.
func HashSecret(secret string) (string, error) {
	h, err := argon2id.CreateHash(secret, argon)
	if err != nil {
		return "", fmt.Errorf("hash a secret: %w", err)
	}
	return h, nil
}

// IsSecret reports whether a secret is the one that was hashed.
func IsSecret(secret, hashed string) (bool, error) {
	return argon2id.ComparePasswordAndHash(secret, hashed)
}

// RemovePassword goes back to letters alone.
func RemovePassword(tx *store.Tx, who ID) error {
	return tx.ExecOne(`UPDATE person SET password_hash = NULL WHERE id = $1`, who)
}

// CheckPassword signs in with a password. Unknown address, no password and wrong password give the same answer in the same time.
func CheckPassword(ctx context.Context, db *store.DB, email, password string) (Person, error) {
	var p Person
	known := decoy
	err := db.View(ctx, func(tx *store.Tx) (err error) {
		if p, err = FindByEmail(tx, email); err != nil {
			return err
		}
		known, err = store.One(tx, store.Value[string], `SELECT coalesce(password_hash, $2) FROM person WHERE id = $1`, p.ID, decoy)
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNoRow) {
		return p, err
	}
	ok, err := IsSecret(password, known)
	if err != nil || !ok || known == decoy {
		return Person{}, &fault.Fault{Kind: fault.Invalid, Code: "fault.invalid", Fields: []fault.Field{{Name: "password", Code: "account.password_wrong"}}}
	}
	return p, nil
}
