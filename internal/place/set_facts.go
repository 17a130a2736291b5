package place

import (
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/territory"
)

// limits are the most characters that a field takes.
var limits = map[Field]int{FName: 200, FSummary: 300, FText: 10_000, FAddress: 200, FLessons: 10_000, FHours: 2000, FLinks: 2000}

var postcodePattern = regexp.MustCompile(`^\d{5}$`)

// Check tells every breach of facts that somebody wants to set: the same rules for a form, a proposal and an import. The names of the
// breaches' fields are those of the facts.
func Check(tx *store.Tx, f Facts) error {
	var b fault.Breaches
	for k, v := range f {
		most := limits[k]
		if most == 0 {
			most = 5000
		}
		b.Within(string(k), v, most)
	}
	if v, ok := f[FName]; ok {
		b.Check(strings.TrimSpace(v) != "", string(FName), "place.name_missing")
	}
	if v, ok := f[FStage]; ok {
		b.Check(slices.Contains(Stages, Stage(v)), string(FStage), "place.stage_missing")
	}
	b.Check(f[FFacade] == "" || slices.Contains(Facades, Facade(f[FFacade])), string(FFacade), "place.facade_unknown")
	b.Check(f[FKind] == "" || slices.Contains(Kinds, Kind(f[FKind])), string(FKind), "place.kind_unknown")
	b.Check(f[FSince] == "" || isSince(f[FSince]), string(FSince), "place.since_malformed")
	b.Check(f[FPostcode] == "" || postcodePattern.MatchString(f[FPostcode]), string(FPostcode), "place.postcode_malformed")
	if v := f[FEmail]; v != "" {
		_, breach := account.ReadEmail(v)
		b.Check(breach == "", string(FEmail), breach)
	}
	b.Check(slices.Contains([]Precision{Nowhere, AtCommune, AtAddress}, Precision(f[FPrecision])), string(FPrecision), "place.position_malformed")
	b.Check(f[FWebsite] == "" || isWebAddress(f[FWebsite]), string(FWebsite), "place.website_malformed")
	for _, line := range lines(f[FLinks]) {
		if !isWebAddress(line) {
			b.Add(string(FLinks), "place.link_malformed", fault.Args{"Link": line})
		}
	}
	if f[FHours] != "" {
		if _, err := opening.ParseOSM(f[FHours]); err != nil {
			b.Add(string(FHours), "place.hours_malformed")
		}
	}
	if f[FPosition] != "" {
		_, _, err := ParsePosition(f[FPosition])
		b.Check(err == nil, string(FPosition), "place.position_malformed")
	}
	if _, wrong := parseStops(f[FStops]); len(wrong) > 0 {
		b.Add(string(FStops), "place.stop_malformed", fault.Args{"Line": wrong[0]})
	}
	if code := f[FCommune]; code != "" {
		_, err := territory.Find(tx, code)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		b.Check(err == nil, string(FCommune), "place.commune_unknown")
	}
	return b.Err()
}

// isSince reads a day, a month or a year.
func isSince(s string) bool {
	_, err := civil.ParseDate(s + "0000-01-01"[min(len(s), len("0000-01-01")):])
	return err == nil && (len(s) == 4 || len(s) == 7 || len(s) == 10)
}

func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(u.Hostname(), ".") && len(s) <= 500
}

// set writes facts, already checked, into a place and notes their origin. A fact that is "" is forgotten.
func (p *Place) set(f Facts, from Origin, at territory.Commune) {
	if p.Origins == nil {
		p.Origins = map[Field]Origin{}
	}
	for _, k := range Fields { // in their order: a precision counts for the position before it
		v, given := f[k]
		if !given {
			continue
		}
		v = strings.TrimSpace(v) // blanks are unknown
		p.setOne(k, v)
		p.Origins[k] = from
		if v == "" {
			delete(p.Origins, k)
		}
	}
	if _, moved := f[FCommune]; moved {
		p.Departement = at.Departement
	}
	// Without a point of its own a place stands at the centre of its commune.
	if p.Point.Of != AtAddress && at.Code != "" && at.Code == p.Commune {
		p.Point = Point{}
		if at.HasCentre {
			p.Point = Point{at.Lat, at.Lon, AtCommune}
		}
	}
}

func (p *Place) setOne(k Field, v string) {
	switch k {
	case FName:
		p.Name = v
	case FKind:
		p.Kind = Kind(v)
	case FStage:
		p.Stage = Stage(v)
		if p.Stage == Closed && p.Sheet.Closure == nil {
			p.Sheet.Closure = &Closure{}
		}
	case FSince:
		p.StageSince = v
	case FSummary:
		p.Summary = v
	case FText:
		p.Sheet.Text = v
	case FAddress:
		p.Address = v
	case FPostcode:
		p.Postcode = v
	case FCommune:
		p.Commune = v
	case FPosition:
		p.Point = Point{}
		if lat, lon, err := ParsePosition(v); err == nil {
			p.Point = Point{lat, lon, AtAddress}
		}
	case FPrecision:
		if p.Point.Known() && Precision(v) != Nowhere {
			p.Point.Of = Precision(v)
		}
	case FWebsite:
		p.Sheet.Website = v
	case FLinks:
		p.Sheet.Links = lines(v)
	case FPhone:
		p.Sheet.Phone = v
	case FEmail:
		p.Sheet.Email = v
	case FActivities:
		p.Activities = 0
		for word := range strings.SplitSeq(v, ",") {
			p.Activities |= SetOf(Activity(strings.TrimSpace(word)))
		}
	case FHours:
		p.Hours = v
	case FAccess:
		p.Sheet.Access = parseAccess(v)
		p.StepFree = p.Sheet.Access[StepFree].Answer
	case FFacade:
		p.Sheet.Facade = Facade(v)
	case FPeople:
		p.Sheet.People = parsePeople(v)
	case FFigures:
		p.Sheet.Figures = parseFigures(v)
	case FStops:
		p.Sheet.Stops, _ = parseStops(v)
	case FCauses, FLessons:
		p.setClosure(k, v)
	}
}

func (p *Place) setClosure(k Field, v string) {
	if p.Sheet.Closure == nil {
		p.Sheet.Closure = &Closure{}
	}
	if k == FCauses {
		p.Sheet.Closure.Causes = lines(v)
	} else {
		p.Sheet.Closure.Lessons = v
	}
}

// communeOf reads the commune that a place will stand in once the facts are set; the zero Commune when there is none.
func communeOf(tx *store.Tx, p Place, f Facts) (territory.Commune, error) {
	code, set := f[FCommune]
	if !set {
		code = p.Commune
	}
	if code == "" {
		return territory.Commune{}, nil
	}
	c, err := territory.Find(tx, code)
	if err != nil && !fault.Is(err, fault.NotFound) && !errors.Is(err, store.ErrNoRow) {
		return c, err
	}
	return c, nil
}
