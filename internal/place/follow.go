package place

import (
	"mitoyen/internal/account"
	"mitoyen/internal/kit/store"
)

// Follow makes a person see a place in their space and hear of its changes by letter; unfollowing is the same with on false.
func Follow(tx *store.Tx, who account.ID, which ID, on bool) error {
	if !on {
		for _, q := range []string{
			`DELETE FROM place_news WHERE place_id = $1 AND person_id = $2`,
			`DELETE FROM place_follower WHERE place_id = $1 AND person_id = $2`,
		} {
			if _, err := tx.Exec(q, which, who); err != nil {
				return err
			}
		}
		return nil
	}
	_, err := tx.Exec(`INSERT INTO place_follower (place_id, person_id, since) VALUES ($1, $2, $3) ON CONFLICT (place_id, person_id) DO NOTHING`, which, who, tx.Now)
	return err
}

// Followed lists the places that a person follows.
func Followed(tx *store.Tx, person string) ([]Place, error) {
	return store.All(tx, scan, `
		SELECT `+columns+`
		FROM place
		WHERE id IN (SELECT place_id FROM place_follower WHERE person_id = $1)
		ORDER BY sort_name, id
		LIMIT 200`, person)
}

// Follows reports whether a person follows a place.
func Follows(tx *store.Tx, person string, which ID) (bool, error) {
	n, err := store.One(tx, store.Value[int], `SELECT count(*) FROM place_follower WHERE place_id = $1 AND person_id = $2`, which, person)
	return n > 0, err
}
