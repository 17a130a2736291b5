package placeweb

import (
	"context"
	"strconv"
	"strings"

	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

func (l reviewList) route() string {
	if l.Public {
		return "place.open"
	}
	return "place.review"
}

func (l reviewList) at(ctx context.Context, page int) string {
	return web.Href(ctx, l.route(), "motif", string(l.Reason), "page", strconv.Itoa(page))
}

func (l reviewList) tabs(ctx context.Context) []ui.PartyItem {
	p := i18n.From(ctx)
	var all []ui.PartyItem
	for _, r := range reasons {
		if l.Public && r != place.Corrected && r != place.NewPlace || !l.Public && l.Counts[r] == 0 {
			continue
		}
		all = append(all, ui.PartyItem{Href: web.Href(ctx, l.route(), "motif", string(r)), Text: p.T("place.reason."+string(r)) + " (" + p.Number(l.Counts[r]) + ")", Current: l.Reason == r})
	}
	return all
}

// line is when and by whom something was proposed.
func (l reviewList) line(p *i18n.Printer, q place.Proposal) string {
	who := or(l.Names[q.Person.String()], q.Author)
	if q.Source != "" {
		who = sourceLabel(p, q.Source)
	}
	return p.T("place.review.by", i18n.Args{"Who": or(who, p.T("place.somebody")), "When": p.Date(dateOf(q.CreatedAt))})
}

// changes says in one line what a proposal would change.
func (l reviewList) changes(p *i18n.Printer, q place.Proposal) string {
	var words []string
	for _, k := range q.Facts.Keys() {
		words = append(words, p.T("place.field."+string(k)))
	}
	if len(words) == 0 {
		return q.Comment
	}
	return p.List(words)
}

// historyItems are the entries of the journal as sentences.
func historyItems(ctx context.Context, s sheet, entries []journal.Entry, names map[string]string) []ui.TrackItem {
	p := i18n.From(ctx)
	var all []ui.TrackItem
	for i, e := range entries {
		x := ui.TrackItem{When: p.Moment(e.At, s.Zone())}
		x.Title, x.Text = sayEntry(p, e, names)
		if i == 0 {
			x.State = ui.TrackNow
		}
		all = append(all, x)
	}
	return all
}

// sayEntry puts an entry of the journal into words: who did what, and which fields it changed.
func sayEntry(p *i18n.Printer, e journal.Entry, names map[string]string) (did, fields string) {
	who := or(or(names[e.Person], e.Personal), p.T("place.history.program"))
	for _, k := range place.SortedKeys(e.Data) {
		if key := "place.field." + string(k); p.Has(key) {
			fields += p.T(key) + p.T("place.history.colon") + sayChange(p, k, e.Data[string(k)]) + ". "
		}
	}
	return p.T("journal."+e.Verb, i18n.Args{"Who": who}), fields
}

// sayChange puts both sides of a change into words. A side that the journal has cut is left as it is.
func sayChange(p *i18n.Printer, k place.Field, text string) string {
	before, after, changed := strings.Cut(text, " → ")
	if !changed {
		return text
	}
	say := func(side string) string {
		if side == "" {
			return p.T("place.answer.unknown")
		}
		return sayFact(p, k, strings.ReplaceAll(side, " / ", "\n"), nil)
	}
	return say(before) + " → " + say(after)
}

func (s sheet) originRows(ctx context.Context) []ui.TableRow {
	p := i18n.From(ctx)
	facts := place.FactsOf(s.Place)
	var all []ui.TableRow
	for _, k := range facts.Keys() {
		o, ok := s.Origins[k]
		from := p.T("place.origin.unknown")
		if ok {
			from = s.originWords(p, o)
		}
		all = append(all, ui.TableRow{Cells: []ui.TableCell{{Text: p.T("place.field." + string(k))}, {Text: clip(sayFact(p, k, facts[k], map[string]string{s.Place.Commune: s.Commune.Name}))}, {Text: from}}})
	}
	return all
}

func clip(s string) string {
	r := []rune(s)
	if len(r) > 120 {
		return string(r[:119]) + "…"
	}
	return s
}

func problemsOf(p *i18n.Printer, r place.SourceRow) []string { return intake.Sentences(p, r.Problems) }
