package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"mitoyen/internal/testkit"
)

// What a small machine is promised, with the data of the demonstration: docs/measurements.md.
const (
	firstPageBar = 100 * time.Millisecond // median, from the start of the program to the whole page
	memoryBar    = 40                     // MiB resident at rest, median
	busyBar      = 48                     // MiB resident after fifty searches: the readers' caches are warm
)

// TestProveStart starts the real program again and again on the demonstration's data. It measures, so it runs in `make prove` alone, where
// nothing else runs beside.
func TestProveStart(t *testing.T) {
	starts := testkit.Rounds(0, 10)
	switch {
	case starts == 0:
		t.Skip("it measures time and memory: make prove")
	case runtime.GOOS != "linux":
		t.Skip("memory is read in /proc")
	}
	program := filepath.Join(t.TempDir(), "mitoyen")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	data := t.TempDir()
	run(t, program, "demo", data).end()

	var home, search, spent, rest, busy []float64
	var restAnonymous, busyAnonymous []float64
	for range starts {
		p := run(t, program, "serve", data)
		home = append(home, p.firstPage("/"))
		time.Sleep(5 * time.Second)
		resident, anonymous := p.memory()
		rest, restAnonymous = append(rest, resident), append(restAnonymous, anonymous)
		for _, q := range fiftySearches() {
			p.get(q)
		}
		resident, anonymous = p.memory()
		busy, busyAnonymous = append(busy, resident), append(busyAnonymous, anonymous)
		p.end()

		p = run(t, program, "serve", data)
		search = append(search, p.firstPage("/lieux?q=Lille"))
		p.end()
		spent = append(spent, float64((p.cmd.ProcessState.UserTime()+p.cmd.ProcessState.SystemTime()).Microseconds())/1000)
	}

	bar := float64(firstPageBar.Milliseconds())
	hold := func(what, unit string, seen []float64, bar float64) {
		t.Logf("%-42s median %5.1f %s, worst %5.1f", what, median(seen), unit, slices.Max(seen))
		if bar > 0 && median(seen) > bar {
			t.Errorf("%s: median %.1f %s is more than %.0f", what, median(seen), unit, bar)
		}
	}
	hold("start to front page", "ms", home, bar)
	hold("start to a page of results", "ms", search, bar)
	hold("  processor time, stopping included", "ms", spent, 0)
	hold("resident after 5 s", "MiB", rest, memoryBar)
	hold("  of it anonymous", "MiB", restAnonymous, 0)
	hold("resident after fifty searches", "MiB", busy, busyBar)
	hold("  of it anonymous", "MiB", busyAnonymous, 0)
}

// fiftySearches are addresses of result pages: communes, postcodes, words, places' names.
func fiftySearches() []string {
	asked := []string{"Lille", "75011", "Néons-sur-Creuse", "Vaillant", "fablab", "La GARE", "st etienne", "sceaux 92", "atelier bois", "Marseille"}
	var all []string
	for i := range 50 {
		q := url.Values{"q": {asked[i%len(asked)]}}
		if i >= 25 {
			q.Set("km", "20")
		}
		all = append(all, "/lieux?"+q.Encode())
	}
	return all
}

// running is the program under test.
type running struct {
	*testing.T
	cmd     *exec.Cmd
	started time.Time
	base    string
}

// run starts `mitoyen demo` or `mitoyen serve` on a data folder and waits for what it prints: its address, and for the demonstration the
// last person's link.
func run(t *testing.T, program, command, data string) *running {
	t.Helper()
	last := regexp.MustCompile(`http://\S+/`)
	if command == "demo" {
		last = regexp.MustCompile(`Sami .*http://\S+/`)
	}
	p := &running{T: t, cmd: exec.Command(program, command, "--listen", "127.0.0.1:0", "--data", data)}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.started = time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill() }) //nolint:errcheck // it has usually ended
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if last.MatchString(lines.Text()) {
			address := regexp.MustCompile(`http://[^/]+`).FindString(lines.Text())
			p.base = address
			go io.Copy(io.Discard, out) //nolint:errcheck // nothing more to learn
			return p
		}
	}
	t.Fatalf("%s ended without telling its address: %v", command, lines.Err())
	return nil
}

// end asks the program to stop and waits for it.
func (p *running) end() {
	p.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.Fatal(err)
	}
}

func (p *running) get(address string) {
	p.Helper()
	answer, err := http.Get(p.base + address)
	if err != nil {
		p.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // read to its end
	page, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(page), "</html>") {
		p.Fatalf("GET %s: %s, %d bytes, %v", address, answer.Status, len(page), err)
	}
}

// firstPage gives the milliseconds from the start of the program to the whole page.
func (p *running) firstPage(address string) float64 {
	p.Helper()
	p.get(address)
	return float64(time.Since(p.started).Microseconds()) / 1000
}

// memory gives MiB: what is resident, pages of the program's own file included, and the part of it that no file backs.
func (p *running) memory() (resident, anonymous float64) {
	p.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p.cmd.Process.Pid))
	if err != nil {
		p.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		name, rest, _ := strings.Cut(line, ":")
		kib, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
		switch name {
		case "Rss":
			resident = kib / 1024
		case "Anonymous":
			anonymous = kib / 1024
		}
	}
	return resident, anonymous
}

func median(seen []float64) float64 {
	s := slices.Sorted(slices.Values(seen))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}
