package store_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"mitoyen/internal/kit/store"
)

// Some proofs need a process that can be killed or starved: this same test binary, which plays another part when the environment
// names one.
const partVariable, fileVariable = "MITOYEN_STORE_TEST_PART", "MITOYEN_STORE_TEST_FILE"

var parts = map[string]func(db *store.DB, path string) error{}

func TestMain(m *testing.M) {
	part := parts[os.Getenv(partVariable)]
	if part == nil {
		os.Exit(m.Run())
	}
	path := os.Getenv(fileVariable)
	db, err := store.Open(context.Background(), path, store.Options{})
	if err == nil {
		err = part(db, path)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// play starts a child in a part. Its standard output comes line by line; it ends when the child does.
func play(t *testing.T, part, path string) (child *exec.Cmd, lines *bufio.Scanner) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child = exec.Command(program)
	child.Env = append(os.Environ(), partVariable+"="+part, fileVariable+"="+path)
	child.Stderr = os.Stderr
	out, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	child.Stdout = w
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close() //nolint:errcheck // the child has its own
	t.Cleanup(func() {
		child.Process.Kill() //nolint:errcheck // it may have ended
		child.Wait()         //nolint:errcheck // the test has judged it
		io.Copy(io.Discard, out)
		out.Close() //nolint:errcheck // only read
	})
	return child, bufio.NewScanner(out)
}
