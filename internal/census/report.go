package census

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/place"
)

// Outcome is what became of a row.
type Outcome string

// The outcomes. Ready is a dry run's word for a row that would come in.
const (
	Ready     Outcome = "ready"
	Imported  Outcome = "imported"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
	Waiting   Outcome = "waiting"
	Refused   Outcome = "refused"
)

// Counts sums a file up. Every row has one outcome; Noted counts the rows of any outcome about which something was said.
type Counts struct {
	Read      int `json:"read"`
	Ready     int `json:"ready,omitempty"`
	Imported  int `json:"imported"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Waiting   int `json:"waiting"`
	Refused   int `json:"refused"`
	Noted     int `json:"noted"`
}

func (c *Counts) add(o Outcome, noted bool) {
	c.Read++
	if noted {
		c.Noted++
	}
	switch o {
	case Ready:
		c.Ready++
	case Imported:
		c.Imported++
	case Updated:
		c.Updated++
	case Unchanged:
		c.Unchanged++
	case Waiting:
		c.Waiting++
	case Refused:
		c.Refused++
	}
}

// Report writes report.json row by row, so that a file of any length costs the memory of one row. The sums stand after the rows, since
// they are known last: {profile, file, rows: [{row, source_id, name, outcome, problems: [{code, field, severity, text_fr, text_en}]}],
// counts, problems_by_code}.
type Report struct {
	out     *bufio.Writer
	french  *i18n.Printer
	english *i18n.Printer
	counts  Counts
	byCode  map[string]int
}

type reportedRow struct {
	Row      int               `json:"row"`
	SourceID string            `json:"source_id"`
	Name     string            `json:"name"`
	Outcome  Outcome           `json:"outcome"`
	Problems []reportedProblem `json:"problems"`
}

type reportedProblem struct {
	Code     string `json:"code"`
	Field    string `json:"field"`
	Severity string `json:"severity"`
	French   string `json:"text_fr"`
	English  string `json:"text_en"`
}

// NewReport begins a report. The words are for people: w gets both languages.
func NewReport(w io.Writer, words *i18n.Catalog, profile, file string) (*Report, error) {
	r := &Report{out: bufio.NewWriter(w), french: words.In(i18n.French), english: words.In(i18n.English), byCode: map[string]int{}}
	head, err := json.Marshal(struct {
		Profile string `json:"profile"`
		File    string `json:"file"`
	}{profile, file})
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(r.out, "%s,\n\"rows\": [", bytes.TrimSuffix(head, []byte("}")))
	return r, err
}

// Add writes one row with its outcome.
func (r *Report) Add(row Row, outcome Outcome) error {
	line := reportedRow{row.Number, row.SourceID, row.Facts[place.FName], outcome, []reportedProblem{}}
	for _, p := range row.Problems {
		line.Problems = append(line.Problems, reportedProblem{p.Code, string(p.Field), p.Severity.String(), p.Say(r.french), p.Say(r.english)})
		r.byCode[p.Code]++
	}
	comma := ","
	if r.counts.Read == 0 {
		comma = ""
	}
	r.counts.add(outcome, len(row.Problems) > 0)
	text, err := plainJSON(line)
	if err != nil {
		return fmt.Errorf("report row %d: %w", row.Number, err)
	}
	_, err = fmt.Fprintf(r.out, "%s\n%s", comma, text)
	return err
}

// Counts are the sums so far.
func (r *Report) Counts() Counts { return r.counts }

// ByCode is how often each sentence was said so far.
func (r *Report) ByCode() map[string]int { return r.byCode }

// Close writes the sums. It does not close the writer beneath.
func (r *Report) Close() error {
	text, err := plainJSON(struct {
		Counts Counts         `json:"counts"`
		ByCode map[string]int `json:"problems_by_code"`
	}{r.counts, r.byCode})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(r.out, "\n],\n%s\n", bytes.TrimPrefix(text, []byte("{"))); err != nil {
		return err
	}
	return r.out.Flush()
}

// plainJSON leaves < > & as people wrote them: a report is a file, not part of a page.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}
