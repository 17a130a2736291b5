package intake

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mitoyen/internal/census/table"
)

// headSize is how much of a file is read while a person waits.
const headSize = 64 << 10

// Head is the beginning of a file: enough to know its columns and to show what stands in them.
type Head struct {
	Columns []string
	Rows    [][]string // cells side by side with Columns
}

// Head reads the beginning of an import's file. It returns a fault.Invalid for a file that is no table.
func (m *Imports) Head(x Import) (Head, error) {
	f, err := m.files.Open(x.FileHash)
	if err != nil {
		return Head{}, fmt.Errorf("open the file of import %s: %w", x.ID, err)
	}
	defer f.Close() //nolint:errcheck // only read
	counted := &counter{in: io.LimitReader(f, headSize)}
	t, err := table.Open(counted, table.Limits{})
	if err != nil {
		return Head{}, err
	}
	h := Head{Columns: t.Columns()}
	for {
		r, err := t.Next()
		if err != nil {
			break // the end, or where the beginning was cut off
		}
		cells := make([]string, len(h.Columns))
		for i, c := range h.Columns {
			cells[i] = r.Get(c)
		}
		h.Rows = append(h.Rows, cells)
	}
	if counted.n == headSize && len(h.Rows) > 1 {
		h.Rows = h.Rows[:len(h.Rows)-1] // its end may be missing
	}
	return h, nil
}

// Values are the different things that a column holds, in the order in which they come; blanks are left out.
func (h Head) Values(column string, limit int) []string {
	var all []string
	i := slices.Index(h.Columns, column)
	for _, r := range h.Rows {
		if i < 0 || len(all) == limit {
			break
		}
		if v := strings.TrimSpace(r[i]); v != "" && !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}
