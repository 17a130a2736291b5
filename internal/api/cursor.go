package api

import (
	"encoding/base64"
	"strings"

	"mitoyen/internal/kit/fault"
)

// Cursor makes the word by which a list goes on. What stands in it is nobody's business, and may change.
func Cursor(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "\n")))
}

// ReadCursor reads what Cursor wrote; nil for the beginning of a list.
func ReadCursor(cursor string, parts int) ([]string, error) {
	if cursor == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	all := strings.Split(string(raw), "\n")
	if err != nil || len(all) != parts || !isText(string(raw)) {
		return nil, ErrCursor
	}
	return all, nil
}

// ErrCursor says that a cursor is none of ours.
var ErrCursor = fault.New(fault.Invalid, "api.cursor")

// Paged is what every list takes.
type Paged struct {
	Cursor string `query:"cursor" maxLength:"400" doc:"Where to go on: the \"next\" of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"How many at most."`
}
