package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"mitoyen/internal/kit/fault"
)

// Problem is a refusal, or something that broke (RFC 9457).
type Problem struct {
	Type     string   `json:"type" doc:"Names the kind of problem." example:"urn:mitoyen:problem:booking.refused"`
	Title    string   `json:"title" doc:"What kind of problem it is, in the language asked for."`
	Status   int      `json:"status" doc:"The HTTP status."`
	Detail   string   `json:"detail" doc:"What happened and what to do about it, in the language asked for."`
	Instance string   `json:"instance" doc:"Where it happened; for what broke on our side, its number."`
	Code     string   `json:"code" doc:"Stable, whatever the language." example:"booking.refused"`
	Breaches []Breach `json:"breaches,omitempty" doc:"Everything that is in the way, at once."`

	header http.Header
}

// Breach is one thing that is in the way.
type Breach struct {
	Code     string `json:"code" doc:"Stable, whatever the language." example:"booking.taken"`
	Message  string `json:"message" doc:"One sentence in the language asked for: what, and what to do instead."`
	Day      string `json:"day,omitempty" format:"date" doc:"Of a series: the day that it is about."`
	Field    string `json:"field,omitempty" doc:"What of the request it is about."`
	Expected string `json:"expected,omitempty" doc:"For what the API can't read: what it wanted, in English."`
	Override bool   `json:"override" doc:"Whether the team of the place may let it pass, with a reason."`
	WayOut   string `json:"way_out,omitempty" doc:"A page where one can do something about it."`
}

// Error is for logs and tests.
func (p *Problem) Error() string { return p.Code }

// GetStatus is what the framework asks.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is what the framework asks.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders is what the framework asks.
func (p *Problem) GetHeaders() http.Header { return p.header }

// kinds are the one table from kinds of refusal to HTTP, with the title of each.
var kinds = map[fault.Kind]struct {
	status int
	title  string
}{
	fault.Invalid:         {http.StatusUnprocessableEntity, "api.title.invalid"},
	fault.NotFound:        {http.StatusNotFound, "api.title.not_found"},
	fault.Conflict:        {http.StatusConflict, "api.title.conflict"},
	fault.Forbidden:       {http.StatusForbidden, "api.title.forbidden"},
	fault.Unauthenticated: {http.StatusUnauthorized, "api.title.unauthenticated"},
	fault.Unavailable:     {http.StatusServiceUnavailable, "api.title.unavailable"},
}

// titleOf is the title of a status, also of those that no use case gives.
func titleOf(status int) string {
	for _, k := range kinds {
		if k.status == status {
			return k.title
		}
	}
	switch {
	case status == http.StatusTooManyRequests:
		return "api.title.too_many"
	case status >= 500:
		return "api.title.broken"
	}
	return "api.title.invalid"
}

// urn names kinds of problems: stable, and the same on every instance.
const urn = "urn:mitoyen:problem:"

func (c *Call) problem(status int, code string, args fault.Args) *Problem {
	return &Problem{Type: urn + code, Title: c.P.T(titleOf(status)), Status: status, Detail: c.Shell.Say(c.P, fault.Field{Code: code, Args: args}), Instance: c.R.URL.Path, Code: code, header: http.Header{}}
}

// Problem makes a problem of an error. What is no fault becomes a number, which stands in the log beside what went wrong.
func (c *Call) Problem(err error) *Problem {
	var p *Problem
	var many *tooMany
	if errors.As(err, &p) {
		return p
	}
	if errors.As(err, &many) {
		p = c.problem(http.StatusTooManyRequests, "api.too_many", fault.Args{"Seconds": many.seconds()})
		p.header.Set("Retry-After", strconv.Itoa(many.seconds()))
		return p
	}
	f, ok := fault.As(err)
	if !ok {
		return c.broken(err)
	}
	p = c.problem(kinds[f.Kind].status, f.Code, f.Args)
	for _, x := range f.Fields {
		p.Breaches = append(p.Breaches, Breach{Code: x.Code, Message: c.Shell.Say(c.P, x), Field: x.Name})
	}
	if f.Kind == fault.Unauthenticated {
		p.header.Set("WWW-Authenticate", `Bearer realm="Mitoyen"`)
	}
	return p
}

// Renamed is a refusal with the names that fields have in the API, where pages call them otherwise.
func Renamed(err error, names map[string]string) error {
	f, ok := fault.As(err)
	if !ok || len(f.Fields) == 0 {
		return err
	}
	other := *f
	other.Fields = slices.Clone(f.Fields)
	for i, x := range other.Fields {
		if name, known := names[x.Name]; known {
			other.Fields[i].Name = name
		}
	}
	return &other
}

// Conflict makes of a refusal one that whoever asks can't mend: others were quicker.
func (p *Problem) Conflict(title string) {
	p.Status, p.Title = http.StatusConflict, title
}

func (c *Call) broken(err error) *Problem {
	raw := make([]byte, 4)
	rand.Read(raw) //nolint:errcheck // never fails
	number := "E-" + hex.EncodeToString(raw)
	c.Shell.Log.Error("API failed", "number", number, "path", c.R.URL.Path, "err", err)
	p := c.problem(http.StatusInternalServerError, "api.broken", fault.Args{"Number": number})
	p.Instance = "urn:mitoyen:error:" + number
	return p
}

// tooMany says that somebody asks more often than is good for the others.
type tooMany struct{ left time.Duration }

func (t *tooMany) Error() string { return "too many requests" }

func (t *tooMany) seconds() int { return max(1, int(math.Ceil(t.left.Seconds()))) }

// refuse answers with a problem, outside of any operation.
func (c *Call) refuse(err error) {
	if errors.Is(err, context.Canceled) && c.R.Context().Err() != nil {
		return // whoever asked went away
	}
	c.send(c.Problem(err))
}

func (c *Call) send(p *Problem) {
	h := c.W.Header()
	for k, all := range p.header {
		h[k] = all
	}
	h.Set("Content-Type", p.ContentType(""))
	c.W.WriteHeader(p.Status)
	e := json.NewEncoder(c.W)
	e.SetEscapeHTML(false)
	e.Encode(p) //nolint:errcheck // the reader went away
}

// The framework makes its own refusals (a body that is no JSON, a field that isn't as described) by these two functions, which are the same for
// the whole program. Ours make them problems like all others.
func init() {
	huma.NewError = func(status int, msg string, _ ...error) huma.StatusError {
		return &Problem{Status: status, Detail: msg}
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return From(ctx.Context()).unread(status, msg, errs)
	}
}

// unread makes a problem of what the framework could not read, or could not do.
func (c *Call) unread(status int, msg string, errs []error) *Problem {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return c.problem(status, "fault.too_large_kb", fault.Args{"Max": mostBody >> 10})
	case http.StatusNotAcceptable:
		return c.problem(status, "api.not_acceptable", nil)
	case http.StatusUnsupportedMediaType:
		return c.problem(status, "api.media_type", nil)
	}
	if status >= 500 {
		return c.broken(errors.Join(append(errs, errors.New(msg))...))
	}
	p := c.problem(status, "api.unread", nil)
	for _, err := range errs {
		d := &huma.ErrorDetail{Message: err.Error()}
		if x, ok := err.(huma.ErrorDetailer); ok {
			d = x.ErrorDetail()
		}
		code := shapeOf(d.Message)
		p.Breaches = append(p.Breaches, Breach{Code: code, Message: c.P.T(code), Field: fieldOf(d), Expected: d.Message})
	}
	return p
}

var missing = regexp.MustCompile(`^expected required property (\S+) to be present$`)

// fieldOf is where something is wrong: what is missing is named itself, rather than what it is missing from.
func fieldOf(d *huma.ErrorDetail) string {
	if m := missing.FindStringSubmatch(d.Message); m != nil {
		return strings.TrimPrefix(d.Location+"."+m[1], ".")
	}
	return d.Location
}

// shapeOf is our word for what the framework says about a value.
func shapeOf(message string) string {
	for _, x := range []struct{ part, code string }{
		{"to be present", "api.shape.missing"}, {"is missing", "api.shape.missing"}, {"is required", "api.shape.missing"}, {"unexpected property", "api.shape.unknown"},
		{"date-time", "api.shape.time"}, {"RFC 3339 date", "api.shape.day"}, {"uuid", "api.shape.id"}, {"number", "api.shape.number"}, {"integer", "api.shape.number"},
		{"one of", "api.shape.choice"}, {"length", "api.shape.length"},
	} {
		if strings.Contains(message, x.part) {
			return x.code
		}
	}
	return "api.shape.other"
}

// indent writes JSON for people to read and for `diff` to compare.
func indent(out *bytes.Buffer, raw []byte) error {
	if err := json.Indent(out, raw, "", "  "); err != nil {
		return err
	}
	return out.WriteByte('\n')
}
