package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"

	"mitoyen/internal/kit/fault"
)

// statusOf is the one table from kinds of refusal to HTTP.
var statusOf = map[fault.Kind]int{
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Forbidden:       http.StatusForbidden,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Unavailable:     http.StatusServiceUnavailable,
}

var errNotFound = fault.New(fault.NotFound, "fault.not_found")

func panicError(p any) error { return fmt.Errorf("panic: %v\n%s", p, debug.Stack()) }

// refuse answers with the page of a fault; an ordinary error becomes a number, which stands in the log beside what went wrong.
func (c *Call) refuse(err error) {
	if errors.Is(err, context.Canceled) && c.R.Context().Err() != nil {
		return // the person went away
	}
	f, ok := fault.As(err)
	if ok && f.Kind == fault.Unauthenticated && c.R.Method == http.MethodGet {
		if c.Turn.Knock != "" {
			c.GoTo(c.Turn.Knock) //nolint:errcheck // it only redirects
			return
		}
		c.Go("account.sign-in", "next", c.R.URL.RequestURI()) //nolint:errcheck // it only redirects
		return
	}
	number := ""
	if !ok {
		raw := make([]byte, 4)
		rand.Read(raw) //nolint:errcheck // never fails
		number = "E-" + hex.EncodeToString(raw)
		c.Site.Log.Error("page failed", "number", number, "path", c.R.URL.Path, "err", err)
		f = &fault.Fault{Code: "fault.broken", Args: fault.Args{"Number": number}}
	}
	status := statusOf[f.Kind]
	if status == 0 {
		status = http.StatusInternalServerError
	}
	var body bytes.Buffer
	c.W.Header().Del("Content-Encoding")
	if err := c.render(&body, c.frame(Page{Title: c.P.T("fault.title"), Robots: "noindex"}), errorPage(f, number)); err != nil {
		c.Site.Log.Error("error page failed", "err", err)
		http.Error(c.W, http.StatusText(status), status)
		return
	}
	c.send(status, &body)
}
