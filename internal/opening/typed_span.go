package opening

import (
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
)

// typedSpan is a span with the text that it came from.
type typedSpan struct {
	Span
	text string
}

type typedParser struct {
	source []rune
	words  []typedWord
	spans  []typedSpan
}

// take takes words if they come next.
func (p *typedParser) take(texts string) bool {
	want := strings.Fields(texts)
	if len(p.words) < len(want) {
		return false
	}
	for i, w := range want {
		if p.words[i].text != w {
			return false
		}
	}
	p.words = p.words[len(want):]
	return true
}

func (p *typedParser) takeAny(texts ...string) bool {
	for _, t := range texts {
		if p.take(t) {
			return true
		}
	}
	return false
}

// misread is the fault about what comes next.
func (p *typedParser) misread() error {
	if len(p.words) == 0 {
		return fault.New(fault.Invalid, "opening.unfinished")
	}
	from := p.words[0].from
	return fault.New(fault.Invalid, "opening.not_understood", fault.Args{"Part": clip(string(p.source[from:]))})
}

// part reads a separator, a span, or what is said of the span before.
func (p *typedParser) part() error {
	switch {
	case p.takeAny("/", ".", "et", "puis", "and", "then", "ouvert", "ouverte", "open"):
		return nil
	case len(p.spans) > 0 && p.takeAny("sur rendez - vous", "sur rendez vous", "sur rdv", "by appointment only", "by appointment", "on appointment"):
		p.spans[len(p.spans)-1].Appointment = true
		return nil
	}
	return p.span()
}

// span reads "9h-12h30", "de 9h à 12h", "entre 9 h et 12 h", "from 9am to noon".
func (p *typedParser) span() error {
	if len(p.words) == 0 {
		return p.misread()
	}
	start := p.words[0].from
	between := p.takeAny("entre", "between")
	if !between {
		p.takeAny("de", "d", "from")
	}
	from, fromHalf, err := p.time()
	if err != nil {
		return err
	}
	switch {
	case p.takeAny("-", "à", "a", "to", "until", "till", "jusqu à", "jusqu a"):
	case between && p.takeAny("et", "and"):
	default:
		return p.misread()
	}
	to, toHalf, err := p.time()
	if err != nil {
		return err
	}
	text := p.since(start)
	if fromHalf == "" && toHalf != "" && from < 13*60 {
		// "9-11am", "2-5pm": the half of the day that is named last holds for both, unless the span would run backwards ("9-5pm").
		if guess := halfDay(from, toHalf); guess < to {
			from = guess
		}
	}
	s := Span{From: civil.Clock(from), To: civil.Clock(to)}
	if to == 0 {
		s.To = civil.EndOfDay
	}
	late := from >= 12*60 && to <= 6*60
	if from >= 24*60 || int(s.To) == from || int(s.To) < from && !late {
		return fault.New(fault.Invalid, "opening.end_before_start", fault.Args{"Part": clip(text)})
	}
	p.spans = append(p.spans, typedSpan{s, clip(text)})
	return nil
}

// since is what was typed from a place to the last word read.
func (p *typedParser) since(start int) string {
	end := len(p.source)
	if len(p.words) > 0 {
		end = p.words[0].from
	}
	return strings.TrimSpace(string(p.source[start:end]))
}

// time reads 9h, 9 h 30, 9:30, 9.30, 9 heures 30, 9, 9am, 9:30 pm, midi, minuit. half is "am" or "pm" when it was said.
func (p *typedParser) time() (minutes int, half string, err error) {
	switch {
	case p.takeAny("midi", "noon", "midday"):
		return 12 * 60, "", nil
	case p.takeAny("minuit", "midnight"):
		return 0, "", nil
	case len(p.words) == 0 || p.words[0].number < 0:
		return 0, "", p.misread()
	}
	first := p.words[0]
	hour, minute := first.number, 0
	p.words = p.words[1:]
	switch {
	case p.takeAny(":", "."):
		if len(p.words) == 0 || p.words[0].to-p.words[0].from != 2 || p.words[0].number < 0 {
			return 0, "", p.misread()
		}
		minute = p.words[0].number
		p.words = p.words[1:]
		p.takeAny("h")
	case p.takeAny("h", "heures", "heure"):
		if len(p.words) > 0 && p.words[0].number >= 0 && p.words[0].to-p.words[0].from == 2 && !p.timeFollows(1) {
			minute = p.words[0].number
			p.words = p.words[1:]
			p.takeAny("mn", "min")
		}
	}
	half = p.half()
	if minute > 59 || hour > 24 || hour == 24 && minute > 0 || half != "" && (hour < 1 || hour > 12) {
		return 0, "", fault.New(fault.Invalid, "opening.no_such_time", fault.Args{"Part": clip(p.since(first.from))})
	}
	return halfDay(hour*60+minute, half), half, nil
}

// timeFollows reports whether the word so many places ahead makes the number before it an hour, not minutes: "9h 14h-18h".
func (p *typedParser) timeFollows(n int) bool {
	if n >= len(p.words) {
		return false
	}
	switch p.words[n].text {
	case "h", ":", "heures", "heure", "am", "pm":
		return true
	}
	return false
}

// half reads am, pm, a.m. or p.m.
func (p *typedParser) half() string {
	switch {
	case p.takeAny("am", "a . m .", "a . m"):
		return "am"
	case p.takeAny("pm", "p . m .", "p . m"):
		return "pm"
	}
	return ""
}

// halfDay turns an hour of a half day into one of the whole day: 12:30 am is 00:30, 2 pm is 14:00.
func halfDay(minutes int, half string) int {
	const noon = 12 * 60
	switch {
	case half == "am" && minutes >= noon:
		return minutes - noon
	case half == "pm" && minutes < noon:
		return minutes + noon
	}
	return minutes
}
