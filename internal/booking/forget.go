package booking

import (
	"errors"
	"fmt"

	"mitoyen/internal/account"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/store"
)

// Forget takes a person out of their bookings before their account is erased: those to come are cancelled, since nobody would come, and
// those of the past stay without a name.
func Forget(tx *store.Tx, who account.ID) error {
	coming, err := store.All(tx, store.Value[ID], `
		SELECT id FROM booking WHERE person_id = $1 AND starts_at > $2 AND state IN ('held', 'confirmed') ORDER BY id`, who, tx.Now)
	if err != nil {
		return fmt.Errorf("forget bookings: %w", err)
	}
	for _, x := range coming {
		_, err1 := capacity.Free(tx, capacity.OwnerID(x))
		_, err2 := tx.Exec(`UPDATE booking SET state = 'cancelled', changed_at = $1 WHERE id = $2`, tx.Now, x)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`UPDATE booking SET name = '', email = '', phone = '', purpose = '', person_id = NULL WHERE person_id = $1`, who)
	return err
}
