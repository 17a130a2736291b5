// Package projectweb holds the pages of founding groups: the public page that everybody reads, what members do together (tasks, meetings, decisions,
// documents, premises), what the authority that follows may propose, and the link by which somebody says that they take part.
package projectweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/files"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/project"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// Pages are the pages of this package.
type Pages struct {
	Post  *mail.Post
	Files files.Store
}

// Routes is the table of this package.
func (p Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []web.Route{
		{Name: "project.begin", Method: get, FR: "/groupes/lancer", EN: "/en/groups/begin", Who: web.SignedIn, Do: beginning},
		{Name: "project.start", Method: post, FR: "/groupes/lancer", EN: "/en/groups/begin", Who: web.SignedIn, Do: start},
		{Name: "project.invitation", Method: get, FR: "/invitation/{link}", EN: "/en/invitation/{link}", Who: web.Anyone, Do: invitation},
		{Name: "project.consent", Method: post, FR: "/invitation/{link}", EN: "/en/invitation/{link}", Who: web.Anyone, Do: consent},
		{Name: "project.ballot", Method: get, FR: "/voix/{link}", EN: "/en/voice/{link}", Who: web.Anyone, Do: ballot},
		{Name: "project.cast", Method: post, FR: "/voix/{link}", EN: "/en/voice/{link}", Who: web.Anyone, Do: cast},
		{Name: "project.show", Method: get, FR: "/groupes/{slug}", EN: "/en/groups/{slug}", Who: web.Anyone, Do: show},
		{Name: "project.page", Method: get, FR: "/groupes/{slug}/page", EN: "/en/groups/{slug}/page", Who: web.SignedIn, Do: writing},
		{Name: "project.write", Method: post, FR: "/groupes/{slug}/page", EN: "/en/groups/{slug}/page", Who: web.SignedIn, Do: write},
		{Name: "project.proposing", Method: get, FR: "/groupes/{slug}/proposer", EN: "/en/groups/{slug}/propose", Who: web.SignedIn, Do: proposing},
		{Name: "project.propose", Method: post, FR: "/groupes/{slug}/proposer", EN: "/en/groups/{slug}/propose", Who: web.SignedIn, Do: propose},
		{Name: "project.decide", Method: post, FR: "/groupes/{slug}/propositions", EN: "/en/groups/{slug}/proposals", Who: web.SignedIn, Do: decide},
		{Name: "project.stage", Method: get, FR: "/groupes/{slug}/etape", EN: "/en/groups/{slug}/stage", Who: web.SignedIn, Do: staging},
		{Name: "project.move", Method: post, FR: "/groupes/{slug}/etape", EN: "/en/groups/{slug}/stage", Who: web.SignedIn, Do: move},
		{Name: "project.people", Method: get, FR: "/groupes/{slug}/membres", EN: "/en/groups/{slug}/members", Who: web.SignedIn, Do: people},
		{Name: "project.member", Method: post, FR: "/groupes/{slug}/membres", EN: "/en/groups/{slug}/members", Who: web.SignedIn, Do: p.member},
		{Name: "project.inviting", Method: get, FR: "/groupes/{slug}/inviter", EN: "/en/groups/{slug}/invite", Who: web.SignedIn, Do: inviting},
		{Name: "project.invite", Method: post, FR: "/groupes/{slug}/inviter", EN: "/en/groups/{slug}/invite", Who: web.SignedIn, Do: p.invite},
		{Name: "project.follow", Method: post, FR: "/groupes/{slug}/suivi", EN: "/en/groups/{slug}/following", Who: web.SignedIn, Do: p.follow},
		{Name: "project.tasks", Method: get, FR: "/groupes/{slug}/taches", EN: "/en/groups/{slug}/tasks", Who: web.SignedIn, Do: tasks},
		{Name: "project.task", Method: post, FR: "/groupes/{slug}/taches", EN: "/en/groups/{slug}/tasks", Who: web.SignedIn, Do: task},
		{Name: "project.meetings", Method: get, FR: "/groupes/{slug}/reunions", EN: "/en/groups/{slug}/meetings", Who: web.Anyone, Do: meetings},
		{Name: "project.plan", Method: post, FR: "/groupes/{slug}/reunions", EN: "/en/groups/{slug}/meetings", Who: web.SignedIn, Do: p.plan},
		{Name: "project.meeting", Method: get, FR: "/groupes/{slug}/reunions/{meeting}", EN: "/en/groups/{slug}/meetings/{meeting}", Who: web.Anyone, Do: meeting},
		{Name: "project.minutes", Method: post, FR: "/groupes/{slug}/reunions/{meeting}", EN: "/en/groups/{slug}/meetings/{meeting}", Who: web.SignedIn, Do: p.minutes},
		{Name: "project.decisions", Method: get, FR: "/groupes/{slug}/decisions", EN: "/en/groups/{slug}/decisions", Who: web.Anyone, Do: decisions},
		{Name: "project.ask", Method: post, FR: "/groupes/{slug}/decisions", EN: "/en/groups/{slug}/decisions", Who: web.SignedIn, Do: p.ask},
		{Name: "project.decision", Method: get, FR: "/groupes/{slug}/decisions/{decision}", EN: "/en/groups/{slug}/decisions/{decision}", Who: web.Anyone, Do: decision},
		{Name: "project.say", Method: post, FR: "/groupes/{slug}/decisions/{decision}", EN: "/en/groups/{slug}/decisions/{decision}", Who: web.SignedIn, Do: say},
		{Name: "project.documents", Method: get, FR: "/groupes/{slug}/documents", EN: "/en/groups/{slug}/documents", Who: web.Anyone, Do: documents},
		{Name: "project.upload", Method: post, FR: "/groupes/{slug}/documents", EN: "/en/groups/{slug}/documents", Who: web.SignedIn, Do: p.upload, MaxBody: mostBytes + 64<<10},
		{Name: "project.undocument", Method: post, FR: "/groupes/{slug}/documents/retirer", EN: "/en/groups/{slug}/documents/remove", Who: web.SignedIn, Do: undocument},
		{Name: "project.document", Method: get, FR: "/groupes/{slug}/documents/{document}", EN: "/en/groups/{slug}/documents/{document}", Who: web.Anyone, Do: p.document},
		{Name: "project.premises", Method: get, FR: "/groupes/{slug}/locaux", EN: "/en/groups/{slug}/premises", Who: web.SignedIn, Do: premises},
		{Name: "project.visit", Method: post, FR: "/groupes/{slug}/locaux", EN: "/en/groups/{slug}/premises", Who: web.SignedIn, Do: visit},
		{Name: "project.association", Method: get, FR: "/groupes/{slug}/association", EN: "/en/groups/{slug}/association", Who: web.SignedIn, Do: association},
		{Name: "project.register", Method: post, FR: "/groupes/{slug}/association", EN: "/en/groups/{slug}/association", Who: web.SignedIn, Do: register},
	}
}

// head is what every page of a group shows, and a form's filling where it has one.
type head struct {
	project.Project
	project.Sees
	Today      civil.Date
	People     int
	Typed      form.Values
	Submission string
	Refusal    error
}

// at reads the group of an address for whoever asks.
func at(c *web.Call, tx *store.Tx) (h head, err error) {
	if h.Project, h.Sees, err = project.Find(tx, c.Actor, c.Path("slug")); err != nil {
		return h, err
	}
	h.Today = h.Project.Today(tx.Now)
	h.People, err = project.Count(tx, h.Project)
	return h, err
}

// page shows a page of a group: read fills it in one transaction.
func page(c *web.Call, v *head, read func(*store.Tx) error) error {
	typed, refusal := v.Typed, v.Refusal
	err := c.View(func(tx *store.Tx) (err error) {
		if *v, err = at(c, tx); err != nil || read == nil {
			return err
		}
		return read(tx)
	})
	v.Typed, v.Refusal, v.Submission = typed, refusal, form.NewSubmission()
	return err
}

func (h head) meta(c *web.Call, title string) web.Page {
	return web.Page{Title: title + ", " + h.Name, Robots: "noindex", Status: web.StatusOf(h.Refusal)}
}

// crumbs lead back to the group's page.
func (h head) crumbs(ctx context.Context, title string) ui.Crumbs {
	return ui.Crumbs{Items: []ui.Link{{Href: h.to(ctx, "project.show"), Text: h.Name}, {Text: title}}}
}

func (h head) to(ctx context.Context, route string, pairs ...string) string {
	return web.Href(ctx, route, append([]string{"slug", h.Slug}, pairs...)...)
}

// typed is what a field shows: what was typed and refused, or what stands.
func (h head) typed(field, stands string) string {
	if h.Typed.Values == nil {
		return stands
	}
	return h.Typed.Text(field)
}

// lines is typed for a text of several lines.
func (h head) lines(field, stands string) string {
	if h.Typed.Values == nil {
		return stands
	}
	return h.Typed.Lines(field)
}

// pick lists answers of which one is chosen.
func (h head) pick(p *i18n.Printer, field, prefix, stands string, values ...string) []ui.Choice {
	chosen := h.typed(field, stands)
	var all []ui.Choice
	for _, v := range values {
		c := ui.Choice{Value: v, Text: p.T(prefix + v), Checked: v == chosen}
		if key := prefix + v + ".hint"; p.Has(key) {
			c.Hint = p.T(key)
		}
		all = append(all, c)
	}
	return all
}

// shown asks who reads something.
func (h head) shown(ctx context.Context, stands project.Shown, err string) ui.Choices {
	var all []string
	for _, x := range project.AllShown {
		if x != project.ToAuthority || !h.Project.Authority.IsZero() {
			all = append(all, string(x))
		}
	}
	return ui.Choices{Name: "shown", Legend: i18n.T(ctx, "project.field.shown"), Items: h.pick(i18n.From(ctx), "shown", "project.shown.", string(stands), all...), Error: err}
}

// labels name the fields of a summary of refusals.
func labels(ctx context.Context) map[string]string {
	names := map[string]string{}
	for _, f := range []string{"name", "commune", "summary", "authority", "words", "next", "on", "field", "value", "why", "answer", "reason", "lessons", "guest", "email", "phone", "what", "who", "until", "at", "where", "agenda", "minutes", "shown",
		"way", "question", "options", "quorum", "days", "choice", "title", "kind", "file", "address", "surface", "rent", "access", "notes", "rna", "siren", "to"} {
		names[f] = i18n.T(ctx, "project.field."+f)
	}
	return names
}

// readDay reads a day that may be left out.
func readDay(b *fault.Breaches, field, text string) civil.Date {
	if text == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(text)
	b.Check(err == nil && d.Year >= 1900 && d.Year <= 2200, field, "booking.day_unreadable")
	return d
}

// readNumber reads a whole number that may be left out.
func readNumber(b *fault.Breaches, field, text string, none int) int {
	text = strings.Join(strings.Fields(text), "")
	if text == "" {
		return none
	}
	n, err := strconv.Atoi(text)
	b.Check(err == nil && n >= 0, field, "project.number")
	return n
}

// readID reads an id of a form that this page made.
func readID(text string, into func([]byte) error) error {
	if into([]byte(text)) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	return nil
}

// readCommune finds the commune that was typed. Several that fit are a breach that names them.
func readCommune(tx *store.Tx, b *fault.Breaches, typed string) (string, error) {
	if typed == "" {
		b.Add("commune", "place.commune_missing")
		return "", nil
	}
	found, err := territory.Resolve(tx, typed, 4)
	switch {
	case err != nil:
		return "", err
	case len(found) == 0:
		b.Add("commune", "project.commune_unknown")
	case len(found) == 1 || search.Fold(found[0].Name) != search.Fold(found[1].Name) && found[0].Via == territory.ViaCurrent:
		return found[0].Code, nil
	default:
		var names []string
		for _, m := range found {
			names = append(names, m.Name+" ("+m.Departement+")")
		}
		b.Add("commune", "place.commune_which", fault.Args{"Names": strings.Join(names, ", ")})
	}
	return "", nil
}

// done answers a form of a group's page: a refusal goes back to it, otherwise the next page says what was done.
func done(c *web.Call, err error, again func(refusal error) error, said, route string, pairs ...string) error {
	if err != nil {
		return c.Again(err, again)
	}
	c.Say(said)
	return c.Go(route, append([]string{"slug", c.Path("slug")}, pairs...)...)
}

// which reads the group of an address and runs a use case on it.
func which(c *web.Call, do func(tx *store.Tx, h head) error) error {
	return c.Update(func(tx *store.Tx) error {
		h, err := at(c, tx)
		if err != nil {
			return err
		}
		return do(tx, h)
	})
}

// penOnly keeps everybody out but whoever holds the pen.
func (h head) penOnly() error {
	if h.Pen {
		return nil
	}
	return fault.New(fault.Forbidden, "project.pen_only")
}
