// Package api is the shell of the JSON API: it turns an HTTP request into a Call (who asks by which token, in which language), hands it to the
// operation's function, and turns what comes back into JSON or into a problem that a program and a person can read (RFC 9457).
//
// The operations themselves live in the …api packages of the domains, and go through the same doors as the pages. What they take and give is
// described by their Go types; the OpenAPI document is made of these, so that it can't say anything else than what is done.
//
// Always true: nobody is known here but by a token. Cookies open nothing, so no page of another site can ask in somebody's name. What anybody
// may read, pages of any site may read, without credentials.
package api

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/limit"
	"mitoyen/internal/kit/store"
)

// Root is where every address of the API begins.
const Root = "/api/v1"

// Shell is everything that operations share.
type Shell struct {
	DB      *store.DB
	Catalog *i18n.Catalog
	Log     *slog.Logger

	Origin  func(*http.Request) string                                // of this site, for links
	Href    func(lang i18n.Lang, name string, pairs ...string) string // the address of a page
	Address func(*http.Request) string                                // where a request comes from
	Say     func(*i18n.Printer, fault.Field) string                   // a breach in a sentence

	// Rooms add the operations of each domain. They are asked when the API is first wanted: describing types costs time and memory that an
	// instance without programs never needs.
	Rooms []func(*Shell)

	once   sync.Once
	mux    *http.ServeMux
	huma   huma.API
	count  limit.Counter
	byName map[string]bool
}

// Mount is the pattern under which the shell is served.
const Mount = Root + "/"

// mostBody bounds what a request may carry.
const mostBody = 64 << 10

func (s *Shell) build() {
	s.mux, s.byName, s.count.Window = http.NewServeMux(), map[string]bool{}, limitWindow
	config := huma.DefaultConfig("Mitoyen", "1")
	config.CreateHooks = nil // no links to schemas in what is answered
	config.DocsPath, config.SchemasPath, config.OpenAPIPath = "", "", ""
	config.Info.Description = about
	config.Servers = []*huma.Server{{URL: Root}}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{scheme: {Type: "http", Scheme: "bearer",
		Description: "A personal token, made in one's space (/en/my-space/tokens)."}}
	config.Tags = []*huma.Tag{{Name: "Places", Description: "The directory."}, {Name: "Resources", Description: "What places lend, and when it is free."}, {Name: "Bookings", Description: "One's own; and those of a place, for its team."},
		{Name: "Series", Description: "Bookings that come again."},
		{Name: "Waiting line", Description: "For what is taken: what becomes free is offered in order."},
		{Name: "Closures", Description: "When a place, or something of it, is shut; for its managers."}, {Name: "Members", Description: "Who belongs to the organisation of a place; for its team."}}
	s.huma = humago.NewWithPrefix(s.mux, Root, config)
	s.mux.HandleFunc("GET "+Root+"/openapi.json", s.document(func() ([]byte, error) { return s.OpenAPI() }, "application/openapi+json"))
	s.mux.HandleFunc("GET "+Root+"/openapi.yaml", s.document(func() ([]byte, error) { return s.huma.OpenAPI().YAML() }, "application/openapi+yaml"))
	s.mux.HandleFunc("/", s.nowhere)
	for _, add := range s.Rooms {
		add(s)
	}
}

func (s *Shell) built() *Shell {
	s.once.Do(s.build)
	return s
}

// ServeHTTP answers a request.
func (s *Shell) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.built()
	c := &Call{W: w, Shell: s, Lang: langOf(r)}
	c.P = s.Catalog.In(c.Lang)
	c.R = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	h := w.Header()
	h.Set("Vary", "Accept-Language, Authorization")
	h.Set("Content-Language", string(c.Lang))
	h.Set("Cache-Control", "no-cache")
	if r.Header.Get("Authorization") != "" {
		h.Set("Cache-Control", "private, no-store")
	}
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			if r.Context().Err() != nil {
				return // whoever asked went away
			}
			c.W = w
			c.refuse(fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	if r.Method == http.MethodOptions {
		s.preflight(w, r)
		return
	}
	if !isText(r.URL.Path) || !isTextQuery(r) {
		c.refuse(errNowhere)
		return
	}
	if err := c.enter(); err != nil {
		c.refuse(err)
		return
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		tagged(w, c.R, func(w http.ResponseWriter) {
			c.W = w
			s.mux.ServeHTTP(w, c.R)
		})
		return
	}
	s.mux.ServeHTTP(w, c.R)
}

var errNowhere = fault.New(fault.NotFound, "api.nowhere")

// nowhere answers what no operation does, and tells what can be done at an address that is known.
func (s *Shell) nowhere(w http.ResponseWriter, r *http.Request) {
	c := From(r.Context())
	if allowed := s.methodsAt(r); len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		c.send(c.problem(http.StatusMethodNotAllowed, "api.method", nil))
		return
	}
	c.refuse(errNowhere)
}

func (s *Shell) methodsAt(r *http.Request) (allowed []string) {
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = m
		if _, pattern := s.mux.Handler(other); pattern != "/" {
			allowed = append(allowed, m)
		}
	}
	return allowed
}

// preflight tells a browser what pages of other sites may ask: to read what anybody may read. A token is not among what they may send.
func (s *Shell) preflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD")
	h.Set("Access-Control-Allow-Headers", "Accept-Language, If-None-Match")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// document answers with the description of the API.
func (s *Shell) document(make func() ([]byte, error), kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		text, err := make()
		if err != nil {
			From(r.Context()).refuse(err)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Write(text) //nolint:errcheck // the reader went away
	}
}

// OpenAPI is the description of the API as JSON, in a form that changes only with what it says.
func (s *Shell) OpenAPI() ([]byte, error) {
	s.built()
	raw, err := s.huma.OpenAPI().MarshalJSON()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = indent(&out, raw)
	return out.Bytes(), err
}

// Limits within a minute. Several people may share an address.
const (
	limitWindow  = time.Minute
	mostByToken  = 120
	mostByPlace  = 300 // by one address
	mostWrongKey = 20  // tokens of one address that open nothing
)

func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

func isTextQuery(r *http.Request) bool {
	for _, all := range r.URL.Query() {
		if slices.ContainsFunc(all, func(s string) bool { return !isText(s) }) {
			return false
		}
	}
	return true
}
