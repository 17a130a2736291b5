package account

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
)

// Token is a secret by which a program of somebody's own asks in their name ("jeton personnel"). The secret itself is shown once and kept
// nowhere.
type Token struct {
	ID        TokenID
	Person    ID
	Name      string // what it is for, in their words
	Scope     TokenScope
	CreatedAt civil.Instant
	ExpiresAt civil.Instant
	UsedOn    civil.Date // the day of the last use; zero: never
}

// TokenID names a token.
type TokenID = id.Of[Token]

// TokenScope is how much a token opens of what its person may do.
type TokenScope string

// The scopes.
const (
	TokenReads TokenScope = "read"
	TokenBooks TokenScope = "book" // and reads
)

// TokenScopes lists every scope, the narrower first.
var TokenScopes = []TokenScope{TokenReads, TokenBooks}

// TokenDays are the lives that a token can have, in days. There is none without end: what somebody forgot stops by itself.
var TokenDays = []int{30, 90, 365}

// mostTokens bounds how many tokens a person has at once.
const mostTokens = 20

// tokenMark begins every secret, so that one is recognised where it shouldn't stand.
const tokenMark = "mty_"

// NewToken draws the secret of a token: 256 bits. It is done before the transaction, whose function may run again.
func NewToken() string {
	raw := make([]byte, 32)
	rand.Read(raw) //nolint:errcheck // never fails
	return tokenMark + base64.RawURLEncoding.EncodeToString(raw)
}

// TokenRequest is a token that somebody wants.
type TokenRequest struct {
	Submission string
	Secret     string // from NewToken
	Name       string
	Scope      TokenScope
	Days       int // of TokenDays
}

// MakeToken keeps a token. Sent twice, the second secret opens nothing: fresh tells whether this one does. Errors: Invalid with every
// breach; Conflict when the person has as many as anybody needs.
func MakeToken(tx *store.Tx, who ID, q TokenRequest) (fresh bool, err error) {
	_, err = form.Once(tx, q.Submission, func() (string, error) {
		var b fault.Breaches
		b.Check(q.Name != "", "name", "account.token.name_missing")
		b.Within("name", q.Name, 60)
		b.Check(slices.Contains(TokenScopes, q.Scope), "scope", "account.token.scope_missing")
		b.Check(slices.Contains(TokenDays, q.Days), "days", "account.token.days_missing")
		if err := b.Err(); err != nil {
			return "", err
		}
		if err := Lock(tx, who); err != nil {
			return "", err
		}
		n, err := store.One(tx, store.Value[int], `SELECT count(*) FROM api_token WHERE person_id = $1 AND expires_at > $2`, who, tx.Now)
		if err != nil {
			return "", err
		}
		if n >= mostTokens {
			return "", fault.New(fault.Conflict, "account.token.too_many", fault.Args{"Max": mostTokens})
		}
		t := id.New[Token]()
		_, err = tx.Exec(`INSERT INTO api_token (id, person_id, name, scope, hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			t, who, q.Name, q.Scope, hash(q.Secret), tx.Now, tx.Now.Add(time.Duration(q.Days)*24*time.Hour))
		if err != nil {
			return "", fmt.Errorf("keep token: %w", err)
		}
		fresh = true
		return t.String(), journal.Write(tx, journal.Entry{Person: who.String(), Verb: "token.made", Kind: "person", Object: who.String(), Data: map[string]string{"scope": string(q.Scope)}})
	})
	return fresh, err
}

const tokenColumns = `id, person_id, name, scope, created_at, expires_at, used_on`

func scanToken(r store.Row) (t Token, err error) {
	return t, r.Scan(&t.ID, &t.Person, &t.Name, &t.Scope, &t.CreatedAt, &t.ExpiresAt, &t.UsedOn)
}

// Tokens lists a person's tokens, the newest first, those that have expired too while they are kept.
func Tokens(tx *store.Tx, who ID) ([]Token, error) {
	return store.All(tx, scanToken, `SELECT `+tokenColumns+` FROM api_token WHERE person_id = $1 ORDER BY created_at DESC, id`, who)
}

// RevokeToken takes a token back: it opens nothing from now on. Errors: NotFound for one that isn't theirs, or was taken back already.
func RevokeToken(tx *store.Tx, who ID, which TokenID) error {
	n, err := tx.Exec(`DELETE FROM api_token WHERE id = $1 AND person_id = $2`, which, who)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.NotFound, "account.token.unknown")
	}
	return journal.Write(tx, journal.Entry{Person: who.String(), Verb: "token.revoked", Kind: "person", Object: who.String()})
}

// TokenOf finds the token that a secret opens. Errors: Unauthenticated for one that is unknown, was taken back or has expired: which of
// these is nobody's business.
func TokenOf(tx *store.Tx, secret string) (Token, error) {
	refused := fault.New(fault.Unauthenticated, "account.token.refused")
	if !strings.HasPrefix(secret, tokenMark) || len(secret) > 100 {
		return Token{}, refused
	}
	t, err := store.One(tx, scanToken, `SELECT `+tokenColumns+` FROM api_token WHERE hash = $1 AND expires_at > $2`, hash(secret), tx.Now)
	if errors.Is(err, store.ErrNoRow) {
		return t, refused
	}
	return t, err
}

// NoteTokenUsed keeps the day on which a token was last used, in UTC. Once a day is enough, so that reading writes next to nothing.
func NoteTokenUsed(tx *store.Tx, which TokenID) error {
	_, err := tx.Exec(`UPDATE api_token SET used_on = $1 WHERE id = $2`, civil.DateOf(tx.Now.Time()), which)
	return err
}
