package booking

import (
	"errors"
	"fmt"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/texting"
)

// keepContacts is how long after its end a booking keeps who it was for: the year whose figures and questions it may still be needed for,
// and a month. The law wants data kept no longer than they serve (GDPR art. 5.1.e) and leaves the length to whoever keeps them.
const keepContacts = 395 * 24 * time.Hour

// keepLapsed is how long somebody who never confirmed can still come back to what they chose.
const keepLapsed = 7 * 24 * time.Hour

// ForgetOld erases names, addresses and phone numbers of bookings that are long past. What was booked, and when, stays for the figures. What
// was chosen and never became anybody's goes altogether.
func ForgetOld(tx *store.Tx) error {
	if _, err := tx.Exec(`DELETE FROM booking WHERE state = 'lapsed' AND number IS NULL AND changed_at < $1`, tx.Now.Add(-keepLapsed)); err != nil {
		return fmt.Errorf("forget what was never confirmed: %w", err)
	}
	_, err := tx.Exec(`UPDATE booking SET name = '', email = '', phone = '', purpose = '', answer = '', forgotten = true WHERE NOT forgotten AND ends_at < $1`, tx.Now.Add(-keepContacts))
	if err != nil {
		return fmt.Errorf("forget old bookings: %w", err)
	}
	return nil
}

// Forget takes a person out of their bookings before their account is erased: those to come are cancelled, since nobody would come, and
// those of the past stay without a name.
func Forget(tx *store.Tx, who account.ID) error {
	if err := StopFeed(tx, who); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM team_feed WHERE person_id = $1`, who); err != nil {
		return err
	}
	all, err := store.All(tx, store.Value[ID], `SELECT id FROM booking WHERE person_id = $1 AND phone <> ''`, who)
	for _, x := range all {
		if err := texting.Forget(tx, texting.SubjectID(x)); err != nil {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("forget bookings: %w", err)
	}
	coming, err := store.All(tx, store.Value[ID], `
		SELECT id FROM booking WHERE person_id = $1 AND starts_at > $2 AND state IN ('held', 'waiting', 'offered', 'confirmed', 'asked') ORDER BY id`, who, tx.Now)
	if err != nil {
		return fmt.Errorf("forget bookings: %w", err)
	}
	for _, x := range coming {
		err1 := capacity.Free(tx, capacity.OwnerID(x))
		_, err2 := tx.Exec(`UPDATE booking SET state = 'cancelled', changed_at = $1 WHERE id = $2`, tx.Now, x)
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`UPDATE booking SET name = '', email = '', phone = '', purpose = '', answer = '', person_id = NULL WHERE person_id = $1`, who)
	return err
}
