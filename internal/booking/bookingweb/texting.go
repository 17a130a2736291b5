package bookingweb

import (
	"strconv"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/sms"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/texting"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// texts are the settings of a place's texts, for its manager.
type texts struct {
	Place    place.Place
	Ready    bool // the instance has a gateway
	Settings texting.Settings
	On       bool
	Ceiling  string // as typed, or as it is
	Example  string // a text as it would go
	Refusal  error
}

// usualCeiling is what is proposed to whoever has never set one.
const usualCeiling = "100"

func (p Pages) texting(c *web.Call) error { return p.showTexting(c, texts{}) }

func (p Pages) showTexting(c *web.Call, v texts) error {
	v.Ready = p.Texts.Ready()
	err := c.View(func(tx *store.Tx) (err error) {
		at, err := asManager(c, tx)
		if err != nil {
			return err
		}
		v.Place = at.Place
		if v.Settings, err = texting.Of(tx, v.Place); err != nil {
			return err
		}
		v.Example = example(c, at, tx.Now).words(c.P, c.Site.LetterOrigin(c.Ctx()), textKeys["confirmed"], 1)
		return nil
	})
	if err != nil {
		return err
	}
	if v.Refusal == nil {
		v.On = v.Settings.On
		if v.Ceiling = strconv.Itoa(v.Settings.Ceiling); v.Settings.Ceiling == 0 {
			v.Ceiling = usualCeiling
		}
	}
	title := c.P.T("texting.title", i18n.Args{"Name": i18n.Named(v.Place.Name)})
	return c.Page(web.Page{Title: title, Robots: "noindex", At: v.Place, Width: ui.Narrow, Status: web.StatusOf(v.Refusal)}, textingPage(v, title))
}

// example is a booking of the place that nobody made: tomorrow, of the first thing that it lends.
func example(c *web.Call, at named, now civil.Instant) booked {
	day := civil.DateOf(now.In(at.Place.Zone())).AddDays(1)
	v := booked{Place: at.Place, Now: now, Booking: booking.Booking{Number: 1234, Lang: c.Lang, Link: "AAECAwQFBgcICQoLDA0ODw"}}
	v.From, v.To = day.At(civil.Clock(14*60), at.Place.Zone()), day.At(civil.Clock(16*60), at.Place.Zone())
	for _, r := range at.Resources {
		if r.Retired.IsZero() {
			v.Resource = r
			return v
		}
	}
	v.Resource = resource.Resource{Name: c.P.T("texting.some_room")}
	return v
}

func (p Pages) keepTexting(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := texts{On: f.Get("on") == "1", Ceiling: f.Text("ceiling")}
	ceiling, err := strconv.Atoi(v.Ceiling)
	if err != nil {
		var b fault.Breaches
		b.Add("ceiling", "texting.ceiling_unreadable", fault.Args{"Most": texting.Most})
		err = b.Err()
	} else {
		err = c.Update(func(tx *store.Tx) error {
			at, err := asManager(c, tx)
			if err != nil {
				return err
			}
			return texting.Keep(tx, c.Actor, at.Place.ID, v.On, ceiling)
		})
	}
	if err != nil {
		return c.Again(err, func(refusal error) error {
			v.Refusal = refusal
			return p.showTexting(c, v)
		})
	}
	c.Say("texting.kept")
	return c.Go("texting.show", "slug", c.Path("slug"))
}

// facts are where the month stands.
func (v texts) facts(p *i18n.Printer) []ui.Fact {
	return []ui.Fact{
		{Label: p.T("texting.used"), Text: p.T("texting.used_of", i18n.Args{"Used": p.Number(v.Settings.Used), "Ceiling": p.Number(v.Settings.Ceiling)})},
		{Label: p.T("texting.undelivered"), Text: p.Number(v.Settings.Undelivered)},
	}
}

// size says how much of messages the example takes.
func (v texts) size(p *i18n.Printer) string {
	s := sms.Measure(v.Example)
	return p.N("texting.size", s.Parts, i18n.Args{"Units": p.Number(s.Units)})
}

// missed says that a text has reached nobody, and what to do.
func (v teamView) missed(p *i18n.Printer) string {
	t := v.Told
	why := p.T("texting.state." + string(t.State))
	if t.Why != "" {
		why = p.T("texting.withheld." + string(t.Why))
	}
	return p.T("texting.missed", i18n.Args{"Why": why, "Phone": v.Phone})
}

// awaits is how whoever waits in line will hear that it is their turn.
func (v booked) awaits(p *i18n.Printer) string {
	if v.Email != "" {
		return p.T("booking.waiting.mail", i18n.Args{"Email": v.Email})
	}
	if textsWay(v.Texts, v.Place, v.Booking) == booking.ByText {
		n, _ := texting.Number(v.Place, v.Phone)
		return p.T("booking.waiting.text", i18n.Args{"Phone": masked(n)})
	}
	return p.T("booking.waiting.call", i18n.Args{"Phone": v.Phone})
}
