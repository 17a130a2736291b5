// Package hook calls addresses that people gave, to tell other programs of something, by HTTPS.
//
// An address that somebody types is dangerous: the program would ask in their name what only its own machine or network may ask. So each
// connection is looked at when it is dialled, after names are resolved: only addresses of the public internet are called, whatever a name says
// today. Nothing is followed, little is read, and nobody waits long.
package hook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Failure is why a call failed: the end of the keys webhook.failure.….
type Failure string

// The failures.
const (
	Private     Failure = "private"     // the address is of a network of its own
	Unknown     Failure = "unknown"     // its name leads nowhere
	Unreachable Failure = "unreachable" // nobody answers there
	Slow        Failure = "slow"        // not in time
	Untrusted   Failure = "untrusted"   // its certificate isn't good
	Redirects   Failure = "redirects"   // it wants to be called elsewhere
	Refused     Failure = "refused"     // it answered with another status than success
)

// Bounds of a call.
const (
	Timeout    = 5 * time.Second // of all of it
	mostAnswer = 16 << 10        // bytes that are read of an answer, and thrown away
	mostHeader = 16 << 10
	// MostAddress bounds an address, in bytes.
	MostAddress = 500
)

// Caller calls. Make it with New.
type Caller struct {
	inside bool
	client *http.Client
}

// New makes a caller. inside lets it call this machine and its network too, and without TLS: for tests, and for a house that hosts both
// programs and lets nobody else keep webhooks.
func New(inside bool) *Caller {
	dial := &net.Dialer{Timeout: Timeout}
	if !inside {
		dial.Control = guard
	}
	return &Caller{inside: inside, client: &http.Client{
		Timeout:       Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would dial for us, where nobody looks
			DialContext:            dial.DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout:    Timeout,
			ResponseHeaderTimeout:  Timeout,
			MaxResponseHeaderBytes: mostHeader,
			DisableKeepAlives:      true,
			DisableCompression:     true,
		},
	}}
}

var errPrivate = errors.New("an address of a network of its own")

// guard lets a connection be made to the public internet alone. It is asked with the very address that is dialled.
func guard(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !Public(at.Addr()) {
		return errPrivate
	}
	return nil
}

// closed are the networks that are not of the public internet, beside those that netip knows (RFC 6890 and its register).
var closed = func() (all []netip.Prefix) {
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}()

// Public reports whether an address is one of the public internet.
func Public(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range closed {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// Address reads an address that somebody typed; ok is false for one that is never called.
func (c *Caller) Address(text string) (address string, ok bool) {
	u, err := url.Parse(text)
	if err != nil || len(text) > MostAddress || u.Host == "" || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return "", false
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !c.inside) {
		return "", false
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && !c.inside && !Public(a) {
		return "", false
	}
	if name := strings.TrimSuffix(strings.ToLower(u.Hostname()), "."); !c.inside && (name == "localhost" || strings.HasSuffix(name, ".localhost") || strings.HasSuffix(name, ".local") || strings.HasSuffix(name, ".internal")) {
		return "", false
	}
	return u.String(), true
}

// Post sends a body of JSON. status is what the other side answered, 0 when it didn't. What goes wrong is told as a Failure; "" is success.
func (c *Caller) Post(ctx context.Context, address string, head map[string]string, body []byte) (status int, why Failure) {
	if _, ok := c.Address(address); !ok {
		return 0, Private
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0, Unknown
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Mitoyen-Webhook/1")
	for name, value := range head {
		r.Header.Set(name, value)
	}
	got, err := c.client.Do(r)
	if err != nil {
		return 0, failureOf(err)
	}
	defer got.Body.Close()                                    //nolint:errcheck // only read
	io.Copy(io.Discard, io.LimitReader(got.Body, mostAnswer)) //nolint:errcheck // the status has come
	switch {
	case got.StatusCode/100 == 2:
		return got.StatusCode, ""
	case got.StatusCode/100 == 3:
		return got.StatusCode, Redirects
	}
	return got.StatusCode, Refused
}

func failureOf(err error) Failure {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var host x509.HostnameError
	var record tls.RecordHeaderError
	var slow interface{ Timeout() bool }
	switch {
	case errors.Is(err, errPrivate):
		return Private
	case errors.As(err, &slow) && slow.Timeout():
		return Slow
	case errors.As(err, &dns):
		return Unknown
	case errors.As(err, &cert), errors.As(err, &host), errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return Untrusted
	}
	return Unreachable
}

// Signature is what a receiver checks: the HMAC-SHA256 of the seconds of the moment, a point, and the body, under each of some secrets (two
// while one replaces the other). "t=1764442800,v1=…,v1=…".
func Signature(at time.Time, body []byte, secrets ...string) string {
	seconds := strconv.FormatInt(at.Unix(), 10)
	text := "t=" + seconds
	for _, s := range secrets {
		m := hmac.New(sha256.New, []byte(s))
		fmt.Fprintf(m, "%s.%s", seconds, body)
		text += ",v1=" + hex.EncodeToString(m.Sum(nil))
	}
	return text
}
