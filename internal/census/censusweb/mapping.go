package censusweb

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/census"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// mapping is what the page of a strange file's columns shows: what was guessed, or what was typed.
type mapping struct {
	Import     intake.Import
	Head       intake.Head
	Mapping    census.Mapping
	KindColumn string   // whose words are asked about
	KindWords  []string // that the column holds, in the beginning of the file
	AskKinds   bool     // the column is new: its words have not been asked about yet
	Refusal    error
	Submission string
}

const (
	personal   = "personal" // of a column: never comes in
	kindWords  = 20         // that the page asks about
	sampleRows = 5
)

func (p Pages) mapPage(c *web.Call) error {
	m, err := p.mapping(c)
	if err != nil {
		return err
	}
	m.Mapping = census.SuggestMapping(m.Head.Columns)
	name := strings.TrimSuffix(m.Import.FileName, filepath.Ext(m.Import.FileName))
	m.Mapping.Label, m.Mapping.Key = name, strings.ReplaceAll(search.Fold(name), " ", "-")
	m.setKinds()
	return m.show(c)
}

// mapping reads the import and the beginning of its file.
func (p Pages) mapping(c *web.Call) (m mapping, err error) {
	m.Submission = form.NewSubmission()
	which, err := imported(c)
	if err != nil {
		return m, err
	}
	err = c.View(func(tx *store.Tx) (err error) {
		m.Import, err = intake.Find(tx, c.Actor, which)
		return err
	})
	if err != nil {
		return m, err
	}
	if m.Import.FileHash == "" {
		return m, fault.New(fault.NotFound, "intake.unknown")
	}
	m.Head, err = p.Imports.Head(m.Import)
	return m, err
}

func (m *mapping) show(c *web.Call) error {
	title := c.P.T("intake.map.title", i18n.Args{"File": m.Import.FileName})
	return c.Page(web.Page{Title: title, Robots: "noindex", Status: web.StatusOf(m.Refusal)}, mappingPage(*m, title))
}

// setKinds finds the words of the column that says what sort of place it is.
func (m *mapping) setKinds() {
	m.KindColumn, m.KindWords = "", nil
	if names := m.Mapping.Columns[string(census.PartKind)]; len(names) > 0 {
		m.KindColumn = names[0]
		m.KindWords = m.Head.Values(names[0], kindWords)
	}
}

// mapColumns begins the dry run of a file whose columns a person has mapped.
func (p Pages) mapColumns(c *web.Call) error {
	m, err := p.mapping(c)
	if err != nil {
		return err
	}
	v, err := c.Form()
	if err != nil {
		return err
	}
	m.Mapping = readMapping(v, m.Head.Columns)
	m.setKinds()
	if len(m.KindWords) > 0 && m.KindColumn != v.Get("kinds-of") {
		m.AskKinds = true
		return m.show(c)
	}
	err = p.Imports.Map(c.Ctx(), c.Actor, v.Submission(), m.Import.ID, m.Mapping)
	if err != nil {
		return c.Again(err, func(refusal error) error {
			m.Refusal = besideColumns(refusal)
			return m.show(c)
		})
	}
	return c.Go("census.run", "id", m.Import.ID.String())
}

// readMapping takes what was typed. What is wrong with it is Mapping.Profile's to say.
func readMapping(v form.Values, columns []string) census.Mapping {
	m := census.Mapping{
		Key: v.Text("key"), Label: v.Text("label"), Source: v.Text("source"), Licence: v.Text("licence"), Attribution: v.Text("attribution"),
		Date: v.Text("date"), Lists: v.Text("lists"), Columns: map[string]census.Names{}, Constants: map[string]string{}, Kinds: map[string]string{},
	}
	for i, column := range columns {
		switch part := v.Get(columnName(i)); part {
		case "":
		case personal:
			m.Personal = append(m.Personal, column)
		default:
			m.Columns[part] = append(m.Columns[part], column)
		}
	}
	for _, k := range []string{"kind", "stage"} {
		if x := v.Get(k); x != "" {
			m.Constants[k] = x
		}
	}
	for i := range kindWords {
		if word := v.Text("kindword-" + strconv.Itoa(i)); word != "" {
			m.Kinds[word] = v.Get("kindis-" + strconv.Itoa(i))
		}
	}
	return m
}

func columnName(i int) string { return "col-" + strconv.Itoa(i) }

// besideColumns moves the breaches of parts that no column of the page stands for to the columns as a whole, and those of constants to
// the fields that ask for them.
func besideColumns(refusal error) error {
	f, ok := fault.As(refusal)
	if !ok || len(f.Fields) == 0 {
		return refusal
	}
	moved := &fault.Fault{Kind: f.Kind, Code: f.Code, Args: f.Args}
	for _, x := range f.Fields {
		switch {
		case strings.HasPrefix(x.Name, "columns"):
			x.Name = "columns"
		case strings.HasPrefix(x.Name, "constants."):
			x.Name = strings.TrimPrefix(x.Name, "constants.")
		}
		moved.Fields = append(moved.Fields, x)
	}
	return moved
}

func (m mapping) labels(ctx context.Context) map[string]string {
	all := map[string]string{"columns": i18n.T(ctx, "intake.map.columns")}
	for _, k := range []string{"label", "source", "licence", "date", "key", "lists", "kind", "stage", "kinds"} {
		all[k] = i18n.T(ctx, "intake.map."+k)
	}
	return all
}

// parts are what a column can be read as.
func parts(ctx context.Context) []ui.Option {
	p := i18n.From(ctx)
	all := []ui.Option{{Value: personal, Text: p.T("intake.part.personal")}}
	for _, x := range census.Parts {
		all = append(all, ui.Option{Value: string(x), Text: p.T("intake.part." + string(x))})
	}
	return all
}

// partOf is what a column is read as so far.
func (m mapping) partOf(column string) string {
	if slices.Contains(m.Mapping.Personal, column) {
		return personal
	}
	for _, part := range census.Parts {
		if slices.Contains(m.Mapping.Columns[string(part)], column) {
			return string(part)
		}
	}
	return ""
}

// example shows what stands in a column.
func (m mapping) example(p *i18n.Printer, column string) string {
	values := m.Head.Values(column, 3)
	for i, v := range values {
		values[i] = clip(v, 60)
	}
	if len(values) == 0 {
		return p.T("intake.map.blank")
	}
	return p.T("intake.map.example", i18n.Args{"Values": strings.Join(values, " | ")})
}

func clip(s string, n int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return string(r)
}

// sample is the beginning of the file as a table.
func (m mapping) sample() ui.Table {
	t := ui.Table{ID: "debut", Grid: true}
	for _, c := range m.Head.Columns {
		t.Columns = append(t.Columns, ui.Column{Text: c})
	}
	for _, r := range m.Head.Rows[:min(sampleRows, len(m.Head.Rows))] {
		var cells []ui.TableCell
		for _, v := range r {
			cells = append(cells, ui.TableCell{Text: clip(v, 60)})
		}
		t.Rows = append(t.Rows, ui.TableRow{Cells: cells})
	}
	return t
}

func kinds(ctx context.Context) []ui.Option {
	var all []ui.Option
	for _, k := range place.Kinds {
		all = append(all, ui.Option{Value: string(k), Text: i18n.T(ctx, "place.kind."+string(k))})
	}
	return all
}

func stages(ctx context.Context) []ui.Option {
	var all []ui.Option
	for _, s := range place.Stages {
		all = append(all, ui.Option{Value: string(s), Text: i18n.T(ctx, "place.stage."+string(s))})
	}
	return all
}

// or is the first text that isn't empty.
func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
