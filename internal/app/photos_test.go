package app_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/picture"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/resource"
)

// photograph is a photo as a telephone takes it, of one shade, with the place where it was taken.
func photograph(shade uint8) string {
	m := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for i := range m.Pix {
		m.Pix[i] = shade
	}
	m.SetRGBA(0, 0, color.RGBA{A: 255})
	var b bytes.Buffer
	jpeg.Encode(&b, m, nil) //nolint:errcheck // into memory
	where := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00GPS 47.6931 N 5.5689 E"
	app1 := append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(where)+2)), where...)
	return string(slices.Concat(b.Bytes()[:2], app1, b.Bytes()[2:]))
}

// show gives the hall a photo whose files aren't there.
func (t *town) show(tx *store.Tx, hall resource.Resource) error {
	if err := resource.AddPhoto(tx, organisation.System, "", resource.Photo{Resource: hall.ID, Alt: "La halle", Width: 1200, Height: 800, Small: "a", Medium: "b", Large: "c"}); err != nil {
		return err
	}
	all, err := resource.Photos(tx, hall.ID)
	t.photo = all[0].ID.String()
	return err
}

func (h *house) files() int {
	h.Helper()
	all, err := h.Files.All()
	if err != nil {
		h.Fatal(err)
	}
	return len(all)
}

func (v *visitor) addPhoto(path, alt, file string) answer {
	kind, body := withFile(url.Values{"submission": {form.NewSubmission()}, "alt": {alt}}, "photo.jpg", file)
	return v.ask(http.MethodPost, path, kind, body)
}

var photoAddress = regexp.MustCompile(`/lieux/la-gare/photos/[0-9a-f]{64}`)

// A photo of what a place lends, from the upload to the day when its files go.
func TestPhotosOfWhatAPlaceLends(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		const page = "/lieux/la-gare/ressources/photos/la-halle"
		maryse, stranger := h.signedIn("maryse@example.org"), h.visitor("stranger")
		change := func(id, do string) {
			h.Helper()
			if got := maryse.post(page+"/"+id, url.Values{"submission": {form.NewSubmission()}, "do": {do}, "alt": {"La halle"}}); got.StatusCode != http.StatusSeeOther {
				h.Fatalf("%s: %s", do, got.Status)
			}
		}
		change(town.photo, "remove")
		before := h.files()

		// What can't be a photo is told beside the file, and nothing of it stays.
		good := photograph(200)
		for name, x := range map[string]struct{ alt, file, told string }{
			"no description": {"", good, "alt-err"},
			"an SVG":         {"La halle", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "file-err"},
			"cut off":        {"La halle", good[:len(good)/2], "file-err"},
			"HTML":           {"La halle", "\xff\xd8\xff<html>", "file-err"},
			"nothing":        {"La halle", "", "file-err"},
			"too heavy":      {"La halle", good + strings.Repeat("x", picture.MostBytes), "file-err"},
			"much too heavy": {"La halle", good + strings.Repeat("x", picture.MostBytes+2<<20), "file-err"},
		} {
			if got := maryse.addPhoto(page, x.alt, x.file); got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.text, x.told) {
				h.Errorf("%s: %s, and nothing at %s", name, got.Status, x.told)
			}
		}
		for _, v := range []*visitor{stranger, h.signedIn("lea@example.org"), h.signedIn("nadia@example.org"), h.signedIn("sami@example.org"), h.signedIn("paul@example.org")} {
			if got := v.addPhoto(page, "Intrus", good); got.StatusCode != http.StatusForbidden && got.StatusCode != http.StatusUnauthorized {
				h.Errorf("%s adds a photo: %s", v.name, got.Status)
			}
		}
		if n := h.files(); n != before {
			h.Errorf("%d files stay of what was refused", n-before)
		}

		// What was taken is seen by everybody, and says nothing of where that was.
		for shade, alt := range map[uint8]string{200: "La halle au matin", 100: "La halle au soir"} {
			if got := maryse.addPhoto(page, alt, photograph(shade)); got.StatusCode != http.StatusSeeOther {
				h.Fatalf("%s: %s", alt, got.Status)
			}
		}
		if got := maryse.addPhoto(page, "Encore", good); got.StatusCode != http.StatusUnprocessableEntity {
			h.Errorf("the same photo again: %s", got.Status)
		}
		choose := stranger.get("/lieux/la-gare/reserver/la-halle")
		shown := slices.Compact(slices.Sorted(slices.Values(photoAddress.FindAllString(choose.text, -1))))
		if len(shown) < 4 || !strings.Contains(choose.text, `alt="La halle au matin"`) {
			h.Fatalf("the page shows %q", shown)
		}
		if offer := stranger.get("/lieux/la-gare/reserver"); strings.Count(offer.text, "<img") != 1 {
			h.Errorf("the offer shows %d photos", strings.Count(offer.text, "<img"))
		}
		for _, path := range shown {
			got := stranger.get(path)
			if got.StatusCode != http.StatusOK || !strings.HasPrefix(got.text, "\xff\xd8\xff") || strings.Contains(got.text, "GPS") || strings.Contains(got.text, "Exif") {
				h.Errorf("%s: %s, %d bytes", path, got.Status, len(got.text))
			}
			for name, want := range map[string]string{"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=31536000, immutable", "Content-Security-Policy": "default-src 'none'; sandbox", "Set-Cookie": ""} {
				if got.Header.Get(name) != want {
					h.Errorf("%s: %s is %q", path, name, got.Header.Get(name))
				}
			}
			if other := stranger.get(strings.Replace(path, "la-gare", "le-four-banal", 1)); other.StatusCode != http.StatusNotFound {
				h.Errorf("a photo of La GARE as another place's: %s", other.Status)
			}
		}
		if got := stranger.get("/lieux/la-gare/photos/" + town.document); got.StatusCode != http.StatusNotFound {
			h.Errorf("a document as a photo: %s", got.Status)
		}

		// In the order that the manager wants.
		var first, second resource.Photo
		read := func() (n int) {
			h.Helper()
			h.update(func(tx *store.Tx) error {
				hall, err := resource.Find(tx, town.gare, "la-halle")
				if err != nil {
					return err
				}
				all, err := resource.Photos(tx, hall.ID)
				if n = len(all); n > 0 {
					first, second = all[0], all[n-1]
				}
				return err
			})
			return n
		}
		read()
		was := first.ID
		change(first.ID.String(), "down")
		if read(); second.ID != was {
			h.Error("it didn't move down")
		}
		change(second.ID.String(), "down")
		change(second.ID.String(), "up")
		if read(); first.ID != was {
			h.Error("it didn't move up")
		}

		// No more than there is room for; a resource that isn't lent any more keeps its photos to its manager.
		h.update(func(tx *store.Tx) error {
			for _, name := range strings.Split("abcdef", "") {
				if err := resource.AddPhoto(tx, organisation.System, "", resource.Photo{Resource: first.Resource, Alt: name, Width: 1, Height: 1, Small: name, Medium: name, Large: name}); err != nil {
					return err
				}
			}
			return nil
		})
		if got := maryse.addPhoto(page, "Une de trop", photograph(50)); got.StatusCode != http.StatusUnprocessableEntity || read() != resource.MostPhotos {
			h.Errorf("one too many: %s, there are %d", got.Status, read())
		}
		h.update(func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE resource SET retired_at = $1 WHERE id = $2`, tx.Now, first.Resource)
			return err
		})
		if got, own := stranger.get(shown[0]), maryse.get(shown[0]); got.StatusCode != http.StatusNotFound || own.StatusCode != http.StatusOK {
			h.Errorf("of what is no longer lent: %s for strangers, %s for the manager", got.Status, own.Status)
		}

		// Its files go a day after it was taken away.
		for read() > 0 {
			change(first.ID.String(), "remove")
		}
		all, _ := h.Files.All()
		for _, hash := range all {
			then := time.Now().Add(-72 * time.Hour)
			if err := os.Chtimes(filepath.Join(h.Config.Data, "files", hash[:2], hash), then, then); err != nil {
				h.Fatal(err)
			}
		}
		h.Round(h.Context())
		if len(all) == h.files() {
			h.clock.Advance(25 * time.Hour)
			h.Round(h.Context())
		}
		if n := h.files(); n != before {
			h.Errorf("%d files are left, there were %d", n, before)
		}
		if said := h.log.String(); strings.Contains(said, "ERROR") {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}
