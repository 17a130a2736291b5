package convention

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed models/*.txt
var models embed.FS

// ModelOf is the text that a convention of a kind begins with, in French as the parties will sign it, to be changed clause by clause. It was
// written for Mitoyen; a jurist should read what is signed.
func ModelOf(k Kind) []Clause {
	text, err := models.ReadFile("models/" + string(k) + ".txt")
	if err != nil {
		return nil
	}
	var all []Clause
	for i, part := range strings.Split("\n"+string(text), "\n## ")[1:] {
		title, body, _ := strings.Cut(part, "\n")
		all = append(all, Clause{Key: fmt.Sprintf("m%d", i+1), Title: strings.TrimSpace(title), Text: strings.TrimSpace(body)})
	}
	return all
}
