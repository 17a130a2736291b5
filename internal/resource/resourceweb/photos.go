package resourceweb

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/picture"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/resource"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// photosView is the page of a resource's photos, for its manager.
type photosView struct {
	Place      place.Place
	Resource   resource.Resource
	All        []resource.Photo
	Alt        string           // as typed, after a refusal
	Of         resource.PhotoID // whose description was refused; zero: of a new photo
	Refusal    error
	Submission string
}

func (p Pages) photos(c *web.Call) error { return showPhotos(c, photosView{}) }

func showPhotos(c *web.Call, v photosView) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Place, v.Resource, err = ofPhotos(c, tx); err != nil {
			return err
		}
		v.All, err = resource.Photos(tx, v.Resource.ID)
		return err
	})
	if err != nil {
		return err
	}
	title := c.P.T("resource.photos.title", i18n.Args{"Name": v.Resource.Name})
	return c.Page(web.Page{Title: title + ", " + v.Place.Name, Robots: "noindex", At: v.Place, Status: web.StatusOf(v.Refusal)}, photosPage(v, title))
}

// ofPhotos reads the resource of an address for somebody who sets it up.
func ofPhotos(c *web.Call, tx *store.Tx) (place.Place, resource.Resource, error) {
	pl, err := mayKeep(c, tx)
	if err != nil {
		return pl, resource.Resource{}, err
	}
	r, err := resource.Find(tx, pl.ID, c.Path("resource"))
	return pl, r, err
}

func (p Pages) addPhoto(c *web.Call) error {
	again := func(alt string, err error) error {
		return c.Again(err, func(refusal error) error { return showPhotos(c, photosView{Alt: alt, Refusal: refusal}) })
	}
	f, err := c.Form()
	if err != nil {
		if x, ok := fault.As(err); ok && x.Code == "fault.too_large" {
			err = refuseFile(picture.ErrTooLarge)
		}
		return again("", err)
	}
	alt := f.Text("alt")
	// Who may not, and who has forgotten to say what is to be seen, leaves no file behind.
	var r resource.Resource
	err = c.View(func(tx *store.Tx) (err error) {
		_, r, err = ofPhotos(c, tx)
		return err
	})
	if err != nil {
		return err
	}
	photo, err := p.make(c, alt)
	if err == nil {
		photo.Resource = r.ID
		err = c.Update(func(tx *store.Tx) error { return resource.AddPhoto(tx, c.Actor, f.Submission(), photo) })
	}
	if err != nil {
		return again(alt, err)
	}
	c.Say("resource.photo_kept")
	return c.Go("resource.photos", "slug", c.Path("slug"), "resource", c.Path("resource"))
}

// make reads the file of a form and keeps what is made of it. What is wrong with it and with its description is told at once.
func (p Pages) make(c *web.Call, alt string) (photo resource.Photo, err error) {
	var b fault.Breaches
	resource.CheckAlt(&b, alt)
	f, _ := c.File("file")
	if f == nil {
		b.Add("file", "resource.photo_missing")
		return photo, b.Err()
	}
	defer f.Close() //nolint:errcheck // it was read
	made, err := picture.Make(c.Ctx(), f)
	if refused := refuseFile(err); refused != nil {
		return photo, together(b.Err(), refused)
	}
	if err := b.Err(); err != nil {
		return photo, err
	}
	photo = resource.Photo{Alt: alt, Width: made[2].Width, Height: made[2].Height}
	for i, hash := range []*string{&photo.Small, &photo.Medium, &photo.Large} {
		if *hash, _, err = p.Files.Put(bytes.NewReader(made[i].JPEG), picture.MostBytes); err != nil {
			return photo, err
		}
	}
	return photo, nil
}

// refuseFile is what a person is told of a file that can't be a photo; other errors stay what they are.
func refuseFile(err error) error {
	var b fault.Breaches
	switch {
	case errors.Is(err, picture.ErrTooLarge):
		b.Add("file", "resource.photo_large", fault.Args{"Max": picture.MostBytes >> 20})
	case errors.Is(err, picture.ErrKind):
		b.Add("file", "resource.photo_kind")
	case errors.Is(err, picture.ErrPixels):
		b.Add("file", "resource.photo_pixels", fault.Args{"Max": picture.MostPixels / 1_000_000})
	case errors.Is(err, picture.ErrSmall):
		b.Add("file", "resource.photo_small", fault.Args{"Least": picture.LeastSide})
	case errors.Is(err, picture.ErrBroken):
		b.Add("file", "resource.photo_broken")
	default:
		return err
	}
	return b.Err()
}

// What one does with a photo.
const (
	photoKeep, photoUp, photoDown, photoRemove = "keep", "up", "down", "remove"
)

func (p Pages) changePhoto(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var which resource.PhotoID
	if which.UnmarshalText([]byte(c.Path("photo"))) != nil {
		return fault.New(fault.NotFound, "resource.photo_unknown")
	}
	alt, said := f.Text("alt"), "resource.photo_kept"
	err = c.Update(func(tx *store.Tx) error {
		_, r, err := ofPhotos(c, tx)
		if err != nil {
			return err
		}
		move := func(steps int) error {
			said = "resource.photo_ordered"
			// What was typed beside the arrow isn't lost.
			if err := resource.DescribePhoto(tx, c.Actor, "", r.ID, which, alt); err != nil {
				return err
			}
			return resource.MovePhoto(tx, c.Actor, f.Submission(), r.ID, which, steps)
		}
		switch f.Get("do") {
		case photoKeep:
			return resource.DescribePhoto(tx, c.Actor, f.Submission(), r.ID, which, alt)
		case photoUp:
			return move(-1)
		case photoDown:
			return move(1)
		case photoRemove:
			said = "resource.photo_gone"
			return resource.RemovePhoto(tx, c.Actor, f.Submission(), r.ID, which)
		}
		return fault.New(fault.Invalid, "fault.stale_form")
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showPhotos(c, photosView{Alt: alt, Of: which, Refusal: refusal}) })
	}
	c.Say(said)
	return c.Go("resource.photos", "slug", c.Path("slug"), "resource", c.Path("resource"))
}

// photo sends a photo of what a place lends. Its address is what is in it, so it may be kept for ever; it is what it is said to be, and can
// run nothing. Of what is no longer lent the manager alone sees photos.
func (p Pages) photo(c *web.Call) error {
	hash := c.Path("hash")
	err := c.View(func(tx *store.Tx) error {
		pl, err := place.FindBySlug(tx, c.Path("slug"))
		if err != nil {
			return err
		}
		shows, err := resource.ShowsPhoto(tx, pl.ID, hash, resource.MayKeep(c.Actor, pl))
		if err == nil && !shows {
			err = fault.New(fault.NotFound, "resource.photo_unknown")
		}
		return err
	})
	if err != nil {
		return err
	}
	f, err := p.Files.Open(hash)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was read
	h := c.W.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", `"`+hash[:24]+`"`)
	http.ServeContent(c.W, c.R, "", civil.Instant{}.Time(), f)
	return nil
}

// shown is a photo as the page shows it.
func shown(ctx context.Context, slug string, p resource.Photo, sizes string) ui.Photo {
	x := ui.Photo{Alt: p.Alt, Width: p.Width, Height: p.Height, Sizes: sizes}
	for _, m := range p.Made() {
		x.Files = append(x.Files, ui.PhotoFile{Href: web.Href(ctx, "resource.photo", "slug", slug, "hash", m.Hash), Width: m.Width})
	}
	return x
}

// altID is where the error summary leads when the description of that photo was refused; another id for each of the others.
func (v photosView) altID(of resource.PhotoID) string {
	switch {
	case of == v.Of:
		return "alt"
	case of.IsZero():
		return "alt-new"
	}
	return "alt-" + of.String()
}

// altOf is the description of a photo as it stands, or as it was typed.
func (v photosView) altOf(p resource.Photo) string {
	if p.ID == v.Of && v.Refusal != nil {
		return v.Alt
	}
	return p.Alt
}
