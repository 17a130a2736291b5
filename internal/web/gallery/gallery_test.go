package gallery_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/locale"
	"mitoyen/internal/web/gallery"
	"mitoyen/internal/web/ui"
)

// inEachLanguage renders the gallery and hands its tree over.
func inEachLanguage(t *testing.T, check func(t *testing.T, text string, root *html.Node)) {
	t.Helper()
	c, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Langs {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := gallery.Standalone(lang).Render(i18n.With(context.Background(), c.In(lang)), &b); err != nil {
				t.Fatal(err)
			}
			root, err := html.Parse(bytes.NewReader(b.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			check(t, b.String(), root)
		})
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// elements calls f for each element.
func elements(root *html.Node, f func(*html.Node)) {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			f(n)
		}
	}
}

// words is the text inside an element.
func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// within reports whether an element stands inside one of a name.
func within(n *html.Node, name string) bool {
	for a := range n.Ancestors() {
		if a.Data == name {
			return true
		}
	}
	return false
}

func TestEverySentenceIsThere(t *testing.T) {
	t.Parallel()
	missing := regexp.MustCompile(`\[[a-z]+\.[a-z_.]+\]`)
	inEachLanguage(t, func(t *testing.T, text string, _ *html.Node) {
		if keys := missing.FindAllString(text, -1); len(keys) > 0 {
			t.Errorf("no sentence for %v", keys)
		}
		if strings.Contains(text, "<no value>") || strings.Contains(text, "%!") {
			t.Error("a sentence lacks one of its values")
		}
	})
}

func TestEveryIDStandsOnce(t *testing.T) {
	t.Parallel()
	inEachLanguage(t, func(t *testing.T, _ string, root *html.Node) {
		seen := map[string]bool{}
		elements(root, func(n *html.Node) {
			if id := attr(n, "id"); id != "" {
				if seen[id] {
					t.Errorf("id %q stands twice", id)
				}
				seen[id] = true
			}
		})
	})
}

func TestEveryReferenceLeadsSomewhere(t *testing.T) {
	t.Parallel()
	inEachLanguage(t, func(t *testing.T, _ string, root *html.Node) {
		ids := map[string]bool{}
		elements(root, func(n *html.Node) { ids[attr(n, "id")] = true })
		elements(root, func(n *html.Node) {
			for _, key := range []string{"aria-describedby", "aria-labelledby", "for", "list", "popovertarget", "data-near"} {
				for _, id := range strings.Fields(attr(n, key)) {
					if !ids[id] {
						t.Errorf("<%s %s=%q> leads nowhere", n.Data, key, id)
					}
				}
			}
			if to, ok := strings.CutPrefix(attr(n, "href"), "#"); ok && to != "" && !ids[to] {
				t.Errorf("<%s href=%q> leads nowhere", n.Data, "#"+to)
			}
		})
	})
}

func TestEveryFieldHasItsLabel(t *testing.T) {
	t.Parallel()
	inEachLanguage(t, func(t *testing.T, _ string, root *html.Node) {
		labelled := map[string]bool{}
		elements(root, func(n *html.Node) {
			if n.Data != "label" {
				return
			}
			if words(n) == "" {
				t.Errorf("an empty label for %q", attr(n, "for"))
			}
			labelled[attr(n, "for")] = true
		})
		elements(root, func(n *html.Node) {
			switch n.Data {
			case "input", "select", "textarea", "progress":
			default:
				return
			}
			if attr(n, "type") != "hidden" && !labelled[attr(n, "id")] && !within(n, "label") {
				t.Errorf("<%s name=%q id=%q> has no label", n.Data, attr(n, "name"), attr(n, "id"))
			}
		})
	})
}

func TestEveryControlHasAName(t *testing.T) {
	t.Parallel()
	inEachLanguage(t, func(t *testing.T, _ string, root *html.Node) {
		elements(root, func(n *html.Node) {
			switch n.Data {
			case "a", "button", "summary", "legend", "caption", "h1", "h2", "h3", "h4", "th":
				if words(n) == "" {
					t.Errorf("<%s class=%q> says nothing", n.Data, attr(n, "class"))
				}
			case "nav":
				if attr(n, "aria-label") == "" {
					t.Error("a <nav> without name")
				}
			}
		})
	})
}

func TestHeadingsSkipNoLevel(t *testing.T) {
	t.Parallel()
	inEachLanguage(t, func(t *testing.T, _ string, root *html.Node) {
		last, first := 0, 0
		elements(root, func(n *html.Node) {
			if len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
				return
			}
			level := int(n.Data[1] - '0')
			if level > last+1 {
				t.Errorf("h%d follows h%d: %s", level, last, words(n))
			}
			if level == 1 {
				first++
			}
			last = level
		})
		if first != 1 {
			t.Errorf("%d h1, want 1", first)
		}
	})
}

// The page's policy allows neither inline scripts nor on… attributes; style attributes are allowed.
func TestNothingInlineRuns(t *testing.T) {
	t.Parallel()
	inEachLanguage(t, func(t *testing.T, _ string, root *html.Node) {
		elements(root, func(n *html.Node) {
			if n.Data == "style" || n.Data == "script" && attr(n, "src") == "" {
				t.Errorf("inline <%s>", n.Data)
			}
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") {
					t.Errorf("<%s %s>", n.Data, a.Key)
				}
			}
		})
	})
}

func TestEveryIconOfThePageIsDrawn(t *testing.T) {
	t.Parallel()
	inEachLanguage(t, func(t *testing.T, _ string, root *html.Node) {
		drawn := map[string]bool{}
		elements(root, func(n *html.Node) {
			if n.Data == "symbol" {
				drawn["#"+attr(n, "id")] = true
			}
		})
		elements(root, func(n *html.Node) {
			if n.Data == "use" && !drawn[attr(n, "href")] {
				t.Errorf("%s isn't drawn", attr(n, "href"))
			}
		})
	})
}

func TestFilesStaySmall(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		most int // bytes in brotli
	}{
		{"app.css", 12 << 10},
		{"app.js", 2 << 10},
		{"carte-france.svg", 14 << 10},
	}
	for _, tt := range tests {
		r := httptest.NewRequest(http.MethodGet, ui.Asset(tt.name), nil)
		r.Header.Set("Accept-Encoding", "br")
		w := httptest.NewRecorder()
		ui.Static().ServeHTTP(w, r)
		t.Logf("%s: %d bytes in brotli", tt.name, w.Body.Len())
		if w.Body.Len() > tt.most || w.Body.Len() == 0 {
			t.Errorf("%s: %d bytes in brotli, want at most %d", tt.name, w.Body.Len(), tt.most)
		}
	}
}
