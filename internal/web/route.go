package web

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/organisation"
)

// Route is one page or action. FR and EN are the two addresses of the same thing; EN is "" for what has no language (exports).
type Route struct {
	Name    string // how other pages link to it: place.show
	Method  string // GET or POST
	FR, EN  string // patterns of net/http, without method
	Who     Access
	Do      func(*Call) error
	MaxBody int64 // bytes that a POST may carry; 256 KiB when zero
	Blind   bool  // never looks at who asks, and reads and sets no session: whoever answers a survey
	Desk    bool  // whoever has their turn at a computer of a counter comes in too; every other route takes them for a stranger
}

// Access is the first gate of a route. It says who can have any business here; the use case decides about the very thing.
type Access struct {
	Act    organisation.Act // "" with Person: anybody signed in
	Person bool             // false: strangers too
}

// Anyone lets strangers in.
var Anyone = Access{}

// SignedIn lets in whoever is signed in.
var SignedIn = Access{Person: true}

// Holding lets in who may do an act in some scope.
func Holding(act organisation.Act) Access { return Access{Act: act, Person: true} }

// Open reports whether strangers may come in.
func (a Access) Open() bool { return !a.Person }

// Add adds routes to the table. Two routes of one name, or an address that stands twice, are a mistake in the program.
func (s *Site) Add(routes ...Route) {
	for _, r := range routes {
		if s.byName[r.Name] != nil {
			panic("route " + r.Name + " stands twice")
		}
		if r.MaxBody == 0 {
			r.MaxBody = 256 << 10
		}
		kept := &r
		s.routes = append(s.routes, r)
		s.byName[r.Name] = kept
		s.mux.Handle(r.Method+" "+r.FR, s.serve(kept))
		if r.EN != "" {
			s.mux.Handle(r.Method+" "+r.EN, s.serve(kept))
		}
	}
}

// Routes is the table, for the test that walks it.
func (s *Site) Routes() []Route { return s.routes }

// Href is the address of a route in a language. Pairs name the wildcards of its pattern; what is left over becomes the query.
// An unknown route is a mistake in the program.
func (s *Site) Href(lang i18n.Lang, name string, pairs ...string) string {
	r := s.byName[name]
	if r == nil {
		panic(fmt.Sprintf("no route %q", name))
	}
	pattern := r.FR
	if lang == i18n.English && r.EN != "" {
		pattern = r.EN
	}
	pattern = strings.TrimSuffix(pattern, "{$}")
	query := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		wild := "{" + pairs[i] + "}"
		switch {
		case strings.Contains(pattern, wild):
			pattern = strings.Replace(pattern, wild, url.PathEscape(pairs[i+1]), 1)
		case pairs[i+1] != "":
			query.Add(pairs[i], pairs[i+1])
		}
	}
	if len(query) > 0 {
		pattern += "?" + query.Encode()
	}
	return pattern
}

// Href is the address of a route in the language of the page being made.
func Href(ctx context.Context, name string, pairs ...string) string {
	c := From(ctx)
	return c.Site.Href(c.Lang, name, pairs...)
}

func langOf(path string) i18n.Lang {
	if path == "/en" || strings.HasPrefix(path, "/en/") {
		return i18n.English
	}
	return i18n.French
}

func notFound(c *Call) error {
	return errNotFound
}
