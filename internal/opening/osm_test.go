package opening

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/fault"
)

func TestOSMIsReadAndWrittenBack(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{ // as found, as we write it ("" for the same)
		{"Mo-Fr 09:00-12:00,14:00-18:00; Sa 10:00-16:00; PH off", ""},
		{"Mo-Fr 09:00-17:00; SH Mo-Fr 14:00-17:00; PH off", ""},
		{"24/7", ""},
		{"24/7; PH off", "Mo-Su 00:00-24:00; PH off"},
		{"Dec 24-Jan 02 off", ""},
		{"2026 Dec 24 off", ""},
		{`Mo-Fr 09:00-12:00; 2026 Dec 24-2027 Jan 02 off "congés"`, ""},
		{"by appointment", `Mo-Su "sur rendez-vous"`},
		{`"sur rendez-vous"`, `Mo-Su "sur rendez-vous"`},
		{`Mo-Fr "Sur RDV"`, `Mo-Fr "sur rendez-vous"`},
		{"Mo-Fr sur rendez-vous; PH off", `Mo-Fr "sur rendez-vous"; PH off`},
		{`Mo-Fr 09:00-12:00; We 14:00-17:00 "sur rendez-vous"`, `Mo-Tu,Th-Fr 09:00-12:00; We 14:00-17:00 "sur rendez-vous"`},
		{`Mo 09:00-12:00, Mo 14:00-17:00 "sur rendez-vous"`, ""},
		{"off", "Mo-Su off"},
		{"closed", "Mo-Su off"},
		{"", ""},
		{"   ", ""},
		{"unknown", "Mo-Su unknown"},
		{"09:00-12:00", "Mo-Su 09:00-12:00"},
		{"mo-fr 9:00-12:00 , 14:00-18:00 ;", "Mo-Fr 09:00-12:00,14:00-18:00"},
		{"Mo - Fr 09:00 – 12:00", "Mo-Fr 09:00-12:00"},
		{"Mo,Tu,We 09:00-12:00", "Mo-We 09:00-12:00"},
		{"Sa-Mo 09:00-12:00", "Mo,Sa-Su 09:00-12:00"},
		{"Mo-Fr,PH 09:00-12:00", "Mo-Fr 09:00-12:00; PH 09:00-12:00"},
		{"Mo-Fr 09:00-12:00; Sa,Su,PH off", "Mo-Fr 09:00-12:00; PH off"},
		{"PH,SH off", "SH off; PH off"},
		{"PH: off", "PH off"},
		{"PH Mo-Fr 10:00-12:00; PH Sa off", "PH Mo-Fr 10:00-12:00; PH Sa off"},
		{`Mo-Fr 09:00-12:00; PH "as usual"`, `Mo-Fr 09:00-12:00; PH "horaires habituels"`},
		{"Mo-Fr 14:00-18:00; Mo-Fr 09:00-12:00", "Mo-Fr 09:00-12:00"},                                // a later rule replaces
		{"Mo-Fr 14:00-18:00, We 09:00-12:00", "Mo-Tu,Th-Fr 14:00-18:00; We 09:00-12:00,14:00-18:00"}, // after a comma it adds
		{"Mo-Fr 09:00-12:00; We off", "Mo-Tu,Th-Fr 09:00-12:00"},                                     // unnamed days are closed
		{"Fr 20:00-26:00", "Fr 20:00-02:00"},                                                         // hours of the next day
		{"Fr 20:00-00:00", "Fr 20:00-24:00"},
		{"Mo open", "Mo 00:00-24:00"},
		{"Mo 09:00-12:00,12:00-14:00", "Mo 09:00-14:00"},
		{"Mo unknown; Tu 09:00-12:00", ""},
		{"Mo 09:00-12:00; SH unknown", ""},
		{"Jul-Aug Mo-Fr 09:00-12:00", "Jul 01-Aug 31 Mo-Fr 09:00-12:00"}, // months
		{"Mo-Fr 09:00-17:00; Feb off", "Mo-Fr 09:00-17:00; Feb 01-29 off"},
		{"2026 Feb off", "2026 Feb 01-28 off"},
		{"2026 Dec 24-Jan 02 off", "2026 Dec 24-2027 Jan 02 off"}, // a range goes forward
		{"2026 Dec 24-26 off", ""},
		{"Dec 25,Jan 01 off", "Jan 01 off; Dec 25 off"},
		{"Dec 24: 10:00-12:00", "Dec 24 10:00-12:00"},
		{`Aug 10:00-12:00`, "Aug 01-31 10:00-12:00"},
		{`2026 Dec 24 10:00-12:00 open "veille de Noël"`, ""},
		{`2026 Dec 24 10:00-12:00 "sur rendez-vous, veille de Noël"`, ""},
		{`2026 Nov 11 "horaires habituels"`, ""},
		{`2026 Nov 11 unknown "à voir"`, ""},
		{`2026 Jul 01-31 Mo-Fr 09:00-12:00; 2026 Jul 01-31 Sa off`, ""},
		{"Mo-Fr 09:00-12:00; PH off; 2026 Jul 01-31 off", "Mo-Fr 09:00-12:00; 2026 Jul 01-31 off; PH off"},
	} {
		text, want := c[0], c[1]
		if want == "" {
			want = strings.TrimSpace(text)
		}
		h, err := ParseOSM(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := h.OSM(); got != want {
			t.Errorf("%s\n is written %s\n     want   %s", text, got, want)
		}
	}
}

func TestOSMMeans(t *testing.T) {
	t.Parallel()
	h := osm(t, "Mo-Fr 09:00-12:00")
	if !h.School.Equal(Every(UsualDay)) || !h.Public.Equal(Week{}) || h.Week[0].Kind != Closed || h.Week[1].Kind != Open {
		t.Errorf("a plain timetable: %+v", h)
	}
	if h := osm(t, "24/7"); !h.Equal(Always()) {
		t.Errorf("24/7: %+v", h)
	}
	if h := osm(t, "PH off"); h.Week[1].Kind != Unknown {
		t.Errorf("a week that nobody spoke of: %+v", h)
	}
	if h := osm(t, ""); !h.IsZero() {
		t.Errorf("no text: %+v", h)
	}
	e := osm(t, "Dec 24-Jan 02 off").Exceptions[0]
	if !e.Yearly() || e.From.Day != 24 || e.To.Day != 2 || e.Week[3].Kind != Closed {
		t.Errorf("a yearly closure: %+v", e)
	}
}

func TestOSMThatIsNotUnderstood(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, code, part, position string }{
		{"Lu-Ve 09:00-12:00", "osm_not_understood", "Lu", "1"},
		{"Mo-Fr 09:00-12:00; Mo[1] off", "osm_not_understood", "[", "22"},
		{"week 1-53/2 Mo 09:00-12:00", "osm_not_understood", "week", "1"},
		{"Mo-Fr sunrise-sunset", "osm_not_understood", "sunrise", "7"},
		{"Mo-Fr 09:00+", "osm_not_understood", "+", "12"},
		{"Mo-Fr 09:00-17:00+", "osm_not_understood", "+", "18"},
		{`Mo-Fr 09:00-17:00 || "sur rendez-vous"`, "osm_not_understood", "|", "19"},
		{"Mo-Fr 9h-12h", "osm_not_understood", "9", "7"},
		{"Mo-Fr 09:00-25:00", "end_before_start", "", ""},
		{"Mo-Fr 09:00-33:30", "end_before_start", "09:00-33:30", "7"},
		{"Mo-Fr 09:00-49:30", "osm_no_such_time", "49:30", "13"},
		{"Mo-Fr 09:60-10:00", "osm_no_such_time", "09:60", "7"},
		{"Mo-Fr 25:00-26:00", "osm_no_such_time", "25:00-26:00", "7"},
		{"Mo-Fr 09:00-09:00", "end_before_start", "09:00-09:00", "7"},
		{"Mo-Fr 09:00-12:00,11:00-13:00", "overlap", "11:00-13:00", "7"},
		{"Mo-Fr 09:00-12:00, We 11:00-13:00", "overlap", "11:00-13:00", "20"},
		{"Mo-Fr", "osm_no_hours", "Mo-Fr", "1"},
		{"Mo-Fr ; Sa off", "osm_no_hours", "Mo-Fr", "1"},
		{"Mo- 09:00-12:00", "osm_not_understood", "09", "5"},
		{"Mo-Fr 09:00-12:00,", "osm_unfinished", "", "19"},
		{"Mo-Fr 09:00-", "osm_unfinished", "", "13"},
		{`Mo-Fr 09:00-12:00 "sonner`, "osm_open_quote", `"sonner`, "19"},
		{`Mo-Fr 09:00-12:00 "sonner au 2e"`, "osm_comment", "sonner au 2e", "19"},
		{`Mo-Fr 09:00-12:00 open "sonner"`, "osm_comment", "sonner", "24"},
		{`2026 Aug 01-31 "congés"`, "osm_comment", "congés", "16"},
		{"Feb 30 off", "osm_no_such_date", "Feb 30", "1"},
		{"2027 Feb 29 off", "osm_no_such_date", "2027 Feb 29", "1"},
		{"2026 Dec 24-2026 Dec 20 off", "osm_no_such_date", "2026 Dec 24-2026 Dec 20", "1"},
		{"1900 Dec 24 off", "osm_no_such_date", "1900 Dec 24", "1"},
		{"2026 Dec 24 Mo off", "osm_no_such_date", "2026 Dec 24 Mo off", "1"}, // a Thursday
		{"2026 off", "osm_not_understood", "off", "6"},
		{"2026 Dec 24-2026 28 off", "osm_not_understood", "28", "18"},
		{"Dec 24-Mo off", "osm_not_understood", "Mo", "8"},
		{"Dec 24-10:00 off", "osm_not_understood", "10", "8"},
		{"PH Mo-12 off", "osm_not_understood", "12", "7"},
		{"PH 09:00-12:00, PH 11:00-13:00", "overlap", "11:00-13:00", "17"},
		{"SH 09:00-12:00, SH 11:00-13:00", "overlap", "11:00-13:00", "17"},
		{"Dec 24 09:00-12:00, Dec 24 11:00-13:00", "overlap", "11:00-13:00", "21"},
		{"0000 Dec 24 off", "osm_no_such_date", "0000 Dec 24", "1"},
		{"Mo 09:00-12:00; 12345", "osm_not_understood", "12345", "17"},
		{`Mo 09:00-12:00 "` + strings.Repeat("é", 50) + `"`, "osm_comment", strings.Repeat("é", 40) + "…", "16"},
		{`2026 Dec 24 off "` + strings.Repeat("é", 101) + `"`, "label_too_long", "", ""},
		{"2026-2027 off", "osm_not_understood", "-", "5"},
		{"Aug PH off", "osm_not_understood", "PH", "5"},
		{"easter off", "osm_not_understood", "easter", "1"},
		{"PH -1 day off", "osm_not_understood", "-", "4"},
		{"Mo 12:00-14:00 off", "osm_not_understood", "off", "16"},
		{`Mo "horaires habituels"`, "usual_of_what", "Mo", "1"},
		{`2026 Aug 03-28 Mo off "a"; 2026 Aug 03-28 Tu off "b"`, "osm_two_labels", "b", "28"},
		{"Mo 09:00-12:00 \xff", "osm_not_understood", "�", "16"},
		{strings.Repeat("Mo 09:00-12:00;", 9000), "too_long", "", ""},
		{"09:00-12:00-14:00", "osm_not_understood", "-", "12"},
	} {
		h, err := ParseOSM(c.text)
		if c.text == "Mo-Fr 09:00-25:00" { // one in the morning: the syntax allows it
			if err != nil || h.OSM() != "Mo-Fr 09:00-01:00" {
				t.Errorf("%s: %s, %v", c.text, h.OSM(), err)
			}
			continue
		}
		f, ok := fault.As(err)
		if !ok {
			t.Errorf("%s was read as %s, %v", c.text, h.OSM(), err)
			continue
		}
		part, position := fmt.Sprint(f.Args["Part"]), fmt.Sprint(f.Args["Position"])
		if f.Code != "opening."+c.code || c.part != "" && part != c.part || c.position != "" && position != c.position {
			t.Errorf("%.60s: %s %q at %s, want %s %q at %s", c.text, f.Code, part, position, c.code, c.part, c.position)
		}
	}
}

func TestOSMWithTooManyDates(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range maxExceptions + 1 {
		fmt.Fprintf(&text, "%d Dec 24 off;", 2000+i)
	}
	if _, err := ParseOSM(text.String()); err == nil || !strings.Contains(err.Error(), "opening.too_many_exceptions") {
		t.Error(err)
	}
}

func TestEveryHoursCanBeWrittenAndReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := anyHours.Draw(t, "hours")
		text := h.OSM()
		back, err := ParseOSM(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if !back.Equal(h) {
			t.Fatalf("%s\nwas  %+v\nback %+v", text, h, back)
		}
		if again := back.OSM(); again != text {
			t.Fatalf("%s\nthen %s", text, again)
		}
	})
}

func FuzzParseOSM(f *testing.F) {
	for _, seed := range []string{
		"Mo-Fr 09:00-12:00,14:00-18:00; Sa 10:00-16:00; PH off; SH Mo-Fr 14:00-17:00", "24/7", "Dec 24-Jan 02 off", `2026 Dec 24 off "congés"`,
		`Mo 09:00-12:00, Mo 14:00-17:00 "sur rendez-vous"`, "2026 Aug 01-31 Mo-Fr 20:00-26:00", "Mo[1] 09:00-12:00", `"`, "Fr 20:00-02:00;;,", "2024 Feb-29 off",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		h, err := ParseOSM(text)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("%q: %v is no fault", text, err)
			}
			return
		}
		if err := h.Check(); err != nil {
			t.Fatalf("%q was read as hours that cannot be: %v", text, err)
		}
		written := h.OSM()
		if back, err := ParseOSM(written); err != nil || !back.Equal(h) {
			t.Fatalf("%q is written %q, which reads %q, %v", text, written, back.OSM(), err)
		}
	})
}
