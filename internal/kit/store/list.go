package store

import (
	"strconv"
	"strings"
)

// List is values as SQL takes them behind IN: "($3, $4)", with the arguments so far and the values after them. An empty list is
// "(NULL)", which nothing is in.
func List[T any](args []any, values []T) (text string, all []any) {
	if len(values) == 0 {
		return "(NULL)", args
	}
	marks := make([]string, len(values))
	for i, v := range values {
		args = append(args, v)
		marks[i] = "$" + strconv.Itoa(len(args))
	}
	return "(" + strings.Join(marks, ", ") + ")", args
}
