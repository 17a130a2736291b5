package ui

import (
	"context"

	"github.com/a-h/templ"

	"mitoyen/internal/kit/i18n"
)

// Typed is the language of an element whose text somebody typed: what a place says of itself, what it asks of whoever books. Nobody says in
// which language they type, and an instance is French: on an English page a screen reader must not read such a text as English (WCAG 3.1.2).
// Names need none.
func Typed(ctx context.Context) templ.Attributes { return typedIf(ctx, true) }

func typedIf(ctx context.Context, typed bool) templ.Attributes {
	if p := i18n.From(ctx); !typed || p.Lang == i18n.French {
		return nil
	}
	return templ.Attributes{"lang": string(i18n.French)}
}
