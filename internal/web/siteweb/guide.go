package siteweb

import (
	"bytes"
	"regexp"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/yuin/goldmark"

	"mitoyen/docs/guides"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// guide shows a guide for the people who run a place.
func guide(c *web.Call) error {
	g, ok := guides.Named(c.Path("guide"))
	if !ok {
		return fault.New(fault.NotFound, "site.no_guide")
	}
	html, err := rendered(c, g)
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: g.Title(c.Lang), Width: ui.Narrow}, guidePage(g.Title(c.Lang), templ.Raw(html)))
}

var (
	guidesMu   sync.Mutex
	guidesMade = map[string]string{} // by file
	linked     = regexp.MustCompile(`\]\(([^)#:]+)\.(md|jpg)\)`)
)

// rendered is a guide's text as HTML, made once. Its files become addresses of the program.
func rendered(c *web.Call, g guides.Guide) (string, error) {
	guidesMu.Lock()
	defer guidesMu.Unlock()
	if html, ok := guidesMade[g[c.Lang]]; ok {
		return html, nil
	}
	text, err := g.Text(c.Lang)
	if err != nil {
		return "", err
	}
	_, body, _ := strings.Cut(string(text), "\n") // the title is the page's
	body = linked.ReplaceAllStringFunc(body, func(at string) string {
		part := linked.FindStringSubmatch(at)
		if part[2] == "jpg" {
			return "](" + c.Href("site.guide_picture", "picture", part[1]+".jpg") + ")"
		}
		other := c.Lang
		if to, ok := guides.Named(part[1]); ok && to[c.Lang] != part[1] {
			other = i18n.English
			if c.Lang == i18n.English {
				other = i18n.French
			}
		}
		return "](" + c.Site.Href(other, "site.guide", "guide", part[1]) + ")"
	})
	var html bytes.Buffer
	if err := goldmark.Convert([]byte(body), &html); err != nil {
		return "", err
	}
	guidesMade[g[c.Lang]] = html.String()
	return html.String(), nil
}

// guidePicture gives a picture of a guide.
func guidePicture(c *web.Call) error {
	name := c.Path("picture")
	if !strings.HasSuffix(name, ".jpg") || strings.Contains(name, "/") {
		return fault.New(fault.NotFound, "site.no_guide")
	}
	picture, err := guides.Files.ReadFile(name)
	if err != nil {
		return fault.New(fault.NotFound, "site.no_guide")
	}
	c.W.Header().Set("Content-Type", "image/jpeg")
	c.W.Header().Set("Cache-Control", "public, max-age=86400")
	c.W.Write(picture) //nolint:errcheck // whoever asked has gone
	return nil
}
