package main

import (
	"fmt"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
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
	data := t.TempDir()
	run(t, "demo", data).end()

	var home, search, spent, rest, busy []float64
	var restAnonymous, busyAnonymous []float64
	for range starts {
		p := run(t, "serve", data)
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

		p = run(t, "serve", data)
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
