package opening

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/locale"
)

func TestTypedDayIsRead(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"9h-12h30 / 14h-18h", "09:00-12:30,14:00-18:00"},
		{"9 h – 12 h 30, 14 h – 18 h", "09:00-12:30,14:00-18:00"},
		{"9\u00a0h – 12\u00a0h\u00a030, 14\u202fh – 18\u202fh", "09:00-12:30,14:00-18:00"},
		{"de 9h à 12h et de 14 à 18h30", "09:00-12:00,14:00-18:30"},
		{"Ouvert de 9h à 12h puis de 14h à 18h.", "09:00-12:00,14:00-18:00"},
		{"entre 9h et 12h et entre 14h et 18h", "09:00-12:00,14:00-18:00"},
		{"9:00-17:00", "09:00-17:00"},
		{"09:00 - 12:00 | 13:30 - 17:00", "09:00-12:00,13:30-17:00"},
		{"9-12 14-18", "09:00-12:00,14:00-18:00"},
		{"9h30-12h 14h-18h", "09:30-12:00,14:00-18:00"},
		{"9.30 - 12.00; 14 - 18", "09:30-12:00,14:00-18:00"},
		{"9 heures 30 à midi", "09:30-12:00"},
		{"18h à minuit", "18:00-24:00"},
		{"de 9 h jusqu’à 17 h", "09:00-17:00"},
		{"9h a 12h", "09:00-12:00"},
		{"14h-18h, 9h-12h", "09:00-12:00,14:00-18:00"}, // in any order
		{"9h-12h, 12h-14h", "09:00-14:00"},
		{"20h - 2h", "20:00-02:00"},
		{"18h-0h", "18:00-24:00"},
		{"0h-24h", "00:00-24:00"},
		{"24h/24", "00:00-24:00"},
		{"24h/24 7j/7", "00:00-24:00"},
		{"toute la journée", "00:00-24:00"},
		{"9am-5pm", "09:00-17:00"},
		{"9-5pm", "09:00-17:00"},
		{"2-5pm", "14:00-17:00"},
		{"9 a.m. to noon and 2:30 p.m. to 6 p.m.", "09:00-12:00,14:30-18:00"},
		{"12am-6am", "00:00-06:00"},
		{"from 9:30 to 12:15, 2pm until 6pm", "09:30-12:15,14:00-18:00"},
		{"between 9am and 12pm", "09:00-12:00"},
		{"fermé", "closed"},
		{" FERMÉ ", "closed"},
		{"ferme", "closed"},
		{"closed", "closed"},
		{"Sur rendez-vous", "appointment"},
		{"sur RDV.", "appointment"},
		{"by appointment", "appointment"},
		{"9h-12h, 14h-17h sur rendez-vous", "09:00-12:00,14:00-17:00 appointment"},
		{"9h-12h sur rdv et 14h-17h", "09:00-12:00 appointment,14:00-17:00"},
		{"horaires habituels", "usual"},
		{"", ""},
		{" \n ", ""},
		{"?", ""},
		{"non renseigné", ""},
		{"9h-12h\n14h-18h", "09:00-12:00,14:00-18:00"},
	} {
		d, err := ParseDay(c[0])
		if err != nil || d.text() != c[1] {
			t.Errorf("%q: %q, %v; want %q", c[0], d.text(), err, c[1])
		}
	}
}

func TestTypedDayThatIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, code, part, other string }{
		{"14h-9h", "end_before_start", "14h-9h", ""},
		{"9h-12h, 18h-14h", "end_before_start", "18h-14h", ""},
		{"9-5", "end_before_start", "9-5", ""}, // five in the morning? a slip
		{"9h-9h", "end_before_start", "9h-9h", ""},
		{"24h-25h", "no_such_time", "25h", ""},
		{"9h-13h et 12h-18h", "overlap", "9h-13h", "12h-18h"},
		{"20h-2h, 23h-23h30", "overlap", "20h-2h", "23h-23h30"},
		{"9h75-12h", "no_such_time", "9h75", ""},
		{"9:75-12", "no_such_time", "9:75", ""},
		{"13pm-14pm", "no_such_time", "13pm", ""},
		{"9h-", "unfinished", "", ""},
		{"9h", "unfinished", "", ""},
		{"de 9h à", "unfinished", "", ""},
		{"9h 12h", "not_understood", "12h", ""},
		{"9h/12h", "not_understood", "/12h", ""},
		{"le matin", "not_understood", "le matin", ""},
		{"9h-12h le matin", "not_understood", "le matin", ""},
		{"9h-12h fermé", "not_understood", "fermé", ""},
		{"ouvert", "not_understood", "ouvert", ""},
		{"9:5-12", "not_understood", "5-12", ""},
		{"123-456", "not_understood", "123-456", ""},
		{"lundi 9h-12h", "not_understood", "lundi 9h-12h", ""},
		{"sur rendez-vous le matin", "not_understood", "sur rendez-vous le matin", ""},
		{strings.Repeat("très long ", 20), "not_understood", "très long très long très long très long …", ""},
		{strings.Repeat("9h-12h ", 200), "too_long", "", ""},
		{"<script>", "not_understood", "<script>", ""},
	} {
		d, err := ParseDay(c.text)
		f, ok := fault.As(err)
		if !ok {
			t.Errorf("%q was read as %q, %v", c.text, d.text(), err)
			continue
		}
		part, other := "", ""
		if f.Args["Part"] != nil {
			part = fmt.Sprint(f.Args["Part"])
		}
		if f.Args["Other"] != nil {
			other = fmt.Sprint(f.Args["Other"])
		}
		if f.Kind != fault.Invalid || f.Code != "opening."+c.code || part != c.part || other != c.other {
			t.Errorf("%q: %s %q %q, want %s %q %q", c.text, f.Code, part, other, c.code, c.part, c.other)
		}
	}
}

// slip reports whether ParseDay would take one of the day's spans for a slip.
func slip(d Day) bool {
	for _, s := range d.Spans {
		if s.To < s.From && (s.From < 12*60 || s.To > 6*60) {
			return true
		}
	}
	return false
}

func TestWhatADaySaysCanBeTypedBack(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	day := anyDay(Unknown, Closed, ByAppointment, Usual, Open, Open, Open)
	rapid.Check(t, func(t *rapid.T) {
		d := day.Filter(func(d Day) bool { return !slip(d) }).Draw(t, "day")
		for _, lang := range i18n.Langs {
			text := SayDay(catalog.In(lang), d)
			if back, err := ParseDay(text); err != nil || !back.Equal(d) {
				t.Fatalf("%s: %q is said %q and read %q, %v", lang, d.text(), text, back.text(), err)
			}
		}
	})
}

func FuzzParseDay(f *testing.F) {
	for _, seed := range []string{
		"9h-12h30 / 14h-18h", "de 9h à 12h et de 14 à 18h30", "fermé", "9am to 5:30pm", "20h - 2h", "24h/24", "entre 9 h et midi", "14h-17h sur rdv", "9h75", "\xff", "9–12 & 14→18",
	} {
		f.Add(seed)
	}
	catalog, err := locale.Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDay(text)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("%q: %v is no fault", text, err)
			}
			return
		}
		if err := d.check(); err != nil {
			t.Fatalf("%q was read as a day that cannot be: %v", text, err)
		}
		for _, lang := range i18n.Langs {
			said := SayDay(catalog.In(lang), d)
			if back, err := ParseDay(said); err != nil && !slip(d) || err == nil && !back.Equal(d) {
				t.Fatalf("%q is said %q, which reads %q, %v", text, said, back.text(), err)
			}
		}
	})
}
