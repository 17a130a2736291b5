package territory

import (
	"bytes"
	"compress/gzip"
	"embed"
	"errors"
	"io"
	"io/fs"
	"os"

	"mitoyen/internal/kit/fault"
)

//go:embed data/*.csv data/*.csv.gz
var embedded embed.FS

// Source is where a vintage comes from: a folder of files as data/README.md describes them.
type Source struct {
	name  string
	files fs.FS
}

// Embedded is the vintage that the program carries.
func Embedded() Source {
	files, err := fs.Sub(embedded, "data")
	if err != nil {
		panic(err) // "data" is a valid path
	}
	return Source{"mitoyen", files}
}

// Folder is a vintage that a person gives.
func Folder(dir string) Source { return Source{dir, os.DirFS(dir)} }

// From is Folder for files that don't stand on a disk.
func From(name string, files fs.FS) Source { return Source{name, files} }

// sizeLimit bounds one file once unpacked; the largest of today has 4 MB.
const sizeLimit = 64 << 20

// read gives the content of dataset.csv or dataset.csv.gz, nil when there is neither.
func (s Source) read(dataset string) ([]byte, error) {
	packed := false
	f, err := s.files.Open(dataset + ".csv")
	if errors.Is(err, fs.ErrNotExist) {
		packed = true
		f, err = s.files.Open(dataset + ".csv.gz")
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	var r io.Reader = f
	if packed {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, fault.New(fault.Invalid, "territory.file_not_gzip", fault.Args{"File": dataset + ".csv.gz"})
		}
	}
	text, err := io.ReadAll(io.LimitReader(r, sizeLimit+1))
	switch {
	case packed && err != nil:
		return nil, fault.New(fault.Invalid, "territory.file_not_gzip", fault.Args{"File": dataset + ".csv.gz"})
	case err != nil:
		return nil, err
	case len(text) > sizeLimit:
		return nil, fault.New(fault.Invalid, "territory.file_too_large", fault.Args{"File": dataset + ".csv"})
	}
	return bytes.TrimPrefix(text, []byte("\ufeff")), nil
}
