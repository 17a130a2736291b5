package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/app"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

// The reference is the smallest honest server for the same work (docs/measurements.md): a week of thirty resources from one query, and a
// booking after one look at what overlaps. Both are measured in the same run, turn about, by the processor time of their processes.
const (
	weekBar      = 2.0  // times the reference, computed
	sharedBar    = 8.0  // times cheaper when nothing has changed
	flatBar      = 1.2  // times 100,000 bookings, at a million
	bookBar      = 1.5  // times the reference, one client
	commitsBar   = 0.35 // commits for each booking, eight clients
	busyClients  = 16
	busyMemory   = 100 // MiB at sixteen clients
	measureTurns = 5
	bookTurns    = 25
	warming      = 10 // bookings of each turn that don't count: another program has just made the holds, and what it wrote is read anew
)

// TestProveAgainstTheReference needs the folder of the reference in MITOYEN_REFERENCE.
func TestProveAgainstTheReference(t *testing.T) {
	folder := os.Getenv("MITOYEN_REFERENCE")
	switch {
	case testkit.Rounds(0, 1) == 0:
		t.Skip("it measures time and memory: make prove")
	case folder == "":
		t.Skip("MITOYEN_REFERENCE names no folder")
	case runtime.GOOS != "linux":
		t.Skip("processor time is read in /proc")
	}
	tools := t.TempDir()
	reference, gen := filepath.Join(tools, "reference"), filepath.Join(tools, "gen")
	build(t, folder, reference, "./reference")
	build(t, folder, gen, "./gen")

	var year, decade figures
	for _, c := range []struct {
		n, years int
		into     *figures
	}{{100_000, 1, &year}, {1_000_000, 10, &decade}} {
		t.Run(strconv.Itoa(c.n), func(t *testing.T) {
			b := newBench(t, reference, gen, c.n, c.years)
			*c.into = b.measure()
		})
	}
	if t.Failed() || year.week == 0 || decade.week == 0 {
		return
	}
	for what, x := range map[string]float64{"week": decade.week / year.week, "booking": decade.book / year.book} {
		t.Logf("%s at a million: %.2f times 100,000", what, x)
		if x > flatBar {
			t.Errorf("%s grows with history: %.2f times", what, x)
		}
	}
}

func build(t *testing.T, in, to, what string) {
	t.Helper()
	c := exec.Command("go", "build", "-o", to, what)
	c.Dir = in
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", what, err, out)
	}
}

// figures are milliseconds of processor time.
type figures struct{ week, book float64 }

// slot is an hour of a resource that nobody has.
type slot struct {
	room  int
	start int64
}

type bench struct {
	*testing.T
	reference     string
	data, tsv, db string
	resources     []resource.Resource
	organisation  organisation.ID
	free          []slot
	weeks         []civil.Date
	who           account.Person
}

var benchZone = place.Place{}.Zone()

func newBench(t *testing.T, reference, gen string, n, years int) *bench {
	t.Helper()
	b := &bench{T: t, reference: reference, tsv: filepath.Join(t.TempDir(), "bookings.tsv"), db: filepath.Join(t.TempDir(), "reference.db")}
	last := time.Now().Year() + 1
	out, err := exec.Command(gen, "-n", strconv.Itoa(n), "-years", strconv.Itoa(years), "-last", strconv.Itoa(last)).Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.tsv, out, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(reference, "-import", b.tsv, "-db", b.db).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	b.data = filepath.Dir(testkit.SQLitePath(t, testkit.WithTerritory()))
	for i := range 20 {
		b.weeks = append(b.weeks, civil.Date{Year: last, Month: time.February, Day: 1}.AddDays(14*i))
	}
	b.fill(string(out), last)
	return b
}

// open is an instance in this process, on the data of the measured one.
func (b *bench) open() *app.App {
	b.Helper()
	a, err := app.Open(context.Background(), app.Config{Data: b.data, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	if err := a.Prepare(context.Background(), nil); err != nil {
		b.Fatal(err)
	}
	return a
}

// fill gives a place thirty rooms and the same bookings as the reference's, straight into the tables: only what follows is measured.
func (b *bench) fill(tsv string, last int) {
	b.Helper()
	a := b.open()
	defer a.Close() //nolint:errcheck // the test has what it wanted
	update := func(do func(*store.Tx) error) {
		b.Helper()
		if err := a.DB.Update(context.Background(), do); err != nil {
			b.Fatal(err)
		}
	}
	update(func(tx *store.Tx) error {
		o, err := organisation.Create(tx, organisation.Organisation{Name: "La Maison", Kind: organisation.Association})
		if err != nil {
			return err
		}
		b.organisation = o.ID
		p, err := place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: "La Maison", place.FStage: "open", place.FHours: "Mo-Su 08:00-20:00"},
			place.Origin{Rank: place.ByImport, Source: "test"}, "place.seeded")
		if err != nil {
			return err
		}
		if err := place.Operate(tx, organisation.System, p.ID, o.ID); err != nil {
			return err
		}
		for i := range 30 {
			slug, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: p.ID,
				Resource: resource.Resource{Name: fmt.Sprintf("Ressource %d", i+1), Kind: resource.Room, Units: 1, Rules: resource.Rules{Step: 60, Horizon: 3650, Alone: true}}})
			if err != nil {
				return err
			}
			r, err := resource.Find(tx, p.ID, slug)
			if err != nil {
				return err
			}
			b.resources = append(b.resources, r)
		}
		b.who, err = account.Open(tx, "lea@example.org", i18n.French)
		return err
	})
	taken := map[slot]bool{}
	var bookings, allocations [][]any
	write := func() {
		update(func(tx *store.Tx) error {
			err := tx.InsertAll(`INSERT INTO booking (number, id, organisation_id, place_id, resource_id, state, starts_at, ends_at, units, people, name, link, is_long, created_at, changed_at, forgotten)`, "", bookings)
			if err != nil {
				return err
			}
			return tx.InsertAll(`INSERT INTO capacity_allocation (owner_id, pool_id, starts_at, ends_at, span, units, owner_kind)`, "", allocations)
		})
		bookings, allocations = bookings[:0], allocations[:0]
	}
	number := 0
	for line := range strings.Lines(tsv) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		room, _ := strconv.Atoi(f[1])
		start, _ := strconv.ParseInt(f[2], 10, 64)
		end, _ := strconv.ParseInt(f[3], 10, 64)
		taken[slot{room, start}] = true
		number++
		r, from, to := b.resources[room-1], civil.At(time.Unix(start, 0)), civil.At(time.Unix(end, 0))
		state := booking.Done
		if to.After(civil.At(time.Now())) {
			state = booking.Confirmed
		}
		name := f[4]
		if to.Time().AddDate(1, 1, 0).Before(time.Now()) {
			name = "" // forgotten long ago: the program would be at it while it is measured
		}
		x := id.New[booking.Booking]()
		bookings = append(bookings, []any{number, x, b.organisation, r.Place, r.ID, state, from, to, 1, 1, name, x.String(), false, from, from, name == ""})
		allocations = append(allocations, []any{x, r.Pool, from, to, 0, 1, booking.Kind})
		if len(bookings) == 5000 {
			write()
		}
	}
	write()
	for d := (civil.Date{Year: last, Month: time.January, Day: 10}); d.Year == last && len(b.free) < 6000; d = d.AddDays(1) {
		for room := 1; room <= 30; room++ {
			for hour := 8; hour < 20; hour++ {
				if s := (slot{room, d.At(civil.Clock(hour*60), benchZone).Time().Unix()}); !taken[s] {
					b.free = append(b.free, s)
				}
			}
		}
	}
	if len(b.free) < 3000 {
		b.Fatalf("only %d hours are free", len(b.free))
	}
}

// next takes so many hours that are still free.
func (b *bench) next(n int) []slot {
	taken := b.free[:n]
	b.free = b.free[n:]
	return taken
}

// hold has somebody choose hours, and gives the secrets of the bookings to be confirmed.
func (b *bench) hold(a *app.App, all []slot) []string {
	b.Helper()
	var links []string
	err := a.DB.Update(context.Background(), func(tx *store.Tx) error {
		who, err := organisation.Load(tx, b.who.ID)
		if err != nil {
			return err
		}
		for _, s := range all {
			from := civil.At(time.Unix(s.start, 0))
			link, err := booking.Hold(tx, who, booking.HoldRequest{Resource: b.resources[s.room-1].ID, From: from, To: from.Add(time.Hour), Units: 1, People: 1, Lang: i18n.French})
			if err != nil {
				return err
			}
			links = append(links, link)
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return links
}

// refer starts the reference.
func (b *bench) refer(batch string) *running {
	b.Helper()
	p := &running{T: b.T, cmd: exec.Command(b.reference, "-addr", "127.0.0.1:18117", "-db", b.db, "-sync", "FULL", "-batch", batch), base: "http://127.0.0.1:18117"}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { p.cmd.Process.Kill() }) //nolint:errcheck // it may have ended
	if !bufio.NewScanner(out).Scan() {
		b.Fatal("the reference doesn't listen")
	}
	return p
}

// spent is the processor time of a process so far, to the nanosecond: all its threads, of which a Go program ends none.
func (p *running) spent() time.Duration {
	p.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p.cmd.Process.Pid))
	if err != nil || len(threads) == 0 {
		p.Fatalf("no threads: %v", err)
	}
	var all time.Duration
	for _, thread := range threads {
		stat, err := os.ReadFile(thread)
		if err != nil {
			p.Fatal(err)
		}
		ran, _, _ := strings.Cut(string(stat), " ")
		ns, err := strconv.ParseInt(ran, 10, 64)
		if err != nil {
			p.Fatalf("%s: %q", thread, stat)
		}
		all += time.Duration(ns)
	}
	return all
}

// each is the milliseconds of processor time of one of n calls.
func (p *running) each(n int, do func(i int)) float64 {
	before := p.spent()
	for i := range n {
		do(i)
	}
	return float64((p.spent() - before).Microseconds()) / 1000 / float64(n)
}

// browser is somebody's: signed in, or a stranger.
func (b *bench) browser(ours *running, signedIn bool) *http.Client {
	b.Helper()
	jar, _ := cookiejar.New(nil)
	c := &http.Client{Jar: jar, Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 32}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if signedIn {
		out, err := exec.Command(program(b.T), "user", "link", "--data", b.data, b.who.Email).Output()
		path := regexp.MustCompile(`/connexion/lien/\S+`).FindString(string(out))
		if err != nil || path == "" {
			b.Fatalf("no link: %v\n%s", err, out)
		}
		b.ask(c, http.MethodPost, ours.base+path, url.Values{}, http.StatusSeeOther)
	}
	return c
}

func (b *bench) ask(c *http.Client, method, address string, form url.Values, want int) string {
	b.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, address, body)
	if err != nil {
		b.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := c.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // read to its end
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != want {
		b.Fatalf("%s %s: %s, %v", method, address, answer.Status, err)
	}
	return string(text)
}

func (b *bench) measure() figures {
	b.Helper()
	ref := b.refer("0")
	ours := run(b.T, "serve", b.data)
	stranger := b.browser(ours, false)
	b.ask(stranger, http.MethodGet, ours.base+"/lieux/la-maison/libre", nil, http.StatusOK)
	b.Logf("first page %d ms after the start", time.Since(ours.started).Milliseconds())
	lea := b.browser(ours, true)
	link := func(s slot) url.Values {
		return url.Values{"room": {strconv.Itoa(s.room)}, "start": {strconv.FormatInt(s.start, 10)}, "end": {strconv.FormatInt(s.start+3600, 10)}, "name": {"Léa"}, "user": {"lea"}}
	}
	refWeek := func(i int) string {
		monday := b.weeks[i%len(b.weeks)]
		from, to := civil.At(monday.In(benchZone)).Time().Unix(), civil.At(monday.AddDays(7).In(benchZone)).Time().Unix()
		return b.ask(stranger, http.MethodGet, fmt.Sprintf("%s/week?from=%d&to=%d", ref.base, from, to), nil, http.StatusOK)
	}
	week := func(who *http.Client, i int) string {
		return b.ask(who, http.MethodGet, ours.base+"/lieux/la-maison/libre?le="+b.weeks[i%len(b.weeks)].String(), nil, http.StatusOK)
	}
	page := week(lea, 0)
	b.Logf("the week: %d bytes and %d elements, %d links; the reference's: %d bytes", len(page), strings.Count(page, "<")-strings.Count(page, "</"), strings.Count(page, "<a "), len(refWeek(0)))

	in := b.open()
	defer in.Close() //nolint:errcheck // the test has what it wanted
	var refs, computed, shared, refBooks, books []float64
	for range measureTurns {
		refs = append(refs, ref.each(60, func(i int) { refWeek(i) }))
		computed = append(computed, ours.each(60, func(i int) { week(lea, i) }))
		shared = append(shared, ours.each(400, func(int) { week(stranger, 0) }))
	}
	for range bookTurns {
		slots := b.next(warming + 50)
		book := func(i int) {
			b.ask(stranger, http.MethodPost, ref.base+"/book", link(slots[i]), http.StatusSeeOther)
		}
		ref.each(warming, book)
		refBooks = append(refBooks, ref.each(50, func(i int) { book(warming + i) }))
		links := b.hold(in, slots)
		confirm := func(i int) {
			b.ask(lea, http.MethodPost, ours.base+"/reservations/"+links[i], url.Values{"name": {"Léa"}}, http.StatusSeeOther)
		}
		ours.each(warming, confirm)
		books = append(books, ours.each(50, func(i int) { confirm(warming + i) }))
	}
	holds := func(what string, got, bar float64) {
		b.Logf("%-48s %6.2f (bar %.2f)", what, got, bar)
		if got > bar {
			b.Errorf("%s: %.2f, more than %.2f", what, got, bar)
		}
	}
	b.Logf("milliseconds of CPU: week %.2f, unchanged %.3f, reference %.2f; booking %.2f, reference %.2f", median(computed), median(shared), median(refs), median(books), median(refBooks))
	holds("week computed, times the reference", median(computed)/median(refs), weekBar)
	holds("week unchanged, part of computed", median(shared)/median(computed), 1/sharedBar)
	holds("booking, times the reference", median(books)/median(refBooks), bookBar)
	ref.cmd.Process.Kill() //nolint:errcheck // replaced by one that groups

	b.crowd(ours, lea, in, link)
	ours.end()
	b.commits(in)
	return figures{week: median(computed), book: median(books)}
}

// crowd has eight people book at once on both, then sixteen read and book while the memory is looked at.
func (b *bench) crowd(ours *running, lea *http.Client, in *app.App, link func(slot) url.Values) {
	b.Helper()
	ref := b.refer("1")
	const n = 400
	slots := b.next(n)
	links := b.hold(in, slots)
	theirs := b.together(8, n, func(i int) { b.ask(lea, http.MethodPost, ref.base+"/book", link(slots[i]), http.StatusSeeOther) })
	own := b.together(8, n, func(i int) {
		b.ask(lea, http.MethodPost, ours.base+"/reservations/"+links[i], url.Values{"name": {"Léa"}}, http.StatusSeeOther)
	})
	b.Logf("eight clients: %.0f bookings/s, the reference %.0f: ratio %.2f", n/own.Seconds(), n/theirs.Seconds(), theirs.Seconds()/own.Seconds())
	ref.cmd.Process.Kill() //nolint:errcheck // it is done
	links = b.hold(in, b.next(200))
	b.together(busyClients, 1600, func(i int) {
		if i%8 == 0 {
			b.ask(lea, http.MethodPost, ours.base+"/reservations/"+links[i/8], url.Values{"name": {"Léa"}}, http.StatusSeeOther)
			return
		}
		b.ask(lea, http.MethodGet, ours.base+"/lieux/la-maison/libre?le="+b.weeks[i%len(b.weeks)].String(), nil, http.StatusOK)
	})
	resident, anonymous := ours.memory()
	b.Logf("at %d clients: %.0f MiB resident, %.0f anonymous", busyClients, resident, anonymous)
	if resident > busyMemory {
		b.Errorf("%.0f MiB resident at %d clients", resident, busyClients)
	}
}

// together shares n calls among clients, and tells how long they took.
func (b *bench) together(clients, n int, do func(i int)) time.Duration {
	from := time.Now()
	var next atomic.Int64
	var all sync.WaitGroup
	for range clients {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	all.Wait()
	return time.Since(from)
}

// commits counts how many commits eight people need for what they book at once.
func (b *bench) commits(in *app.App) {
	b.Helper()
	links := b.hold(in, b.next(400))
	server := httptest.NewServer(in.Site.Handler())
	defer server.Close()
	before, _ := in.DB.Commits()
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	b.together(8, len(links), func(i int) {
		b.ask(c, http.MethodPost, server.URL+"/reservations/"+links[i], url.Values{"name": {"Léa"}}, http.StatusSeeOther)
	})
	after, _ := in.DB.Commits()
	ratio := float64(after-before) / float64(len(links))
	b.Logf("eight clients: %.2f commits for each booking", ratio)
	if ratio > commitsBar {
		b.Errorf("%.2f commits for each booking, more than %.2f", ratio, commitsBar)
	}
}
