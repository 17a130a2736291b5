package table

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/fault"
)

// read opens a text and reads it to the end; it returns the rows as lists of values, and the error that stopped it.
func read(text string, limits Limits) (*Table, []Row, error) {
	t, err := Open(strings.NewReader(text), limits)
	if err != nil {
		return nil, nil, err
	}
	var all []Row
	for {
		r, err := t.Next()
		if errors.Is(err, io.EOF) {
			return t, all, nil
		}
		if err != nil {
			return t, all, err
		}
		all = append(all, r)
	}
}

func TestWhatPeopleSendIsRead(t *testing.T) {
	t.Parallel()
	le := func(s string) string {
		b := []byte{0xff, 0xfe}
		for _, u := range utf16.Encode([]rune(s)) {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		return string(b)
	}
	be := func(s string) string {
		b := []byte{0xfe, 0xff}
		for _, u := range utf16.Encode([]rune(s)) {
			b = binary.BigEndian.AppendUint16(b, u)
		}
		return string(b)
	}
	for name, c := range map[string]struct {
		text     string
		sep      byte
		encoding string
		values   []string // of every row, one after the other
	}{
		"comma":                         {"nom,commune\nLa GARE,Vaillant\n", ',', "utf-8", []string{"La GARE", "Vaillant"}},
		"semicolon, comma in the cells": {"nom;ville\nLe Mille, à Ussel;Ussel\nL'Office, cuisine;Lille\n", ';', "utf-8", []string{"Le Mille, à Ussel", "Ussel", "L'Office, cuisine", "Lille"}},
		"tab":                           {"nom\tville\na\tb\n", '\t', "utf-8", []string{"a", "b"}},
		"bar":                           {"nom|ville\na|b\n", '|', "utf-8", []string{"a", "b"}},
		"the separator is told":         {"sep=;\nnom;a,b,c\nx;1,2,3\n", ';', "utf-8", []string{"x", "1,2,3"}},
		"one column":                    {"nom\nLa GARE\n", ',', "utf-8", []string{"La GARE"}},
		"byte order mark":               {"\xef\xbb\xbfnom,ville\né,b\n", ',', "utf-8", []string{"é", "b"}},
		"UTF-16, little end first":      {le("nom;ville\nCafé;Néons\n"), ';', "utf-16", []string{"Café", "Néons"}},
		"UTF-16, big end first":         {be("nom;ville\nCafé;Néons\n"), ';', "utf-16", []string{"Café", "Néons"}},
		"Windows-1252":                  {"nom;ville\nC\x9cur d\x92Orl\xe9ans;N\xe9ons\n", ';', "windows-1252", []string{"Cœur d’Orléans", "Néons"}},
		"ISO-8859-1":                    {"nom,ville\nCaf\xe9,N\xe9ons\n", ',', "windows-1252", []string{"Café", "Néons"}},
		"two files glued":               {"nom,ville\nCafé,a\nCaf\xe9,b\n", ',', "mixed", []string{"Café", "a", "Café", "b"}},
		"newline and quotes in a cell":  {"nom,ville\n\"La \"\"GARE\"\"\nde Vaillant\",Vaillant\r\n", ',', "utf-8", []string{"La \"GARE\"\nde Vaillant", "Vaillant"}},
		"a quote in the middle":         {"nom,ville\nLe \"6B\",Saint-Denis\n", ',', "utf-8", []string{"Le \"6B\"", "Saint-Denis"}},
		"text after the closing quote":  {"nom,ville\n\"Le\" 6B,Saint-Denis\n", ',', "utf-8", []string{"Le 6B", "Saint-Denis"}},
		"lines end as on an old Mac":    {"nom,ville\rCRLF,a\rb,c", ',', "utf-8", []string{"CRLF", "a", "b", "c"}},
		"blank lines":                   {"\n\nnom,ville\n\n,\na,b\n\n", ',', "utf-8", []string{"a", "b"}},
		"empty columns at the end":      {"nom;ville;;;\na;b;;;\n", ';', "utf-8", []string{"a", "b"}},
		"JSON":                          {`[{"nom":"Café","ville":"Néons"},{"nom":"b","ville":null}]`, 0, "utf-8", []string{"Café", "Néons", "b", ""}},
		"JSON, all sorts of values":     {` [ {"a":1.50,"b":true,"c":["x","y"],"d":{"e":1}} ] `, 0, "utf-8", []string{"1.50", "true", "x|y", `{"e":1}`}},
		"JSON in Windows-1252":          {"[{\"nom\":\"Caf\xe9\"}]", 0, "windows-1252", []string{"Café"}},
		"JSON in UTF-16":                {le(`[{"nom":"Café"}]`), 0, "utf-16", []string{"Café"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, rows, err := read(c.text, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			var values []string
			for _, r := range rows {
				values = append(values, r.Values...)
				if len(r.Columns) != len(r.Values) {
					t.Errorf("row %d has %d columns and %d values", r.Number, len(r.Columns), len(r.Values))
				}
			}
			if !slices.Equal(values, c.values) {
				t.Errorf("read %q, want %q", values, c.values)
			}
			if table.Separator != c.sep || table.Encoding() != c.encoding {
				t.Errorf("separator %q, encoding %s; want %q, %s", table.Separator, table.Encoding(), c.sep, c.encoding)
			}
		})
	}
}

func TestRaggedRowsAreToldAndDoNotStopTheOthers(t *testing.T) {
	t.Parallel()
	_, rows, err := read("nom,ville,cp\na\nb,c,1,more,,\nd,e,2,,\nf,g,3\n", Limits{})
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, want := range []struct {
		number, short int
		extra         []string
	}{{2, 2, nil}, {3, 0, []string{"more"}}, {4, 0, nil}, {5, 0, nil}} {
		if r := rows[i]; r.Number != want.number || r.Short != want.short || !slices.Equal(r.Extra, want.extra) {
			t.Errorf("row %d: short %d, extra %q; want %+v", r.Number, r.Short, r.Extra, want)
		}
	}
	if rows[0].Get("nom") != "a" || rows[0].Get("cp") != "" || rows[0].Get("absent") != "" {
		t.Errorf("values by column: %+v", rows[0])
	}
}

func TestBytesThatStandOutAreToldByRow(t *testing.T) {
	t.Parallel()
	_, rows, err := read("nom,ville\nCafé,a\nCaf\xe9,b\nplain,c\n", Limits{})
	if err != nil || rows[0].Mended || !rows[1].Mended || rows[2].Mended {
		t.Fatalf("%+v, %v", rows, err)
	}
}

func TestFilesThatAreNoTableAreRefusedWithAWayOut(t *testing.T) {
	t.Parallel()
	endless := strings.Repeat("x", 70<<10)
	for name, c := range map[string]struct{ text, code string }{
		"nothing":                          {"", "census.file.empty"},
		"spaces":                           {" \n\n ", "census.file.empty"},
		"empty list":                       {"[]", "census.file.empty"},
		"workbook":                         {"PK\x03\x04\x14\x00\x06\x00\x08[Content_Types].xml \x00xl/workbook.xml", "census.file.excel"},
		"old workbook":                     {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "census.file.excel"},
		"LibreOffice sheet":                {"PK\x03\x04\x14\x00mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK", "census.file.calc"},
		"text document":                    {"PK\x03\x04\x14\x00[Content_Types].xml word/document.xml", "census.file.document"},
		"zip":                              {"PK\x03\x04\x14\x00places.csv", "census.file.archive"},
		"gzip":                             {"\x1f\x8b\x08\x00", "census.file.archive"},
		"PDF":                              {"%PDF-1.7", "census.file.pdf"},
		"photo":                            {"\xff\xd8\xff\xe0", "census.file.image"},
		"web page":                         {"\n<!DOCTYPE html><html>", "census.file.html"},
		"XML":                              {"<?xml version=\"1.0\"?><kml>", "census.file.xml"},
		"NUL at once":                      {"nom,ville\na\x00,b\n", "census.file.nul"},
		"NUL far down":                     {"nom,ville\n" + strings.Repeat("a,b\n", 20_000) + "a\x00,b\n", "census.file.nul"},
		"NUL escaped in JSON":              {`[{"nom":"a\u0000"}]`, "census.file.nul"},
		"UTF-16 without its mark":          {"n\x00o\x00m\x00,\x00", "census.file.nul"},
		"no header":                        {"1,ADE Coworking,44300,47.245935,-1.505602\n2,Anticafé,75010,48.869483,2.361539\n", "census.file.header_missing"},
		"endless header":                   {endless[:300] + ",b\n", "census.file.header_missing"},
		"column twice":                     {"nom,Ville,ville\na,b,c\n", "census.file.header_twice"},
		"column twice in JSON":             {`[{"a":1,"a":2}]`, "census.file.header_twice"},
		"a million columns":                {strings.Repeat("a,", 1_000_000) + "\n", "census.file.columns"},
		"a million columns, in a row":      {"a,b\n" + strings.Repeat("1,", 1_000_000) + "\n", "census.file.columns"},
		"a million keys":                   {`[{"a":1},{` + manyKeys(2_000) + `}]`, "census.file.columns"},
		"one endless cell":                 {"a,b\n1," + endless + "\n", "census.file.cell"},
		"one endless cell in JSON":         {`[{"a":"` + endless + `"}]`, "census.file.cell"},
		"one endless row":                  {"a,b\n" + strings.Repeat(strings.Repeat("x", 60_000)+",", 20) + "\n", "census.file.row"},
		"one endless row in JSON":          {`[{"a":1},{"b":"` + strings.Repeat("x", 3<<20), "census.file.row"},
		"a quote that never closes":        {"a,b\n1,\"2\n" + strings.Repeat("3,4\n", 20_000), "census.file.quote_open"},
		"a quote open at the end":          {"a,b\n1,\"2\n", "census.file.quote_open"},
		"an object":                        {`{"type":"FeatureCollection","features":[]}`, "census.file.json_shape"},
		"a list of lists":                  {`[[1,2]]`, "census.file.json_shape"},
		"JSON cut short":                   {`[{"a":1},{"a":`, "census.file.json_broken"},
		"JSON without its closing bracket": {`[{"a":1}`, "census.file.json_broken"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := read(c.text, Limits{})
			if f, ok := fault.As(err); !ok || f.Code != c.code || f.Kind != fault.Invalid {
				t.Errorf("got %v, want %s", err, c.code)
			}
		})
	}
	_, rows, err := read("a,b\n"+strings.Repeat("1,2\n", 12), Limits{Rows: 10})
	if f, ok := fault.As(err); !ok || f.Code != "census.file.rows" || len(rows) != 10 {
		t.Errorf("more rows than allowed: %d rows, %v", len(rows), err)
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"k`)
		b.WriteString(strings.Repeat("x", i%7))
		b.WriteRune(rune('a' + i%26))
		b.WriteString(strings.Repeat("y", i/26))
		b.WriteString(`":1`)
	}
	return b.String()
}

// endlessReader gives the same bytes for ever.
type endlessReader struct {
	head, body string
	given      int
}

func (e *endlessReader) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		text := e.body
		if e.given < len(e.head) {
			text = e.head[e.given:]
		}
		c := copy(p[n:], text)
		n += c
		e.given += c
	}
	return n, nil
}

func TestAFileWithoutEndCostsConstantMemory(t *testing.T) {
	for name, in := range map[string]*endlessReader{
		"cell":  {head: "a,b\n1,", body: "xxxxxxxx"},
		"quote": {head: "a,b\n1,\"", body: "xx,\nxxxx"},
		"row":   {head: "a,b\n", body: "xxxxxxx,"},
		"JSON":  {head: `[{"a":"`, body: "xxxxxxxx"},
		"rows":  {head: "a,b\n", body: "1,2\n"},
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		table, err := Open(in, Limits{Rows: 50_000})
		most := uint64(0)
		for i := 0; err == nil; i++ {
			_, err = table.Next()
			if i%5_000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&after)
				most = max(most, after.HeapAlloc-min(before.HeapAlloc, after.HeapAlloc))
			}
		}
		if _, ok := fault.As(err); !ok {
			t.Errorf("%s: %v", name, err)
		}
		runtime.ReadMemStats(&after)
		most = max(most, after.HeapAlloc-min(before.HeapAlloc, after.HeapAlloc))
		if most > 16<<20 || in.given > 8<<20 {
			t.Errorf("%s: %d bytes held, %d read", name, most, in.given)
		}
	}
}

func TestReadingAgreesWithTheStandardWriter(t *testing.T) {
	t.Parallel()
	cell := rapid.StringOf(rapid.RuneFrom([]rune("ab é,;|\t\"\n'=œ1")))
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 6).Draw(t, "width")
		sep := rapid.SampledFrom(separators).Draw(t, "separator")
		rows := rapid.SliceOf(rapid.SliceOfN(cell, width, width)).Draw(t, "rows")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = rune(sep)
		header := strings.Split("nom adresse ville cp web mel", " ")[:width]
		_ = w.Write(header)
		_ = w.WriteAll(rows)
		_, got, err := read(b.String(), Limits{Separator: sep})
		if err != nil {
			t.Fatal(err)
		}
		rows = slices.DeleteFunc(rows, func(r []string) bool { return strings.TrimSpace(strings.Join(r, "")) == "" })
		if len(got) != len(rows) {
			t.Fatalf("%d rows of %d", len(got), len(rows))
		}
		for i := range rows {
			if !slices.Equal(got[i].Values, rows[i]) {
				t.Fatalf("row %d: %q, want %q", i, got[i].Values, rows[i])
			}
		}
	})
}

func TestDefuseCell(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "-2+3+cmd": "'-2+3+cmd", "@SUM(A1)": "'@SUM(A1)",
		"\tx": "'\tx", "\rx": "'\rx", " =1": "' =1", "＝1": "'＝1", "@tilt_theix": "'@tilt_theix", "- atelier": "'- atelier",
		"-1.505602": "-1.505602", "+33 1 23 45 67 89": "+33 1 23 45 67 89", "La GARE": "La GARE", "": "", "a=b": "a=b", "-": "-",
	} {
		if got := DefuseCell(in); got != want {
			t.Errorf("DefuseCell(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]bool{"=1": true, "-x": true, "- atelier": false, "-1,5": false, "+33 1 23": false, "L@Bx": false, "": false} {
		if FormulaLike(in) != want {
			t.Errorf("FormulaLike(%q) is not %v", in, want)
		}
	}
}

// FuzzOpen: whatever comes, reading ends, without a panic, within its limits, and what is read is text.
func FuzzOpen(f *testing.F) {
	for _, s := range []string{"nom,ville\na,b\n", "sep=;\na;b\n1;2", "\xff\xfea\x00,\x00", "a;b\r\n\"x\"\"y\nz\";2", "[{\"a\":[1,\"b\"],\"c\":{\"d\":null}}]",
		"a,b\n1,\"2\n", "PK\x03\x04", "a|b\n\xe9|\xc3\xa9", "{", "[", "\"", "a,a\n", "\xef\xbb\xbf\"a\",b\r1"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		limits := Limits{Cell: 200, Row: 500, Columns: 20, Rows: 100}
		table, err := Open(bytes.NewReader(in), limits)
		for n := 0; err == nil; n++ {
			var r Row
			r, err = table.Next()
			if n > 100 || len(r.Columns) != len(r.Values) || len(r.Values) > 20 {
				t.Fatalf("row %d: %d columns, %d values", n, len(r.Columns), len(r.Values))
			}
			for _, v := range r.Values {
				if !utf8.ValidString(v) || strings.ContainsRune(v, 0) || len(v) > 3*200 {
					t.Fatalf("value %q", v)
				}
			}
		}
		if _, ok := fault.As(err); !ok && !errors.Is(err, io.EOF) {
			t.Fatalf("neither the end nor a fault: %v", err)
		}
	})
}
