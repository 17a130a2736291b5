package opening

import (
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
)

// body is what a rule says of its days.
type body struct {
	day   Day
	label string
}

// onto is what a day says once a rule is put on it: a rule after a comma adds its spans, any other replaces.
func (b body) onto(d Day, adds bool) (Day, error) {
	if adds && d.Kind == Open && b.day.Kind == Open {
		return DayOf(append(d.Spans[:len(d.Spans):len(d.Spans)], b.day.Spans...)...)
	}
	return b.day, nil
}

// Words that stand in comments, the one that we print first.
var (
	appointmentWords = []string{"sur rendez-vous", "sur rendez vous", "sur rdv", "uniquement sur rendez-vous", "by appointment", "by appointment only", "on appointment"}
	usualWords       = []string{"horaires habituels", "as usual"}
)

// body reads the times, then open, off or unknown, then a comment. Comments are kept as the label of a date; elsewhere only the words
// for appointments and usual hours are understood. rule is where the rule begins.
func (p *osmParser) body(rule token, dated bool) (b body, err error) {
	start := p.peek()
	var spans []Span
	for p.timeAhead(0) {
		s, err := p.span()
		if err != nil {
			return b, err
		}
		spans = append(spans, s)
		if p.peek().text != "," || !p.timeAhead(1) {
			break
		}
		p.next()
	}
	b.day.Kind = Open
	modifier := p.peek()
	switch {
	case p.word("off"), p.word("closed"):
		b.day = ClosedDay
	case p.word("unknown"):
		b.day = Day{}
	case p.word("open"):
		if len(spans) == 0 {
			spans = []Span{{From: 0, To: civil.EndOfDay}}
		}
	case p.word("by", "appointment"), p.word("sur", "rdv"), p.word("sur", "rendez", "-", "vous"), p.word("sur", "rendez", "vous"):
		b.day = AppointmentDay
	default:
		modifier = token{}
	}
	if t := p.peek(); t.is == aComment {
		p.next()
		b.label = t.text
		if modifier.is == atEnd {
			if !b.comment(t.text) {
				return b, misread("opening.osm_comment", t.text, t.at)
			}
			modifier = t
		}
		if b.label = CleanLabel(b.label); b.label != "" && !dated {
			return b, misread("opening.osm_comment", t.text, t.at)
		}
	}
	switch {
	case len(spans) == 0 && b.day.Kind == Open:
		if t := p.peek(); t.is != atEnd && t.text != ";" && t.text != "," {
			return b, p.misread()
		}
		return b, misread("opening.osm_no_hours", p.since(rule), rule.at)
	case len(spans) == 0:
		return b, nil
	case b.day.Kind == ByAppointment:
		for i := range spans {
			spans[i].Appointment = true
		}
	case b.day.Kind != Open:
		return b, misread("opening.osm_not_understood", modifier.text, modifier.at)
	}
	b.day, err = DayOf(spans...)
	return b, at(err, start.at)
}

// comment understands "sur rendez-vous" and "horaires habituels", alone or before a label: "sur rendez-vous, veille de Noël".
func (b *body) comment(text string) bool {
	for _, words := range [...]struct {
		list []string
		day  Day
	}{{appointmentWords, AppointmentDay}, {usualWords, UsualDay}} {
		first, label, _ := strings.Cut(text, ",")
		for _, w := range words.list {
			if strings.EqualFold(strings.TrimSpace(first), w) {
				b.day, b.label = words.day, label
				return true
			}
		}
	}
	return false
}

// span reads 09:00-12:00. Hours beyond 24 are the next day's, as the syntax has it: 20:00-26:00 is 20:00-02:00.
func (p *osmParser) span() (s Span, err error) {
	start := p.peek()
	from, err := p.time()
	if err != nil {
		return s, err
	}
	if !p.sign("-") || !p.timeAhead(0) {
		return s, p.misread()
	}
	to, err := p.time()
	if err != nil {
		return s, err
	}
	const day = int(civil.EndOfDay)
	switch part := p.since(start); {
	case from >= day || to > 2*day:
		return s, misread("opening.osm_no_such_time", part, start.at)
	case to > day && to-day >= from, to == from && to != 0:
		return s, at(fault.New(fault.Invalid, "opening.end_before_start", fault.Args{"Part": part}), start.at)
	case to > day:
		to -= day
	case to == 0:
		to = day
	}
	return Span{From: civil.Clock(from), To: civil.Clock(to)}, nil
}

// time reads 09:00 as minutes.
func (p *osmParser) time() (int, error) {
	start := p.peek()
	hour := p.next().number
	p.next()
	minute := p.next().number
	if hour > 48 || minute > 59 {
		return 0, misread("opening.osm_no_such_time", p.since(start), start.at)
	}
	return hour*60 + minute, nil
}
