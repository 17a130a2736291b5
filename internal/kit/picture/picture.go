// Package picture makes an uploaded picture fit to be shown to everybody.
//
// What comes from outside is never kept and never sent on: it is decoded, turned as its camera says, scaled to a few widths and written
// anew. So whatever else stood in the file (where it was taken, by which camera, a page of HTML behind the last pixel) is gone.
//
// A small file can ask for a great deal of memory or time once it is decoded. The header is read first, and what is too large is refused
// unread; one picture is decoded at a time, so that what this takes is bounded for the whole program.
package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// MostBytes is how large an uploaded file can be.
const MostBytes = 12 << 20

// MostPixels is how many pixels a picture can have: a little more than telephones take by themselves. A channel of 16 bits counts twice.
const MostPixels = 25_000_000

// LeastSide is how many pixels its shorter side needs.
const LeastSide = 200

// mostScans bounds the passes of a progressive JPEG, each of which goes over the whole picture. Cameras and programs write about ten.
const mostScans = 100

const quality = 78

// Widths are those in which a picture is made, in pixels, the smallest first. One that is narrower stays as wide as it is.
var Widths = [3]int{320, 720, 1200}

// Made is a picture of one width, as JPEG.
type Made struct {
	Width, Height int
	JPEG          []byte
}

// What can be wrong with a file.
var (
	ErrTooLarge = errors.New("the file is too large")
	ErrKind     = errors.New("neither JPEG nor PNG nor WebP")
	ErrPixels   = errors.New("the picture has too many pixels")
	ErrSmall    = errors.New("the picture is too small")
	ErrBroken   = errors.New("the picture cannot be read")
)

// format is how one kind of file is read.
type format struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// formatOf goes by the first bytes; what a file calls itself doesn't count.
func formatOf(file []byte) (format, bool) {
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		return format{jpeg.DecodeConfig, jpeg.Decode}, true
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		return format{png.DecodeConfig, png.Decode}, true
	case len(file) > 12 && string(file[:4]) == "RIFF" && string(file[8:12]) == "WEBP":
		return format{webp.DecodeConfig, webp.Decode}, true
	}
	return format{}, false
}

// turn is held by whoever decodes.
var turn = make(chan struct{}, 1)

// Make reads a picture and makes it in each of Widths. Errors: those above, and whatever reading r gives.
func Make(ctx context.Context, r io.Reader) (all [len(Widths)]Made, err error) {
	file, err := io.ReadAll(io.LimitReader(r, MostBytes+1))
	if err != nil {
		return all, fmt.Errorf("read picture: %w", err)
	}
	if len(file) > MostBytes {
		return all, ErrTooLarge
	}
	f, ok := formatOf(file)
	if !ok {
		return all, ErrKind
	}
	if err := f.check(file); err != nil {
		return all, err
	}
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return all, ctx.Err()
	}
	whole, err := f.decode(bytes.NewReader(file))
	if err != nil {
		return all, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return makeAll(whole, orientation(file))
}

// check reads the header alone.
func (f format) check(file []byte) error {
	c, err := f.config(bytes.NewReader(file))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	most := MostPixels
	switch c.ColorModel {
	case color.NRGBA64Model, color.RGBA64Model, color.Gray16Model:
		most /= 2
	}
	switch {
	case c.Width < 1 || c.Height < 1:
		return ErrBroken
	case c.Width > most/c.Height:
		return ErrPixels
	case min(c.Width, c.Height) < LeastSide:
		return ErrSmall
	case file[0] == 0xff && scans(file) > mostScans:
		return ErrBroken
	}
	return nil
}

// scans counts the passes of a JPEG, up to its end. What stands behind it, as a film does in the files of some telephones, isn't read.
func scans(file []byte) (n int) {
	for at := 2; at+4 <= len(file); {
		switch kind := file[at+1]; {
		case file[at] != 0xff || kind == 0 || kind == 0xff || kind >= 0xd0 && kind <= 0xd8: // of the picture itself, or between its segments
			at++
		case kind == 0xd9:
			return n
		default:
			if kind == 0xda {
				n++
			}
			at += 2 + int(binary.BigEndian.Uint16(file[at+2:]))
		}
	}
	return n
}

// makeAll scales from the widest down, each from the one before, and turns what is left at the end, which is small by then.
func makeAll(from image.Image, o turning) (all [len(Widths)]Made, err error) {
	for i := len(Widths) - 1; i >= 0; i-- {
		scaled := fit(from, Widths[i], o.aside())
		from = scaled
		shown := o.turn(scaled)
		var out bytes.Buffer
		if err := jpeg.Encode(&out, shown, &jpeg.Options{Quality: quality}); err != nil {
			return all, fmt.Errorf("write picture: %w", err)
		}
		all[i] = Made{Width: shown.Rect.Dx(), Height: shown.Rect.Dy(), JPEG: out.Bytes()}
	}
	return all, nil
}

// fit scales a picture to a width at most, or to that height when it lies on its side. What is transparent becomes white.
func fit(from image.Image, width int, aside bool) *image.RGBA {
	b := from.Bounds()
	w, h := b.Dx(), b.Dy()
	across := w
	if aside {
		across = h
	}
	if across > width {
		w, h = max(1, (w*width+across/2)/across), max(1, (h*width+across/2)/across)
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(to, to.Rect, image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(to, to.Rect, from, b, draw.Over, nil)
	return to
}
