package opening

import (
	"cmp"
	"fmt"
	"slices"

	"mitoyen/internal/kit/civil"
)

// SchoolZone names a school calendar: "A", "B" and "C" on the mainland; "" where there is none that we know of.
type SchoolZone string

// Period is a stretch of school holidays in one zone. First and Last are both days without class: the open data's `debut` is the first
// such day (nearly always a Saturday) and `fin` the last; class begins again on the day after.
type Period struct {
	Zone        SchoolZone
	Name        string // "Vacances de Noël", as the source says it
	First, Last civil.Date
}

// longestTerm is how many days may pass between two holidays before we think that some are missing from the data. The longest term from
// 2014 to 2026 had 81 days (zone C, spring 2017).
const longestTerm = 100

// SchoolCalendar knows the school holidays of each zone, as far as the data goes. It doesn't change once made.
type SchoolCalendar struct{ zones map[SchoolZone]*SchoolDays }

// SchoolDays knows the school holidays of one zone. Nil knows nothing.
type SchoolDays struct {
	holidays []days // in order, apart
	covered  []days // what the data speaks of
}

// days is a run of day numbers, both ends included.
type days struct{ first, last int32 }

// NewSchoolCalendar makes a calendar of the periods, in any order; those that overlap or touch are joined.
//
// A zone is covered from the first day of its first period to the last day of its last one. Beyond, and where more than 100 days pass
// without a holiday, days are unknown: the data stops or has a hole there, and the place may well be on holiday.
func NewSchoolCalendar(periods []Period) (*SchoolCalendar, error) {
	c := &SchoolCalendar{map[SchoolZone]*SchoolDays{}}
	all := map[SchoolZone][]days{}
	for _, p := range periods {
		if p.Zone == "" || p.First.IsZero() || p.Last.IsZero() || p.Last.Before(p.First) {
			return nil, fmt.Errorf("school holiday %q of zone %q from %s to %s makes no sense", p.Name, p.Zone, p.First, p.Last)
		}
		all[p.Zone] = append(all[p.Zone], days{number(p.First), number(p.Last)})
	}
	for zone, runs := range all {
		slices.SortFunc(runs, func(a, b days) int { return cmp.Compare(a.first, b.first) })
		c.zones[zone] = &SchoolDays{joined(runs, 1), joined(runs, longestTerm+1)}
	}
	return c, nil
}

// joined joins runs, sorted by first day, between which fewer than gap days lie.
func joined(runs []days, gap int32) []days {
	out := []days{runs[0]}
	for _, r := range runs[1:] {
		if last := &out[len(out)-1]; r.first-last.last <= gap {
			last.last = max(last.last, r.last)
		} else {
			out = append(out, r)
		}
	}
	return out
}

// Of is the calendar of one zone. It may be asked of a nil calendar, and is nil for a zone without data.
func (c *SchoolCalendar) Of(zone SchoolZone) *SchoolDays {
	if c == nil {
		return nil
	}
	return c.zones[zone]
}

// On says whether a day is in the school holidays; Maybe beyond the data.
func (s *SchoolDays) On(d civil.Date) Answer { return s.on(number(d)) }

func (s *SchoolDays) on(n int32) Answer {
	switch {
	case s == nil || !within(s.covered, n):
		return Maybe
	case within(s.holidays, n):
		return Yes
	}
	return No
}

func within(runs []days, n int32) bool {
	lo, hi := 0, len(runs)
	for lo < hi { // the first run that ends on n or later
		if mid := (lo + hi) / 2; runs[mid].last < n {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(runs) && runs[lo].first <= n
}

// SchoolZoneOf is the school zone of a département by its code; "" for Corse and overseas, whose calendars are their own, and for codes
// that it doesn't know.
//
// Zones of the académies since the school year 2015-2016 (arrêté of 16 April 2015; Normandie joins Caen and Rouen, both in zone B).
// Until summer 2015 several académies stood in another zone.
func SchoolZoneOf(departement string) SchoolZone { return schoolZones[departement] }

var schoolZones = func() map[string]SchoolZone {
	zones := map[string]SchoolZone{}
	for zone, codes := range map[SchoolZone][]string{
		"A": {
			"25", "39", "70", "90", // Besançon
			"24", "33", "40", "47", "64", // Bordeaux
			"03", "15", "43", "63", // Clermont-Ferrand
			"21", "58", "71", "89", // Dijon
			"07", "26", "38", "73", "74", // Grenoble
			"19", "23", "87", // Limoges
			"01", "42", "69", // Lyon
			"16", "17", "79", "86", // Poitiers
		},
		"B": {
			"04", "05", "13", "84", // Aix-Marseille
			"02", "60", "80", // Amiens
			"14", "27", "50", "61", "76", // Normandie
			"59", "62", // Lille
			"54", "55", "57", "88", // Nancy-Metz
			"44", "49", "53", "72", "85", // Nantes
			"06", "83", // Nice
			"18", "28", "36", "37", "41", "45", // Orléans-Tours
			"08", "10", "51", "52", // Reims
			"22", "29", "35", "56", // Rennes
			"67", "68", // Strasbourg
		},
		"C": {
			"77", "93", "94", // Créteil
			"11", "30", "34", "48", "66", // Montpellier
			"75",                                           // Paris
			"09", "12", "31", "32", "46", "65", "81", "82", // Toulouse
			"78", "91", "92", "95", // Versailles
		},
	} {
		for _, code := range codes {
			zones[code] = zone
		}
	}
	return zones
}()
