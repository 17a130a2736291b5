package resource

import (
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// Lone is whether somebody may be alone in the building with the resource.
//
// French law forbids lone work in general to nobody. It wants whoever works out of sight and hearing to be helped soon (Code du travail,
// art. R4512-13 for outside firms in a place that is not running, art. R4543-19 for work on lifts; INRS, "Travail isolé", which calls it a
// matter of assessing the risk, art. L4121-1). The people who come to a third place are mostly no employees: then it is the place's duty of
// care and its insurer's terms. So the place says which of the two it is: a rule of the house, which its team may let pass with a reason, or
// one that nobody lets pass. The articles are to be checked against the texts by whoever has them at hand.
type Lone string

// The answers.
const (
	LoneAllowed Lone = ""
	LoneAsk     Lone = "ask"   // refused, unless the team lets it pass with a reason
	LoneNever   Lone = "never" // refused to everybody
)

func (l Lone) check(b *fault.Breaches) {
	b.Check(l == LoneAllowed || l == LoneAsk || l == LoneNever, "lone", "resource.lone_unknown")
}

// Referents lists who can be there for a resource that needs it.
func Referents(tx *store.Tx, of ID) ([]account.ID, error) {
	all, err := store.All(tx, store.Value[account.ID], `SELECT person_id FROM resource_referent WHERE resource_id = $1`, of)
	if err != nil {
		return nil, fmt.Errorf("read référents: %w", err)
	}
	return all, nil
}

// checkReferents wants référents of the team, and one at least where the rule asks for them.
func checkReferents(tx *store.Tx, p place.Place, r Resource, all []account.ID) error {
	own, operator, err := place.Team(tx, p)
	if err != nil {
		return err
	}
	var b fault.Breaches
	b.Check(!r.Rules.Referent || len(all) > 0, "referents", "resource.referent_missing")
	for _, who := range all {
		known := slices.ContainsFunc(slices.Concat(own, operator), func(h organisation.Holder) bool { return h.Person == who })
		b.Check(known, "referents", "resource.referent_unknown")
	}
	return b.Err()
}

func nameReferents(tx *store.Tx, of ID, all []account.ID) error {
	_, err := tx.Exec(`DELETE FROM resource_referent WHERE resource_id = $1`, of)
	for _, who := range all {
		_, e := tx.Exec(`INSERT INTO resource_referent (resource_id, person_id) VALUES ($1, $2)`, of, who)
		err = errors.Join(err, e)
	}
	return err
}
