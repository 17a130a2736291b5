package ui

import "strings"

// run is a stretch of words that stand in both versions or in one.
type run struct {
	text    string
	changed bool
}

// diffLimit bounds the work of a comparison, in pairs of words; longer texts are shown as changed whole.
const diffLimit = 250_000

// diff compares two texts word by word: what of the first is missing in the second, and what of the second is new.
func diff(before, after string) (left, right []run) {
	a, b := strings.Fields(before), strings.Fields(after)
	if len(a)*len(b) > diffLimit {
		return []run{{before, true}}, []run{{after, true}}
	}
	// common[i][j] is the length of the longest sequence of words that a[i:] and b[j:] share.
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			left, right = grow(left, a[i], false), grow(right, b[j], false)
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			left = grow(left, a[i], true)
			i++
		default:
			right = grow(right, b[j], true)
			j++
		}
	}
	return left, right
}

// grow adds a word to the last run when they are of one sort.
func grow(runs []run, word string, changed bool) []run {
	if n := len(runs); n > 0 && runs[n-1].changed == changed {
		runs[n-1].text += " " + word
		return runs
	}
	return append(runs, run{word, changed})
}
