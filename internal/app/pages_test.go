package app_test

import (
	"html"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/app"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
)

var (
	untranslated = regexp.MustCompile(`\[[a-z]+\.[a-z_.-]+\]`)
	title        = regexp.MustCompile(`(?s)<title>(.*?) — Mitoyen</title>`)
	ids          = regexp.MustCompile(` id="([^"]*)"`)
	links        = regexp.MustCompile(` (?:href|action|src|data-src|data-tiles)="([^"]*)"`)
)

// unfinished are traces of a page that broke off, or that printed a value instead of words.
var unfinished = []string{"%!", "&lt;no value&gt;", "<no value>", "{{", "map[", "0xc0", "<nil>", "&lt;nil&gt;"}

// inline finds what the content security policy would stop: scripts and styles in the page, handlers in its attributes.
func inline(body string) (all []string) {
	for i := range body {
		rest := body[i:]
		switch {
		case strings.HasPrefix(rest, "<script"):
			tag, _, _ := strings.Cut(rest, ">")
			if !strings.HasPrefix(rest[len(tag):], "></script>") && !strings.Contains(tag, `type="application/ld+json"`) {
				all = append(all, tag)
			}
		case strings.HasPrefix(rest, "<style"), strings.HasPrefix(rest, "=\"javascript:"):
			all = append(all, rest[:min(40, len(rest))])
		case strings.HasPrefix(rest, " on"):
			name, _, _ := strings.Cut(rest[3:min(20, len(rest))], "=")
			if name != "" && len(name) < 14 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") == "" && strings.HasPrefix(rest[3+len(name):], `="`) {
				all = append(all, rest[:min(40, len(rest))])
			}
		}
	}
	return all
}

// wellMade tells what is wrong with a page whatever it is about.
func wellMade(got answer, lang i18n.Lang) (all []string) {
	wrong := func(ok bool, what string) {
		if !ok {
			all = append(all, what)
		}
	}
	body := got.text
	wrong(strings.HasPrefix(body, "<!doctype html>") || strings.HasPrefix(body, "<!DOCTYPE html>"), "no doctype")
	wrong(strings.Contains(body, `<html lang="`+string(lang)+`"`), "it is not said to be in "+string(lang))
	wrong(got.Header.Get("Content-Language") == string(lang), "the header says another language: "+got.Header.Get("Content-Language"))
	wrong(strings.Count(body, "<h1") == 1, "it has not one h1")
	m := title.FindStringSubmatch(body)
	wrong(len(m) == 2 && strings.TrimSpace(m[1]) != "", "it has no title")
	for _, tag := range []string{"<main", "<footer", "<header class=\"site"} {
		wrong(strings.Count(body, tag) == 1, "it has not one "+tag)
	}
	wrong(!untranslated.MatchString(body), "a key without a sentence: "+strings.Join(untranslated.FindAllString(body, 3), " "))
	for _, trace := range unfinished {
		wrong(!strings.Contains(body, trace), "something unfinished: "+trace)
	}
	for _, what := range inline(body) {
		wrong(false, "not in a page: "+what)
	}
	seen := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(body, -1) {
		wrong(!seen[m[1]], "two elements are called "+m[1])
		seen[m[1]] = true
	}
	return all
}

func isPage(got answer) bool { return strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") }

func langOf(path string) i18n.Lang {
	if strings.HasPrefix(path, "/en/") || path == "/en" {
		return i18n.English
	}
	return i18n.French
}

// demoHouse is the demonstration, with everything that `mitoyen demo` shows, save that its bookings reach a week from today and no further.
func demoHouse(t *testing.T) (*house, []app.DemoPerson) {
	t.Helper()
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	people, err := h.Demo(t.Context(), 1, func(done, total int64) {})
	if err != nil {
		t.Fatal(err)
	}
	return h, people
}

// Every page of the demonstration, for everybody in it and in both languages, is whole; and every link on it leads somewhere.
func TestProveEveryPageOfTheDemonstration(t *testing.T) {
	t.Parallel()
	h, people := demoHouse(t)
	run, err := h.Imports.Take(t.Context(), organisation.System, intake.Upload{Submission: form.NewSubmission(), Profile: intake.Unknown, FileName: "lieux.csv", File: strings.NewReader("nom;commune\nLe Moulin;Vaillant\n")})
	if err != nil {
		t.Fatal(err)
	}
	visitors := []*visitor{h.visitor("stranger")}
	for _, p := range people {
		v := h.visitor(p.Name)
		if got := v.post(p.Link, nil); got.StatusCode != http.StatusSeeOther {
			t.Fatalf("%s could not sign in: %s", p.Name, got.Status)
		}
		visitors = append(visitors, v)
	}
	wild := h.demoWild()
	for _, route := range []string{"census.run", "census.map", "census.report"} {
		wild[route+"{id}"] = run.ID.String()
	}
	slice := []string{"stranger", "Maryse", "Nadia"} // one outside, one in a team, one who reviews; everybody in `make prove`
	for i, v := range visitors {
		if testkit.Rounds(0, 1) == 1 || slices.Contains(slice, v.name) {
			h.crawl(v, wild, i == 0)
		}
	}
	if said := h.log.String(); said != "" {
		t.Errorf("the program logged:\n%s", said)
	}
}

// crawl reads the pages of the route table, and then what their links lead to: each kind of address a few times. The data is read once for all.
func (h *house) crawl(v *visitor, wild map[string]string, data bool) {
	h.Helper()
	var queue []string
	from, linked, status := map[string]string{}, map[string]string{}, map[string]int{}
	most := 2
	if data {
		most = 6
	}
	h.eachRead(wild, func(path string) {
		if data || !strings.Contains(path, "/donnees/") && !strings.Contains(path, "/en/data/") {
			queue = append(queue, path)
			from[path] = "the route table"
		}
	})
	pages, perRoute := 0, map[string]int{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		got := v.get(path)
		status[path] = got.StatusCode
		if got.StatusCode >= 500 {
			h.Errorf("%s as %s: %s", path, v.name, got.Status)
		}
		if !isPage(got) || got.StatusCode >= 300 && got.StatusCode < 400 {
			continue
		}
		pages++
		for _, what := range wellMade(got, langOf(path)) {
			h.Errorf("%s as %s: %s", path, v.name, what)
		}
		for _, m := range links.FindAllStringSubmatch(got.text, -1) {
			link, _, _ := strings.Cut(html.UnescapeString(m[1]), "#")
			if got.StatusCode < 400 {
				linked[link] = path
			}
			_, seen := from[link]
			kind := h.kindOf(link)
			if !strings.HasPrefix(link, "/") || seen || perRoute[kind] >= most || !data && strings.Contains(link, "/donnees/") {
				continue
			}
			perRoute[kind]++
			from[link] = path
			if kind != "POST" {
				queue = append(queue, link)
			}
		}
	}
	for link, on := range linked {
		if status[link] >= 400 {
			h.Errorf("%s leads %s to %s, which answers %d", on, v.name, link, status[link])
		}
	}
	if pages < 40 {
		h.Errorf("%s saw only %d pages", v.name, pages)
	}
}

// kindOf names what an address leads to: its route's pattern, or POST for an address that only takes forms.
func (h *house) kindOf(link string) string {
	path, query, _ := strings.Cut(link, "?")
	parts := strings.Split(path, "/")
	for _, r := range h.Site.Routes() {
		for _, pattern := range []string{r.FR, r.EN} {
			want := strings.Split(strings.TrimSuffix(pattern, "{$}"), "/")
			if len(want) == len(parts) && slices.EqualFunc(want, parts, func(a, b string) bool { return a == b || strings.HasPrefix(a, "{") && b != "" }) {
				if r.Method == http.MethodGet {
					keys := strings.Join(slices.Sorted(maps.Keys(keysOf(query))), " ")
					return r.Method + " " + pattern + " " + keys
				}
			}
		}
	}
	for _, r := range h.Site.Routes() {
		for _, pattern := range []string{r.FR, r.EN} {
			want := strings.Split(pattern, "/")
			if r.Method == http.MethodPost && len(want) == len(parts) && slices.EqualFunc(want, parts, func(a, b string) bool { return a == b || strings.HasPrefix(a, "{") }) {
				return "POST"
			}
		}
	}
	return path
}

func keysOf(query string) map[string]bool {
	all := map[string]bool{}
	for pair := range strings.SplitSeq(query, "&") {
		k, _, _ := strings.Cut(pair, "=")
		all[k] = true
	}
	return all
}

// demoWild are values for the wildcards in the demonstration.
func (h *house) demoWild() map[string]string {
	h.Helper()
	wild := map[string]string{"{slug}": "la-gare", "{part}": "essentials", "{code}": "52499", "{token}": "no-such-token", "{key}": "no-such-key", "{feed}": "no-such-feed", "{short}": "no-such-link", "{hash}": strings.Repeat("0", 64), "{guide}": "tenir-la-journee", "{picture}": "desk.fr.jpg",
		"{resource}": "salle-du-quai", "{year}": "2026", "{survey}": "un-atelier-de-reparation-a-la-gare", "{question}": "age"}
	for name, query := range map[string]string{
		"place.network{slug}":   `SELECT slug FROM local_network LIMIT 1`,
		"place.reviewing{id}":   `SELECT id FROM proposal WHERE state = 'open' LIMIT 1`,
		"organisation.show{id}": `SELECT id FROM organisation LIMIT 1`,
		"{booking}":             `SELECT id FROM booking WHERE state = 'confirmed' AND starts_at > '2027' ORDER BY starts_at LIMIT 1`,
		"{number}":              `SELECT number FROM booking WHERE state = 'confirmed' AND starts_at > '2026-11-25' ORDER BY starts_at, number LIMIT 1`,
		"{closure}":             `SELECT id FROM closure ORDER BY starts_at LIMIT 1`,
		"resource.photo{hash}":  `SELECT p.small FROM resource_photo p JOIN resource r ON r.id = p.resource_id WHERE r.slug = 'salle-du-quai' ORDER BY p.position LIMIT 1`,
		"{photo}":               `SELECT id FROM resource_photo ORDER BY id LIMIT 1`,
		"{agreement}":           `SELECT id FROM agreement WHERE state = 'proposed' LIMIT 1`,
		"{ground}":              `SELECT 'departement:52'`,
		"{hook}":                `SELECT id FROM webhook`,
		"{need}":                `SELECT id FROM need WHERE state = 'met'`,
		"{programme}":           `SELECT id FROM programme`,
		"{convention}":          `SELECT id FROM convention LIMIT 1`,
		"{commitment}":          `SELECT id FROM convention_promise ORDER BY number LIMIT 1`,
		"{experiment}":          `SELECT id FROM convention_experiment WHERE state = 'running' LIMIT 1`,
		"{member}":              `SELECT id FROM member ORDER BY words LIMIT 1`,
		"{link}":                `SELECT link FROM booking WHERE state = 'confirmed' AND starts_at > '2027' ORDER BY starts_at LIMIT 1`,
		"{meeting}":             `SELECT id FROM project_meeting WHERE shown = 'all' LIMIT 1`,
		"{decision}":            `SELECT id FROM project_decision ORDER BY question LIMIT 1`,
		"{taken}":               `SELECT id FROM shift_taken WHERE starts_at > '2026' ORDER BY starts_at LIMIT 1`,
	} {
		if rows := h.rows(query); len(rows) == 1 {
			wild[name] = strings.Trim(rows[0], "|")
		} else {
			h.Errorf("the demonstration has nothing for %s", name)
		}
	}
	wild["{document}"] = id.New[struct{}]().String()
	for _, r := range h.Site.Routes() {
		if strings.HasPrefix(r.Name, "project.") {
			wild[r.Name+"{slug}"] = "sceaux-smart"
		}
	}
	return wild
}

// Every part of a sheet's form, every reason of the review and every filter of the search has its words.
func TestEveryVariantOfAPage(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		maryse, nadia := h.signedIn("maryse@example.org"), h.signedIn("nadia@example.org")
		var paths []string
		for _, lang := range i18n.Langs {
			for _, part := range []string{"essentials", "where", "hours", "activities", "contact", "life"} {
				paths = append(paths, h.Site.Href(lang, "place.edit", "slug", "la-gare", "part", part))
			}
			for _, q := range []string{town.correction, town.claim, town.double} {
				paths = append(paths, h.Site.Href(lang, "place.reviewing", "id", q))
			}
			for _, r := range []place.Reason{place.Corrected, place.NewPlace, place.Clash, place.Duplicate, place.Doubt, place.Claim, "nonsense"} {
				paths = append(paths, h.Site.Href(lang, "place.review", "motif", string(r)), h.Site.Href(lang, "place.open", "motif", string(r)))
			}
			for _, pairs := range [][]string{{"q", "vaillant"}, {"q", "52160"}, {"q", "la gare"}, {"q", "zzzz"}, {"q", "couture"}, {"lat", "47.7", "lon", "5.1"}, {"dep", "52"}, {"dep", "zz"}, {"commune", "52499"},
				{"act", "desk", "act", "making", "etat", "open", "ouvert", "1", "pmr", "1", "km", "5", "lat", "-21", "lon", "55"}, {"page", "9999"}, {"page", "-1"}, {"lat", "NaN", "lon", "NaN"}, {"lat", "90", "lon", "180"}, {"km", "100000"}, {"act", "nonsense", "etat", "nonsense"}} {
				paths = append(paths, h.Site.Href(lang, "place.search", pairs...), h.Site.Href(lang, "place.crowds", pairs...))
			}
			paths = append(paths, h.Site.Href(lang, "place.commune", "code", "36137"), h.Site.Href(lang, "place.commune", "code", "52405"), h.Site.Href(lang, "place.commune", "code", "97411"), h.Site.Href(lang, "place.commune", "code", "75056"))
		}
		for _, path := range paths {
			for _, v := range []*visitor{maryse, nadia, h.visitor("stranger")} {
				got := v.get(path)
				if got.StatusCode >= 500 {
					h.Errorf("%s as %s: %s", path, v.name, got.Status)
				}
				if isPage(got) && got.StatusCode == http.StatusOK {
					for _, what := range wellMade(got, langOf(path)) {
						h.Errorf("%s as %s: %s", path, v.name, what)
					}
				}
			}
		}
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}

// What is not there is told in the language of its address, on a page like the others.
func TestNotFoundInBothLanguages(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		v := h.visitor("stranger")
		for path, want := range map[string]i18n.Lang{
			"/nulle-part": i18n.French, "/en/nowhere": i18n.English, "/lieux/nulle-part": i18n.French, "/en/places/nowhere": i18n.English, "/communes/99999": i18n.French,
			"/en/communes/99999": i18n.English, "/reseaux-locaux/aucun": i18n.French, "/english": i18n.French, "/lieux/nulle-part/historique": i18n.French, "/lieux/": i18n.French, "/en/lieux": i18n.English,
			"/lieux/nulle-part/documents/x": i18n.French,
		} {
			got := v.get(path)
			if got.StatusCode != http.StatusNotFound || !isPage(got) {
				h.Errorf("%s: %s %s", path, got.Status, got.Header.Get("Content-Type"))
			}
			for _, what := range wellMade(got, want) {
				h.Errorf("%s: %s", path, what)
			}
		}
		if got := v.get("/en"); got.StatusCode/100 != 3 || got.Header.Get("Location") != "/en/" {
			h.Errorf("/en: %s to %q", got.Status, got.Header.Get("Location"))
		}
		if got := v.post("/nulle-part", nil); got.StatusCode != http.StatusNotFound {
			h.Errorf("a form sent nowhere: %s", got.Status)
		}
	})
}

// The address alone decides the language: neither what the browser prefers nor what a person chose for letters.
func TestLanguageIsThatOfTheAddress(t *testing.T) {
	t.Parallel()
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	town := h.town()
	_ = town
	v := h.signedIn("maryse@example.org")
	v.post("/en/my-space/name", map[string][]string{"name": {"Maryse"}, "lang": {"en"}})
	v.header.Set("Accept-Language", "en-GB,en;q=0.9")
	v.cookies["lang"] = "en"
	if got := v.get("/lieux/la-gare"); !strings.Contains(got.text, `<html lang="fr"`) {
		t.Error("a French address gave another language")
	}
	v.header.Set("Accept-Language", "fr")
	if got := v.get("/en/places/la-gare"); !strings.Contains(got.text, `<html lang="en"`) {
		t.Error("an English address gave another language")
	}
}

// An old address leads to the new one for ever, in the language that it was asked in; an extinct commune to today's.
func TestOldAddressesLeadOn(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		v := h.signedIn("maryse@example.org")
		f := town.values("", town.seen())
		f.Set("name", "La Halte")
		f.Set("stage", "open")
		if got := v.post("/lieux/la-gare/modifier/essentials", f); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/lieux/la-halte" {
			h.Fatalf("renamed: %s to %q", got.Status, got.Header.Get("Location"))
		}
		for path, want := range map[string]string{
			"/lieux/la-gare": "/lieux/la-halte", "/en/places/la-gare": "/en/places/la-halte", "/communes/52405": "/communes/52405",
		} {
			got := v.get(path)
			if want == path && got.StatusCode == http.StatusOK {
				continue
			}
			if got.StatusCode != http.StatusMovedPermanently || got.Header.Get("Location") != want {
				h.Errorf("%s: %s to %q, want %q", path, got.Status, got.Header.Get("Location"), want)
			}
		}
		if got := v.get("/lieux/la-gare/historique"); got.StatusCode != http.StatusOK && got.StatusCode != http.StatusMovedPermanently {
			h.Errorf("the history at the old address: %s", got.Status)
		}
	})
}
