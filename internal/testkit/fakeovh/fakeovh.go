// Package fakeovh is a fake of OVHcloud's SMS gateway, for tests: it keeps what it is given and sends nothing.
//
// It stands in for the published contract (https://eu.api.ovh.com/console/?section=/sms, "First steps with the API"): GET /auth/time, and POST
// /sms/{serviceName}/jobs with the four X-Ovh headers, whose signature and age it checks; numbers that aren't E.164 come back as
// invalidReceivers with status 200, as OVHcloud does. It can be made to fail, to be slow, and to have a clock of its own.
package fakeovh

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The account that it knows.
const (
	Key, Secret, Consumer = "fake-application", "fake-application-secret", "fake-consumer"
	Service               = "sms-fa12345-1"
)

// Job is what it was asked to send.
type Job struct {
	Charset, Class, Coding, Message, Priority, Sender, Tag string
	NoStopClause, SenderForResponse                        bool
	Receivers                                              []string
	ValidityPeriod                                         int
}

// Gateway is one that runs until it is closed.
type Gateway struct {
	*httptest.Server

	mu    sync.Mutex
	taken []Job
	ahead time.Duration // of its clock
	next  []func(http.ResponseWriter) bool
}

// New starts one.
func New() *Gateway {
	g := &Gateway{}
	g.Server = httptest.NewServer(http.HandlerFunc(g.answer))
	return g
}

// Address and secret as an instance is told them.
func (g *Gateway) Address() (address, secret string) {
	return "ovh+" + g.URL + "/1.0/" + Service, Key + ":" + Secret + ":" + Consumer
}

// SetClock puts its clock ahead of ours.
func (g *Gateway) SetClock(ahead time.Duration) { g.mu.Lock(); g.ahead = ahead; g.mu.Unlock() }

// Next says what becomes of the next message: the function answers, and reports whether the message is sent all the same.
func (g *Gateway) Next(do func(http.ResponseWriter) bool) {
	g.mu.Lock()
	g.next = append(g.next, do)
	g.mu.Unlock()
}

// Fail answers the next message with a status, and sends nothing.
func (g *Gateway) Fail(status int) {
	g.Next(func(w http.ResponseWriter) bool {
		refuse(w, status, "Client::BadRequest", "it was told to fail")
		return false
	})
}

// Vanish takes the next message and cuts the line before it answers.
func (g *Gateway) Vanish() { g.Next(func(http.ResponseWriter) bool { return true }) }

// Taken are the messages that were sent.
func (g *Gateway) Taken() []Job {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]Job(nil), g.taken...)
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)

func (g *Gateway) answer(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now().Add(g.ahead)
	if r.Method == http.MethodGet && r.URL.Path == "/1.0/auth/time" {
		fmt.Fprint(w, now.Unix())
		return
	}
	body, _ := io.ReadAll(r.Body) //nolint:errcheck // a short one fails its signature
	if status, why := g.known(r, body, now); status != 0 {
		refuse(w, status, "Client::Forbidden", why)
		return
	}
	if r.Method != http.MethodPost || r.URL.Path != "/1.0/sms/"+Service+"/jobs" {
		refuse(w, http.StatusNotFound, "Client::NotFound", "Got an invalid (or empty) URL")
		return
	}
	var job Job
	if err := json.Unmarshal(body, &job); err != nil || job.Message == "" {
		refuse(w, http.StatusBadRequest, "Client::BadRequest", "Missing parameter message")
		return
	}
	for _, x := range []struct{ name, value, of string }{{"charset", job.Charset, "UTF-8"}, {"class", job.Class, "flash phoneDisplay sim toolkit"},
		{"coding", job.Coding, "7bit 8bit"}, {"priority", job.Priority, "high low medium veryHigh"}} {
		if x.value != "" && !strings.Contains(" "+x.of+" ", " "+x.value+" ") {
			refuse(w, http.StatusBadRequest, "Client::BadRequest", x.name+" is not of its kind")
			return
		}
	}
	if (job.Sender == "") != job.SenderForResponse {
		refuse(w, http.StatusBadRequest, "Client::BadRequest", "sender or senderForResponse")
		return
	}
	if len(g.next) > 0 {
		do := g.next[0]
		g.next = g.next[1:]
		if do(w) {
			g.taken = append(g.taken, job)
			panic(http.ErrAbortHandler)
		}
		return
	}
	report := struct {
		IDs                 []int64  `json:"ids"`
		InvalidReceivers    []string `json:"invalidReceivers"`
		ValidReceivers      []string `json:"validReceivers"`
		TotalCreditsRemoved float64  `json:"totalCreditsRemoved"`
	}{IDs: []int64{}, InvalidReceivers: []string{}, ValidReceivers: []string{}}
	for i, to := range job.Receivers {
		if !e164.MatchString(to) {
			report.InvalidReceivers = append(report.InvalidReceivers, to)
			continue
		}
		report.ValidReceivers, report.IDs = append(report.ValidReceivers, to), append(report.IDs, int64(1000+len(g.taken)+i))
		report.TotalCreditsRemoved++
	}
	if len(report.ValidReceivers) > 0 {
		g.taken = append(g.taken, job)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	json.NewEncoder(w).Encode(report) //nolint:errcheck // whoever asked is gone
}

// known checks who asks, and when.
func (g *Gateway) known(r *http.Request, body []byte, now time.Time) (status int, why string) {
	h := r.Header
	if h.Get("X-Ovh-Application") != Key {
		return http.StatusForbidden, "Invalid application key"
	}
	if h.Get("X-Ovh-Consumer") != Consumer {
		return http.StatusForbidden, "This credential does not exist"
	}
	at, err := strconv.ParseInt(h.Get("X-Ovh-Timestamp"), 10, 64)
	if away := now.Sub(time.Unix(at, 0)).Abs(); err != nil || away > 30*time.Second {
		return http.StatusBadRequest, "Query out of time"
	}
	sum := sha1.Sum([]byte(Secret + "+" + Consumer + "+" + r.Method + "+" + g.URL + r.URL.RequestURI() + "+" + string(body) + "+" + h.Get("X-Ovh-Timestamp")))
	if h.Get("X-Ovh-Signature") != "$1$"+hex.EncodeToString(sum[:]) {
		return http.StatusForbidden, "Invalid signature"
	}
	return 0, ""
}

func refuse(w http.ResponseWriter, status int, class, why string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"class":%q,"message":%q}`, class, why)
}
