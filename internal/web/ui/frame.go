package ui

import (
	"context"
	"encoding/json"
	"io"

	"github.com/a-h/templ"

	"mitoyen/internal/kit/i18n"
)

// Width is how a page fills the screen.
type Width string

// The widths.
const (
	Wide   Width = ""       // the usual page: up to 74 rem
	Narrow Width = "narrow" // one form or one text: up to 45 rem
	Home   Width = "home"   // the page sets its own bands, with .wrap inside each
)

// NavLink is one link of the header or the footer.
type NavLink struct {
	Href    string
	Key     string // of its text
	Text    string // instead of Key, for a name that is data
	Icon    string // optional
	Current bool   // this page, or a page below it
}

// The status of accessibility that a footer may state. Nothing better than none may be claimed before an audit.
const (
	AccessibilityNone    = "ui.accessibility.none"
	AccessibilityPartial = "ui.accessibility.partial"
	AccessibilityFull    = "ui.accessibility.full"
)

// Frame is everything around the content of a page. Only Title and Lang are needed.
type Frame struct {
	Title       string // without " — Mitoyen", which is added
	Description string // one sentence for search engines and shared links
	Lang        i18n.Lang
	Origin      string // https://…, without slash at the end: makes canonical and alternate addresses absolute
	Path        string // of this page, in this language
	AltPath     string // of this page in the other language; none hides the language switch
	Robots      string // "noindex", for example

	Width Width
	Team  bool   // staff side: dark header
	Slim  bool   // for a poor line: the reader's own font under titles of ours
	Host  string // below "Mitoyen": the authority that hosts it, or the place on the staff side; the motto when empty

	Nav     []NavLink
	Who     string // name of the person who is signed in
	WhoHref string // their space, or the sign-in page when Who is empty; none hides the link
	Footer  []NavLink
	// AccessibilityKey is the true status (AccessibilityNone until an audit says better), a link to AccessibilityHref in the footer.
	AccessibilityKey  string
	AccessibilityHref string

	Notices []Notice // what just happened; they are announced

	Feed      string // address of an Atom feed of this page
	FeedTitle string
	JSONLD    any             // schema.org description, as something that encoding/json can write
	Head      templ.Component // further elements of the head
	Scripts   []string        // module scripts beside app.js, by asset name or absolute path
}

// Layout is a whole page around its children. It collects the drawings used and prints them at the end of the body.
func Layout(f Frame) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return f.view().Render(WithSprite(ctx), w)
	})
}

func (f Frame) other() i18n.Lang {
	if f.Lang == i18n.English {
		return i18n.French
	}
	return i18n.English
}

// mainClass sets the content's measure.
func (f Frame) mainClass() string {
	switch f.Width {
	case Home:
		return "home"
	case Narrow:
		return "wrap is-narrow page"
	}
	return "wrap page"
}

// scriptHref is the address of a script: an asset's, or the path itself.
func scriptHref(s string) string {
	if s[0] == '/' {
		return s
	}
	return Asset(s)
}

// jsonLD is a data block: browsers don't run it, so the page's policy needs no exception. encoding/json escapes <, > and &, so that
// no text can end the element.
func jsonLD(v any) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		b, err := json.Marshal(v)
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, `<script type="application/ld+json">`+string(b)+`</script>`)
		return err
	})
}

// live announces a message that came with the page.
func live(n Notice) Notice {
	n.Live = true
	return n
}

// languageNames are written each in its own language, whatever the page's: that is who looks for them.
var languageNames = map[i18n.Lang]string{i18n.French: "Français", i18n.English: "English"}
