package place

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"mitoyen/internal/kit/store"
)

// Format is an open format in which the whole directory leaves.
type Format struct {
	Name      string // as on the command line
	MediaType string
	FileName  string
	open      func(io.Writer) exporter
}

// exporter writes one file; records come one by one, so that the directory never stands in memory as a whole.
type exporter interface {
	write(record) error
	end() error
}

// The formats.
var (
	GeoJSON = Format{"geojson", "application/geo+json", "lieux.geojson", newGeoJSON}
	CSV     = Format{"csv", "text/csv; charset=utf-8", "lieux.csv", newCSV}
	Mednum  = Format{"mednum", "application/json; charset=utf-8", "lieux-mednum.json", newMednum} // "lieux de médiation numérique" 1.0
)

// Formats lists every format.
var Formats = []Format{GeoJSON, CSV, Mednum}

// Attribution goes with the data wherever it goes (Licence Ouverte 2.0).
const Attribution = "Sources : CGET, Mission Coworking, 2019 ; ANCT ; Insee ; RTES ; données modifiées. Licence Ouverte 2.0."

// record is a place with what an export says beside its sheet.
type record struct {
	Place
	CommuneName string
	Source      string // census that it comes from, "" for none
	SourceID    string // of its row there
}

// exportBatch is how many places are read at once.
const exportBatch = 500

// Export writes the whole directory, in the order of ids.
func Export(ctx context.Context, db *store.DB, f Format, w io.Writer) error {
	out := bufio.NewWriterSize(w, 64<<10)
	e := f.open(out)
	last := ""
	for {
		var batch []record
		err := db.View(ctx, func(tx *store.Tx) (err error) {
			batch, err = exportAfter(tx, last)
			return err
		})
		if err != nil {
			return err
		}
		for _, r := range batch {
			if err := e.write(r); err != nil {
				return err
			}
			last = r.ID.String()
		}
		if len(batch) < exportBatch {
			break
		}
	}
	if err := e.end(); err != nil {
		return err
	}
	return out.Flush()
}

func exportAfter(tx *store.Tx, last string) ([]record, error) {
	if last == "" {
		last = "00000000-0000-0000-0000-000000000000"
	}
	return store.All(tx, func(row store.Row) (r record, err error) {
		var source string
		r.Place, err = scan(skipLast{row, []any{&r.CommuneName, &source}})
		r.Source, r.SourceID, _ = strings.Cut(source, ":")
		return r, err
	}, `
		SELECT `+columns+`,
			coalesce((SELECT name FROM commune WHERE code = commune_code), ''),
			coalesce((SELECT min(source || ':' || source_id) FROM place_source s WHERE s.place_id = place.id), '')
		FROM place
		WHERE id > $1
		ORDER BY id
		LIMIT $2`, last, exportBatch)
}

// skipLast scans a row whose last columns go elsewhere.
type skipLast struct {
	row  store.Row
	more []any
}

func (s skipLast) Scan(to ...any) error { return s.row.Scan(append(to, s.more...)...) }

type csvExport struct{ w *csv.Writer }

// csvColumns are the columns of the CSV export: names in English, stable from now on.
var csvColumns = []string{"id", "source", "source_id", "name", "type", "stage", "stage_since", "summary", "address", "postcode", "commune_code", "commune",
	"departement", "latitude", "longitude", "position", "activities", "step_free", "opening_hours", "website", "phone", "email", "confirmed_on", "changed_at"}

func newCSV(w io.Writer) exporter {
	c := csv.NewWriter(w)
	c.Write(csvColumns) //nolint:errcheck // end tells
	return csvExport{c}
}

func (e csvExport) write(r record) error {
	lat, lon := "", ""
	if r.Point.Known() {
		lat, lon = degrees(r.Point.Lat), degrees(r.Point.Lon)
	}
	row := []string{r.ID.String(), r.Source, r.SourceID, r.Name, string(r.Kind), string(r.Stage), r.StageSince, r.Summary, r.Address, r.Postcode, r.Commune, r.CommuneName,
		r.Departement, lat, lon, string(r.Point.Of), activityWords(r.Activities), string(r.StepFree), r.Hours, r.Sheet.Website, r.Sheet.Phone, r.Sheet.Email, r.ConfirmedOn.String(), r.ChangedAt.String()}
	for i, cell := range row {
		if i != 13 && i != 14 {
			row[i] = defuse(cell)
		}
	}
	return e.w.Write(row)
}

// defuse keeps a spreadsheet from running a cell that begins like a formula.
func defuse(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (e csvExport) end() error {
	e.w.Flush()
	return e.w.Error()
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', 5, 64) }

func activityWords(s Set) string {
	var words []string
	for _, a := range s.List() {
		words = append(words, string(a))
	}
	return strings.Join(words, "|")
}

type geoExport struct {
	w     io.Writer
	first *bool
}

func newGeoJSON(w io.Writer) exporter {
	head, _ := json.Marshal(Attribution)
	io.WriteString(w, `{"type":"FeatureCollection","attribution":`+string(head)+`,"license":"https://www.etalab.gouv.fr/licence-ouverte-open-licence","features":[`) //nolint:errcheck // a buffered writer keeps its error
	first := true
	return geoExport{w, &first}
}

func (e geoExport) write(r record) error {
	properties := map[string]any{"id": r.ID.String(), "source": r.Source, "source_id": r.SourceID, "name": r.Name, "type": string(r.Kind), "stage": string(r.Stage),
		"commune_code": r.Commune, "commune": r.CommuneName, "departement": r.Departement, "address": r.Address, "postcode": r.Postcode, "slug": r.Slug,
		"position": string(r.Point.Of), "activities": r.Activities.List(), "step_free": string(r.StepFree), "opening_hours": r.Hours, "summary": r.Summary, "website": r.Sheet.Website}
	for k, v := range properties {
		if v == "" && k != "source_id" && k != "type" && k != "commune_code" {
			delete(properties, k)
		}
	}
	if r.Activities == 0 {
		delete(properties, "activities")
	}
	feature := map[string]any{"type": "Feature", "id": r.ID.String(), "properties": properties, "geometry": nil}
	if r.Point.Known() {
		feature["geometry"] = map[string]any{"type": "Point", "coordinates": []json.Number{json.Number(degrees(r.Point.Lon)), json.Number(degrees(r.Point.Lat))}}
	}
	return separated(e.w, e.first, feature)
}

func (e geoExport) end() error {
	_, err := io.WriteString(e.w, "\n]}\n")
	return err
}

// separated writes one element of a JSON array on a line of its own.
func separated(w io.Writer, first *bool, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	sep := ",\n"
	if *first {
		sep, *first = "\n", false
	}
	_, err = io.WriteString(w, sep+string(b))
	return err
}

type mednumExport struct {
	w     io.Writer
	first *bool
}

func newMednum(w io.Writer) exporter {
	io.WriteString(w, "[") //nolint:errcheck // a buffered writer keeps its error
	first := true
	return mednumExport{w, &first}
}

// mednumKinds are the words of the national schema's "typologie".
var mednumKinds = map[Kind]string{Coworking: "TIERS_LIEUX", FabLab: "TIERS_LIEUX|FABLAB", ThirdPlace: "TIERS_LIEUX", Hackerspace: "TIERS_LIEUX", LivingLab: "TIERS_LIEUX", KitchenKind: "TIERS_LIEUX", FranceServices: "RFS"}

// write leaves out what the schema requires and nobody knows: an empty commune is not invented. Places that are not open aren't part of
// the schema's subject, but each is written, with its stage in a field of our own, so that the file is the whole directory.
func (e mednumExport) write(r record) error {
	v := map[string]any{"id": r.ID.String(), "source_id": r.SourceID, "nom": r.Name, "commune": r.CommuneName, "code_postal": r.Postcode, "code_insee": r.Commune,
		"adresse": r.Address, "name": r.Name, "commune_code": r.Commune, "type": string(r.Kind), "stage": string(r.Stage), "source": Attribution,
		"date_maj": dateOr(r), "typologie": mednumKinds[r.Kind], "telephone": r.Sheet.Phone, "courriels": r.Sheet.Email, "site_web": r.Sheet.Website, "horaires": r.Hours,
		"presentation_resume": r.Summary, "presentation_detail": r.Sheet.Text}
	if r.Stage == Mobile {
		v["itinerance"] = "Itinérant"
	}
	for k, x := range v {
		if x == "" && k != "source_id" && k != "type" && k != "commune_code" {
			delete(v, k)
		}
	}
	if r.Point.Known() {
		v["latitude"], v["longitude"] = json.Number(degrees(r.Point.Lat)), json.Number(degrees(r.Point.Lon))
	}
	return separated(e.w, e.first, v)
}

func dateOr(r record) string {
	if !r.ConfirmedOn.IsZero() {
		return r.ConfirmedOn.String()
	}
	return r.ChangedAt.Time().Format("2006-01-02")
}

func (e mednumExport) end() error {
	_, err := io.WriteString(e.w, "\n]\n")
	return err
}
