package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/api"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
)

// program is a client of the API, with a token or without.
type program struct {
	h      *house
	name   string
	header http.Header
}

// program makes a client whose person has the address, with a token of a scope; without an address it is a stranger's.
func (h *house) program(email string, scope account.TokenScope) *program {
	h.Helper()
	p := &program{h: h, name: "program of " + email + " " + string(scope), header: http.Header{}}
	if email == "" {
		return p
	}
	secret := account.NewToken()
	h.update(func(tx *store.Tx) error {
		who, err := account.Open(tx, email, i18n.French)
		if err != nil {
			return err
		}
		_, err = account.MakeToken(tx, who.ID, account.TokenRequest{Secret: secret, Name: "Essai", Scope: scope, Days: 30})
		return err
	})
	p.header.Set("Authorization", "Bearer "+secret)
	return p
}

// reply is what came back.
type reply struct {
	*http.Response
	text string
	json map[string]any
}

func (r reply) codes() (all []string) {
	list, _ := r.json["breaches"].([]any)
	for _, b := range list {
		all = append(all, b.(map[string]any)["code"].(string))
	}
	return all
}

func (r reply) string(path ...string) string {
	at := r.json
	for _, p := range path[:len(path)-1] {
		at, _ = at[p].(map[string]any)
	}
	return fmt.Sprint(at[path[len(path)-1]])
}

func (p *program) ask(method, path string, body any, pairs ...string) reply {
	p.h.Helper()
	var raw []byte
	switch b := body.(type) {
	case nil:
	case string:
		raw = []byte(b)
	default:
		raw, _ = json.Marshal(b) // of a test's own values
	}
	r := httptest.NewRequest(method, api.Root+path, bytes.NewReader(raw))
	r.RemoteAddr = addressOf(p.name)
	for k, all := range p.header {
		r.Header[k] = all
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(pairs); i += 2 {
		r.Header.Set(pairs[i], pairs[i+1])
	}
	w := httptest.NewRecorder()
	p.h.handler.ServeHTTP(w, r)
	got := reply{Response: w.Result(), text: w.Body.String()}
	if strings.Contains(got.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal([]byte(got.text), &got.json); err != nil {
			p.h.Errorf("%s %s: no JSON: %v: %.200s", method, path, err, got.text)
		}
	}
	return got
}

// book sends a wish with a key of its own.
func (p *program) book(wish map[string]any) reply {
	p.h.Helper()
	return p.ask(http.MethodPost, "/bookings", wish, "Idempotency-Key", form.NewSubmission())
}

// lends gives La GARE another resource.
func (t *town) lends(name string, rules resource.Rules, units int) (r resource.Resource) {
	t.Helper()
	t.update(func(tx *store.Tx) error {
		slug, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: t.gare, Resource: resource.Resource{Name: name, Kind: resource.Room, Units: units, Rules: rules, Hours: "Mo-Su 08:00-22:00",
			Sheet: resource.Sheet{People: 12}}})
		if err != nil {
			return err
		}
		r, err = resource.Find(tx, t.gare, slug)
		return err
	})
	return r
}

func wishOf(r resource.Resource, from, to string) map[string]any {
	return map[string]any{"resource": r.ID.String(), "from": from, "to": to}
}

// A program reads the directory, what is lent and when it is free, books, moves, and cancels; the page shows the same booking.
func TestAPIFromTheDirectoryToABooking(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		room := town.lends("Salle du quai", resource.Rules{Cancel: 120}, 1)
		lea, stranger := h.program("lea@example.org", account.TokenBooks), h.program("", "")
		want := func(got reply, status int) reply {
			h.Helper()
			if got.StatusCode != status {
				h.Fatalf("%s, want %d: %s", got.Status, status, got.text)
			}
			return got
		}
		near := want(stranger.ask(http.MethodGet, "/places?near=52499&limit=2", nil), 200)
		first := near.json["items"].([]any)[0].(map[string]any)
		if first["slug"] != "la-gare" || first["commune"].(map[string]any)["code"] != "52499" || near.Header.Get("Access-Control-Allow-Origin") != "*" {
			h.Errorf("near Vaillant: %s", near.text)
		}
		if got := want(stranger.ask(http.MethodGet, "/places?q=gare", nil), 200); !strings.Contains(got.text, `"la-gare"`) {
			h.Errorf("by words: %s", got.text)
		}
		second := want(stranger.ask(http.MethodGet, "/places?limit=1", nil), 200)
		third := want(stranger.ask(http.MethodGet, "/places?limit=1&cursor="+second.string("next"), nil), 200)
		if second.string("count") != "4" || second.string("items") == third.string("items") {
			h.Errorf("page by page: %s then %s", second.text, third.text)
		}
		if got := want(stranger.ask(http.MethodGet, "/places/la-gare", nil), 200); got.string("zone") != "Europe/Paris" {
			h.Errorf("%s", got.text)
		}
		if got := want(stranger.ask(http.MethodGet, "/places/la-gare/resources", nil), 200); !strings.Contains(got.text, room.ID.String()) {
			h.Errorf("%s", got.text)
		}
		want(stranger.ask(http.MethodGet, "/resources/"+room.ID.String(), nil), 200)
		free := "/resources/" + room.ID.String() + "/free?from=2026-11-30&to=2026-11-30"
		if got := want(stranger.ask(http.MethodGet, free, nil), 200); !strings.Contains(got.text, `"from":"2026-11-30T08:00:00+01:00","to":"2026-11-30T22:00:00+01:00","units":1`) {
			h.Errorf("free: %s", got.text)
		}
		if got := want(stranger.ask(http.MethodPost, "/bookings/check", wishOf(room, "2026-11-30T14:00:00+01:00", "2026-11-30T16:00:00+01:00")), 200); got.string("ok") != "true" {
			h.Errorf("check: %s", got.text)
		}
		made := want(lea.book(map[string]any{"resource": room.ID.String(), "from": "2026-11-30T13:00:00Z", "to": "2026-11-30T15:00:00Z", "email": "lea@example.org"}), 201)
		if made.string("from") != "2026-11-30T14:00:00+01:00" || made.string("name") != "lea" || made.string("state") != "confirmed" || made.string("mine") != "true" {
			h.Errorf("made: %s", made.text)
		}
		if n := h.rows(`SELECT count(*) FROM job WHERE kind = 'mail' AND payload LIKE '%Salle du quai%'`); n[0] != "1|" {
			h.Errorf("letters: %v", n)
		}
		page, _ := url.Parse(made.string("page"))
		if got := h.visitor("x").get(page.Path); got.StatusCode != 200 || !strings.Contains(got.text, "Salle du quai") {
			h.Errorf("its page: %s", got.Status)
		}
		if got := want(stranger.ask(http.MethodGet, free, nil), 200); strings.Contains(got.text, `"to":"2026-11-30T22:00:00+01:00","units":1}],`) || !strings.Contains(got.text, `"to":"2026-11-30T14:00:00+01:00"`) {
			h.Errorf("free after: %s", got.text)
		}
		which, number := made.string("id"), made.string("number")
		for _, at := range []string{which, number, number + "?place=la-gare"} {
			if got := want(lea.ask(http.MethodGet, "/bookings/"+at, nil), 200); got.string("id") != which {
				h.Errorf("%s: %s", at, got.text)
			}
		}
		if got := want(lea.ask(http.MethodGet, "/bookings/"+which+"/calendar", nil), 200); !strings.Contains(got.text, "UID:"+which+"@mitoyen") || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/calendar") {
			h.Errorf("calendar: %s %s", got.Header.Get("Content-Type"), got.text)
		}
		moved := want(lea.ask(http.MethodPatch, "/bookings/"+which, map[string]any{"from": "2026-11-30T17:00:00+01:00", "to": "2026-11-30T18:00:00+01:00"}), 200)
		if moved.string("from") != "2026-11-30T17:00:00+01:00" || moved.string("people") != "1" {
			h.Errorf("moved: %s", moved.text)
		}
		if got := want(lea.ask(http.MethodPatch, "/bookings/"+which, map[string]any{"from": "2026-11-30T06:00:00+01:00"}), 422); !slices.Contains(got.codes(), "booking.closed") {
			h.Errorf("moved before the door opens: %s", got.text)
		}
		if got := want(lea.ask(http.MethodGet, "/bookings", nil), 200); strings.Count(got.text, `"id"`) != 1 {
			h.Errorf("mine: %s", got.text)
		}
		for range 2 {
			if got := want(lea.ask(http.MethodDelete, "/bookings/"+which, nil), 200); got.string("state") != "cancelled" {
				h.Errorf("cancelled: %s", got.text)
			}
		}
		if got := want(lea.ask(http.MethodGet, "/bookings", nil), 200); got.text != "{\"items\":[]}\n" {
			h.Errorf("mine after: %s", got.text)
		}
		if got := want(lea.ask(http.MethodGet, "/bookings?past=true", nil), 200); !strings.Contains(got.text, which) {
			h.Errorf("all of mine: %s", got.text)
		}
		if n := h.rows(`SELECT count(*) FROM job WHERE kind = 'mail' AND payload LIKE '%Salle du quai%'`); n[0] != "3|" {
			h.Errorf("letters: %v", n)
		}
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}
