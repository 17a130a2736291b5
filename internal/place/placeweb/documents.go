package placeweb

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/files"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
)

// mostBytes is how large a document of a place can be.
const mostBytes = 10 << 20

// documentTypes are the kinds of files that a sheet takes, by ending, with what their first bytes must be.
var documentTypes = map[string]struct{ media, magic string }{
	".pdf": {"application/pdf", "%PDF-"}, ".png": {"image/png", "\x89PNG"}, ".jpg": {"image/jpeg", "\xff\xd8\xff"}, ".jpeg": {"image/jpeg", "\xff\xd8\xff"},
	".odt": {"application/vnd.oasis.opendocument.text", "PK\x03\x04"}, ".ods": {"application/vnd.oasis.opendocument.spreadsheet", "PK\x03\x04"},
	".docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK\x03\x04"},
}

// documentsView is the form of a place's documents.
type documentsView struct {
	Place      place.Place
	Title      string // as typed, after a refusal
	Refusal    error
	Submission string
}

func (p Pages) documents(c *web.Call) error { return p.showDocuments(c, "", nil) }

func (p Pages) showDocuments(c *web.Call, title string, refusal error) error {
	v := documentsView{Title: title, Refusal: refusal, Submission: form.NewSubmission()}
	may := false
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, err = found(c, tx); err != nil {
			return err
		}
		may, err = place.MayEdit(tx, c.Actor, v.Place)
		return err
	})
	if err != nil {
		return err
	}
	if !may {
		return fault.New(fault.Forbidden, "place.team_only")
	}
	return c.Page(web.Page{Title: c.P.T("place.documents.title", i18n.Args{"Name": i18n.Named(v.Place.Name)}), Robots: "noindex", Status: web.StatusOf(refusal)}, documentsPage(v))
}

func (p Pages) addDocument(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showDocuments(c, "", refusal) })
	}
	// Who may not leaves no file behind.
	err = c.View(func(tx *store.Tx) error {
		x, err := found(c, tx)
		if err != nil {
			return err
		}
		if may, err := place.MayEdit(tx, c.Actor, x); err != nil || may {
			return err
		}
		return fault.New(fault.Forbidden, "place.team_only")
	})
	if err != nil {
		return err
	}
	d, err := p.keep(c, v.Text("title"))
	if err == nil {
		err = c.Update(func(tx *store.Tx) error {
			x, err := found(c, tx)
			if err != nil {
				return err
			}
			return place.AddDocument(tx, c.Actor, v.Submission(), x.ID, d)
		})
	}
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showDocuments(c, v.Text("title"), refusal) })
	}
	c.Say("place.document_kept")
	return c.Go("place.documents", "slug", c.Path("slug"))
}

// keep checks an uploaded file and keeps it. Its name and its first bytes must agree; its content is never trusted beyond that: it is
// only ever sent as a download.
func (p Pages) keep(c *web.Call, title string) (place.Document, error) {
	refuse := func(code string, args ...fault.Args) error {
		var b fault.Breaches
		b.Add("file", code, args...)
		return b.Err()
	}
	f, h := c.File("file")
	if f == nil {
		return place.Document{}, refuse("place.document_missing")
	}
	defer f.Close() //nolint:errcheck // it was read
	kind, known := documentTypes[strings.ToLower(path.Ext(h.Filename))]
	head := make([]byte, 8)
	n, _ := io.ReadFull(f, head)
	if !known || !strings.HasPrefix(string(head[:n]), kind.magic) {
		return place.Document{}, refuse("place.document_kind")
	}
	hash, size, err := p.Files.Put(io.MultiReader(bytes.NewReader(head[:n]), f), mostBytes)
	if errors.Is(err, files.ErrTooLarge) {
		return place.Document{}, refuse("place.document_large", fault.Args{"Max": mostBytes >> 20})
	}
	name := place.Slugify(strings.TrimSuffix(h.Filename, path.Ext(h.Filename))) + strings.ToLower(path.Ext(h.Filename))
	return place.Document{Title: title, Hash: hash, Name: name, Size: size}, err
}

func (p Pages) removeDocument(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	err = c.Update(func(tx *store.Tx) error {
		x, err := found(c, tx)
		if err != nil {
			return err
		}
		return place.RemoveDocument(tx, c.Actor, x.ID, v.Get("hash"))
	})
	if err != nil {
		return err
	}
	c.Say("place.document_gone")
	return c.Go("place.documents", "slug", c.Path("slug"))
}

// document sends a file of a place's sheet, as a download that can run nothing.
func (p Pages) document(c *web.Call) error {
	var x place.Place
	err := c.View(func(tx *store.Tx) (err error) {
		x, err = found(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(x.Sheet.Documents, func(d place.Document) bool { return d.Hash == c.Path("hash") })
	if i < 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	d := x.Sheet.Documents[i]
	f, err := p.Files.Open(d.Hash)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was read
	h := c.W.Header()
	h.Set("Content-Type", documentTypes[path.Ext(d.Name)].media)
	h.Set("Content-Disposition", `attachment; filename="`+d.Name+`"`)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "public, max-age=86400")
	http.ServeContent(c.W, c.R, "", x.ChangedAt.Time(), f)
	return nil
}

// documentNote is "PDF, 80 Ko".
func documentNote(p *i18n.Printer, d place.Document) string {
	kind := strings.ToUpper(strings.TrimPrefix(path.Ext(d.Name), "."))
	return p.T("place.document_note", i18n.Args{"Kind": kind, "Size": strconv.FormatInt((d.Size+1023)/1024, 10)})
}
