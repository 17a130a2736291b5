package census

import (
	"errors"
	"io"
	"strings"

	"mitoyen/internal/census/table"
)

// File is what a file turned out to be.
type File struct {
	Format    table.Format
	Separator byte   // of a CSV file
	Encoding  string // utf-8, utf-16, windows-1252 or mixed; settled once the last row is read
	Columns   []string
	Missing   []string // columns of the profile that the file lacks
	Rows      int      // read so far
}

// Read cleans a file row by row and hands each on, ids that come twice included. It holds one row at a time, and eight bytes for each
// id. A file that is no table, or another than the profile's, is a fault before the first row; one that breaks off is a fault after the
// last row that could be read. An error of each stops the reading and comes back as it is.
func Read(r io.Reader, limits table.Limits, p Profile, g Ground, each func(Row) error) (File, error) {
	if limits.Separator == 0 {
		limits.Separator = p.Separator
	}
	t, err := table.Open(r, limits)
	if err != nil {
		return File{}, err
	}
	f := File{Format: t.Format, Separator: t.Separator, Columns: t.Columns()}
	fitted, missing, err := p.Fit(f.Columns)
	if err != nil {
		return f, err
	}
	fits := fits{p, fitted, map[string]Profile{}}
	if f.Format == table.CSV {
		f.Missing = missing
	}
	seen := NewSeen()
	for {
		raw, err := t.Next()
		f.Encoding = t.Encoding()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			return f, err
		}
		f.Rows++
		row := Clean(raw, fits.of(raw, f.Format), g)
		seen.Check(&row)
		if err := each(row); err != nil {
			return f, err
		}
	}
}

// fits remembers the profile fitted to each set of columns. Objects of a JSON file leave out what they don't know, each its own.
type fits struct {
	profile Profile
	first   Profile
	known   map[string]Profile
}

func (f fits) of(raw Raw, format table.Format) Profile {
	if format == table.CSV {
		return f.first
	}
	key := strings.Join(raw.Columns, "\x00")
	p, ok := f.known[key]
	if ok {
		return p
	}
	p, _, err := f.profile.Fit(raw.Columns)
	if err != nil {
		p = f.first
	}
	p.Columns[PartID] = f.first.Columns[PartID] // its absence is worth a word
	if len(f.known) < 1000 {
		f.known[key] = p
	}
	return p
}
