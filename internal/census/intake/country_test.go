package intake_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/census"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/locale"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
	"mitoyen/internal/testkit"
)

// country is an empty directory with the people who keep it.
type country struct {
	*testing.T
	db          *store.DB
	clock       *testkit.Clock
	coordinator organisation.Actor
	manager     organisation.Actor // of some association
	local       organisation.Actor // coordinates within that association alone
	nobody      organisation.Actor // signed in, without role
	association organisation.ID
}

// inCountry runs a test on each database.
func inCountry(t *testing.T, f func(c *country)) {
	t.Helper()
	clock := &testkit.Clock{}
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		c := &country{T: t, db: db, clock: clock}
		c.update(func(tx *store.Tx) error {
			own, err := organisation.Create(tx, organisation.Organisation{Name: "Une association", Kind: organisation.Association})
			if err != nil {
				return err
			}
			c.association = own.ID
			inside := func(r organisation.Role) organisation.Grant {
				return organisation.Grant{Role: r, Scope: organisation.InOrganisation, ID: own.ID.String()}
			}
			for _, x := range []struct {
				who  *organisation.Actor
				name string
				held []organisation.Grant
			}{
				{&c.coordinator, "nadia", []organisation.Grant{{Role: organisation.Coordinator, Scope: organisation.InInstance}}},
				{&c.manager, "maryse", []organisation.Grant{inside(organisation.Manager)}},
				{&c.local, "louise", []organisation.Grant{inside(organisation.Coordinator)}},
				{&c.nobody, "lea", nil},
			} {
				p, err := account.Open(tx, x.name+"@example.org", i18n.French)
				if err != nil {
					return err
				}
				for _, g := range x.held {
					if err := organisation.Give(tx, organisation.System, p.ID, g); err != nil {
						return err
					}
				}
				if *x.who, err = organisation.Load(tx, p.ID); err != nil {
					return err
				}
			}
			return nil
		})
		f(c)
	}, testkit.WithTerritory(), testkit.WithClock(clock.Now))
}

// words and communes are read once: every database holds the same.
var words = sync.OnceValue(func() *i18n.Catalog {
	c, err := locale.Load()
	if err != nil {
		panic(err)
	}
	return c
})

var gazetteer struct {
	sync.Once
	*territory.Gazetteer
}

// communesOf are the communes, from whichever database is asked first.
func communesOf(t testing.TB, db *store.DB) *territory.Gazetteer {
	t.Helper()
	gazetteer.Do(func() {
		err := db.View(context.Background(), func(tx *store.Tx) (err error) {
			gazetteer.Gazetteer, err = territory.LoadGazetteer(tx)
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
	return gazetteer.Gazetteer
}

// line is one row of a source.
type line struct{ id, name, address, postcode, commune, site, phone, kind string }

// The places of the tests. La Forge and L'Établi are in Joinville, La Bobine in Chaumont.
var (
	forge  = line{id: "f", name: "La Forge", address: "4 rue des Royaux", postcode: "52300", commune: "Joinville", site: "https://forge.example.org", phone: "0325000001"}
	etabli = line{id: "e", name: "L'Établi", address: "12 rue du Grand Pont", postcode: "52300", commune: "Joinville"}
	bobine = line{id: "b", name: "La Bobine", address: "3 place du Marché", postcode: "52000", commune: "Chaumont", kind: "fablab"}
)

func (l line) with(change func(*line)) line {
	change(&l)
	return l
}

// file writes rows as a CSV file.
func file(all ...line) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"id", "nom", "adresse", "cp", "commune", "site", "tel", "type"}}
	for _, l := range all {
		rows = append(rows, []string{l.id, l.name, l.address, l.postcode, l.commune, l.site, l.phone, l.kind})
	}
	if err := w.WriteAll(rows); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// source is the profile of such a file.
func source(key, date string) census.Profile {
	p, err := mapping(key, date).Profile()
	if err != nil {
		panic(err)
	}
	return p
}

func mapping(key, date string) census.Mapping {
	return census.Mapping{Key: key, Label: key, Source: "Somebody", Licence: "Licence Ouverte 2.0", Date: date, Kinds: map[string]string{"fablab": "fablab"},
		Columns: map[string]census.Names{"id": {"id"}, "name": {"nom"}, "address": {"adresse"}, "postcode": {"cp"}, "commune": {"commune"},
			"website": {"site"}, "phone": {"tel"}, "kind": {"type"}}}
}

func opened(text []byte) func() (io.ReadCloser, int64, error) {
	return func() (io.ReadCloser, int64, error) {
		return io.NopCloser(bytes.NewReader(text)), int64(len(text)), nil
	}
}

func (c *country) request(p census.Profile, text []byte) intake.Request {
	return intake.Request{Profile: p, FileName: "lieux.csv", Open: opened(text), By: c.coordinator, Communes: communesOf(c, c.db)}
}

// run imports a file that must be read to its end.
func (c *country) run(p census.Profile, text []byte) intake.Result {
	c.Helper()
	r, err := intake.Run(context.Background(), c.db, words(), c.request(p, text))
	if err != nil {
		c.Fatal(err)
	}
	return r
}

// brings imports rows and checks what became of them: "imported 2, waiting 1".
func (c *country) brings(want string, p census.Profile, all ...line) {
	c.Helper()
	if got := sum(c.run(p, file(all...)).Counts); got != want {
		c.Errorf("%s: %q, want %q", p.Key, got, want)
	}
}

// sum says in words what became of the rows.
func sum(n census.Counts) string {
	var all []string
	for _, x := range []struct {
		what string
		n    int
	}{{"ready", n.Ready}, {"imported", n.Imported}, {"updated", n.Updated}, {"unchanged", n.Unchanged}, {"waiting", n.Waiting}, {"refused", n.Refused}} {
		if x.n > 0 {
			all = append(all, fmt.Sprintf("%s %d", x.what, x.n))
		}
	}
	return strings.Join(all, ", ")
}

func (c *country) update(do func(*store.Tx) error) {
	c.Helper()
	if err := c.db.Update(context.Background(), do); err != nil {
		c.Fatal(err)
	}
}

func (c *country) view(do func(*store.Tx) error) {
	c.Helper()
	if err := c.db.View(context.Background(), do); err != nil {
		c.Fatal(err)
	}
}

// named finds the one place of a name.
func (c *country) named(name string) (p place.Place) {
	c.Helper()
	c.view(func(tx *store.Tx) error {
		ids, err := store.All(tx, store.Value[place.ID], `SELECT id FROM place WHERE name = $1`, name)
		if err != nil {
			return err
		}
		if len(ids) != 1 {
			c.Fatalf("%d places are called %s", len(ids), name)
		}
		p, err = place.Find(tx, ids[0])
		return err
	})
	return p
}

func (c *country) edit(by organisation.Actor, p place.Place, f place.Facts) {
	c.Helper()
	c.update(func(tx *store.Tx) error {
		_, err := place.Edit(tx, by, place.EditRequest{Place: p.ID, Facts: f})
		return err
	})
}

// waiting is everything that waits for a person, oldest first.
func (c *country) waiting() (all []place.Proposal) {
	c.Helper()
	c.view(func(tx *store.Tx) (err error) {
		all, err = place.OpenProposals(tx, "", "", 0, 1000)
		return err
	})
	return all
}

// waits checks what waits, as "reason of the row's id".
func (c *country) waits(want ...string) {
	c.Helper()
	var got []string
	for _, q := range c.waiting() {
		got = append(got, string(q.Reason)+" of "+q.SourceID)
	}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		c.Errorf("waiting: %q, want %q", got, want)
	}
}

func (c *country) decide(which id.Of[place.Proposal], r place.DecideRequest) {
	c.Helper()
	r.Proposal = which
	c.update(func(tx *store.Tx) error {
		_, err := place.Decide(tx, c.coordinator, r)
		return err
	})
}

func (c *country) count(query string, args ...any) (n int) {
	c.Helper()
	c.view(func(tx *store.Tx) (err error) {
		n, err = store.One(tx, store.Value[int], query, args...)
		return err
	})
	return n
}

// state is everything that an import can write, without what differs from run to run: ids, times and the numbers of versions.
func (c *country) state() []string {
	c.Helper()
	var all []string
	read := func(query string) {
		c.view(func(tx *store.Tx) error {
			rows, err := store.All(tx, store.Value[string], query)
			all = append(all, rows...)
			return err
		})
	}
	read(`SELECT name || '|' || slug || '|' || kind || '|' || commune_code || '|' || address || '|' || sheet || '|' || origins FROM place`)
	read(`SELECT s.source_id || '|' || s.row_hash || '|' || s.facts || '|' || s.problems || '|' || coalesce(p.slug, '-')
		FROM place_source s LEFT JOIN place p ON p.id = s.place_id`)
	read(`SELECT q.source_id || '|' || q.reason || '|' || q.state || '|' || q.facts || '|' || coalesce(p.slug, '-')
		FROM proposal q LEFT JOIN place p ON p.id = q.place_id`)
	read(`SELECT verb || '|' || data FROM journal WHERE verb LIKE 'place.%'`)
	slices.Sort(all) // the engines order texts otherwise than Go
	return all
}

// refusal is the code of a fault, or what else went wrong.
func refusal(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	if err != nil {
		return "broken: " + err.Error()
	}
	return ""
}

// readReport takes report.json apart.
func readReport(t *testing.T, text []byte) (r struct {
	Rows   []intake.ReportRow
	Counts census.Counts
	ByCode map[string]int `json:"problems_by_code"`
}) {
	t.Helper()
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatalf("the report is no JSON: %v", err)
	}
	return r
}
