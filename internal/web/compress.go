package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

var (
	brotliPool = sync.Pool{New: func() any { return brotli.NewWriterLevel(io.Discard, 5) }}
	gzipPool   = sync.Pool{New: func() any { return gzip.NewWriter(io.Discard) }}
)

// writeCompressed answers with a body that is already whole: with an ETag, so that a page read again costs a line, and in the smallest
// coding that the browser takes.
func writeCompressed(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if status == http.StatusOK && r.Method == http.MethodGet {
		sum := sha256.Sum256(body)
		tag := `W/"` + hex.EncodeToString(sum[:9]) + `"`
		h.Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	out, done := compressor(w, r, len(body))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		out.Write(body) //nolint:errcheck // the browser went away
		done()
	}
}

// Compressed is a writer for long answers that are made as they are sent: exports. Call the second result at the end.
func Compressed(w http.ResponseWriter, r *http.Request) (io.Writer, func()) {
	w.Header().Add("Vary", "Accept-Encoding")
	return compressor(w, r, 1<<20)
}

func compressor(w http.ResponseWriter, r *http.Request, size int) (io.Writer, func()) {
	coding := codingOf(r)
	if size < 600 || coding == "" {
		return w, func() {}
	}
	w.Header().Set("Content-Encoding", coding)
	return encoder(coding, w)
}

// codingOf is the smallest coding that a browser takes; "" for none.
func codingOf(r *http.Request) string {
	accept := r.Header.Get("Accept-Encoding")
	for _, coding := range []string{"br", "gzip"} {
		if takes(accept, coding) {
			return coding
		}
	}
	return ""
}

// encoder writes in a coding. Call the second result at the end.
func encoder(coding string, w io.Writer) (io.Writer, func()) {
	if coding == "br" {
		b := brotliPool.Get().(*brotli.Writer)
		b.Reset(w)
		return b, func() { b.Close(); brotliPool.Put(b) } //nolint:errcheck // the browser went away
	}
	g := gzipPool.Get().(*gzip.Writer)
	g.Reset(w)
	return g, func() { g.Close(); gzipPool.Put(g) } //nolint:errcheck // the browser went away
}

// coded is a body in a coding.
func coded(coding string, body []byte) []byte {
	if coding == "" {
		return bytes.Clone(body)
	}
	var out bytes.Buffer
	w, done := encoder(coding, &out)
	w.Write(body) //nolint:errcheck // into memory
	done()
	return out.Bytes()
}

// takes reports whether a browser names a coding among those that it accepts, and not only to refuse it (q=0).
func takes(accept, coding string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, quality, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";q=")
		if name == coding {
			return strings.Trim(quality, "0.") != "" || quality == ""
		}
	}
	return false
}
