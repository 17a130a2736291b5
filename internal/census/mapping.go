package census

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	yamlast "github.com/goccy/go-yaml/ast"
	yamlparser "github.com/goccy/go-yaml/parser"

	"mitoyen/internal/kit/fault"
)

// Mapping is a profile that a person writes, in a MAPPING.yaml or on the page that shows a strange file's columns.
//
//	key: ateliers-creuse-2024          # of the source; keep it from one edition to the next
//	label: Ateliers de la Creuse
//	source: Département de la Creuse
//	licence: Licence Ouverte 2.0
//	date: 2024-05                      # a year, a month or a day
//	columns:                           # what : the file's column, or several
//	  name: Nom du lieu
//	  address: [N°, Voie]
//	  commune: Ville
//	constants: {stage: open}
//	kinds: {Espace de coworking: coworking, Atelier: ""}
//	personal: [Responsable, Mail]      # columns that never come in
type Mapping struct {
	Key         string            `yaml:"key"`
	Label       string            `yaml:"label"`
	Source      string            `yaml:"source"`
	Licence     string            `yaml:"licence"`
	Attribution string            `yaml:"attribution,omitempty"`
	Date        string            `yaml:"date"`
	Separator   string            `yaml:"separator,omitempty"` // of the file: "," ";" "|" "tab"; empty finds it out
	Lists       string            `yaml:"lists,omitempty"`     // inside a cell; | unless told
	Columns     map[string]Names  `yaml:"columns"`
	Constants   map[string]string `yaml:"constants,omitempty"` // kind, stage, activities
	Kinds       map[string]string `yaml:"kinds,omitempty"`
	Activities  map[string]string `yaml:"activities,omitempty"`
	Personal    []string          `yaml:"personal,omitempty"`
}

// Names are one column, or several.
type Names []string

// UnmarshalYAML takes a single name for a list of one.
func (n *Names) UnmarshalYAML(read func(any) error) error {
	var one string
	if read(&one) == nil {
		*n = Names{one}
		return nil
	}
	var many []string
	if err := read(&many); err != nil {
		return err
	}
	*n = many
	return nil
}

// mappingLimit bounds a mapping's text: a table of a few dozen lines.
const mappingLimit = 64 << 10

// ParseMapping reads a MAPPING.yaml. What is no YAML, or has a word that means nothing here, is a fault with its line.
func ParseMapping(text []byte) (m Mapping, err error) {
	if len(text) > mappingLimit {
		return Mapping{}, fault.New(fault.Invalid, "census.mapping.long", fault.Args{"Limit": mappingLimit >> 10})
	}
	// The YAML library follows null pointers in some malformed texts (fuzzing found "a: !x"), and strangers send these.
	defer func() {
		if recover() != nil {
			m, err = Mapping{}, fault.New(fault.Invalid, "census.mapping.syntax")
		}
	}()
	file, err := yamlparser.ParseBytes(text, 0)
	if err != nil {
		return Mapping{}, mappingFault(err)
	}
	// Anchors and tags have no use in a table, and a few anchors can unfold into gigabytes.
	for _, d := range file.Docs {
		for _, kind := range []yamlast.NodeType{yamlast.AnchorType, yamlast.AliasType, yamlast.TagType, yamlast.MergeKeyType} {
			if d.Body != nil && len(yamlast.Filter(kind, d.Body)) > 0 {
				return Mapping{}, fault.New(fault.Invalid, "census.mapping.anchors")
			}
		}
	}
	if err := yaml.UnmarshalWithOptions(text, &m, yaml.Strict()); err != nil {
		return Mapping{}, mappingFault(err)
	}
	return m, nil
}

// mappingFault keeps the line of an error and leaves its English words.
func mappingFault(err error) error {
	var e yaml.Error
	if errors.As(err, &e) && e.GetToken() != nil && e.GetToken().Position != nil {
		t := e.GetToken()
		return fault.New(fault.Invalid, "census.mapping.line", fault.Args{"Line": t.Position.Line, "Text": shorten(strings.TrimSpace(t.Value), 60)})
	}
	return fault.New(fault.Invalid, "census.mapping.syntax")
}

// YAML writes the mapping, so that what was mapped on a page can be kept and used again.
func (m Mapping) YAML() ([]byte, error) {
	text, err := yaml.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("write mapping: %w", err)
	}
	return text, nil
}
