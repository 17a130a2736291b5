package account

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
)

// Keys of the values that a session holds.
const (
	SessionPerson = "person"
	SessionDevice = "device"
	sessionRow    = "row" // hash of the token that the values were stored under: the row is there already
)

// SessionCodec writes a session's values as JSON, so that the store can read whose it is.
type SessionCodec struct{}

type sessionData struct {
	Deadline time.Time      `json:"deadline"`
	Values   map[string]any `json:"values"`
}

// Encode is called by the session manager.
func (SessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	return json.Marshal(sessionData{deadline, values})
}

// Decode is called by the session manager.
func (SessionCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	var d sessionData
	err := json.Unmarshal(b, &d)
	return d.Deadline, d.Values, err
}

// SessionStore keeps sessions in the database, by the hash of their token. It serves alexedwards/scs. Reading writes nothing.
type SessionStore struct{ DB *store.DB }

// FindCtx reads a session.
func (s SessionStore) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = s.DB.View(ctx, func(tx *store.Tx) (err error) {
		data, err = store.One(tx, store.Value[[]byte], `SELECT data FROM session WHERE token_hash = $1 AND expires_at > $2`, hash(token), tx.Now)
		return err
	})
	if errors.Is(err, store.ErrNoRow) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// CommitCtx writes a session. One that was revoked while its last request ran stays ended.
func (s SessionStore) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	deadline, values, err := SessionCodec{}.Decode(data)
	if err != nil {
		return err
	}
	person, _ := values[SessionPerson].(string)
	device, _ := values[SessionDevice].(string)
	key := hash(token)
	stored := values[sessionRow] == key
	values[sessionRow] = key
	if data, err = (SessionCodec{}).Encode(deadline, values); err != nil {
		return err
	}
	return s.DB.Update(ctx, func(tx *store.Tx) error {
		if stored {
			_, err := tx.Exec(`UPDATE session SET person_id = $1, data = $2, expires_at = $3 WHERE token_hash = $4`, orNull(person), data, civil.At(expires), key)
			return err
		}
		_, err := tx.Exec(`INSERT INTO session (token_hash, person_id, data, device, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			key, orNull(person), data, device, tx.Now, civil.At(expires))
		return err
	})
}

// DeleteCtx ends a session.
func (s SessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.DB.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`DELETE FROM session WHERE token_hash = $1`, hash(token))
		return err
	})
}

// Find, Commit and Delete complete the interface of scs, which calls the ones with a context.
func (s SessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}
func (s SessionStore) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}
func (s SessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

func orNull(id string) any {
	if id == "" {
		return nil
	}
	return id
}

// SessionKey is what a session is kept by, from its token.
func SessionKey(token string) string { return hash(token) }

// Session is one place where a person is signed in.
type Session struct {
	Key       string // what Revoke takes; not the token
	Device    string
	CreatedAt civil.Instant
	Current   bool
}

// Sessions lists where a person is signed in, newest first. current is the token of the asking session.
func Sessions(tx *store.Tx, who ID, current string) ([]Session, error) {
	return store.All(tx, func(r store.Row) (s Session, err error) {
		err = r.Scan(&s.Key, &s.Device, &s.CreatedAt)
		s.Current = s.Key == hash(current)
		return s, err
	}, `SELECT token_hash, device, created_at FROM session WHERE person_id = $1 AND expires_at > $2 ORDER BY created_at DESC`, who, tx.Now)
}

// Revoke ends one of a person's sessions, or all of them but the current one when key is "others".
func Revoke(tx *store.Tx, who ID, key, current string) error {
	if key == "others" {
		_, err := tx.Exec(`DELETE FROM session WHERE person_id = $1 AND token_hash <> $2`, who, hash(current))
		return err
	}
	n, err := tx.Exec(`DELETE FROM session WHERE person_id = $1 AND token_hash = $2`, who, key)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "account.unknown_session")
	}
	return err
}
