package place_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// hostile are names that would run, break a file or hide in it.
var hostile = []string{
	`=HYPERLINK("http://example.org";"La GARE")`, "+33", "-1+1", "@SUM(A1)", "\"quoted\", and; more", "<script>alert('x')</script>", "d'ici\net là",
	"Œuvre & Cœur", "a|b", "{\"a\":1}", "…", "\u202egnihton",
}

// harvest is a directory of more than one batch, with hostile names and one row of a census.
func (v *village) harvest(extra int) (want map[string]string) {
	v.Helper()
	want = map[string]string{}
	v.update(func(tx *store.Tx) error {
		for i, name := range hostile {
			f := place.Facts{place.FName: name, place.FCommune: "52499", place.FStage: string(place.Stages[i%len(place.Stages)]), place.FSummary: name, place.FPhone: "+33 3 25 00 00 01",
				place.FActivities: "desk,making", place.FHours: "Mo-Fr 09:00-18:00", place.FText: name, place.FEmail: "contact@example.org"}
			p, err := place.Create(tx, organisation.System, place.Place{}, f, byImport, "place.created")
			if err != nil {
				return err
			}
			if i == 0 {
				if err := place.AddSource(tx, p.ID, "census-2019", "12", f); err != nil {
					return err
				}
				if err := place.AddSource(tx, p.ID, "fabriques", "f:3", f); err != nil {
					return err
				}
			}
		}
		for i := range extra {
			_, err := tx.Exec(`INSERT INTO place (id, slug, name, sort_name, stage, version, created_at, changed_at) VALUES ($1, $2, $3, $2, 'open', 1, $4, $4)`,
				id.New[place.Place](), fmt.Sprint("lieu-", i), fmt.Sprint("Lieu ", i), tx.Now)
			if err != nil {
				return err
			}
		}
		return nil
	})
	for _, p := range v.everyPlace() {
		want[p.ID.String()] = p.Name
	}
	return want
}

func (v *village) export(f place.Format) []byte {
	v.Helper()
	var out bytes.Buffer
	if err := place.Export(context.Background(), v.db, f, &out); err != nil {
		v.Fatal(err)
	}
	return out.Bytes()
}

// everyOneOnce checks that a file names every place of the directory, once.
func (v *village) everyOneOnce(what string, got []string, want map[string]string) {
	v.Helper()
	seen := map[string]bool{}
	for _, x := range got {
		if seen[x] || want[x] == "" {
			v.Errorf("%s: %s stands twice, or isn't there", what, x)
		}
		seen[x] = true
	}
	if len(seen) != len(want) {
		v.Errorf("%s has %d places of %d", what, len(seen), len(want))
	}
}

func TestExportGeoJSON(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		want := v.harvest(620)
		var file struct {
			Type, Attribution, License string
			Features                   []struct {
				Type, ID   string
				Properties map[string]any
				Geometry   *struct {
					Type        string
					Coordinates []float64
				}
			}
		}
		if err := json.Unmarshal(v.export(place.GeoJSON), &file); err != nil {
			v.Fatal(err)
		}
		if file.Type != "FeatureCollection" || file.Attribution != place.Attribution || !strings.Contains(file.License, "licence-ouverte") {
			v.Errorf("%s, %q, %q", file.Type, file.Attribution, file.License)
		}
		var ids []string
		sources := 0
		for _, f := range file.Features {
			ids = append(ids, f.ID)
			for _, key := range []string{"id", "source_id", "name", "type", "stage", "commune_code"} {
				if _, there := f.Properties[key]; !there {
					v.Fatalf("%v has no %s", f.Properties, key)
				}
			}
			if f.Type != "Feature" || f.Properties["name"] != want[f.ID] {
				v.Errorf("%s is %v, want %q", f.ID, f.Properties["name"], want[f.ID])
			}
			if f.Properties["source_id"] != "" {
				sources++
			}
			if f.Properties["commune_code"] == "52499" && (f.Geometry == nil || f.Geometry.Type != "Point" || f.Geometry.Coordinates[0] > 6 || f.Geometry.Coordinates[1] < 47) {
				v.Errorf("%s stands at %+v: longitude comes first", f.ID, f.Geometry)
			}
		}
		v.everyOneOnce("GeoJSON", ids, want)
		if sources != 1 {
			v.Errorf("%d places come from a census", sources)
		}
	})
}

func TestExportCSV(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		want := v.harvest(20)
		rows, err := csv.NewReader(bytes.NewReader(v.export(place.CSV))).ReadAll()
		if err != nil {
			v.Fatal(err)
		}
		// Others read these columns by name: a new one comes at the end of this list, and none goes.
		columns := []string{"id", "source", "source_id", "name", "type", "stage", "stage_since", "summary", "address", "postcode", "commune_code", "commune",
			"departement", "latitude", "longitude", "position", "activities", "step_free", "opening_hours", "website", "phone", "email", "confirmed_on", "changed_at"}
		if !slices.Equal(rows[0], columns) {
			v.Fatalf("the columns are %v", rows[0])
		}
		at := func(row []string, column string) string { return row[slices.Index(columns, column)] }
		var ids []string
		for _, row := range rows[1:] {
			ids = append(ids, at(row, "id"))
			if len(row) != len(columns) {
				v.Errorf("%d cells: %v", len(row), row)
			}
			for i, cell := range row {
				if columns[i] != "latitude" && columns[i] != "longitude" && cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					v.Errorf("%s would run as a formula: %q", columns[i], cell)
				}
			}
			if name := strings.TrimPrefix(at(row, "name"), "'"); name != want[at(row, "id")] {
				v.Errorf("%s is %q, want %q", at(row, "id"), name, want[at(row, "id")])
			}
			if at(row, "commune_code") == "52499" && (at(row, "commune") != "Vaillant" || !strings.HasPrefix(at(row, "latitude"), "47.")) {
				v.Errorf("in %q at %q", at(row, "commune"), at(row, "latitude"))
			}
		}
		v.everyOneOnce("CSV", ids, want)
	})
}

func TestExportMednum(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		want := v.harvest(20)
		var file []map[string]any
		if err := json.Unmarshal(v.export(place.Mednum), &file); err != nil {
			v.Fatal(err)
		}
		var ids []string
		for _, x := range file {
			ids = append(ids, x["id"].(string))
			for _, key := range []string{"id", "nom", "name", "source_id", "commune_code", "type", "stage", "source", "date_maj"} {
				if _, there := x[key]; !there {
					v.Fatalf("%v has no %s", x, key)
				}
			}
			if x["nom"] != want[x["id"].(string)] {
				v.Errorf("%v is %v", x["id"], x["nom"])
			}
		}
		v.everyOneOnce("mednum", ids, want)
	})
}

func TestExportOfAnEmptyDirectory(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		v.update(func(tx *store.Tx) error {
			_, err := tx.Exec(`DELETE FROM place`)
			return err
		})
		for _, f := range place.Formats {
			text := v.export(f)
			if f.Name == "csv" {
				if rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll(); err != nil || len(rows) != 1 {
					v.Errorf("csv: %d rows, %v", len(rows), err)
				}
			} else if !json.Valid(text) {
				v.Errorf("%s: %s", f.Name, text)
			}
		}
	})
}

// full is a reader that goes away.
type full struct{ left int }

var errFull = errors.New("the reader went away")

func (f *full) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestExportTellsThatItBrokeOff(t *testing.T) {
	t.Parallel()
	inVillage(t, func(v *village) {
		v.harvest(600)
		for _, f := range place.Formats {
			if err := place.Export(context.Background(), v.db, f, &full{30_000}); !errors.Is(err, errFull) {
				v.Errorf("%s: %v", f.Name, err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			cancel()
			if err := place.Export(ctx, v.db, f, &full{1 << 30}); err == nil {
				v.Errorf("%s: nobody waited any more, and it went on", f.Name)
			}
		}
	})
}
