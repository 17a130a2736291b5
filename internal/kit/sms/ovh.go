package sms

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// ovh is OVHcloud's SMS interface: POST /sms/{serviceName}/jobs, as https://eu.api.ovh.com/console/?section=/sms describes it. Requests are
// signed, by the gateway's own clock (GET /auth/time), as OVHcloud's clients do.
type ovh struct {
	endpoint, service, sender string
	key, secret, consumer     string
	client                    *http.Client
	now                       func() time.Time

	mu     sync.Mutex
	ahead  time.Duration // of the gateway's clock before ours
	timeAt time.Time     // when that was asked; zero: not yet
}

// timeHolds is how long the gateway's clock is trusted to go as ours does.
const timeHolds = time.Hour

func newOVH(u *url.URL, secret string) (*ovh, error) {
	parts := strings.Split(secret, ":")
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return nil, errors.New("the secret of an OVHcloud gateway is like APPLICATION-KEY:APPLICATION-SECRET:CONSUMER-KEY")
	}
	path, service := "", strings.Trim(u.Path, "/")
	if i := strings.LastIndex(service, "/"); i >= 0 {
		path, service = "/"+service[:i], service[i+1:]
	}
	if service == "" || path == "" {
		return nil, errors.New("the address of an OVHcloud gateway is like ovh://eu.api.ovh.com/1.0/sms-ab12345-1?sender=LaGARE")
	}
	return &ovh{endpoint: u.Scheme + "://" + u.Host + path, service: service, sender: u.Query().Get("sender"),
		key: parts[0], secret: parts[1], consumer: parts[2], client: client(), now: time.Now}, nil
}

// ovhJob is what is asked for.
type ovhJob struct {
	Charset           string   `json:"charset"`
	Class             string   `json:"class"`
	Coding            string   `json:"coding"`
	Message           string   `json:"message"`
	NoStopClause      bool     `json:"noStopClause"` // no advertising: sent at any hour, without "STOP"
	Priority          string   `json:"priority"`
	Receivers         []string `json:"receivers"`
	Sender            string   `json:"sender,omitempty"`
	SenderForResponse bool     `json:"senderForResponse"` // a short number of OVHcloud's, where one has no name of one's own
	Tag               string   `json:"tag,omitempty"`
	ValidityPeriod    int      `json:"validityPeriod"` // minutes
}

// ovhReport is what is answered.
type ovhReport struct {
	IDs              []int64  `json:"ids"`
	InvalidReceivers []string `json:"invalidReceivers"`
	ValidReceivers   []string `json:"validReceivers"`
}

// Send hands a message over.
func (o *ovh) Send(ctx context.Context, m Message) error {
	ahead, err := o.clock(ctx)
	if err != nil {
		return err
	}
	job := ovhJob{Charset: "UTF-8", Class: "phoneDisplay", Coding: "7bit", Message: m.Text, NoStopClause: true, Priority: "high",
		Receivers: []string{string(m.To)}, Sender: o.sender, SenderForResponse: o.sender == "", Tag: tag(m.ID), ValidityPeriod: 24 * 60}
	if !Measure(m.Text).GSM {
		job.Coding = "8bit"
	}
	body, err := json.Marshal(job)
	if err != nil {
		return Permanent{err}
	}
	address := o.endpoint + "/sms/" + url.PathEscape(o.service) + "/jobs"
	var report ovhReport
	if err := ask(ctx, o.client, http.MethodPost, address, o.signed(http.MethodPost, address, string(body), ahead), string(body), &report); err != nil {
		return err
	}
	switch {
	case len(report.InvalidReceivers) > 0:
		return Permanent{errors.New("sms: the gateway knows no such number")}
	case len(report.ValidReceivers) == 0 && len(report.IDs) == 0:
		return Unsure{errors.New("sms: the gateway took the message for nobody")}
	}
	return nil
}

// tag names a message in OVHcloud's list of what was sent; it holds twenty characters, and the end of an id is its random part.
func tag(id string) string { return id[max(0, len(id)-20):] }

// signed are the headers of a request, its signature among them.
func (o *ovh) signed(method, address, body string, ahead time.Duration) map[string]string {
	at := strconv.FormatInt(o.now().Add(ahead).Unix(), 10)
	return map[string]string{"X-Ovh-Application": o.key, "X-Ovh-Consumer": o.consumer, "X-Ovh-Timestamp": at, "Content-Type": "application/json;charset=utf-8",
		"X-Ovh-Signature": signature(o.secret, o.consumer, method, address, body, at)}
}

// signature proves that a request is ours: "$1$" and the SHA-1 of its parts, joined by "+".
func signature(secret, consumer, method, address, body, at string) string {
	sum := sha1.Sum([]byte(strings.Join([]string{secret, consumer, method, address, body, at}, "+")))
	return "$1$" + hex.EncodeToString(sum[:])
}

// clock is how far the gateway's clock is ahead of ours: a signature of another time counts for nothing.
func (o *ovh) clock(ctx context.Context) (time.Duration, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if now := o.now(); o.timeAt.IsZero() || now.Sub(o.timeAt) > timeHolds {
		var theirs int64
		if err := ask(ctx, o.client, http.MethodGet, o.endpoint+"/auth/time", nil, "", &theirs); err != nil || theirs == 0 {
			return 0, fmt.Errorf("sms: ask what time it is: %v", err) // nothing has been sent: trying again helps
		}
		o.ahead, o.timeAt = time.Unix(theirs, 0).Sub(now).Round(time.Second), now
	}
	return o.ahead, nil
}
