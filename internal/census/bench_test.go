package census

import (
	"io"
	"testing"

	"mitoyen/internal/census/table"
)

// BenchmarkClean is one row of the census, from the file's bytes to the facts.
func BenchmarkClean(b *testing.B) {
	g := ground(b)
	n := 0
	b.ReportAllocs()
	b.ResetTimer()
	for n < b.N {
		in, err := Files.Open("data/tiers-lieux-2019.csv")
		if err != nil {
			b.Fatal(err)
		}
		_, err = Read(in, table.Limits{}, Census2019, g, func(Row) error {
			if n++; n >= b.N {
				return io.EOF
			}
			return nil
		})
		if err != nil && err != io.EOF {
			b.Fatal(err)
		}
	}
}
