package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/app"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
	"mitoyen/internal/web"
)

// letterAskedAs asks for a letter as somebody who calls the site by a name of their own, and reads where its link leads.
func (h *house) letterAskedAs(host string) string {
	h.Helper()
	v := h.visitor("eve")
	v.host = host
	v.header.Set("X-Forwarded-Host", host)
	v.post("/connexion", url.Values{"email": {"lea@example.org"}})
	rows := h.rows(`SELECT payload FROM job WHERE done_at IS NULL`)
	if len(rows) != 1 {
		h.Fatalf("%d letters wait", len(rows))
	}
	h.deliver()
	link := regexp.MustCompile(`(https?://[^/\s]+)/connexion/lien/`).FindStringSubmatch(rows[0])
	if link == nil || strings.Contains(rows[0], host) {
		h.Fatalf("the letter is %s", rows[0])
	}
	return link[1]
}

// Whoever asks for a letter never says where its link leads.
func TestLetterLeadsWhereTheInstanceSays(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		if got := h.letterAskedAs("evil.example.net"); got != "http://example.com" {
			h.Errorf("nobody told the address: the link leads to %q", got)
		}
		sami := h.signedIn("sami@example.org")
		sami.host = "lieux.example.org"
		sami.header.Set("X-Forwarded-Proto", "https")
		if page := sami.get("/reglages"); !strings.Contains(page.text, `value="https://lieux.example.org"`) {
			h.Error("the settings don't offer the address by which they were opened")
		}
		for _, x := range []struct{ typed, want string }{
			{"https://lieux.example.org/", "https://lieux.example.org"},
			{"lieux", "https://lieux.example.org"},
			{"javascript:alert(1)", "https://lieux.example.org"},
			{"https://lieux.example.org/chemin?x", "https://lieux.example.org"},
			{"https://a@b.example.org", "https://lieux.example.org"},
			{"http://192.0.2.7:8080", "http://192.0.2.7:8080"},
		} {
			sami.post("/reglages", url.Values{web.AddressSetting: {x.typed}})
			if got := h.letterAskedAs("evil.example.net"); got != x.want {
				h.Errorf("after %q the link leads to %q, want %q", x.typed, got, x.want)
			}
			h.clock.Advance(time.Hour) // nobody gets too many letters
		}
	})
}

func TestAddressGivenAtTheStartWins(t *testing.T) {
	t.Parallel()
	h := openHouseWith(t, testkit.SQLitePath(t, testkit.WithTerritory()), func(c *app.Config) { c.Address = "https://site.example.org/" })
	h.town()
	h.signedIn("sami@example.org").post("/reglages", url.Values{web.AddressSetting: {"https://autre.example.org"}})
	if got := h.letterAskedAs("evil.example.net"); got != "https://site.example.org" {
		t.Errorf("the link leads to %q", got)
	}
}

// The first run remembers the address by which its page was opened; this machine's own is nobody else's.
func TestFirstRunRemembersItsAddress(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{"lieux.example.org": "https://lieux.example.org", "127.0.0.1:8080": "http://example.com", "localhost": "http://example.com", "[::1]:8080": "http://example.com"} {
		h := openHouse(t, store.SQLite, testkit.WithTerritory())
		ada := h.visitor("ada")
		ada.host = host
		ada.header.Set("X-Forwarded-Proto", "https")
		if got := ada.post("/ouvrir", opening(h.firstKey())); got.StatusCode != http.StatusSeeOther {
			t.Fatal(got.Status)
		}
		if got := h.letterAskedAs("evil.example.net"); got != want {
			t.Errorf("opened at %s: letters lead to %q, want %q", host, got, want)
		}
	}
}
