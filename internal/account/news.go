package account

import (
	"crypto/rand"
	"encoding/base64"
	"errors"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
)

// WantNews says whether a person wants letters about the places that they follow. What waited for the next one is forgotten with a no.
func WantNews(tx *store.Tx, who ID, wants bool) error {
	if !wants {
		if _, err := tx.Exec(`DELETE FROM place_news WHERE person_id = $1`, who); err != nil {
			return err
		}
	}
	return tx.ExecOne(`UPDATE person SET wants_news = $1 WHERE id = $2`, wants, who)
}

// NewsKey is what stands in the link by which a person stops those letters. It opens nothing else, so it is kept as it is and for good.
func NewsKey(tx *store.Tx, who ID) (string, error) {
	raw := make([]byte, 18)
	rand.Read(raw) //nolint:errcheck // never fails
	return store.One(tx, store.Value[string], `UPDATE person SET news_key = coalesce(news_key, $1) WHERE id = $2 RETURNING news_key`,
		base64.RawURLEncoding.EncodeToString(raw), who)
}

// StopNews stops the letters of whoever holds a key, signed in or not. Stopped twice is no mistake.
func StopNews(tx *store.Tx, key string) error {
	who, err := store.One(tx, store.Value[ID], `SELECT id FROM person WHERE news_key = $1`, key)
	if errors.Is(err, store.ErrNoRow) {
		return fault.New(fault.NotFound, "account.news.unknown_link")
	}
	if err != nil {
		return err
	}
	return WantNews(tx, who, false)
}
