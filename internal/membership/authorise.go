package membership

import (
	"fmt"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// AuthorisationID names an authorisation.
type AuthorisationID = id.Of[Authorisation]

// Authorisation lets a member use a resource.
type Authorisation struct {
	ID           AuthorisationID
	Resource     resource.ID
	ResourceName string
	Member       ID
	MemberName   string
	First, Last  civil.Date // the last day on which it holds; zero: until it is withdrawn
	Note         string     // how they learnt it
	GivenBy      string     // name
	Withdrawn    civil.Instant
}

// Holds reports whether the authorisation holds on a day.
func (a Authorisation) Holds(on civil.Date) bool {
	return a.Withdrawn.IsZero() && !on.Before(a.First) && (a.Last.IsZero() || !a.Last.Before(on))
}

// AuthoriseRequest lets a member use resources of a place.
type AuthoriseRequest struct {
	Submission string
	Place      place.ID
	Member     ID
	Resource   resource.ID
	Last       civil.Date // zero: until it is withdrawn
	Note       string
}

// GiveAuthorisation lets a member use a resource from today on. Errors: Forbidden for whoever may not; Invalid with every breach.
func GiveAuthorisation(tx *store.Tx, by organisation.Actor, q AuthoriseRequest) error {
	_, err := form.Once(tx, q.Submission, func() (string, error) {
		p, m, err := forAuthorising(tx, by, q.Place, q.Member)
		if err != nil {
			return "", err
		}
		r, err := resource.FindByID(tx, q.Resource)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return "", err
		}
		day := today(tx, p)
		var b fault.Breaches
		b.Check(err == nil && r.Place == p.ID, "resource", "membership.resource_missing")
		b.Check(q.Last.IsZero() || !q.Last.Before(day) && q.Last.Year <= 2200, "last", "membership.ends_before")
		b.Within("note", q.Note, 300)
		if err := b.Err(); err != nil {
			return "", err
		}
		_, err = tx.Exec(`
			INSERT INTO authorisation (id, organisation_id, resource_id, member_id, first_day, last_day, note, given_by, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, id.New[Authorisation](), m.Organisation, r.ID, m.ID, day, q.Last, q.Note, by.Person, tx.Now)
		if err != nil {
			return "", fmt.Errorf("authorise: %w", err)
		}
		return "", note(tx, by, m, "member.authorised", map[string]string{"resource": r.Name, "to": q.Last.String()})
	})
	return err
}

// Withdraw takes an authorisation back, at once: bookings to come stand, and are refused when they are changed. Doing it twice changes
// nothing.
func Withdraw(tx *store.Tx, by organisation.Actor, where place.ID, which ID, what AuthorisationID) error {
	_, m, err := forAuthorising(tx, by, where, which)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`UPDATE authorisation SET withdrawn_at = $1 WHERE id = $2 AND member_id = $3 AND withdrawn_at IS NULL`, tx.Now, what, m.ID)
	if err != nil || n == 0 {
		return err
	}
	return note(tx, by, m, "member.unauthorised", nil)
}

func forAuthorising(tx *store.Tx, by organisation.Actor, where place.ID, which ID) (place.Place, Member, error) {
	p, err := place.Find(tx, where)
	if err != nil {
		return p, Member{}, err
	}
	if err := must(MayAuthorise(by, p), by, p); err != nil {
		return p, Member{}, err
	}
	m, err := find(tx, `m.id = $1 AND m.organisation_id = $2`, which, p.Organisation)
	return p, m, err
}

// AuthorisationsOf lists a member's authorisations, the latest first.
func AuthorisationsOf(tx *store.Tx, which ID) ([]Authorisation, error) {
	return authorisations(tx, `a.member_id = $1 ORDER BY a.first_day DESC, a.id DESC`, which)
}

// AuthorisedFor lists who may use a resource on a day, by name.
func AuthorisedFor(tx *store.Tx, r resource.ID, on civil.Date) ([]Authorisation, error) {
	return authorisations(tx, `a.resource_id = $1 AND a.withdrawn_at IS NULL AND a.first_day <= $2 AND (a.last_day IS NULL OR a.last_day >= $2) ORDER BY m.words, a.id`, r, on)
}

func authorisations(tx *store.Tx, where string, args ...any) ([]Authorisation, error) {
	all, err := store.All(tx, func(r store.Row) (a Authorisation, err error) {
		return a, r.Scan(&a.ID, &a.Resource, &a.ResourceName, &a.Member, &a.MemberName, &a.First, &a.Last, &a.Note, &a.GivenBy, &a.Withdrawn)
	}, `
		SELECT a.id, a.resource_id, r.name, a.member_id, m.name, a.first_day, a.last_day, a.note, coalesce(p.name, ''), a.withdrawn_at
		FROM authorisation a
		JOIN resource r ON r.id = a.resource_id
		JOIN member m ON m.id = a.member_id
		LEFT JOIN person p ON p.id = a.given_by
		WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read authorisations: %w", err)
	}
	return all, nil
}
