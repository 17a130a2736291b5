package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// kept is an answer that isn't sent yet.
type kept struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (k *kept) WriteHeader(status int) {
	if k.status == 0 {
		k.status = status
	}
}

func (k *kept) Write(b []byte) (int, error) {
	k.WriteHeader(http.StatusOK)
	return k.body.Write(b)
}

// tagged sends an answer with a tag of its bytes, or only says that it is still the same as whoever asks has.
func tagged(w http.ResponseWriter, r *http.Request, do func(http.ResponseWriter)) {
	k := &kept{ResponseWriter: w}
	do(k)
	k.WriteHeader(http.StatusOK)
	if k.status == http.StatusOK {
		sum := sha256.Sum256(k.body.Bytes())
		tag := `W/"` + hex.EncodeToString(sum[:9]) + `"`
		w.Header().Set("ETag", tag)
		if strings.Contains(r.Header.Get("If-None-Match"), tag) {
			w.Header().Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(k.status)
	if r.Method != http.MethodHead {
		w.Write(k.body.Bytes()) //nolint:errcheck // the reader went away
	}
}
