package table

import (
	"bytes"
	"strings"
)

// magic are the first bytes of files that people send instead of a table, with the sentence that tells them what to do.
var magic = []struct{ starts, code string }{
	{"\xd0\xcf\x11\xe0", "census.file.excel"}, // workbooks before 2007
	{"%PDF", "census.file.pdf"},
	{"\x1f\x8b", "census.file.archive"}, // gzip
	{"BZh", "census.file.archive"},
	{"\xfd7zXZ", "census.file.archive"},
	{"7z\xbc\xaf\x27\x1c", "census.file.archive"},
	{"Rar!", "census.file.archive"},
	{"\x28\xb5\x2f\xfd", "census.file.archive"}, // zstd
	{"\x89PNG", "census.file.image"},
	{"\xff\xd8\xff", "census.file.image"}, // JPEG
	{"GIF8", "census.file.image"},
	{"{\\rtf", "census.file.document"},
	{"SQLite format 3", "census.file.database"},
}

// refuseByMagic knows a file by its first bytes, never by its name.
func refuseByMagic(start []byte) error {
	if bytes.HasPrefix(start, []byte("PK\x03\x04")) || bytes.HasPrefix(start, []byte("PK\x05\x06")) {
		return refuse(zipCode(start))
	}
	for _, m := range magic {
		if bytes.HasPrefix(start, []byte(m.starts)) {
			return refuse(m.code)
		}
	}
	return nil
}

// zipCode tells the office files, which are zips, from other zips.
func zipCode(start []byte) string {
	for _, x := range []struct{ holds, code string }{
		{"opendocument.spreadsheet", "census.file.calc"},
		{"opendocument", "census.file.document"},
		{"word/", "census.file.document"},
		{"ppt/", "census.file.document"},
		{"xl/", "census.file.excel"},
		{"[Content_Types].xml", "census.file.excel"},
	} {
		if bytes.Contains(start, []byte(x.holds)) {
			return x.code
		}
	}
	return "census.file.archive"
}

// refuseMarkup refuses web pages (what a download behind a sign-in often gives) and XML. It looks at decoded text.
func refuseMarkup(start []byte) error {
	head := strings.ToLower(string(bytes.TrimSpace(start[:min(len(start), 512)])))
	switch {
	case strings.HasPrefix(head, "<!doctype html"), strings.HasPrefix(head, "<html"), strings.HasPrefix(head, "<head"):
		return refuse("census.file.html")
	case strings.HasPrefix(head, "<?xml"), strings.HasPrefix(head, "<kml"), strings.HasPrefix(head, "<!--"):
		return refuse("census.file.xml")
	}
	return nil
}
