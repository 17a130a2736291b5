package ui_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/locale"
	"mitoyen/internal/web/ui"
)

// speak is a context in which pages speak a language.
func speak(t *testing.T, lang i18n.Lang) context.Context {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return i18n.With(context.Background(), c.In(lang))
}

// html renders a component in French.
func html(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(speak(t, i18n.French), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	})
}

func page(t *testing.T, f ui.Frame, content templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := ui.Layout(f).Render(templ.WithChildren(speak(t, i18n.French), content), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestLayoutPrintsTheDrawingsOfThePageAndNoOthers(t *testing.T) {
	t.Parallel()
	got := page(t, ui.Frame{Title: "Essai", Lang: i18n.French}, ui.Icon("bus"))
	for _, want := range []string{`<use href="#i-bus">`, `<symbol id="i-bus"`, `<symbol id="i-logo"`} {
		if strings.Count(got, want) != 1 {
			t.Errorf("want %s once in\n%s", want, got)
		}
	}
	if strings.Contains(got, `id="i-bike"`) {
		t.Error("a drawing that the page doesn't use was printed")
	}
	if strings.Index(got, `<symbol id="i-bus"`) < strings.Index(got, "</footer>") {
		t.Error("the drawings stand before the content")
	}
}

func TestTwoPagesDoNotShareTheirDrawings(t *testing.T) {
	t.Parallel()
	page(t, ui.Frame{Title: "Un", Lang: i18n.French}, ui.Icon("bike"))
	if strings.Contains(page(t, ui.Frame{Title: "Deux", Lang: i18n.French}, text("")), "i-bike") {
		t.Error("the second page carries a drawing of the first")
	}
}

func TestFragmentCarriesItsOwnDrawing(t *testing.T) {
	t.Parallel()
	got := html(t, ui.Icon("bus"))
	if strings.Contains(got, "<use") || !strings.Contains(got, `viewBox="0 0 24 24"`) {
		t.Errorf("an icon outside a page must stand alone: %s", got)
	}
}

func TestUnknownDrawingIsAnError(t *testing.T) {
	t.Parallel()
	if err := ui.Icon("licorne").Render(context.Background(), io.Discard); err == nil {
		t.Error("want an error for a drawing that the sprite doesn't have")
	}
}

func TestJSONLDCannotEndItsElement(t *testing.T) {
	t.Parallel()
	got := page(t, ui.Frame{Title: "t", Lang: i18n.French, JSONLD: map[string]string{"name": "</script><b>"}}, text(""))
	if strings.Contains(got, "</script><b>") {
		t.Error("a name ended the data block")
	}
}

func TestEnglishPageLinksItsFrenchTwin(t *testing.T) {
	t.Parallel()
	f := ui.Frame{Title: "Places", Lang: i18n.English, Origin: "https://x.test", Path: "/en/places", AltPath: "/lieux"}
	got := page(t, f, text(""))
	for _, want := range []string{
		`<html lang="en">`,
		`<link rel="canonical" href="https://x.test/en/places">`,
		`<link rel="alternate" hreflang="fr" href="https://x.test/lieux">`,
		`<a href="/lieux" hreflang="fr" lang="fr" rel="alternate">Français</a>`,
		`<a class="brand" href="/en/">`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %s in\n%s", want, got)
		}
	}
}

func TestStaticFilesAreKeptForAYearUnderTheirHash(t *testing.T) {
	t.Parallel()
	stale := strings.Replace(ui.Asset("app.css"), ".css", "x.css", 1)
	stale = stale[:len("/static/app.")] + "00000000.css"
	tests := []struct {
		name, method, path, accept     string
		status                         int
		cache, encoding, bodyMustStart string
	}{
		{"brotli first", "GET", ui.Asset("app.css"), "gzip, deflate, br", 200, "public, max-age=31536000, immutable", "br", ""},
		{"gzip when brotli is refused", "GET", ui.Asset("app.css"), "br;q=0, gzip", 200, "public, max-age=31536000, immutable", "gzip", ""},
		{"plain for the others", "GET", ui.Asset("app.css"), "", 200, "public, max-age=31536000, immutable", "", "@layer"},
		{"the font is compressed already", "GET", ui.Asset("bricolage-grotesque-mitoyen.woff2"), "br", 200, "public, max-age=31536000, immutable", "", "wOF2"},
		{"an address of another release isn't kept", "GET", stale, "", 200, "no-store", "", "@layer"},
		{"no other name", "GET", "/static/app.css", "", 404, "", "", "404"},
		{"no way out of the folder", "GET", "/static/../assets.00000000.go", "", 404, "", "", "404"},
		{"only reading", "POST", ui.Asset("app.css"), "", 405, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(tt.method, tt.path, nil)
			r.Header.Set("Accept-Encoding", tt.accept)
			w := httptest.NewRecorder()
			ui.Static().ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Fatalf("status %d, want %d", w.Code, tt.status)
			}
			if got := w.Header().Get("Cache-Control"); got != tt.cache {
				t.Errorf("Cache-Control %q, want %q", got, tt.cache)
			}
			if got := w.Header().Get("Content-Encoding"); got != tt.encoding {
				t.Errorf("Content-Encoding %q, want %q", got, tt.encoding)
			}
			if !strings.HasPrefix(w.Body.String(), tt.bodyMustStart) {
				t.Errorf("body starts with %.20q, want %q", w.Body.String(), tt.bodyMustStart)
			}
		})
	}
}

func TestStyleSheetNamesTheHashedFont(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	ui.Static().ServeHTTP(w, httptest.NewRequest(http.MethodGet, ui.Asset("app.css"), nil))
	font := strings.TrimPrefix(ui.Asset("bricolage-grotesque-mitoyen.woff2"), "/static/")
	if !strings.Contains(w.Body.String(), `url("`+font+`")`) {
		t.Errorf("the sheet doesn't load %s", font)
	}
}
