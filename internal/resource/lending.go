package resource

import (
	"errors"
	"fmt"

	"mitoyen/internal/capacity"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// Reach is for what, and for whom, a place sets rules beyond what a resource says itself.
type Reach struct {
	Kind     Kind    // "": whatever the place lends
	Resource ID      // zero: every one; only with a group
	Group    GroupID // zero: everybody
}

// GroupRule is what a place says for a group of members.
type GroupRule struct {
	Reach
	Layer Layer
}

func (g GroupRule) meets(r Resource) bool {
	return (g.Kind == "" || g.Kind == r.Kind) && (g.Resource.IsZero() || g.Resource == r.ID)
}

// GroupRules lists what a place says for groups: for all that it lends first, then for kinds, then for single resources, so that the nearer
// one has the last word.
func GroupRules(tx *store.Tx, of place.ID) ([]GroupRule, error) {
	all, err := store.All(tx, scanRule, `
		SELECT kind, resource_id, group_id, rules
		FROM lending_rule
		WHERE place_id = $1 AND group_id IS NOT NULL
		ORDER BY CASE WHEN resource_id IS NOT NULL THEN 2 WHEN kind <> '' THEN 1 ELSE 0 END, id`, of)
	if err != nil {
		return nil, fmt.Errorf("read rules for groups: %w", err)
	}
	return all, nil
}

// PlaceRules lists all that a place says beyond its resources: for everybody first.
func PlaceRules(tx *store.Tx, of place.ID) ([]GroupRule, error) {
	return store.All(tx, scanRule, `
		SELECT kind, resource_id, group_id, rules
		FROM lending_rule
		WHERE place_id = $1
		ORDER BY CASE WHEN group_id IS NULL THEN 0 ELSE 1 END, CASE WHEN resource_id IS NOT NULL THEN 2 WHEN kind <> '' THEN 1 ELSE 0 END, kind, id`, of)
}

func scanRule(row store.Row) (g GroupRule, err error) {
	var rules string
	if err = row.Scan(&g.Kind, &g.Resource, &g.Group, &rules); err != nil {
		return g, err
	}
	g.Layer, err = readLayer(rules)
	return g, err
}

// SetRules says what a place's rules are within a reach, instead of what was said there before; an empty layer says nothing any more.
// Errors: those of Keep.
func SetRules(tx *store.Tx, by organisation.Actor, where place.ID, reach Reach, l Layer) error {
	p, err := place.ForChange(tx, where)
	if err != nil {
		return err
	}
	if err := mustKeep(by, p); err != nil {
		return err
	}
	var b fault.Breaches
	l.check(&b)
	if err := b.Err(); err != nil {
		return err
	}
	text, err := l.text()
	if err != nil {
		return err
	}
	// Compared as text, an id that isn't there is like itself.
	_, err = tx.Exec(`
		DELETE FROM lending_rule
		WHERE place_id = $1 AND kind = $2 AND coalesce(CAST(resource_id AS text), '') = $3 AND coalesce(CAST(group_id AS text), '') = $4`,
		p.ID, reach.Kind, textOf(reach.Resource), textOf(reach.Group))
	if err != nil {
		return fmt.Errorf("set rules: %w", err)
	}
	if text != "{}" {
		_, err = tx.Exec(`
			INSERT INTO lending_rule (id, organisation_id, place_id, kind, resource_id, group_id, rules, changed_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			id.New[Layer](), p.Organisation, p.ID, reach.Kind, reach.Resource, reach.Group, text, tx.Now)
		if err != nil {
			return fmt.Errorf("set rules: %w", err)
		}
	}
	if err := passed(tx, p.ID); err != nil {
		return err
	}
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: p.Organisation.String(), Verb: "place.rules_set", Kind: "place", Object: p.ID.String()})
}

// passed marks all that a place lends as changed: what others read of it is made anew (Mark).
func passed(tx *store.Tx, of place.ID) error {
	if _, err := tx.Exec(`UPDATE resource SET changed_at = $1 WHERE place_id = $2`, tx.Now, of); err != nil {
		return fmt.Errorf("mark what a place lends: %w", err)
	}
	return nil
}

func textOf[T any](i id.Of[T]) string {
	if i.IsZero() {
		return ""
	}
	return i.String()
}

// CrowdOf reads the head-count of a place: a zero pool where nobody set one.
func CrowdOf(tx *store.Tx, of place.ID) (Crowd, error) {
	c, err := store.One(tx, func(row store.Row) (c Crowd, err error) { return c, row.Scan(&c.Pool, &c.Most) }, `
		SELECT h.pool_id, p.units FROM head_count h JOIN capacity_pool p ON p.id = h.pool_id WHERE h.place_id = $1`, of)
	if errors.Is(err, store.ErrNoRow) {
		return Crowd{}, nil
	}
	return c, err
}

// NoLimit is the head-count of a place that had one and gave it up: the pool stays, and never runs out.
const NoLimit = 1_000_000

// SetCrowd sets how many people may be in a place at once; 0 lifts it. enter is called once, when the place gets its first head-count, and
// asks in the name of every booking that is still to come; nobody else can book in the place meanwhile, since all its pools are locked.
// Errors: those of Keep; Invalid when more people than that are expected together.
func SetCrowd(tx *store.Tx, by organisation.Actor, where place.ID, most int, enter func(*capacity.Locked, Crowd) error) error {
	p, err := place.ForChange(tx, where)
	if err != nil {
		return err
	}
	if err := mustKeep(by, p); err != nil {
		return err
	}
	var b fault.Breaches
	b.Check(most >= 0 && most <= mostPeople, "crowd", "resource.number_out_of_range")
	if err := b.Err(); err != nil {
		return err
	}
	c, err := CrowdOf(tx, p.ID)
	if err != nil || c.Pool.IsZero() && most == 0 {
		return err
	}
	l, err := lockAll(tx, p, &c, enter)
	if err != nil {
		return err
	}
	units := most
	if most == 0 {
		units = NoLimit
	}
	var short *capacity.Shortage
	if err := l.Resize(c.Pool, units); errors.As(err, &short) {
		b.Add("crowd", "resource.crowd_expected", fault.Args{"Expected": short.Ask.Units})
		return b.Err()
	} else if err != nil {
		return err
	}
	if err := passed(tx, p.ID); err != nil {
		return err
	}
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: p.Organisation.String(), Verb: "place.crowd_set", Kind: "place", Object: p.ID.String(),
		Data: map[string]string{"most": fmt.Sprint(most)}})
}

// lockAll locks the pool of people; the first time it is made, with all the place's other pools locked, and those who have booked enter it.
func lockAll(tx *store.Tx, p place.Place, c *Crowd, enter func(*capacity.Locked, Crowd) error) (*capacity.Locked, error) {
	if !c.Pool.IsZero() {
		return capacity.Lock(tx, c.Pool)
	}
	pool, err := capacity.Open(tx, p.Organisation, NoLimit)
	if err != nil {
		return nil, err
	}
	*c = Crowd{Pool: pool.ID, Most: NoLimit}
	all, err := Of(tx, p.ID, true)
	if err != nil {
		return nil, err
	}
	pools := []capacity.PoolID{c.Pool}
	for _, r := range all {
		pools = append(pools, r.Pool)
	}
	l, err := capacity.Lock(tx, pools...)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Exec(`INSERT INTO head_count (place_id, organisation_id, pool_id) VALUES ($1, $2, $3)`, p.ID, p.Organisation, c.Pool); err != nil {
		return nil, fmt.Errorf("set head-count: %w", err)
	}
	return l, enter(l, *c)
}
