package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"mitoyen/internal/kit/civil"
)

// A page that every stranger reads alike is made once and kept, as the bytes that were sent, until what it shows has changed. Whoever
// makes it says on what it depends (a mark of the versions of what it shows) and until when it holds by itself. People who are signed in
// read pages with personal parts: theirs are never kept, and never come from here.

// mostShared bounds the bytes that are kept. When there is no room left, all are let go: what is asked for again is soon made again.
const mostShared = 8 << 20

// shared keeps pages.
type shared struct {
	mu    sync.Mutex
	pages map[string]sharedPage
	bytes int
}

// sharedPage is an answer as it was sent.
type sharedPage struct {
	mark   string
	until  civil.Instant // zero: until its mark changes
	tag    string
	coding string
	body   []byte
}

// Shared answers with a page that all strangers read alike, made when it isn't at hand. name is its address without what doesn't matter; mark
// is the versions of all that it shows. make gives the page, which must not depend on anything else of the request, and the instant until
// which it holds if the mark stays: zero for ever.
func (c *Call) Shared(name, mark string, make func() (Page, templ.Component, civil.Instant, error)) error {
	if c.Actor.SignedIn() {
		p, body, _, err := make()
		if err != nil {
			return err
		}
		return c.Page(p, body)
	}
	// The frame shows the instance's name and where it answers; a coding is part of the bytes.
	coding := codingOf(c.R)
	key := strings.Join([]string{c.Route.Name, string(c.Lang), name, coding, c.Origin(), c.Site.Settings.Get(c.Ctx(), "instance.name"), c.Site.AccessibilityStatus(c.Ctx())}, "\x00")
	now := c.Site.DB.Now()
	if kept, ok := c.Site.shared.get(key, mark, now); ok {
		return c.answerShared(kept)
	}
	p, body, until, err := make()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := c.render(&out, c.frame(p), body); err != nil {
		return err
	}
	sum := sha256.Sum256(out.Bytes())
	made := sharedPage{mark: mark, until: until, tag: `W/"` + hex.EncodeToString(sum[:9]) + `"`, coding: coding, body: coded(coding, out.Bytes())}
	c.Site.shared.put(key, made)
	return c.answerShared(made)
}

func (c *Call) answerShared(p sharedPage) error {
	h := c.W.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(c.Lang))
	h.Set("Cache-Control", "no-cache")
	h.Add("Vary", "Accept-Encoding")
	h.Set("ETag", p.tag)
	if c.R.Header.Get("If-None-Match") == p.tag {
		c.W.WriteHeader(http.StatusNotModified)
		return nil
	}
	if p.coding != "" {
		h.Set("Content-Encoding", p.coding)
	}
	c.W.WriteHeader(http.StatusOK)
	if c.R.Method != http.MethodHead {
		c.W.Write(p.body) //nolint:errcheck // the browser went away
	}
	return nil
}

func (s *shared) get(key, mark string, now civil.Instant) (sharedPage, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.pages[key]
	return p, ok && p.mark == mark && (p.until.IsZero() || now.Before(p.until))
}

func (s *shared) put(key string, p sharedPage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bytes += len(key) + len(p.body) - len(s.pages[key].body)
	if s.bytes > mostShared || s.pages == nil {
		s.pages, s.bytes = map[string]sharedPage{}, len(key)+len(p.body)
	}
	s.pages[key] = p
}
