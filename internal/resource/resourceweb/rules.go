package resourceweb

import (
	"context"
	"slices"
	"strconv"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// ruling is the page of a place's rules beyond its resources: what it says within a reach, and the head-count of the building.
type ruling struct {
	keeping
	Said    []resource.GroupRule
	Reach   resource.Reach
	Crowd   string // as typed, or as it is; "" for none
	Refused string // which form: rules or crowd
}

// readReach reads for what and for whom rules are set: kind, resource and group of a query or a form.
func readReach(kind, res, group string) (reach resource.Reach) {
	if k := resource.Kind(kind); slices.Contains(resource.Kinds, k) {
		reach.Kind = k
	}
	if group == "" || reach.Group.UnmarshalText([]byte(group)) != nil {
		reach.Group = resource.GroupID{}
	}
	if res != "" && !reach.Group.IsZero() && reach.Kind == "" && reach.Resource.UnmarshalText([]byte(res)) != nil {
		reach.Resource = resource.ID{}
	}
	return reach
}

func rules(c *web.Call) error {
	q := c.Query()
	return showRules(c, ruling{Reach: readReach(q.Get("genre"), q.Get("ressource"), q.Get("groupe"))})
}

func showRules(c *web.Call, v ruling) error {
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = mayKeep(c, tx); err != nil {
			return err
		}
		if v.Others, err = resource.Of(tx, v.Place.ID, false); err != nil {
			return err
		}
		if v.Groups, err = membership.Groups(tx, v.Place.Organisation); err != nil {
			return err
		}
		if v.Said, err = resource.PlaceRules(tx, v.Place.ID); err != nil {
			return err
		}
		crowd, err := resource.CrowdOf(tx, v.Place.ID)
		if v.Refused != "crowd" && !crowd.Pool.IsZero() && crowd.Most != resource.NoLimit {
			v.Crowd = strconv.Itoa(crowd.Most)
		}
		return err
	})
	if err != nil {
		return err
	}
	if v.Refused != "rules" {
		v.Typed = map[string]string{}
		var own resource.Layer
		for _, g := range v.Said {
			if g.Reach == v.Reach {
				own = g.Layer
			}
		}
		v.fillLayer(c.P, own, resource.Merge(resource.Layer{}, []resource.Layer{own}, nil))
		for field, yes := range map[string]*bool{"sign": own.Sign, "alone": own.Alone, "authorise": own.Authorise, "approve": own.Approve} {
			v.Typed[field] = saidYesNo(yes)
		}
		if own.Who == nil {
			v.Typed["who"] = "unsaid"
		}
	}
	title := c.P.T("resource.rules.title", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	return c.Page(web.Page{Title: title, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal)}, rulesPage(v, title))
}

func saidYesNo(yes *bool) string {
	switch {
	case yes == nil:
		return ""
	case *yes:
		return "yes"
	}
	return "no"
}

func setRules(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := ruling{Refused: "rules", Reach: readReach(f.Get("genre"), f.Get("ressource"), f.Get("groupe"))}
	v.Typed, v.Picked = map[string]string{}, f.Values["groups"]
	for name := range f.Values {
		v.Typed[name] = f.Text(name)
	}
	var b fault.Breaches
	l := v.layer(&b, resource.Rules{})
	for field, to := range map[string]**bool{"sign": &l.Sign, "alone": &l.Alone, "authorise": &l.Authorise, "approve": &l.Approve} {
		switch yes := v.Typed[field] == "yes"; v.Typed[field] {
		case "yes", "no":
			*to = &yes
		default:
			*to = nil
		}
	}
	if l.Who = nil; v.Typed["who"] != "unsaid" {
		a := v.audience(&fault.Breaches{})
		l.Who = &a
	}
	err = c.Update(func(tx *store.Tx) error {
		p, err := mayKeep(c, tx)
		if err != nil {
			return err
		}
		return together(b.Err(), resource.SetRules(tx, c.Actor, p.ID, v.Reach, l))
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return showRules(c, v)
		})
	}
	c.Say("resource.rules.kept")
	return c.Go("resource.rules", "slug", c.Path("slug"), "genre", string(v.Reach.Kind), "ressource", text(v.Reach.Resource.String(), v.Reach.Resource.IsZero()), "groupe", text(v.Reach.Group.String(), v.Reach.Group.IsZero()))
}

func setCrowd(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := ruling{Refused: "crowd", Crowd: f.Text("crowd")}
	var b fault.Breaches
	most := 0
	if v.Crowd != "" {
		most, err = strconv.Atoi(v.Crowd)
		b.Check(err == nil, "crowd", "resource.no_number")
	}
	err = b.Err()
	if err == nil {
		err = c.Update(func(tx *store.Tx) error {
			p, err := mayKeep(c, tx)
			if err != nil {
				return err
			}
			return booking.SetHeadCount(tx, c.Actor, p.ID, most)
		})
	}
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			v.Typed = nil
			return showRules(c, v)
		})
	}
	c.Say("resource.crowd.kept")
	return c.Go("resource.rules", "slug", c.Path("slug"))
}

// reachName says for what and for whom: "Machines, pour Résidents".
func (v ruling) reachName(p *i18n.Printer, r resource.Reach) string {
	name := p.T("resource.rules.everything")
	if r.Kind != "" {
		name = p.T("resource.kind_plural." + string(r.Kind))
	}
	for _, x := range v.Others {
		if x.ID == r.Resource {
			name = x.Name
		}
	}
	for _, g := range v.Groups {
		if g.ID == r.Group {
			name = p.T("resource.rules.for_group", i18n.Args{"What": name, "Group": g.Name})
		}
	}
	return name
}

func (v ruling) kinds(p *i18n.Printer) []ui.Option {
	all := []ui.Option{{Value: "", Text: p.T("resource.rules.everything")}}
	for _, k := range resource.Kinds {
		if slices.ContainsFunc(v.Others, func(r resource.Resource) bool { return r.Kind == k }) {
			all = append(all, ui.Option{Value: string(k), Text: p.T("resource.kind_plural." + string(k))})
		}
	}
	return all
}

func (v ruling) lent(p *i18n.Printer) []ui.Option {
	all := []ui.Option{{Value: "", Text: p.T("resource.rules.every_one")}}
	for _, r := range v.Others {
		all = append(all, ui.Option{Value: r.ID.String(), Text: r.Name})
	}
	return all
}

func (v ruling) people(p *i18n.Printer) []ui.Option {
	all := []ui.Option{{Value: "", Text: p.T("resource.who.all")}}
	for _, g := range v.Groups {
		all = append(all, ui.Option{Value: g.ID.String(), Text: g.Name})
	}
	return all
}

// numbers are the fields for numbers and lengths. How long a booking is means nothing above a resource that is had by nights or in slots (resource.Merge).
func (v ruling) numbers() []string {
	all := []string{"step", "min", "max", "days", "buffer", "notice", "horizon", "ahead", "gap", "cancel", "noshow", "repeat", "age", "guardian"}
	byHour := !slices.ContainsFunc(v.Others, func(r resource.Resource) bool { return r.ID == v.Reach.Resource && r.Rules.Mode != resource.Free })
	if !byHour {
		all = all[4:]
	}
	return all
}

// one is a field for a number or a length, as it is called above resources: nothing is had by nights there.
func (v ruling) one(ctx context.Context, name string, errs ui.Errors) ui.Field {
	f := v.number(ctx, name, errs, true)
	if lengthFields[name] > 0 {
		f = v.length(ctx, name, errs)
		if name == "min" || name == "max" {
			f.Hint = ""
		}
	}
	f.Label = rulesLabels(ctx)[name]
	return f
}

func rulesLabels(ctx context.Context) map[string]string {
	names := labels(ctx)
	names["crowd"] = i18n.T(ctx, "resource.field.crowd")
	names["min"], names["max"] = i18n.T(ctx, "resource.rules.min"), i18n.T(ctx, "resource.rules.max")
	return names
}

func yesNo(p *i18n.Printer) []ui.Option {
	return []ui.Option{{Value: "", Text: p.T("resource.rules.unsaid")}, {Value: "yes", Text: p.T("resource.yes")}, {Value: "no", Text: p.T("resource.no")}}
}

// text is an id for an address; nothing for none.
func text(id string, none bool) string {
	if none {
		return ""
	}
	return id
}
