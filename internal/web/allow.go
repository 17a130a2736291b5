package web

import (
	"net"
	"strings"
	"sync"
	"time"
)

// limiter bounds how often something is tried: a fixed number of times in a window, by key. It lives in one process; several processes
// allow as many times more.
type limiter struct {
	mu    sync.Mutex
	since time.Time
	tries map[string]int
}

const (
	limitWindow = 15 * time.Minute
	limitTries  = 20
)

// Address is where a call comes from. A proxy on this machine says for whom it asks.
func (c *Call) Address() string {
	host, _, err := net.SplitHostPort(c.R.RemoteAddr)
	if err != nil {
		host = c.R.RemoteAddr
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		all := strings.Split(c.R.Header.Get("X-Forwarded-For"), ",")
		if last := net.ParseIP(strings.TrimSpace(all[len(all)-1])); last != nil {
			return last.String()
		}
	}
	return host
}

// Allow counts a try at something by the caller's address and by a key of the thing tried, and tells whether it may go on.
func (s *Site) Allow(c *Call, key string) bool {
	host := c.Address()
	now := s.DB.Now().Time()
	s.limit.mu.Lock()
	defer s.limit.mu.Unlock()
	if s.limit.tries == nil || now.Sub(s.limit.since) > limitWindow {
		s.limit.since, s.limit.tries = now, map[string]int{}
	}
	s.limit.tries[key]++
	s.limit.tries["address:"+host]++
	return s.limit.tries[key] <= limitTries && s.limit.tries["address:"+host] <= 5*limitTries
}
