package table

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"mitoyen/internal/kit/fault"
)

// jsonRows reads an array of objects, one object at a time. A value that is a list becomes its parts with a | between (the form
// that such lists have in CSV); an object inside an object becomes its JSON text.
type jsonRows struct {
	budget *budget
	dec    *json.Decoder
	text   *decoder
	limits Limits
	number int
}

// budget keeps the decoder from holding more than one row's bytes: it counts what was handed out since the last row.
type budget struct {
	in    io.Reader
	given int64 // bytes handed out
	upTo  int64 // where the next row must have ended
}

var errRowTooLong = errors.New("row too long")

func (b *budget) Read(p []byte) (int, error) {
	if b.given >= b.upTo {
		return 0, errRowTooLong
	}
	n, err := b.in.Read(p[:min(int64(len(p)), b.upTo-b.given)])
	b.given += int64(n)
	return n, err
}

func (t *Table) openJSON(in *bufio.Reader) error {
	t.Format = JSON
	b := &budget{in: in, upTo: int64(t.limits.Row)}
	s := &jsonRows{budget: b, dec: json.NewDecoder(b), text: t.text, limits: t.limits}
	first, err := s.dec.Token()
	if err != nil {
		return s.explain(err)
	}
	if first != json.Delim('[') {
		// GeoJSON and the answers of services are objects that hold the list somewhere.
		return refuse("census.file.json_shape")
	}
	t.source = s
	row, err := t.Next()
	if errors.Is(err, io.EOF) {
		return refuse("census.file.empty")
	}
	if err != nil {
		return err
	}
	t.first, t.count, t.cols = &row, 0, row.Columns
	return nil
}

func (s *jsonRows) next() (Row, error) {
	// The decoder reads ahead, by at most twice what it was asked for: a row's worth and as much again.
	s.budget.upTo = s.dec.InputOffset() + 2*int64(s.limits.Row)
	if !s.dec.More() {
		if _, err := s.dec.Token(); err != nil {
			return Row{}, s.explain(err)
		}
		return Row{}, io.EOF
	}
	s.number++
	r := Row{Number: s.number}
	if open, err := s.dec.Token(); err != nil {
		return Row{}, s.explain(err)
	} else if open != json.Delim('{') {
		return Row{}, refuse("census.file.json_shape")
	}
	seen, size := map[string]bool{}, 0
	for s.dec.More() {
		key, err := s.dec.Token()
		if err != nil {
			return Row{}, s.explain(err)
		}
		var raw json.RawMessage
		if err := s.dec.Decode(&raw); err != nil {
			return Row{}, s.explain(err)
		}
		value, mended := s.value(raw)
		name := strings.TrimSpace(key.(string))
		size += len(name) + len(value)
		switch {
		case len(name) > 200 || len(r.Columns) == s.limits.Columns:
			return Row{}, refuse("census.file.columns", fault.Args{"Line": s.number, "Limit": s.limits.Columns})
		case len(value) > s.limits.Cell:
			return Row{}, refuse("census.file.cell", fault.Args{"Line": s.number, "Limit": s.limits.Cell >> 10})
		case size > s.limits.Row:
			return Row{}, s.explain(errRowTooLong)
		case strings.ContainsRune(name+value, 0):
			return Row{}, refuse("census.file.nul")
		case seen[name]:
			return Row{}, refuse("census.file.header_twice", fault.Args{"Names": name})
		}
		seen[name] = true
		r.Columns, r.Values = append(r.Columns, name), append(r.Values, value)
		r.Mended = r.Mended || mended
	}
	_, err := s.dec.Token() // the closing brace
	if err != nil {
		return Row{}, s.explain(err)
	}
	return r, nil
}

// value is a JSON value as the text of a cell.
func (s *jsonRows) value(raw json.RawMessage) (text string, mended bool) {
	plain, mended := s.text.decode(raw)
	raw = json.RawMessage(plain)
	var v any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if dec.Decode(&v) != nil { // it was read once already
		return string(raw), mended
	}
	switch v := v.(type) {
	case nil:
		return "", mended
	case string:
		return v, mended
	case json.Number:
		return v.String(), mended
	case []any:
		parts := make([]string, 0, len(v))
		for _, x := range v {
			switch x := x.(type) {
			case nil:
			case string:
				parts = append(parts, x)
			case json.Number:
				parts = append(parts, x.String())
			default:
				return string(raw), mended
			}
		}
		return strings.Join(parts, "|"), mended
	}
	return string(raw), mended // true, false, an object
}

// explain says in which object the file stops being readable.
func (s *jsonRows) explain(err error) error {
	if errors.Is(err, errRowTooLong) {
		return refuse("census.file.row", fault.Args{"Line": s.number, "Limit": s.limits.Row >> 10})
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return refuse("census.file.json_broken", fault.Args{"Row": s.number})
	}
	return err
}
