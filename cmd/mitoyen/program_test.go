package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program is the program as it is handed out, built once for all proofs: they need processes of their own, to have two at once and to kill
// one. The race detector is left out of it; tests inside the packages have it.
func program(t *testing.T) string {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var buildFolder string // "" when nothing was built

var built = sync.OnceValues(func() (path string, err error) {
	if buildFolder, err = os.MkdirTemp("", "mitoyen-program-*"); err != nil {
		return "", err
	}
	path = filepath.Join(buildFolder, "mitoyen")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as in tools/test.sh, so that one build serves
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if buildFolder != "" {
		os.RemoveAll(buildFolder) //nolint:errcheck // in the system's temporary folder
	}
	os.Exit(code)
}

// running is the program under test.
type running struct {
	*testing.T
	cmd     *exec.Cmd
	started time.Time
	base    string
	log     bytes.Buffer // to read once it has ended
}

// run starts `mitoyen demo` or `mitoyen serve` on a data folder and waits for what it prints: its address, and for the demonstration the
// last person's link.
func run(t *testing.T, command, data string, more ...string) *running {
	t.Helper()
	p, out := launch(t, append([]string{command, "--data", data}, more...)...)
	last := regexp.MustCompile(`http://\S+/`)
	if command == "demo" {
		last = regexp.MustCompile(`Sami .*http://\S+/`)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if last.MatchString(lines.Text()) {
			address := regexp.MustCompile(`http://[^/]+`).FindString(lines.Text())
			p.base = address
			go io.Copy(io.Discard, out) //nolint:errcheck // nothing more to learn
			return p
		}
	}
	p.cmd.Wait() //nolint:errcheck // what it said tells more
	t.Fatalf("%s ended without telling its address: %v\n%s", command, lines.Err(), p.log.String())
	return nil
}

// launch starts the program and doesn't wait for it.
func launch(t *testing.T, args ...string) (p *running, out io.Reader) {
	t.Helper()
	p = &running{T: t, cmd: exec.Command(program(t), append(args, "--listen", "127.0.0.1:0")...)}
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.started = time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill() }) //nolint:errcheck // it has usually ended
	return p, out
}

// end asks the program to stop and waits for it.
func (p *running) end() {
	p.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.Fatalf("%v\n%s", err, p.log.String())
	}
	p.wantCalm()
}

// kill ends the program as a power cut does: it gets no word in.
func (p *running) kill() {
	p.Helper()
	if err := p.cmd.Process.Kill(); err != nil {
		p.Fatal(err)
	}
	p.cmd.Wait() //nolint:errcheck // killed: never a clean end
	p.wantCalm()
}

// wantCalm looks into the log of a program that has ended: nothing went wrong that nobody was told of.
func (p *running) wantCalm() {
	p.Helper()
	for line := range strings.Lines(p.log.String()) {
		if strings.Contains(line, "level=ERROR") || strings.HasPrefix(line, "panic:") {
			p.Errorf("the program's log:\n%s", p.log.String())
			return
		}
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
