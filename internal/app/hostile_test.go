package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
	"mitoyen/internal/web"
)

// Whatever is answered, a page, a refusal, a file or nothing at all, tells the browser to keep to the house.
func TestSecurityHeadersStandOnEverything(t *testing.T) {
	t.Parallel()
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	town := h.town()
	v := h.visitor("stranger")
	check := func(what string, got answer) {
		t.Helper()
		csp := got.Header.Get("Content-Security-Policy")
		for _, directive := range strings.Split(csp, ";") {
			words := strings.Fields(directive)
			if len(words) > 0 && words[0] != "style-src-attr" && strings.Contains(directive, "unsafe") || strings.Contains(directive, "*") {
				t.Errorf("%s: the policy has %q", what, directive)
			}
		}
		if !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("%s: the policy is %q", what, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
			if got.Header.Get(name) != want {
				t.Errorf("%s: %s is %q", what, name, got.Header.Get(name))
			}
		}
		if got.Header.Get("Content-Type") == "" && got.StatusCode/100 == 2 {
			t.Errorf("%s: it doesn't say what it is", what)
		}
	}
	h.eachAddress(town.wild, func(r web.Route, _ i18n.Lang, path string) {
		check(r.Method+" "+path, v.ask(r.Method, path, "", nil))
	})
	for _, path := range []string{"/static/nothing.css", "/healthz", "/nulle-part", "/en", "//example.org", "/lieux/%2e%2e/%2e%2e"} {
		check(path, v.get(path))
	}
	if got := h.signedIn("maryse@example.org").get("/mon-espace"); !strings.Contains(got.Header.Get("Cache-Control"), "no-store") {
		t.Errorf("a person's page may be kept: %q", got.Header.Get("Cache-Control"))
	}
}

// A form on another site can't send anything in the name of somebody signed in here.
func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	town := h.town()
	for _, from := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example.org"}, "Sec-Fetch-Site": {"cross-site"}}} {
		v := h.signedIn("maryse@example.org")
		v.header = from
		before := h.state("")
		h.eachAddress(town.wild, func(r web.Route, _ i18n.Lang, path string) {
			if r.Method == http.MethodPost {
				if got := v.post(path, town.values("accept", town.seen())); got.StatusCode != http.StatusForbidden {
					t.Errorf("%v %s: %s", from, path, got.Status)
				}
			}
		})
		if all := before.changed(h.state("")); len(all) > 0 {
			t.Errorf("%v changed:\n%s", from, strings.Join(all, "\n"))
		}
	}
}

// Nobody is sent away from the site by a crafted link, whichever form or page carries it.
func TestNobodyIsSentAway(t *testing.T) {
	t.Parallel()
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	town := h.town()
	if err := account.SetPassword(context.Background(), h.DB, town.lea.ID, "un mot de passe bien long"); err != nil {
		t.Fatal(err)
	}
	stays := func(what string, got answer) {
		t.Helper()
		to := got.Header.Get("Location")
		u, err := url.Parse(to)
		if got.StatusCode/100 != 3 || err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`) {
			t.Errorf("%s: %s to %q", what, got.Status, to)
		}
	}
	for _, next := range []string{"https://evil.example.org", "//evil.example.org", `/\evil.example.org`, `\\evil.example.org`, "javascript:alert(1)", "/\t/evil.example.org", "/\r\nLocation: https://evil.example.org",
		"evil.example.org", " //evil.example.org", "/..//evil.example.org", "/.//evil.example.org", "///evil.example.org", "/%09/evil.example.org", "http:evil.example.org", "\x00//evil.example.org", "/\x0b/evil.example.org"} {
		q := "?" + url.Values{"next": {next}}.Encode()
		lea := h.signedIn("lea@example.org")
		stays("sign-in by somebody signed in, "+next, lea.get("/connexion"+q))
		stays("password, "+next, h.visitor(next).post("/connexion/mot-de-passe", url.Values{"email": {"lea@example.org"}, "password": {"un mot de passe bien long"}, "next": {next}}))
		path, err := h.SignInPath(context.Background(), "lea@example.org", next)
		if err != nil {
			t.Fatal(err)
		}
		stays("link, "+next, h.visitor(next).post(path, nil))
		nadia := h.signedIn("nadia@example.org")
		f := town.values("refuse", town.seen())
		f.Set("next", next)
		if got := nadia.post("/a-relire/"+town.newProposal(), f); got.StatusCode/100 == 3 {
			stays("decision, "+next, got)
		} else {
			t.Errorf("decision: %s", got.Status)
		}
	}
	if got := h.signedIn("lea@example.org").get("/connexion?next=%2Fmes-lieux%3Fpage%3D2"); got.Header.Get("Location") != "/mes-lieux?page=2" {
		t.Errorf("an address of the site leads to %q", got.Header.Get("Location"))
	}
}

// newProposal is a correction of La GARE by a stranger.
func (t *town) newProposal() (which string) {
	t.Helper()
	t.update(func(tx *store.Tx) (err error) {
		which, err = place.Propose(tx, organisation.Actor{}, place.ProposeRequest{Place: t.gare, Comment: "x"})
		return err
	})
	return which
}

const payload = `</script></title><b onmouseover="alert(1)">'"&amp;`

// HTML in anything that people write is shown as they wrote it and runs nowhere.
func TestHTMLInNamesIsShownAsText(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		by := place.Origin{Rank: place.ByPerson, Source: town.lea.ID.String()}
		h.update(func(tx *store.Tx) error {
			f := place.Facts{place.FCommune: "52499", place.FStage: "mobile", place.FWebsite: "https://example.org/" + payload, place.FLinks: "https://example.org/?" + payload, place.FHours: `Mo-Fr 09:00-18:00 "x"`,
				place.FStops: "2026-12-26 10:00-16:00 36137 " + payload, place.FAccess: "step-free: yes, " + payload, place.FFigures: payload + " | " + payload + " | " + payload,
				place.FSince: "2013", place.FActivities: "desk", place.FPostcode: "52160", place.FPosition: "47.7,5.1"}
			delete(f, place.FHours)
			for _, k := range []place.Field{place.FName, place.FSummary, place.FText, place.FAddress, place.FPhone, place.FPeople, place.FCauses, place.FLessons} {
				f[k] = payload
			}
			if err := place.Seed(tx, town.gare, f, by); err != nil {
				return err
			}
			for _, query := range []string{`UPDATE organisation SET name = $1`, `UPDATE local_network SET name = $1, source = $1`, `UPDATE person SET name = $1`} {
				if _, err := tx.Exec(query, payload); err != nil {
					return err
				}
			}
			for _, k := range web.SettingKeys {
				if k.Key == "home.places" || k.Key == "accessibility.status" {
					continue
				}
				if _, err := tx.Exec(`INSERT INTO setting (key, value, changed_at) VALUES ($1, $2, $3)`, k.Key, payload, tx.Now); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(`INSERT INTO setting (key, value, changed_at) VALUES ('home.places', 'la-gare', $1)`, tx.Now); err != nil {
				return err
			}
			if err := place.AddSource(tx, town.gare, "census-2019", payload, place.Facts{place.FName: payload}); err != nil {
				return err
			}
			_, err := place.Propose(tx, organisation.Actor{}, place.ProposeRequest{Place: town.four, Author: payload, Comment: payload, Facts: place.Facts{place.FSummary: payload, place.FName: payload}})
			return err
		})
		slug := place.Slugify(payload)
		wild := town.wild
		shown := 0
		for _, v := range []*visitor{h.visitor("stranger"), h.signedIn("maryse@example.org"), h.signedIn("nadia@example.org"), h.signedIn("sami@example.org")} {
			for k := range wild {
				if wild[k] == "la-gare" {
					wild[k] = slug
				}
			}
			h.eachAddress(wild, func(r web.Route, _ i18n.Lang, path string) {
				if r.Method != http.MethodGet {
					return
				}
				got := v.get(path)
				if got.StatusCode >= 500 {
					h.Errorf("%s as %s: %s", path, v.name, got.Status)
				}
				shown += strings.Count(html.UnescapeString(got.text), "<b onmouseover=")
				h.runsNothing(path, v.name, got)
			})
			for _, path := range []string{"/lieux?q=" + url.QueryEscape(payload), "/connexion?next=" + url.QueryEscape(payload), "/connexion/envoye?email=" + url.QueryEscape(payload) + "&next=" + url.QueryEscape(payload),
				"/lieux?dep=" + url.QueryEscape(payload), "/lieux?commune=" + url.QueryEscape(payload), "/ouvrir?cle=" + url.QueryEscape(payload), "/" + url.PathEscape(payload), "/lieux/" + url.PathEscape(payload), "/a-relire?motif=" + url.QueryEscape(payload)} {
				h.runsNothing(path, v.name, v.get(path))
			}
			f := town.values(payload, town.seen())
			for k := range f {
				f.Set(k, payload)
			}
			h.eachAddress(wild, func(r web.Route, _ i18n.Lang, path string) {
				if r.Method == http.MethodPost {
					h.runsNothing(path, v.name, v.post(path, f))
				}
			})
		}
		if shown < 50 {
			h.Errorf("the hostile name was shown only %d times: this test looks at the wrong pages", shown)
		}
	})
}

func (h *house) runsNothing(path, who string, got answer) {
	h.Helper()
	kind := got.Header.Get("Content-Type")
	switch {
	case strings.HasPrefix(kind, "text/html"):
		if strings.Contains(got.text, `<b onmouseover`) || strings.Contains(got.text, "alert(1)\">") || strings.Contains(got.text, `</script></title>`) {
			i := strings.Index(got.text, "<b onmouseover")
			h.Errorf("%s as %s carries what somebody wrote as HTML: …%s…", path, who, got.text[max(0, i-80):min(len(got.text), max(0, i)+80)])
		}
		for _, what := range inline(got.text) {
			h.Errorf("%s as %s has an inline script: %s", path, who, what)
		}
		for _, m := range regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`).FindAllStringSubmatch(got.text, -1) {
			if !json.Valid([]byte(m[1])) {
				h.Errorf("%s: the linked data is broken: %s", path, m[1])
			}
		}
	case strings.Contains(kind, "json"):
		if !json.Valid([]byte(got.text)) {
			h.Errorf("%s is no JSON", path)
		}
	case strings.Contains(kind, "spreadsheetml"): // a packed workbook
	case strings.Contains(kind, "xml"):
		for d := xml.NewDecoder(strings.NewReader(got.text)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				h.Errorf("%s is no XML: %v", path, err)
				break
			}
		}
	}
}

// Bytes that are no text, in addresses, questions and forms, are refused or cleaned: the program never breaks on them.
func TestBytesThatAreNoText(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		h.update(func(tx *store.Tx) error { // one person who comes in everywhere
			for _, g := range []organisation.Grant{{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: town.own.String()}, {Role: organisation.Administrator, Scope: organisation.InInstance}} {
				if err := organisation.Give(tx, organisation.System, town.nadia.ID, g); err != nil {
					return err
				}
			}
			return nil
		})
		visitors := []*visitor{h.visitor("stranger"), h.signedIn("nadia@example.org")}
		leaves := []string{"account.out", "account.erased"}
		strange := []string{"\xff\xed\xa0\x80", "a\x00b", strings.Repeat("é", 400), "\u202e'; DROP TABLE place; -- %\\"}
		for i, bytes := range strange[:testkit.Rounds(2, len(strange))] { // all of them in `make prove`
			if i == 1 {
				leaves = append(leaves, "account.enter", "account.set-password") // hashing takes long, and once is enough
			}
			wild := map[string]string{}
			for k := range town.wild {
				wild[k] = bytes
			}
			wild["{part}"] = "essentials"
			f := town.values("accept", town.seen())
			for k := range f {
				if k != "submission" && k != "seen" {
					f[k] = []string{bytes}
				}
			}
			q := "?" + f.Encode()
			for _, v := range visitors {
				h.eachAddress(wild, func(r web.Route, lang i18n.Lang, path string) {
					if lang == i18n.English || slices.Contains(leaves, r.Name) {
						return
					}
					f.Set("submission", form.NewSubmission())
					if got := v.ask(r.Method, path+q, "application/x-www-form-urlencoded", []byte(f.Encode())); got.StatusCode >= 500 && got.StatusCode != http.StatusServiceUnavailable {
						h.Errorf("%s %s with %.10q as %s: %s", r.Method, r.FR, bytes, v.name, got.Status)
					}
				})
				h.eachAddress(town.wild, func(r web.Route, lang i18n.Lang, path string) {
					if lang == i18n.English || slices.Contains(leaves, r.Name) {
						return
					}
					f.Set("submission", form.NewSubmission())
					if r.Method == http.MethodPost && r.MaxBody > 1<<20 {
						kind, body := withFile(f, bytes+".csv", bytes)
						if got := v.ask(r.Method, path, kind, body); got.StatusCode >= 500 {
							h.Errorf("%s with a file called %.10q as %s: %s", r.FR, bytes, v.name, got.Status)
						}
					}
					if got := v.ask(r.Method, path+q, "application/x-www-form-urlencoded", []byte(f.Encode())); got.StatusCode >= 500 && got.StatusCode != http.StatusServiceUnavailable {
						h.Errorf("%s %s with %.10q in the form as %s: %s", r.Method, r.FR, bytes, v.name, got.Status)
					}
				})
			}
		}
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%.3000s", said)
		}
	})
}

// A form that is too large gets a page that says how large it may be.
func TestFormThatIsTooLarge(t *testing.T) {
	t.Parallel()
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	town := h.town()
	nadia, maryse := h.signedIn("nadia@example.org"), h.signedIn("maryse@example.org")
	looked := 0
	h.eachAddress(town.wild, func(r web.Route, lang i18n.Lang, path string) {
		readsNone := []string{"account.follow", "account.out", "account.stopped-news", "place.confirm"} // a button, without any field
		if r.Method != http.MethodPost || r.MaxBody > 1<<20 || r.MaxBody == 0 || slices.Contains(readsNone, r.Name) {
			return
		}
		f := town.values("accept", town.seen())
		f.Set("comment", strings.Repeat("x", int(r.MaxBody)))
		for _, v := range []*visitor{nadia, maryse, h.signedIn("sami@example.org")} {
			got := v.post(path, f)
			if got.StatusCode == http.StatusForbidden {
				continue // a gate for others
			}
			looked++
			said := html.UnescapeString(got.text)
			if got.StatusCode != http.StatusUnprocessableEntity && got.StatusCode != http.StatusRequestEntityTooLarge || !isPage(got) {
				t.Errorf("%s: %s", path, got.Status)
			}
			if !strings.Contains(said, fmt.Sprint(r.MaxBody>>10)) {
				t.Errorf("%s doesn't say how large a form may be: %s", path, regexp.MustCompile(`(?s)<main.*</main>`).FindString(said))
			}
		}
	})
	if looked < 20 {
		t.Errorf("only %d forms were refused", looked)
	}
	if got := nadia.ask(http.MethodPost, "/proposer", "multipart/form-data; boundary=x", []byte("no form at all")); got.StatusCode != http.StatusUnprocessableEntity || !isPage(got) {
		t.Errorf("what is no form: %s", got.Status)
	}
	if got := nadia.ask(http.MethodPost, "/proposer", "application/json", []byte("{}")); got.StatusCode >= 500 {
		t.Errorf("JSON for a form: %s", got.Status)
	}
}

// What breaks on our side is a page with a number, which stands in the log beside what went wrong; it shows nothing of the inside.
func TestBrokenPageShowsANumberAlone(t *testing.T) {
	t.Parallel()
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	h.Site.Add(web.Route{Name: "test.panic", Method: http.MethodGet, FR: "/essai/panique", Who: web.Anyone, Do: func(*web.Call) error { panic("secret of the house") }},
		web.Route{Name: "test.error", Method: http.MethodGet, FR: "/essai/erreur", Who: web.Anyone, Do: func(*web.Call) error { return io.ErrUnexpectedEOF }},
		web.Route{Name: "test.late", Method: http.MethodGet, FR: "/essai/indisponible", Who: web.Anyone, Do: func(*web.Call) error { return fault.New(fault.Unavailable, "account.too_many_tries") }})
	v := h.visitor("stranger")
	number := regexp.MustCompile(`E-[0-9a-f]{8}`)
	for _, path := range []string{"/essai/panique", "/essai/erreur"} {
		got := v.get(path)
		n := number.FindString(got.text)
		if got.StatusCode != http.StatusInternalServerError || n == "" || !strings.Contains(h.log.String(), n) {
			t.Errorf("%s: %s with number %q", path, got.Status, n)
		}
		if strings.Contains(got.text, "secret") || strings.Contains(got.text, "goroutine") || strings.Contains(got.text, "EOF") {
			t.Errorf("%s shows the inside", path)
		}
		for _, what := range wellMade(got, i18n.French) {
			t.Errorf("%s: %s", path, what)
		}
	}
	if got := v.get("/essai/indisponible"); got.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("what would work later: %s", got.Status)
	}
	if !bytes.Contains([]byte(h.log.String()), []byte("secret of the house")) {
		t.Error("the log doesn't say what went wrong")
	}
}
