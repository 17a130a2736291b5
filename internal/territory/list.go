package territory

import (
	"strconv"
	"strings"
)

// Statements with a list have few lengths, so that they stay prepared; the rest of a list repeats its last value. The longest is the
// most that one statement asks for.
var lengths = []int{4, 16, 64, 256}

func padded(n int) int {
	for _, l := range lengths {
		if n <= l {
			return l
		}
	}
	panic("territory: a list of " + strconv.Itoa(n)) // callers cut their lists
}

// list writes ($1, $2 …) for some values.
func list(values []string) string { return lists[padded(len(values))] }

var lists = func() map[int]string {
	all := map[int]string{}
	for _, n := range lengths {
		marks := make([]string, n)
		for i := range marks {
			marks[i] = "$" + strconv.Itoa(i+1)
		}
		all[n] = "(" + strings.Join(marks, ", ") + ")"
	}
	return all
}()

// pad gives the arguments of a list, which has one value at least.
func pad(values []string) []any {
	args := make([]any, padded(len(values)))
	for i := range args {
		args[i] = values[min(i, len(values)-1)]
	}
	return args
}
