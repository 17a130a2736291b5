// Package locale holds every sentence that a person reads: fr/*.json is the source, en/*.json is complete, one file per domain.
// A test in this package checks that each key exists in both, is used, and has its arguments.
package locale

import (
	"embed"

	"mitoyen/internal/kit/i18n"
)

//go:embed fr/*.json en/*.json
var files embed.FS

// Load reads the catalogue.
func Load() (*i18n.Catalog, error) { return i18n.Load(files) }
