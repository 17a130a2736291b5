// Command testreport reads what `go test -json` writes and tells it briefly: one line per package, all that a failed test said, the
// slowest tests. It writes "passed failed skipped" as three numbers into the file that it is given.
//
// It counts leaves: a test with subtests counts as its subtests. A package that fails without a failed test (it doesn't build, it ran out
// of time) counts as one failure.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// event is a line of test2json (go doc test2json).
type event struct {
	Action      string
	Package     string
	Test        string
	Output      string
	Elapsed     float64 // seconds
	ImportPath  string  // of build-output
	FailedBuild string
}

type result struct {
	name    string
	pkg     string
	status  string
	seconds float64
}

type report struct {
	out     io.Writer
	said    map[string]*strings.Builder // of a test or a package that has not ended yet
	build   map[string]*strings.Builder // what the compiler said
	ended   map[string][]result         // tests of a package
	all     []result
	skipped []string
	passed  int
	failed  int
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go test -json ./... | testreport COUNTS_FILE")
		os.Exit(2)
	}
	r := &report{out: os.Stdout, said: map[string]*strings.Builder{}, build: map[string]*strings.Builder{}, ended: map[string][]result{}}
	if err := r.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "testreport:", err)
		os.Exit(1)
	}
	r.close()
	counts := fmt.Sprintf("%d %d %d\n", r.passed, r.failed, len(r.skipped))
	if err := os.WriteFile(os.Args[1], []byte(counts), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, "testreport:", err)
		os.Exit(1)
	}
	if r.failed > 0 || r.passed == 0 {
		os.Exit(1)
	}
}

func (r *report) read(in io.Reader) error {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) != nil {
				fmt.Fprintf(r.out, "%s", line) // the go command itself has something to say
			} else {
				r.take(e)
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func say(m map[string]*strings.Builder, key, text string) {
	if m[key] == nil {
		m[key] = &strings.Builder{}
	}
	m[key].WriteString(text)
}

func heard(m map[string]*strings.Builder, key string) string {
	if m[key] == nil {
		return ""
	}
	return m[key].String()
}

func (r *report) take(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		say(r.said, key, e.Output)
	case "build-output":
		say(r.build, e.ImportPath, e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.packageEnds(e)
		} else {
			r.testEnds(e, key)
		}
	}
}

func (r *report) testEnds(e event, key string) {
	r.ended[e.Package] = append(r.ended[e.Package], result{e.Test, e.Package, e.Action, e.Elapsed})
	if e.Action == "fail" {
		fmt.Fprintf(r.out, "FAIL %s %s\n%s", e.Package, e.Test, heard(r.said, key))
	}
	delete(r.said, key)
}

func (r *report) packageEnds(e event) {
	passed, failed, skipped := 0, 0, 0
	for _, t := range r.ended[e.Package] {
		if isParent(t.name, r.ended[e.Package]) {
			continue
		}
		r.all = append(r.all, t)
		switch t.status {
		case "pass":
			passed++
		case "fail":
			failed++
		default:
			skipped++
			r.skipped = append(r.skipped, t.pkg+" "+t.name)
		}
	}
	if e.Action == "fail" && failed == 0 {
		failed = 1
		fmt.Fprintf(r.out, "FAIL %s\n%s%s", e.Package, heard(r.build, e.FailedBuild), r.unfinished(e.Package))
	}
	if passed+failed+skipped > 0 {
		fmt.Fprintf(r.out, "%-4s %-45s %6.1f s  %d passed, %d failed, %d skipped\n",
			map[string]string{"pass": "ok", "fail": "FAIL"}[e.Action], e.Package, e.Elapsed, passed, failed, skipped)
	}
	r.passed += passed
	r.failed += failed
	for key := range r.said {
		if strings.HasPrefix(key, e.Package+" ") {
			delete(r.said, key)
		}
	}
}

// unfinished is what the package and the tests that didn't end said last.
func (r *report) unfinished(pkg string) string {
	var b strings.Builder
	for key, text := range r.said {
		if strings.HasPrefix(key, pkg+" ") {
			fmt.Fprintf(&b, "%s\n%s", key, text.String())
		}
	}
	return b.String()
}

func isParent(name string, all []result) bool {
	return slices.ContainsFunc(all, func(t result) bool { return strings.HasPrefix(t.name, name+"/") })
}

func (r *report) close() {
	slices.SortFunc(r.all, func(a, b result) int { return cmp.Compare(b.seconds, a.seconds) })
	fmt.Fprintln(r.out, "slowest:")
	for _, t := range r.all[:min(5, len(r.all))] {
		fmt.Fprintf(r.out, "  %6.1f s  %s %s\n", t.seconds, t.pkg, t.name)
	}
	for _, name := range r.skipped {
		fmt.Fprintln(r.out, "skipped:", name)
	}
}
