package picture_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/picture"
)

var red, green, blue, white = color.RGBA{R: 200, A: 255}, color.RGBA{G: 200, A: 255}, color.RGBA{B: 200, A: 255}, color.RGBA{R: 255, G: 255, B: 255, A: 255}

// quarters is a picture with a colour in each corner: red, green; blue, white.
func quarters(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := [2][2]color.RGBA{{red, green}, {blue, white}}[y*2/h][x*2/w]
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tiff is EXIF that says how the camera was held, and where.
func tiff(order binary.AppendByteOrder, how uint16) []byte {
	b := []byte("II*\x00")
	if order.String() == "BigEndian" {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint16(order.AppendUint16(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 0x0112), 3), 1), how), 0)
	b = order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, 0x8825), 4), 1), 38) // GPS
	return append(b, "GPS 47.6931 N 5.5689 E"...)
}

func segment(kind byte, data []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, kind}, uint16(len(data)+2)), data...)
}

// withEXIF puts EXIF into a JPEG, behind another segment as some cameras do.
func withEXIF(file, t []byte) []byte {
	return slices.Concat(file[:2], segment(0xe0, []byte("JFIF\x00 and more")), segment(0xe1, append([]byte("Exif\x00\x00"), t...)), file[2:])
}

func make3(t *testing.T, file []byte) [3]picture.Made {
	t.Helper()
	all, err := picture.Make(context.Background(), bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestMadeInEveryWidth(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		file []byte
		want [3][2]int
	}{
		"wide":     {asJPEG(t, quarters(1600, 1000)), [3][2]int{{320, 200}, {720, 450}, {1200, 750}}},
		"narrower": {asPNG(t, quarters(600, 900)), [3][2]int{{320, 480}, {600, 900}, {600, 900}}},
		"a strip":  {asPNG(t, quarters(9000, 200)), [3][2]int{{320, 7}, {720, 16}, {1200, 27}}},
	} {
		for i, m := range make3(t, x.file) {
			c, err := jpeg.DecodeConfig(bytes.NewReader(m.JPEG))
			if err != nil || c.Width != m.Width || c.Height != m.Height || [2]int{m.Width, m.Height} != x.want[i] {
				t.Errorf("%s: %d is %d×%d, in the file %d×%d (%v), want %v", name, i, m.Width, m.Height, c.Width, c.Height, err, x.want[i])
			}
		}
	}
}

// However the camera was held, the picture stands upright; and nothing is left of where it was.
func TestUprightAndWithoutMetadata(t *testing.T) {
	t.Parallel()
	corners := map[uint16][4]color.RGBA{ // what the file has, so that red, green; blue, white come out
		1: {red, green, blue, white}, 2: {green, red, white, blue}, 3: {white, blue, green, red}, 4: {blue, white, red, green},
		5: {red, blue, green, white}, 6: {green, white, red, blue}, 7: {white, green, blue, red}, 8: {blue, red, white, green},
	}
	for how, in := range corners {
		m := image.NewRGBA(image.Rect(0, 0, 480, 320))
		for y := range 320 {
			for x := range 480 {
				m.SetRGBA(x, y, in[y/160*2+x/240])
			}
		}
		var order binary.AppendByteOrder = binary.LittleEndian
		if how%2 == 0 {
			order = binary.BigEndian
		}
		part := tiff(order, how)
		pngChunk := append([]byte("eXIf"), part...)
		pngFile := asPNG(t, m)
		for kind, file := range map[string][]byte{
			"jpeg": withEXIF(asJPEG(t, m), part),
			"png": slices.Concat(pngFile[:33], binary.BigEndian.AppendUint32(nil, uint32(len(part))), pngChunk,
				binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(pngChunk)), pngFile[33:]),
		} {
			for _, made := range make3(t, file) {
				if strings.Contains(string(made.JPEG), "GPS") || strings.Contains(string(made.JPEG), "Exif") {
					t.Errorf("%s held as %d says where it was taken", kind, how)
				}
				got, err := jpeg.Decode(bytes.NewReader(made.JPEG))
				if err != nil {
					t.Fatal(err)
				}
				if aside := made.Height > made.Width; aside != (how >= 5) {
					t.Errorf("%s held as %d is %d×%d", kind, how, made.Width, made.Height)
				}
				for i, want := range []color.RGBA{red, green, blue, white} {
					x, y := made.Width/4+i%2*made.Width/2, made.Height/4+i/2*made.Height/2
					if !alike(got.At(x, y), want) {
						t.Errorf("%s held as %d, corner %d is %v, want %v", kind, how, i, got.At(x, y), want)
					}
				}
			}
		}
	}
}

func alike(a, b color.Color) bool {
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	near := func(x, y uint32) bool { return max(x, y)-min(x, y) < 0x1800 }
	return near(r1, r2) && near(g1, g2) && near(b1, b2)
}

// webpFile is a picture of 1×1, or so it says.
var webpFile = []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\r\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")

// header is the beginning of a PNG that says how large it is; what follows isn't there.
func header(w, h uint32, depth byte) []byte {
	ihdr := append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h), depth, 6, 0, 0, 0)
	return slices.Concat([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr, binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(ihdr)))
}

func TestHostileFilesAreRefused(t *testing.T) {
	t.Parallel()
	good := asJPEG(t, quarters(400, 400))
	sos := bytes.LastIndex(good, []byte{0xff, 0xda})
	for name, x := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":             {nil, picture.ErrKind},
		"text":                {[]byte("Bonjour, ceci n’est pas une photo"), picture.ErrKind},
		"SVG":                 {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), picture.ErrKind},
		"GIF":                 {[]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00"), picture.ErrKind},
		"HTML named as JPEG":  {[]byte("\xff\xd8\xff<html><script>alert(1)</script>"), picture.ErrBroken},
		"cut off":             {good[:len(good)/2], picture.ErrBroken},
		"a header alone":      {header(800, 600, 8), picture.ErrBroken},
		"a bomb":              {header(60_000, 60_000, 8), picture.ErrPixels},
		"a thin bomb":         {header(2_000_000_000, 1, 8), picture.ErrPixels},
		"a bomb of 16 bits":   {header(4_000, 4_000, 16), picture.ErrPixels},
		"WebP of one pixel":   {webpFile, picture.ErrSmall},
		"WebP cut off":        {webpFile[:22], picture.ErrBroken},
		"a strip":             {asPNG(t, quarters(400, 20)), picture.ErrSmall},
		"too many passes":     {slices.Concat(good[:sos], bytes.Repeat(good[sos:sos+14], 200), good[sos:]), picture.ErrBroken},
		"larger than allowed": {append(slices.Clone(good), make([]byte, picture.MostBytes)...), picture.ErrTooLarge},
	} {
		if _, err := picture.Make(context.Background(), bytes.NewReader(x.file)); !errors.Is(err, x.want) {
			t.Errorf("%s: %v, want %v", name, err, x.want)
		}
	}
}

// What stands behind the last pixel isn't passed on, and doesn't keep a photo from being taken: some telephones put a film there.
func TestWhatStandsBehindThePictureIsGone(t *testing.T) {
	t.Parallel()
	film := bytes.Repeat([]byte("PK\x03\x04<script>alert(1)</script>\xff\xda\x00\x02"), 1000)
	for _, m := range make3(t, slices.Concat(asJPEG(t, quarters(400, 300)), film)) {
		if bytes.Contains(m.JPEG, []byte("script")) || bytes.Contains(m.JPEG, []byte("PK")) {
			t.Error("it is still there")
		}
	}
}

// Whatever a file says in its metadata, and wherever it is broken, it is read or refused.
func TestNoFileBringsItDown(t *testing.T) {
	t.Parallel()
	bases := [][]byte{withEXIF(asJPEG(t, quarters(200, 200)), tiff(binary.LittleEndian, 6)), asPNG(t, quarters(200, 200)), webpFile}
	rapid.Check(t, func(rt *rapid.T) {
		file := slices.Clone(rapid.SampledFrom(bases).Draw(rt, "base"))
		for range rapid.IntRange(1, 6).Draw(rt, "changes") {
			file[rapid.IntRange(0, min(len(file), 120)-1).Draw(rt, "at")] = rapid.Byte().Draw(rt, "byte")
		}
		file = file[:rapid.IntRange(0, len(file)).Draw(rt, "cut")]
		picture.Make(context.Background(), bytes.NewReader(file)) //nolint:errcheck // either way
	})
}
