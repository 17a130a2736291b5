package store

import "testing"

func TestPositional(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ query, want string }{
		{"SELECT 1", "SELECT 1"},
		{"SELECT $1", "SELECT ?"},
		{"INSERT INTO t VALUES ($1, $2), ($3,$4)", "INSERT INTO t VALUES (?, ?), (?,?)"},
		{"SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11", "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"},
		{"SELECT '$1', \"$2\", $1", "SELECT '$1', \"$2\", ?"},
		{"SELECT 'it''s $1', $1", "SELECT 'it''s $1', ?"},

		{"SELECT $1, $1", "SELECT $1, $1"}, // twice
		{"SELECT $2, $1", "SELECT $2, $1"}, // out of order
		{"SELECT $1, $3", "SELECT $1, $3"}, // a gap
		{"SELECT $1 -- it's", "SELECT $1 -- it's"},
		{"SELECT /* ' */ $1", "SELECT /* ' */ $1"},
		{"SELECT $name", "SELECT $name"},
		{"SELECT 'open, $1", "SELECT 'open, $1"},
		{"SELECT ?, $1", "SELECT ?, $1"},
	} {
		if got := positional(c.query); got != c.want {
			t.Errorf("%s became %s, wanted %s", c.query, got, c.want)
		}
	}
}
