package intake

import (
	"encoding/json"
	"math"
	"slices"
	"strings"

	"mitoyen/internal/census"
	"mitoyen/internal/census/twin"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/place"
)

// storedProblem is a problem as it stands beside a row in the database: the key of its sentence and the values, in no language.
type storedProblem struct {
	Code  string         `json:"code"`
	Field place.Field    `json:"field"`
	Args  map[string]any `json:"args,omitempty"`
}

// encodeProblems writes what was noticed about a row, the gravest first. Distances are kept to a tenth of a kilometre, which is how they are said.
func encodeProblems(all []census.Problem) ([]byte, error) {
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(a, b census.Problem) int { return int(b.Severity - a.Severity) })
	out := make([]storedProblem, len(sorted))
	for i, p := range sorted {
		out[i] = storedProblem{Code: p.Code, Field: p.Field}
		for k, v := range p.Args {
			if out[i].Args == nil {
				out[i].Args = map[string]any{}
			}
			switch v := v.(type) {
			case float64:
				out[i].Args[k] = math.Round(v*10) / 10
			case []string:
				out[i].Args[k] = strings.Join(v, ", ")
			default:
				out[i].Args[k] = v
			}
		}
	}
	return json.Marshal(out)
}

// Sentences says what stands beside a row (place.SourceRow.Problems, place.Proposal.Problems) in a language.
func Sentences(p *i18n.Printer, stored json.RawMessage) []string {
	var all []storedProblem
	if json.Unmarshal(stored, &all) != nil {
		return nil
	}
	var out []string
	for _, x := range all {
		out = append(out, census.Problem{Code: x.Code, Args: distances(x.Args)}.Say(p))
	}
	return out
}

// distances leaves to Problem.Say, which says every fraction as a distance, those numbers that are one. JSON has one kind of number.
func distances(args map[string]any) fault.Args {
	out := fault.Args{}
	for k, v := range args {
		if n, ok := v.(float64); ok && k != "Km" && n == math.Trunc(n) {
			v = int(n)
		}
		out[k] = v
	}
	return out
}

// The problems that only the directory knows.

// looksLike says that a row may be a place that is there.
func looksLike(name string) census.Problem {
	return census.Problem{Code: "intake.duplicate", Severity: census.Wait, Args: fault.Args{"Name": name}}
}

// saysOtherwise says that two sources differ about a field.
func saysOtherwise(k place.Field, standing, coming string) census.Problem {
	return census.Problem{Code: "intake.conflict", Field: k, Severity: census.Wait, Args: fault.Args{"Standing": clip(standing), "Coming": clip(coming)}}
}

// wasRefused says that a person has refused the row before it changed.
func wasRefused() census.Problem {
	return census.Problem{Code: "intake.refused_before", Severity: census.Wait}
}

// StillWaiting is said of a row that has not changed, and that nobody has looked at yet.
const StillWaiting = "intake.still_waiting"

func stillWaits() census.Problem { return census.Problem{Code: StillWaiting, Severity: census.Note} }

// reasons are what speaks for and against two places being the same, as problems of the question.
func reasons(m twin.Match) (all []census.Problem) {
	for _, r := range m.Reasons {
		all = append(all, census.Problem{Code: r.Code, Severity: census.Note, Args: r.Args})
	}
	return all
}

func clip(s string) string {
	r := []rune(strings.ReplaceAll(s, "\n", " / "))
	if len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return string(r)
}
