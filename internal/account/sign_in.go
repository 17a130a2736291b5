package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"time"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
)

// LinkLife is how long a link and its code work.
const LinkLife = 20 * time.Minute

const (
	lettersPerWindow = 5 // to one address within LinkLife
	codeTries        = 5 // wrong codes before the letter is void
)

// SignIn is one letter's link and code, in the clear: it exists only between here and the letter.
type SignIn struct {
	Email string
	Token string // in the link
	Code  string // six digits
}

// NewSignIn draws a token and a code. It is done before the transaction, whose function may run again.
func NewSignIn(email string) SignIn {
	raw := make([]byte, 24)
	rand.Read(raw) //nolint:errcheck // never fails
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // the system has no randomness left
	}
	return SignIn{email, base64.RawURLEncoding.EncodeToString(raw), fmt.Sprintf("%06d", n)}
}

// Offer stores a way in, for the letter that the caller sends in the same transaction. It returns false, and nothing should be sent,
// when the address had its share of letters already; the person is told the same thing either way.
func Offer(tx *store.Tx, s SignIn, next string) (bool, error) {
	if err := tx.Lock("sign_in " + s.Email); err != nil {
		return false, err
	}
	sent, err := store.One(tx, store.Value[int], `SELECT count(*) FROM sign_in WHERE email = $1 AND created_at > $2`, s.Email, tx.Now.Add(-LinkLife))
	if err != nil || sent >= lettersPerWindow {
		return false, err
	}
	_, err = tx.Exec(`
		INSERT INTO sign_in (id, email, link_hash, code_hash, next, created_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id.New[SignIn](), s.Email, hash(s.Token), hash(s.Email+" "+s.Code), next, tx.Now, tx.Now.Add(LinkLife))
	return err == nil, err
}

type offer struct {
	ID    id.Of[SignIn]
	Email string
	Next  string
	Tries int
	Code  string
}

const offerColumns = `id, email, next, tries, code_hash`

func scanOffer(r store.Row) (o offer, err error) {
	return o, r.Scan(&o.ID, &o.Email, &o.Next, &o.Tries, &o.Code)
}

var errStaleLink = fault.New(fault.Invalid, "account.link_stale")

// FollowLink signs in with the token of a letter's link: it opens the account when the address is new and voids the letter.
func FollowLink(tx *store.Tx, token string, lang i18n.Lang) (Person, string, error) {
	o, err := store.One(tx, scanOffer, `
		SELECT `+offerColumns+`
		FROM sign_in
		WHERE link_hash = $1 AND used_at IS NULL AND expires_at > $2`+tx.ForUpdate(), hash(token), tx.Now)
	if errors.Is(err, store.ErrNoRow) {
		return Person{}, "", errStaleLink
	}
	if err != nil {
		return Person{}, "", err
	}
	return use(tx, o, lang)
}

// EnterCode signs in with a letter's six digits. A wrong code is counted, so the transaction must be kept: the second result tells
// what was wrong, the error that something broke.
func EnterCode(tx *store.Tx, email, code string, lang i18n.Lang) (Person, string, *fault.Fault, error) {
	offers, err := store.All(tx, scanOffer, `
		SELECT `+offerColumns+`
		FROM sign_in
		WHERE email = $1 AND used_at IS NULL AND expires_at > $2
		ORDER BY created_at DESC`+tx.ForUpdate(), email, tx.Now)
	if err != nil {
		return Person{}, "", nil, err
	}
	tries := 0
	for _, o := range offers {
		tries += o.Tries
	}
	if len(offers) == 0 || tries >= codeTries {
		return Person{}, "", errStaleLink, nil
	}
	for _, o := range offers {
		if o.Code == hash(email+" "+code) {
			p, next, err := use(tx, o, lang)
			return p, next, nil, err
		}
	}
	err = tx.ExecOne(`UPDATE sign_in SET tries = tries + 1 WHERE id = $1`, offers[0].ID)
	return Person{}, "", &fault.Fault{Kind: fault.Invalid, Code: "fault.invalid", Fields: []fault.Field{{Name: "code", Code: "account.code_wrong"}}}, err
}

func use(tx *store.Tx, o offer, lang i18n.Lang) (Person, string, error) {
	if err := tx.ExecOne(`UPDATE sign_in SET used_at = $1 WHERE id = $2`, tx.Now, o.ID); err != nil {
		return Person{}, "", err
	}
	p, err := Open(tx, o.Email, lang)
	return p, o.Next, err
}

// LinkFor makes a token by hand, for `mitoyen user link` when mail fails and for the demo.
func LinkFor(ctx context.Context, db *store.DB, email, next string) (string, error) {
	s := NewSignIn(email)
	err := db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`
			INSERT INTO sign_in (id, email, link_hash, code_hash, next, created_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id.New[SignIn](), s.Email, hash(s.Token), hash(s.Email+" "+s.Code), next, tx.Now, tx.Now.Add(24*time.Hour))
		return err
	})
	return s.Token, err
}

// Sweep removes what no longer opens anything: old letters, ended sessions, expired tokens, submissions of more than a week. Run it now and then.
func Sweep(tx *store.Tx) error {
	for _, q := range []string{
		`DELETE FROM sign_in WHERE expires_at < $1`,
		`DELETE FROM session WHERE expires_at < $1`,
	} {
		if _, err := tx.Exec(q, tx.Now.Add(-24*time.Hour)); err != nil {
			return err
		}
	}
	// A token that has expired is listed as such for a month.
	if _, err := tx.Exec(`DELETE FROM api_token WHERE expires_at < $1`, tx.Now.Add(-30*24*time.Hour)); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM submission WHERE created_at < $1`, tx.Now.Add(-7*24*time.Hour))
	return err
}

// hash is enough for secrets of 24 random bytes; a six-digit code is protected by its few tries, not by its hash.
func hash(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}
