package store

import "strings"

// positional rewrites $1, $2 … as ? where they stand once each and in order, which changes nothing but time: SQLite takes $1 for a name,
// and its driver looks the name up for each value by walking all names, so that an insert of 500 rows spent four fifths of its
// time there. A text that uses a value twice or out of order stays as it is.
func positional(query string) string {
	var b strings.Builder
	next, from := 1, 0
	for i := 0; i < len(query); i++ {
		switch c := query[i]; {
		case c == '\'' || c == '"':
			end := strings.IndexByte(query[i+1:], c)
			if end < 0 {
				return query
			}
			i += end + 1
		case c == '?' || strings.HasPrefix(query[i:], "--") || strings.HasPrefix(query[i:], "/*"):
			return query // rare in our texts, and not worth a parser
		case c == '$':
			number, end := 0, i+1
			for ; end < len(query) && '0' <= query[end] && query[end] <= '9'; end++ {
				number = number*10 + int(query[end]-'0')
			}
			if number != next {
				return query
			}
			b.WriteString(query[from:i])
			b.WriteByte('?')
			from, i = end, end-1
			next++
		}
	}
	b.WriteString(query[from:])
	return b.String()
}
