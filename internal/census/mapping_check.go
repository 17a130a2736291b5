package census

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/place"
)

var keyPattern = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)

var separatorWords = map[string]byte{"": 0, ",": ',', ";": ';', "|": '|', "\t": '\t', "tab": '\t'}

// Profile checks the mapping and makes the profile that it describes. Everything wrong is told at once, each with its field.
func (m Mapping) Profile() (Profile, error) {
	var b fault.Breaches
	b.Check(keyPattern.MatchString(m.Key) && len(m.Key) <= 60, "key", "census.mapping.key")
	if _, taken := ProfileOf(m.Key); taken {
		b.Add("key", "census.mapping.key_taken", fault.Args{"Key": m.Key})
	}
	for field, v := range map[string]string{"label": m.Label, "source": m.Source, "licence": m.Licence} {
		b.Check(strings.TrimSpace(v) != "" && len(v) <= 300, field, "census.mapping.required")
	}
	date, precision, ok := parseDate(m.Date)
	b.Check(ok, "date", "census.mapping.date", fault.Args{"Value": shorten(m.Date, 30)})
	separator, ok := separatorWords[m.Separator]
	b.Check(ok, "separator", "census.mapping.separator", fault.Args{"Value": shorten(m.Separator, 10)})
	b.Check(len(m.Lists) <= 3, "lists", "census.mapping.separator", fault.Args{"Value": shorten(m.Lists, 10)})

	p := Profile{
		Key: m.Key, Label: Words{Text: m.Label}, Source: Words{Text: m.Source}, Licence: m.Licence, Attribution: Words{Text: m.Attribution},
		Date: date, Precision: precision, Separator: separator, Lists: m.Lists, Personal: m.Personal,
		Columns: Columns{}, Kinds: map[string]place.Kind{}, Offers: map[string]place.Activity{},
	}
	if p.Lists == "" {
		p.Lists = "|"
	}
	if m.Attribution == "" {
		p.Attribution = Words{Text: m.Source}
	}
	m.columns(&p, &b)
	m.words(&p, &b)
	if err := b.Err(); err != nil {
		return Profile{}, err
	}
	return p, nil
}

func (m Mapping) columns(p *Profile, b *fault.Breaches) {
	for _, part := range slices.Sorted(maps.Keys(m.Columns)) {
		names := slices.DeleteFunc(slices.Clone(m.Columns[part]), func(n string) bool { return strings.TrimSpace(n) == "" })
		switch {
		case !slices.Contains(Parts, Part(part)):
			b.Add("columns."+shorten(part, 40), "census.mapping.part_unknown", fault.Args{"Part": shorten(part, 40)})
		case len(names) > 5:
			b.Add("columns."+part, "census.mapping.too_many", fault.Args{"Part": part})
		case len(names) > 0:
			p.Columns[Part(part)] = names
		}
	}
	has := func(x Part) bool { return len(p.Columns[x]) > 0 }
	b.Check(has(PartName), "columns.name", "census.mapping.name_needed")
	b.Check(has(PartCommuneCode) || has(PartCommuneName) || has(PartPostcode) || has(PartPoint) || has(PartLat) && has(PartLon),
		"columns.commune", "census.mapping.where_needed")
	b.Check(has(PartLat) == has(PartLon), "columns.latitude", "census.mapping.both_degrees")
}

// words checks the words of this program that a mapping uses.
func (m Mapping) words(p *Profile, b *fault.Breaches) {
	for _, field := range slices.Sorted(maps.Keys(m.Constants)) {
		v := m.Constants[field]
		unknown := fault.Args{"Value": shorten(v, 40), "Field": shorten(field, 40)}
		switch field {
		case "kind":
			p.Kind = place.Kind(v)
			b.Check(v == "" || slices.Contains(place.Kinds, p.Kind), "constants.kind", "census.mapping.word_unknown", unknown)
		case "stage":
			p.Stage = place.Stage(v)
			b.Check(v == "" || slices.Contains(place.Stages, p.Stage), "constants.stage", "census.mapping.word_unknown", unknown)
		case "activities":
			for _, w := range strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' }) {
				b.Check(slices.Contains(place.Activities, place.Activity(w)), "constants.activities", "census.mapping.word_unknown",
					fault.Args{"Value": shorten(w, 40), "Field": field})
				p.Activities = append(p.Activities, place.Activity(w))
			}
		default:
			b.Add("constants."+shorten(field, 40), "census.mapping.constant_unknown", unknown)
		}
	}
	for _, w := range slices.Sorted(maps.Keys(m.Kinds)) {
		v := place.Kind(m.Kinds[w])
		b.Check(v == "" || slices.Contains(place.Kinds, v), "kinds", "census.mapping.word_unknown", fault.Args{"Value": shorten(string(v), 40), "Field": "kinds"})
		p.Kinds[search.Fold(w)] = v
	}
	for _, w := range slices.Sorted(maps.Keys(m.Activities)) {
		v := place.Activity(m.Activities[w])
		b.Check(v == "" || slices.Contains(place.Activities, v), "activities", "census.mapping.word_unknown", fault.Args{"Value": shorten(string(v), 40), "Field": "activities"})
		p.Offers[search.Fold(w)] = v
	}
}

// parseDate reads a year, a month or a day.
func parseDate(s string) (civil.Date, Precision, bool) {
	for layout, precision := range map[string]Precision{"2006": Year, "2006-01": Month, time.DateOnly: Day} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil && t.Year() >= 1990 && t.Year() < 2100 {
			return civil.DateOf(t), precision, true
		}
	}
	return civil.Date{}, "", false
}
