//go:build unix

package testkit

import (
	"os"
	"syscall"
)

// lockFile waits until no other process holds the file. The system gives a lock back when its process ends, however it ends.
func lockFile(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close() //nolint:errcheck // the lock's error tells
		return nil, err
	}
	return func() { f.Close() }, nil //nolint:errcheck // closing unlocks
}
