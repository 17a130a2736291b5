package opening

import (
	"strings"
	"unicode"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
)

// ParseDay reads one day's hours as people type them in a field, in French or English:
//
//	9h-12h30 / 14h-18h        de 9h à 12h et de 14 à 18h30        9 h – 12 h, 14 h – 17 h sur rendez-vous
//	9:00-17:00                9am to 5:30pm                       20h - 2h
//	fermé, closed             sur rendez-vous                     24h/24
//
// An empty text is an unknown day, not a closed one. "Sur rendez-vous" after spans is said of the span right before it. A span goes past
// midnight only from noon on and until six in the morning at most (20h-2h): anything else that ends before it starts is a slip.
//
// The error is a fault whose code and arguments belong beside the field.
func ParseDay(s string) (Day, error) {
	if len(s) > 1000 {
		return Day{}, fault.New(fault.Invalid, "opening.too_long")
	}
	words := typedWords(s)
	for len(words) > 0 && words[len(words)-1].text == "." {
		words = words[:len(words)-1]
	}
	if strings.TrimSpace(s) == "" {
		return Day{}, nil
	}
	for _, whole := range wholeDays {
		if whole.is(words) {
			return whole.day, nil
		}
	}
	p := typedParser{words: words, source: []rune(s)}
	for len(p.words) > 0 {
		if err := p.part(); err != nil {
			return Day{}, err
		}
	}
	if len(p.spans) == 0 {
		return Day{}, fault.New(fault.Invalid, "opening.not_understood", fault.Args{"Part": clip(strings.TrimSpace(s))})
	}
	for i, s := range p.spans {
		for _, t := range p.spans[:i] {
			if overlap(s, t) {
				return Day{}, fault.New(fault.Invalid, "opening.overlap", fault.Args{"Part": t.text, "Other": s.text})
			}
		}
	}
	spans := make([]Span, len(p.spans))
	for i, s := range p.spans {
		spans[i] = s.Span
	}
	return DayOf(spans...)
}

func overlap(a, b typedSpan) bool {
	fromA, toA := a.minutes()
	fromB, toB := b.minutes()
	return fromA < toB && fromB < toA
}

// wholeDays are the texts that speak of the whole day.
var wholeDays = []wholeDay{
	{ClosedDay, "fermé|ferme|fermée|fermeture|closed|off|shut"},
	{AppointmentDay, "sur rendez - vous|sur rendez vous|sur rdv|uniquement sur rendez - vous|uniquement sur rdv|rdv|by appointment|by appointment only|on appointment"},
	{Day{Kind: Open, Spans: []Span{{From: 0, To: civil.EndOfDay}}}, "24 h / 24|24 / 24|24 h sur 24|24 sur 24|24 h / 24 h|24 h|24 / 7|24 h / 24 7 j / 7|24 h / 24 / 7 j / 7|toute la journée|jour et nuit|all day|24 hours|day and night|round the clock"},
	{Day{}, "?|inconnu|non renseigné|non renseignés|je ne sais pas|unknown|not given|not known"},
	{UsualDay, "horaires habituels|comme d habitude|as usual|usual hours"},
}

type wholeDay struct {
	day   Day
	texts string
}

func (w wholeDay) is(words []typedWord) bool {
	var b strings.Builder
	for i, x := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(x.text)
	}
	for text := range strings.SplitSeq(w.texts, "|") {
		if b.String() == text {
			return true
		}
	}
	return false
}

// typedWord is a word in small letters, a number or a sign; from and to are its place in the text.
type typedWord struct {
	text     string
	number   int // -1 when it isn't one
	from, to int
}

// typedWords cuts a text. Every dash is "-", every sign that only separates is "/".
func typedWords(s string) (words []typedWord) {
	runes := []rune(s)
	for i := 0; i < len(runes); {
		from, r := i, runes[i]
		class := func(is func(rune) bool) string {
			for i < len(runes) && is(runes[i]) {
				i++
			}
			return strings.ToLower(string(runes[from:i]))
		}
		w := typedWord{number: -1, from: from}
		switch {
		case unicode.IsSpace(r) || r == '’' || r == '\'':
			if r == '\n' {
				w.text = "/"
			}
			i++
		case isDigit(r):
			w.text = class(isDigit)
			if len(w.text) <= 2 {
				w.number = int(w.text[len(w.text)-1] - '0')
				if len(w.text) == 2 {
					w.number += 10 * int(w.text[0]-'0')
				}
			}
		case unicode.IsLetter(r):
			w.text = class(unicode.IsLetter)
		default:
			w.text = string(r)
			switch {
			case unicode.Is(unicode.Dash, r) || r == '→':
				w.text = "-"
			case strings.ContainsRune(",;&+|·•", r):
				w.text = "/"
			}
			i++
		}
		if w.text != "" {
			w.to = i
			words = append(words, w)
		}
	}
	return words
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// clip keeps what a person typed short enough to be quoted back.
func clip(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return s
}
