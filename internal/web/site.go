// Package web is the shell of the pages: it turns an HTTP request into a Call (who asks, in which language, with what typed), hands it to
// the page's function, and turns what comes back into a page, a redirect or a clear refusal.
//
// Each page is a Route in one table, and each route says who may come in. French addresses are plain, English ones begin with /en/;
// the address alone decides the language. The pages themselves live in the …web packages of the domains.
package web

import (
	"crypto/subtle"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/limit"
	"mitoyen/internal/kit/store"
)

// Site is everything that pages share.
type Site struct {
	DB       *store.DB
	Catalog  *i18n.Catalog
	Settings *Settings
	Log      *slog.Logger
	Demo     bool   // the pages say that nothing here is real
	Address  string // https://host, without a slash at the end; "" when nobody told

	// Desk finds whose turn it is at a computer of a counter (package desk), for the routes of a counter. nil: no instance is without, only tests.
	Desk func(*Call) error

	Listening string // http://host:port that the program answers on; set before it serves

	sessions *scs.SessionManager
	routes   []Route
	byName   map[string]*Route
	mux      *http.ServeMux
	nav      []string // names of the routes in the main navigation
	teamNav  []TeamLink
	limit    limit.Counter
	shared   shared
	firstRun string // key of the page that opens the first place
}

// NewSite makes a site without routes. Secure cookies are for sites behind HTTPS.
func NewSite(db *store.DB, catalog *i18n.Catalog, log *slog.Logger, secure bool) *Site {
	s := &Site{DB: db, Catalog: catalog, Log: log, Settings: &Settings{db: db}, byName: map[string]*Route{}, mux: http.NewServeMux(), limit: limit.Counter{Window: limitWindow}}
	m := scs.New()
	m.Store = sessionStore{account.SessionStore{DB: db}}
	m.Codec = account.SessionCodec{}
	m.Lifetime = 30 * 24 * time.Hour
	m.Cookie.Name = "mitoyen"
	m.Cookie.HttpOnly = true
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.Cookie.Secure = secure
	m.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		log.Error("session", "err", err)
		http.Error(w, "503", http.StatusServiceUnavailable)
	}
	s.sessions = m
	s.firstRun = form.NewSubmission()
	return s
}

// Nav sets the routes of the main navigation, in order.
func (s *Site) Nav(names ...string) { s.nav = names }

// Mount adds a plain handler outside the table of pages: static files and the health check.
func (s *Site) Mount(pattern string, h http.Handler) { s.mux.Handle(pattern, h) }

// Handler is the whole site.
func (s *Site) Handler() http.Handler {
	s.mux.Handle("/", s.serve(&Route{Name: "not-found", Who: Anyone, Do: notFound}))
	guard := http.NewCrossOriginProtection()
	return secureHeaders(guard.Handler(s.mux))
}

// FirstRunPath is the way to the page that opens an instance's first place. Its key is known to whoever started the program alone.
func (s *Site) FirstRunPath() string { return s.Href(i18n.French, "place.begin", "cle", s.firstRun) }

// IsFirstRunKey reports whether a key is the one that the program printed.
func (s *Site) IsFirstRunKey(key string) bool {
	return subtle.ConstantTimeCompare([]byte(key), []byte(s.firstRun)) == 1
}

// csp forbids everything that the pages do without: no inline script, nothing from elsewhere. Style attributes carry positions.
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// safe is what each answer says to the browser of its own safety.
var safe = http.Header{
	"Content-Security-Policy":    {csp},
	"X-Content-Type-Options":     {"nosniff"},
	"Referrer-Policy":            {"strict-origin-when-cross-origin"},
	"Permissions-Policy":         {"geolocation=(self), camera=(), microphone=()"},
	"Cross-Origin-Opener-Policy": {"same-origin"},
}

func secureHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), safe) // a page that says otherwise sets another value in place of the shared one
		next.ServeHTTP(w, r)
	})
}
