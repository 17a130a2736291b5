package siteweb

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// apiDocument is what the page about the API reads of its OpenAPI document: the page can't say anything else than the document does.
type apiDocument struct {
	Info struct {
		Description string `json:"description"`
	} `json:"info"`
	Servers []struct {
		URL string `json:"url"`
	} `json:"servers"`
	Tags []struct {
		Name        string `json:"name"`
		Description string `json:"description"`
	} `json:"tags"`
	Paths      map[string]map[string]apiOperation `json:"paths"`
	Components struct {
		Schemas map[string]apiSchema `json:"schemas"`
	} `json:"components"`
}

type apiOperation struct {
	ID          string                `json:"operationId"`
	Summary     string                `json:"summary"`
	Description string                `json:"description"`
	Tags        []string              `json:"tags"`
	Parameters  []apiParameter        `json:"parameters"`
	Body        apiContent            `json:"requestBody"`
	Responses   map[string]apiContent `json:"responses"`
	Security    []any                 `json:"security"`

	Method, Path string `json:"-"`
}

type apiParameter struct {
	Name        string    `json:"name"`
	In          string    `json:"in"`
	Required    bool      `json:"required"`
	Description string    `json:"description"`
	Schema      apiSchema `json:"schema"`
}

type apiContent struct {
	Content map[string]struct {
		Schema apiSchema `json:"schema"`
	} `json:"content"`
}

type apiSchema struct {
	Ref         string               `json:"$ref"`
	Type        any                  `json:"type"` // a word, or several
	Format      string               `json:"format"`
	Description string               `json:"description"`
	Enum        []any                `json:"enum"`
	Items       *apiSchema           `json:"items"`
	Properties  map[string]apiSchema `json:"properties"`
	Required    []string             `json:"required"`
	Examples    []any                `json:"examples"`
}

// apiPage makes the page of a document.
func apiPage(document func() ([]byte, error)) func(*web.Call) error {
	return func(c *web.Call) error {
		text, err := document()
		if err != nil {
			return err
		}
		var d apiDocument
		if err := json.Unmarshal(text, &d); err != nil {
			return fmt.Errorf("read the API's own document: %w", err)
		}
		return c.Page(web.Page{Title: c.P.T("site.api.title"), Section: "site.data", Description: c.P.T("site.api.lead")}, showAPI(d, c.Origin()))
	}
}

// apiGroup is the operations about one thing.
type apiGroup struct {
	Name, About string
	Operations  []apiOperation
}

// apiPlaces say where a parameter stands.
var apiPlaces = map[string]string{"path": "site.api.in.path", "query": "site.api.in.query", "header": "site.api.in.header"}

var apiMethods = []string{"GET", "POST", "PATCH", "DELETE"}

// groups are the operations by what they are about, reading before writing.
func (d apiDocument) groups() (all []apiGroup) {
	root := ""
	if len(d.Servers) > 0 {
		root = d.Servers[0].URL
	}
	byTag := map[string][]apiOperation{}
	for path, methods := range d.Paths {
		for method, op := range methods {
			op.Method, op.Path = strings.ToUpper(method), root+path
			byTag[op.Tags[0]] = append(byTag[op.Tags[0]], op)
		}
	}
	for _, tag := range d.Tags {
		ops := byTag[tag.Name]
		slices.SortFunc(ops, func(a, b apiOperation) int {
			return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(slices.Index(apiMethods, a.Method), slices.Index(apiMethods, b.Method)))
		})
		all = append(all, apiGroup{tag.Name, tag.Description, ops})
	}
	return all
}

// paragraphs are the document's beginning, without the marks of Markdown.
func (d apiDocument) paragraphs() []string {
	return strings.Split(strings.ReplaceAll(d.Info.Description, "**", ""), "\n\n")
}

// parameterRows are what stands in the address and in the headers.
func (o apiOperation) parameterRows(p *i18n.Printer) []ui.TableRow {
	var rows []ui.TableRow
	for _, x := range o.Parameters {
		x.Schema.Description = cmp.Or(x.Description, x.Schema.Description)
		rows = append(rows, x.Schema.row(p, x.Name, x.Required, p.T(apiPlaces[x.In])))
	}
	return rows
}

// body is what is sent.
func (o apiOperation) body() apiSchema { return o.Body.Content["application/json"].Schema }

// answers are what comes back, by status; all problems have one form.
func (o apiOperation) answers() (good []apiAnswer, problems string) {
	var refused []string
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		if status >= "400" {
			refused = append(refused, status)
			continue
		}
		for kind, x := range o.Responses[status].Content {
			good = append(good, apiAnswer{Status: status, Kind: kind, Schema: x.Schema})
		}
	}
	return good, strings.Join(refused, ", ")
}

type apiAnswer struct {
	Status, Kind string
	Schema       apiSchema
}

// name is the name of a schema that stands by itself; "" for a plain value.
func (s apiSchema) name() string { return strings.TrimPrefix(s.Ref, "#/components/schemas/") }

// typed is what kind of value it is, in a few words.
func (s apiSchema) typed() string {
	if s.Ref != "" {
		return s.name()
	}
	if s.Items != nil {
		return "[" + s.Items.typed() + "]"
	}
	word := ""
	switch t := s.Type.(type) {
	case string:
		word = t
	case []any:
		var parts []string
		for _, x := range t {
			if x != "null" {
				parts = append(parts, fmt.Sprint(x))
			}
		}
		word = strings.Join(parts, " / ")
	}
	switch s.Format {
	case "", "int64", "double":
		return word
	}
	return s.Format
}

// ref is the name of the schema that a value is of, or its items.
func (s apiSchema) ref() string {
	if s.Items != nil {
		return s.Items.name()
	}
	return s.name()
}

// row describes a value.
func (s apiSchema) row(p *i18n.Printer, name string, required bool, where string) ui.TableRow {
	cells := []ui.TableCell{{Content: apiName(name, required)}}
	if where != "" {
		cells = append(cells, ui.TableCell{Text: where})
	}
	kind := ui.TableCell{Text: s.typed()}
	if r := s.ref(); r != "" {
		kind.Href = "#" + r
	}
	meaning := s.Description
	if len(s.Enum) > 0 {
		var words []string
		for _, x := range s.Enum {
			words = append(words, fmt.Sprint(x))
		}
		meaning = strings.TrimSpace(meaning + " " + p.T("site.api.one_of", i18n.Args{"Words": strings.Join(words, ", ")}))
	}
	if len(s.Examples) > 0 {
		meaning = strings.TrimSpace(meaning + " " + p.T("site.api.example", i18n.Args{"Value": s.Examples[0]}))
	}
	return ui.TableRow{Cells: append(cells, kind, ui.TableCell{Text: meaning})}
}

// propertyRows are the fields of an object, those that must be there first.
func (s apiSchema) propertyRows(p *i18n.Printer) []ui.TableRow {
	names := slices.Sorted(maps.Keys(s.Properties))
	slices.SortStableFunc(names, func(a, b string) int { return position(s.Required, a) - position(s.Required, b) })
	var rows []ui.TableRow
	for _, name := range names {
		rows = append(rows, s.Properties[name].row(p, name, slices.Contains(s.Required, name), ""))
	}
	return rows
}

// position is where a name stands in a list; after all others when it doesn't.
func position(all []string, name string) int {
	if i := slices.Index(all, name); i >= 0 {
		return i
	}
	return len(all)
}

func (d apiDocument) schemaNames() []string { return slices.Sorted(maps.Keys(d.Components.Schemas)) }

func columns(p *i18n.Printer, keys ...string) []ui.Column {
	var all []ui.Column
	for _, k := range keys {
		all = append(all, ui.Column{Text: p.T(k)})
	}
	return all
}
