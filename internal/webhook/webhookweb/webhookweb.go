// Package webhookweb holds the pages on which the manager of an organisation has other programs told of what happens in it: which address is
// called for which events, what became of the last calls, and the letter when nobody has answered for too long.
package webhookweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
	"mitoyen/internal/webhook"
)

// Pages are the routes of this package.
type Pages struct{ Hooks *webhook.Post }

// Routes is the table of this package.
func (p Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	who := web.Holding(organisation.KeepWebhooks)
	return []web.Route{
		{Name: "webhook.all", Method: get, FR: "/lieux/{slug}/webhooks", EN: "/en/places/{slug}/webhooks", Who: who, Do: p.all},
		{Name: "webhook.add", Method: post, FR: "/lieux/{slug}/webhooks", EN: "/en/places/{slug}/webhooks", Who: who, Do: p.add},
		{Name: "webhook.show", Method: get, FR: "/lieux/{slug}/webhooks/{hook}", EN: "/en/places/{slug}/webhooks/{hook}", Who: who, Do: p.show},
		{Name: "webhook.keep", Method: post, FR: "/lieux/{slug}/webhooks/{hook}", EN: "/en/places/{slug}/webhooks/{hook}", Who: who, Do: p.keep},
		{Name: "webhook.do", Method: post, FR: "/lieux/{slug}/webhooks/{hook}/faire", EN: "/en/places/{slug}/webhooks/{hook}/do", Who: who, Do: p.do},
		{Name: "webhook.again", Method: post, FR: "/lieux/{slug}/webhooks/{hook}/renvoyer", EN: "/en/places/{slug}/webhooks/{hook}/send-again", Who: who, Do: p.again},
	}
}

// asKeeper reads the place of an address, for whoever keeps its organisation's webhooks.
func asKeeper(c *web.Call, tx *store.Tx) (p place.Place, err error) {
	if p, err = place.FindBySlug(tx, c.Path("slug")); err != nil {
		return p, err
	}
	if !webhook.MayKeep(c.Actor, p) {
		return p, fault.New(fault.Forbidden, "organisation.may_not")
	}
	return p, nil
}

func hookID(c *web.Call) (webhook.ID, error) {
	which, err := id.Parse[webhook.Hook](c.Path("hook"))
	if err != nil {
		return which, fault.New(fault.NotFound, "webhook.unknown")
	}
	return which, nil
}

// typed is a webhook as somebody typed it.
type typed struct {
	Address string
	Events  []string
}

func readTyped(f form.Values) typed { return typed{f.Text("address"), f.Values["event"]} }

func (t typed) events() (all []webhook.Event) {
	for _, e := range t.Events {
		all = append(all, webhook.Event(e))
	}
	return all
}

func (t typed) choices(p *i18n.Printer) (all []ui.Choice) {
	for _, e := range webhook.Events {
		all = append(all, ui.Choice{Value: string(e), Text: p.T("webhook.event." + string(e)), Hint: string(e), Checked: slices.Contains(t.Events, string(e))})
	}
	return all
}

func typedOf(h webhook.Hook) typed {
	t := typed{Address: h.Address}
	for _, e := range h.Events {
		t.Events = append(t.Events, string(e))
	}
	return t
}

// listing is the webhooks of an organisation, with the form that adds one.
type listing struct {
	Place      place.Place
	All        []webhook.Hook
	Typed      typed
	Submission string
	Refusal    error
}

func (p Pages) all(c *web.Call) error {
	return p.showAll(c, listing{Typed: typed{Events: []string{string(webhook.BookingConfirmed), string(webhook.BookingMoved), string(webhook.BookingCancelled)}}})
}

func (p Pages) showAll(c *web.Call, v listing) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = asKeeper(c, tx); err != nil {
			return err
		}
		v.All, err = webhook.Of(tx, v.Place.Organisation)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("webhook.title", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	return c.Page(web.Page{Title: title, Robots: "noindex", At: v.Place, Width: ui.Narrow, Status: web.StatusOf(v.Refusal)}, listPage(v, title))
}

// add answers with the page that shows the secret: it stands in no address and in no session.
func (p Pages) add(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	t, secret := readTyped(f), webhook.NewSecret()
	v := hooked{Secret: secret, Made: true}
	err = c.Update(func(tx *store.Tx) error {
		at, err := asKeeper(c, tx)
		if err != nil {
			return err
		}
		which, fresh, err := p.Hooks.Add(tx, c.Actor, webhook.AddRequest{Submission: f.Submission(), Place: at.ID, Address: t.Address, Events: t.events(), Secret: secret})
		v.which, v.Again = which, !fresh
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showAll(c, listing{Typed: t, Refusal: refusal}) })
	}
	return p.showHook(c, v)
}

// hooked is one webhook with what became of the last calls.
type hooked struct {
	which      webhook.ID
	Place      place.Place
	Hook       webhook.Hook
	Deliveries []webhook.Delivery
	Typed      typed
	Secret     string // that has just been drawn
	Made       bool   // with the webhook
	Again      bool   // it was drawn before, by the same form
	Submission string
	Refusal    error
}

const mostShown = 50

func (p Pages) show(c *web.Call) error {
	which, err := hookID(c)
	if err != nil {
		return err
	}
	return p.showHook(c, hooked{which: which})
}

func (p Pages) showHook(c *web.Call, v hooked) error {
	if v.Submission = form.NewSubmission(); v.Again {
		v.Secret = ""
	}
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = asKeeper(c, tx); err != nil {
			return err
		}
		if v.Hook, err = webhook.Find(tx, v.Place.Organisation, v.which); err != nil {
			return err
		}
		v.Deliveries, err = webhook.Deliveries(tx, v.which, mostShown)
		return err
	})
	if err != nil {
		return err
	}
	if v.Refusal == nil {
		v.Typed = typedOf(v.Hook)
	}
	title := c.P.T("webhook.one", i18n.Args{"Host": host(v.Hook.Address)})
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal)}, hookPage(v, title))
}

func (p Pages) keep(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	which, err := hookID(c)
	if err != nil {
		return err
	}
	t := readTyped(f)
	err = c.Update(func(tx *store.Tx) error {
		at, err := asKeeper(c, tx)
		if err != nil {
			return err
		}
		return p.Hooks.Change(tx, c.Actor, at.ID, which, t.Address, t.events())
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showHook(c, hooked{which: which, Typed: t, Refusal: refusal}) })
	}
	c.Say("webhook.kept")
	return c.Go("webhook.show", "slug", c.Path("slug"), "hook", which.String())
}

// do is each of the gestures that need no field.
func (p Pages) do(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	which, err := hookID(c)
	if err != nil {
		return err
	}
	what, secret, fresh := f.Get("what"), webhook.NewSecret(), false
	err = c.Update(func(tx *store.Tx) error {
		at, err := asKeeper(c, tx)
		if err != nil {
			return err
		}
		switch what {
		case "ping":
			return p.Hooks.TryOut(tx, c.Actor, once(f, what), at.ID, which)
		case "rotate":
			fresh, err = p.Hooks.Rotate(tx, c.Actor, once(f, what), at.ID, which, secret)
			return err
		case "on", "off":
			return p.Hooks.Switch(tx, c.Actor, at.ID, which, what == "on")
		case "remove":
			return p.Hooks.Remove(tx, c.Actor, at.ID, which)
		}
		return fault.New(fault.Invalid, "fault.stale_form")
	})
	if err != nil {
		return err
	}
	switch what {
	case "rotate":
		return p.showHook(c, hooked{which: which, Secret: secret, Again: !fresh})
	case "remove":
		c.Say("webhook.removed")
		return c.Go("webhook.all", "slug", c.Path("slug"))
	}
	c.Say("webhook.said." + what)
	return c.Go("webhook.show", "slug", c.Path("slug"), "hook", which.String())
}

func (p Pages) again(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	which, err := hookID(c)
	if err != nil {
		return err
	}
	delivery, err := id.Parse[webhook.Delivery](f.Get("delivery"))
	if err != nil {
		return fault.New(fault.NotFound, "webhook.delivery_unknown")
	}
	err = c.Update(func(tx *store.Tx) error {
		at, err := asKeeper(c, tx)
		if err != nil {
			return err
		}
		return p.Hooks.Again(tx, c.Actor, once(f, delivery.String()), at.ID, which, delivery)
	})
	if err != nil {
		return err
	}
	c.Say("webhook.said.again")
	return c.Go("webhook.show", "slug", c.Path("slug"), "hook", which.String())
}

// once makes a submission of one gesture: a page has several, and each can be done from it once.
func once(f form.Values, gesture string) string {
	if f.Submission() == "" {
		return ""
	}
	return id.Named[form.Submission](f.Submission() + "\n" + gesture).String()
}

// host is the short name of an address.
func host(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// state says whether a webhook is called, and how that goes.
func state(p *i18n.Printer, h webhook.Hook) string {
	if h.State == webhook.On && h.Fails > 0 {
		return p.N("webhook.failing", h.Fails)
	}
	return p.T("webhook.state." + string(h.State))
}

// about says what a webhook is called for, in a line.
func about(p *i18n.Printer, h webhook.Hook) string {
	var all []string
	for _, e := range h.Events {
		all = append(all, p.T("webhook.event."+string(e)))
	}
	return strings.Join(all, " · ")
}

// what names the event of a delivery.
func what(p *i18n.Printer, d webhook.Delivery) string { return p.T("webhook.event." + string(d.Event)) }

// outcome says what became of a delivery: "Reçu (200), au 2e essai".
func outcome(p *i18n.Printer, d webhook.Delivery) string {
	args := i18n.Args{"Status": strconv.Itoa(d.Status), "Tries": p.N("webhook.tries", d.Tries)}
	why := ""
	if d.Failure != "" && d.Failure != webhook.SwitchedOff {
		why = p.T("webhook.failure."+string(d.Failure), args)
	}
	switch {
	case d.Failure == webhook.SwitchedOff:
		return p.T("webhook.outcome.off")
	case d.State == webhook.Done:
		return p.T("webhook.outcome.done", args)
	case d.State == webhook.GivenUp:
		return p.T("webhook.outcome.failed", i18n.Args{"Why": why, "Tries": args["Tries"]})
	case d.Tries == 0:
		return p.T("webhook.outcome.waiting")
	}
	return p.T("webhook.outcome.again", i18n.Args{"Why": why, "Tries": args["Tries"]})
}

// Letters tell managers of webhooks that have switched themselves off.
type Letters struct {
	Site *web.Site
	Post *mail.Post
}

// Failing writes to the managers of the place on whose pages a webhook was made.
func (l Letters) Failing(ctx context.Context, tx *store.Tx, h webhook.Hook) error {
	at, err := place.Find(tx, h.Place)
	if err != nil {
		return err
	}
	team, err := place.Reached(tx, at, organisation.KeepWebhooks)
	if err != nil {
		return err
	}
	for _, who := range team {
		pr := l.Site.Catalog.In(who.Lang)
		args := i18n.Args{"Name": who.Name, "Place": i18n.Named(at.Name), "Host": host(h.Address), "Days": int(webhook.OffAfter.Hours() / 24),
			"Link": l.Site.LetterOrigin(ctx) + l.Site.Href(who.Lang, "webhook.show", "slug", at.Slug, "hook", h.ID.String())}
		if err := l.Post.Send(tx, mail.Letter{To: who.Email, Subject: pr.T("webhook.letter.subject", args), Text: pr.T("webhook.letter.text", args)}); err != nil {
			return err
		}
	}
	return nil
}
