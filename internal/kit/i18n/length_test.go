package i18n_test

import (
	"strings"
	"testing"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
)

// A length is said in its shortest form, and what is said is read back as it was.
func TestALengthIsSaidShortAndReadBack(t *testing.T) {
	t.Parallel()
	for minutes, want := range map[int][2]string{
		0: {"0 min", "0 min"}, 30: {"30 min", "30 min"}, 60: {"1 h", "1 h"}, 65: {"1 h 05", "1 h 05"}, 90: {"1 h 30", "1 h 30"}, 1440: {"1 j", "1 d"}, 2160: {"36 h", "36 h"},
		2880: {"2 j", "2 d"}, 2895: {"2 j 15 min", "2 d 15 min"}, 2970: {"2 j 1 h 30", "2 d 1 h 30"}, 3000: {"2 j 2 h", "2 d 2 h"},
	} {
		for i, lang := range []i18n.Lang{i18n.French, i18n.English} {
			if got := plain((&i18n.Printer{Lang: lang}).Length(minutes)); got != want[i] {
				t.Errorf("%d minutes in %s: %q, want %q", minutes, lang, got, want[i])
			}
		}
	}
	for minutes := range 4 * civil.Day {
		for _, lang := range []i18n.Lang{i18n.French, i18n.English} {
			said := (&i18n.Printer{Lang: lang}).Length(minutes)
			if got, err := civil.ParseLength(said, civil.Day); err != nil || got != minutes {
				t.Fatalf("%d minutes are %q, read back as %d (%v)", minutes, said, got, err)
			}
		}
	}
}

func plain(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }
