package files_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/kit/files"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

func put(t *testing.T, f files.Folder, text string) string {
	t.Helper()
	hash, _, err := f.Put(strings.NewReader(text), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

// age makes a file older than it is: the folder's clock is the real one.
func age(t *testing.T, f files.Folder, hash string, by time.Duration) {
	t.Helper()
	then := time.Now().Add(-by)
	if err := os.Chtimes(filepath.Join(f.Dir, hash[:2], hash), then, then); err != nil {
		t.Fatal(err)
	}
}

func there(t *testing.T, f files.Folder, hash string) bool {
	t.Helper()
	r, err := f.Open(hash)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	return r.Close() == nil
}

func TestDeleteLeavesWhatWasJustPut(t *testing.T) {
	t.Parallel()
	f := files.Folder{Dir: t.TempDir()}
	a, b := put(t, f, "a"), put(t, f, "b")
	age(t, f, a, time.Hour)
	for _, hash := range []string{a, b, a, strings.Repeat("0", 64)} {
		if err := f.Delete(hash, time.Minute); err != nil {
			t.Error(err)
		}
	}
	if there(t, f, a) || !there(t, f, b) {
		t.Errorf("the old one is there: %v; the new one: %v", there(t, f, a), there(t, f, b))
	}
	if err := f.Delete("../../etc/passwd", 0); err == nil {
		t.Error("a path is no hash")
	}
	if all, err := f.All(); err != nil || !slices.Equal(all, []string{b}) {
		t.Errorf("left: %v %v", all, err)
	}
}

// Somebody puts a file at the moment when the old one of the same content is deleted: it is there afterwards, always.
func TestPutWinsOverDelete(t *testing.T) {
	t.Parallel()
	f := files.Folder{Dir: t.TempDir()}
	for range 200 {
		hash := put(t, f, "the same")
		age(t, f, hash, 48*time.Hour)
		var both sync.WaitGroup
		for range 3 {
			both.Go(func() {
				if err := f.Delete(hash, 24*time.Hour); err != nil {
					t.Error(err)
				}
			})
		}
		both.Go(func() {
			if _, _, err := f.Put(strings.NewReader("the same"), 1<<20); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
		if !there(t, f, hash) {
			t.Fatal("what was put is gone")
		}
	}
}

func TestSweepTakesWhatNothingRefersToForADay(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB, ...testkit.Option) *store.DB{"sqlite": testkit.SQLite, "postgres": testkit.PostgreSQL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var clock testkit.Clock
			db, f := open(t, testkit.WithClock(clock.Now)), files.Folder{Dir: t.TempDir()}
			held := put(t, f, "held")
			lost := put(t, f, "put for a change that was not kept")
			old := put(t, f, "taken off a sheet")
			again := put(t, f, "taken off a sheet, and put again")
			for _, h := range []string{held, lost, old, again} {
				age(t, f, h, 30*24*time.Hour)
			}
			refers := []string{held, old, again}
			sweep := func() int {
				t.Helper()
				gone, err := files.Sweep(t.Context(), db, f, func(*store.Tx) ([]string, error) { return refers, nil })
				if err != nil {
					t.Fatal(err)
				}
				return gone
			}
			if gone := sweep(); gone != 0 {
				t.Errorf("%d files go at first sight", gone)
			}
			clock.Advance(12 * time.Hour)
			refers = []string{held}
			sweep()
			clock.Advance(12 * time.Hour)
			if gone := sweep(); gone != 1 || there(t, f, lost) || !there(t, f, old) {
				t.Errorf("after a day %d files go", gone)
			}
			clock.Advance(12 * time.Hour)
			put(t, f, "taken off a sheet, and put again") // its transaction is still under way
			sweep()
			if there(t, f, old) || !there(t, f, again) {
				t.Errorf("a day after it was taken off: %v; put again: %v", there(t, f, old), there(t, f, again))
			}
			refers = []string{held, again}
			sweep()
			age(t, f, again, 30*24*time.Hour)
			clock.Advance(365 * 24 * time.Hour)
			if gone := sweep(); gone != 0 || !there(t, f, held) || !there(t, f, again) {
				t.Errorf("%d files that are referred to go", gone)
			}
		})
	}
}

func TestHalfAFileOfACrashGoesAfterADay(t *testing.T) {
	t.Parallel()
	f := files.Folder{Dir: t.TempDir()}
	half := filepath.Join(f.Dir, "incoming-1")
	if err := os.WriteFile(half, []byte("ha"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		age  time.Duration
		left bool
	}{{time.Hour, true}, {25 * time.Hour, false}} {
		then := time.Now().Add(-x.age)
		if err := os.Chtimes(half, then, then); err != nil {
			t.Fatal(err)
		}
		if all, err := f.All(); err != nil || len(all) != 0 {
			t.Errorf("listed: %v %v", all, err)
		}
		if _, err := os.Stat(half); (err == nil) != x.left {
			t.Errorf("after %v: %v", x.age, err)
		}
	}
}
