package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "mitoyen"

// pkg is what `go list -json` tells of a package.
type pkg struct {
	ImportPath, Dir string
	GoFiles         []string
	Imports         []string
	TestImports     []string
	XTestImports    []string
}

func (p pkg) path() string { return strings.TrimPrefix(p.ImportPath, module+"/") }

func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,GoFiles,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = root(t)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, said.String())
	}
	var all []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 5 {
		t.Fatalf("go list found only %d packages", len(all))
	}
	return all
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestImports(t *testing.T) {
	t.Parallel()
	for _, p := range list(t) {
		for _, to := range p.Imports {
			why := ""
			if ours, ok := strings.CutPrefix(to, module+"/"); ok {
				why = breach(p.path(), ours)
			} else {
				why = outsideBreach(p.path(), to)
			}
			if why != "" {
				t.Error(why)
			}
		}
		if _, ok := where(p.path()); !ok && len(p.GoFiles) > 0 {
			t.Errorf("%s has no place in the plan: add its domain to ranks", p.path())
		}
		// A test may stand on testkit and on what its package may import; kit's tests so reach no domain by themselves.
		for _, to := range slices.Concat(p.TestImports, p.XTestImports) {
			ours, ok := strings.CutPrefix(to, module+"/")
			if !ok || strings.HasPrefix(ours, "internal/testkit") || strings.HasPrefix(ours, "internal/schema") || strings.HasPrefix(ours, "internal/locale") || ours == p.path() {
				continue
			}
			if why := breach(p.path(), ours); why != "" {
				t.Errorf("a test of %s", why)
			}
		}
	}
}

func TestEachExceptionIsUsed(t *testing.T) {
	t.Parallel()
	imports := map[string][]string{}
	for _, p := range list(t) {
		imports[p.path()] = p.Imports
	}
	for path := range httpBelowTheEdge {
		if !slices.ContainsFunc(imports[path], func(s string) bool { return strings.HasPrefix(s, "net/http") }) {
			t.Errorf("%s needs no exception for net/http any more", path)
		}
	}
	for path := range sqlOutsideStore {
		if !slices.Contains(imports[path], "database/sql") {
			t.Errorf("%s needs no exception for database/sql any more", path)
		}
	}
}

func TestEachPackageTellsItsStory(t *testing.T) {
	t.Parallel()
	for _, p := range list(t) {
		told := len(p.GoFiles) == 0 // tests alone
		for _, file := range p.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Error(err)
				continue
			}
			told = told || (f.Doc != nil && len(strings.TrimSpace(f.Doc.Text())) > 30)
		}
		if !told {
			t.Errorf("%s has no package comment: what is this word in a third place, what is always true, what is left to others?", p.path())
		}
	}
}

func TestOnlyTheStoreTouchesTheDatabase(t *testing.T) {
	t.Parallel()
	for _, p := range list(t) {
		if !slices.Contains(p.Imports, "database/sql") {
			continue
		}
		for _, file := range p.GoFiles {
			f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, 0)
			if err != nil {
				t.Error(err)
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					if of, ok := s.X.(*ast.Ident); ok && of.Name == "sql" && !mayUseSQL(p.path(), s.Sel.Name) {
						t.Errorf("%s says sql.%s: only kit/store touches the database", filepath.Join(p.path(), file), s.Sel.Name)
					}
				}
				return true
			})
		}
	}
}

// generated is Go's own mark (go help generate).
var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// notOurs are files of other projects, kept as they came.
var notOurs = []string{"leaflet.css"}

func TestNoFileIsLong(t *testing.T) {
	t.Parallel()
	const most = 600
	kinds := []string{".go", ".templ", ".sql", ".js", ".mjs", ".css", ".sh"}
	err := filepath.WalkDir(root(t), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) { // a neighbour's file that went away meanwhile
				return nil
			}
			return err
		}
		if d.IsDir() {
			if slices.Contains([]string{".git", ".cache", "node_modules", "vendored", "testdata", "bin"}, d.Name()) {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains(kinds, filepath.Ext(path)) || slices.Contains(notOurs, d.Name()) {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil //nolint:nilerr // as above
		}
		if n := bytes.Count(text, []byte("\n")); n > most && !generated.Match(text) {
			t.Errorf("%s has %d lines (at most %d): is it still one idea?", path, n, most)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
