package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mitoyen/internal/kit/form"
)

// Whoever pastes nine thousand signs where a hundred fit is told so beside the field, and finds every one of them again; so is whoever sends more than
// any field takes where no rule says how much.
func TestWhatIsTooLongIsRefusedAndKept(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		ask := func(v *visitor, path string, fields url.Values) answer {
			h.Helper()
			fields.Set("submission", form.NewSubmission())
			return v.post(path, fields)
		}
		wish := strings.Repeat("Une épicerie. ", 700) // 9,800 signs
		typed := strings.TrimSpace(wish)
		got := ask(h.visitor("stranger"), "/territoires/commune:52499", url.Values{"title": {wish}, "text": {wish}})
		if got.StatusCode != http.StatusUnprocessableEntity || strings.Count(got.text, typed) != 2 || !strings.Contains(got.text, `id="title-err"`) || !strings.Contains(got.text, `id="text-err"`) || !strings.Contains(got.text, "il y en a 9799") {
			h.Errorf("a need: %s, the text %d times", got.Status, strings.Count(got.text, typed))
		}
		if strings.Contains(got.text, "maxlength") {
			h.Error("the browser would cut it without a word")
		}
	})
}
