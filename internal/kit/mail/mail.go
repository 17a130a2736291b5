// Package mail sends letters to people, through an SMTP server or into a folder.
//
// A letter is enqueued as a job in the transaction that causes it, so nobody receives word of what was rolled back, and a server
// that is down delays the letter instead of losing it.
package mail

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/jobs"
	"mitoyen/internal/kit/store"
)

// Letter is a plain letter to one person. Text alone is enough; service letters carry no HTML and no tracking.
type Letter struct {
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
	// Until is when the letter is worth nothing any more: it is not sent later. Zero means never.
	Until civil.Instant `json:"until"`
	// Stop is the address that ends letters of this kind when it is posted to (RFC 8058): mail programs make a button of it. "" for none.
	Stop string `json:"stop,omitempty"`

	Calendar *Calendar `json:"calendar,omitempty"`
}

// Calendar is what a letter brings for a person's calendar: an iCalendar object (RFC 5545) and what is to be done with it (RFC 5546:
// PUBLISH, CANCEL). Programs offer it beside the text.
type Calendar struct {
	Method string `json:"method"`
	Text   string `json:"text"`
}

// Sender takes a letter away.
type Sender interface {
	Send(ctx context.Context, l Letter) error
}

// JobKind is the kind of the jobs that carry letters.
const JobKind = "mail"

// Post enqueues letters.
type Post struct{ runner *jobs.Runner }

// NewPost sets the job handler that hands letters to a sender.
func NewPost(r *jobs.Runner, s Sender) *Post {
	r.Handle(JobKind, func(ctx context.Context, payload []byte) error {
		var l Letter
		if err := json.Unmarshal(payload, &l); err != nil {
			return err
		}
		if !l.Until.IsZero() && !r.Now().Before(l.Until) {
			return nil // its link opens nothing any more
		}
		return s.Send(ctx, l)
	})
	return &Post{r}
}

// Send adds a letter to the transaction.
func (p *Post) Send(tx *store.Tx, l Letter) error {
	return p.runner.Enqueue(tx, JobKind, l, civil.Instant{})
}

// SMTP sends through a server.
type SMTP struct {
	host, user, password string
	port                 int
	tls                  gomail.TLSPolicy
	from                 string
}

// NewSMTP reads an address such as smtp://user:password@mail.example.org:587 (STARTTLS when offered) or smtps:// (TLS asked for).
func NewSMTP(address, from string) (*SMTP, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		return nil, fmt.Errorf("mail server %q is not like smtp://host:587", address)
	}
	s := &SMTP{host: u.Hostname(), port: 587, tls: gomail.TLSOpportunistic, from: from}
	if u.Scheme == "smtps" {
		s.tls = gomail.TLSMandatory
	}
	if p := u.Port(); p != "" {
		if s.port, err = strconv.Atoi(p); err != nil {
			return nil, fmt.Errorf("mail server port %q: %w", p, err)
		}
	}
	s.user = u.User.Username()
	s.password, _ = u.User.Password()
	return s, nil
}

// Send delivers one letter to the server.
func (s *SMTP) Send(ctx context.Context, l Letter) error {
	m, err := compose(l, s.from)
	if err != nil {
		return err
	}
	opts := []gomail.Option{gomail.WithPort(s.port), gomail.WithTLSPortPolicy(s.tls), gomail.WithPort(s.port), gomail.WithTimeout(20 * time.Second)}
	if s.user != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.user), gomail.WithPassword(s.password))
	}
	c, err := gomail.NewClient(s.host, opts...)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	if err := c.DialAndSendWithContext(ctx, m); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}

// Folder writes letters as .eml files: for the demo, and for a place that has no mail server yet.
type Folder struct {
	Dir  string
	From string
}

// Send writes one letter.
func (f Folder) Send(_ context.Context, l Letter) error {
	m, err := compose(l, f.From)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	name := time.Now().UTC().Format("20060102T150405.000000000") + ".eml"
	return m.WriteToFile(filepath.Join(f.Dir, name))
}

func compose(l Letter, from string) (*gomail.Msg, error) {
	m := gomail.NewMsg()
	if err := m.From(from); err != nil {
		return nil, fmt.Errorf("mail from: %w", err)
	}
	if err := m.To(l.To); err != nil {
		return nil, fmt.Errorf("mail to: %w", err)
	}
	m.Subject(l.Subject)
	m.SetDate()
	m.SetMessageID()
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	if l.Stop != "" {
		m.SetGenHeader("List-Unsubscribe", "<"+l.Stop+">")
		m.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	if l.Calendar != nil {
		kind := gomail.ContentType("text/calendar; charset=utf-8; method=" + l.Calendar.Method)
		if err := m.AttachReader("reservation.ics", strings.NewReader(l.Calendar.Text), gomail.WithFileContentType(kind)); err != nil {
			return nil, fmt.Errorf("mail calendar: %w", err)
		}
	}
	return m, nil
}
