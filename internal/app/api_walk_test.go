package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

// operation is one of the API, as its own document lists them.
type operation struct {
	method, path string
	closed       bool // it wants a token
}

// operations are read from the document, so that one that is added tomorrow is walked tomorrow.
func (h *house) operations() (all []operation) {
	h.Helper()
	text, err := h.API.OpenAPI()
	if err != nil {
		h.Fatal(err)
	}
	var doc struct {
		Paths map[string]map[string]struct {
			Security []any `json:"security"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		h.Fatal(err)
	}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			all = append(all, operation{strings.ToUpper(method), path, len(op.Security) > 0})
		}
	}
	if len(all) < 12 {
		h.Fatalf("the document has only %d operations", len(all))
	}
	return all
}

func (t *town) walkAPI(p *program, but string, told func(o operation, path string, got reply)) {
	t.Helper()
	if t.series == "" {
		t.club()
	}
	p.ask(http.MethodGet, "/places/la-gare", nil) // a token notes the day of its first use
	before := t.state(but)
	name := p.name
	defer func() { p.name = name }()
	for i, o := range t.operations() {
		p.name = name + strings.Repeat(" ", i) // from another address: tokens that open nothing are counted by it
		paths, bodies := t.tries(o)
		for _, path := range paths {
			for _, body := range bodies {
				got := p.ask(o.method, path, body, "Idempotency-Key", form.NewSubmission())
				if got.StatusCode >= 500 {
					t.Errorf("%s %s as %s: %s %s", o.method, path, p.name, got.Status, got.text)
				}
				told(o, path, got)
			}
		}
	}
	if all := before.changed(t.state(but)); len(all) > 0 {
		t.Errorf("%s changed:\n%s", p.name, strings.Join(all, "\n"))
	}
}

// Who has no token, one that has expired or was taken back, one that only reads, or one of another organisation's manager, changes nothing and
// reads nothing of others.
func TestAPIWalk(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		var claire, lea account.Person
		h.update(func(tx *store.Tx) (err error) {
			if claire, err = account.Open(tx, "claire@example.org", i18n.French); err != nil {
				return err
			}
			for _, role := range organisation.Roles {
				if err := organisation.Give(tx, organisation.System, claire.ID, organisation.Grant{Role: role, Scope: organisation.InOrganisation, ID: town.other.String()}); err != nil {
					return err
				}
			}
			lea, err = account.FindByEmail(tx, "lea@example.org")
			return err
		})
		stranger, reads, manager := h.program("", ""), h.program("maryse@example.org", account.TokenReads), h.program("claire@example.org", account.TokenBooks)
		revoked, expired := h.program("lea@example.org", account.TokenBooks), h.program("lea@example.org", account.TokenBooks)
		revoked.name, expired.name = "revoked", "expired"
		cookie := h.program("", "")
		cookie.name = "with a cookie alone"
		cookie.header.Set("Cookie", "mitoyen="+h.signedIn("maryse@example.org").cookies["mitoyen"])
		h.update(func(tx *store.Tx) error {
			all, err := account.Tokens(tx, lea.ID)
			if err != nil {
				return err
			}
			for _, k := range all { // one is taken back, the other one's time has come
				secret := strings.TrimPrefix(revoked.header.Get("Authorization"), "Bearer ")
				if was, err := account.TokenOf(tx, secret); err == nil && was.ID == k.ID {
					if err := account.RevokeToken(tx, lea.ID, k.ID); err != nil {
						return err
					}
				} else if _, err := tx.Exec(`UPDATE api_token SET expires_at = $1 WHERE id = $2`, tx.Now, k.ID); err != nil {
					return err
				}
			}
			return nil
		})
		want := func(o operation, path string, got reply, status int) {
			h.Helper()
			if got.StatusCode != status || !strings.HasPrefix(got.Header.Get("Content-Type"), "application/problem+json") {
				h.Errorf("%s %s: %s, want %d: %s", o.method, path, got.Status, status, got.text)
			}
		}
		for _, p := range []*program{stranger, cookie} {
			town.walkAPI(p, "", func(o operation, path string, got reply) {
				if o.closed {
					want(o, path, got, 401)
				}
			})
		}
		for _, p := range []*program{revoked, expired} {
			town.walkAPI(p, "", func(o operation, path string, got reply) { want(o, path, got, 401) })
		}
		town.walkAPI(reads, "", func(o operation, path string, got reply) {
			if o.closed && o.method != http.MethodGet && !strings.HasSuffix(o.path, "/check") {
				want(o, path, got, 403)
			}
		})
		town.walkAPI(manager, claire.ID.String(), func(o operation, path string, got reply) {
			if strings.Contains(got.text, "Josette") || strings.Contains(got.text, "Fatou") || strings.Contains(got.text, "03 25 00 00 0") {
				h.Errorf("%s %s shows who has booked: %s", o.method, path, got.text)
			}
			switch {
			case strings.HasPrefix(o.path, "/bookings/{") || strings.HasPrefix(o.path, "/waiting/{"):
				want(o, path, got, 404)
			case o.method == http.MethodPost && o.path == "/waiting":
				want(o, path, got, 422)
			case o.method == http.MethodPost || strings.Contains(path, "?place=") || o.closed && strings.HasPrefix(o.path, "/places/"):
				want(o, path, got, 403)
			case strings.HasPrefix(o.path, "/bookings/"):
				want(o, path, got, 404)
			}
		})
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}

// Whoever runs the front desk reads, moves and cancels what others have booked; the walk would notice.
func TestAPIForTheTeam(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		team := h.program("maryse@example.org", account.TokenBooks)
		got := team.ask(http.MethodGet, "/bookings/1?place=la-gare", nil)
		if got.StatusCode != 200 || got.string("name") != "Josette" || got.string("mine") != "false" || strings.Contains(got.string("page"), "/reservations/"+town.link()) {
			h.Errorf("read: %s", got.text)
		}
		room := town.lends("Salle du quai", resource.Rules{}, 1)
		if got = team.ask(http.MethodPatch, "/bookings/"+town.booked, map[string]any{"resource": room.ID.String(), "from": "2026-11-27T15:00:00+01:00", "to": "2026-11-27T16:00:00+01:00"}); got.StatusCode != 200 || got.string("what") != "Salle du quai" {
			h.Errorf("moved: %s", got.text)
		}
		if got = team.ask(http.MethodDelete, "/bookings/"+town.booked+"?reason=Inondation", nil); got.StatusCode != 200 || got.string("state") != "cancelled" {
			h.Errorf("cancelled: %s", got.text)
		}
		if all := h.rows(`SELECT data FROM journal WHERE verb = 'booking.withdrawn'`); len(all) != 1 || !strings.Contains(all[0], "Inondation") {
			h.Errorf("the journal: %v", all)
		}
	})
}

// link is the secret of the town's booking.
func (t *town) link() string {
	t.Helper()
	return strings.Trim(t.rows(`SELECT link FROM booking WHERE number = 1`)[0], "|")
}

// Twenty programs want the same hour: one gets it, the others are told that it is taken.
func TestAPICrowdOnOneHour(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		room := town.lends("Salle du quai", resource.Rules{}, 1)
		wish := wishOf(room, "2026-11-30T14:00:00+01:00", "2026-11-30T15:00:00+01:00")
		var programs []*program
		for i := range 20 {
			programs = append(programs, h.program("p"+strconv.Itoa(i)+"@example.org", account.TokenBooks))
		}
		replies := make([]reply, len(programs))
		var all sync.WaitGroup
		for i, p := range programs {
			all.Go(func() { replies[i] = p.book(wish) })
		}
		all.Wait()
		made := 0
		for _, got := range replies {
			switch {
			case got.StatusCode == http.StatusCreated:
				made++
			case got.StatusCode != http.StatusConflict || got.Header.Get("Content-Type") != "application/problem+json" || !slices.Equal(got.codes(), []string{"booking.taken"}):
				h.Errorf("%s: %s", got.Status, got.text)
			}
		}
		if n := h.rows(`SELECT count(*) FROM capacity_allocation`); made != 1 || n[0] != "3|" { // with the town's booking and its shift
			h.Errorf("%d were booked, %v allocations", made, n)
		}
	})
}

// A wish sent again with its key is done once and answered alike, also when both come at the same moment; with another body it is a slip.
func TestAPIKeyMakesOnce(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		room := town.lends("Salle du quai", resource.Rules{}, 3)
		lea, paul := h.program("lea@example.org", account.TokenBooks), h.program("paul@example.org", account.TokenBooks)
		wish := wishOf(room, "2026-11-30T14:00:00+01:00", "2026-11-30T15:00:00+01:00")
		wish["email"] = "lea@example.org"
		replies := make([]reply, 4)
		var all sync.WaitGroup
		for i := range replies {
			all.Go(func() { replies[i] = lea.ask(http.MethodPost, "/bookings", wish, "Idempotency-Key", "ma clé") })
		}
		all.Wait()
		for _, got := range replies {
			if got.StatusCode != http.StatusCreated || got.text != replies[0].text {
				h.Errorf("%s: %s, want %s", got.Status, got.text, replies[0].text)
			}
		}
		if n := h.rows(`SELECT count(*) FROM job WHERE kind = 'mail' AND payload LIKE '%Salle du quai%'`); n[0] != "1|" {
			h.Errorf("letters: %v", n)
		}
		// A key is one's own: the same word of somebody else is another key.
		if got := paul.ask(http.MethodPost, "/bookings", wish, "Idempotency-Key", "ma clé"); got.StatusCode != http.StatusCreated || got.string("id") == replies[0].string("id") {
			h.Errorf("somebody else: %s", got.text)
		}
		wish["people"] = 2
		if got := lea.ask(http.MethodPost, "/bookings", wish, "Idempotency-Key", "ma clé"); got.StatusCode != 422 || got.string("code") != "api.key_reused" {
			h.Errorf("another body: %s", got.text)
		}
		if got := lea.ask(http.MethodPost, "/bookings", wish); got.StatusCode != 422 || !slices.Equal(got.codes(), []string{"api.shape.missing"}) {
			h.Errorf("without a key: %s", got.text)
		}
		endless := maps.Clone(wish)
		delete(endless, "to")
		if got := lea.ask(http.MethodPost, "/bookings", endless, "Idempotency-Key", "sans fin"); got.StatusCode != 422 || !strings.Contains(got.text, `"field":"body.to"`) {
			h.Errorf("what is missing isn't named: %s", got.text)
		}
		// What was refused is asked anew with the same key: nothing was done.
		wish["people"] = 99
		for range 2 {
			if got := lea.ask(http.MethodPost, "/bookings", wish, "Idempotency-Key", "autre"); !slices.Contains(got.codes(), "booking.too_many_people") {
				h.Errorf("refused: %s", got.text)
			}
		}
	})
}

// What isn't as described is refused as a problem, in the language asked for; nothing breaks.
func TestAPIManners(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		room := town.lends("Salle du quai", resource.Rules{}, 1)
		lea, stranger := h.program("lea@example.org", account.TokenBooks), h.program("", "")
		for _, x := range []struct {
			method, path string
			body         any
			pairs        []string
			status       int
			code         string
		}{
			{"GET", "/nowhere", nil, nil, 404, "api.nowhere"},
			{"PUT", "/bookings", nil, nil, 405, "api.method"},
			{"GET", "/places/a%00b", nil, nil, 404, "api.nowhere"},
			{"GET", "/places/%ff", nil, nil, 404, "api.nowhere"},
			{"GET", "/places?q=a%00b", nil, nil, 404, "api.nowhere"},
			{"GET", "/places?what=1", nil, nil, 422, "api.unread"},
			{"GET", "/places?cursor=x", nil, nil, 422, "api.cursor"},
			{"GET", "/places?near=Nulle-Part-sur-Rien", nil, nil, 422, "fault.invalid"},
			{"GET", "/places/nowhere-at-all", nil, nil, 404, "place.unknown"},
			{"GET", "/resources/1", nil, nil, 422, "api.unread"},
			{"GET", "/resources/" + town.booked, nil, nil, 404, "resource.unknown"},
			{"GET", "/resources/" + room.ID.String() + "/free?from=2026-01-01&to=2027-01-01", nil, nil, 422, "fault.invalid"},
			{"GET", "/resources/" + room.ID.String() + "/free?from=9999-01-01", nil, nil, 422, "fault.invalid"},
			{"POST", "/bookings", "{", nil, 400, "api.unread"},
			{"POST", "/bookings", "[]", nil, 422, "api.unread"},
			{"POST", "/bookings", "", nil, 400, "api.unread"},
			{"POST", "/bookings", map[string]any{"resource": "x", "from": "demain", "to": 3, "color": "red"}, nil, 422, "api.unread"},
			{"POST", "/bookings", `{"purpose":"` + strings.Repeat("x", 70_000) + `"}`, nil, 413, "fault.too_large_kb"},
			{"POST", "/bookings/check", wishOf(room, "9999-11-30T14:00:00+01:00", "2026-11-30T15:00:00+01:00"), nil, 200, ""},
			{"POST", "/bookings/check", map[string]any{"resource": room.ID.String(), "from": "2026-11-30T14:00:00Z", "to": "2026-11-30T15:00:00Z", "name": "a\x00b\xff", "purpose": "\x00"}, nil, 200, ""},
			{"POST", "/bookings/check", wishOf(room, "2026-11-30T14:00:00+01:00", "2026-11-30T14:00:00+01:00"), nil, 200, ""},
			{"GET", "/bookings/0", nil, nil, 404, "booking.unknown"},
			{"GET", "/bookings/99999999999999999999", nil, nil, 404, "booking.unknown"},
			{"GET", "/bookings", nil, []string{"Authorization", "Basic x"}, 401, "api.bearer"},
			{"GET", "/bookings", nil, []string{"Authorization", "Bearer mty_x"}, 401, "account.token.refused"},
		} {
			got := lea.ask(x.method, x.path, x.body, append([]string{"Idempotency-Key", form.NewSubmission()}, x.pairs...)...)
			if got.StatusCode != x.status || x.code != "" && (got.string("code") != x.code || got.Header.Get("Content-Type") != "application/problem+json" || got.string("status") != strconv.Itoa(x.status)) {
				h.Errorf("%s %s %.60v: %s %s, want %d %s", x.method, x.path, x.body, got.Status, got.text, x.status, x.code)
			}
			if untranslated.MatchString(got.text) {
				h.Errorf("%s %s lacks a sentence: %s", x.method, x.path, got.text)
			}
		}
		if got := lea.ask("GET", "/bookings/0", nil, "Accept-Language", "de, en;q=0.5"); got.Header.Get("Content-Language") != "en" || !strings.HasPrefix(got.string("title"), "Not found") {
			h.Errorf("in English: %s", got.text)
		}
		first := stranger.ask("GET", "/places/la-gare", nil)
		again := stranger.ask("GET", "/places/la-gare", nil, "If-None-Match", first.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified || again.text != "" {
			h.Errorf("read again: %s %q", again.Status, again.text)
		}
		// Pages of other sites read what anybody may, and send no token.
		for path, want := range map[string]string{"/places": "*", "/bookings": ""} {
			if got := stranger.ask("GET", path, nil, "Origin", "https://elsewhere.example"); got.Header.Get("Access-Control-Allow-Origin") != want {
				h.Errorf("%s: shared with %q", path, got.Header.Get("Access-Control-Allow-Origin"))
			}
		}
		before := stranger.ask("OPTIONS", "/bookings", nil, "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "POST")
		if m := before.Header.Get("Access-Control-Allow-Methods"); strings.Contains(m, "POST") || strings.Contains(before.Header.Get("Access-Control-Allow-Headers"), "Authorization") || before.Header.Get("Access-Control-Allow-Credentials") != "" {
			h.Errorf("other sites may send %s", m)
		}
		// Who asks too often waits.
		busy := h.program("", "")
		busy.name = "busy"
		var got reply
		for range 301 {
			got = busy.ask("GET", "/nowhere", nil)
		}
		if got.StatusCode != 429 || got.Header.Get("Retry-After") == "" || got.string("code") != "api.too_many" {
			h.Errorf("too often: %s", got.text)
		}
		h.clock.Advance(61 * time.Second)
		if got = busy.ask("GET", "/places", nil); got.StatusCode != 200 {
			h.Errorf("a minute later: %s", got.text)
		}
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}

// The document says what there is: nothing points to what isn't there, and the copy that is kept for readers is fresh.
func TestAPIDocumentIsWholeAndFresh(t *testing.T) {
	t.Parallel()
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	got := h.program("", "").ask(http.MethodGet, "/openapi.json", nil)
	if got.StatusCode != 200 || got.string("openapi") != "3.1.0" {
		t.Fatalf("%s %.200s", got.Status, got.text)
	}
	var follow func(where string, v any)
	follow = func(where string, v any) {
		switch v := v.(type) {
		case map[string]any:
			if ref, ok := v["$ref"].(string); ok {
				at := any(got.json)
				for _, part := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
					m, _ := at.(map[string]any)
					at = m[part]
				}
				if at == nil {
					t.Errorf("%s points to %s, which isn't there", where, ref)
				}
			}
			for k, x := range v {
				follow(where+"/"+k, x)
			}
		case []any:
			for i, x := range v {
				follow(fmt.Sprint(where, "/", i), x)
			}
		}
	}
	follow("", got.json)
	if yaml := h.program("", "").ask(http.MethodGet, "/openapi.yaml", nil); yaml.StatusCode != 200 || !strings.Contains(yaml.text, "operationId: make-booking") {
		t.Errorf("as YAML: %s %.200s", yaml.Status, yaml.text)
	}
	at := filepath.Join("..", "..", "docs", "openapi.json")
	if os.Getenv("WRITE") != "" {
		if err := os.WriteFile(at, []byte(got.text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(at); err != nil || string(kept) != got.text {
		t.Errorf("docs/openapi.json is stale (%v): run `WRITE=1 go test ./internal/app -run TestAPIDocument`", err)
	}
}
