package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

//go:embed assets
var tree embed.FS

// StaticPrefix is where the edge mounts Static.
const StaticPrefix = "/static/"

// sheets are the parts of each style sheet, in the order of their layers: app.css for every page, map.css for a map that moves.
var sheets = map[string][]string{
	"app.css": {"tokens.css", "base.css", "components.css", "product.css"},
	"map.css": {leafletSheet, "live.css"},
}

// leafletSheet is made by others: it gets a layer of its own, so that our sheet has the last word whatever its selectors weigh.
const leafletSheet = "leaflet.css"

// files are served as they stand in the folder, by their type. The licences of what others made travel with it.
var files = map[string]string{
	"app.js":                      "text/javascript; charset=utf-8",
	"map.js":                      "text/javascript; charset=utf-8",
	"drag.js":                     "text/javascript; charset=utf-8",
	deskWorker:                    "text/javascript; charset=utf-8",
	"counter.js":                  "text/javascript; charset=utf-8",
	"answer.js":                   "text/javascript; charset=utf-8",
	"leaflet.js":                  "text/javascript; charset=utf-8",
	"departements.json":           "application/json",
	"favicon.svg":                 "image/svg+xml",
	"carte-france.svg":            "image/svg+xml",
	fontFile:                      "font/woff2",
	titleFile:                     "font/woff2",
	"bricolage-grotesque.OFL.txt": "text/plain; charset=utf-8",
	"leaflet.LICENSE.txt":         "text/plain; charset=utf-8",
	"sprite.LICENSE.txt":          "text/plain; charset=utf-8",
}

// deskWorker keeps the counter's page for when the line is lost. A worker's address must stay and stand above the pages that it serves.
const deskWorker = "desk-worker.js"

// DeskWorker serves it at its lasting address.
func DeskWorker() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", files[deskWorker])
		w.Header().Set("Cache-Control", "no-cache")
		w.Write(assets()[deskWorker].plain) //nolint:errcheck // the reader went away
	})
}

const fontFile = "bricolage-grotesque-mitoyen.woff2"

// titleFile is the same in one weight and fewer letters, for the titles of slim pages.
const titleFile = "bricolage-grotesque-titles.woff2"

// asset is one file that browsers keep for a year: its address changes whenever its bytes do.
type asset struct {
	kind    string
	hashed  string // app.3fa9c1d2.css
	plain   []byte
	brotli  func() []byte // made at the first request that wants it, then kept
	gzipped func() []byte
}

func newAsset(name, kind string, body []byte) *asset {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	a := &asset{kind: kind, plain: body, hashed: strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext}
	a.brotli = sync.OnceValue(func() []byte {
		var b bytes.Buffer
		w := brotli.NewWriterLevel(&b, brotli.BestCompression)
		w.Write(body) //nolint:errcheck // a buffer takes everything
		w.Close()     //nolint:errcheck // as above
		return b.Bytes()
	})
	a.gzipped = sync.OnceValue(func() []byte {
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		w.Write(body) //nolint:errcheck // a buffer takes everything
		w.Close()     //nolint:errcheck // as above
		return b.Bytes()
	})
	return a
}

// assets is every file by its plain name.
var assets = sync.OnceValue(func() map[string]*asset {
	all := map[string]*asset{}
	for name, kind := range files {
		all[name] = newAsset(name, kind, embedded(name))
	}
	for name, parts := range sheets {
		var css strings.Builder
		for _, part := range parts {
			if part == leafletSheet {
				fmt.Fprintf(&css, "@layer leaflet {%s}", embedded(part))
			} else {
				css.Write(embedded(part))
			}
		}
		// A sheet names the fonts beside itself; the browser must ask for the hashed addresses.
		text := strings.NewReplacer(fontFile, all[fontFile].hashed, titleFile, all[titleFile].hashed).Replace(minify(css.String()))
		all[name] = newAsset(name, "text/css; charset=utf-8", []byte(text))
	}
	return all
})

func embedded(name string) []byte {
	b, err := tree.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // the compiler embedded the folder: the name is ours and wrong
	}
	return b
}

// Asset is the address of a file, for example Asset("app.css"). It panics on a name that isn't served: names stand in templates.
func Asset(name string) string {
	a, ok := assets()[name]
	if !ok {
		panic(fmt.Sprintf("ui: no asset %q", name))
	}
	return StaticPrefix + a.hashed
}

// Static serves the files under StaticPrefix. An address whose hash is of another release (a page rendered by the release before, or
// by another process during an update) gets today's file, which the browser then doesn't keep.
func Static() http.Handler {
	byName := assets()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		asked := strings.TrimPrefix(r.URL.Path, StaticPrefix)
		a, ok := byName[unhashed(asked)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		if asked == a.hashed {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			h.Set("Cache-Control", "no-store")
		}
		body := a.encoded(r.Header.Get("Accept-Encoding"), h)
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			w.Write(body) //nolint:errcheck // the reader went away
		}
	})
}

// encoded chooses the smallest form that the browser takes. A font is compressed already.
func (a *asset) encoded(accept string, h http.Header) []byte {
	switch {
	case a.kind == "font/woff2":
		return a.plain
	case accepts(accept, "br"):
		h.Set("Content-Encoding", "br")
		return a.brotli()
	case accepts(accept, "gzip"):
		h.Set("Content-Encoding", "gzip")
		return a.gzipped()
	}
	return a.plain
}

// accepts reads an Accept-Encoding header: "gzip, br;q=0.9"; q=0 refuses.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		q, found := strings.CutPrefix(strings.TrimSpace(params), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		return !found || err == nil && weight > 0
	}
	return false
}

// unhashed turns app.3fa9c1d2.css into app.css, and leaves other names alone.
func unhashed(name string) string {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	hash := strings.TrimPrefix(path.Ext(stem), ".")
	if _, err := hex.DecodeString(hash); err != nil || len(hash) != 8 {
		return ""
	}
	return strings.TrimSuffix(stem, "."+hash) + ext
}
