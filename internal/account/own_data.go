package account

import (
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
)

// OwnData is everything kept about a person, for them to take away (GDPR art. 15 and 20).
type OwnData struct {
	Person   Person              `json:"person"`
	Sessions []Session           `json:"sessions"`
	Roles    []map[string]string `json:"roles"`
	Journal  []journal.Entry     `json:"journal"`
}

// Export reads everything kept about a person.
func Export(tx *store.Tx, who ID) (d OwnData, err error) {
	if d.Person, err = Find(tx, who); err != nil {
		return d, err
	}
	if d.Sessions, err = Sessions(tx, who, ""); err != nil {
		return d, err
	}
	d.Roles, err = store.All(tx, func(r store.Row) (map[string]string, error) {
		var role, scope, scopeID string
		err := r.Scan(&role, &scope, &scopeID)
		return map[string]string{"role": role, "scope": scope, "of": scopeID}, err
	}, `SELECT role, scope, scope_id FROM role WHERE person_id = $1`, who)
	if err != nil {
		return d, err
	}
	d.Journal, err = journal.By(tx, who.String(), 10_000)
	return d, err
}

// Erase removes who a person is: name, address, password, sessions, roles, letters. What they did stays, done by nobody (GDPR art. 17).
func Erase(tx *store.Tx, who ID) error {
	p, err := Find(tx, who)
	if err != nil {
		return err
	}
	for _, q := range []string{
		`DELETE FROM session WHERE person_id = $1`,
		`DELETE FROM role WHERE person_id = $1`,
		`UPDATE journal SET personal = '' WHERE person_id = $1`,
	} {
		if _, err := tx.Exec(q, who); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`DELETE FROM sign_in WHERE email = $1`, p.Email); err != nil {
		return err
	}
	return tx.ExecOne(`UPDATE person SET name = '', email = NULL, password_hash = NULL, erased_at = $1 WHERE id = $2`, tx.Now, who)
}
