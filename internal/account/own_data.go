package account

import (
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
)

// OwnData is everything kept about a person, for them to take away (GDPR art. 15 and 20).
type OwnData struct {
	Person   Person              `json:"person"`
	Sessions []Session           `json:"sessions"`
	Roles    []map[string]string `json:"roles"`
	Journal  []journal.Entry     `json:"journal"`

	Proposals []map[string]string `json:"proposals"`
	Votes     []map[string]string `json:"votes"`
	Follows   []map[string]string `json:"follows"`
	Bookings  []map[string]string `json:"bookings"`
	Turns     []map[string]string `json:"turns"` // at the computers of a counter
	Tokens    []map[string]string `json:"tokens"`
	Texts     []map[string]string `json:"texts"` // to a phone, about bookings

	Memberships    []map[string]string `json:"memberships"`
	Authorisations []map[string]string `json:"authorisations"`
	Shifts         []map[string]string `json:"shifts"`
	Referent       []map[string]string `json:"referent"`

	Conventions []map[string]string `json:"conventions"` // what they wrote there
	Groups      []map[string]string `json:"groups"`      // founding groups
	Said        []map[string]string `json:"said"`        // in their decisions
	Contacts    []map[string]string `json:"contacts"`    // left to surveys under the person's address
	Handovers   []map[string]string `json:"handovers"`   // organisations handed to the person's address
}

// Export reads everything kept about a person.
func Export(tx *store.Tx, who ID) (d OwnData, err error) {
	if d.Person, err = Find(tx, who); err != nil {
		return d, err
	}
	if d.Sessions, err = Sessions(tx, who, ""); err != nil {
		return d, err
	}
	for _, x := range []struct {
		into  *[]map[string]string
		names []string
		query string
	}{
		{&d.Roles, []string{"role", "scope", "of"}, `SELECT role, scope, scope_id FROM role WHERE person_id = $1`},
		{&d.Proposals, []string{"reason", "place", "facts", "author", "comment", "state", "answer", "on"}, `
			SELECT reason, coalesce(CAST(place_id AS text), ''), facts, author, comment, state, answer, created_at
			FROM proposal WHERE person_id = $1 ORDER BY created_at`},
		{&d.Votes, []string{"proposal", "agrees", "on"}, `SELECT CAST(proposal_id AS text), CAST(agrees AS text), at FROM proposal_vote WHERE person_id = $1`},
		{&d.Follows, []string{"place", "since"}, `SELECT CAST(place_id AS text), since FROM place_follower WHERE person_id = $1`},
		{&d.Tokens, []string{"name", "scope", "on", "until"}, `SELECT name, scope, created_at, expires_at FROM api_token WHERE person_id = $1 ORDER BY created_at`},
		{&d.Turns, []string{"computer", "on", "until"}, `
			SELECT c.name, t.started_at, t.ended_at
			FROM desk_turn t
			JOIN desk_computer c ON c.id = t.computer_id
			WHERE t.person_id = $1
			ORDER BY t.started_at`},
		{&d.Bookings, []string{"resource", "number", "state", "units", "people", "name", "email", "phone", "purpose", "on", "until"}, `
			SELECT r.name, CAST(coalesce(b.number, 0) AS text), b.state, CAST(b.units AS text), CAST(b.people AS text), b.name, b.email, b.phone, b.purpose, b.starts_at, b.ends_at
			FROM booking b
			JOIN resource r ON r.id = b.resource_id
			WHERE b.person_id = $1
			ORDER BY b.starts_at`},
		{&d.Texts, []string{"booking", "what", "state", "phone", "text", "on"}, `
			SELECT CAST(coalesce(b.number, 0) AS text), t.what, t.state, t.phone, t.body, t.created_at
			FROM booking b
			JOIN text_message t ON t.subject_id = b.id
			WHERE b.person_id = $1
			ORDER BY t.created_at`},
		{&d.Memberships, []string{"organisation", "name", "email", "phone", "born", "guardian", "guardian_phone", "group", "first", "last"}, `
			SELECT o.name, m.name, m.email, m.phone, m.born, m.guardian, m.guardian_phone, coalesce(g.name, ''), CAST(s.first_day AS text), coalesce(CAST(s.last_day AS text), '')
			FROM member m
			JOIN organisation o ON o.id = m.organisation_id
			LEFT JOIN membership s ON s.member_id = m.id
			LEFT JOIN member_group g ON g.id = s.group_id
			WHERE m.person_id = $1
			ORDER BY s.first_day`},
		{&d.Authorisations, []string{"resource", "first", "last", "note"}, `
			SELECT r.name, CAST(a.first_day AS text), coalesce(CAST(a.last_day AS text), ''), a.note
			FROM authorisation a
			JOIN member m ON m.id = a.member_id
			JOIN resource r ON r.id = a.resource_id
			WHERE m.person_id = $1
			ORDER BY a.first_day`},
		{&d.Shifts, []string{"place", "on", "until"}, `
			SELECT p.name, s.starts_at, s.ends_at FROM shift_taken s JOIN place p ON p.id = s.place_id WHERE s.person_id = $1 ORDER BY s.starts_at`},
		{&d.Conventions, []string{"convention", "what", "text", "on"}, `
			SELECT CAST(convention_id AS text), 'comment', text, at FROM convention_comment WHERE person_id = $1
			UNION ALL SELECT CAST(convention_id AS text), 'note', text, at FROM convention_note WHERE person_id = $1
			UNION ALL SELECT CAST(convention_id AS text), 'evidence', text, at FROM convention_evidence WHERE person_id = $1`},
		{&d.Contacts, []string{"survey", "name", "email", "phone", "takes_part", "asked"}, `
			SELECT s.slug, c.name, c.email, c.phone, CAST(c.takes_part AS text), (SELECT CAST(count(*) AS text) FROM survey_invited i WHERE i.contact_id = c.id)
			FROM person p
			JOIN survey_contact c ON c.email = p.email
			JOIN survey s ON s.id = c.survey_id
			WHERE p.id = $1 AND c.email <> ''
			ORDER BY s.slug`},
		{&d.Handovers, []string{"organisation", "on", "since"}, `
			SELECT o.name, h.opened_at, h.taken_at
			FROM person p
			JOIN handover h ON h.email = p.email
			JOIN organisation o ON o.id = h.organisation_id
			WHERE p.id = $1 AND h.email <> ''
			ORDER BY h.opened_at`},
		{&d.Referent, []string{"resource"}, `SELECT r.name FROM resource_referent f JOIN resource r ON r.id = f.resource_id WHERE f.person_id = $1 ORDER BY r.name`},
		{&d.Groups, []string{"group", "first", "consent", "last", "pen", "letters"}, `
			SELECT g.name, CAST(m.consented_on AS text), m.consent, coalesce(CAST(m.left_on AS text), ''), CAST(m.pen AS text), m.letters
			FROM project_member m JOIN project g ON g.id = m.project_id WHERE m.person_id = $1 ORDER BY m.consented_on`},
		{&d.Said, []string{"question", "answer", "reason", "on", "came"}, `
			SELECT d.question, CAST(v.choice AS text), v.reason, v.at, v.came
			FROM project_member m JOIN project_voice v ON v.member_id = m.id JOIN project_decision d ON d.id = v.decision_id WHERE m.person_id = $1 ORDER BY v.at`},
	} {
		if *x.into, err = store.All(tx, named(x.names), x.query, who); err != nil {
			return d, err
		}
	}
	d.Journal, err = journal.By(tx, who.String(), 10_000)
	return d, err
}

// named scans a row into a map: texts, and instants in columns named "on", "since" or "until".
func named(columns []string) func(store.Row) (map[string]string, error) {
	return func(r store.Row) (map[string]string, error) {
		texts, instants, to := make([]string, len(columns)), make([]civil.Instant, len(columns)), make([]any, len(columns))
		for i, name := range columns {
			if to[i] = &texts[i]; name == "on" || name == "since" || name == "until" {
				to[i] = &instants[i]
			}
		}
		err := r.Scan(to...)
		all := map[string]string{}
		for i, name := range columns {
			if all[name] = texts[i]; !instants[i].IsZero() {
				all[name] = instants[i].String()
			}
		}
		return all, err
	}
}

// Erase removes who a person is: name, address, password, sessions, roles, letters, the names and messages that they signed with, what they
// follow. A claim that waits is withdrawn: nobody would be left to receive the place. What they did stays, done by nobody (GDPR art. 17).
func Erase(tx *store.Tx, who ID) error {
	p, err := Find(tx, who)
	if err != nil {
		return err
	}
	for _, q := range []string{
		`DELETE FROM session WHERE person_id = $1`,
		`DELETE FROM role WHERE person_id = $1`,
		`DELETE FROM api_token WHERE person_id = $1`,
		`DELETE FROM desk_pin WHERE person_id = $1`,
		`DELETE FROM desk_try WHERE person_id = $1`,
		`DELETE FROM desk_turn WHERE person_id = $1`,
		`DELETE FROM place_follower WHERE person_id = $1`,
		`DELETE FROM place_news WHERE person_id = $1`,
		`DELETE FROM place_letter WHERE person_id = $1`,
		`UPDATE proposal SET state = 'withdrawn' WHERE person_id = $1 AND reason = 'claim' AND state = 'open'`,
		`UPDATE proposal SET comment = '' WHERE person_id = $1 AND reason = 'claim'`,
		`UPDATE proposal SET author = '', claims = FALSE WHERE person_id = $1`,
		`UPDATE journal SET personal = '' WHERE person_id = $1`,
	} {
		if _, err := tx.Exec(q, who); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`DELETE FROM sign_in WHERE email = $1`, p.Email); err != nil {
		return err
	}
	return tx.ExecOne(`UPDATE person SET name = '', email = NULL, password_hash = NULL, news_key = NULL, erased_at = $1 WHERE id = $2`, tx.Now, who)
}
