package app_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
	"mitoyen/internal/web"
)

// HEAD answers what GET would, without the body.
func TestHeadAnswersAsGet(t *testing.T) {
	t.Parallel()
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	town := h.town()
	v := h.signedIn("maryse@example.org")
	h.eachAddress(town.wild, func(r web.Route, _ i18n.Lang, path string) {
		if r.Method != http.MethodGet {
			return
		}
		for _, v := range []*visitor{h.visitor("stranger"), v} {
			got, head := v.get(path), v.ask(http.MethodHead, path, "", nil)
			same := got.StatusCode == head.StatusCode || got.StatusCode == http.StatusSeeOther && head.StatusCode == http.StatusUnauthorized
			if !same || got.Header.Get("Content-Type") != head.Header.Get("Content-Type") && got.StatusCode < 300 {
				t.Errorf("%s as %s: GET %s %s, HEAD %s %s", path, v.name, got.Status, got.Header.Get("Content-Type"), head.Status, head.Header.Get("Content-Type"))
			}
			if isPage(head) && head.text != "" {
				t.Errorf("HEAD %s has a body", path)
			}
		}
	})
}

// A page that was read before costs a line; one that changed is sent.
func TestPageReadAgainCostsALine(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		v := h.visitor("stranger")
		for _, path := range []string{"/", "/en/", "/lieux", "/lieux/la-gare", "/communes/52499", "/aide", "/donnees"} {
			first := v.get(path)
			tag := first.Header.Get("ETag")
			if first.StatusCode != http.StatusOK || tag == "" {
				h.Errorf("%s: %s with the tag %q", path, first.Status, tag)
				continue
			}
			v.header.Set("If-None-Match", tag)
			if again := v.get(path); again.StatusCode != http.StatusNotModified || again.text != "" || again.Header.Get("Content-Security-Policy") == "" {
				h.Errorf("%s again: %s", path, again.Status)
			}
			v.header.Set("If-None-Match", `W/"another"`)
			if other := v.get(path); other.StatusCode != http.StatusOK {
				h.Errorf("%s with another tag: %s", path, other.Status)
			}
			v.header.Del("If-None-Match")
		}
		tag := v.get("/lieux/la-gare").Header.Get("ETag")
		f := town.values("", town.seen())
		f.Set("stage", "open")
		f.Set("name", "La GARE")
		if got := h.signedIn("maryse@example.org").post("/lieux/la-gare/modifier/essentials", f); got.StatusCode != http.StatusSeeOther {
			h.Fatal(got.Status)
		}
		v.header.Set("If-None-Match", tag)
		if got := v.get("/lieux/la-gare"); got.StatusCode != http.StatusOK || !strings.Contains(got.text, "Intrus") {
			h.Errorf("after an edit: %s", got.Status)
		}
	})
}

// The same page in any coding that the browser takes, and in none that it refuses.
func TestCodings(t *testing.T) {
	t.Parallel()
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	h.town()
	plain := h.visitor("stranger").get("/lieux")
	for accept, want := range map[string]string{"": "", "br": "br", "gzip": "gzip", "gzip, deflate, br": "br", "gzip, br;q=0": "gzip", "br;q=0, gzip;q=0": "", "identity": "", "*": "", "deflate": "", "sabr": "", "br;q=0.5": "br"} {
		v := h.visitor("stranger")
		if accept != "" {
			v.header.Set("Accept-Encoding", accept)
		}
		got := v.get("/lieux")
		if got.Header.Get("Content-Encoding") != want || !slices.Contains(got.Header.Values("Vary"), "Accept-Encoding") {
			t.Errorf("%q: coded as %q, varies by %q", accept, got.Header.Get("Content-Encoding"), got.Header.Values("Vary"))
		}
		var r io.Reader = strings.NewReader(got.text)
		switch got.Header.Get("Content-Encoding") {
		case "br":
			r = brotli.NewReader(r)
		case "gzip":
			z, err := gzip.NewReader(r)
			if err != nil {
				t.Fatal(err)
			}
			r = z
		}
		if text, err := io.ReadAll(r); err != nil || string(text) != plain.text {
			t.Errorf("%q: another page, or none (%v)", accept, err)
		}
	}
}

func TestHealthz(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		v := h.visitor("probe")
		if got := v.get("/healthz"); got.StatusCode != http.StatusOK || strings.TrimSpace(got.text) != "ok" || got.Header.Get("Cache-Control") != "no-store" {
			h.Errorf("%s %q", got.Status, got.text)
		}
		if err := h.DB.Close(); err != nil {
			h.Fatal(err)
		}
		if got := v.get("/healthz"); got.StatusCode != http.StatusServiceUnavailable {
			h.Errorf("without a database: %s", got.Status)
		}
		// Pages break with a number, too, and nothing panics.
		if got := v.get("/lieux"); got.StatusCode != http.StatusInternalServerError {
			h.Errorf("a page without a database: %s", got.Status)
		}
	})
}
