package bookingweb

import (
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// stop is a day on which a mobile place comes somewhere, and where to choose a time of it.
type stop struct {
	place.Stop
	commune string
}

// mostStops is how many stops are listed beside the week.
const mostStops = 4

// stopsAhead reads the next stops of a mobile place up to a day; none of any other place.
func stopsAhead(tx *store.Tx, p place.Place, from, to civil.Date) (all []stop, err error) {
	if p.Stage != place.Mobile {
		return nil, nil
	}
	var codes []string
	for _, s := range p.Sheet.Stops {
		if !s.On.Before(from) && !to.Before(s.On) && len(all) < mostStops {
			all, codes = append(all, stop{Stop: s}), append(codes, s.Commune)
		}
	}
	names, err := territory.Names(tx, codes)
	for i := range all {
		all[i].commune = names[all[i].Commune]
	}
	return all, err
}

// stopSlots are the stops as choices: each leads to its day.
func (v choosing) stopSlots(c *web.Call) []ui.Slot {
	var all []ui.Slot
	for _, s := range v.stops {
		day := c.P.Day(s.On)
		where := s.commune
		if s.Where != "" && where != "" {
			where += ", "
		}
		where += s.Where
		all = append(all, ui.Slot{Text: c.P.T("booking.stop", i18n.Args{"Day": day, "Hours": c.P.Range(s.From, s.To), "Where": where}),
			Button: ui.Button{Text: c.P.T("booking.stop_see"), Hidden: " " + day, Weight: ui.Quiet, Small: true, Href: v.at(c, "le", s.On.String()) + "#jour"}})
	}
	return all
}
