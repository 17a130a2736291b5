package app_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/app"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/hook"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/jobs"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
	"mitoyen/internal/webhook"
)

// called is one call that a receiver got.
type called struct {
	event, id, signature, body string
	json                       map[string]any
}

// receiver is another program, on this machine.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []called
	status int    // what it answers; 200 when zero
	before func() // done before it answers
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body) // what is cut off can't be read as JSON below
		c := called{event: q.Header.Get("Mitoyen-Event"), id: q.Header.Get("Mitoyen-Event-Id"), signature: q.Header.Get("Mitoyen-Signature"), body: string(body)}
		json.Unmarshal(body, &c.json) //nolint:errcheck // seen by who reads it
		r.mu.Lock()
		r.got = append(r.got, c)
		status, before := r.status, r.before
		r.mu.Unlock()
		if before != nil {
			before()
		}
		if status != 0 {
			w.WriteHeader(status)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// taken gives what was received since it was last asked.
func (r *receiver) taken() []called {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := r.got
	r.got = nil
	return all
}

func (r *receiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

func (c called) data(name string) string {
	data, _ := c.json["data"].(map[string]any)
	return fmt.Sprint(data[name])
}

// signed reports whether a call is signed with a secret, as its receiver would find out.
func (c called) signed(secret string) bool {
	at, rest, _ := strings.Cut(strings.TrimPrefix(c.signature, "t="), ",")
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(at + "." + c.body)) //nolint:errcheck // never fails
	return slices.Contains(strings.Split(rest, ","), "v1="+hex.EncodeToString(m.Sum(nil)))
}

// eachHooked opens an instance whose webhooks may call this machine, on each database.
func eachHooked(t *testing.T, f func(h *house, where func() *house)) {
	t.Helper()
	for _, engine := range []store.Engine{store.SQLite, store.PostgreSQL} {
		t.Run(engine.String(), func(t *testing.T) {
			t.Parallel()
			at, data := "", ""
			if engine == store.PostgreSQL {
				at, data = testkit.PostgresURL(t, testkit.WithTerritory()), t.TempDir()
			} else {
				at = testkit.SQLitePath(t, testkit.WithTerritory())
			}
			open := func() *house {
				return openHouseWith(t, at, func(c *app.Config) {
					if c.HooksInside = true; data != "" {
						c.Data = data
					}
				})
			}
			f(open(), open)
		})
	}
}

var secretShown = regexp.MustCompile(`mtw_[\w-]{43}`)

// hooks adds a webhook on the page, and gives its page and its secret.
func (v *visitor) hooks(slug, address string, events ...string) (page, secret string) {
	v.h.Helper()
	got := v.post("/lieux/"+slug+"/webhooks", url.Values{"submission": {form.NewSubmission()}, "address": {address}, "event": events})
	if secret = secretShown.FindString(got.text); got.StatusCode != http.StatusOK || secret == "" {
		v.h.Fatalf("to add a webhook: %s %s", got.Status, got.text)
	}
	return regexp.MustCompile(`/lieux/` + slug + `/webhooks/[0-9a-f-]{36}`).FindString(got.text), secret
}

// tell has what happened told.
func (h *house) tell() {
	h.Helper()
	if err := h.TellHooks(context.Background()); err != nil {
		h.Fatal(err)
	}
	h.deliver()
}

var everyEvent = []string{"booking.confirmed", "booking.moved", "booking.cancelled", "booking.no-show", "closure.made", "closure.lifted", "membership.changed"}

// Each thing that happens is told once, signed, with ids and times and nobody's name; what happens in another organisation isn't.
func TestWebhooksTellWhatHappens(t *testing.T) {
	t.Parallel()
	eachHooked(t, func(h *house, _ func() *house) {
		town := h.town()
		room := town.lends("Salle du quai", resource.Rules{Repeat: 5}, 1)
		asked := town.lends("Atelier", resource.Rules{Approve: true}, 1)
		lea, maryse := h.program("lea@example.org", account.TokenBooks), h.program("maryse@example.org", account.TokenBooks)
		h.update(func(tx *store.Tx) error {
			claire, err := account.Open(tx, "claire@example.org", i18n.French)
			if err != nil {
				return err
			}
			return organisation.Give(tx, organisation.System, claire.ID, organisation.Grant{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: town.other.String()})
		})
		before, mine, theirs := h.book(lea, room, "2026-11-28T10:00:00+01:00"), newReceiver(h.T), newReceiver(h.T)
		h.clock.Advance(time.Second)
		_, secret := h.signedIn("maryse@example.org").hooks("la-gare", mine.URL+"/mitoyen?a=1", everyEvent...)
		h.signedIn("claire@example.org").hooks("le-grand-moulin", theirs.URL, everyEvent...)
		want := func(event string, data map[string]string) called {
			h.Helper()
			got := h.heard(mine)
			if len(got) != 1 || got[0].event != event || got[0].json["type"] != event || !got[0].signed(secret) || got[0].signed("mtw_other") || got[0].json["organisation"] != town.own.String() {
				h.Fatalf("%s: %+v", event, got)
			}
			if got[0].json["id"] != got[0].id || len(got[0].id) != 36 {
				h.Errorf("%s: its id: %s", event, got[0].body)
			}
			for name, value := range data {
				if got[0].data(name) != value {
					h.Errorf("%s: %s is %q, want %q", event, name, got[0].data(name), value)
				}
			}
			for _, private := range []string{"lea", "Léa", "example.org", "03 25", "Chauffage", "Réunion"} {
				if strings.Contains(got[0].body, private) {
					h.Errorf("%s tells %q: %s", event, private, got[0].body)
				}
			}
			return got[0]
		}
		wish := wishOf(room, "2026-11-30T14:00:00+01:00", "2026-11-30T16:00:00+01:00")
		wish["email"], wish["phone"], wish["purpose"] = "lea@example.org", "03 25 00 00 09", "Réunion"
		made := lea.expect(201, http.MethodPost, "/bookings", wish).string("id")
		first := want("booking.confirmed", map[string]string{"booking": made, "number": "3", "resource": room.ID.String(), "place": "la-gare", "state": "confirmed", "from": "2026-11-30T13:00:00.000000Z", "to": "2026-11-30T15:00:00.000000Z"})
		lea.expect(200, http.MethodPatch, "/bookings/"+made, map[string]any{"people": 2})
		if moved := want("booking.moved", map[string]string{"booking": made}); moved.id == first.id {
			h.Error("two events have one id")
		}
		lea.expect(200, http.MethodDelete, "/bookings/"+made, nil)
		want("booking.cancelled", map[string]string{"booking": made, "state": "cancelled"})
		// What is only asked for is told once it is theirs.
		wanted := lea.expect(201, http.MethodPost, "/bookings", wishOf(asked, "2026-11-30T14:00:00+01:00", "2026-11-30T16:00:00+01:00"))
		if wanted.string("state") != "asked" {
			h.Errorf("asked: %s", wanted.text)
		}
		if got := h.signedIn("maryse@example.org").post("/lieux/la-gare/demandes", url.Values{"submission": {form.NewSubmission()}, "booking": {wanted.string("id")}, "answer": {"yes"}}); got.StatusCode != http.StatusSeeOther {
			h.Fatalf("to approve: %s", got.Status)
		}
		want("booking.confirmed", map[string]string{"booking": wanted.string("id")})
		closure := maryse.expect(201, http.MethodPost, "/places/la-gare/closures", map[string]any{"resource": room.ID.String(), "from": "2026-12-05T00:00:00+01:00", "to": "2026-12-06T00:00:00+01:00", "reason": "Chauffage en panne"}).string("id")
		want("closure.made", map[string]string{"closure": closure, "resource": room.ID.String(), "place": "la-gare"})
		maryse.expect(200, http.MethodDelete, "/places/la-gare/closures/"+closure, nil)
		want("closure.lifted", map[string]string{"closure": closure})
		member := maryse.expect(201, http.MethodPost, "/places/la-gare/members", map[string]any{"name": "Léa", "email": "lea@example.org"})
		want("membership.changed", map[string]string{"member": member.string("id"), "change": "added"})
		maryse.expect(200, http.MethodPatch, "/places/la-gare/members/"+member.string("id"), map[string]any{"phone": "03 25 00 00 09"})
		maryse.expect(200, http.MethodDelete, "/places/la-gare/members/"+member.string("id")+"/memberships/"+member.list("memberships")[0]["id"].(string), nil)
		want("membership.changed", map[string]string{"change": "ended"})
		h.clock.Advance(48*time.Hour + 30*time.Minute) // into the booking of before
		h.update(func(tx *store.Tx) error { return noteAbsent(tx, before) })
		want("booking.no-show", map[string]string{"booking": before, "state": "no-show"})
		h.program("zoe@example.org", account.TokenBooks).expect(201, http.MethodPost, "/series", weekly(room, 3))
		ids := map[string]bool{}
		for len(ids) < 3 {
			got := h.heard(mine)
			if len(got) == 0 {
				break
			}
			for _, c := range got {
				ids[c.id] = c.event == "booking.confirmed"
			}
		}
		if len(ids) != 3 || ids[first.id] {
			h.Errorf("a series of three: %v", ids)
		}
		if got := theirs.taken(); len(got) != 0 {
			h.Errorf("another organisation was told: %+v", got)
		}
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}

// The program stops between what happens and its telling, while it notes it, and while it calls: each is told, noted once, and called again with
// the same id where nobody knows.
func TestWebhooksWhenTheProgramStops(t *testing.T) {
	t.Parallel()
	eachHooked(t, func(h *house, open func() *house) {
		room := h.town().lends("Salle du quai", resource.Rules{}, 9)
		lea, to := h.program("lea@example.org", account.TokenBooks), newReceiver(h.T)
		h.signedIn("maryse@example.org").hooks("la-gare", to.URL, "booking.confirmed")
		deliveries := func(want int) {
			h.Helper()
			if n := h.rows(`SELECT count(*) FROM webhook_delivery WHERE event = 'booking.confirmed'`); n[0] != fmt.Sprint(want, "|") {
				h.Fatalf("deliveries: %v, want %d", n, want)
			}
		}
		// Booked, and stopped before anybody looked.
		h.book(lea, room, "2026-11-30T10:00:00+01:00")
		other := open()
		other.clock.Advance(h.clock.Now().Sub(other.clock.Now()))
		if got := other.heard(to); len(got) != 1 || got[0].event != "booking.confirmed" {
			h.Fatalf("after a stop: %+v", got)
		}
		h.tell()
		deliveries(1)
		// Stopped while it is noted: nothing is, and the place in the journal hasn't moved.
		h.book(lea, room, "2026-11-30T11:00:00+01:00")
		errKilled := errors.New("killed")
		post := webhook.NewPost(h.DB, jobs.NewRunner(h.DB, slog.New(slog.DiscardHandler)), hook.New(true))
		noted := 0
		for end := time.Now().Add(20 * time.Second); noted == 0 && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			err := h.DB.Update(context.Background(), func(tx *store.Tx) error {
				if n, err := post.Gather(tx); err != nil || n == 0 {
					return err
				}
				if err := tx.Each(func(r store.Row) error { return r.Scan(&noted) }, `SELECT count(*) - 1 FROM webhook_delivery WHERE event = 'booking.confirmed'`); err != nil {
					return err
				}
				return errKilled
			})
			if err != nil && !errors.Is(err, errKilled) {
				h.Fatal(err)
			}
		}
		if noted != 1 {
			h.Fatalf("%d were noted before it was killed", noted)
		}
		deliveries(1)
		// Twenty look at once, in two processes: one notes it.
		var all sync.WaitGroup
		failed := make(chan error, 20)
		for i := range 20 {
			all.Go(func() { failed <- []*house{h, other}[i%2].TellHooks(context.Background()) })
		}
		all.Wait()
		for range 20 {
			if err := <-failed; err != nil {
				h.Error(err)
			}
		}
		if got := h.heard(to); len(got) != 1 {
			h.Fatalf("noted by many: %+v", got)
		}
		deliveries(2)
		// Stopped after the other side has heard, before its answer is here.
		h.book(lea, room, "2026-11-30T12:00:00+01:00")
		for end := time.Now().Add(20 * time.Second); h.rows(`SELECT count(*) FROM webhook_delivery`)[0] != "4|" && time.Now().Before(end); time.Sleep(5 * time.Millisecond) { // with the town's
			if err := h.TellHooks(context.Background()); err != nil {
				h.Fatal(err)
			}
		}
		ctx, stop := context.WithCancel(context.Background())
		to.mu.Lock()
		to.before = stop
		to.mu.Unlock()
		h.Runner.Next(ctx) //nolint:errcheck // it was stopped
		to.mu.Lock()
		to.before = nil
		to.mu.Unlock()
		cut := to.taken()
		h.clock.Advance(11 * time.Minute)
		h.deliver()
		again := to.taken()
		if len(cut) != 1 || len(again) > 1 || len(again) == 1 && again[0].id != cut[0].id {
			h.Errorf("cut off: %+v, then %+v", cut, again)
		}
		deliveries(3)
		if n := h.rows(`SELECT count(*) FROM webhook_delivery WHERE state = 'done'`); n[0] != "3|" {
			h.Errorf("done: %v", n)
		}
	})
}

// Nobody answers: it is tried again after ever longer rests, one call a rest however much waits; then it is given up, and after days the webhook
// switches itself off with one letter. Another webhook is told meanwhile. Switched on, it is told of what happens from then on.
func TestWebhooksThatNobodyAnswers(t *testing.T) {
	t.Parallel()
	eachHooked(t, func(h *house, _ func() *house) {
		room := h.town().lends("Salle du quai", resource.Rules{}, 99)
		lea, dead, alive := h.program("lea@example.org", account.TokenBooks), newReceiver(h.T), newReceiver(h.T)
		dead.answers(500)
		maryse := h.signedIn("maryse@example.org")
		page, secret := maryse.hooks("la-gare", dead.URL, "booking.confirmed")
		maryse.hooks("la-gare", alive.URL, "booking.confirmed")
		for i := range 5 {
			h.book(lea, room, fmt.Sprintf("2027-01-05T%02d:00:00+01:00", 9+i))
		}
		told, calls := 0, 0
		for range 5 {
			told, calls = told+len(h.heard(alive)), calls+len(dead.taken())
			if told == 5 {
				break
			}
		}
		if calls != 1 || told != 5 {
			h.Fatalf("at once: %d calls to the dead one, %d to the other", calls, told)
		}
		text := html.UnescapeString(maryse.get(page).text)
		if !strings.Contains(text, "L’adresse a répondu 500 (1 essai). Un nouvel essai suivra.") || !strings.Contains(text, "1 échec") {
			h.Errorf("its page: %s", text)
		}
		calls = 0
		for range 12 { // each of them a rest later
			h.clock.Advance(webhook.Pause(99) + time.Second)
			h.deliver()
			calls += len(dead.taken())
		}
		if calls < 9 || calls > 12 {
			h.Errorf("%d calls within six days", calls)
		}
		if n := h.rows(`SELECT count(*) FROM job WHERE kind = 'mail'`); n[0] != "1|" { // to Maryse: nobody else is written to here
			h.Errorf("letters: %v", n)
		}
		if s := h.rows(`SELECT state FROM webhook WHERE address LIKE '` + dead.URL + `%'`); s[0] != "failed|" {
			h.Errorf("its state: %v", s)
		}
		h.clock.Advance(time.Hour)
		h.book(lea, room, "2027-01-06T09:00:00+01:00")
		if got := h.heard(alive); len(got) != 1 {
			h.Errorf("the other one: %+v", got)
		}
		if n := h.rows(`SELECT count(*) FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id WHERE w.address LIKE '` + dead.URL + `%' AND d.state <> 'failed'`); n[0] != "0|" || len(dead.taken()) != 0 {
			h.Errorf("left waiting: %v", n)
		}
		if text = html.UnescapeString(maryse.get(page).text); !strings.Contains(text, "personne ne répond") || strings.Contains(text, "Renvoyer") {
			h.Errorf("its page: %s", text)
		}
		// Mended.
		dead.answers(204)
		do := func(what string) answer {
			h.Helper()
			got := maryse.post(page+"/faire", url.Values{"submission": {form.NewSubmission()}, "what": {what}})
			if got.StatusCode != http.StatusSeeOther && got.StatusCode != http.StatusOK {
				h.Fatalf("%s: %s", what, got.Status)
			}
			return got
		}
		do("on")
		do("ping")
		h.tell()
		if got := dead.taken(); len(got) != 1 || got[0].event != "ping" || !got[0].signed(secret) {
			h.Errorf("a try: %+v", got)
		}
		which := regexp.MustCompile(`name="delivery" value="([0-9a-f-]{36})"`).FindAllStringSubmatch(maryse.get(page).text, -1)
		if len(which) != 6 {
			h.Fatalf("%d can be sent again", len(which))
		}
		again := url.Values{"submission": {form.NewSubmission()}, "delivery": {which[5][1]}}
		for range 2 {
			if got := maryse.post(page+"/renvoyer", again); got.StatusCode != http.StatusSeeOther {
				h.Fatalf("to send again: %s", got.Status)
			}
		}
		h.deliver()
		if got := dead.taken(); len(got) != 1 || got[0].event != "booking.confirmed" {
			h.Errorf("sent again: %+v", got)
		}
		if text = html.UnescapeString(maryse.get(page).text); !strings.Contains(text, "Reçu (204), 1 essai.") {
			h.Errorf("its page: %s", text)
		}
		// Another secret: both sign for a day.
		fresh := secretShown.FindString(do("rotate").text)
		do("ping")
		h.deliver()
		if got := dead.taken(); len(got) != 1 || !got[0].signed(fresh) || !got[0].signed(secret) {
			h.Errorf("with both secrets: %+v", got)
		}
		h.clock.Advance(webhook.FormerHolds)
		do("ping")
		h.deliver()
		if got := dead.taken(); len(got) != 1 || !got[0].signed(fresh) || got[0].signed(secret) {
			h.Errorf("a day later: %+v", got)
		}
		do("remove")
		if got := maryse.get(page); got.StatusCode != http.StatusNotFound {
			h.Errorf("removed: %s", got.Status)
		}
		if n := h.rows(`SELECT count(*) FROM webhook_delivery`); n[0] != "7|" { // of the other one, and of the town's
			h.Errorf("left: %v", n)
		}
		h.clock.Advance(webhook.Kept + time.Second)
		h.update(webhook.Sweep)
		if n := h.rows(`SELECT count(*) FROM webhook_delivery`); n[0] != "0|" {
			h.Errorf("kept for too long: %v", n)
		}
	})
}

// What can't be an address is refused beside its field, with what was typed; the secret is shown once; a page opens to the organisation's
// managers alone; with the organisation, all of it goes.
func TestWebhooksOnThePage(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		maryse := h.signedIn("maryse@example.org")
		for _, address := range []string{"", "http://example.org/", "https://127.0.0.1/", "https://localhost/x", "https://10.0.0.1/", "https://[fd00::1]/", "https://me:secret@example.org/", "example.org"} {
			got := maryse.post("/lieux/la-gare/webhooks", url.Values{"submission": {form.NewSubmission()}, "address": {address}, "event": {"closure.made"}})
			if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text, `id="address-err"`) || address != "" && !strings.Contains(html.UnescapeString(got.text), `value="`+address+`"`) || !regexp.MustCompile(`value="closure.made"[^>]*checked`).MatchString(got.text) {
				h.Errorf("%q: %s", address, got.Status)
			}
		}
		sent := url.Values{"submission": {form.NewSubmission()}, "address": {"https://example.org/mitoyen"}, "event": {"closure.made"}}
		first, second := maryse.post("/lieux/la-gare/webhooks", sent), maryse.post("/lieux/la-gare/webhooks", sent)
		if secretShown.FindString(first.text) == "" || secretShown.FindString(second.text) != "" || second.StatusCode != http.StatusOK {
			h.Errorf("sent twice: %s, %s", first.Status, second.Status)
		}
		if n := h.rows(`SELECT count(*) FROM webhook`); n[0] != "2|" { // with the town's
			h.Errorf("webhooks: %v", n)
		}
		page := regexp.MustCompile(`/lieux/la-gare/webhooks/[0-9a-f-]{36}`).FindString(first.text)
		if got := maryse.get(page); strings.Contains(got.text, "mtw_") || got.StatusCode != http.StatusOK {
			h.Errorf("read again: %s", got.Status)
		}
		// Somebody who manages the place alone isn't told of the organisation's other places.
		h.update(func(tx *store.Tx) error {
			tom, err := account.Open(tx, "tom@example.org", i18n.French)
			if err != nil {
				return err
			}
			return organisation.Give(tx, organisation.System, tom.ID, organisation.Grant{Role: organisation.Manager, Scope: organisation.InPlace, ID: town.gare.String()})
		})
		if got := h.signedIn("tom@example.org").get("/lieux/la-gare/webhooks"); got.StatusCode != http.StatusForbidden {
			h.Errorf("a place's manager: %s", got.Status)
		}
		for range webhook.Most - 2 {
			maryse.hooks("la-gare", "https://example.org/", "closure.made")
		}
		sent.Set("submission", form.NewSubmission())
		if got := maryse.post("/lieux/la-gare/webhooks", sent); got.StatusCode != http.StatusConflict && got.StatusCode != http.StatusUnprocessableEntity {
			h.Errorf("too many: %s", got.Status)
		}
		// An organisation with nothing but a webhook is removed as a whole.
		h.update(func(tx *store.Tx) error {
			o, err := organisation.Create(tx, organisation.Organisation{Name: "Une autre", Kind: organisation.Association})
			if err != nil {
				return err
			}
			_, err1 := tx.Exec(`UPDATE webhook SET organisation_id = $1`, o.ID)
			_, err2 := tx.Exec(`DELETE FROM organisation WHERE id = $1`, o.ID)
			return errors.Join(err1, err2)
		})
		if n := h.rows(`SELECT count(*) FROM webhook`)[0] + h.rows(`SELECT count(*) FROM webhook_delivery`)[0]; n != "0|0|" {
			h.Errorf("left of it: %s", n)
		}
	})
}

// book books an hour, and gives the id.
func (h *house) book(p *program, r resource.Resource, from string) string {
	h.Helper()
	at, err := time.Parse(time.RFC3339, from)
	if err != nil {
		h.Fatal(err)
	}
	return p.expect(http.StatusCreated, http.MethodPost, "/bookings", wishOf(r, from, at.Add(time.Hour).Format(time.RFC3339))).string("id")
}

// heard waits until something is told, and gives all of it: on PostgreSQL a follower of the journal waits for every transaction of the cluster
// that runs. Told twice more, nothing comes again.
func (h *house) heard(by *receiver) []called {
	h.Helper()
	var all []called
	for end := time.Now().Add(20 * time.Second); len(all) == 0 && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		h.tell()
		all = by.taken()
	}
	h.tell()
	h.tell()
	return append(all, by.taken()...)
}

// noteAbsent says at the counter that somebody hasn't come.
func noteAbsent(tx *store.Tx, which string) error {
	b, err := id.Parse[booking.Booking](which)
	if err != nil {
		return err
	}
	return booking.Note(tx, organisation.System, b, "absent")
}
