package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mitoyen/internal/kit/i18n"
)

// notKeys are literals of the sources that look like keys and are none, each with what it is. Names of routes (web.Route), acts
// (organisation.Act) and verbs of the journal look alike too; those are told apart by where they stand.
var notKeys = map[string]string{
	"booking.no-show": "an event's name, as programs read it", "closure.made": "an event's name, as programs read it", "membership.changed": "an event's name, as programs read it"}

// A key is used when a source holds it as a literal, or when sources hold the two parts that it is built from: a beginning with its dot
// ("place.stage.") and the rest ("open"), with an ending or without ("place.field.", "hours", ".hint").
var (
	keyLiteral    = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_-]+)+$`)
	prefixLiteral = regexp.MustCompile(`^[a-z][a-z0-9_]*\.([a-z0-9_-]+\.)*$`)
	templLiteral  = regexp.MustCompile("\"[a-z][a-z0-9_.-]*\"|`[a-z][a-z0-9_.-]*`")
)

// uses is what the sources say about keys.
type uses struct {
	literals map[string]string // literal → a file that holds it
	names    map[string]bool   // names of routes and acts, which have no sentence of their own
	verbs    map[string]string // what is written into the journal → a file that does; its sentence is journal.<verb>
	calls    []call
}

func noUses() uses {
	return uses{literals: map[string]string{}, names: map[string]bool{}, verbs: map[string]string{}}
}

// call gives a literal key to one of the functions that say it.
type call struct {
	at     token.Position
	key    string
	given  []string // names of the arguments
	unsure bool     // arguments are given in a way that can't be read here
}

// sayers are the functions whose key is said with the arguments that they are given; true for those that add Count by themselves.
var sayers = map[string]bool{"T": false, "N": true, "New": false, "Add": false, "Check": false}

func sources(t *testing.T) uses {
	t.Helper()
	u := noUses()
	for _, top := range []string{"../../internal", "../../cmd"} {
		err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			switch filepath.Ext(path) {
			case ".go":
				return u.readGo(path, text)
			case ".templ":
				for _, quoted := range templLiteral.FindAllString(string(text), -1) {
					u.literals[quoted[1:len(quoted)-1]] = path
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return u
}

func (u *uses) readGo(path string, text []byte) error {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if s, ok := literal(n); ok {
				u.literals[s] = path
			}
		case *ast.CallExpr:
			u.readCall(set, n)
		case *ast.CompositeLit:
			u.readFields(path, n)
		case *ast.ValueSpec:
			if typed, ok := n.Type.(*ast.Ident); ok && typed.Name == "Act" {
				for _, value := range n.Values {
					if s, ok := literal(value); ok {
						u.names[s] = true
					}
				}
			}
		}
		return true
	})
	return nil
}

// readFields finds the name of a route ({Name: "place.show", FR: "/lieux/{slug}", …}) and the verb of an entry of the journal.
func (u *uses) readFields(path string, n *ast.CompositeLit) {
	fields := map[string]string{}
	for _, element := range n.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			if name, ok := pair.Key.(*ast.Ident); ok {
				fields[name.Name], _ = literal(pair.Value)
			}
		}
	}
	if fields["FR"] != "" && fields["Name"] != "" {
		u.names[fields["Name"]] = true
	}
	if verb := fields["Verb"]; verb != "" {
		u.verbs[verb] = path
	}
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func (u *uses) readCall(set *token.FileSet, n *ast.CallExpr) {
	name := ""
	switch f := n.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.Ident:
		name = f.Name
	}
	counts, ok := sayers[name]
	if !ok {
		return
	}
	// The key is the last literal of this shape: before it stand a context, a kind or a field's name, after it the arguments.
	at := -1
	for i, arg := range n.Args {
		if s, ok := literal(arg); ok && keyLiteral.MatchString(s) {
			at = i
		}
	}
	if at < 0 {
		return
	}
	key, _ := literal(n.Args[at])
	c := call{at: set.Position(n.Pos()), key: key, unsure: n.Ellipsis.IsValid()}
	if counts {
		c.given = append(c.given, "Count")
	}
	for _, arg := range n.Args[at+1:] {
		composite, ok := arg.(*ast.CompositeLit)
		if !ok {
			c.unsure = c.unsure || !counts || len(n.Args) > at+2
			continue
		}
		for _, element := range composite.Elts {
			pair, ok := element.(*ast.KeyValueExpr)
			if !ok {
				c.unsure = true
				continue
			}
			if s, ok := literal(pair.Key); ok {
				c.given = append(c.given, s)
			} else {
				c.unsure = true
			}
		}
	}
	u.calls = append(u.calls, c)
}

func TestEachKeyOfTheSourcesExists(t *testing.T) {
	t.Parallel()
	french := read(t, files, i18n.French)
	u := sources(t)
	has := func(key string) bool { _, ok := french.sentences[key]; return ok }
	for _, s := range slices.Sorted(maps.Keys(u.literals)) {
		if french.homes[firstWord(s)] == "" || u.names[s] || notKeys[s] != "" {
			continue
		}
		switch {
		case keyLiteral.MatchString(s):
			if !has(s) && !has("journal."+s) {
				t.Errorf("%s says %q, which has no sentence", u.literals[s], s)
			}
		case prefixLiteral.MatchString(s):
			if !slices.ContainsFunc(slices.Collect(maps.Keys(french.sentences)), func(key string) bool { return strings.HasPrefix(key, s) }) {
				t.Errorf("%s builds keys from %q, and no key begins so", u.literals[s], s)
			}
		}
	}
	for _, c := range u.calls {
		if u.names[c.key] && !has(c.key) { // a route's name in the place of a key
			t.Errorf("%s says %q, which has no sentence", c.at, c.key)
		}
	}
	for _, verb := range slices.Sorted(maps.Keys(u.verbs)) {
		if !has("journal." + verb) {
			t.Errorf("%s writes %q into the journal, and journal.%s has no sentence", u.verbs[verb], verb, verb)
		}
	}
	for s := range notKeys {
		if u.literals[s] == "" {
			t.Errorf("no source says %q any more: take it out of notKeys", s)
		}
	}
}

func TestEachKeyIsUsed(t *testing.T) {
	t.Parallel()
	french := read(t, files, i18n.French)
	u := sources(t)
	for _, key := range slices.Sorted(maps.Keys(french.sentences)) {
		if !u.uses(key) {
			t.Errorf("%s: no source says %q", french.homes[firstWord(key)], key)
		}
	}
}

func (u uses) uses(key string) bool {
	if u.literals[key] != "" {
		return true
	}
	for i, r := range key {
		if r == '.' && u.literals[key[:i+1]] != "" && u.ends(key[i+1:]) {
			return true
		}
	}
	return false
}

// ends: the rest of a key is a literal, or literals joined by dots ("help.where"), the last of which may hold its dot (".hint").
func (u uses) ends(rest string) bool {
	if u.literals[rest] != "" {
		return true
	}
	for i, r := range rest {
		if r == '.' && u.literals[rest[:i]] != "" && (u.literals[rest[i:]] != "" || u.ends(rest[i+1:])) {
			return true
		}
	}
	return false
}

func TestEachSentenceGetsItsArguments(t *testing.T) {
	t.Parallel()
	french := read(t, files, i18n.French)
	seen := 0
	for _, c := range sources(t).calls {
		s, ok := french.sentences[c.key]
		if !ok || c.unsure {
			continue // TestEachKeyOfTheSourcesExists tells of the first
		}
		seen++
		for _, name := range s.placeholders() {
			if !slices.Contains(c.given, name) {
				t.Errorf("%s: %s wants {{.%s}} and isn't given it", c.at, c.key, name)
			}
		}
		for _, name := range c.given {
			if name != "Count" && !slices.Contains(s.placeholders(), name) {
				t.Errorf("%s: %s is given %s, which it doesn't say", c.at, c.key, name)
			}
		}
	}
	if seen == 0 {
		t.Error("no call was found: does this test still read the sources?")
	}
}

func TestCallsAreRead(t *testing.T) {
	t.Parallel()
	u := noUses()
	err := u.readGo("x.go", []byte(`package x
func f() {
	i18n.T(ctx, "place.a", i18n.Args{"Name": n})
	p.N("place.b", 3)
	fault.New(fault.Invalid, "place.c", args)
	b.Check(ok, "name", "place.d", fault.Args{"Max": 3})
	x := "place.stage." + s
	r := Route{Name: "place.show", FR: "/lieux/{slug}"}
	journal.Write(tx, journal.Entry{Verb: "place.edited"})
}
const EditPlace Act = "place.edit"
`))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"place.a": "Name false", "place.b": "Count false", "place.c": " true", "place.d": "Max false"}
	for _, c := range u.calls {
		if got := strings.Join(c.given, ",") + " " + strconv.FormatBool(c.unsure); got != want[c.key] {
			t.Errorf("%s: %q, wanted %q", c.key, got, want[c.key])
		}
		delete(want, c.key)
	}
	if len(want) > 0 {
		t.Errorf("calls not seen: %v", want)
	}
	u.literals["open"] = "x.go"
	if !u.uses("place.stage.open") || u.uses("place.stage.closed") || u.uses("place.open") {
		t.Error("a key is built from a beginning and a rest that stand in the sources, or it is not")
	}
	if !u.names["place.show"] || u.verbs["place.edited"] == "" || !u.names["place.edit"] {
		t.Errorf("routes, acts and verbs are not told apart: %v %v", u.names, u.verbs)
	}
}
