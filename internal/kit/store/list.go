package store

import (
	"math/bits"
	"strconv"
	"strings"
)

// List is values as SQL takes them behind IN: "($3, $4)", with the arguments so far and the values after them. It is filled up with
// its last value to a power of two, so that there are few texts and they stay prepared. An empty list is "(NULL)", which nothing is in.
func List[T any](args []any, values []T) (text string, all []any) {
	if len(values) == 0 {
		return "(NULL)", args
	}
	n := 1 << bits.Len(uint(len(values)-1))
	marks := make([]string, n)
	for i := range marks {
		args = append(args, values[min(i, len(values)-1)])
		marks[i] = "$" + strconv.Itoa(len(args))
	}
	return "(" + strings.Join(marks, ", ") + ")", args
}
