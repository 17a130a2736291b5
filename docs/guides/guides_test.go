package guides_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"mitoyen/docs/guides"
	"mitoyen/internal/kit/i18n"
)

// Every guide is there in both languages, every text is of a guide, and every picture that a text shows is there.
func TestGuidesAreWhole(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, g := range guides.All {
		for _, l := range i18n.Langs {
			known[g[l]+".md"] = true
			text, err := g.Text(l)
			if err != nil || g.Title(l) == "" {
				t.Errorf("%v in %s: %q %v", g, l, g.Title(l), err)
			}
			for _, at := range regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllStringSubmatch(string(text), -1) {
				if _, err := fs.Stat(guides.Files, at[1]); err != nil {
					t.Errorf("%s leads to %s, which isn't there", g[l], at[1])
				}
			}
		}
	}
	texts, err := fs.Glob(guides.Files, "*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range texts {
		if !known[name] {
			t.Errorf("%s belongs to no guide", strings.TrimSuffix(name, ".md"))
		}
	}
}
