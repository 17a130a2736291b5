package app_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
)

// opening is the last of the five steps, with everything that the others carry.
func opening(key string) url.Values {
	return url.Values{"submission": {form.NewSubmission()}, "cle": {key}, "step": {"4"}, "go": {"next"}, "name": {"La Forge"}, "stage": {"open"}, "commune": {"Vaillant"}, "activities": {"making"},
		"day-0": {"9h-12h"}, "public": {"closed"}, "school": {"usual"}, "your-name": {"Ada"}, "your-email": {"ada@example.org"}}
}

func (h *house) firstKey() string {
	h.Helper()
	path, err := h.FirstRunPath(context.Background())
	u, err2 := url.Parse(path)
	if err != nil || err2 != nil || u.Query().Get("cle") == "" {
		h.Fatalf("the way to the first place is %q (%v %v)", path, err, err2)
	}
	return u.Query().Get("cle")
}

func TestFirstPlaceIsOpenedByWhoeverHoldsTheKey(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		key, v := h.firstKey(), h.visitor("ada")
		for _, path := range []string{"/ouvrir", "/en/open-a-place", "/ouvrir?cle=wrong", "/ouvrir?cle="} {
			if got := v.get(path); got.StatusCode != http.StatusForbidden {
				h.Errorf("%s: %s", path, got.Status)
			}
		}
		if got := v.post("/ouvrir", opening("wrong")); got.StatusCode != http.StatusForbidden || len(h.rows(`SELECT id FROM person`)) != 0 {
			h.Errorf("with a wrong key: %s", got.Status)
		}
		got := v.get("/ouvrir?cle=" + key)
		if got.StatusCode != http.StatusOK {
			h.Fatalf("with the key: %s", got.Status)
		}
		for _, what := range wellMade(got, i18n.French) {
			h.Errorf("the first step: %s", what)
		}
		if got := v.post("/ouvrir", opening(key)); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/lieux/la-forge" {
			h.Fatalf("the last step: %s to %q", got.Status, got.Header.Get("Location"))
		}
		if roles := strings.Join(h.rows(`SELECT role, scope FROM role`), " "); strings.Count(roles, "role=") != 3 || !strings.Contains(roles, "administrator") || !strings.Contains(roles, "coordinator") || !strings.Contains(roles, "role=manager|scope=place") {
			h.Errorf("Ada holds %s", roles)
		}
		if got := v.get("/lieux/la-forge/modifier/essentials"); got.StatusCode != http.StatusOK {
			h.Errorf("Ada's form: %s", got.Status)
		}
		if path, err := h.FirstRunPath(context.Background()); err != nil || path != "" {
			h.Errorf("there is still a way to a first place: %q %v", path, err)
		}
		// The key opens nothing more.
		if got := h.visitor("late").get("/ouvrir?cle=" + key); got.StatusCode != http.StatusSeeOther || !strings.HasPrefix(got.Header.Get("Location"), "/connexion") {
			h.Errorf("the key used again: %s to %q", got.Status, got.Header.Get("Location"))
		}
		if got := h.visitor("late").post("/ouvrir", opening(key)); got.StatusCode != http.StatusUnauthorized || len(h.rows(`SELECT id FROM person`)) != 1 {
			h.Errorf("the key used again: %s", got.Status)
		}
	})
}

func TestFirstPlaceSentTwiceIsOpenedOnce(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		f := opening(h.firstKey())
		var all sync.WaitGroup
		for range 4 { // a browser that lost patience: no cookie yet
			all.Go(func() {
				v := h.visitor("ada")
				if got := v.post("/ouvrir", f); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/lieux/la-forge" || len(v.cookies) == 0 {
					h.Errorf("%s to %q with %d cookies", got.Status, got.Header.Get("Location"), len(v.cookies))
				}
			})
		}
		all.Wait()
		if people, places, waiting := len(h.rows(`SELECT id FROM person`)), len(h.rows(`SELECT id FROM place`)), len(h.rows(`SELECT id FROM proposal`)); people != 1 || places != 1 || waiting != 0 {
			h.Errorf("%d people, %d places, %d proposals", people, places, waiting)
		}
	})
}

// The back button, and once more: by now the browser is signed in.
func TestFirstPlaceSentAgainBySomebodySignedIn(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		f, v := opening(h.firstKey()), h.visitor("ada")
		for range 2 {
			if got := v.post("/ouvrir", f); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/lieux/la-forge" {
				h.Errorf("%s to %q", got.Status, got.Header.Get("Location"))
			}
		}
		if waiting := len(h.rows(`SELECT id FROM proposal`)); waiting != 0 {
			h.Errorf("%d proposals", waiting)
		}
	})
}

// Later on somebody opens a place in their own name alone: an address that is typed proves nothing.
func TestNobodyOpensAPlaceInTheNameOfAnother(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		h.town()
		f := opening("")
		f.Set("your-email", "nadia@example.org")
		had := len(h.rows(`SELECT id FROM proposal`))
		stranger := h.visitor("stranger")
		if got := stranger.get("/ouvrir"); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/connexion?next=%2Fouvrir" {
			h.Errorf("a stranger: %s to %q", got.Status, got.Header.Get("Location"))
		}
		if got := stranger.post("/ouvrir", f); got.StatusCode != http.StatusUnauthorized || len(h.rows(`SELECT id FROM proposal`)) != had {
			h.Errorf("a stranger: %s", got.Status)
		}
		lea := h.signedIn("lea@example.org")
		for range 2 {
			if got := lea.post("/ouvrir", f); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/proposer/merci" {
				h.Errorf("Léa: %s to %q", got.Status, got.Header.Get("Location"))
			}
		}
		rows := h.rows(`SELECT q.claims, p.email FROM proposal q JOIN person p ON p.id = q.person_id WHERE q.reason = 'new'`)
		if len(rows) != 1 || !strings.Contains(rows[0], "email=lea@example.org") {
			h.Errorf("what waits: %v", rows)
		}
	})
}

// Every slip is told at its own step, with what was typed.
func TestBeginningTellsSlipsAtTheirStep(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		key, v := h.firstKey(), h.visitor("ada")
		for field, x := range map[string]struct{ value, step string }{
			"name":       {"", "0"},
			"stage":      {"ruine", "0"},
			"commune":    {"Nulle-Part-les-Bains-sur-Rien", "1"},
			"facade":     {"château", "2"},
			"day-0":      {"de bonne heure", "3"},
			"your-email": {"ada", "4"},
			"your-name":  {"", "4"},
		} {
			f := opening(key)
			f.Set(field, x.value)
			got := v.post("/ouvrir", f)
			if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text, `name="step" value="`+x.step+`"`) {
				h.Errorf("%s %q: %s, not at step %s", field, x.value, got.Status, x.step)
			}
			if x.value != "" && !strings.Contains(got.text, x.value) && field != "stage" && field != "facade" {
				h.Errorf("%s: what was typed is lost", field)
			}
			for _, what := range wellMade(got, i18n.French) {
				h.Errorf("%s: %s", field, what)
			}
		}
		if len(h.rows(`SELECT id FROM place`)) != 0 {
			h.Error("a slip made a place")
		}
		for _, step := range []string{"-1", "99", "x", ""} {
			f := opening(key)
			f.Set("step", step)
			f.Set("go", "back")
			if got := v.post("/ouvrir", f); got.StatusCode != http.StatusOK {
				h.Errorf("step %q: %s", step, got.Status)
			}
		}
	})
}
