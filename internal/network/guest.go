package network

import (
	"fmt"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/resource"
)

// GuestOf finds the agreement by which somebody counts as a member where a resource is lent, on all days of a booking, and what their own
// organisation knows of them; ok is false where there is none. Of several, the oldest holds. Whoever has no account is nobody's guest: their
// own organisation couldn't be asked without showing its members.
func GuestOf(tx *store.Tx, r resource.Resource, who account.ID, first, last civil.Date) (a Agreement, s membership.Standing, ok bool, err error) {
	if who.IsZero() {
		return a, s, false, nil
	}
	all, err := store.All(tx, scan, `SELECT `+columns+from+` WHERE a.place_id = $1 AND a.state = 'accepted' AND a.first_day <= $2 AND (a.last_day IS NULL OR a.last_day >= $3) ORDER BY a.id`, r.Place, first, last)
	if err != nil {
		return a, s, false, fmt.Errorf("read agreements: %w", err)
	}
	for _, a := range all {
		if !a.Opens.Has(r) {
			continue
		}
		s, err := membership.StandingOf(tx, a.Guest, who, membership.ID{}, r.ID, first, last)
		if err != nil {
			return a, s, false, err
		}
		if s.Belongs && (len(a.Groups) == 0 || s.In(a.Groups)) {
			return a, s, true, nil
		}
	}
	return a, s, false, nil
}
