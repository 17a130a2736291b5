package account_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"mitoyen/internal/account"
)

func TestReadEmail(t *testing.T) {
	t.Parallel()
	const missing, noAt, malformed = "account.email_missing", "account.email_no_at", "account.email_malformed"
	for _, x := range []struct{ typed, email, breach string }{
		{"lea@example.org", "lea@example.org", ""},
		{"  Lea@Example.ORG\t", "lea@example.org", ""},
		{"lea.martin+gare@tiers-lieux.example.org", "lea.martin+gare@tiers-lieux.example.org", ""},
		{"l'equipe@example.org", "l'equipe@example.org", ""},
		{"léa@exemple.fr", "léa@exemple.fr", ""},
		{"", "", missing},
		{"   ", "", missing},
		{"lea", "", noAt},
		{"lea example.org", "", noAt},
		{"lea(at)example.org", "", noAt},
		{"@", "", malformed},
		{"lea@", "", malformed},
		{"@example.org", "", malformed},
		{"lea@example", "", malformed},      // a machine, not a domain
		{"lea@example,org", "", malformed},  // the neighbouring key
		{"lea@@example.org", "", malformed}, //
		{"lea@example..org", "", malformed}, //
		{"lea@.example.org", "", malformed}, //
		{"lea@example.org.", "", malformed}, // the end of a sentence
		{"lea@exa mple.org", "", malformed}, //
		{"le a@example.org", "", malformed}, //
		{"lea@example.org, max@example.org", "", malformed},
		{"lea@example.org;max@example.org", "", malformed},
		{"Léa Martin <lea@example.org>", "", malformed},
		{"<lea@example.org>", "", malformed},
		{"mailto:lea@example.org", "", malformed},
		{`"lea"@example.org`, "", malformed},
		{"lea@[192.0.2.1]", "", malformed}, // letters go to domains
		{"lea@example.org?cc=max", "", malformed},
		{"lea@example.org\r\nBcc: all@example.org", "", malformed},
		{"lea\n@example.org", "", malformed},
		{"lea@exam\x00ple.org", "", malformed},
		{"lea@example.org (comment)", "", malformed},
		{strings.Repeat("a", 243) + "@example.org", "", malformed},
	} {
		if email, breach := account.ReadEmail(x.typed); email != x.email || breach != x.breach {
			t.Errorf("%q reads as %q, %q; want %q, %q", x.typed, email, breach, x.email, x.breach)
		}
	}
}

// Whatever is typed, what is accepted is one address that reads as itself and can't carry anything else into a letter.
func FuzzReadEmail(f *testing.F) {
	for _, s := range []string{"lea@example.org", " Lea@Example.ORG ", "a@b.c", "lea@example", "Léa <lea@example.org>", "\"a b\"@c.d", "a@[1.2.3.4]", "ⱥ@Ⱥ.org", "a@b.c\r\nBcc: d@e.f", "İ@x.y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		email, breach := account.ReadEmail(typed)
		if (email == "") == (breach == "") {
			t.Fatalf("%q: address %q, breach %q", typed, email, breach)
		}
		if email == "" {
			return
		}
		if again, breach := account.ReadEmail(email); again != email || breach != "" {
			t.Errorf("%q reads as %q, which reads as %q %q", typed, email, again, breach)
		}
		if len(email) > 254 || !utf8.ValidString(email) || strings.Count(email, "@") != 1 {
			t.Errorf("%q reads as %q", typed, email)
		}
		if strings.ContainsFunc(email, func(r rune) bool {
			return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`<>()[],;:"\`, r)
		}) {
			t.Errorf("%q reads as %q", typed, email)
		}
	})
}
