package place

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/kit/civil"
)

// FactsOf is everything known of a place, each field in its canonical text. Setting a fact and reading it again gives the same text.
func FactsOf(p Place) Facts {
	f := Facts{
		FName: p.Name, FKind: string(p.Kind), FStage: string(p.Stage), FSince: p.StageSince, FSummary: p.Summary, FText: p.Sheet.Text,
		FAddress: p.Address, FPostcode: p.Postcode, FCommune: p.Commune, FPrecision: string(p.Point.Of),
		FWebsite: p.Sheet.Website, FLinks: strings.Join(p.Sheet.Links, "\n"), FPhone: p.Sheet.Phone, FEmail: p.Sheet.Email,
		FHours: p.Hours, FFacade: string(p.Sheet.Facade), FAccess: accessText(p.Sheet.Access), FPeople: peopleText(p.Sheet.People),
		FFigures: figuresText(p.Sheet.Figures), FStops: stopsText(p.Sheet.Stops),
	}
	if p.Point.Known() {
		f[FPosition] = PositionText(p.Point.Lat, p.Point.Lon)
	}
	var words []string
	for _, a := range p.Activities.List() {
		words = append(words, string(a))
	}
	f[FActivities] = strings.Join(words, ",")
	if c := p.Sheet.Closure; c != nil {
		f[FCauses], f[FLessons] = strings.Join(c.Causes, "\n"), c.Lessons
	}
	for k, v := range f {
		if v == "" {
			delete(f, k)
		}
	}
	return f
}

// PositionText is the canonical text of a point: five decimals are about a metre.
func PositionText(lat, lon float64) string { return fmt.Sprintf("%.5f,%.5f", lat, lon) }

// ParsePosition reads what PositionText wrote.
func ParsePosition(s string) (lat, lon float64, err error) {
	a, b, _ := strings.Cut(s, ",")
	if lat, err = strconv.ParseFloat(strings.TrimSpace(a), 64); err == nil {
		lon, err = strconv.ParseFloat(strings.TrimSpace(b), 64)
	}
	if err != nil || !(math.Abs(lat) <= 90 && math.Abs(lon) <= 180) { // so put, it refuses NaN as well
		return 0, 0, fmt.Errorf("position %.40q is not like 47.78123,5.16400", s)
	}
	return lat, lon, nil
}

func accessText(all map[Access]Answered) string {
	var lines []string
	for _, q := range AccessQuestions {
		if a := all[q]; a.Answer != Unknown || a.Detail != "" {
			lines = append(lines, strings.TrimSuffix(string(q)+": "+string(a.Answer)+", "+a.Detail, ", "))
		}
	}
	return strings.Join(lines, "\n")
}

func parseAccess(s string) map[Access]Answered {
	all := map[Access]Answered{}
	for _, line := range lines(s) {
		q, rest, _ := strings.Cut(line, ":")
		answer, detail, _ := strings.Cut(rest, ",")
		k, a := Access(strings.TrimSpace(q)), Answered{Answer(strings.TrimSpace(answer)), strings.TrimSpace(detail)}
		if slices.Contains(AccessQuestions, k) && (a.Answer == Yes || a.Answer == No || a.Answer == Unknown && a.Detail != "") {
			all[k] = a
		}
	}
	return all
}

func peopleText(all []RoleHolder) string {
	var out []string
	for _, p := range all {
		out = append(out, strings.TrimSuffix(p.Name+" : "+p.Does, " : "))
	}
	return strings.Join(out, "\n")
}

func parsePeople(s string) (all []RoleHolder) {
	for _, line := range lines(s) {
		name, does, _ := strings.Cut(line, ":")
		if p := (RoleHolder{strings.TrimSpace(name), strings.TrimSpace(does)}); p.Name != "" {
			all = append(all, p)
		}
	}
	return all
}

func figuresText(all []Figure) string {
	var out []string
	for _, f := range all {
		out = append(out, strings.TrimRight(strings.Join([]string{f.Value, f.Label, f.Source, f.On}, " | "), " |"))
	}
	return strings.Join(out, "\n")
}

func parseFigures(s string) (all []Figure) {
	for _, line := range lines(s) {
		part := append(strings.Split(line, "|"), "", "", "")
		f := Figure{strings.TrimSpace(part[0]), strings.TrimSpace(part[1]), strings.TrimSpace(part[2]), strings.TrimSpace(part[3])}
		if f != (Figure{}) {
			all = append(all, f)
		}
	}
	return all
}

func stopsText(all []Stop) string {
	var out []string
	for _, s := range all {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s-%s %s %s", s.On, s.From, s.To, s.Commune, s.Where)))
	}
	return strings.Join(out, "\n")
}

// parseStops reads the lines of stopsText; what cannot be read is returned apart.
func parseStops(s string) (all []Stop, wrong []string) {
	for _, line := range lines(s) {
		stop, err := parseStop(line)
		if err != nil {
			wrong = append(wrong, line)
			continue
		}
		all = append(all, stop)
	}
	return all, wrong
}

func parseStop(line string) (s Stop, err error) {
	words := strings.Fields(line)
	if len(words) < 3 {
		return s, fmt.Errorf("stop %.60q is not like 2026-11-26 10:00-16:00 36137 place", line)
	}
	if s.On, err = civil.ParseDate(words[0]); err != nil {
		return s, err
	}
	var a, b, c, d int
	if _, err := fmt.Sscanf(words[1], "%d:%d-%d:%d", &a, &b, &c, &d); err != nil {
		return s, fmt.Errorf("hours %.20q are not like 10:00-16:00", words[1])
	}
	if s.From, err = civil.ClockAt(a, b); err != nil {
		return s, err
	}
	if s.To, err = civil.ClockAt(c, d); err != nil {
		return s, err
	}
	if s.To <= s.From {
		return s, fmt.Errorf("stop %.60q ends before it begins", line)
	}
	s.Commune, s.Where = words[2], strings.Join(words[3:], " ")
	return s, nil
}

// lines are the lines of a text that hold something.
func lines(s string) (all []string) {
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}
