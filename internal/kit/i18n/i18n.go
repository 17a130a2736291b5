// Package i18n says things in the language of the page.
//
// Strings are keys. French is the source and English is complete; both stand in internal/locale, one file per domain. The page's
// address decides the language (/en/… is English), never a cookie. French typography (thin spaces, curly apostrophes) is set here,
// once, when the catalogue is read: those who write the strings type plain ones.
package i18n

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Lang is a language of the interface, as in <html lang>.
type Lang string

// The languages.
const (
	French  Lang = "fr"
	English Lang = "en"
)

// Langs is every language, French first.
var Langs = []Lang{French, English}

// Args are the values that a sentence needs, by the names between braces: {{.Name}}.
type Args = map[string]any

// Catalog holds the sentences of every language.
type Catalog struct{ printers map[Lang]*Printer }

// Printer says things in one language.
type Printer struct {
	Lang  Lang
	plain map[string]string // sentences that are said as they stand, which four of five are
	l     *goi18n.Localizer // those with arguments or plural forms
}

// Load reads <lang>/*.json for each language.
func Load(tree fs.FS) (*Catalog, error) {
	bundle := goi18n.NewBundle(language.French)
	c := &Catalog{map[Lang]*Printer{}}
	for _, lang := range Langs {
		files, err := fs.Glob(tree, string(lang)+"/*.json")
		if err != nil {
			return nil, err
		}
		p := &Printer{lang, map[string]string{}, goi18n.NewLocalizer(bundle, string(lang))}
		for _, file := range files {
			text, err := fs.ReadFile(tree, file)
			if err != nil {
				return nil, err
			}
			if lang == French {
				text = []byte(typographyOfJSON(string(text)))
			}
			if err := p.read(bundle, text); err != nil {
				return nil, fmt.Errorf("read %s: %w", file, err)
			}
		}
		c.printers[lang] = p
	}
	return c, nil
}

// read takes one file. What go-i18n keeps of a sentence is ten times as long as the sentence, so it gets those alone that need it.
func (p *Printer) read(bundle *goi18n.Bundle, text []byte) error {
	var sentences map[string]any
	if err := json.Unmarshal(text, &sentences); err != nil {
		return err
	}
	for key, sentence := range sentences {
		if s, ok := sentence.(string); ok && !strings.Contains(s, "{{") {
			p.plain[key] = s
			continue
		}
		m, err := goi18n.NewMessage(sentence)
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		m.ID = key
		if err := bundle.AddMessages(language.MustParse(string(p.Lang)), m); err != nil {
			return err
		}
	}
	return nil
}

// In is the printer of a language; French for one that we don't speak.
func (c *Catalog) In(lang Lang) *Printer {
	if p, ok := c.printers[lang]; ok {
		return p
	}
	return c.printers[French]
}

// T is the sentence of a key. A key that stands nowhere comes back as itself, between brackets; a test keeps that from landing.
func (p *Printer) T(key string, args ...Args) string {
	if s, ok := p.plain[key]; ok {
		return s
	}
	return p.say(&goi18n.LocalizeConfig{MessageID: key}, args)
}

// N is the sentence of a key for a number of things, which it can use as {{.Count}} (already formatted). French counts zero as singular.
func (p *Printer) N(key string, count int, args ...Args) string {
	if s, ok := p.plain[key]; ok {
		return s
	}
	all := Args{"Count": p.Number(count)}
	for _, a := range args {
		for k, v := range a {
			all[k] = v
		}
	}
	return p.say(&goi18n.LocalizeConfig{MessageID: key, PluralCount: count}, []Args{all})
}

func (p *Printer) say(c *goi18n.LocalizeConfig, args []Args) string {
	if len(args) > 0 {
		c.TemplateData = args[0]
	}
	s, err := p.l.Localize(c)
	if err != nil {
		return "[" + c.MessageID + "]"
	}
	if p.Lang == French && len(args) > 0 {
		return joined(s, args[0])
	}
	return s
}

// Has reports whether a key has a sentence.
func (p *Printer) Has(key string) bool {
	if _, ok := p.plain[key]; ok {
		return true
	}
	_, err := p.l.Localize(&goi18n.LocalizeConfig{MessageID: key, PluralCount: 2})
	return err == nil || !strings.Contains(err.Error(), "not found")
}

type contextKey struct{}

// With puts a printer in a context, for templates.
func With(ctx context.Context, p *Printer) context.Context {
	return context.WithValue(ctx, contextKey{}, p)
}

// From is the printer of a context. It panics where there is none: a page without a language is a mistake in the program.
func From(ctx context.Context) *Printer { return ctx.Value(contextKey{}).(*Printer) }

// T is From(ctx).T.
func T(ctx context.Context, key string, args ...Args) string { return From(ctx).T(key, args...) }

// N is From(ctx).N.
func N(ctx context.Context, key string, count int, args ...Args) string {
	return From(ctx).N(key, count, args...)
}
