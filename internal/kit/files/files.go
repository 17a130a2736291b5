// Package files keeps uploaded files and reports by the SHA-256 of what is in them: the same file twice is kept once, and a name from
// outside never becomes a path.
package files

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// Store keeps files. Several processes on one database need a shared one.
type Store interface {
	// Put reads r to its end, at most max bytes, and gives the hash. Beyond max it returns ErrTooLarge and keeps nothing.
	Put(r io.Reader, max int64) (hash string, size int64, err error)
	// Open reads a file; fs.ErrNotExist when there is none of that hash.
	Open(hash string) (io.ReadSeekCloser, error)
	// All lists the hashes of what is kept.
	All() ([]string, error)
	// Delete removes a file unless somebody put it, or put it again, within the time given. One that isn't there is no mistake.
	Delete(hash string, unlessWithin time.Duration) error
}

// ErrTooLarge says that a file is larger than its place allows.
var ErrTooLarge = errors.New("the file is too large")

// Folder is a Store in a folder, two levels deep.
type Folder struct{ Dir string }

var hashPattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (f Folder) path(hash string) (string, error) {
	if !hashPattern.MatchString(hash) {
		return "", fmt.Errorf("file %.10q: %w", hash, os.ErrNotExist)
	}
	return filepath.Join(f.Dir, hash[:2], hash), nil
}

// Put writes beside its place and moves the whole file there, so that a crash leaves no half file under a hash.
func (f Folder) Put(r io.Reader, max int64) (hash string, size int64, err error) {
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return "", 0, fmt.Errorf("keep file: %w", err)
	}
	tmp, err := os.CreateTemp(f.Dir, "incoming-*")
	if err != nil {
		return "", 0, fmt.Errorf("keep file: %w", err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone when it was moved
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(tmp, sum), io.LimitReader(r, max+1))
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return "", 0, fmt.Errorf("keep file: %w", err)
	}
	if size > max {
		return "", 0, ErrTooLarge
	}
	hash = hex.EncodeToString(sum.Sum(nil))
	path, _ := f.path(hash)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", 0, fmt.Errorf("keep file: %w", err)
	}
	return hash, size, os.Rename(tmp.Name(), path)
}

// Open reads a file.
func (f Folder) Open(hash string) (io.ReadSeekCloser, error) {
	path, err := f.path(hash)
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}

// All lists what is kept. What a crash left half written a day ago is removed on the way.
func (f Folder) All() ([]string, error) {
	var all []string
	err := filepath.WalkDir(f.Dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // nobody has put a file yet, or it went this moment
		case err != nil || d.IsDir():
			return err
		case hashPattern.MatchString(d.Name()):
			all = append(all, d.Name())
		case strings.HasPrefix(d.Name(), "incoming-"):
			if info, err := d.Info(); err == nil && time.Since(info.ModTime()) > looseFor {
				return os.Remove(path)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	return all, nil
}

// Delete takes the file aside before it looks at its age, so that a Put of the same content at this very moment either comes later, and
// makes its own, or is seen and put back.
func (f Folder) Delete(hash string, unlessWithin time.Duration) error {
	path, err := f.path(hash)
	if err != nil {
		return err
	}
	if recent(path, unlessWithin) {
		return nil
	}
	aside, err := os.CreateTemp(f.Dir, "incoming-*")
	if err != nil {
		return fmt.Errorf("delete file: %w", err)
	}
	defer os.Remove(aside.Name()) //nolint:errcheck // gone when it was put back
	if err := errors.Join(aside.Close(), os.Rename(path, aside.Name())); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return fmt.Errorf("delete file: %w", err)
	}
	if recent(aside.Name(), unlessWithin) {
		return os.Rename(aside.Name(), path)
	}
	return nil
}

func recent(path string, within time.Duration) bool {
	info, err := os.Stat(path)
	return err == nil && time.Since(info.ModTime()) < within
}
