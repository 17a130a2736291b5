// Package gallery shows every component of ui in all its states: empty, on its way, refused, too long, switched off.
//
// It is for those who build pages (is there a component for this already?) and for checks: what is right here, in both languages, by
// day and by night, from 320 px upwards, is right wherever it is used. Every state that a page can show belongs here first.
package gallery

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/a-h/templ"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/web/ui"
)

// Page is the gallery's content, to be put into a layout.
func Page() templ.Component { return page() }

// Standalone is the gallery in a frame of its own, with samples in its header and footer.
func Standalone(lang i18n.Lang) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return ui.Layout(frame(ctx, lang)).Render(templ.WithChildren(ctx, Page()), w)
	})
}

func frame(ctx context.Context, lang i18n.Lang) ui.Frame {
	f := ui.Frame{
		Title: say(ctx, "gallery.title"), Description: say(ctx, "gallery.lead"), Lang: lang, Robots: "noindex",
		Path: "/galerie", AltPath: "/en/gallery",
		Nav: []ui.NavLink{
			{Href: "#", Key: "gallery.nav.places", Current: true},
			{Href: "#", Key: "gallery.nav.agenda"},
			{Href: "#", Key: "gallery.nav.calls"},
			{Href: "#", Key: "gallery.nav.resources"},
		},
		Who: say(ctx, "gallery.long.name"), WhoHref: "#",
		Footer:           []ui.NavLink{{Href: "#", Key: "gallery.foot.legal"}, {Href: "#", Key: "gallery.foot.data"}},
		AccessibilityKey: ui.AccessibilityNone, AccessibilityHref: "#",
		Notices: []ui.Notice{{Kind: ui.NoticeOK, Text: say(ctx, "gallery.saved"), Href: "#", LinkText: say(ctx, "gallery.undo")}},
	}
	if lang == i18n.English {
		f.Path, f.AltPath = f.AltPath, f.Path
	}
	return f
}

func say(ctx context.Context, key string) string { return i18n.T(ctx, key) }

// refusal is a form sent with three mistakes, as a use case reports them.
func refusal() error {
	var b fault.Breaches
	b.Add("g-email", "gallery.error.email")
	b.Add("g-close", "gallery.error.close")
	b.Add("g-kind", "gallery.error.kind")
	return b.Err()
}

// conflict is a refusal of the whole, without fields.
func conflict() error { return errors.Join(fault.New(fault.Conflict, "gallery.error.conflict")) }

// unbroken is a word that no line can hold, such as an address pasted into a name.
func unbroken(word string) string { return strings.Repeat(word, 12) }

// hrefs gives each sample page an address.
func hrefs(int) string { return "#" }
