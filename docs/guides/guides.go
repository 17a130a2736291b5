// Package guides holds the guides for the people who run a place, as the program shows them: one text for each language, and their pictures.
// Whoever reads the sources finds the same files here.
package guides

import (
	"embed"
	"strings"

	"mitoyen/internal/kit/i18n"
)

// Files are the texts and their pictures.
//
//go:embed *.md *.jpg
var Files embed.FS

// Guide is one guide: the names of its files, without ".md", which are also its addresses.
type Guide map[i18n.Lang]string

// All lists the guides in the order of a place's life.
var All = []Guide{
	{i18n.French: "demander-avant-de-construire", i18n.English: "ask-before-you-build"},
	{i18n.French: "tenir-la-journee", i18n.English: "run-your-day"},
	{i18n.French: "tenir-parole", i18n.English: "keep-your-word"},
}

// Named finds the guide of an address, of either language.
func Named(name string) (Guide, bool) {
	for _, g := range All {
		for _, n := range g {
			if n == name {
				return g, true
			}
		}
	}
	return nil, false
}

// Text is a guide's text in a language, in Markdown.
func (g Guide) Text(l i18n.Lang) ([]byte, error) { return Files.ReadFile(g[l] + ".md") }

// Title is the first heading of the text.
func (g Guide) Title(l i18n.Lang) string {
	text, err := g.Text(l)
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSpace(strings.TrimPrefix(first, "#"))
}
