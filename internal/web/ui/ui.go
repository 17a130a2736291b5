// Package ui is what Mitoyen looks like: the frame of a page and the components that pages are made of.
//
// The design comes from the mocks: two neighbours, one line between them; a lit window means open; four colours that each mean
// something, always beside a word. Every component is a struct whose fields are its properties, and is itself a templ component:
//
//	@ui.Field{Name: "email", Type: "email", Label: i18n.T(ctx, "account.email")}
//
// Those that hold others take them as children; templ then wants parentheses:
//
//	@(ui.Cell{Title: name, Href: href}) { … }
//
// What is always true here:
//   - a field named Key, or ending in Key, is a key of the locale files; every other text is a finished sentence in the page's language;
//   - pages work without script: links and forms, nothing else; app.js only adds comfort;
//   - a state is always said in words, never by colour alone;
//   - nothing scrolls sideways at 320 px, except inside a region made for it that the keyboard reaches.
//
// It knows no domain (hours, places and people arrive as prepared words) and no HTTP beyond serving its own files.
package ui

import (
	"context"
	"strings"

	"mitoyen/internal/kit/i18n"
)

// classes joins the class names that aren't empty.
func classes(names ...string) string {
	var all []string
	for _, n := range names {
		if n != "" {
			all = append(all, n)
		}
	}
	return strings.Join(all, " ")
}

// when is s on condition.
func when(ok bool, s string) string {
	if ok {
		return s
	}
	return ""
}

// or is the first text that isn't empty.
func or(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// home is the address of the front page in the page's language.
func home(lang i18n.Lang) string {
	if lang == i18n.English {
		return "/en/"
	}
	return "/"
}

// say is the sentence of a key, "" for no key.
func say(ctx context.Context, key string) string {
	if key == "" {
		return ""
	}
	return i18n.T(ctx, key)
}
