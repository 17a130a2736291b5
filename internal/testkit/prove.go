package testkit

import (
	"flag"
	"os"

	_ "pgregory.net/rapid" // registers the flag that init sets
)

// proving reports whether this is `make prove`, where proofs run at full length.
func proving() bool { return os.Getenv("MITOYEN_PROVE") != "" }

// Rounds is how often a proof repeats: a short slice in `make test`, the full length in `make prove`, which runs the tests named
// TestProve….
func Rounds(slice, full int) int {
	if proving() {
		return full
	}
	return slice
}

// Properties are checked on 100 random cases in `make test` and on 3,000 in `make prove`. The flag can still say otherwise.
func init() {
	if proving() {
		if err := flag.Set("rapid.checks", "3000"); err != nil {
			panic(err) // rapid renamed its flag
		}
	}
}
