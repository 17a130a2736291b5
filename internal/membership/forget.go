package membership

import (
	"errors"
	"fmt"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
)

// erased is what a member who is forgotten no longer has.
const erased = `person_id = NULL, name = '', email = '', phone = '', born = '', guardian = '', guardian_phone = '', words = ''`

// Forget takes a person out of every organisation before their account is erased: what they belong to ends, and who they were goes.
func Forget(tx *store.Tx, who account.ID) error {
	day := civil.DateOf(tx.Now.Time())
	_, err1 := tx.Exec(`
		UPDATE membership SET last_day = $1
		WHERE member_id IN (SELECT id FROM member WHERE person_id = $2) AND first_day <= $1 AND (last_day IS NULL OR last_day > $1)`, day, who)
	_, err2 := tx.Exec(`DELETE FROM membership WHERE member_id IN (SELECT id FROM member WHERE person_id = $1) AND first_day > $2`, who, day)
	_, err3 := tx.Exec(`UPDATE member SET `+erased+`, changed_at = $1 WHERE person_id = $2`, tx.Now, who)
	if err := errors.Join(err1, err2, err3); err != nil {
		return fmt.Errorf("forget member: %w", err)
	}
	return nil
}

// keepMembers is how long after their last membership an organisation keeps who somebody was: three years from the last contact, which
// the CNIL recommends to associations for people who are gone.
const keepMembers = 3 * 365 * 24 * time.Hour

// ForgetOld erases who members were whose last membership is long over.
func ForgetOld(tx *store.Tx) error {
	day := civil.DateOf(tx.Now.Add(-keepMembers).Time())
	_, err := tx.Exec(`
		UPDATE member SET `+erased+`, changed_at = $1
		WHERE name <> '' AND changed_at < $2
			AND NOT EXISTS (SELECT 1 FROM membership s WHERE s.member_id = member.id AND (s.last_day IS NULL OR s.last_day >= $3))`,
		tx.Now, tx.Now.Add(-keepMembers), day)
	if err != nil {
		return fmt.Errorf("forget old members: %w", err)
	}
	return nil
}
