package intake_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
)

// forgeOf is La Forge as another source writes it.
var forgeOf = line{id: "77", name: "La Forge de Joinville", address: "4, rue des Royaux", postcode: "52300", commune: "Joinville", site: "https://laforge.example.net"}

func TestDuplicateWaitsWithBothVersions(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		c.brings("imported 2", source("a", "2024"), forge, bobine)
		c.brings("imported 1, waiting 1", source("b", "2025"), forgeOf, etabli)
		c.waits("duplicate of 77")
		q := c.waiting()[0]
		if p := c.named("La Forge"); q.Place != p.ID || p.Sheet.Website != forge.site {
			c.Errorf("it points at %s and left %q", q.PlaceName, p.Sheet.Website)
		}
		if q.Facts[place.FName] != forgeOf.name || q.Facts[place.FWebsite] != forgeOf.site || q.Origin.Source != "b" || q.Origin.Ref != "77" {
			c.Errorf("what it would set: %v from %+v", q.Facts, q.Origin)
		}
		if said := strings.Join(intake.Sentences(words().In(i18n.French), q.Problems), " "); !strings.Contains(said, "même adresse") {
			c.Errorf("why: %q", said)
		}
		c.view(func(tx *store.Tx) error {
			row, err := place.FindSource(tx, "b", "77")
			if err != nil || row == nil || !slices.Contains(row.Raw, [2]string{"nom", forgeOf.name}) {
				c.Errorf("the row that waits: %+v, %v", row, err)
			}
			return nil
		})
		if n := c.count(`SELECT count(*) FROM place_source WHERE place_id IS NULL`); n != 1 {
			c.Errorf("%d rows without a place", n)
		}
	})
}

func TestTwinsOfOneFile(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		twice := forge.with(func(l *line) { l.id = "f2" })
		// One name and one site, a page and a street for each: two branches.
		north := line{id: "n", name: "La Cordée", address: "1 rue du Nord", postcode: "52100", commune: "Saint-Dizier", site: "https://cordee.example.org/nord"}
		south := line{id: "s", name: "La Cordée", address: "9 rue du Sud", postcode: "52100", commune: "Saint-Dizier", site: "https://cordee.example.org/sud"}
		c.brings("imported 3, waiting 1", source("a", "2024"), forge, twice, north, south)
		c.waits("duplicate of f2")
		if q := c.waiting()[0]; q.Place != c.named("La Forge").ID {
			c.Error("the second row points at the place of the first")
		}
	})
}

func TestDoubtWaitsUntilTheRowIsMended(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		a := source("a", "2024")
		lost := etabli.with(func(l *line) { l.commune, l.postcode = "", "" })
		c.brings("imported 1, waiting 1", a, forge, lost)
		c.waits("doubt of e")
		c.brings("unchanged 2", a, forge, lost)
		c.brings("unchanged 1, waiting 1", a, forge, lost.with(func(l *line) { l.phone = "0325000009" }))
		c.waits("doubt of e")
		if q := c.waiting()[0]; q.Facts[place.FPhone] == "" {
			c.Error("what waits wasn't brought up to date")
		}
		c.brings("imported 1, unchanged 1", a, forge, etabli)
		c.waits()
		if n := c.count(`SELECT count(*) FROM proposal WHERE state = 'withdrawn'`); n != 1 {
			c.Errorf("%d questions withdrawn", n)
		}
	})
}

func TestConflictOfTwoSourcesWaitsOnce(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		a, b := source("a", "2024"), source("b", "2025")
		c.brings("imported 1", a, forge)
		c.brings("waiting 1", b, forgeOf)
		q := c.waiting()[0]
		c.decide(q.ID, place.DecideRequest{Accept: true, Into: q.Place})
		c.waits()
		c.brings("unchanged 1", b, forgeOf)

		other := forgeOf.with(func(l *line) { l.address, l.kind = "40 rue Neuve", "fablab" })
		c.brings("waiting 1", b, other)
		c.waits("conflict of 77")
		p := c.named("La Forge")
		if p.Address != forge.address || p.Kind != place.FabLab {
			c.Errorf("address %q, kind %q: what doesn't clash is taken, the rest waits", p.Address, p.Kind)
		}
		if q := c.waiting()[0]; q.Place != p.ID || q.Facts[place.FAddress] != other.address || q.Base[place.FAddress] != forge.address || q.Facts[place.FKind] != "" {
			c.Errorf("it asks about %v, over %v", q.Facts, q.Base)
		}

		c.brings("unchanged 1", b, other)
		third := other.with(func(l *line) { l.address = "41 rue Neuve" })
		c.brings("waiting 1", b, third)
		c.waits("conflict of 77")
		if q := c.waiting()[0]; q.Facts[place.FAddress] != third.address {
			c.Errorf("still asks about %v", q.Facts)
		}
		c.brings("unchanged 1", b, third.with(func(l *line) { l.address = forge.address }))
		c.waits()
	})
}

func TestDecisionsAreRespected(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		a, b := source("a", "2024"), source("b", "2025")
		c.brings("imported 1", a, forge)
		nowhere := etabli.with(func(l *line) { l.commune, l.postcode = "", "" })
		other := line{id: "x", name: "Forge", address: "4 rue des Royaux", postcode: "52300", commune: "Joinville"}
		c.brings("waiting 3", b, forgeOf, nowhere, other)
		for _, q := range c.waiting() {
			switch q.SourceID {
			case "77": // the same place
				c.decide(q.ID, place.DecideRequest{Accept: true, Into: q.Place, Fields: []place.Field{place.FWebsite}})
			case "e": // not worth a place
				c.decide(q.ID, place.DecideRequest{})
			case "x": // another place under one roof
				c.decide(q.ID, place.DecideRequest{Accept: true})
			}
		}
		c.waits()
		c.brings("unchanged 3", b, forgeOf, nowhere, other)
		c.waits()
		if n := c.count(`SELECT count(*) FROM place`); n != 2 {
			c.Errorf("%d places", n)
		}

		// The merged row changes: its place is completed. The refused one changes: a person is asked, nothing comes in by itself.
		merged := forgeOf.with(func(l *line) { l.kind = "fablab" })
		mended := etabli
		c.brings("updated 1, unchanged 1, waiting 1", b, merged, mended, other)
		c.waits("doubt of e")
		if c.named("La Forge").Kind != place.FabLab || c.count(`SELECT count(*) FROM place`) != 2 {
			c.Error("the merged row completes its place, and the refused one makes none")
		}
		if said := intake.Sentences(words().In(i18n.French), c.waiting()[0].Problems); !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, "a refusé cette ligne") }) {
			c.Errorf("why: %q", said)
		}

		// Two sources differ, a person keeps what stands: nobody is asked about that address again, though the row changes elsewhere.
		clashing := merged.with(func(l *line) { l.address = "40 rue Neuve" })
		c.brings("unchanged 2, waiting 1", b, clashing, mended, other)
		for _, q := range c.waiting() {
			if q.Reason == place.Clash {
				c.decide(q.ID, place.DecideRequest{})
			}
		}
		c.brings("unchanged 3", b, clashing, mended, other)
		c.brings("updated 1, unchanged 2", b, clashing.with(func(l *line) { l.site = "https://neuve.example.net" }), mended, other)
		c.waits("doubt of e")
		c.brings("unchanged 2, waiting 1", b, clashing.with(func(l *line) { l.address = "42 rue Neuve" }), mended, other)
		c.waits("doubt of e", "conflict of 77")
	})
}

// Two rows of a file were said to be one place: the second sees what the first has done.
func TestTwoRowsOfOnePlace(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		a := source("a", "2024")
		twice := forge.with(func(l *line) { l.id = "f2" })
		c.brings("imported 1, waiting 1", a, forge, twice)
		q := c.waiting()[0]
		c.decide(q.ID, place.DecideRequest{Accept: true, Into: q.Place})
		one := forge.with(func(l *line) { l.phone = "0325000007" })
		two := twice.with(func(l *line) { l.kind = "fablab" })
		c.brings("updated 2", a, one, two)
		if p := c.named("La Forge"); p.Kind != place.FabLab || p.Sheet.Phone != "+33 3 25 00 00 07" && p.Sheet.Phone != "+33 3 25 00 00 01" {
			c.Errorf("%q, %q", p.Kind, p.Sheet.Phone)
		}
	})
}

func TestRepeatedIDIsRefused(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		a := source("a", "2024")
		again := bobine.with(func(l *line) { l.id = forge.id })
		c.brings("imported 1, refused 1", a, forge, again)
		c.brings("unchanged 1, refused 1", a, forge, again)
		if c.named("La Forge").Address != forge.address {
			c.Error("the second row wrote over the first")
		}
	})
}

func TestProblemsAreKeptWithoutLanguage(t *testing.T) {
	t.Parallel()
	stored := json.RawMessage(`[{"code":"census.position.far","field":"position","args":{"Km":12.3,"Commune":"Joinville"}},{"code":"census.row.short","field":"","args":{"Count":3}}]`)
	french, english := intake.Sentences(words().In(i18n.French), stored), intake.Sentences(words().In(i18n.English), stored)
	if len(french) != 2 || !strings.Contains(french[0], "12\u00a0km") || !strings.Contains(english[0], "12\u00a0km") || !strings.Contains(french[1], " 3 ") {
		t.Errorf("%q %q", french, english)
	}
}
