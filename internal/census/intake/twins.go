package intake

import (
	"context"

	"mitoyen/internal/census/twin"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
)

// twins finds the places that a row may be, among all that the directory holds. It is read when the first new row asks, and follows the
// directory from then on: what others changed meanwhile is read at each batch, while the version is held.
type twins struct {
	db      *store.DB
	index   *twin.Index // nil until it is needed
	version int64       // of the directory, up to which the index knows it
}

func newTwins(db *store.DB) *twins { return &twins{db: db} }

// read fills the index.
func (t *twins) read(ctx context.Context) error {
	return t.db.View(ctx, func(tx *store.Tx) (err error) {
		t.index = twin.NewIndex()
		if t.version, err = place.Version(tx); err != nil {
			return err
		}
		return place.EachSketch(tx, 0, func(s place.Sketch) { t.index.Add(card(s)) })
	})
}

func card(s place.Sketch) twin.Card {
	return twin.Card{Key: s.ID.String(), Name: s.Name, Commune: s.Commune, Address: s.Address, Website: s.Website, Phone: s.Phone,
		Lat: s.Point.Lat, Lon: s.Point.Lon, Precise: s.Point.Of == place.AtAddress}
}

// near is the twins as one batch sees them. A transaction can run again, so that what it learns goes into the index only once it is kept.
type near struct {
	all   *twins
	fresh *twin.Index
	cards []twin.Card
}

// at makes ready for a batch: it reads what others have changed since the last one.
func (t *twins) at(tx *store.Tx) (*near, error) {
	n := &near{all: t, fresh: twin.NewIndex()}
	return n, place.EachSketch(tx, t.version, func(s place.Sketch) { n.add(card(s)) })
}

func (n *near) add(c twin.Card) {
	if n == nil {
		return // nobody asks for twins
	}
	n.fresh.Add(c)
	n.cards = append(n.cards, c)
}

// likeliest is the place that is the likeliest to be the same, if one may be. A place that has changed is known twice, as it was and as it is.
func (n *near) likeliest(c twin.Card) (best twin.Match, found bool) {
	for _, index := range []*twin.Index{n.fresh, n.all.index} {
		all := index.Likely(c)
		if len(all) == 0 {
			continue
		}
		if m := all[0]; !found || m.Verdict > best.Verdict || m.Verdict == best.Verdict && m.Score > best.Score {
			best, found = m, true
		}
	}
	return best, found
}

// keep takes what a batch has learnt into the index, up to the version that the batch wrote.
func (n *near) keep(version int64) {
	for _, c := range n.cards {
		n.all.index.Add(c)
	}
	n.all.version = max(n.all.version, version)
}
