package booking

import (
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
)

// Say is what a breach says, in one sentence. Lengths of time are said as people do. Pages and API say the same.
func Say(p *i18n.Printer, x fault.Field) string {
	args := i18n.Args{}
	for k, v := range x.Args {
		switch v := v.(type) {
		case civil.Date:
			args[k] = p.Day(v)
		case []string:
			args[k] = p.List(v)
		case Times:
			var times []string
			for _, w := range v.Windows {
				times = append(times, SayTime(p, w.From, w.To, v.Zone))
			}
			args[k] = p.List(times)
		case int:
			args[k] = p.Number(v)
			if k == "Minutes" || k == "Left" {
				args[k] = SayLength(p, v)
			}
		default:
			args[k] = v
		}
	}
	code := x.Code
	if free, _ := x.Args["Free"].(int); free > 0 && code == "booking.taken" {
		code = "booking.taken.some"
	}
	return p.T(code, args)
}

// SayTime says a booking's time: "mardi 24 novembre, 14 h – 16 h 30", or with both days when it goes over several.
func SayTime(p *i18n.Printer, from, to civil.Instant, zone *time.Location) string {
	a, b := from.In(zone), to.In(zone)
	first, last := civil.DateOf(a), civil.DateOf(b)
	begin, end := civil.ClockOf(a), civil.ClockOf(b)
	if end == 0 { // midnight is the end of the day before
		last, end = last.AddDays(-1), civil.EndOfDay
	}
	if first == last {
		return p.Day(first) + ", " + p.Range(begin, end)
	}
	return p.T("booking.span", i18n.Args{"From": p.Day(first) + ", " + p.Clock(begin), "To": p.Day(last) + ", " + p.Clock(end)})
}

// SayLength says minutes as people do: "30 minutes", "2 heures", "1 h 30".
func SayLength(p *i18n.Printer, minutes int) string {
	switch {
	case minutes < 60:
		return p.N("booking.minutes", minutes)
	case minutes%60 == 0 && minutes < 48*60:
		return p.N("booking.hours", minutes/60)
	case minutes%(24*60) == 0:
		return p.N("booking.days", minutes/(24*60))
	}
	return p.Length(minutes)
}
