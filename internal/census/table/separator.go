package table

import (
	"bufio"
	"bytes"
)

// separators are what people put between cells, the likeliest first.
var separators = []byte{',', ';', '\t', '|'}

// findSeparator reads the beginning of a file with each separator and keeps the one under which most records are as wide as the
// header; among equals the one that gives more columns. A file with one column has none to find, and reads well with a comma.
func findSeparator(start []byte, whole bool, limits Limits) byte {
	best, bestShare, bestWidth := separators[0], -1.0, 1
	for _, sep := range separators {
		width, share := shape(start, whole, sep, limits)
		if width > 1 && (share > bestShare || share == bestShare && width > bestWidth) {
			best, bestShare, bestWidth = sep, share, width
		}
	}
	return best
}

// shape is the width of the first record, and the share of records that are as wide.
func shape(start []byte, whole bool, sep byte, limits Limits) (width int, share float64) {
	limits.Columns = sampleSize + 1 // a record in the sample cannot have more; the real limit is told when the file is read
	s := scanner{in: bufio.NewReader(bytes.NewReader(start)), sep: sep, limits: limits}
	var widths []int
	for s.record() == nil {
		if len(s.ends) == 1 && len(s.data) == 0 {
			continue // a blank line
		}
		widths = append(widths, len(s.ends))
	}
	if !whole && len(widths) > 1 {
		widths = widths[:len(widths)-1] // cut where the sample ends
	}
	if len(widths) == 0 {
		return 0, 0
	}
	same := 0
	for _, w := range widths {
		if w == widths[0] {
			same++
		}
	}
	return widths[0], float64(same) / float64(len(widths))
}
