package table

import (
	"bufio"
	"bytes"
	"slices"
	"strings"

	"mitoyen/internal/kit/fault"
)

// csvRows reads the rows under a header.
type csvRows struct {
	scanner
	text   *decoder
	cols   []string
	number int // of the record just read
}

func (t *Table) openCSV(in *bufio.Reader, start []byte, whole bool) error {
	t.Format, t.Separator = CSV, t.limits.Separator
	s := &csvRows{scanner: scanner{in: in, limits: t.limits}, text: t.text}
	// "sep=;" alone on the first line is how a spreadsheet is told the separator.
	if said, ok := bytes.CutPrefix(start, []byte("sep=")); ok && len(said) > 1 && (said[1] == '\n' || said[1] == '\r') {
		t.Separator = said[0]
		if err := s.record(); err != nil { // no separator yet: a NUL, which is refused wherever it stands
			return err
		}
		s.number++
	}
	if t.Separator == 0 {
		t.Separator = findSeparator(start, whole, t.limits)
	}
	s.sep = t.Separator
	if err := s.header(); err != nil {
		return err
	}
	t.cols, t.source = s.cols, s
	return nil
}

// header reads the first record that holds something.
func (s *csvRows) header() error {
	for {
		if err := s.record(); err != nil {
			if _, ok := fault.As(err); ok {
				return err
			}
			return refuse("census.file.empty")
		}
		s.number++
		names := s.values()
		if strings.TrimSpace(strings.Join(names, "")) == "" {
			continue
		}
		cols, err := nameColumns(names)
		s.cols = cols
		return err
	}
}

// values decodes the cells of the record.
func (s *csvRows) values() []string {
	all := make([]string, len(s.ends))
	for i := range all {
		all[i], _ = s.text.decode(s.cell(i))
	}
	return all
}

func (s *csvRows) next() (Row, error) {
	if err := s.record(); err != nil {
		return Row{}, err
	}
	s.number++
	r := Row{Number: s.number, Columns: s.cols, Values: make([]string, len(s.cols))}
	for i := range s.ends {
		v, mended := s.text.decode(s.cell(i))
		r.Mended = r.Mended || mended
		switch {
		case i < len(s.cols):
			r.Values[i] = v
		case strings.TrimSpace(v) != "":
			r.Extra = append(r.Extra, v)
		}
	}
	r.Short = max(0, len(s.cols)-len(s.ends))
	return r, nil
}

// nameColumns makes the columns from the header. Empty names at the end are dropped: spreadsheets leave them behind.
func nameColumns(header []string) ([]string, error) {
	cols := make([]string, 0, len(header))
	numbers, seen := 0, map[string]bool{}
	var twice []string
	for _, name := range header {
		name = strings.TrimSpace(strings.TrimPrefix(name, "\ufeff"))
		if len(name) > 200 {
			return nil, refuse("census.file.header_missing")
		}
		if isNumber(name) {
			numbers++
		}
		if key := strings.ToLower(name); name != "" {
			if seen[key] && !slices.Contains(twice, name) {
				twice = append(twice, name)
			}
			seen[key] = true
		}
		cols = append(cols, name)
	}
	for len(cols) > 0 && cols[len(cols)-1] == "" {
		cols = cols[:len(cols)-1]
	}
	switch {
	case len(cols) == 0 || numbers*3 > len(cols):
		// Names are seldom numbers; the first row of data usually holds a postcode, a position or a count.
		return nil, refuse("census.file.header_missing")
	case len(twice) > 0:
		return nil, refuse("census.file.header_twice", fault.Args{"Names": strings.Join(twice[:min(len(twice), 10)], ", ")})
	}
	return cols, nil
}

func isNumber(s string) bool {
	digits := false
	for i, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digits = true
		case c == '.' || c == ',' || c == ' ' || i == 0 && (c == '-' || c == '+'):
		default:
			return false
		}
	}
	return digits
}
