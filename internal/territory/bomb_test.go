package territory_test

import (
	"bytes"
	"compress/gzip"
	"testing"
)

// bomb is a small packed file that unpacks to many zeros.
func bomb(t testing.TB, size int) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	zeros := make([]byte, 1<<20)
	for range size >> 20 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
