package booking

import (
	"errors"
	"fmt"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// A manager's feed is an address by which their calendar program reads who comes: to the whole place, or to one resource of it. It is theirs,
// not the place's: who keeps the place no longer reads nothing by it.

// TeamFeeds are the secrets of somebody's feeds of a place, by resource; that of the whole place under the zero id.
func TeamFeeds(tx *store.Tx, who account.ID, of place.ID) (map[resource.ID]string, error) {
	feeds := map[resource.ID]string{}
	err := tx.Each(func(r store.Row) error {
		var which resource.ID
		var secret string
		err := r.Scan(&which, &secret)
		feeds[which] = secret
		return err
	}, `SELECT resource_id, secret FROM team_feed WHERE person_id = $1 AND place_id = $2`, who, of)
	return feeds, err
}

// RenewTeamFeed gives a manager a feed of a place, or of one of its resources, of another address than before. Errors: Forbidden; NotFound for
// a resource of another place.
func RenewTeamFeed(tx *store.Tx, by organisation.Actor, of place.Place, which resource.ID) error {
	if !by.SignedIn() || !resource.MayKeep(by, of) {
		return fault.New(fault.Forbidden, "organisation.may_not")
	}
	if !which.IsZero() {
		if r, err := resource.FindByID(tx, which); err != nil {
			return err
		} else if r.Place != of.ID {
			return fault.New(fault.NotFound, "resource.unknown")
		}
	}
	if err := StopTeamFeed(tx, by.Person, of.ID, which); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO team_feed (secret, person_id, place_id, resource_id) VALUES ($1, $2, $3, $4)`, newLink(), by.Person, of.ID, which); err != nil {
		return fmt.Errorf("renew a manager's feed: %w", err)
	}
	return nil
}

// StopTeamFeed takes one of somebody's feeds of a place away, if they have it.
func StopTeamFeed(tx *store.Tx, who account.ID, of place.ID, which resource.ID) error {
	if which.IsZero() {
		_, err := tx.Exec(`DELETE FROM team_feed WHERE person_id = $1 AND place_id = $2 AND resource_id IS NULL`, who, of)
		return err
	}
	_, err := tx.Exec(`DELETE FROM team_feed WHERE person_id = $1 AND resource_id = $2`, who, which)
	return err
}

// TeamFeed lists what is to come in the place, or of the resource, whose feed an address is, in order of start: what is somebody's, and what is
// asked for. Errors: NotFound, also once its manager keeps the place no longer.
func TeamFeed(tx *store.Tx, secret string) (p place.Place, all []Booking, err error) {
	var who account.ID
	f := Filter{From: tx.Now, States: []State{Confirmed, Here, Asked}}
	_, err = store.One(tx, func(r store.Row) (struct{}, error) { return struct{}{}, r.Scan(&who, &f.Place, &f.Resource) },
		`SELECT person_id, place_id, resource_id FROM team_feed WHERE secret = $1`, secret)
	if errors.Is(err, store.ErrNoRow) {
		return p, nil, errUnknown
	}
	if err != nil {
		return p, nil, err
	}
	if p, err = place.Find(tx, f.Place); err != nil {
		return p, nil, err
	}
	by, err := organisation.Load(tx, who)
	if err != nil {
		return p, nil, err
	}
	if !resource.MayKeep(by, p) {
		return p, nil, errUnknown
	}
	all, _, err = List(tx, f, Cursor{}, mostInFeed)
	return p, all, err
}
