package intake

import (
	"context"
	"errors"

	"mitoyen/internal/census/twin"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
)

// twins finds the places that a row may be, among all that the directory holds. The cards of the places are filed in the database, up to
// a version of the directory; each batch files what has changed since and takes out the few that its rows may be like. So it knows the
// places of one batch, however many there are.
type twins struct {
	db     *store.DB
	ground *ground
	drafts *drafts // of a dry run, otherwise nil
}

// errBehind says that more has changed in the directory than one transaction should file.
var errBehind = errors.New("the twins are behind the directory")

// filedAtOnce is about how many places a transaction files, which keeps others from writing meanwhile.
const filedAtOnce = 2000

// near is the cards that one batch asks for, and what it adds. A transaction can run again, so that it is made anew by each.
type near struct {
	index *twin.Index
	cards []twin.Card // added
}

// at makes ready for some rows, at a version of the directory that can't change meanwhile.
func (t *twins) at(ctx context.Context, tx *store.Tx, version int64, rows []row) (*near, error) {
	if t.drafts == nil {
		if all, err := t.follow(tx, version); err != nil {
			return nil, err
		} else if !all {
			return nil, errBehind
		}
	}
	var keys []twin.Key
	for _, r := range rows {
		keys = append(keys, twin.Asked(r.Card(""))...)
	}
	n := &near{index: twin.NewIndex()}
	cards, err := takeOut(tx, keys)
	if err == nil && t.drafts != nil {
		var would []twin.Card
		would, err = t.drafts.takeOut(ctx, keys)
		cards = append(cards, would...)
	}
	for _, c := range cards {
		n.index.Add(c)
	}
	return n, err
}

// follow files the places that have changed up to a version, the first of them if there are many.
func (t *twins) follow(tx *store.Tx, version int64) (all bool, err error) {
	from, err := store.One(tx, store.Value[int64], `UPDATE twin_filed SET version = version WHERE one = 1 RETURNING version`)
	if err != nil || from >= version {
		return true, err
	}
	upto, all, err := place.VersionAfter(tx, from, version, filedAtOnce)
	if err != nil {
		return false, err
	}
	var cards []twin.Card
	if err := place.EachSketch(tx, from, upto, func(s place.Sketch) { cards = append(cards, t.card(s)) }); err != nil {
		return false, err
	}
	if err := file(tx, cards); err != nil {
		return false, err
	}
	return all, tx.ExecOne(`UPDATE twin_filed SET version = $1 WHERE one = 1`, upto)
}

// catchUp files all that has changed.
func (t *twins) catchUp(ctx context.Context) error {
	var behind bool
	err := t.db.View(ctx, func(tx *store.Tx) (err error) {
		behind, err = store.One(tx, store.Value[bool], `
			SELECT f.version < d.version
			FROM twin_filed f
			CROSS JOIN directory_version d`)
		return err
	})
	for all := !behind; !all && err == nil; {
		err = t.db.Update(ctx, func(tx *store.Tx) error {
			version, err := place.Version(tx)
			if err == nil {
				all, err = t.follow(tx, version)
			}
			return err
		})
	}
	return err
}

func (t *twins) card(s place.Sketch) twin.Card {
	town, _ := t.ground.Commune(s.Commune)
	return twin.Card{Key: s.ID.String(), Name: s.Name, Commune: s.Commune, Town: town.Name, Address: s.Address, Website: s.Website, Phone: s.Phone,
		Lat: s.Point.Lat, Lon: s.Point.Lon, Precise: s.Point.Of == place.AtAddress}
}

// kept takes note of what a batch has added, once that is sure. The directory tells it by itself; a dry run has to remember it.
func (t *twins) kept(ctx context.Context, n *near) error {
	if n == nil || t.drafts == nil || len(n.cards) == 0 {
		return nil
	}
	return t.drafts.file(ctx, n.cards)
}

func (t *twins) close() error {
	if t.drafts == nil {
		return nil
	}
	return t.drafts.close()
}

func (n *near) add(c twin.Card) {
	if n == nil {
		return // nobody asks for twins
	}
	n.index.Add(c)
	n.cards = append(n.cards, c)
}

// likeliest is the place that is the likeliest to be the same, if one may be. A place that the batch has changed is known twice, as it was
// and as it is.
func (n *near) likeliest(c twin.Card) (best twin.Match, found bool) {
	all := n.index.Likely(c)
	if len(all) == 0 {
		return best, false
	}
	return all[0], true
}
