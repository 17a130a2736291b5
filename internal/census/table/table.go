// Package table reads strange files safely: a table is what somebody else has counted, sent as CSV or JSON.
//
// Such a file comes from a spreadsheet, an open-data portal or a programme, in whatever encoding and with whatever separator.
// What is always true here:
//   - memory stays constant: one row is held at a time, and every size is bounded before it is kept;
//   - a file that is no table (a workbook, a PDF, a web page, an archive) is refused by its first bytes, with a way out;
//   - what can be read is read: a row that is too short or too long is reported with its number and does not stop the others;
//   - cells are text. A cell that looks like a formula stays text here, and is defused when it leaves (DefuseCell).
//
// What the cells mean is none of its business: the package census knows.
package table

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"

	"mitoyen/internal/kit/fault"
)

// Limits bound what one file may cost. A zero field takes the usual limit.
type Limits struct {
	Cell    int // bytes of one cell: 64 KiB
	Row     int // bytes of one row: 1 MiB
	Columns int // 500
	Rows    int // 1,000,000

	// Separator stands between the cells of a CSV file. Zero finds it out among , ; tab and |.
	Separator byte
}

func (l Limits) usual() Limits {
	for _, x := range []struct {
		limit *int
		usual int
	}{{&l.Cell, 64 << 10}, {&l.Row, 1 << 20}, {&l.Columns, 500}, {&l.Rows, 1_000_000}} {
		if *x.limit <= 0 {
			*x.limit = x.usual
		}
	}
	return l
}

// Format is how the table is written.
type Format string

// The formats.
const (
	CSV  Format = "csv"
	JSON Format = "json" // an array of objects
)

// Row is one row. Columns and Values run side by side.
type Row struct {
	// Number is the row's number as a spreadsheet shows it: the header is row 1. In JSON it counts the objects from 1.
	Number  int
	Columns []string
	Values  []string
	Short   int      // cells missing at the end of the row; they are there, empty, in Values
	Extra   []string // cells beyond the last column that hold something
	Mended  bool     // bytes that were not UTF-8 in a file that otherwise is; read as Windows-1252
}

// Get is the value of a column, "" when there is none.
func (r Row) Get(column string) string {
	for i, c := range r.Columns {
		if c == column {
			return r.Values[i]
		}
	}
	return ""
}

// Table is an open file. It is read once, row after row.
type Table struct {
	Format    Format
	Separator byte // of a CSV file

	limits Limits
	source rows
	text   *decoder
	count  int
	first  *Row // of JSON: read ahead, to know the columns
	cols   []string
}

// rows is what reads one format. It ends with io.EOF.
type rows interface{ next() (Row, error) }

// sampleSize is how much of the file is looked at before anything is decided.
const sampleSize = 32 << 10

// Open looks at the beginning of a file and makes ready to read its rows. It returns a fault.Invalid for a file that is no table,
// and for one without a usable header.
func Open(r io.Reader, limits Limits) (*Table, error) {
	t := &Table{limits: limits.usual(), text: &decoder{}}
	in := bufio.NewReaderSize(r, sampleSize)
	start, err := in.Peek(sampleSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if err := refuseByMagic(start); err != nil {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		t.text.declared = true
		_, _ = in.Discard(3)
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		t.text.utf16 = true
		in = bufio.NewReaderSize(unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(in), sampleSize)
	}
	if start, err = in.Peek(sampleSize); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	whole := errors.Is(err, io.EOF) // the sample is all there is
	if len(bytes.TrimSpace(start)) == 0 {
		return nil, refuse("census.file.empty")
	}
	if bytes.IndexByte(start, 0) >= 0 {
		return nil, refuse("census.file.nul")
	}
	if err := refuseMarkup(start); err != nil {
		return nil, err
	}
	if c := bytes.TrimSpace(start)[0]; c == '[' || c == '{' {
		return t, t.openJSON(in)
	}
	return t, t.openCSV(in, start, whole)
}

// Columns are the names of the columns, in order. For JSON they are the keys of the first object; a later one may have others.
func (t *Table) Columns() []string { return t.cols }

// Encoding is what the bytes have turned out to be so far: utf-8, utf-16, windows-1252 (which holds ISO-8859-1) or mixed.
// It is settled once the last row is read.
func (t *Table) Encoding() string { return t.text.encoding() }

// Next is the next row. It ends with io.EOF, and stops at the first thing that makes the rest of the file unreadable, with a
// fault.Invalid that says where. Rows without any value are passed over.
func (t *Table) Next() (Row, error) {
	if t.first != nil {
		r := *t.first
		t.first = nil
		t.count++
		return r, nil
	}
	for {
		r, err := t.source.next()
		if err != nil {
			return Row{}, err
		}
		if strings.TrimSpace(strings.Join(r.Values, "")) == "" && len(r.Extra) == 0 {
			continue
		}
		if t.count++; t.count > t.limits.Rows {
			return Row{}, refuse("census.file.rows", fault.Args{"Limit": t.limits.Rows})
		}
		return r, nil
	}
}

func refuse(code string, args ...fault.Args) error { return fault.New(fault.Invalid, code, args...) }
