package placeweb

import (
	"context"
	"strconv"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/opening"
	"mitoyen/internal/place"
	"mitoyen/internal/web/ui"
)

// The form of hours: a line for each day of the week, typed as one would say it; what happens on public and school holidays; and a few
// periods that differ.

// exceptionRows is how many periods the form takes at once.
const exceptionRows = 4

func weekday(i int) time.Weekday { return time.Weekday((i + 1) % 7) } // Monday first

func dayName(i int) string { return "day-" + strconv.Itoa(i) }

func exceptionName(i int, what string) string { return "exception-" + strconv.Itoa(i) + "-" + what }

// readHours reads the form of hours into OpenStreetMap's syntax.
func readHours(v form.Values, b *fault.Breaches) string {
	var week opening.Week
	for i := range 7 {
		d, err := opening.ParseDay(v.Text(dayName(i)))
		breach(b, dayName(i), err)
		week[weekday(i)] = d
	}
	h := opening.New(week)
	h.Public = policy(v.Get("public"))
	h.School = policy(v.Get("school"))
	for i := range exceptionRows {
		if e, ok := readException(v, i, b); ok {
			h.Exceptions = append(h.Exceptions, e)
		}
	}
	if b.Err() != nil {
		return ""
	}
	h = h.Tidy()
	if err := h.Check(); err != nil {
		breach(b, dayName(0), err)
		return ""
	}
	if h.IsZero() {
		return ""
	}
	return h.OSM()
}

func policy(s string) opening.Week {
	switch s {
	case "closed":
		return opening.Every(opening.ClosedDay)
	case "usual":
		return opening.Every(opening.UsualDay)
	}
	return opening.Week{}
}

func policyName(w opening.Week) string {
	switch {
	case w.Equal(opening.Every(opening.ClosedDay)):
		return "closed"
	case w.Equal(opening.Every(opening.UsualDay)):
		return "usual"
	}
	return "unknown"
}

func readException(v form.Values, i int, b *fault.Breaches) (e opening.Exception, ok bool) {
	from, to := v.Text(exceptionName(i, "from")), v.Text(exceptionName(i, "to"))
	if from == "" && to == "" {
		return e, false
	}
	if to == "" {
		to = from
	}
	var err error
	if e.From, err = civil.ParseDate(from); err != nil {
		b.Add(exceptionName(i, "from"), "opening.no_such_date")
	}
	if e.To, err = civil.ParseDate(to); err != nil {
		b.Add(exceptionName(i, "to"), "opening.no_such_date")
	}
	d, err := opening.ParseDay(v.Text(exceptionName(i, "hours")))
	breach(b, exceptionName(i, "hours"), err)
	if err == nil && d.Kind == opening.Unknown {
		d = opening.ClosedDay
	}
	e.Week, e.Label = opening.Every(d), opening.CleanLabel(v.Text(exceptionName(i, "label")))
	return e, true
}

// breach notes what opening says of a field; an error that is no refusal can't come from typed text.
func breach(b *fault.Breaches, field string, err error) {
	f, ok := fault.As(err)
	if !ok {
		return
	}
	if len(f.Fields) > 0 {
		b.Add(field, f.Fields[0].Code, f.Fields[0].Args)
		return
	}
	b.Add(field, f.Code, f.Args)
}

// hoursForm is what the form of hours shows.
type hoursForm struct {
	Days           [7]string
	Public, School string
	Exceptions     [exceptionRows]struct{ From, To, Hours, Label string }
}

func (e editing) hoursForm(p *i18n.Printer) hoursForm {
	f := hoursForm{Public: "unknown", School: "usual"}
	if v := e.Typed; v.Values != nil {
		for i := range 7 {
			f.Days[i] = v.Get(dayName(i))
		}
		f.Public, f.School = v.Get("public"), v.Get("school")
		for i := range exceptionRows {
			x := &f.Exceptions[i]
			x.From, x.To, x.Hours, x.Label = v.Get(exceptionName(i, "from")), v.Get(exceptionName(i, "to")), v.Get(exceptionName(i, "hours")), v.Get(exceptionName(i, "label"))
		}
		return f
	}
	h, err := opening.ParseOSM(e.Facts[place.FHours])
	if err != nil || e.Facts[place.FHours] == "" {
		return f
	}
	for i := range 7 {
		if d := h.Week[weekday(i)]; d.Kind != opening.Unknown {
			f.Days[i] = opening.SayDay(p, d)
		}
	}
	f.Public, f.School = policyName(h.Public), policyName(h.School)
	for i, x := range h.Exceptions {
		if i == exceptionRows {
			break
		}
		r := &f.Exceptions[i]
		r.From, r.To, r.Hours, r.Label = x.From.String(), x.To.String(), opening.SayDay(p, x.Week[time.Monday]), x.Label
	}
	return f
}

func policyOptions(ctx context.Context, kind string) []ui.Option {
	var all []ui.Option
	for _, x := range []string{"unknown", "closed", "usual"} {
		all = append(all, ui.Option{Value: x, Text: i18n.T(ctx, "place.hours."+kind+"."+x)})
	}
	return all
}

// exceptionNotes says the periods to come that differ from the week: "Fermé du 24 décembre 2026 au 2 janvier 2027 (congés)".
func exceptionNotes(p *i18n.Printer, h opening.Hours, today civil.Date) []string {
	var all []string
	for _, e := range h.Exceptions {
		if !e.Yearly() && e.To.Before(today) {
			continue
		}
		args := i18n.Args{"What": opening.SayDay(p, e.Week[time.Monday]), "From": sayDate(p, e.From), "To": sayDate(p, e.To)}
		key := "place.hours.from_to"
		if e.From == e.To {
			key = "place.hours.on"
		}
		s := p.T(key, args)
		if e.Label != "" {
			s += " (" + e.Label + ")"
		}
		all = append(all, s)
	}
	return all
}

func sayDate(p *i18n.Printer, d civil.Date) string {
	if d.Year == 0 {
		return strconv.Itoa(d.Day) + " " + p.Month(d.Month)
	}
	return p.Date(d)
}
