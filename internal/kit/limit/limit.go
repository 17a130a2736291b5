// Package limit bounds how often something is tried: a fixed number of times in a window of time, by key. What is counted lives in one process;
// several processes allow as many times more.
package limit

import (
	"sync"
	"time"
)

// Counter counts tries by key. Its Window is set before its first use.
type Counter struct {
	Window time.Duration

	mu    sync.Mutex
	since time.Time
	tries map[string]int
}

// Tries counts one more try at a key, and tells how many there were in this window, and how long it still lasts.
func (c *Counter) Tries(now time.Time, key string) (tries int, left time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.tries == nil || now.Sub(c.since) > c.Window {
		c.since, c.tries = now, map[string]int{}
	}
	c.tries[key]++
	return c.tries[key], c.Window - now.Sub(c.since)
}
