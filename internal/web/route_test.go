package web_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/locale"
	"mitoyen/internal/testkit"
	"mitoyen/internal/web"
)

func nothing(*web.Call) error { return nil }

func newSite(t *testing.T, db *store.DB) *web.Site {
	t.Helper()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return web.NewSite(db, catalog, slog.New(slog.DiscardHandler), false)
}

func TestHref(t *testing.T) {
	t.Parallel()
	s := newSite(t, testkit.SQLite(t))
	s.Add(
		web.Route{Name: "home", Method: http.MethodGet, FR: "/{$}", EN: "/en/{$}", Do: nothing},
		web.Route{Name: "place", Method: http.MethodGet, FR: "/lieux/{slug}", EN: "/en/places/{slug}", Do: nothing},
		web.Route{Name: "edit", Method: http.MethodGet, FR: "/lieux/{slug}/modifier/{part}", EN: "/en/places/{slug}/edit/{part}", Do: nothing},
		web.Route{Name: "csv", Method: http.MethodGet, FR: "/donnees/lieux.csv", Do: nothing})
	for _, x := range []struct {
		lang  i18n.Lang
		name  string
		pairs []string
		want  string
	}{
		{i18n.French, "home", nil, "/"},
		{i18n.English, "home", nil, "/en/"},
		{i18n.French, "place", []string{"slug", "la-gare"}, "/lieux/la-gare"},
		{i18n.English, "place", []string{"slug", "la-gare"}, "/en/places/la-gare"},
		{i18n.French, "place", []string{"slug", "a/b?c#d e%"}, "/lieux/a%2Fb%3Fc%23d%20e%25"},
		{i18n.French, "edit", []string{"part", "hours", "slug", "la-gare", "q", "é&x"}, "/lieux/la-gare/modifier/hours?q=%C3%A9%26x"},
		{i18n.French, "home", []string{"a", "1", "a", "2", "b", ""}, "/?a=1&a=2"},
		{i18n.English, "csv", nil, "/donnees/lieux.csv"},
	} {
		if got := s.Href(x.lang, x.name, x.pairs...); got != x.want {
			t.Errorf("%s %s %v: %q, want %q", x.lang, x.name, x.pairs, got, x.want)
		}
	}
}

// What stands twice in the table, or nowhere, is a mistake in the program and is told at its start.
func TestMistakesInTheTable(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(*web.Site){
		"a name twice": func(s *web.Site) {
			s.Add(web.Route{Name: "a", Method: "GET", FR: "/a", Do: nothing}, web.Route{Name: "a", Method: "GET", FR: "/b", Do: nothing})
		},
		"an address twice": func(s *web.Site) {
			s.Add(web.Route{Name: "a", Method: "GET", FR: "/a", Do: nothing}, web.Route{Name: "b", Method: "GET", FR: "/a", Do: nothing})
		},
		"a link to nowhere": func(s *web.Site) { s.Href(i18n.French, "nowhere") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, testkit.SQLite(t))
			defer func() {
				if recover() == nil {
					t.Error("nobody noticed")
				}
			}()
			do(s)
		})
	}
}

// A route without its own bound has the ordinary one.
func TestEveryFormIsBounded(t *testing.T) {
	t.Parallel()
	s := newSite(t, testkit.SQLite(t))
	s.Add(web.Route{Name: "a", Method: "POST", FR: "/a", Do: nothing}, web.Route{Name: "b", Method: "POST", FR: "/b", MaxBody: 7, Do: nothing})
	for _, r := range s.Routes() {
		if want := map[string]int64{"a": 256 << 10, "b": 7}[r.Name]; r.MaxBody != want {
			t.Errorf("%s takes %d bytes", r.Name, r.MaxBody)
		}
	}
}

func TestAccess(t *testing.T) {
	t.Parallel()
	if !web.Anyone.Open() || web.SignedIn.Open() || web.Holding("place.edit").Open() {
		t.Error("a gate stands open, or shut")
	}
	if (web.Route{}).Who != web.Anyone {
		t.Error("a route that says nothing is not the open one that the table shows")
	}
}

func TestLocalAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"/": "/", "/lieux?q=a&b=c#d": "/lieux?q=a&b=c#d", "/lieux/é": "/lieux/é", "/a//b": "/a//b",
		"": "/", "lieux": "/", "//evil.example.org": "/", `/\evil.example.org`: "/", `\/evil.example.org`: "/", "https://evil.example.org": "/", "javascript:alert(1)": "/",
		"/\tevil": "/", "/\r\nX: y": "/", "/\n/evil": "/", "/\x00": "/", "/\x0b/evil": "/", " /lieux": "/",
	} {
		if got := web.LocalAddress(address); got != want {
			t.Errorf("%q leads to %q, want %q", address, got, want)
		}
	}
}

// Whatever stands in it, an address leads to this host, as a browser reads it.
func FuzzLocalAddress(f *testing.F) {
	for _, s := range []string{"/lieux", "//evil.example.org", `/\evil`, "/\t/evil", "/..//evil", "http:evil", "/%2f/evil", "/;//evil"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, address string) {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "http://here.example.org/a/b", nil)
		http.Redirect(w, r, web.LocalAddress(address), http.StatusSeeOther)
		to := w.Header().Get("Location")
		// A browser drops tabs and line ends, and takes \ for /.
		seen := strings.ReplaceAll(strings.NewReplacer("\t", "", "\r", "", "\n", "").Replace(to), `\`, "/")
		if !strings.HasPrefix(seen, "/") || strings.HasPrefix(seen, "//") {
			t.Errorf("%q sends the browser to %q", address, to)
		}
	})
}

func TestDevice(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                           "Firefox, Linux",
		"Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0":                                                             "Firefox, Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36":                  "Chrome, Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0":    "Edge, Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":            "Safari, Mac",
		"Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36":            "Chrome, Android",
		"curl/8.5.0": "", "": "", "<script>": "",
	} {
		if got := web.Device(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}
