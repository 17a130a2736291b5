package web

import (
	"bytes"
	"context"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// Call is one request with what the shell knows of it.
type Call struct {
	W     http.ResponseWriter
	R     *http.Request
	Site  *Site
	Route *Route
	Actor organisation.Actor
	Lang  i18n.Lang
	P     *i18n.Printer
	Turn  Turn // at a computer of a counter

	read form.Read // what was read of its form and is too long
}

// Turn is what the counter's own session adds to a call.
type Turn struct {
	ID    string // "" when it is nobody's turn; the actor is then whoever is signed in
	Knock string // address where one says whose turn it is; "" away from a computer of the counter
}

type callKey struct{}

// From is the call of a context, for templates.
func From(ctx context.Context) *Call { return ctx.Value(callKey{}).(*Call) }

// Ctx is the request's context; it holds the call and the printer.
func (c *Call) Ctx() context.Context { return c.R.Context() }

// Href is the address of a route in the call's language.
func (c *Call) Href(name string, pairs ...string) string { return c.Site.Href(c.Lang, name, pairs...) }

// Path is a wildcard of the route's pattern.
func (c *Call) Path(name string) string { return c.R.PathValue(name) }

// Query is what stands behind the question mark.
func (c *Call) Query() form.Values { return form.Values{Values: asText(c.R.URL.Query())} }

// asText drops bytes that are no text, which no database takes.
func asText(v url.Values) url.Values {
	for _, all := range v {
		for i, s := range all {
			if !isText(s) {
				all[i] = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
			}
		}
	}
	return v
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// Form is what was sent. It is bounded by the route's MaxBody.
func (c *Call) Form() (form.Values, error) {
	var err error
	if strings.HasPrefix(c.R.Header.Get("Content-Type"), "multipart/form-data") {
		err = c.R.ParseMultipartForm(1 << 20)
	} else {
		err = c.R.ParseForm()
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		if large.Limit < 1<<20 {
			return form.Values{}, fault.New(fault.Invalid, "fault.too_large_kb", fault.Args{"Max": large.Limit >> 10})
		}
		return form.Values{}, fault.New(fault.Invalid, "fault.too_large", fault.Args{"Max": large.Limit >> 20})
	case err != nil:
		return form.Values{}, fault.New(fault.Invalid, "fault.unreadable_form")
	}
	if c.read == nil {
		c.read = form.Read{}
	}
	return form.Values{Values: asText(c.R.PostForm), Form: c.R.URL.Path, Person: c.Actor.Person.String(), Read: c.read}, nil
}

// File is an uploaded file, or nil.
func (c *Call) File(name string) (multipart.File, *multipart.FileHeader) {
	f, h, err := c.R.FormFile(name)
	if err != nil {
		return nil, nil
	}
	if !isText(h.Filename) {
		h.Filename = strings.ReplaceAll(strings.ToValidUTF8(h.Filename, ""), "\x00", "")
	}
	return f, h
}

// View and Update run on the database for as long as the person waits. Update keeps nothing of a form in which more was sent than a field takes: that
// is refused beside its field, with what was typed, unless the field's own rule did so.
func (c *Call) View(fn func(*store.Tx) error) error { return c.Site.DB.View(c.Ctx(), fn) }
func (c *Call) Update(fn func(*store.Tx) error) error {
	return c.Site.DB.Update(c.Ctx(), func(tx *store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return c.read.TooLong()
	})
}

// Go answers a form that was done: the browser goes on to another page, which can be reloaded at will.
func (c *Call) Go(name string, pairs ...string) error { return c.GoTo(c.Href(name, pairs...)) }

// GoTo is Go to an address of this site. Any other address leads home.
func (c *Call) GoTo(address string) error {
	http.Redirect(c.W, c.R, LocalAddress(address), http.StatusSeeOther)
	return nil
}

// LocalAddress is the address if it lies on this site, otherwise "/": nobody is sent away by a crafted link.
func LocalAddress(address string) string {
	if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.Contains(address, `\`) || strings.ContainsFunc(address, unicode.IsControl) {
		return "/"
	}
	return address
}

// Say keeps a sentence for the next page of somebody signed in.
func (c *Call) Say(key string) {
	if c.Actor.SignedIn() {
		c.Site.sessions.Put(c.Ctx(), "say", key)
	}
}

func (c *Call) said() string {
	if !c.Actor.SignedIn() || c.R.Method != http.MethodGet || !c.Site.sessions.Exists(c.Ctx(), "say") {
		return ""
	}
	return c.Site.sessions.PopString(c.Ctx(), "say")
}

// SignIn starts a session. The old token is void, so that nobody can have planted it.
func (c *Call) SignIn(p account.Person) error {
	m := c.Site.sessions
	if err := m.RenewToken(c.Ctx()); err != nil {
		return err
	}
	m.Put(c.Ctx(), account.SessionPerson, p.ID.String())
	m.Put(c.Ctx(), account.SessionDevice, Device(c.R.UserAgent()))
	return nil
}

// SignOut ends the session.
func (c *Call) SignOut() error { return c.Site.sessions.Destroy(c.Ctx()) }

// SessionToken is the token of the session, to mark it in the list of sessions.
func (c *Call) SessionToken() string { return c.Site.sessions.Token(c.Ctx()) }

// Device shortens a User-Agent to what a person recognises: "Firefox, Android".
func Device(agent string) string {
	find := func(pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(agent, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	browser := find("Edg", "Edge", "Firefox", "Firefox", "Chrom", "Chrome", "Safari", "Safari")
	system := find("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Mac OS", "Mac", "Linux", "Linux")
	return strings.Trim(browser+", "+system, ", ")
}

// serve wraps a route: language, session with its actor, gate, page, errors.
func (s *Site) serve(route *Route) http.Handler {
	var h http.Handler = http.HandlerFunc(answer)
	if !route.Blind {
		h = s.sessions.LoadAndSave(h)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang := langOf(r.URL.Path)
		c := &Call{Site: s, Route: route, Lang: lang, P: s.Catalog.In(lang)}
		h.ServeHTTP(w, r.WithContext(context.WithValue(i18n.With(r.Context(), c.P), callKey{}, c)))
	})
}

// answer runs the call that the request's context holds.
func answer(w http.ResponseWriter, r *http.Request) {
	c := From(r.Context())
	c.W, c.R = w, r
	if r.Body != nil && c.Route.MaxBody > 0 {
		r.Body = http.MaxBytesReader(w, r.Body, c.Route.MaxBody)
	}
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			c.refuse(panicError(p))
		}
	}()
	if !isText(r.URL.Path) {
		c.refuse(errNotFound)
		return
	}
	if err := c.enter(); err != nil {
		c.refuse(err)
		return
	}
	if err := c.Route.Do(c); err != nil {
		c.refuse(err)
	}
}

// sessionStore reads, with a session, who is signed in by it: the actor of the call that the context holds.
type sessionStore struct{ account.SessionStore }

// FindCtx is called by the session manager, before the call is answered.
func (s sessionStore) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	// It is over before anybody could end it: a context that can't end saves two goroutines.
	err = s.DB.Look(context.WithoutCancel(ctx), func(tx *store.Tx) (err error) {
		From(ctx).Actor, data, err = organisation.LoadSession(tx, token)
		return err
	})
	return data, data != nil && err == nil, err
}

// enter finds out whose turn it is at a counter, and whether the route's gate opens for them.
func (c *Call) enter() error {
	if c.Route.Blind {
		return nil
	}
	if c.Route.Desk && c.Site.Desk != nil {
		if err := c.Site.Desk(c); err != nil {
			return err
		}
	}
	gate := c.Route.Who
	switch {
	case gate.Open():
		return nil
	case !c.Actor.SignedIn():
		return fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	case gate.Act != "" && !c.Actor.MaySomewhere(gate.Act):
		return fault.New(fault.Forbidden, "organisation.may_not")
	}
	return nil
}

// send writes a rendered page.
func (c *Call) send(status int, body *bytes.Buffer) {
	h := c.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(c.Lang))
	if c.Actor.SignedIn() || c.Route.Blind {
		h.Set("Cache-Control", "private, no-store")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	writeCompressed(c.W, c.R, status, body.Bytes())
}
