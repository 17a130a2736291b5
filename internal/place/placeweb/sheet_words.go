package placeweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

func (s sheet) crumbs(ctx context.Context) []ui.Link {
	all := []ui.Link{{Href: web.Href(ctx, "place.search"), Text: i18n.T(ctx, "nav.place.search")}}
	if s.Departement != "" {
		all = append(all, ui.Link{Href: web.Href(ctx, "place.search", "dep", s.Place.Departement), Text: s.Departement})
	}
	return append(all, ui.Link{Text: s.Name})
}

func (s sheet) tags(p *i18n.Printer) []ui.Tag {
	var all []ui.Tag
	if s.Kind != "" {
		all = append(all, ui.Tag{Text: p.T("place.kind." + string(s.Kind))})
	}
	if s.Stage == place.Mobile || s.StageSince != "" && s.Stage != place.Closed {
		all = append(all, ui.Tag{Text: stageSince(p, s.Place), Kind: stageTag(s.Stage)})
	}
	return all
}

func stageTag(s place.Stage) ui.TagKind {
	switch s {
	case place.Closed:
		return ui.TagNo
	case place.Idea, place.Project:
		return ui.TagUs
	case place.Opening, place.Mobile:
		return ui.TagOpen
	}
	return ui.TagPlain
}

// silence says since when nobody has vouched for a sheet.
func (s sheet) silence(p *i18n.Printer) string {
	if s.ConfirmedOn.IsZero() {
		return p.T("place.to_confirm_never")
	}
	return p.T("place.to_confirm_since", i18n.Args{"When": p.Date(s.ConfirmedOn)})
}

func (s sheet) closedWhen() string {
	c := s.Sheet.Closure
	when := c.When
	if when == "" {
		when = s.StageSince
	}
	if c.Precisely != "" {
		when = c.Precisely + " " + when
	}
	return when
}

func (s sheet) story(p *i18n.Printer) []ui.TrackItem {
	var all []ui.TrackItem
	for _, e := range s.Sheet.Story {
		x := ui.TrackItem{Title: e.Text, When: p.T("place.year_unknown")}
		if e.Year > 0 {
			x.When = strconv.Itoa(e.Year)
		}
		all = append(all, x)
	}
	return all
}

// opens reports whether the place can be open: a project, an idea or a closed place has no hours that are missing. One that is about to open shows
// those that it gave.
func (s sheet) opens() bool {
	return s.Stage == place.Open || s.Stage == place.Mobile || s.Stage != place.Closed && len(s.Week) > 0
}

// credit names the sources of a sheet, as their licences ask.
func (s sheet) credit(p *i18n.Printer) string {
	var from []string
	for _, r := range s.Sources {
		from = append(from, sourceLabel(p, r.Source))
	}
	// What a sheet says of its source may be the very source by which it came; that one has a name in the reader's language.
	if s.Sheet.Source != "" && (s.Sheet.Source != foundingSource || !slices.ContainsFunc(s.Sources, func(r place.SourceRow) bool { return r.Source == "founding-text" })) {
		from = append(from, sourceText(p, s.Sheet.Source))
	}
	if len(from) == 0 {
		return p.T("place.licence")
	}
	return p.T("place.source", i18n.Args{"Source": p.List(from)}) + " " + p.T("place.licence")
}

func figureSources(p *i18n.Printer, all []place.Figure) string {
	var from []string
	seen := map[string]bool{}
	for _, f := range all {
		s := sourceText(p, f.Source)
		if f.On != "" && !strings.Contains(s, f.On) {
			s += ", " + f.On
		}
		if s != "" && !seen[s] {
			seen[s] = true
			from = append(from, s)
		}
	}
	if len(from) == 0 {
		return p.T("place.figures_unsourced")
	}
	return p.T("place.source", i18n.Args{"Source": strings.Join(from, " ; ")})
}

// linkText is an address as people read it: without scheme and "www.".
func linkText(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.TrimSuffix(strings.TrimPrefix(u.Host, "www.")+u.Path, "/")
}

func paragraphs(text string) []string {
	var all []string
	for para := range strings.SplitSeq(text, "\n\n") {
		if para = strings.TrimSpace(para); para != "" {
			all = append(all, para)
		}
	}
	return all
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// dayText is a day's hours with the reason where they differ from the ordinary week.
func dayText(p *i18n.Printer, r opening.Row) string {
	s := opening.SayDay(p, r.Day)
	if why := opening.SayWhy(p, r.Reason, r.Label, r.Holiday); why != "" {
		s += " (" + why + ")"
	}
	return s
}

// sayFact puts a fact's canonical text into words of the page's language.
func sayFact(p *i18n.Printer, k place.Field, text string, communes map[string]string) string {
	if text == "" {
		return ""
	}
	switch k {
	case place.FKind, place.FStage, place.FFacade:
		if key := "place." + string(k) + "." + text; p.Has(key) {
			return p.T(key)
		}
	case place.FCommune:
		if name := communes[text]; name != "" {
			return name + " (" + text + ")"
		}
	case place.FHours:
		if h, err := opening.ParseOSM(text); err == nil {
			return sayHours(p, h)
		}
	case place.FAccess:
		return sayAccess(p, text)
	case place.FPrecision:
		return p.T("place.precision." + text)
	case place.FActivities:
		var words []string
		for a := range strings.SplitSeq(text, ",") {
			words = append(words, p.T("place.activity."+a))
		}
		return p.List(words)
	}
	return text
}

// sayHours is a week in one line: "lundi – vendredi : 9 h – 18 h ; samedi : fermé".
func sayHours(p *i18n.Printer, h opening.Hours) string {
	var all []string
	for _, l := range h.Summary(time.Monday) {
		all = append(all, opening.SayDays(p, l)+p.T("place.history.colon")+opening.SayDay(p, l.Day))
	}
	return strings.Join(all, " ; ")
}

func sayAccess(p *i18n.Printer, text string) string {
	var all []string
	for line := range strings.SplitSeq(text, "\n") {
		q, answer, _ := strings.Cut(line, ":")
		answer, detail, _ := strings.Cut(strings.TrimSpace(answer), ",")
		s := p.T("place.access."+q) + p.T("place.history.colon") + p.T("place.answer."+or(answer, "unknown"))
		if detail != "" {
			s += " (" + strings.TrimSpace(detail) + ")"
		}
		all = append(all, s)
	}
	return strings.Join(all, " ; ")
}
