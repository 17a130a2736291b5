// Package census reads what others have counted.
//
// A census ("recensement") is a list of places that somebody made: a ministry, a network, a region. Each has its own columns, its own
// way of saying "unknown", and its own mistakes. A Profile says which column means what; Clean turns one row of the source into the
// facts that a place is made of, and tells in plain language everything it noticed.
//
// What is always true:
//   - nothing is invented: a missing value stays unknown, a blank type stays blank, and unknown never means no;
//   - nothing is changed silently: each repair, each reading between the lines, each thing set aside is a Problem with its sentence;
//   - what could be wrong in a way that matters waits for a person, with the proposal beside it;
//   - the source row stays readable beside the cleaned one, except personal data, which never comes in;
//   - a row always gives the same result: nothing here reads a clock, a network or a database.
//
// What it leaves to others: reading files (census/table), telling twins (census/twin), the communes (territory), and what becomes of
// the facts: the merge rule is place's, the import itself a use case.
package census

import (
	"embed"

	"mitoyen/internal/census/table"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/place"
)

// Files holds the three real files that the demonstration loads: data/tiers-lieux-2019.csv, data/fabriques-de-territoire.csv and
// data/france-services.csv. Licences and attributions stand in data/README.md, and in the profiles.
//
//go:embed data/*.csv
var Files embed.FS

// Raw is a row as it was read.
type Raw = table.Row

// Cell is one cell of the source row, as it stays readable beside the cleaned facts.
type Cell struct {
	Column string `json:"column"`
	Value  string `json:"value"`
}

// Row is a row after cleaning.
type Row struct {
	Number   int    // as a spreadsheet shows it
	SourceID string // stable within the source: importing the same file again finds the same place
	Source   []Cell // in the order of the file, without personal data
	Facts    place.Facts
	Commune  Commune // the zero Commune when nothing led to one
	Position Position
	On       civil.Date // day of the row itself where the source says it, otherwise the profile's date
	Problems []Problem
}

// Waits reports whether a person has to look before the row counts.
func (r Row) Waits() bool { return r.worst() == Wait }

// Refused reports whether there is nothing to keep of the row.
func (r Row) Refused() bool { return r.worst() == Refuse }

// Outcome is what becomes of the row when nothing else is known: ready, waiting or refused.
func (r Row) Outcome() Outcome {
	switch r.worst() {
	case Refuse:
		return Refused
	case Wait:
		return Waiting
	}
	return Ready
}

func (r Row) worst() Severity {
	var worst Severity
	for _, p := range r.Problems {
		worst = max(worst, p.Severity)
	}
	return worst
}
