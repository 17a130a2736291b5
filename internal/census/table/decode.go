package table

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decoder turns bytes into text, cell by cell: what is valid UTF-8 is UTF-8, the rest is Windows-1252, of which ISO-8859-1 is a
// part for all that can be printed. Accented French in Windows-1252 is never valid UTF-8 by accident. Deciding by cell, and not
// from the beginning of the file, reads files of 100,000 plain rows with one accent at the end, and those glued from two others.
type decoder struct {
	declared bool // a byte order mark says UTF-8
	utf16    bool // decoded already
	utf8     bool // text beyond ASCII was UTF-8
	cp1252   bool // text was not
}

// decode returns the text, and whether it stands out from a file that is otherwise UTF-8.
func (d *decoder) decode(b []byte) (s string, mended bool) {
	ascii := true
	for _, c := range b {
		if c >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	switch {
	case ascii:
		return string(b), false
	case utf8.Valid(b):
		d.utf8 = true
		return string(b), false
	}
	mended = d.declared || d.utf8
	d.cp1252 = true
	text, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil { // the decoder knows every byte; it has no error to give
		panic(err)
	}
	return string(text), mended
}

func (d *decoder) encoding() string {
	switch {
	case d.utf16:
		return "utf-16"
	case d.cp1252 && (d.utf8 || d.declared):
		return "mixed"
	case d.cp1252:
		return "windows-1252"
	}
	return "utf-8"
}
