package app_test

import (
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/app"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// deliver runs the jobs that are due.
func (h *house) deliver() {
	h.Helper()
	for {
		ran, err := h.Runner.Next(context.Background())
		if err != nil {
			h.Fatal(err)
		}
		if !ran {
			return
		}
	}
}

// From the form to the letter, through a real mail server, and in by its link or by its code.
func TestSignInByLetter(t *testing.T) {
	t.Parallel()
	server := testkit.Mail(t)
	path := testkit.SQLitePath(t, testkit.WithTerritory())
	h := openHouseWith(t, path, func(c *app.Config) { c.SMTP, c.From = server.SMTP, "gare@example.org" })
	link, code := regexp.MustCompile(`http://example\.com(/\S*/lien/\S+)`), regexp.MustCompile(`\b(\d{3}) (\d{3})\b`)

	lea := h.visitor("lea")
	got := lea.post("/connexion", url.Values{"email": {" Lea@Example.ORG "}, "next": {"/mes-lieux"}})
	if got.StatusCode != http.StatusSeeOther || !strings.HasPrefix(got.Header.Get("Location"), "/connexion/envoye?") {
		t.Fatalf("asked: %s to %q", got.Status, got.Header.Get("Location"))
	}
	h.deliver()
	letter := server.To(t, "lea@example.org")
	m := link.FindStringSubmatch(letter.Text)
	if m == nil || letter.HTML != "" || letter.Subject == "" {
		t.Fatalf("the letter is %+v", letter)
	}
	// Programs that look at letters follow links; a link must survive them.
	for range 3 {
		scanner := h.visitor("scanner")
		if got := scanner.get(m[1]); got.StatusCode != http.StatusOK || !strings.Contains(got.text, `method="post"`) || len(scanner.cookies) != 0 {
			t.Fatalf("the link's page: %s", got.Status)
		}
		if got := scanner.ask(http.MethodHead, m[1], "", nil); got.StatusCode != http.StatusOK || len(scanner.cookies) != 0 {
			t.Fatalf("the link's head: %s", got.Status)
		}
	}
	if got := lea.post(m[1], nil); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/mes-lieux" {
		t.Fatalf("pressed: %s to %q", got.Status, got.Header.Get("Location"))
	}
	if got := lea.get("/mon-espace"); got.StatusCode != http.StatusOK || !strings.Contains(got.text, "lea@example.org") {
		t.Errorf("her space: %s", got.Status)
	}
	if got := h.visitor("late").post(m[1], nil); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("pressed once more: %s", got.Status)
	}

	max := h.visitor("max")
	max.post("/en/sign-in", url.Values{"email": {"max@example.org"}})
	h.deliver()
	c := code.FindStringSubmatch(server.To(t, "max@example.org").Text)
	if c == nil {
		t.Fatalf("no code in the letter: %+v", server.To(t, "max@example.org"))
	}
	if got := max.post("/en/sign-in/code", url.Values{"email": {"max@example.org"}, "code": {"000 000"}}); got.StatusCode != http.StatusUnprocessableEntity && c[1]+c[2] != "000000" {
		t.Errorf("a wrong code: %s", got.Status)
	}
	if got := max.post("/en/sign-in/code", url.Values{"email": {"max@example.org"}, "code": {c[1] + " " + c[2]}}); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/en/my-space" {
		t.Errorf("the code: %s to %q", got.Status, got.Header.Get("Location"))
	}
	if jobs := strings.Join(h.rows(`SELECT payload FROM job`), ""); strings.Contains(jobs, "lien") || strings.Contains(jobs, "example.org") {
		t.Errorf("sent letters are kept: %s", jobs)
	}
}

// A letter that the server took too late would carry a link that opens nothing.
func TestLetterThatComesTooLateIsNotSent(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		letters := func() int {
			all, err := filepath.Glob(filepath.Join(h.Config.Data, "mail", "*.eml"))
			if err != nil {
				h.Fatal(err)
			}
			return len(all)
		}
		for _, x := range []struct {
			late time.Duration
			sent int
		}{{20*time.Minute - time.Second, 1}, {20 * time.Minute, 1}} {
			h.visitor("lea").post("/connexion", url.Values{"email": {"lea@example.org"}})
			h.clock.Advance(x.late)
			h.deliver()
			if letters() != x.sent {
				h.Errorf("%v late: %d letters, want %d", x.late, letters(), x.sent)
			}
		}
		if jobs := strings.Join(h.rows(`SELECT payload FROM job WHERE done_at IS NULL OR payload <> '{}'`), ""); jobs != "" {
			h.Errorf("still there: %s", jobs)
		}
	})
}

// Whether an address is known here can't be told from any answer.
func TestAnswersDoNotTellWhoIsKnown(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		if err := account.SetPassword(context.Background(), h.DB, town.lea.ID, "un mot de passe bien long"); err != nil {
			h.Fatal(err)
		}
		for _, x := range []struct {
			path string
			form url.Values
		}{
			{"/connexion", url.Values{}},
			{"/connexion/code", url.Values{"code": {"123456"}}},
			{"/connexion/mot-de-passe", url.Values{"password": {"faux"}}},
		} {
			var answers []string
			for _, email := range []string{"lea@example.org", "nul@example.org"} {
				f := url.Values{"email": {email}}
				for k, v := range x.form {
					f[k] = v
				}
				got := h.visitor(email).post(x.path, f)
				answers = append(answers, strings.ReplaceAll(got.Status+" "+got.Header.Get("Location")+" "+got.text, url.QueryEscape(email), "X"))
				answers[len(answers)-1] = strings.ReplaceAll(answers[len(answers)-1], email, "X")
			}
			if answers[0] != answers[1] {
				h.Errorf("%s tells them apart:\n%s\n%s", x.path, answers[0], answers[1])
			}
		}
	})
}

// A session that somebody planted in a browser is not the one that its owner signs in with.
func TestSessionIsANewOneAtSignIn(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		mallory := h.signedIn("mallory@example.org")
		planted := mallory.cookies["mitoyen"]
		path, err := h.SignInPath(context.Background(), "lea@example.org", "")
		if err != nil {
			h.Fatal(err)
		}
		lea := h.visitor("lea")
		lea.cookies["mitoyen"] = planted
		got := lea.post(path, nil)
		if lea.cookies["mitoyen"] == planted || lea.cookies["mitoyen"] == "" {
			h.Error("the planted session was kept")
		}
		for _, c := range got.Cookies() {
			if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
				h.Errorf("the cookie is %+v", c)
			}
		}
		if got := mallory.get("/mon-espace"); strings.Contains(got.text, "lea@example.org") {
			h.Error("whoever planted it sees Léa's space")
		}
		for _, guess := range []string{"", "x", strings.Repeat("A", 43)} {
			v := h.visitor("guess")
			v.cookies["mitoyen"] = guess
			if got := v.get("/mon-espace"); got.StatusCode != http.StatusSeeOther {
				h.Errorf("the session %q: %s", guess, got.Status)
			}
		}
	})
}

func TestSignOutRevokeAndErase(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		out := func(what string, v *visitor, want bool) {
			h.Helper()
			if got := v.get("/mon-espace"); (got.StatusCode == http.StatusSeeOther) != want {
				h.Errorf("%s: %s", what, got.Status)
			}
		}
		here, phone, library := h.signedIn("lea@example.org"), h.signedIn("lea@example.org"), h.signedIn("lea@example.org")
		copied := here.cookies["mitoyen"]
		here.post("/deconnexion", nil)
		here.cookies["mitoyen"] = copied
		out("signed out, with a copy of the cookie", here, true)
		if got := phone.post("/mon-espace/appareils", url.Values{"key": {"others"}}); got.StatusCode != http.StatusSeeOther {
			h.Errorf("revoke: %s", got.Status)
		}
		out("revoked", library, true)
		out("the one that revoked", phone, false)
		// A session can end itself by the list, too.
		key := regexp.MustCompile(`token_hash=([0-9a-f]{64})`).FindStringSubmatch(strings.Join(h.rows(`SELECT token_hash, device FROM session`), " "))
		phone.post("/mon-espace/appareils", url.Values{"key": {key[1]}})
		out("revoked by itself", phone, true)

		again := h.signedIn("lea@example.org")
		if got := again.post("/mon-espace/effacer", url.Values{}); got.StatusCode != http.StatusUnprocessableEntity {
			h.Errorf("erased without a tick: %s", got.Status)
		}
		other := h.signedIn("lea@example.org")
		if got := again.post("/mon-espace/effacer", url.Values{"sure": {"yes"}}); got.StatusCode != http.StatusSeeOther {
			h.Errorf("erased: %s", got.Status)
		}
		out("erased", again, true)
		out("erased, elsewhere", other, true)
		if rows := h.rows(`SELECT email FROM person WHERE email IS NOT NULL`); len(rows) != 0 {
			h.Errorf("people: %v", rows)
		}
	})
}

// Guessing passwords, asking for letters and proposing are slowed down by address; nobody is kept out by what a stranger does elsewhere.
func TestTriesAreBounded(t *testing.T) {
	t.Parallel()
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	h.town()
	for _, x := range []struct {
		what, path string
		form       func(i int) url.Values
		own        int // tries that one address has
	}{
		{"passwords for one account", "/connexion/mot-de-passe", func(int) url.Values { return url.Values{"email": {"x@example.org"}, "password": {""}} }, 20},
		{"letters to one address", "/connexion", func(int) url.Values { return url.Values{"email": {"x@example.org"}} }, 20},
		{"letters to many", "/connexion", func(i int) url.Values {
			return url.Values{"email": {"x" + string(rune('a'+i/26)) + string(rune('a'+i%26)) + "@example.org"}}
		}, 100},
		{"proposals", "/proposer", func(int) url.Values {
			return url.Values{"name": {"Le Moulin"}, "commune": {"Vaillant"}, "stage": {"open"}}
		}, 20},
	} {
		v, other := h.visitor("mallory"+x.what), h.visitor("lea"+x.what)
		for i := range x.own {
			if got := v.post(x.path, x.form(i)); got.StatusCode == http.StatusServiceUnavailable {
				t.Fatalf("%s: the try number %d was refused", x.what, i+1)
			}
		}
		got := v.post(x.path, x.form(x.own))
		if got.StatusCode != http.StatusServiceUnavailable || !isPage(got) {
			t.Errorf("%s: one more gave %s", x.what, got.Status)
		}
		f := x.form(x.own + 1)
		if f.Has("email") {
			f.Set("email", "lea@example.org")
		}
		if got := other.post(x.path, f); got.StatusCode == http.StatusServiceUnavailable {
			t.Errorf("%s: somebody else can't any more", x.what)
		}
		h.clock.Advance(16 * time.Minute)
		if got := v.post(x.path, x.form(0)); got.StatusCode == http.StatusServiceUnavailable {
			t.Errorf("%s: after a quarter of an hour it is %s", x.what, got.Status)
		}
	}
	// Behind a proxy on this machine, each visitor still has their own tries.
	a, b := h.visitor("a"), h.visitor("b")
	a.header, a.proxied = http.Header{"X-Forwarded-For": {"203.0.113.7"}}, true
	for range 21 {
		a.post("/proposer", url.Values{"name": {"Le Moulin"}, "commune": {"Vaillant"}, "stage": {"open"}})
	}
	b.header, b.proxied = http.Header{"X-Forwarded-For": {"198.51.100.1, 203.0.113.8"}}, true
	if got := b.post("/proposer", url.Values{"name": {"Le Moulin"}, "commune": {"Vaillant"}, "stage": {"open"}}); got.StatusCode == http.StatusServiceUnavailable {
		t.Error("behind a proxy, one visitor used up another's tries")
	}
	if got := a.post("/proposer", url.Values{"name": {"Le Moulin"}, "commune": {"Vaillant"}, "stage": {"open"}}); got.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("behind a proxy, tries aren't bounded: %s", got.Status)
	}
	// A visitor from elsewhere can't choose an address by the same header.
	c := h.visitor("c")
	for i := range 21 {
		c.header = http.Header{"X-Forwarded-For": {"203.0.113." + string(rune('0'+i%10))}}
		got := c.post("/proposer", url.Values{"name": {"Le Moulin"}, "commune": {"Vaillant"}, "stage": {"open"}})
		if i == 20 && got.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("by a header, a visitor has endless tries: %s", got.Status)
		}
	}
}

func TestOwnDataIsAFile(t *testing.T) {
	t.Parallel()
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	h.town()
	got := h.signedIn("maryse@example.org").get(h.Site.Href(i18n.English, "account.export"))
	if got.StatusCode != http.StatusOK || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") || !strings.Contains(got.Header.Get("Cache-Control"), "no-store") {
		t.Errorf("%s %v", got.Status, got.Header)
	}
	if !strings.Contains(got.text, "maryse@example.org") || strings.Contains(got.text, "lea@example.org") {
		t.Errorf("her data: %s", got.text)
	}
}

// A letter leads to this site alone, whatever the request that asks for it calls the site.
func TestLetterLeadsToTheSiteItself(t *testing.T) {
	t.Parallel()
	h := openHouseWith(t, testkit.SQLitePath(t, testkit.WithTerritory()), func(c *app.Config) { c.Address = "https://lieux.example.org/" })
	mallory := h.visitor("mallory")
	mallory.header = http.Header{"Host": {"evil.example.org"}, "X-Forwarded-Host": {"evil.example.org"}, "Forwarded": {"host=evil.example.org"}}
	mallory.host = "evil.example.org"
	mallory.post("/connexion", url.Values{"email": {"lea@example.org"}})
	payload := strings.Join(h.rows(`SELECT payload FROM job`), "")
	if !strings.Contains(payload, "https://lieux.example.org/connexion/lien/") || strings.Contains(payload, "evil") {
		t.Errorf("the letter says %s", payload)
	}
	if got := mallory.get("/donnees/changements.atom"); strings.Contains(got.text, "evil") {
		t.Error("the feed leads away")
	}
}
