package locale

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/kit/i18n"
)

// sentence is what stands behind a key: plural forms by name, or one text under "".
type sentence map[string]string

var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)`)

// placeholders are the names of all values that the sentence wants, in any of its forms.
func (s sentence) placeholders() []string {
	names := map[string]bool{}
	for _, text := range s {
		for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
			names[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func (s sentence) plural() bool { _, single := s[""]; return !single }

// book is every sentence of a language, and what was wrong on reading it.
type book struct {
	sentences map[string]sentence
	homes     map[string]string // first word of the keys → the one file that holds them
	faults    []string
}

func newBook() book { return book{sentences: map[string]sentence{}, homes: map[string]string{}} }

func (b *book) fault(format string, args ...any) {
	b.faults = append(b.faults, fmt.Sprintf(format, args...))
}

func read(t *testing.T, tree fs.FS, lang i18n.Lang) book {
	t.Helper()
	names, err := fs.Glob(tree, string(lang)+"/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files of %s: %v", lang, err)
	}
	b := newBook()
	for _, name := range names {
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			t.Fatal(err)
		}
		b.add(name, text)
	}
	return b
}

var (
	keyShape = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_-]+)+$`)
	// typeset are the characters that kit/i18n sets by itself.
	typeset = regexp.MustCompile("[\u00a0\u202f’]")
	// unwelcome is what the house doesn't say to people (docs/glossary.md).
	unwelcome = regexp.MustCompile(`(?i)\butilisat(eur|rice)s?\b|\boups\b|\boops\b|!`)
)

func (b *book) add(name string, text []byte) {
	if spacedColon(text) {
		b.fault(`%s: a space before the colon of a key; French typography would make it a no-break one`, name)
	}
	file := path.Base(name)
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		b.fault("%s: %v", name, err)
		return
	}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			b.fault("%s: %v", name, err)
			return
		}
		key := token.(string)
		var value any
		if err := d.Decode(&value); err != nil {
			b.fault("%s: %s: %v", name, key, err)
			return
		}
		if !keyShape.MatchString(key) {
			b.fault("%s: the key %q is not like place.some_thing", name, key)
		}
		word := firstWord(key)
		if home, known := b.homes[word]; known && home != file {
			b.fault("%s: keys that begin with %s stand in %s already", name, word, home)
		}
		b.homes[word] = file
		if _, twice := b.sentences[key]; twice {
			b.fault("%s: %s stands twice", name, key)
		}
		s, err := readSentence(value)
		if err != nil {
			b.fault("%s: %s: %v", name, key, err)
			continue
		}
		b.sentences[key] = s
		for form, text := range s {
			switch {
			case strings.TrimSpace(text) == "":
				b.fault("%s: %s %s is empty", name, key, form)
			case typeset.MatchString(text):
				b.fault("%s: %s: type plain spaces and apostrophes, the catalogue sets typography", name, key)
			case unwelcome.MatchString(text):
				b.fault("%s: %s: not the tone of the house: %q", name, key, unwelcome.FindString(text))
			}
		}
	}
}

// spacedColon reports whether a space stands between a string and the colon after it, outside of strings.
func spacedColon(text []byte) bool {
	inside, ended := false, -1
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case inside && c == '\\':
			i++
		case c == '"':
			if inside = !inside; !inside {
				ended = i
			}
		case !inside && c == ':' && i > ended+1:
			return true
		}
	}
	return false
}

func firstWord(key string) string { word, _, _ := strings.Cut(key, "."); return word }

func readSentence(value any) (sentence, error) {
	switch v := value.(type) {
	case string:
		return sentence{"": v}, nil
	case map[string]any:
		s := sentence{}
		for form, text := range v {
			if form != "one" && form != "other" {
				return nil, fmt.Errorf(`%q is not "one" or "other", the forms of French and English`, form)
			}
			s[form], _ = text.(string)
		}
		if len(s) != 2 {
			return nil, fmt.Errorf(`a plural needs "one" and "other"`)
		}
		return s, nil
	}
	return nil, fmt.Errorf("neither a text nor plural forms")
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	french, english := read(t, files, i18n.French), read(t, files, i18n.English)
	if !maps.Equal(french.homes, english.homes) {
		t.Errorf("French and English stand in different files: %v, %v", french.homes, english.homes)
	}
	for _, fault := range slices.Concat(french.faults, english.faults, differences(french, english)) {
		t.Error(fault)
	}
	if _, err := Load(); err != nil {
		t.Error(err)
	}
}

func differences(french, english book) []string {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(french.sentences)) {
		f := french.sentences[key]
		e, ok := english.sentences[key]
		switch {
		case !ok:
			all = append(all, key+" has no English sentence")
		case f.plural() != e.plural():
			all = append(all, key+" has plural forms in one language only")
		case !slices.Equal(f.placeholders(), e.placeholders()):
			all = append(all, fmt.Sprintf("%s wants %v in French and %v in English", key, f.placeholders(), e.placeholders()))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(english.sentences)) {
		if _, ok := french.sentences[key]; !ok {
			all = append(all, key+" has no French sentence, which is the source")
		}
	}
	return all
}

func TestFaultsOfLocaleFilesAreSeen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ french, english, want string }{
		{`{"place.a": "Un"}`, `{}`, "no English"},
		{`{}`, `{"place.a": "One"}`, "no French"},
		{`{"place.a": "{{.Nom}}"}`, `{"place.a": "{{.Name}}"}`, "wants"},
		{`{"place.a": {"one": "a", "other": "b"}}`, `{"place.a": "a"}`, "one language only"},
		{`{"place.a": {"one": "a"}}`, `{"place.a": "a"}`, "needs"},
		{`{"place.a": "x", "place.a": "y"}`, `{"place.a": "z"}`, "twice"},
		{`{"place.a": " : ", "place.b" : "x"}`, `{"place.a": "z"}`, "space before the colon"},
		{`{"Place a": "x"}`, `{"Place a": "z"}`, "is not like place."},
		{`{"place.a": "Bravo !"}`, `{"place.a": "z"}`, "tone"},
		{`{"place.a": "l’eau"}`, `{"place.a": "z"}`, "plain spaces"},
		{`{"place.a": " "}`, `{"place.a": "z"}`, "empty"},
	} {
		french, english := newBook(), newBook()
		french.add("fr/place.json", []byte(c.french))
		english.add("en/place.json", []byte(c.english))
		got := strings.Join(slices.Concat(french.faults, english.faults, differences(french, english)), "\n")
		if !strings.Contains(got, c.want) {
			t.Errorf("%s | %s: %q, wanted %q", c.french, c.english, got, c.want)
		}
	}
}
