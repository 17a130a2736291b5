package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// progressBar draws how far a long work has come, on standard error, and only where somebody watches: in a terminal.
func progressBar(what string) func(done, total int) {
	info, err := os.Stderr.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return func(int, int) {}
	}
	var mu sync.Mutex
	var last time.Time
	return func(done, total int) {
		mu.Lock()
		defer mu.Unlock()
		if total <= 0 || done < total && time.Since(last) < 50*time.Millisecond {
			return
		}
		last = time.Now()
		const width = 30
		full := min(width, width*done/total)
		fmt.Fprintf(os.Stderr, "\r%-12s [%s%s] %3d %%", what, strings.Repeat("█", full), strings.Repeat("·", width-full), 100*done/total)
		if done >= total {
			fmt.Fprintln(os.Stderr)
		}
	}
}
