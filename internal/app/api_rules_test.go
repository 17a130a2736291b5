package app_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

// wishing is one wish under some rules, and every code that is to be told of it.
type wishing struct {
	name     string
	rules    resource.Rules
	day      string // 2026-11-30, a Monday, when empty
	from, to string
	people   int
	had      []string // hours of that day that Léa has already: "9-10"
	others   []string // hours that somebody else has
	want     string   // by Léa
	desk     string   // by the team for somebody without account; "=" the same
}

var wishes = []wishing{
	{name: "too short, off the step", rules: resource.Rules{Min: 60, Step: 30}, from: "14:10", to: "14:30", want: "booking.off_step booking.too_short", desk: "="},
	{name: "too long, too many people", rules: resource.Rules{Max: 120}, from: "09:00", to: "13:00", people: 40, want: "booking.too_long booking.too_many_people", desk: "="},
	{name: "too soon", rules: resource.Rules{Notice: 7 * 24 * 60}, from: "09:00", to: "10:00", want: "booking.too_soon"},
	{name: "too far", rules: resource.Rules{Horizon: 2}, from: "09:00", to: "10:00", want: "booking.too_far", desk: "="},
	{name: "past", day: "2026-11-20", from: "09:00", to: "10:00", want: "booking.past", desk: "="},
	{name: "closed, over two days", from: "05:00", to: "23:30", want: "booking.closed", desk: "="},
	{name: "no slot", rules: resource.Rules{Mode: resource.Slots, Slots: []resource.Slot{{From: 9 * 60, To: 12 * 60}}}, from: "09:00", to: "11:00", want: "booking.not_a_slot", desk: "="},
	{name: "no night", rules: resource.Rules{Mode: resource.Nights, Arrive: 16 * 60, Leave: 10 * 60, Min: 2}, from: "16:00", to: "10:00", want: "booking.too_few_nights", desk: "="},
	{name: "members alone", rules: resource.Rules{Who: resource.Audience{Members: true}}, from: "09:00", to: "10:00", want: "booking.members_only", desk: "="},
	{name: "authorised, and old enough", rules: resource.Rules{Authorise: true, Age: 16}, from: "09:00", to: "10:00", want: "booking.not_authorised booking.age_unknown", desk: "="},
	{name: "taken", others: []string{"9-10"}, from: "09:00", to: "11:00", want: "booking.taken", desk: "="},
	{name: "one's own quota", rules: resource.Rules{Quotas: []resource.Quota{{Per: resource.Day, Count: 1, Minutes: 90}}}, had: []string{"9-10"}, from: "14:00", to: "15:00", want: "booking.quota_count.day booking.quota_time.day"},
	{name: "one's own bookings to come, and their gap", rules: resource.Rules{Ahead: 1, Gap: 60}, had: []string{"9-10"}, from: "10:30", to: "11:30", want: "booking.gap booking.ahead"},
	{name: "everything at once", day: "2026-12-07", rules: resource.Rules{Max: 120, Horizon: 2, Who: resource.Audience{Members: true}}, others: []string{"9-10"}, from: "05:15", to: "12:00", people: 40,
		want: "booking.members_only booking.too_far booking.off_step booking.too_long booking.closed booking.too_many_people booking.taken", desk: "="},
}

// The same wish is told the same by page, counter and API: all that is in the way, with the same codes and in the same words, whether it is
// only asked about or really wanted.
func TestAPISaysOfRulesWhatPageAndCounterSay(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		page, counter := h.signedIn("lea@example.org"), h.signedIn("maryse@example.org")
		lea, team := h.program("lea@example.org", account.TokenBooks), h.program("maryse@example.org", account.TokenBooks)
		for i, w := range wishes {
			r := town.lends(fmt.Sprintf("Salle %d", i), w.rules, 1)
			town.fill(r, w)
			before := h.rows(`SELECT count(*) FROM booking`)[0] + h.rows(`SELECT count(*) FROM capacity_allocation`)[0]
			wish := w.json(r)
			told := town.tells(w.name+", by API", lea, wish, strings.Fields(w.want))
			town.shows(w.name+", by page", page.post("/lieux/la-gare/reserver/"+r.Slug, w.form(r)), told)
			want := w.desk
			if want == "=" {
				want = w.want
			}
			wish["team"], wish["name"] = true, "Josette"
			if want != "" {
				told = town.tells(w.name+", by API for the team", team, wish, strings.Fields(want))
				town.shows(w.name+", at the counter", counter.post("/lieux/la-gare/accueil", w.form(r)), told)
			} else if got := team.ask(http.MethodPost, "/bookings/check", wish); got.string("ok") != "true" {
				h.Errorf("%s, by API for the team: %s", w.name, got.text)
			}
			if after := h.rows(`SELECT count(*) FROM booking`)[0] + h.rows(`SELECT count(*) FROM capacity_allocation`)[0]; after != before {
				h.Errorf("%s: a refused wish left something: %s, then %s", w.name, before, after)
			}
		}
		// Where the rules want an account, a stranger is told so, with the way to a token.
		r := town.lends("Salle aux comptes", resource.Rules{Sign: true}, 1)
		w := wishing{from: "09:00", to: "10:00"}
		got := h.program("", "").ask(http.MethodPost, "/bookings/check", w.json(r))
		if !slices.Equal(got.codes(), []string{"booking.sign_in"}) || !strings.Contains(got.text, `"way_out":"http://example.com/mon-espace/jetons"`) {
			h.Errorf("a stranger: %s", got.text)
		}
		if got := h.visitor("stranger").post("/lieux/la-gare/reserver/"+r.Slug, w.form(r)); !strings.Contains(html.UnescapeString(got.text), h.Catalog().In(i18n.French).T("booking.sign_in")) {
			h.Errorf("a stranger on the page: %s", got.Status)
		}
		// What the team may let pass, it lets pass with a reason, by API as at the counter.
		r = town.lends("Salle des adhérents", resource.Rules{Who: resource.Audience{Members: true}, Max: 60}, 1)
		w.to = "12:00"
		wish := w.json(r)
		wish["team"], wish["name"], wish["reason"] = true, "Josette", "Atelier de l'école"
		if got := team.book(wish); got.StatusCode != http.StatusCreated || got.string("mine") != "false" {
			h.Errorf("with a reason: %s", got.text)
		}
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}

// fill gives to Léa and to somebody else what they have already.
func (t *town) fill(r resource.Resource, w wishing) {
	t.Helper()
	first, _ := w.days(r)
	day, zone := civil.MustDate(first), place.Place{}.Zone()
	t.update(func(tx *store.Tx) error {
		for who, hours := range map[account.ID][]string{t.lea.ID: w.had, {}: w.others} {
			for _, x := range hours {
				var from, to civil.Clock
				if _, err := fmt.Sscanf(x, "%d-%d", &from, &to); err != nil {
					return err
				}
				_, err := booking.Book(tx, organisation.System, booking.BookRequest{Resource: r.ID, From: day.At(from*60, zone), To: day.At(to*60, zone), Units: 1, People: 1, Person: who,
					Contact: booking.Contact{Name: "Quelqu'un"}, Reason: "Essai"})
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (w wishing) days(r resource.Resource) (first, last string) {
	if first = w.day; first == "" {
		first = "2026-11-30"
	}
	if last = first; r.Rules.Mode == resource.Nights {
		last = civil.MustDate(first).AddDays(1).String()
	}
	return first, last
}

func (w wishing) json(r resource.Resource) map[string]any {
	first, last := w.days(r)
	return map[string]any{"resource": r.ID.String(), "from": first + "T" + w.from + ":00+01:00", "to": last + "T" + w.to + ":00+01:00", "people": max(1, w.people)}
}

func (w wishing) form(r resource.Resource) url.Values {
	first, last := w.days(r)
	return url.Values{"submission": {form.NewSubmission()}, "resource": {r.ID.String()}, "le": {first}, "au": {last}, "de": {w.from}, "a": {w.to}, "unites": {"1"}, "personnes": {fmt.Sprint(max(1, w.people))}, "name": {"Josette"}}
}

// tells asks the API about a wish, and then sends it: both tell the same codes. It gives the sentences.
func (t *town) tells(what string, p *program, wish map[string]any, want []string) (sentences []string) {
	t.Helper()
	asked, sent := p.ask(http.MethodPost, "/bookings/check", wish), p.book(wish)
	if asked.StatusCode != http.StatusOK || !slices.Equal(asked.codes(), want) || asked.string("ok") != "false" {
		t.Errorf("%s, asked: %v, want %v\n%s", what, asked.codes(), want, asked.text)
	}
	status := http.StatusUnprocessableEntity
	if slices.Equal(want, []string{"booking.taken"}) {
		status = http.StatusConflict
	}
	if sent.StatusCode != status || !slices.Equal(sent.codes(), want) || sent.string("code") != "booking.refused" || sent.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%s, sent: %s %v, want %v\n%s", what, sent.Status, sent.codes(), want, sent.text)
	}
	list, _ := sent.json["breaches"].([]any)
	for _, b := range list {
		sentences = append(sentences, b.(map[string]any)["message"].(string))
	}
	return sentences
}

// shows makes sure that a page tells the same sentences, and as many.
func (t *town) shows(what string, got answer, sentences []string) {
	t.Helper()
	text := html.UnescapeString(got.text)
	if got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("%s: %s", what, got.Status)
	}
	for _, s := range sentences {
		if !strings.Contains(text, s) {
			t.Errorf("%s: it doesn't say %q", what, s)
		}
	}
	if count := t.Catalog().In(i18n.French).N("booking.refused_title", len(sentences)); !strings.Contains(text, count) {
		t.Errorf("%s: it doesn't say %q", what, count)
	}
}

// Catalog is the instance's sentences.
func (h *house) Catalog() *i18n.Catalog { return h.Site.Catalog }
