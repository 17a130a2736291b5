package territory

import (
	"fmt"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
)

// Holiday is a period of school holidays in a zone, both days included.
type Holiday struct {
	Zone, Name  string
	First, Last civil.Date
}

func readHolidays(text []byte, breaches *fault.Breaches) []Holiday {
	s := openSheet(schoolHolidays+".csv", text, breaches, "zone", "nom", "debut", "fin")
	all := []Holiday{}
	for s.next() {
		h := Holiday{s.one("zone", "A", "B", "C"), s.name("nom"), s.day("debut"), s.day("fin")}
		if h.Last.Before(h.First) {
			s.refuse("fin", "territory.days_reversed")
		}
		all = append(all, h)
	}
	return all
}

// SchoolHolidays reads all that is loaded, in order, for a calendar that knows what lies beyond (opening.NewSchoolCalendar).
func SchoolHolidays(tx *store.Tx) ([]Holiday, error) {
	all, err := store.All(tx, func(r store.Row) (h Holiday, err error) {
		return h, r.Scan(&h.Zone, &h.Name, &h.First, &h.Last)
	}, `
		SELECT zone, name, first_day, last_day
		FROM school_holiday
		ORDER BY zone, first_day, name`)
	if err != nil {
		return nil, fmt.Errorf("read school holidays: %w", err)
	}
	return all, nil
}
