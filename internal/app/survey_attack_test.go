package app_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/jobs"
	"mitoyen/internal/kit/store"
)

// A phone goes from hand to hand: whoever comes next finds what was begun only until they, or whoever began, erase it; once it is sent nothing is left
// in the browser, and pages that were seen aren't kept.
func TestASharedPhone(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		const at = "/enquetes/un-atelier"
		phone := h.visitor("a shared phone")
		phone.post(at+"/commencer", nil)
		phone.post(at+"/questions/often", url.Values{"answer": {"no"}})
		if got := phone.get(at); !strings.Contains(got.text, "Quelqu’un d’autre avait commencé") || !strings.Contains(got.text, `value="discard"`) {
			h.Error("the first page doesn't offer to erase what was begun")
		}
		for _, page := range []string{"", "/questions/often", "/fin", "/plus-tard", "/merci"} {
			if got := phone.get(at + page); !strings.Contains(got.Header.Get("Cache-Control"), "no-store") {
				h.Errorf("%s may be kept by the browser: %q", page, got.Header.Get("Cache-Control"))
			}
		}
		code := phone.cookies["enquete"]
		if got := phone.post(at+"/commencer", url.Values{"do": {"discard"}}); got.Header.Get("Location") != at+"?efface=1" || phone.cookies["enquete"] != "" {
			h.Errorf("erased: %s to %q, cookies %v", got.Status, got.Header.Get("Location"), phone.cookies)
		}
		if got := phone.get(at + "?efface=1"); !strings.Contains(got.text, "data-clear") || !strings.Contains(got.text, "/static/answer.") {
			h.Error("the browser isn’t told to forget")
		}
		phone.cookies["enquete"] = code
		if got := phone.get(at + "/fin"); got.StatusCode != http.StatusSeeOther || len(h.rows(`SELECT hash FROM survey_draft`)) != 0 {
			h.Errorf("what was erased is there again: %s", got.Status)
		}
	})
}

// Nothing about answering stands in an address, where histories, proxies and the sites that one goes on to would read it.
func TestAddressesOfASurveyTellNothing(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		const at = "/enquetes/un-atelier"
		v := h.visitor("stranger")
		var seen []string
		note := func(got answer) {
			if got.StatusCode != http.StatusSeeOther {
				h.Errorf("%s", got.Status)
			}
			seen = append(seen, got.Header.Get("Location"))
			if p := got.Header.Get("Referrer-Policy"); p != "strict-origin-when-cross-origin" && p != "no-referrer" {
				h.Errorf("other sites are told the address: %q", p)
			}
		}
		note(v.post(at+"/commencer", nil))
		code := v.cookies["enquete"]
		note(v.post(at+"/questions/often", url.Values{"answer": {"no"}}))
		note(v.post(at+"/plus-tard", url.Values{"code": {code}}))
		note(v.post(at+"/fin", nil))
		note(v.post(at+"/merci", url.Values{"name": {"Denise"}, "phone": {"03 25 00 00 11"}}))
		want := []string{"/questions/often", "/fin", "/questions/often", "/merci", "/merci?note=1"}
		for i, to := range want {
			want[i] = at + to
		}
		if !slices.Equal(seen, want) {
			h.Errorf("addresses: %q, want %q", seen, want)
		}
	})
}

// An address and its code stand together in the letter alone: once the letters have gone, nothing in the database names an address, whatever table it
// is, and no job, submission or entry of the journal leads from one to the other. The form that is sent twice sends no letter twice.
func TestCodesByMailLeaveNoAddress(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		maryse := h.signedIn("maryse@example.org")
		before := h.state("")
		v := url.Values{"submission": {form.NewSubmission()}, "addresses": {addresses(12)}}
		for range 2 {
			if got := maryse.post("/mes-enquetes/"+town.asked+"/courriels", v); got.StatusCode != http.StatusSeeOther {
				h.Fatalf("sent: %s", got.Status)
			}
		}
		if n := h.letters("voisin", "/enquetes/"+town.asked); n != 12 {
			h.Errorf("%d letters", n)
		}
		for _, l := range h.rows(`SELECT payload FROM job`) {
			if i := strings.Index(l, "http"); i >= 0 && strings.Contains(l, "voisin") && !strings.HasPrefix(l[i:], "http://example.com/enquetes/"+town.asked+`\n`) {
				h.Errorf("more than the address of the survey is linked: %s", l[i:min(len(l), i+80)])
			}
		}
		h.deliver()
		for table, rows := range h.state("") {
			for _, row := range rows {
				if strings.Contains(row, "voisin") {
					h.Errorf("%s still names an address: %s", table, row)
				}
			}
			grown := len(rows) - len(before[table])
			if want := map[string]int{"survey_code": 12, "job": 12, "submission": 1, "journal": 1}[table]; grown != want && table != "session" && table != "files" {
				h.Errorf("%s has %d rows more, not %d", table, grown, want)
			}
		}
		// What is refused stays as it was typed.
		got := maryse.post("/mes-enquetes/"+town.asked+"/courriels", url.Values{"submission": {form.NewSubmission()}, "addresses": {"ada@example.org\nBob, le voisin"}})
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text, `id="addresses-err"`) || !strings.Contains(got.text, "Bob, le voisin") {
			h.Errorf("unreadable: %s", got.Status)
		}
		// A letter that can't be sent is forgotten with its code after the last try, too.
		h.update(func(tx *store.Tx) error {
			_, err := tx.Exec(`INSERT INTO job (id, kind, payload, run_at, created_at, tries) VALUES ($1, 'nobody handles it', '{"to":"voisin99@example.org"}', $2, $2, 7)`, id.New[jobs.Runner](), tx.Now)
			return err
		})
		if _, err := h.Runner.Next(context.Background()); err != nil {
			h.Fatal(err)
		}
		if n := h.letters("voisin99"); n != 0 {
			h.Error("a letter that failed for good is kept")
		}
	})
}
