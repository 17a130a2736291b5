package app_test

import (
	"bytes"
	"context"
	"database/sql"
	"hash/fnv"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"mitoyen/internal/app"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
	"mitoyen/internal/web"
)

// house is a whole instance as the program runs it, with a clock of its own and everything that it logs.
type house struct {
	*testing.T
	*app.App
	clock   *testkit.Clock
	handler http.Handler
	where   string // of the database, as store.Open takes it
	log     *logged
	reader  *sql.DB // beside the program's own connections
}

// eachHouse opens an instance with the communes on each database.
func eachHouse(t *testing.T, f func(h *house)) {
	t.Helper()
	for _, engine := range []store.Engine{store.SQLite, store.PostgreSQL} {
		t.Run(engine.String(), func(t *testing.T) {
			t.Parallel()
			f(openHouse(t, engine, testkit.WithTerritory()))
		})
	}
}

func openHouse(t *testing.T, engine store.Engine, opts ...testkit.Option) *house {
	t.Helper()
	if engine == store.PostgreSQL {
		return openHouseWith(t, testkit.PostgresURL(t, opts...), func(c *app.Config) { c.Data = t.TempDir() })
	}
	return openHouseWith(t, testkit.SQLitePath(t, opts...), func(*app.Config) {})
}

// openHouseWith opens an instance on a database, set up in a way of its own.
func openHouseWith(t *testing.T, where string, setUp func(*app.Config)) *house {
	t.Helper()
	h := &house{T: t, clock: &testkit.Clock{}, log: &logged{}, where: where}
	c := app.Config{Data: filepath.Dir(where), Fast: true, Clock: h.clock.Now, Log: slog.New(slog.NewTextHandler(h.log, nil))}
	if strings.HasPrefix(where, "postgres") {
		c.Database = where
	}
	setUp(&c)
	a, err := app.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := a.Prepare(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	a.Site.Listening = "http://example.com"
	h.App, h.handler = a, a.Site.Handler()
	return h
}

// logged is the log, for the test to read.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (h *house) update(do func(*store.Tx) error) {
	h.Helper()
	if err := h.DB.Update(context.Background(), do); err != nil {
		h.Fatal(err)
	}
}

// visitor is a browser, of several windows if need be: it keeps its cookies, follows nothing by itself, and comes from an address of its own.
type visitor struct {
	h       *house
	name    string
	mu      sync.Mutex // of the cookies
	cookies map[string]string
	header  http.Header // sent with each request
	proxied bool        // it comes through a proxy on this machine
	host    string      // what it calls the site; "" for example.com
}

func (h *house) visitor(name string) *visitor {
	return &visitor{h: h, name: name, cookies: map[string]string{}, header: http.Header{}}
}

// answer is what came back.
type answer struct {
	*http.Response
	text string
}

func (v *visitor) get(path string) answer { return v.ask(http.MethodGet, path, "", nil) }

func (v *visitor) post(path string, form url.Values) answer {
	return v.ask(http.MethodPost, path, "application/x-www-form-urlencoded", []byte(form.Encode()))
}

func (v *visitor) ask(method, path, contentType string, body []byte) answer {
	v.h.Helper()
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	if r.RemoteAddr = addressOf(v.name); v.proxied {
		r.RemoteAddr = "127.0.0.1:4711"
	}
	if v.host != "" {
		r.Host = v.host
	}
	for k, all := range v.header {
		r.Header[k] = all
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if method == http.MethodPost && r.Header.Get("Sec-Fetch-Site") == "" {
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	v.mu.Lock()
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	v.mu.Unlock()
	w := httptest.NewRecorder()
	v.h.handler.ServeHTTP(w, r)
	res := w.Result()
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, c := range res.Cookies() {
		if c.MaxAge < 0 || c.Value == "" {
			delete(v.cookies, c.Name)
		} else {
			v.cookies[c.Name] = c.Value
		}
	}
	return answer{res, w.Body.String()}
}

// addressOf gives each visitor an address, so that one's tries don't count for another.
func addressOf(name string) string {
	sum := fnv.New32a()
	sum.Write([]byte(name)) //nolint:errcheck // never fails
	b := sum.Sum(nil)
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, b[1], b[2], b[3]}), 4711).String()
}

// signedIn is a visitor who came in by a link.
func (h *house) signedIn(email string) *visitor {
	h.Helper()
	path, err := h.SignInPath(context.Background(), email, "")
	if err != nil {
		h.Fatal(err)
	}
	v := h.visitor(email)
	if got := v.post(path, nil); got.StatusCode != http.StatusSeeOther || v.cookies["mitoyen"] == "" {
		h.Fatalf("%s could not sign in: %s", email, got.Status)
	}
	return v
}

// address is a route's address with wildcards filled in; the test fails for a wildcard that it wasn't taught.
func (h *house) address(r web.Route, lang i18n.Lang, wild map[string]string) string {
	h.Helper()
	pattern := r.FR
	if lang == i18n.English {
		pattern = r.EN
	}
	parts := strings.Split(strings.TrimSuffix(pattern, "{$}"), "/")
	for i, p := range parts {
		if !strings.HasPrefix(p, "{") {
			continue
		}
		value, known := wild[r.Name+p]
		if !known {
			value, known = wild[p]
		}
		if !known {
			h.Fatalf("route %s has the wildcard %s: teach this test a value for it", r.Name, p)
		}
		parts[i] = url.PathEscape(value)
	}
	return strings.Join(parts, "/")
}

// eachRead calls f with every address of every page that is read.
func (h *house) eachRead(wild map[string]string, f func(path string)) {
	h.Helper()
	for _, r := range h.Site.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		f(h.address(r, i18n.French, wild))
		if r.EN != "" {
			f(h.address(r, i18n.English, wild))
		}
	}
}

// eachAddress calls f with every address of every route, in each language that it has.
func (h *house) eachAddress(wild map[string]string, f func(r web.Route, lang i18n.Lang, path string)) {
	h.Helper()
	routes := h.Site.Routes()
	if len(routes) < 40 {
		h.Fatalf("the table has only %d routes", len(routes))
	}
	for _, r := range routes {
		f(r, i18n.French, h.address(r, i18n.French, wild))
		if r.EN != "" {
			f(r, i18n.English, h.address(r, i18n.English, wild))
		}
	}
}

// withFile is a form with a file in it.
func withFile(v url.Values, name, content string) (contentType string, body []byte) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, all := range v {
		for _, x := range all {
			w.WriteField(k, x) //nolint:errcheck // into memory
		}
	}
	f, _ := w.CreateFormFile("file", name) // into memory
	f.Write([]byte(content))               //nolint:errcheck // into memory
	w.Close()                              //nolint:errcheck // into memory
	return w.FormDataContentType(), b.Bytes()
}
