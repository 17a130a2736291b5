package testkit

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// MailServer is a real SMTP server (mailpit) that keeps what it is sent, and goes away with the test.
type MailServer struct {
	SMTP string // smtp://127.0.0.1:port, as kit/mail wants it
	api  string
}

// Letter is what a mail server received.
type Letter struct {
	Subject string
	Text    string
	HTML    string

	ListUnsubscribe struct{ Header, HeaderPost string } // how it can be stopped
}

// Mail starts a mail server for this test.
func Mail(t testing.TB) *MailServer {
	t.Helper()
	program, err := mailpit()
	if err != nil {
		t.Fatalf("build the mail server for tests (it stands in tools/go.mod): %v", err)
	}
	smtp, web := freeAddress(t), freeAddress(t)
	cmd := exec.Command(program, "--smtp", smtp, "--listen", web, "--database", filepath.Join(t.TempDir(), "mail.db"),
		"--disable-version-check", "--smtp-disable-rdns", "--quiet")
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatalf("start the mail server: %v", err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill() //nolint:errcheck // it may have ended by itself
		cmd.Wait()         //nolint:errcheck // killed: never a clean end
	})
	m := &MailServer{SMTP: "smtp://" + smtp, api: "http://" + web}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if resp, err := http.Get(m.api + "/readyz"); err == nil {
			resp.Body.Close() //nolint:errcheck // nothing to read
			if resp.StatusCode == http.StatusOK {
				return m
			}
		}
		if time.Now().After(deadline) {
			cmd.Process.Kill() //nolint:errcheck // Wait comes with the cleanup
			t.Fatalf("the mail server did not start: %s", said.String())
		}
	}
}

// To waits for the newest letter to an address and returns it. The test fails when none arrives within ten seconds.
func (m *MailServer) To(t testing.TB, address string) Letter {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(30 * time.Millisecond) {
		if all := m.to(t, address); len(all) > 0 {
			var l Letter
			m.get(t, "/api/v1/message/"+all[0].ID, &l)
			return l
		}
	}
	t.Fatalf("no letter to %s arrived", address)
	return Letter{}
}

// Count tells how many letters to an address have arrived so far.
func (m *MailServer) Count(t testing.TB, address string) int {
	t.Helper()
	return len(m.to(t, address))
}

func (m *MailServer) to(t testing.TB, address string) []struct{ ID string } {
	t.Helper()
	var found struct{ Messages []struct{ ID string } }
	m.get(t, "/api/v1/search?query="+url.QueryEscape(`to:"`+address+`"`), &found)
	return found.Messages
}

func (m *MailServer) get(t testing.TB, path string, into any) {
	t.Helper()
	resp, err := http.Get(m.api + path)
	if err != nil {
		t.Fatalf("ask the mail server: %v", err)
	}
	defer resp.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("ask the mail server: %s %s %v", resp.Status, text, err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("read the mail server's answer: %v", err)
	}
}

// mailpit builds the mail server, or finds it in Go's build cache.
var mailpit = sync.OnceValues(func() (string, error) {
	cmd := exec.Command("go", "-C", filepath.Join(repository(), "tools"), "tool", "-n", "mailpit")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // as in tools/steps.sh, so that one build serves
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go tool -n mailpit: %w: %s", err, said.String())
	}
	return strings.TrimSpace(string(out)), nil
})

// freeAddress is an address of this machine on which nothing listens.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // its port is all we wanted
	return l.Addr().String()
}
