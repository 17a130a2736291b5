// Package twin says whether two descriptions may be of one place.
//
// Censuses overlap, and one census may list a place twice: under its old address, with and without its label, or once from each
// of two surveys. But a name like La Cordée is also borne by branches, each a place of its own. So nothing is ever merged here:
// a pair is the same, may be the same, or is not, and the reasons are given to the person who decides.
//
// What is always true: the order of the two does not matter; a description without a name is like no other; same is said only of
// names that agree, together with an address, a phone number or a position; two pages of one site under one name are branches.
package twin

import (
	"math"

	"mitoyen/internal/kit/fault"
)

// Card is what is known of a place when it is compared. Empty fields are unknown and speak neither for nor against.
type Card struct {
	Key     string  `json:"-"` // the caller's own: a place's id, or a row's
	Name    string  `json:"name"`
	Commune string  `json:"commune,omitempty"` // code, of an arrondissement where there is one
	Town    string  `json:"town,omitempty"`    // name of the commune: FabLab Pau and Coworking Pau have nothing in common
	Address string  `json:"address,omitempty"` // number and street
	Website string  `json:"website,omitempty"` // absolute address
	Phone   string  `json:"phone,omitempty"`
	Lat     float64 `json:"lat,omitempty"` // WGS 84, degrees; 0, 0 is unknown
	Lon     float64 `json:"lon,omitempty"`
	Precise bool    `json:"precise,omitempty"` // the position is the address's; otherwise it is the commune's centre and tells no more than the commune
}

// Verdict is how alike two cards are.
type Verdict int

// The verdicts.
const (
	No    Verdict = iota
	Maybe         // a person has to look
	Same          // a person will very likely agree
)

// String is the verdict's word in reports.
func (v Verdict) String() string { return [...]string{"no", "maybe", "same"}[v] }

// Likeness is a verdict with its reasons. Score orders the pairs of a review page, 0 to 100; it has no meaning beyond that.
type Likeness struct {
	Verdict Verdict
	Score   int
	Reasons []Reason
}

// Reason is one thing that speaks for or against. Code is the key of its sentence.
type Reason struct {
	Code string
	Args fault.Args
}

// Distances, in kilometres, beyond which two positions are not those of one front door (geocoders of different years put one
// address up to 200 m apart in the census of 2019), or not of one neighbourhood.
const (
	doorKm   = 0.3
	nearKm   = 1.0
	streetKm = 25.0 // an address found twice by name may be misplaced within its town, not beyond
)

// Compare says whether two cards may be of one place, with all that speaks for and against.
func Compare(a, b Card) Likeness {
	p, q := prepare(a), prepare(b)
	return compare(&p, &q).explain()
}

// features are what two cards have in common. The zero value is two cards that have nothing to do with each other.
type features struct {
	verdict  Verdict
	name     nameLikeness
	street   streetLikeness
	site     siteLikeness
	phone    bool
	commune  bool
	measured bool
	km       float64
}

func compare(a, b *prepared) (f features) {
	f.name = compareNames(a, b)
	f.phone = a.phone != "" && a.phone == b.phone
	f.site = compareSites(a, b)
	if f.name == noName || f.name == otherName && !f.phone && f.site != samePage {
		return f // most pairs of a town end here
	}
	f.km, f.measured = distance(a, b)
	if f.measured && f.km > streetKm {
		return f
	}
	f.commune = sameCommune(a.Commune, b.Commune)
	f.street = compareStreets(a, b)
	if f.street == sameStreet && !f.commune && !f.close() {
		f.street = unknownStreet // there is a rue de la République everywhere
	}
	f.verdict = f.decide()
	return f
}

func (f features) close() bool { return f.measured && f.km <= nearKm }

func (f features) decide() Verdict {
	alike := f.name == equalName || f.name == nearName
	related := alike || f.name == partOfName
	switch {
	case f.site == branchPages && f.street != sameStreet:
		return No
	case related && (f.street == sameStreet || f.phone && (f.commune || f.close())):
		return Same
	case alike && f.measured && f.km <= doorKm:
		return Same
	case related && f.measured && f.km <= doorKm/3:
		return Same
	case alike && (f.commune || f.close()):
		return Maybe
	case related && f.commune && (f.close() || !f.measured):
		return Maybe
	case f.street == sameStreet && (f.site == samePage || f.phone || f.name == someWords):
		return Maybe // one door: a place that changed its name, or two under one roof
	case f.phone && (f.commune || f.close()):
		return Maybe
	}
	return No
}

// explain adds the points and the sentences.
func (f features) explain() Likeness {
	l := Likeness{Verdict: f.verdict}
	because := func(points int, code string, args ...fault.Args) {
		r := Reason{Code: code}
		for _, x := range args {
			r.Args = x
		}
		l.Reasons = append(l.Reasons, r)
		l.Score += points
	}
	switch f.name {
	case equalName:
		because(40, "census.twin.name_equal")
	case nearName:
		because(35, "census.twin.name_near")
	case partOfName:
		because(25, "census.twin.name_part")
	}
	if f.close() {
		because(20-int(15*f.km), "census.twin.near", fault.Args{"Metres": int(math.Round(f.km*100)) * 10})
	}
	if f.commune {
		because(5, "census.twin.commune")
	}
	switch f.street {
	case sameStreet:
		because(20, "census.twin.address")
	case otherStreet:
		because(-10, "census.twin.address_other")
	}
	switch f.site {
	case samePage:
		because(15, "census.twin.site")
	case sameSite:
		because(5, "census.twin.site")
	case branchPages:
		because(-25, "census.twin.branches")
	}
	if f.phone {
		because(20, "census.twin.phone")
	}
	l.Score = min(max(l.Score, 0), 100)
	return l
}
