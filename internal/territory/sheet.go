package territory

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
)

// sheet reads one CSV file by column names and notes what is wrong with it, line by line. After breachLimit mistakes in one file it stops:
// nobody reads on.
type sheet struct {
	file     string
	reader   *csv.Reader
	columns  map[string]int
	record   []string
	breaches *fault.Breaches
	wrong    int
}

const breachLimit = 20

// openSheet reads the header. Columns that are missing are breaches, and the sheet then has no rows.
func openSheet(file string, text []byte, breaches *fault.Breaches, columns ...string) *sheet {
	s := &sheet{file: file, breaches: breaches, columns: map[string]int{}}
	if !utf8.Valid(text) {
		breaches.Add(file, "territory.file_not_utf8")
		return s
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		header = nil
	}
	var missing []string
	for _, c := range columns {
		if i := slices.Index(header, c); i >= 0 {
			s.columns[c] = i
		} else {
			missing = append(missing, c)
		}
	}
	if missing != nil {
		breaches.Add(file, "territory.columns_missing", fault.Args{"Columns": strings.Join(missing, ", ")})
		return s
	}
	s.reader = r
	return s
}

// next goes to the next row.
func (s *sheet) next() bool {
	if s.reader == nil || s.wrong >= breachLimit {
		return false
	}
	var err error
	s.record, err = s.reader.Read()
	var parse *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return false
	case errors.As(err, &parse):
		s.wrong++
		s.breaches.Add(s.file+":"+strconv.Itoa(parse.StartLine), "territory.row_broken")
		return errors.Is(parse.Err, csv.ErrFieldCount) && s.next() // other mistakes lose the place
	}
	return err == nil
}

// refuse notes what is wrong with a column of this row.
func (s *sheet) refuse(column, code string) {
	s.wrong++
	line, _ := s.reader.FieldPos(s.columns[column])
	value := s.text(column)
	if len(value) > 60 {
		value = strings.ToValidUTF8(value[:60], "") + "…"
	}
	s.breaches.Add(s.file+":"+strconv.Itoa(line), code, fault.Args{"Column": column, "Value": value})
}

// text is a column of this row, which may be empty.
func (s *sheet) text(column string) string { return s.record[s.columns[column]] }

// name is a text that must be there.
func (s *sheet) name(column string) string {
	v := s.text(column)
	if strings.TrimSpace(v) == "" {
		s.refuse(column, "territory.value_missing")
	}
	return v
}

// code is a name of capital letters and digits: 2A004, 200046977.
func (s *sheet) code(column string) string {
	v := s.name(column)
	if !isCode(v) {
		s.refuse(column, "territory.not_a_code")
	}
	return v
}

// codeOrNone is a code that may be empty.
func (s *sheet) codeOrNone(column string) string {
	if s.record[s.columns[column]] == "" {
		return ""
	}
	return s.code(column)
}

func isCode(v string) bool {
	return len(v) <= 9 && strings.Trim(v, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// codes are codes joined by |.
func (s *sheet) codes(column string) []string {
	v := s.text(column)
	if v == "" {
		return nil
	}
	all := strings.Split(v, "|")
	for _, c := range all {
		if c == "" || !isCode(c) {
			s.refuse(column, "territory.not_a_code")
		}
	}
	return all
}

// count is a whole number from 0; none when empty.
func (s *sheet) count(column string) (n int, known bool) {
	v := s.record[s.columns[column]]
	if v == "" {
		return 0, false
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 || n > 1e9 {
		s.refuse(column, "territory.not_a_number")
	}
	return n, true
}

// centre reads lat and lon: both, or none.
func (s *sheet) centre() (lat, lon float64, known bool) {
	a, b := s.record[s.columns["lat"]], s.record[s.columns["lon"]]
	if a == "" && b == "" {
		return 0, 0, false
	}
	return s.degrees("lat", 90), s.degrees("lon", 180), true
}

func (s *sheet) degrees(column string, limit float64) float64 {
	v, err := strconv.ParseFloat(s.record[s.columns[column]], 64)
	if err != nil || !(v >= -limit && v <= limit) { // the form refuses NaN too
		s.refuse(column, "territory.not_degrees")
		return 0
	}
	return v
}

// one is one of a few words.
func (s *sheet) one(column string, of ...string) string {
	v := s.text(column)
	if !slices.Contains(of, v) {
		s.refuse(column, "territory.word_unknown")
	}
	return v
}

// day is a day of the calendar.
func (s *sheet) day(column string) civil.Date {
	d, err := civil.ParseDate(s.text(column))
	if err != nil {
		s.refuse(column, "territory.not_a_day")
	}
	return d
}
