package sms

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Folder writes messages as .txt files, the number in the first line: for the demonstration.
type Folder struct{ Dir string }

// Send writes one message.
func (f Folder) Send(_ context.Context, m Message) error {
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return fmt.Errorf("sms: %w", err)
	}
	name := time.Now().UTC().Format("20060102T150405.000000000") + ".txt"
	if err := os.WriteFile(filepath.Join(f.Dir, name), []byte(string(m.To)+"\n\n"+m.Text+"\n"), 0o600); err != nil {
		return fmt.Errorf("sms: %w", err)
	}
	return nil
}
