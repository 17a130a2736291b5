package table

import (
	"bufio"
	"errors"
	"io"

	"mitoyen/internal/kit/fault"
)

// scanner cuts a CSV file into records. It is more patient than encoding/csv, which holds a whole quoted cell in memory and stops
// at a stray quote, and it is stricter: each limit is checked before a byte is kept.
//
// A quote opens a quoted cell only as its first character; two quotes inside are one; text after the closing quote is kept.
// Lines end with LF, CRLF or a lone CR.
type scanner struct {
	in     *bufio.Reader
	sep    byte
	limits Limits

	line int    // of the next byte, from 1
	data []byte // the cells of the record, one after the other
	ends []int  // where each cell ends in data
}

// record reads the next record into data and ends. A blank line gives one empty cell. It ends with io.EOF.
func (s *scanner) record() error {
	s.data, s.ends = s.data[:0], s.ends[:0]
	if s.line == 0 {
		s.line = 1
	}
	cell, quoted, opened := 0, false, 0 // where the cell begins; inside quotes, and since which line
	any := false
	for {
		c, err := s.in.ReadByte()
		switch {
		case errors.Is(err, io.EOF):
			if quoted {
				return refuse("census.file.quote_open", fault.Args{"Line": opened})
			}
			if !any {
				return io.EOF
			}
			return s.end()
		case err != nil:
			return err
		case c == 0:
			return refuse("census.file.nul")
		}
		any = true
		if c == '\n' || c == '\r' {
			s.line++
			if c == '\r' {
				if err := s.skip('\n'); err != nil {
					return err
				}
				c = '\n'
			}
		}
		switch {
		case quoted && c == '"':
			twice, err := s.follows('"')
			if err != nil {
				return err
			}
			if !twice {
				quoted = false
				continue
			}
		case quoted:
		case c == '"' && len(s.data) == cell && opened == 0:
			quoted, opened = true, s.line
			continue
		case c == s.sep:
			if err := s.end(); err != nil {
				return err
			}
			cell, opened = len(s.data), 0
			continue
		case c == '\n':
			return s.end()
		}
		s.data = append(s.data, c)
		switch {
		case len(s.data)-cell > s.limits.Cell && quoted:
			return refuse("census.file.quote_open", fault.Args{"Line": opened})
		case len(s.data)-cell > s.limits.Cell:
			return refuse("census.file.cell", fault.Args{"Line": s.line, "Limit": s.limits.Cell >> 10})
		case len(s.data) > s.limits.Row:
			return refuse("census.file.row", fault.Args{"Line": s.line, "Limit": s.limits.Row >> 10})
		}
	}
}

// end closes a cell.
func (s *scanner) end() error {
	if len(s.ends) == s.limits.Columns {
		return refuse("census.file.columns", fault.Args{"Line": s.line, "Limit": s.limits.Columns})
	}
	s.ends = append(s.ends, len(s.data))
	return nil
}

// follows takes the next byte if it is c.
func (s *scanner) follows(c byte) (bool, error) {
	next, err := s.in.Peek(1)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil || next[0] != c {
		return false, err
	}
	_, err = s.in.Discard(1)
	return true, err
}

func (s *scanner) skip(c byte) error {
	_, err := s.follows(c)
	return err
}

// cell is one cell of the record, as bytes that the next record overwrites.
func (s *scanner) cell(i int) []byte {
	from := 0
	if i > 0 {
		from = s.ends[i-1]
	}
	return s.data[from:s.ends[i]]
}
