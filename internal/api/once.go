package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
)

// Once runs do unless the same person sent the same key here before: it is the submission of a form, by another name. The result is that of the
// one time that it was done. The same key with another body is a slip of whoever sent it, and refused.
func (c *Call) Once(tx *store.Tx, key string, body any, do func() (string, error)) (string, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	print := hex.EncodeToString(sum[:16])
	submission := id.Named[form.Submission](strings.Join([]string{c.R.Method, c.R.URL.Path, c.Actor.Person.String(), key}, "\n"))
	kept, err := form.Once(tx, submission.String(), func() (string, error) {
		result, err := do()
		return print + " " + result, err
	})
	if err != nil {
		return "", err
	}
	was, result, _ := strings.Cut(kept, " ")
	if was != print {
		return "", fault.New(fault.Invalid, "api.key_reused")
	}
	return result, nil
}
