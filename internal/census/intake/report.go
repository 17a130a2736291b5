package intake

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"mitoyen/internal/census"
)

// ReportRow is a row of a report.
type ReportRow struct {
	Row      int            `json:"row"`
	SourceID string         `json:"source_id"`
	Name     string         `json:"name"`
	Outcome  census.Outcome `json:"outcome"`
	Problems []struct {
		Code     string `json:"code"`
		Severity string `json:"severity"`
		French   string `json:"text_fr"`
		English  string `json:"text_en"`
	} `json:"problems"`
}

// Which rows of a report to read: those with a problem, those with an outcome, or all.
type Which struct {
	Code    string
	Outcome census.Outcome
}

// lineLimit bounds a row of a report: a hundred sentences of a thousand letters.
const lineLimit = 4 << 20

// Rows reads a page of a report, and how many rows there are. A report has a row on each line, so that only the page's own are taken apart.
func (m *Imports) Rows(x Import, which Which, offset, limit int) (page []ReportRow, total int, err error) {
	if x.ReportHash == "" {
		return nil, 0, nil
	}
	f, err := m.files.Open(x.ReportHash)
	if err != nil {
		return nil, 0, fmt.Errorf("open report of import %s: %w", x.ID, err)
	}
	defer f.Close() //nolint:errcheck // only read
	wanted := which.mark()
	in := bufio.NewScanner(f)
	in.Buffer(make([]byte, 64<<10), lineLimit)
	for in.Scan() {
		line := bytes.TrimRight(in.Bytes(), ",")
		if !bytes.HasPrefix(line, []byte(`{"row":`)) || !bytes.Contains(line, wanted) {
			continue
		}
		if total++; total <= offset || len(page) == limit {
			continue
		}
		var r ReportRow
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, 0, fmt.Errorf("read report of import %s: %w", x.ID, err)
		}
		page = append(page, r)
	}
	return page, total, in.Err()
}

// mark is what a line of the report holds. Quotes inside texts are escaped there, so that no text can look like it.
func (w Which) mark() []byte {
	key, value := "code", w.Code
	if value == "" {
		key, value = "outcome", string(w.Outcome)
	}
	if value == "" {
		return nil
	}
	text, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	return []byte(`"` + key + `":` + string(text))
}

// Report opens an import's report.json; it is nil when there is none.
func (m *Imports) Report(x Import) (io.ReadSeekCloser, error) {
	if x.ReportHash == "" {
		return nil, nil
	}
	f, err := m.files.Open(x.ReportHash)
	if err != nil {
		err = errors.Join(fmt.Errorf("open report of import %s", x.ID), err)
	}
	return f, err
}
