package membership

import (
	"errors"
	"fmt"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

const columns = `m.id, m.organisation_id, m.person_id, m.name, m.email, m.phone, m.born, m.guardian, m.guardian_phone, m.changed_at`

func scan(r store.Row) (m Member, err error) {
	return m, r.Scan(&m.ID, &m.Organisation, &m.Person, &m.Name, &m.Email, &m.Phone, &m.Born, &m.Guardian.Name, &m.Guardian.Phone, &m.ChangedAt)
}

var errUnknown = fault.New(fault.NotFound, "membership.unknown")

// Find reads a member of an organisation with their memberships.
func Find(tx *store.Tx, of organisation.ID, which ID) (Member, error) {
	m, err := find(tx, `m.id = $1 AND m.organisation_id = $2`, which, of)
	if err != nil {
		return m, err
	}
	one := []Member{m}
	err = addMemberships(tx, one)
	return one[0], err
}

func find(tx *store.Tx, where string, args ...any) (Member, error) {
	m, err := store.One(tx, scan, `SELECT `+columns+` FROM member m WHERE `+where, args...)
	if errors.Is(err, store.ErrNoRow) {
		return m, errUnknown
	}
	if err != nil {
		return m, fmt.Errorf("find member: %w", err)
	}
	return m, nil
}

// Asked is which members a list is about.
type Asked struct {
	Text  string  // part of a name or of an address, whatever its accents
	Group GroupID // of those who belong to it on the day
	Past  bool    // those whose memberships are over; otherwise those who belong, and those to come
	On    civil.Date
	After string // where the page before ended: a Word
}

// Word is where a member stands in the list.
func (m Member) Word() string { return words(m) + "\x1f" + m.ID.String() }

func words(m Member) string { return strings.TrimSpace(search.Fold(m.Name + " " + m.Email)) }

// List reads members by name, at most limit, with their memberships. Those whose name was erased are left out.
func List(tx *store.Tx, of organisation.ID, q Asked, limit int) ([]Member, error) {
	word, which, _ := strings.Cut(q.After, "\x1f")
	if which == "" {
		which = ID{}.String()
	}
	among := `EXISTS (SELECT 1 FROM membership s WHERE s.member_id = m.id AND (s.last_day IS NULL OR s.last_day >= $3))`
	if q.Past {
		among = `NOT ` + among
	}
	args := []any{of, "%" + escaped(search.Fold(q.Text)) + "%", q.On, word, which, limit}
	if !q.Group.IsZero() {
		args = append(args, q.Group)
		among += ` AND EXISTS (SELECT 1 FROM membership s WHERE s.member_id = m.id AND s.group_id = $7 AND (s.last_day IS NULL OR s.last_day >= $3))`
	}
	all, err := store.All(tx, scan, `
		SELECT `+columns+`
		FROM member m
		WHERE m.organisation_id = $1 AND m.name <> '' AND m.words LIKE $2 ESCAPE '!' AND (m.words > $4 OR m.words = $4 AND CAST(m.id AS text) > $5) AND `+among+`
		ORDER BY m.words, m.id
		LIMIT $6`, args...)
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	return all, addMemberships(tx, all)
}

// escaped makes a text that LIKE takes as it is.
func escaped(s string) string { return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s) }

// Count is how many belong to an organisation on a day.
func Count(tx *store.Tx, of organisation.ID, on civil.Date) (int, error) {
	return store.One(tx, store.Value[int], `
		SELECT count(*)
		FROM member m
		WHERE m.organisation_id = $1 AND m.name <> ''
			AND EXISTS (SELECT 1 FROM membership s WHERE s.member_id = m.id AND s.first_day <= $2 AND (s.last_day IS NULL OR s.last_day >= $2))`, of, on)
}

// Several reads some members of an organisation with their memberships, by their id. Unknown ones are left out.
func Several(tx *store.Tx, of organisation.ID, which []ID) (map[ID]Member, error) {
	found := map[ID]Member{}
	if len(which) == 0 {
		return found, nil
	}
	among, args := store.List([]any{of}, which)
	all, err := store.All(tx, scan, `SELECT `+columns+` FROM member m WHERE m.organisation_id = $1 AND m.id IN `+among, args...)
	if err != nil {
		return nil, fmt.Errorf("read members: %w", err)
	}
	err = addMemberships(tx, all)
	for _, m := range all {
		found[m.ID] = m
	}
	return found, err
}

func addMemberships(tx *store.Tx, list []Member) error {
	if len(list) == 0 {
		return nil
	}
	at := make(map[ID]int, len(list))
	var ids []ID
	for i, m := range list {
		at[m.ID] = i
		ids = append(ids, m.ID)
	}
	among, args := store.List(nil, ids)
	err := tx.Each(func(r store.Row) error {
		var of ID
		var s Membership
		err := r.Scan(&of, &s.ID, &s.Group, &s.GroupName, &s.First, &s.Last)
		list[at[of]].Memberships = append(list[at[of]].Memberships, s)
		return err
	}, `
		SELECT s.member_id, s.id, s.group_id, coalesce(g.name, ''), s.first_day, s.last_day
		FROM membership s
		LEFT JOIN member_group g ON g.id = s.group_id
		WHERE s.member_id IN `+among+`
		ORDER BY s.first_day DESC, g.sort, s.id`, args...)
	if err != nil {
		return fmt.Errorf("read memberships: %w", err)
	}
	return nil
}

// Groups lists the groups of an organisation in their order.
func Groups(tx *store.Tx, of organisation.ID) ([]Group, error) {
	all, err := store.All(tx, func(r store.Row) (g Group, err error) { return g, r.Scan(&g.ID, &g.Name, &g.Sort) }, `
		SELECT id, name, sort FROM member_group WHERE organisation_id = $1 ORDER BY sort, name, id`, of)
	if err != nil {
		return nil, fmt.Errorf("list groups: %w", err)
	}
	return all, nil
}

func save(tx *store.Tx, m Member) error {
	_, err := tx.Exec(`
		INSERT INTO member (id, organisation_id, person_id, name, email, phone, born, guardian, guardian_phone, words, created_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
		ON CONFLICT (id) DO UPDATE SET person_id = excluded.person_id, name = excluded.name, email = excluded.email, phone = excluded.phone, born = excluded.born,
			guardian = excluded.guardian, guardian_phone = excluded.guardian_phone, words = excluded.words, changed_at = excluded.changed_at`,
		m.ID, m.Organisation, m.Person, m.Name, m.Email, m.Phone, m.Born, m.Guardian.Name, m.Guardian.Phone, words(m), tx.Now)
	if err != nil {
		return fmt.Errorf("save member: %w", err)
	}
	return nil
}
