package web

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// AddressSetting is the setting that holds the address of the site, for links in letters.
const AddressSetting = "instance.address"

// LetterOrigin is where the links of letters lead: to the address that the program was started with, otherwise to the one in the settings
// (opening the first place notes the one that its page was opened by), otherwise to the one that the program answers on. Never to what a
// request calls the site: whoever asks for another person's letter would choose where its link leads.
func (s *Site) LetterOrigin(ctx context.Context) string {
	if s.Address != "" {
		return s.Address
	}
	if told := s.Settings.Get(ctx, AddressSetting); told != "" {
		return told
	}
	return s.Listening
}

// Origin is the address of this site, as pages and feeds need it: the one that the program was started with, otherwise the one by which it
// was called. A caller can make that up, so nothing that goes to somebody else is made of it: see LetterOrigin.
func (c *Call) Origin() string { return c.Site.OriginOf(c.R) }

// OriginOf is Call.Origin of a request that is none of a page's.
func (s *Site) OriginOf(r *http.Request) string {
	if s.Address != "" {
		return s.Address
	}
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

// PublicOrigin is Origin when others can reach it, "" for an address of this machine alone. It is for the pages of whoever runs the instance.
func (c *Call) PublicOrigin() string {
	address, ok := ReadAddress(c.Origin())
	u, err := url.Parse(address)
	if !ok || err != nil || u.Hostname() == "localhost" {
		return ""
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil && ip.IsLoopback() {
		return ""
	}
	return address
}

// ReadAddress reads the address of a site, https://host or http://host:port, and takes the slash off its end. "" is one, too: not known.
func ReadAddress(typed string) (string, bool) {
	typed = strings.TrimSuffix(typed, "/")
	if typed == "" {
		return "", true
	}
	u, err := url.Parse(typed)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || typed != u.Scheme+"://"+u.Host || strings.ContainsAny(u.Host, " \"<>") {
		return "", false
	}
	return typed, true
}
