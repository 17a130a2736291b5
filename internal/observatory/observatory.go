// Package observatory is what a territory has, says and lacks, seen from any commune, community of communes or département.
//
// It owns two things. A need ("besoin") is what somebody says is missing: anyone may voice one, the coordinator looks at it before it shows, and
// places and organisations say that they answer it. A programme is what an authority supports, with its perimeter: communes inside it see it.
// All else on a territory's page belongs to others (places, surveys, groups, conventions); the reach of its places is computed (Reach).
//
// What is always true: a need shows no name of who voiced it; whoever answers one does so in the name of an organisation in which they hold a
// role that allows it; a programme is its authority's alone.
package observatory

import (
	"cmp"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

// State is how far a need has come.
type State string

// The states.
const (
	Waiting State = "waiting" // for the coordinator
	Shown   State = "shown"
	Met     State = "met"     // somebody's answer was enough
	Refused State = "refused" // never shown, with the reason
	Closed  State = "closed"  // no longer of use, with the reason
)

// moves is which state may follow which.
var moves = map[State][]State{
	Waiting: {Shown, Refused},
	Shown:   {Met, Closed},
	Met:     {Shown}, // it wasn't enough after all
	Closed:  {Shown},
	Refused: {Shown}, // the coordinator thought again
}

// NeedID names a need.
type NeedID = id.Of[Need]

// Need is something that is missing in a commune.
type Need struct {
	ID          NeedID
	Commune     string
	CommuneName string
	Title, Text string
	State       State
	VoicedOn    civil.Date
	Reason      string
	Answers     []Answer
}

// AnswerID names an answer.
type AnswerID = id.Of[Answer]

// Answer is somebody who answers a need.
type Answer struct {
	ID           AnswerID
	Need         NeedID
	Organisation organisation.ID
	Who          string   // the organisation's name
	Place        place.ID // zero: the organisation as such
	PlaceName    string
	PlaceSlug    string
	Text         string
	On           civil.Date
}

// ProgrammeID names a programme.
type ProgrammeID = id.Of[Programme]

// Programme is what an authority supports.
type Programme struct {
	ID           ProgrammeID
	Organisation organisation.ID
	Authority    string
	Name, Text   string
	Website      string
	First, Last  civil.Date // zero Last: until somebody ends it
	Perimeter    []territory.Ground
}

// Running reports whether a programme can be asked on a day.
func (p Programme) Running(on civil.Date) bool {
	return !on.Before(p.First) && (p.Last.IsZero() || !p.Last.Before(on))
}

// Covers reports whether a commune lies in the perimeter.
func (p Programme) Covers(c territory.Commune) bool {
	for _, g := range p.Perimeter {
		for _, own := range c.Grounds() {
			if g.Kind == own.Kind && g.Code == own.Code {
				return true
			}
		}
	}
	return false
}

// Actor is an organisation that does something in a ground.
type Actor struct {
	organisation.Organisation
	Holds    []place.Place // that it operates there
	Supports []Programme   // of its own, that run there
}

// Actors lists, by name, the authorities and networks of some grounds, the organisations that operate one of some places, and those whose
// programmes run there.
func Actors(tx *store.Tx, grounds []territory.Ground, places []place.Place, programmes []Programme) ([]Actor, error) {
	holds, supports := map[organisation.ID][]place.Place{}, map[organisation.ID][]Programme{}
	var ids []organisation.ID
	for _, p := range places {
		if !p.Organisation.IsZero() {
			ids = append(ids, p.Organisation)
			holds[p.Organisation] = append(holds[p.Organisation], p)
		}
	}
	for _, x := range programmes {
		ids = append(ids, x.Organisation)
		supports[x.Organisation] = append(supports[x.Organisation], x)
	}
	names := make([]string, len(grounds))
	for i, g := range grounds {
		names[i] = g.String()
	}
	found, err := organisation.OfGrounds(tx, names, ids)
	all := make([]Actor, len(found))
	for i, o := range found {
		all[i] = Actor{o, holds[o.ID], supports[o.ID]}
	}
	return all, err
}

// Part is a département of a région, summed up.
type Part struct {
	territory.Departement
	Open, Coming int // places
	Needs        int // that wait for an answer, or have one
	Reach        Reach
}

// PartsOf sums up the départements of a région, by name. points are the open places in it and around.
func PartsOf(tx *store.Tx, region string, points []Point) ([]Part, error) {
	departements, err := territory.Departements(tx)
	if err != nil {
		return nil, err
	}
	communes, err := territory.Communes(tx, territory.Ground{Kind: territory.OfRegion, Code: region})
	if err != nil {
		return nil, err
	}
	of := map[string][]territory.Commune{}
	for _, c := range communes {
		of[c.Departement] = append(of[c.Departement], c)
	}
	points = slices.SortedFunc(slices.Values(points), func(a, b Point) int { return cmp.Compare(a.Lat, b.Lat) }) // once, for all of them
	var all []Part
	var codes []string
	for _, d := range departements {
		if d.Region == region {
			all, codes = append(all, Part{Departement: d, Reach: ReachOf(of[d.Code], points)}), append(codes, d.Code)
		}
	}
	stages, err := place.CountByStage(tx, codes)
	if err != nil {
		return nil, err
	}
	needs := map[string]int{}
	err = tx.Each(func(r store.Row) error {
		var code string
		var n int
		err := r.Scan(&code, &n)
		needs[code] = n
		return err
	}, `SELECT c.departement, count(*) FROM need n CROSS JOIN commune c WHERE c.code = n.commune AND n.state IN ('shown', 'met') AND c.region = $1 GROUP BY c.departement`, region) // CROSS: from the few needs to their communes
	for i := range all {
		p := &all[i]
		for stage, n := range stages[p.Code] {
			switch stage {
			case place.Open, place.Mobile:
				p.Open += n
			case place.Idea, place.Project, place.Opening:
				p.Coming += n
			}
		}
		p.Needs = needs[p.Code]
	}
	return all, err
}

// Sum is what several reaches are together. Their communes are left out.
func Sum(all []Part) (r Reach) {
	for _, p := range all {
		r.People += p.Reach.People
		r.Unknown += p.Reach.Unknown
		for i, n := range p.Reach.Beyond {
			r.Beyond[i] += n
		}
	}
	return r
}
