// Package sms sends short text messages to people's phones, through a gateway that somebody pays for.
//
// A gateway is one method, Send: OVHcloud's SMS interface (ovh.go), any gateway or script that takes a line of JSON (gateway.go), or a folder,
// for the demonstration (folder.go). What a number may look like stands in number.go, and how many messages a text makes in length.go.
//
// A text costs money and can't be taken back, so it is better not sent than sent twice: whoever sends says of each failure whether trying
// again helps (an ordinary error), never will (Permanent), or whether it may have gone all the same (Unsure).
package sms

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Message is a text to one phone.
type Message struct {
	ID   string // of the sender's, the same when it is tried again
	To   Number
	Text string
}

// Sender takes a message away. It may be called again with what failed in passing.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Permanent is a failure that trying again won't mend: the number isn't one, or the gateway wants none of it.
type Permanent struct{ Err error }

func (p Permanent) Error() string { return p.Err.Error() }

// Unwrap is what happened.
func (p Permanent) Unwrap() error { return p.Err }

// Unsure is a failure after which nobody knows whether the message has gone: the gateway had it, and gave no answer. Trying again might send it
// twice.
type Unsure struct{ Err error }

func (u Unsure) Error() string { return u.Err.Error() }

// Unwrap is what happened.
func (u Unsure) Unwrap() error { return u.Err }

// Gateway reads the address of a gateway and the secret by which it knows us:
//
//	ovh://eu.api.ovh.com/1.0/sms-ab12345-1?sender=LaGARE    secret: APPLICATION-KEY:APPLICATION-SECRET:CONSUMER-KEY
//	https://gateway.example.org/send                        secret: a bearer token
//
// Plain http (http://, ovh+http://) is for this machine alone, since what is sent would stand open on the way. Errors name the address without
// its secret.
func Gateway(address, secret string) (Sender, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, errors.New("the address of the SMS gateway is not like https://host/path or ovh://host/1.0/service; its secret stands apart from it")
	}
	kind, scheme, both := strings.Cut(u.Scheme, "+")
	if !both {
		if scheme = kind; kind == "ovh" {
			scheme = "https"
		}
	}
	if local := u.Hostname() == "localhost" || strings.HasPrefix(u.Hostname(), "127."); scheme != "https" && (scheme != "http" || !local) {
		return nil, fmt.Errorf("SMS gateway %s: only https leaves this machine", u.Redacted())
	}
	u.Scheme = scheme
	if kind == "ovh" {
		return newOVH(u, secret)
	}
	if kind != scheme {
		return nil, fmt.Errorf("no SMS gateway is of the kind %q", kind)
	}
	if secret == "" {
		return nil, fmt.Errorf("SMS gateway %s: it needs a secret, a bearer token", u.Redacted())
	}
	return &jsonGateway{address: u.String(), token: secret, client: client()}, nil
}

// answerWithin bounds how long a gateway may take.
const answerWithin = 20 * time.Second

func client() *http.Client {
	return &http.Client{Timeout: answerWithin, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // a secret is told to nobody else
	}}
}
