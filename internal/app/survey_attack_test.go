package app_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
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
