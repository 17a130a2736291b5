package testkit_test

import (
	"net/smtp"
	"strings"
	"testing"

	"mitoyen/internal/testkit"
)

func TestMailServerKeepsWhatItIsSent(t *testing.T) {
	t.Parallel()
	m := testkit.Mail(t)
	if n := m.Count(t, "lea@example.org"); n != 0 {
		t.Fatalf("a fresh server holds %d letters", n)
	}
	text := "To: lea@example.org\r\nSubject: Bonjour\r\n\r\nUn lien.\r\n"
	address := strings.TrimPrefix(m.SMTP, "smtp://")
	if err := smtp.SendMail(address, nil, "gare@example.org", []string{"lea@example.org"}, []byte(text)); err != nil {
		t.Fatal(err)
	}
	got := m.To(t, "lea@example.org")
	if got.Subject != "Bonjour" || strings.TrimSpace(got.Text) != "Un lien." {
		t.Errorf("the letter is %+v", got)
	}
	if n := m.Count(t, "max@example.org"); n != 0 {
		t.Errorf("%d letters went to somebody else", n)
	}
}
