package opening

import (
	"strings"
	"time"

	"mitoyen/internal/kit/fault"
)

// ParseOSM reads the part of OpenStreetMap's opening_hours syntax that French data uses (the mednum schema's `horaires` among others):
//
//	Mo-Fr 09:00-12:00,14:00-18:00; Sa 10:00-16:00; PH off; SH Mo-Fr 14:00-17:00
//	24/7
//	Dec 24-Jan 02 off; 2026 Dec 24 off; Jul-Aug Mo-Fr 09:00-12:00
//	Mo-Fr 09:00-12:00; We 14:00-17:00 "sur rendez-vous"
//
// As the syntax says: weekdays that no rule names are closed once one is named, a later rule for the same days replaces an earlier one,
// and a rule after a comma adds to it. It differs from the syntax on purpose in two ways. Without a rule for public holidays (PH) they
// are unknown, not as usual: the data that we read rarely speaks of them. And the more precise rule wins wherever it stands (see the
// package's story), because those who write "PH off; Mo-Fr 09:00-17:00" mean that they close.
//
// What it can't hold (months' first Mondays, weeks, sunset, open ends, fallbacks, free comments) is a fault that names the part and its
// position, never a guess. An empty text is unknown hours.
func ParseOSM(s string) (Hours, error) {
	tokens, err := scan(s)
	if err != nil {
		return Hours{}, err
	}
	if tokens[0].is == atEnd {
		return Hours{}, nil
	}
	p := osmParser{source: []rune(s), tokens: tokens, hours: Hours{School: Every(UsualDay)}}
	adds := false
	for p.peek().is != atEnd {
		if p.sign(";") {
			adds = false
			continue
		}
		if err := p.rule(adds); err != nil {
			return Hours{}, err
		}
		switch {
		case p.peek().is == atEnd, p.sign(";"):
			adds = false
		case p.sign(","):
			adds = true
		default:
			return Hours{}, p.misread()
		}
	}
	if adds {
		return Hours{}, p.misread()
	}
	if p.named {
		for wd := range p.hours.Week {
			if !p.said[wd] {
				p.hours.Week[wd] = ClosedDay
			}
		}
	}
	if err := p.hours.Check(); err != nil {
		if f, ok := fault.As(err); ok && len(f.Fields) > 0 {
			return Hours{}, fault.New(fault.Invalid, f.Fields[0].Code, f.Fields[0].Args)
		}
		return Hours{}, err
	}
	return p.hours.Tidy(), nil
}

type osmParser struct {
	source []rune
	tokens []token
	hours  Hours
	said   [7]bool // weekdays that some rule names
	named  bool    // some rule names a weekday
}

func (p *osmParser) peek() token { return p.tokens[0] }

// after looks n tokens ahead.
func (p *osmParser) after(n int) token { return p.tokens[min(n, len(p.tokens)-1)] }

func (p *osmParser) next() token {
	t := p.tokens[0]
	if t.is != atEnd {
		p.tokens = p.tokens[1:]
	}
	return t
}

// sign takes a sign if it comes next.
func (p *osmParser) sign(s string) bool {
	if t := p.peek(); t.is != aSign || t.text != s {
		return false
	}
	p.next()
	return true
}

// word takes a word if it comes next, in capitals or not.
func (p *osmParser) word(words ...string) bool {
	for i, w := range words {
		if t := p.after(i); (t.is != aWord && t.is != aSign) || !strings.EqualFold(t.text, w) {
			return false
		}
	}
	p.tokens = p.tokens[len(words):]
	return true
}

// since is the text from a token to what comes next.
func (p *osmParser) since(t token) string {
	return strings.TrimSpace(string(p.source[t.at-1 : p.peek().at-1]))
}

// misread is the fault about what comes next.
func (p *osmParser) misread() error {
	t := p.peek()
	if t.is == atEnd {
		return misread("opening.osm_unfinished", "", t.at)
	}
	return misread("opening.osm_not_understood", t.text, t.at)
}

// rule reads one rule and applies it: the days that it names, then what it says of them.
func (p *osmParser) rule(adds bool) error {
	start := p.peek()
	if start.text == "24" && p.after(1).text == "/" && p.after(2).text == "7" && start.is == aNumber {
		p.tokens = p.tokens[3:]
		always := Always()
		p.hours.Week, p.hours.Public, p.named, p.said = always.Week, always.Public, true, [7]bool{true, true, true, true, true, true, true}
		return nil
	}
	dates, err := p.dates()
	if err != nil {
		return err
	}
	on, err := p.weekdays(len(dates) > 0)
	if err != nil {
		return err
	}
	body, err := p.body(start, len(dates) > 0)
	if err != nil {
		return err
	}
	if body.day.Kind == Usual && on.week && len(dates) == 0 {
		return misread("opening.usual_of_what", start.text, start.at)
	}
	put := func(into *Week, wd time.Weekday) error {
		day, err := body.onto(into[wd], adds)
		into[wd] = day
		return at(err, start.at)
	}
	for _, wd := range MondayFirst {
		if len(dates) == 0 && on.week && on.days[wd] {
			p.named = true
			p.said[wd] = true
			if err := put(&p.hours.Week, wd); err != nil {
				return err
			}
		}
		if on.public && on.holidays[wd] {
			if err := put(&p.hours.Public, wd); err != nil {
				return err
			}
		}
		if on.school && on.holidays[wd] {
			if err := put(&p.hours.School, wd); err != nil {
				return err
			}
		}
	}
	for _, run := range dates {
		if wd := run.From.Weekday(); run.single() && !run.Yearly() && !on.days[wd] {
			return misread("opening.osm_no_such_date", p.since(start), start.at)
		}
		x, err := p.exception(run, body.label, start)
		if err != nil {
			return err
		}
		for _, wd := range MondayFirst {
			if on.days[wd] {
				if err := put(&x.Week, wd); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// exception finds or makes the exception of a run of dates. Rules for one run make one exception, with one label.
func (p *osmParser) exception(run Exception, label string, start token) (*Exception, error) {
	for i := range p.hours.Exceptions {
		x := &p.hours.Exceptions[i]
		if x.From == run.From && x.To == run.To {
			if x.Label != label {
				return nil, misread("opening.osm_two_labels", label, start.at)
			}
			return x, nil
		}
	}
	if len(p.hours.Exceptions) == maxExceptions {
		return nil, fault.New(fault.Invalid, "opening.too_many_exceptions", fault.Args{"Most": maxExceptions})
	}
	run.Label, run.Week = label, Every(UsualDay)
	p.hours.Exceptions = append(p.hours.Exceptions, run)
	return &p.hours.Exceptions[len(p.hours.Exceptions)-1], nil
}

// at adds a position to a fault about hours.
func at(err error, position int) error {
	if f, ok := fault.As(err); ok {
		args := fault.Args{"Position": position}
		for k, v := range f.Args {
			args[k] = v
		}
		return fault.New(f.Kind, f.Code, args)
	}
	return err
}
