package opening

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestHoursAreStoredCompactly(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"", `{}`},
		{"Tu,Fr 09:00-18:00; We 09:00-20:00; Sa 10:00-16:00; PH off",
			`{"week":["closed","09:00-18:00","09:00-20:00","closed","09:00-18:00","10:00-16:00","closed"],"public":"closed","school":"usual"}`},
		{"24/7", `{"week":"00:00-24:00","public":"usual","school":"usual"}`},
		{`Mo 09:00-12:00, Mo 14:00-17:00 "sur rendez-vous"; Tu unknown`,
			`{"week":["09:00-12:00,14:00-17:00 appointment","","closed","closed","closed","closed","closed"],"school":"usual"}`},
		{`PH off; SH unknown; 2026 Dec 24-2027 Jan 02 off "congés"; Feb 29 unknown`,
			`{"public":"closed","exceptions":[{"from":"2026-12-24","to":"2027-01-02","week":"closed","label":"congés"},{"from":"02-29"}]}`},
	} {
		h := osm(t, c[0])
		b, err := json.Marshal(h)
		if err != nil || string(b) != c[1] {
			t.Errorf("%s is stored %s, %v\nwant %s", c[0], b, err, c[1])
		}
		var back Hours
		if err := json.Unmarshal([]byte(c[1]), &back); err != nil || !back.Equal(h) {
			t.Errorf("%s reads %s, %v", c[1], back.OSM(), err)
		}
	}
	var h Hours
	if err := json.Unmarshal([]byte("null"), &h); err != nil || !h.IsZero() {
		t.Errorf("null: %+v, %v", h, err)
	}
}

func TestStoredHoursAreReadStrictly(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		`{"weeks":"closed"}`,
		`{"week":"shut"}`,
		`{"week":"open"}`,
		`{"week":"usual"}`,
		`{"week":["closed"]}`,
		`{"week":["","","","","","","",""]}`,
		`{"week":"9:00-12:00"}`,
		`{"week":"09:00-12:00,"}`,
		`{"week":"09:00"}`,
		`{"week":"09:00-09:00"}`,
		`{"week":"09:00-12:00,11:00-13:00"}`,
		`{"week":"24:00-02:00"}`,
		`{"week":7}`,
		`{"exceptions":[{"from":"2026-02-30","week":"closed"}]}`,
		`{"exceptions":[{"from":"2026-02-03","to":"2026-02-01","week":"closed"}]}`,
		`{"exceptions":[{"from":"02-03","to":"2026-02-05","week":"closed"}]}`,
		`{"exceptions":[{"from":"02-03","week":"closed"},{"from":"02-03"}]}`,
		`{"exceptions":[{"week":"closed"}]}`,
		`{"exceptions":[{"from":"1026-02-03","week":"closed"}]}`,
		`{"exceptions":[{"from":"2026-02-03","label":"` + strings.Repeat("é", 101) + `"}]}`,
		`[]`, `""`, ``, `{} {}`,
	} {
		var h Hours
		if err := json.Unmarshal([]byte(bad), &h); err == nil {
			t.Errorf("%.80s was read as %q", bad, h.OSM())
		}
	}
}

func TestEveryHoursCanBeStored(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := anyHours.Draw(t, "hours")
		b, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		var back Hours
		if err := json.Unmarshal(b, &back); err != nil || !back.Equal(h) {
			t.Fatalf("%s\n%s, %v", b, back.OSM(), err)
		}
	})
}

func FuzzStoredHours(f *testing.F) {
	f.Add(`{"week":["closed","09:00-18:00","","appointment","closed","20:00-02:00","closed"],"public":"closed","school":"usual"}`)
	f.Add(`{"exceptions":[{"from":"2026-12-24","to":"2027-01-02","week":"closed","label":"congés"},{"from":"02-29"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var h Hours
		if json.Unmarshal([]byte(text), &h) != nil {
			return
		}
		b, err := json.Marshal(h)
		if err != nil {
			t.Fatalf("%q was read but can't be stored: %v", text, err)
		}
		var back Hours
		if err := json.Unmarshal(b, &back); err != nil || !back.Equal(h) {
			t.Fatalf("%q is stored %s, which reads %q, %v", text, b, back.OSM(), err)
		}
	})
}
