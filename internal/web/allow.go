package web

import (
	"net"
	"net/http"
	"strings"
	"time"
)

const (
	limitWindow = 15 * time.Minute
	limitTries  = 20
)

// Address is where a call comes from.
func (c *Call) Address() string { return AddressOf(c.R) }

// AddressOf is where a request comes from. A proxy on this machine says for whom it asks.
func AddressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		all := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last := net.ParseIP(strings.TrimSpace(all[len(all)-1])); last != nil {
			return last.String()
		}
	}
	return host
}

// Allow counts a try at something by the caller's address and by a key of the thing tried, and tells whether it may go on.
func (s *Site) Allow(c *Call, key string) bool {
	now := s.DB.Now().Time()
	tries, _ := s.limit.Tries(now, key)
	ofAddress, _ := s.limit.Tries(now, "address:"+c.Address())
	return tries <= limitTries && ofAddress <= 5*limitTries
}
