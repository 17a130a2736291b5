package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// turning is how the pixels of a file lie to what the camera saw: the tag Orientation of EXIF 2.32, 1 to 8. 1 is upright.
type turning uint16

// aside reports whether width and height change places.
func (o turning) aside() bool { return o >= 5 && o <= 8 }

// turn puts a picture upright.
func (o turning) turn(from *image.RGBA) *image.RGBA {
	if o < 2 || o > 8 {
		return from
	}
	w, h := from.Rect.Dx(), from.Rect.Dy()
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	if o.aside() {
		to = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			u, v := x, y
			switch o {
			case 2: // mirrored
				u = w - 1 - x
			case 3: // upside down
				u, v = w-1-x, h-1-y
			case 4:
				v = h - 1 - y
			case 5:
				u, v = y, x
			case 6: // a quarter to the left
				u, v = h-1-y, x
			case 7:
				u, v = h-1-y, w-1-x
			case 8: // a quarter to the right
				u, v = y, w-1-x
			}
			copy(to.Pix[to.PixOffset(u, v):][:4], from.Pix[from.PixOffset(x, y):][:4])
		}
	}
	return to
}

// orientation is what a file says of how it lies; 1 when it says nothing that can be read.
func orientation(file []byte) turning {
	t, ok := exif(file)
	if !ok || len(t) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if t[0] == 'M' {
		order = binary.BigEndian
	}
	at := uint64(order.Uint32(t[4:]))
	if at+2 > uint64(len(t)) {
		return 1
	}
	entries := uint64(order.Uint16(t[at:]))
	for i := range entries {
		e := at + 2 + 12*i
		if e+12 > uint64(len(t)) {
			return 1
		}
		if order.Uint16(t[e:]) == 0x0112 && order.Uint16(t[e+2:]) == 3 {
			return turning(order.Uint16(t[e+8:]))
		}
	}
	return 1
}

var exifMark = []byte("Exif\x00\x00")

// exif finds the TIFF part of a file's EXIF.
func exif(file []byte) ([]byte, bool) {
	switch {
	case file[0] == 0xff:
		return exifOfJPEG(file[2:])
	case file[0] == 'R':
		t, ok := chunk(file[12:], "EXIF", binary.LittleEndian, true)
		return bytes.TrimPrefix(t, exifMark), ok
	}
	return chunk(file[8:], "eXIf", binary.BigEndian, false)
}

// exifOfJPEG goes from segment to segment up to the picture itself.
func exifOfJPEG(rest []byte) ([]byte, bool) {
	for len(rest) >= 4 && rest[0] == 0xff {
		kind, n := rest[1], 2+int(binary.BigEndian.Uint16(rest[2:]))
		if kind == 0xda || n < 4 || n > len(rest) {
			return nil, false
		}
		if part, ok := bytes.CutPrefix(rest[4:n], exifMark); ok && kind == 0xe1 {
			return part, true
		}
		rest = rest[n:]
	}
	return nil, false
}

// chunk finds a named chunk of a RIFF file (name, length) or of a PNG (length, name, a sum at the end).
func chunk(rest []byte, name string, order binary.ByteOrder, riff bool) ([]byte, bool) {
	for len(rest) >= 8 {
		id, long, after := rest[4:8], rest[:4], uint64(4)
		if riff {
			id, long, after = rest[:4], rest[4:8], 0
		}
		n := uint64(order.Uint32(long))
		if riff {
			after = n % 2
		}
		if 8+n > uint64(len(rest)) {
			return nil, false
		}
		if string(id) == name {
			return rest[8 : 8+n], true
		}
		rest = rest[min(8+n+after, uint64(len(rest))):]
	}
	return nil, false
}
