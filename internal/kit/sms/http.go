package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// mostAnswer bounds how much of an answer is read.
const mostAnswer = 64 << 10

// ask sends a request with a body and reads the answer into v. What the status says decides between the three kinds of failure. The body
// never stands in an error: it holds a number.
func ask(ctx context.Context, c *http.Client, method, address string, head map[string]string, body string, v any) error {
	q, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		return Permanent{err}
	}
	q.Close = true // on a line kept from before, nobody knows whether a request that fails has gone
	for name, value := range head {
		q.Header.Set(name, value)
	}
	r, err := c.Do(q)
	if err != nil {
		var where *url.Error
		if errors.As(err, &where) {
			err = where.Err // an address may hold a secret
		}
		if neverLeft(err) {
			return fmt.Errorf("sms: %w", err)
		}
		return Unsure{fmt.Errorf("sms: %w", err)}
	}
	defer r.Body.Close() //nolint:errcheck // read to its end
	answer, err := io.ReadAll(io.LimitReader(r.Body, mostAnswer))
	switch {
	case r.StatusCode/100 == 2 && err != nil:
		return Unsure{fmt.Errorf("sms: read the answer: %w", err)}
	case r.StatusCode/100 == 2:
		if v == nil || len(answer) == 0 {
			return nil
		}
		if err := json.Unmarshal(answer, v); err != nil {
			return Unsure{errors.New("sms: the answer can't be read")}
		}
		return nil
	case r.StatusCode == http.StatusTooManyRequests, r.StatusCode == http.StatusServiceUnavailable, r.StatusCode == http.StatusRequestTimeout:
		return fmt.Errorf("sms: the gateway said %d", r.StatusCode) // it says itself that it did nothing
	case r.StatusCode/100 == 5:
		return Unsure{fmt.Errorf("sms: the gateway said %d", r.StatusCode)}
	case r.StatusCode == http.StatusUnauthorized, r.StatusCode == http.StatusForbidden, r.StatusCode == http.StatusPaymentRequired:
		return fmt.Errorf("sms: the gateway said %d: are its secret and its credit right?%s", r.StatusCode, said(answer)) // somebody mends it
	}
	return Permanent{fmt.Errorf("sms: the gateway said %d%s", r.StatusCode, said(answer))}
}

// said is the sentence that a gateway gives as a reason ({"message": "…"}), for whoever runs the instance; without anything like a number.
func said(answer []byte) string {
	var x struct{ Message string }
	if json.Unmarshal(answer, &x) != nil || x.Message == "" {
		return ""
	}
	return ": " + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r < ' ' {
			return '.'
		}
		return r
	}, x.Message[:min(len(x.Message), 200)])
}

// neverLeft reports whether a request failed before the gateway had anything of it: there was no connection.
func neverLeft(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	return errors.As(err, &op) && op.Op == "dial" || errors.As(err, &dns)
}
