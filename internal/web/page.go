package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/organisation"
	"mitoyen/internal/web/ui"
)

// Page is what a page says of itself.
type Page struct {
	Title       string
	Description string
	Robots      string
	Width       ui.Width
	Team        bool
	At          Placed // on the side of a place's team: which place
	Slim        bool   // for a poor line: no navigation, the reader's own font
	Section     string // name of the route of the navigation that it belongs to
	Status      int    // 200 when zero
	// AltPath is this page in the other language; by default the same route with the same wildcards.
	AltPath string
	Feed    string
	JSONLD  any
	Scripts []string
	Notices []ui.Notice
}

// Placed is a place, for what stands around the pages of its team.
type Placed interface {
	TeamSide() (slug, name string, target organisation.Target)
}

// TeamLink is a link of the navigation of a place's team, for whoever may do an act there.
type TeamLink struct {
	Route string
	Act   organisation.Act
	Below []string // beginnings of the names of the routes that belong to it; of several, the longest counts
}

// TeamNav sets the navigation of a place's team, in order.
func (s *Site) TeamNav(links ...TeamLink) { s.teamNav = links }

// teamNav is what the caller may go to in a place; nil for whoever has nowhere else to go. At a computer of the counter, what it opens.
func (c *Call) teamNav(slug string, target organisation.Target) []ui.NavLink {
	var all []ui.NavLink
	here, longest := -1, 0
	for _, l := range c.Site.teamNav {
		if !c.Actor.May(l.Act, target) || c.Turn.ID != "" && !c.Site.byName[l.Route].Desk {
			continue
		}
		for _, beginning := range append(l.Below, l.Route) {
			if strings.HasPrefix(c.Route.Name, beginning) && len(beginning) > longest {
				here, longest = len(all), len(beginning)
			}
		}
		all = append(all, ui.NavLink{Href: c.Href(l.Route, "slug", slug), Key: "nav." + l.Route})
	}
	if len(all) < 2 {
		return nil
	}
	if here >= 0 {
		all[here].Current = true
	}
	return all
}

// Page renders a page.
func (c *Call) Page(p Page, body templ.Component) error {
	if p.Status >= http.StatusBadRequest {
		p.Title = c.P.T("ui.errors.page", i18n.Args{"Title": p.Title}) // a screen reader says the title first
	}
	f := c.frame(p)
	if key := c.said(); key != "" {
		f.Notices = append(f.Notices, ui.Notice{Kind: ui.NoticeOK, Text: c.P.T(key)})
	}
	var out bytes.Buffer
	if err := c.render(&out, f, body); err != nil {
		return err
	}
	status := p.Status
	if status == 0 {
		status = http.StatusOK
	}
	c.send(status, &out)
	return nil
}

// Again shows a form again after a refusal that its sender can mend, or that time will. Any other error is passed on.
func (c *Call) Again(err error, show func(refusal error) error) error {
	if fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.Unavailable) {
		return show(err)
	}
	return err
}

// StatusOf is the status of a page that shows a form: 422 when it shows a refusal.
func StatusOf(refusal error) int {
	if f, ok := fault.As(refusal); ok {
		return statusOf[f.Kind]
	}
	return http.StatusOK
}

func (c *Call) render(out *bytes.Buffer, f ui.Frame, body templ.Component) error {
	ctx := templ.WithChildren(c.Ctx(), body)
	return ui.Layout(f).Render(ctx, out)
}

func (c *Call) frame(p Page) ui.Frame {
	f := ui.Frame{
		Title: p.Title, Description: p.Description, Lang: c.Lang, Origin: c.Origin(), Path: c.R.URL.Path, AltPath: p.AltPath,
		Robots: p.Robots, Width: p.Width, Team: p.Team, Host: c.Site.Settings.Get(c.Ctx(), "instance.name"),
		Feed: p.Feed, JSONLD: p.JSONLD, Scripts: p.Scripts, Notices: p.Notices,
		AccessibilityKey: "ui.accessibility." + c.Site.AccessibilityStatus(c.Ctx()), AccessibilityHref: c.Href("site.accessibility"),
	}
	if c.Site.Demo && f.Host == "" {
		f.Host = c.P.T("ui.demo")
	}
	if f.AltPath == "" {
		f.AltPath = c.altPath()
	}
	if f.Slim = p.Slim || c.Route.Blind; f.Slim {
		for _, name := range []string{"site.help", "site.legal", "site.privacy"} {
			f.Footer = append(f.Footer, ui.NavLink{Href: c.Href(name), Key: "nav." + name})
		}
		return f
	}
	if p.At != nil {
		slug, name, target := p.At.TeamSide()
		f.Team, f.Host, f.Nav = true, name, c.teamNav(slug, target)
	}
	if f.Nav == nil {
		for _, name := range c.Site.nav {
			f.Nav = append(f.Nav, ui.NavLink{Href: c.Href(name), Key: "nav." + name, Current: name == p.Section})
		}
	}
	if c.Turn.ID != "" {
		f.Who, f.WhoHref = c.Actor.Name, c.Turn.Knock
	} else if c.Actor.SignedIn() {
		f.Who, f.WhoHref = c.Actor.Name, c.Href("account.space")
	} else {
		f.WhoHref = c.Href("account.sign-in")
	}
	for _, name := range []string{"home", "territory.index", "site.help", "site.legal", "site.privacy", "site.data"} {
		f.Footer = append(f.Footer, ui.NavLink{Href: c.Href(name), Key: "nav." + name})
	}
	return f
}

// altPath is the address of the same route in the other language, "" when it has none.
func (c *Call) altPath() string {
	if c.Route.EN == "" || c.R.Method != http.MethodGet {
		return ""
	}
	pattern := c.Route.EN
	if c.Lang == "en" {
		pattern = c.Route.FR
	}
	var out []string
	for part := range strings.SplitSeq(strings.TrimSuffix(pattern, "{$}"), "/") {
		if strings.HasPrefix(part, "{") {
			part = c.R.PathValue(strings.Trim(part, "{}."))
		}
		out = append(out, part)
	}
	path := strings.Join(out, "/")
	if q := c.R.URL.RawQuery; q != "" {
		path += "?" + q
	}
	return path
}

// AccessibilityStatus is none, partial or full. Without an audit the only honest answer is none (décret 2019-768).
func (s *Site) AccessibilityStatus(ctx context.Context) string {
	switch v := s.Settings.Get(ctx, "accessibility.status"); v {
	case "partial", "full":
		return v
	}
	return "none"
}

// errorPage is the page of a refusal, or of something that broke on our side.
func errorPage(f *fault.Fault, number string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return refusal(f, number).Render(ctx, w)
	})
}
