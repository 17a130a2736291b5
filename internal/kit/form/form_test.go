package form

import (
	"net/url"
	"strings"
	"testing"

	"mitoyen/internal/kit/fault"
)

// What a form sent is read whole, however long, and told as too long where no rule of its field did; what comes otherwise is cut.
func TestNothingThatWasSentIsCut(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 20_000)
	v := Values{Values: url.Values{"a": {long}, "b": {long + "\r\nx"}, "c": {"court"}, "unread": {long}}, Form: "/besoins", Read: Read{}}
	if got := v.Text("a"); got != long {
		t.Errorf("a line of %d bytes", len(got))
	}
	if got := v.Lines("b"); got != long+"\nx" {
		t.Errorf("lines of %d bytes", len(got))
	}
	if v.Text("c") != "court" {
		t.Error(v.Text("c"))
	}
	f, _ := fault.As(v.Read.TooLong())
	if len(f.Fields) != 2 || f.Fields[0].Name != "a" || f.Fields[1].Name != "b" || f.Fields[0].Args["Is"] != 20_000 {
		t.Errorf("told: %+v", f.Fields)
	}
	query := Values{Values: url.Values{"q": {long}}}
	if got := query.Text("q"); len(got) > maxText || (Read(nil)).TooLong() != nil {
		t.Errorf("a query of %d bytes", len(got))
	}
	if (Read{}).TooLong() != nil {
		t.Error("nothing is too long")
	}
}
