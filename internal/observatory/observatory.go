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

// Actors lists the authorities of a ground, and the organisations that operate a place in it, by name.
func Actors(tx *store.Tx, g territory.Ground, places []place.Place) ([]organisation.Organisation, error) {
	var operating []organisation.ID
	for _, p := range places {
		if !p.Organisation.IsZero() {
			operating = append(operating, p.Organisation)
		}
	}
	return organisation.OfGround(tx, g.String(), operating)
}
