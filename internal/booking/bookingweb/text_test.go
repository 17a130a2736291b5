package bookingweb

import (
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mitoyen/internal/booking"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/sms"
	"mitoyen/internal/locale"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
)

func aBooking(lang i18n.Lang, what, where, why string) booked {
	now := civil.At(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))
	v := booked{Now: now, Why: why, Place: place.Place{Name: where}, Resource: resource.Resource{Name: what}, Line: booking.Line{Until: now.Add(14 * time.Hour)}}
	v.Booking = booking.Booking{Number: 12345, Lang: lang, Link: "__________________--_w", From: now.Add(50*time.Hour + 30*time.Minute), To: now.Add(53 * time.Hour)}
	return v
}

const someSite = "https://lieux.haute-marne.example"

func TestTextsFitIntoOneMessage(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Langs {
		for what, key := range textKeys {
			for _, names := range [][3]string{
				{"Salle du quai", "La GARE", ""}, {"Découpeuse laser", "Le Labo des bénévoles", "Peinture"}, {"Espace de travail partagé", "L’Atelier de l’été, tiers-lieu nourricier", ""},
				{"Grande salle de réunion du premier étage, côté jardin", "La Manufacture des Quatre Vallées et du Plateau de Langres", "Travaux d’isolation de la toiture pendant tout l’hiver"},
			} {
				text := aBooking(lang, names[0], names[1], names[2]).words(catalog.In(lang), someSite, key, 12)
				size := sms.Measure(text)
				if most := map[bool]int{true: 2, false: 1}[what == "alone" || len(names[2]) > 10]; size.Parts > most || !size.GSM {
					t.Errorf("%s in %s: %+v: %s", what, lang, size, text)
				}
				if strings.Contains(text, "{{") || strings.Contains(text, "<no value>") || !strings.Contains(text, someSite+"/r/") {
					t.Errorf("%s in %s: %s", what, lang, text)
				}
			}
		}
	}
	if t.Failed() {
		return
	}
	rapid.Check(t, func(t *rapid.T) {
		lang, key := rapid.SampledFrom(i18n.Langs[:]).Draw(t, "language"), rapid.SampledFrom(slices.Sorted(maps.Values(textKeys))).Draw(t, "key")
		name := rapid.StringMatching(`[A-ZÉa-zéèàçôœ’ -]{0,90}`)
		text := aBooking(lang, name.Draw(t, "what"), name.Draw(t, "where"), name.Draw(t, "why")).words(catalog.In(lang), someSite, key, 104)
		if s := sms.Measure(text); s.Parts > 2 || !s.GSM {
			t.Fatalf("%+v: %s", s, text)
		}
	})
}

func TestTextsSayTheTimeShortly(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := civil.At(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))
	at := func(month time.Month, day, hour, minute int) civil.Instant {
		year := 2026
		if month < 10 {
			year = 2027
		}
		return civil.At(time.Date(year, month, day, hour, minute, 0, 0, time.UTC))
	}
	for _, x := range []struct {
		from, to civil.Instant
		fr, en   string
	}{
		{at(11, 27, 14, 0), at(11, 27, 16, 30), "ven. 27/11 14h-16h30", "Fri 27 Nov 14:00-16:30"},
		{at(11, 27, 20, 0), at(11, 28, 0, 0), "ven. 27/11 20h-24h", "Fri 27 Nov 20:00-24:00"},
		{at(11, 27, 17, 0), at(11, 30, 10, 0), "ven. 27/11 17h - lun. 30/11 10h", "Fri 27 Nov 17:00 - Mon 30 Nov 10:00"},
		{at(8, 2, 9, 5), at(8, 2, 10, 0), "lun. 2/8/2027 9h05-10h", "Mon 2 Aug 2027 09:05-10:00"},
	} {
		for lang, want := range map[i18n.Lang]string{i18n.French: x.fr, i18n.English: x.en} {
			if got := textSpan(catalog.In(lang), x.from, x.to, time.UTC, now); got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
}

func TestShortLinksAreTheLongOnes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "secret")
		link := base64.RawURLEncoding.EncodeToString(raw)
		short := shortLink(link)
		if longLink(short) != link || len(short) > 22 || strings.ContainsAny(short, "-_") {
			t.Fatalf("%s is %s, and %s again", link, short, longLink(short))
		}
		longLink(rapid.StringN(0, 40, -1).Draw(t, "typed"))
	})
	for _, wrong := range []string{"", "-1", "no-such-link", strings.Repeat("z", 22), strings.Repeat("1", 5000)} {
		if got := longLink(wrong); got != "" {
			t.Errorf("%q leads to %q", wrong, got)
		}
	}
}
