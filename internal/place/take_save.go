package place

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
)

// chunks are how many rows a statement carries. A few lengths only, so that statements stay prepared.
var chunks = []int{50, 10, 1}

// insertAll writes rows in few statements. The text is INSERT … VALUES, the tail what follows the rows (ON CONFLICT …).
func insertAll(tx *store.Tx, text string, tail string, rows [][]any) error {
	for len(rows) > 0 {
		n := chunks[slices.IndexFunc(chunks, func(n int) bool { return n <= len(rows) })]
		args := make([]any, 0, n*len(rows[0]))
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		if _, err := tx.Exec(text+" VALUES "+tuples(n, len(rows[0]))+" "+tail, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// tuples writes ($1, $2), ($3, $4) …
func tuples(rows, width int) string {
	var b strings.Builder
	for i := range rows * width {
		switch {
		case i == 0:
			b.WriteString("($")
		case i%width == 0:
			b.WriteString("), ($")
		default:
			b.WriteString(", $")
		}
		b.WriteString(strconv.Itoa(i + 1))
	}
	return b.String() + ")"
}

const amongSize = 100

// eachAmong calls f with "IN ($n, …)" and its values, a hundred at a time: after the values in front, which are $1 and on. The last hundred
// is filled up with its last value, so that there is one text.
func eachAmong[T any](all []T, f func(in string, args []any) error, front ...any) error {
	for part := range slices.Chunk(all, amongSize) {
		args := slices.Clone(front)
		marks := make([]string, amongSize)
		for i := range marks {
			args = append(args, part[min(i, len(part)-1)])
			marks[i] = "$" + strconv.Itoa(len(args))
		}
		if err := f("IN ("+strings.Join(marks, ", ")+")", args); err != nil {
			return err
		}
	}
	return nil
}

// saveAll is save for many. The columns are those of saveText, which one place is saved by; a test holds the two together.
func saveAll(tx *store.Tx, version int64, places []*Place, isNew []bool) error {
	head, rest, _ := strings.Cut(saveText, "VALUES")
	_, tail, _ := strings.Cut(rest, ")")
	rows := make([][]any, 0, len(places))
	for i, p := range places {
		sheet, err := json.Marshal(p.Sheet)
		if err != nil {
			return fmt.Errorf("write sheet: %w", err)
		}
		origins, err := json.Marshal(p.Origins)
		if err != nil {
			return fmt.Errorf("write origins: %w", err)
		}
		p.ChangedAt, p.Door = tx.Now, p.doorHours()
		if isNew[i] {
			p.CreatedAt = tx.Now
		}
		rows = append(rows, []any{p.ID, p.Slug, p.Name, search.Fold(p.Name), p.Kind, p.Stage, p.StageSince, p.Organisation, p.Commune, p.Departement,
			p.Address, p.Postcode, orNull(p.Point.Known(), p.Point.Lat), orNull(p.Point.Known(), p.Point.Lon), p.Point.Of, p.Activities, p.StepFree,
			p.Door, p.Summary, string(sheet), string(origins), p.ConfirmedOn, version, p.CreatedAt, p.ChangedAt})
	}
	if err := insertAll(tx, head, tail, rows); err != nil {
		return fmt.Errorf("save places: %w", err)
	}
	return nil
}

// naming is a place that needs an address of its own: a new one, or one whose name has changed.
type naming struct {
	place   *Place
	commune string
	isNew   bool
}

// name gives addresses as freeSlug and rename do, and reads those that are taken for all places at once.
func (w *takings) name() error {
	var wanted []string
	keep := func(n naming) bool { return !n.isNew && strings.HasPrefix(n.place.Slug, Slugify(n.place.Name)) }
	w.named = slices.DeleteFunc(w.named, keep)
	for _, n := range w.named {
		wanted = append(wanted, slugTries(n.place.Name, n.commune)...)
	}
	taken := map[string]bool{}
	err := eachAmong(wanted, func(in string, args []any) error {
		return readSlugs(w.tx, taken, in, args)
	})
	if err != nil {
		return err
	}
	var old [][]any
	for _, n := range w.named {
		slug, err := w.freeSlug(taken, n)
		if err != nil {
			return err
		}
		if !n.isNew {
			old = append(old, []any{n.place.Slug, n.place.ID})
		}
		taken[slug] = true
		n.place.Slug = slug
	}
	return insertAll(w.tx, `INSERT INTO place_slug (slug, place_id)`, `ON CONFLICT (slug) DO NOTHING`, old)
}

// slugTries are the addresses to try: the name, then with its commune.
func slugTries(name, commune string) []string {
	base := Slugify(name)
	if commune == "" {
		return []string{base}
	}
	return []string{base, base + "-" + Slugify(commune)}
}

func (w *takings) freeSlug(taken map[string]bool, n naming) (string, error) {
	tries := slugTries(n.place.Name, n.commune)
	for _, s := range tries {
		if !taken[s] {
			return s, nil
		}
	}
	base := tries[len(tries)-1]
	if !taken[base+"-"] { // no address ends so: it marks that those with numbers were read
		taken[base+"-"] = true
		// "." comes right after "-".
		if err := readSlugs(w.tx, taken, "BETWEEN $1 AND $2", []any{base + "-", base + "."}); err != nil {
			return "", err
		}
	}
	for i := 2; ; i++ {
		if s := base + "-" + strconv.Itoa(i); !taken[s] {
			return s, nil
		}
	}
}

// readSlugs notes which addresses a place has or had.
func readSlugs(tx *store.Tx, taken map[string]bool, which string, args []any) error {
	for _, text := range []string{`SELECT slug FROM place WHERE slug `, `SELECT slug FROM place_slug WHERE slug `} {
		all, err := store.All(tx, store.Value[string], text+which, args...)
		if err != nil {
			return err
		}
		for _, s := range all {
			taken[s] = true
		}
	}
	return nil
}
