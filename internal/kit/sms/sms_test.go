package sms_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/sms"
	"mitoyen/internal/testkit/fakeovh"
)

func TestNumbersAreReadAsFranceDialsThem(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		typed, home string
		want        sms.Number
		why         sms.Why
		masked      string
	}{
		{"06 12 34 56 78", "", "+33612345678", "", "06 .. .. .. 78"},
		{"07.82.34.56.78", "", "+33782345678", "", "07 .. .. .. 78"},
		{"+33 (0)6 12 34 56 78", "", "+33612345678", "", "06 .. .. .. 78"},
		{"+33 06 12 34 56 78", "", "+33612345678", "", ""},
		{"0033612345678", "", "+33612345678", "", ""},
		{"0692 12 34 56", "", "+262692123456", "", "0692 .. .. 56"},
		{"0693 12 34 56", "", "+262693123456", "", ""},
		{"+33 692 12 34 56", "", "+262692123456", "", ""},
		{"06 39 98 12 34", "", "+33639981234", "", "06 .. .. .. 34"},
		{"0639 01 23 45", "", "+262639012345", "", ""},
		{"0690 12 34 56", "", "+590690123456", "", ""},
		{"0691 22 34 56", "", "+590691223456", "", ""},
		{"0694 20 12 34", "", "+594694201234", "", ""},
		{"0696 20 12 34", "", "+596696201234", "", ""},
		{"0697 20 12 34", "", "+596697201234", "", ""},
		{"+687 75 12 34", "", "+687751234", "", "75 .. 34"},
		{"75 12 34", "687", "+687751234", "", ""},
		{"87 12 34 56", "689", "+68987123456", "", "87 .. .. 56"},
		{"+508 55 12 34", "", "+508551234", "", ""},
		{"82 12 34", "681", "+681821234", "", ""},
		{"03 20 12 34 56", "", "", sms.Landline, ""},
		{"0262 20 12 34", "", "", sms.Landline, ""},
		{"09 72 12 34 56", "", "", sms.Landline, ""},
		{"07 00 12 34 56", "", "", sms.Landline, ""},
		{"40 12 34 56", "689", "", sms.Landline, ""},
		{"3949", "", "", sms.Landline, ""},
		{"+44 7700 900123", "", "", sms.Abroad, ""},
		{"+32 470 12 34 56", "", "", sms.Abroad, ""},
		{"06 12 34 56", "", "", sms.NoNumber, ""},
		{"06 12 34 56 78 9", "", "", sms.NoNumber, ""},
		{"+33 6 12 34 56", "", "", sms.NoNumber, ""},
		{"demander Paul", "", "", sms.NoNumber, ""},
		{"", "", "", sms.NoNumber, ""},
	} {
		got, why := sms.Read(x.typed, x.home)
		if got != x.want || why != x.why {
			t.Errorf("%q at %q is %q, %q; want %q, %q", x.typed, x.home, got, why, x.want, x.why)
		}
		if x.masked != "" && got.Masked() != x.masked {
			t.Errorf("%q is masked as %q", got, got.Masked())
		}
	}
}

func TestNumbersAreStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringMatching(`\+?[0-9 .()/-]{0,20}`).Draw(t, "typed")
		home := rapid.SampledFrom([]string{"", "687", "689", "681", "508"}).Draw(t, "home")
		n, why := sms.Read(typed, home)
		if (n == "") != (why != "") {
			t.Fatalf("%q: %q and %q", typed, n, why)
		}
		if again, _ := sms.Read(string(n), ""); n != "" && again != n {
			t.Fatalf("%q is read again as %q", n, again)
		}
		if n != "" && strings.Contains(strings.ReplaceAll(n.Masked(), " ", ""), string(n[len(n)-5:])) {
			t.Fatalf("%q shows too much: %q", n, n.Masked())
		}
	})
}

func TestTextsAreCountedAsTheyArePaid(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		text  string
		parts int
		gsm   bool
	}{
		{"", 0, true}, {strings.Repeat("é", 160), 1, true}, {strings.Repeat("é", 161), 2, true}, {strings.Repeat("a", 306), 2, true}, {strings.Repeat("a", 307), 3, true},
		{strings.Repeat("€", 80), 1, true}, {strings.Repeat("€", 81), 2, true},
		{strings.Repeat("a", 152) + "€" + strings.Repeat("a", 152), 3, true}, // the euro isn't split: 152, then 153 and 1
		{strings.Repeat("ê", 70), 1, false}, {strings.Repeat("ê", 71), 2, false}, {strings.Repeat("😀", 35), 1, false}, {strings.Repeat("😀", 36), 2, false},
		{"Ç", 1, true}, {"ç", 1, false}, {"’", 1, false},
	} {
		if got := sms.Measure(x.text); got.Parts != x.parts || got.GSM != x.gsm {
			t.Errorf("%.20q… of %d runes: %+v, want %d parts", x.text, len([]rune(x.text)), got, x.parts)
		}
	}
}

func TestFrenchIsWrittenPlainly(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"L’Atelier de l’été, à La Forêt": "L'Atelier de l'été, à La Foret",
		"« Le Bon Coin » – cœur":         `"Le Bon Coin" - coeur`,
		"14\u202fh\u00a030 : reçu":       "14 h 30 : recu",
		"Ça y est":                       "Ça y est",
		"Te Fare Vānaʻa":                 "Te Fare Vana'a",
		"日本":                             "日本",
	} {
		if got := sms.Plain(text); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
	}
}

func TestNamesGiveWay(t *testing.T) {
	t.Parallel()
	write := func(n ...string) string {
		return "Réservé: " + n[0] + ", ven. 27/11 14h-16h30, " + n[1] + ". No 1234. https://lieux.example.org/r/AbCdEfGhIjKlMnOpQrStUv"
	}
	got := sms.Fit(write, 12, "Grande salle de réunion du premier étage, côté jardin", "La GARE de Vaillant, tiers-lieu des Quatre Vallées")
	if sms.Measure(got).Parts != 1 || !strings.Contains(got, "Grande salle de") || !strings.HasSuffix(got, "AbCdEfGhIjKlMnOpQrStUv") {
		t.Errorf("%d: %s", len(got), got)
	}
	rapid.Check(t, func(t *rapid.T) {
		got := sms.Fit(write, 12, rapid.StringN(0, 200, -1).Draw(t, "what"), rapid.StringN(0, 200, -1).Draw(t, "where"))
		if n := sms.Measure(got); n.GSM && n.Parts > 2 || !strings.HasSuffix(got, "AbCdEfGhIjKlMnOpQrStUv") {
			t.Fatalf("%+v: %s", n, got)
		}
	})
}

func TestOVHTakesAMessage(t *testing.T) {
	t.Parallel()
	fake := fakeovh.New()
	defer fake.Close()
	fake.SetClock(7 * time.Minute) // and ours is wrong
	address, secret := fake.Address()
	gateway, err := sms.Gateway(address+"?sender=LaGARE", secret)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if err := gateway.Send(ctx, sms.Message{ID: "0193-a-long-identifier-of-a-text", To: "+33612345678", Text: "Réservé"}); err != nil {
		t.Fatal(err)
	}
	if err := gateway.Send(ctx, sms.Message{To: "+33612345678", Text: "日本"}); err != nil {
		t.Fatal(err)
	}
	taken := fake.Taken()
	if len(taken) != 2 || taken[0].Message != "Réservé" || taken[0].Coding != "7bit" || taken[1].Coding != "8bit" || taken[0].Sender != "LaGARE" || !taken[0].NoStopClause || len(taken[0].Tag) > 20 {
		t.Errorf("%+v", taken)
	}
}

func TestFailuresSayWhetherToTryAgain(t *testing.T) {
	t.Parallel()
	fake := fakeovh.New()
	defer fake.Close()
	address, secret := fake.Address()
	good, _ := sms.Gateway(address, secret)
	wrong, _ := sms.Gateway(address, "fake-application:wrong-one:fake-consumer")
	away, _ := sms.Gateway("ovh+http://127.0.0.1:1/1.0/sms-none-1", secret)
	for _, x := range []struct {
		name    string
		gateway sms.Sender
		to      sms.Number
		before  func()
		want    string
	}{
		{"it is asked too often", good, "+33612345678", func() { fake.Fail(429) }, "again"},
		{"it is busy", good, "+33612345678", func() { fake.Fail(503) }, "again"},
		{"it breaks", good, "+33612345678", func() { fake.Fail(500) }, "unsure"},
		{"it wants none of it", good, "+33612345678", func() { fake.Fail(400) }, "never"},
		{"no such number", good, "612345678", func() {}, "never"},
		{"a wrong secret, which somebody mends", wrong, "+33612345678", func() {}, "again"},
		{"nobody is there", away, "+33612345678", func() {}, "again"},
		{"the line is cut", good, "+33612345678", fake.Vanish, "unsure"},
	} {
		x.before()
		err := x.gateway.Send(context.Background(), sms.Message{ID: "1", To: x.to, Text: "Bonjour"})
		got := "again"
		if errors.As(err, new(sms.Permanent)) {
			got = "never"
		} else if errors.As(err, new(sms.Unsure)) {
			got = "unsure"
		}
		if err == nil || got != x.want {
			t.Errorf("%s: %v is %s, want %s", x.name, err, got, x.want)
		}
		if err != nil && (strings.Contains(err.Error(), "612345678") || strings.Contains(err.Error(), "secret:") || strings.Contains(err.Error(), fakeovh.Secret)) {
			t.Errorf("%s: the error tells what it mustn't: %v", x.name, err)
		}
	}
	if n := len(fake.Taken()); n != 1 {
		t.Errorf("%d messages went, only the one on the cut line should have", n)
	}
}

func TestAnyGatewayTakesJSON(t *testing.T) {
	t.Parallel()
	var got map[string]string
	status := http.StatusAccepted
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer jeton" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		json.NewDecoder(r.Body).Decode(&got) //nolint:errcheck // compared below
		w.WriteHeader(status)
	}))
	defer server.Close()
	gateway, err := sms.Gateway(server.URL+"/send", "jeton")
	if err != nil {
		t.Fatal(err)
	}
	m := sms.Message{ID: "7", To: "+33612345678", Text: "Réservé"}
	if err := gateway.Send(context.Background(), m); err != nil || got["to"] != "+33612345678" || got["text"] != "Réservé" || got["id"] != "7" {
		t.Errorf("%v, %v", got, err)
	}
	status = http.StatusUnprocessableEntity
	if err := gateway.Send(context.Background(), m); !errors.As(err, new(sms.Permanent)) {
		t.Errorf("%v", err)
	}
}

func TestAddressesOfGateways(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		address, secret string
		good            bool
	}{
		{"ovh://eu.api.ovh.com/1.0/sms-ab12345-1?sender=LaGARE", "a:b:c", true},
		{"ovh://eu.api.ovh.com/1.0/sms-ab12345-1", "a:b", false},
		{"ovh://eu.api.ovh.com/sms-ab12345-1", "a:b:c", false},
		{"https://gateway.example.org/send", "jeton", true},
		{"https://gateway.example.org/send", "", false},
		{"https://user:jeton@gateway.example.org/send", "jeton", false},
		{"http://gateway.example.org/send", "jeton", false},
		{"http://localhost:8081/send", "jeton", true},
		{"ovh+http://eu.api.ovh.com/1.0/sms-ab12345-1", "a:b:c", false},
		{"smtp://mail.example.org", "jeton", false},
		{"", "", false},
	} {
		_, err := sms.Gateway(x.address, x.secret)
		if (err == nil) != x.good {
			t.Errorf("%s: %v", x.address, err)
		}
		if err != nil && x.secret != "" && strings.Contains(err.Error(), x.secret) {
			t.Errorf("%s: the secret is told: %v", x.address, err)
		}
	}
}
