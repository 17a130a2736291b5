package i18n

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Named is the name of a place or a commune in a sentence. In French its article joins the word before: "à" and "Le Labo" are "au Labo", "de" and
// "Les Halles" are "des Halles". Names of people never do: Le Goff is not a thing.
type Named string

// joined is a French sentence in which the articles of these names have joined the words before them.
func joined(s string, args Args) string {
	for _, v := range args {
		name, ok := v.(Named)
		if !ok {
			continue
		}
		article, rest, _ := strings.Cut(string(name), " ")
		if words := joints[article]; words != nil && rest != "" {
			for before, both := range words {
				s = join(s, before+" "+string(name), both+" "+rest)
			}
		}
	}
	return s
}

// joints are by article what it makes of the word before it.
var joints = map[string]map[string]string{
	"Le":  {"à": "au", "À": "Au", "de": "du", "De": "Du"},
	"Les": {"à": "aux", "À": "Aux", "de": "des", "De": "Des"},
}

// join replaces old where it begins a word.
func join(s, old, with string) string {
	var out strings.Builder
	for {
		i := strings.Index(s, old)
		if i < 0 {
			break
		}
		out.WriteString(s[:i])
		if r, _ := utf8.DecodeLastRuneInString(s[:i]); i > 0 && unicode.IsLetter(r) {
			out.WriteString(old)
		} else {
			out.WriteString(with)
		}
		s = s[i+len(old):]
	}
	out.WriteString(s)
	return out.String()
}
