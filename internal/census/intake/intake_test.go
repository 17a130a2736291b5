package intake_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"mitoyen/internal/census"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

func census2019(t testing.TB) []byte {
	t.Helper()
	text, err := census.Files.ReadFile("data/tiers-lieux-2019.csv")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestTheCensusTwiceDoublesNothing(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		text := census2019(c)
		var dry, first bytes.Buffer
		rehearsal := c.request(census.Census2019, text)
		rehearsal.Dry, rehearsal.ReportTo = true, &dry
		before := c.state()
		told, err := intake.Run(context.Background(), c.db, words(), rehearsal)
		if err != nil {
			c.Fatal(err)
		}
		if !slices.Equal(before, c.state()) || c.count(`SELECT version FROM directory_version`) != 0 {
			c.Fatal("the dry run wrote something")
		}

		request := c.request(census.Census2019, text)
		request.ReportTo = &first
		done, err := intake.Run(context.Background(), c.db, words(), request)
		if err != nil {
			c.Fatal(err)
		}
		n := done.Counts
		if n.Read != 1361 || n.Imported < 1250 || n.Imported+n.Waiting != 1361 || n.Waiting > 100 {
			c.Errorf("first time: %+v", n)
		}
		if told.Counts.Ready != n.Imported || told.Counts.Waiting != n.Waiting {
			c.Errorf("the dry run told %+v, and then came %+v", told.Counts, n)
		}
		if places, rows := c.count(`SELECT count(*) FROM place`), c.count(`SELECT count(*) FROM place_source`); places != n.Imported || rows != 1361 {
			c.Errorf("%d places of %d imported, %d rows kept of 1361", places, n.Imported, rows)
		}
		if waiting := len(c.waiting()); waiting != n.Waiting {
			c.Errorf("%d questions for %d rows that wait", waiting, n.Waiting)
		}
		if r := readReport(c.T, first.Bytes()); len(r.Rows) != 1361 || r.Counts != n {
			c.Errorf("the report has %d rows and says %+v", len(r.Rows), r.Counts)
		}

		after, version := c.state(), c.count(`SELECT version FROM directory_version`)
		again := c.run(census.Census2019, text)
		if sum(again.Counts) != "unchanged 1361" || again.ByCode[intake.StillWaiting] != n.Waiting {
			c.Errorf("second time: %+v", again)
		}
		if !slices.Equal(after, c.state()) || c.count(`SELECT version FROM directory_version`) != version {
			c.Error("the second time wrote something")
		}
	})
}

func TestImportedPlace(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		c.brings("imported 2", source("a", "2024-05"), forge, bobine)
		p := c.named("La Bobine")
		if p.Slug != "la-bobine" || p.Kind != place.FabLab || p.Commune != "52121" || p.Departement != "52" || p.Point.Of != place.AtCommune || p.ConfirmedOn.String() != "2024-05-01" {
			c.Errorf("%+v", p)
		}
		want := place.Origin{Rank: place.ByImport, Source: "a", On: p.ConfirmedOn, Ref: "b"}
		if p.Origins[place.FName] != want || p.Origins[place.FAddress] != want {
			c.Errorf("origins: %+v", p.Origins)
		}
		if _, said := p.Origins[place.FStage]; said || p.Stage != place.Open {
			c.Error("nobody said that the place is open: the stage is only what search needs")
		}
		c.view(func(tx *store.Tx) error {
			rows, err := place.SourcesOf(tx, p.ID)
			if err != nil || len(rows) != 1 || rows[0].Row != 3 || !slices.Contains(rows[0].Raw, [2]string{"type", "fablab"}) || rows[0].Facts[place.FKind] != "fablab" {
				c.Errorf("source rows: %+v, %v", rows, err)
			}
			entries, err := journal.Of(tx, "place", p.ID.String(), 0, 10)
			if err != nil || len(entries) != 1 || entries[0].Verb != "place.imported" || entries[0].Person != c.coordinator.Person.String() {
				c.Errorf("journal: %+v, %v", entries, err)
			}
			return nil
		})
	})
}

func TestChangedRowCompletesItsPlace(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		a := source("a", "2024")
		c.brings("imported 2", a, forge, etabli)
		moved := forge.with(func(l *line) { l.address, l.phone = "9 rue des Royaux", "" })
		c.brings("updated 1, unchanged 1", a, moved, etabli)
		p := c.named("La Forge")
		if p.Address != "9 rue des Royaux" || p.Sheet.Phone == "" {
			c.Errorf("address %q, phone %q: what a row no longer says stays", p.Address, p.Sheet.Phone)
		}
		renamed := moved.with(func(l *line) { l.name = "La Grande Forge" })
		c.brings("updated 1, unchanged 1", a, renamed, etabli)
		c.view(func(tx *store.Tx) error {
			if p, err := place.FindBySlug(tx, "la-forge"); err != nil || p.Slug != "la-grande-forge" {
				c.Errorf("the old address leads to %q, %v", p.Slug, err)
			}
			entries, err := journal.Of(tx, "place", p.ID.String(), 0, 10)
			if err != nil || len(entries) != 3 || entries[1].Verb != "place.updated" || entries[1].Data["address"] != "4 rue des Royaux → 9 rue des Royaux" {
				c.Errorf("journal: %+v, %v", entries, err)
			}
			return nil
		})
		c.brings("unchanged 2", a, renamed, etabli)
	})
}

// A newer edition that says the same vouches for the place, and an older one changes nothing.
func TestNewerEditionConfirms(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		c.brings("imported 1", source("a", "2024"), forge)
		c.brings("unchanged 1", source("a", "2026"), forge)
		if on := c.named("La Forge").ConfirmedOn.String(); on != "2026-01-01" {
			c.Errorf("confirmed on %s", on)
		}
		if n := c.count(`SELECT count(*) FROM journal WHERE verb = 'place.updated'`); n != 0 {
			c.Errorf("%d entries in the journal for nothing new", n)
		}
		older := forge.with(func(l *line) { l.address = "1 rue d'avant" })
		c.brings("unchanged 1", source("a", "2020"), older)
		if p := c.named("La Forge"); p.Address != forge.address || p.ConfirmedOn.String() != "2026-01-01" {
			c.Errorf("%q, %s", p.Address, p.ConfirmedOn)
		}
	})
}

func TestPersonBeatsImportAndTeamBeatsPerson(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		a := source("a", "2030") // later than any edit
		c.brings("imported 1", a, forge)
		p := c.named("La Forge")
		c.edit(c.coordinator, p, place.Facts{place.FAddress: "5 rue des Royaux, fond de cour", place.FSummary: "Une forge."})
		second := forge.with(func(l *line) { l.address, l.site = "7 rue des Royaux", "https://autre.example.org" })
		c.brings("updated 1", a, second)
		p = c.named("La Forge")
		if p.Address != "5 rue des Royaux, fond de cour" || p.Sheet.Website != "https://autre.example.org" {
			c.Errorf("a person's address became %q, the source's own site %q", p.Address, p.Sheet.Website)
		}

		c.update(func(tx *store.Tx) error {
			return organisation.Give(tx, organisation.System, c.manager.Person, organisation.Grant{Role: organisation.Manager, Scope: organisation.InPlace, ID: p.ID.String()})
		})
		team := c.manager
		team.Grants = append(slices.Clone(team.Grants), organisation.Grant{Role: organisation.Manager, Scope: organisation.InPlace, ID: p.ID.String()})
		c.edit(team, p, place.Facts{place.FAddress: "5 bis rue des Royaux", place.FWebsite: "https://equipe.example.org"})
		third := second.with(func(l *line) {
			l.address, l.site, l.phone = "8 rue des Royaux", "https://encore.example.org", "0325000002"
		})
		c.brings("updated 1", a, third)
		p = c.named("La Forge")
		if p.Address != "5 bis rue des Royaux" || p.Sheet.Website != "https://equipe.example.org" || p.Sheet.Phone != "+33 3 25 00 00 02" {
			c.Errorf("%q, %q, %q", p.Address, p.Sheet.Website, p.Sheet.Phone)
		}
		if o := p.Origins[place.FWebsite]; o.Rank != place.ByTeam {
			c.Errorf("origin of the team's site: %+v", o)
		}
		c.waits()
		c.brings("unchanged 1", a, third.with(func(l *line) { l.address = "99 rue des Royaux" }))
	})
}

func TestWhoMayImport(t *testing.T) {
	t.Parallel()
	inCountry(t, func(c *country) {
		for _, x := range []struct {
			who   string
			actor organisation.Actor
			want  string
		}{
			{"a stranger", organisation.Actor{}, "organisation.sign_in_first"},
			{"somebody without role", c.nobody, "organisation.may_not"},
			{"an organisation's manager", c.manager, "organisation.may_not"},
			{"an organisation's own coordinator", c.local, "organisation.may_not"},
			{"the coordinator", c.coordinator, ""},
			{"the program", organisation.System, ""},
		} {
			r := c.request(source("a", "2024"), file(forge))
			r.By = x.actor
			r.Open = opened(file(forge))
			if _, err := intake.Run(context.Background(), c.db, words(), r); refusal(err) != x.want {
				c.Errorf("%s: %q, want %q", x.who, refusal(err), x.want)
			}
			if n := c.count(`SELECT count(*) FROM place`); (n == 1) != (x.want == "" || x.who == "the program") {
				c.Errorf("%s: %d places", x.who, n)
			}
		}
	})
}
