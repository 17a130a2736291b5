package resource

import (
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/picture"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// PhotoID names a photo.
type PhotoID = id.Of[Photo]

// Photo is a picture of a resource, as JPEG in three widths (kit/picture), each kept by its hash in kit/files. The first one stands for the
// resource where there is room for one.
type Photo struct {
	ID                   PhotoID
	Resource             ID
	Alt                  string // what is to be seen, in words
	Width, Height        int    // of the large one, in pixels
	Small, Medium, Large string // hashes; the same one where the picture was no wider
}

// Made are the files of a photo, the smallest first; where it was no wider, a file stands there more than once.
func (p Photo) Made() [len(picture.Widths)]MadePhoto {
	var all [len(picture.Widths)]MadePhoto
	for i, hash := range []string{p.Small, p.Medium, p.Large} {
		all[i] = MadePhoto{Hash: hash, Width: min(picture.Widths[i], p.Width)}
	}
	return all
}

// MadePhoto is a photo in one width, in pixels.
type MadePhoto struct {
	Hash  string
	Width int
}

// MostPhotos is how many photos a resource has.
const MostPhotos = 8

// mostAlt bounds a description, in bytes.
const mostAlt = 300

const photoColumns = `p.id, p.resource_id, p.alt, p.width, p.height, p.small, p.medium, p.large`

func scanPhoto(r store.Row) (p Photo, err error) {
	return p, r.Scan(&p.ID, &p.Resource, &p.Alt, &p.Width, &p.Height, &p.Small, &p.Medium, &p.Large)
}

// Photos lists the photos of a resource in their order.
func Photos(tx *store.Tx, of ID) ([]Photo, error) {
	all, err := store.All(tx, scanPhoto, `SELECT `+photoColumns+` FROM resource_photo p WHERE p.resource_id = $1 ORDER BY p.position, p.id`, of)
	if err != nil {
		return nil, fmt.Errorf("read photos: %w", err)
	}
	return all, nil
}

// Covers gives the first photo of each resource of a place that has one.
func Covers(tx *store.Tx, of place.ID) (map[ID]Photo, error) {
	all, err := store.All(tx, scanPhoto, `
		SELECT `+photoColumns+`
		FROM resource r
		JOIN resource_photo p ON p.resource_id = r.id AND p.position = 1
		WHERE r.place_id = $1`, of)
	if err != nil {
		return nil, fmt.Errorf("read covers: %w", err)
	}
	covers := make(map[ID]Photo, len(all))
	for _, p := range all {
		covers[p.Resource] = p
	}
	return covers, nil
}

// ShowsPhoto reports whether a file is a photo of something that a place lends; retired: or has lent.
func ShowsPhoto(tx *store.Tx, of place.ID, hash string, retired bool) (bool, error) {
	return store.One(tx, store.Value[bool], `
		SELECT EXISTS (
			SELECT 1
			FROM resource r
			JOIN resource_photo p ON p.resource_id = r.id
			WHERE r.place_id = $1 AND (r.retired_at IS NULL OR $2) AND (p.small = $3 OR p.medium = $3 OR p.large = $3))`, of, retired, hash)
}

// PhotoHashes lists the files that photos refer to.
func PhotoHashes(tx *store.Tx) (all []string, err error) {
	err = tx.Each(func(r store.Row) error {
		var small, medium, large string
		err := r.Scan(&small, &medium, &large)
		all = append(all, small, medium, large)
		return err
	}, `SELECT small, medium, large FROM resource_photo`)
	return all, err
}

// AddPhoto puts a photo, its files already kept in kit/files, behind the others of its resource. Errors: those of Keep.
func AddPhoto(tx *store.Tx, by organisation.Actor, submission string, p Photo) error {
	return changePhotos(tx, by, submission, p.Resource, "resource.photo_added", func(all []Photo) ([]Photo, string, error) {
		var b fault.Breaches
		CheckAlt(&b, p.Alt)
		b.Check(len(all) < MostPhotos, "file", "resource.photos_many", fault.Args{"Max": MostPhotos})
		b.Check(!slices.ContainsFunc(all, func(o Photo) bool { return o.Large == p.Large }), "file", "resource.photo_twice")
		if err := b.Err(); err != nil {
			return nil, "", err
		}
		p.ID = id.New[Photo]()
		return append(all, p), p.Alt, nil
	})
}

// CheckAlt tells what is wrong with the description of a photo.
func CheckAlt(b *fault.Breaches, alt string) {
	b.Check(alt != "", "alt", "resource.photo_alt_missing")
	b.Within("alt", alt, mostAlt)
}

// DescribePhoto says anew what is to be seen on a photo. What it said already is no change.
func DescribePhoto(tx *store.Tx, by organisation.Actor, submission string, of ID, which PhotoID, alt string) error {
	return changePhotos(tx, by, submission, of, "resource.photo_described", func(all []Photo) ([]Photo, string, error) {
		var b fault.Breaches
		CheckAlt(&b, alt)
		i, err := photoAt(all, which)
		if err = errors.Join(err, b.Err()); err != nil {
			return nil, "", err
		}
		if all[i].Alt == alt {
			return nil, "", nil
		}
		all[i].Alt = alt
		return all, alt, nil
	})
}

// MovePhoto moves a photo one place up (-1) or down (1) among those of its resource. At the end it stays where it is.
func MovePhoto(tx *store.Tx, by organisation.Actor, submission string, of ID, which PhotoID, steps int) error {
	return changePhotos(tx, by, submission, of, "resource.photo_moved", func(all []Photo) ([]Photo, string, error) {
		i, err := photoAt(all, which)
		if err != nil {
			return nil, "", err
		}
		alt := all[i].Alt
		j := i + steps
		if j < 0 || j >= len(all) {
			return nil, "", nil
		}
		all[i], all[j] = all[j], all[i]
		return all, alt, nil
	})
}

// RemovePhoto takes a photo away. Its files go a day later when nothing else refers to them.
func RemovePhoto(tx *store.Tx, by organisation.Actor, submission string, of ID, which PhotoID) error {
	return changePhotos(tx, by, submission, of, "resource.photo_removed", func(all []Photo) ([]Photo, string, error) {
		i, err := photoAt(all, which)
		if err != nil {
			return nil, "", err
		}
		alt := all[i].Alt
		return slices.Delete(all, i, i+1), alt, nil
	})
}

func photoAt(all []Photo, which PhotoID) (int, error) {
	i := slices.IndexFunc(all, func(p Photo) bool { return p.ID == which })
	if i < 0 {
		return i, fault.New(fault.NotFound, "resource.photo_unknown")
	}
	return i, nil
}

// changePhotos is one change of the photos of a resource. They are few: all are written anew, so that their order has no gaps. The place is
// locked meanwhile.
func changePhotos(tx *store.Tx, by organisation.Actor, submission string, of ID, verb string, change func([]Photo) (all []Photo, alt string, err error)) error {
	// A change without alt is none.
	_, err := form.Once(tx, submission, func() (string, error) {
		r, err := FindByID(tx, of)
		if err != nil {
			return "", err
		}
		p, err := place.ForChange(tx, r.Place)
		if err != nil {
			return "", err
		}
		if err := mustKeep(by, p); err != nil {
			return "", err
		}
		all, err := Photos(tx, of)
		if err != nil {
			return "", err
		}
		all, alt, err := change(all)
		if err != nil || alt == "" {
			return "", err
		}
		if err := savePhotos(tx, r, all); err != nil {
			return "", err
		}
		return "", journal.Write(tx, journal.Entry{Person: by.Person.String(), ActingFor: r.Organisation.String(), Verb: verb, Kind: "resource",
			Object: r.ID.String(), Data: map[string]string{"name": r.Name, "alt": alt}})
	})
	return err
}

func savePhotos(tx *store.Tx, r Resource, all []Photo) error {
	if _, err := tx.Exec(`UPDATE resource_photo SET position = 0 WHERE resource_id = $1`, r.ID); err != nil {
		return fmt.Errorf("order photos: %w", err)
	}
	for i, p := range all {
		_, err := tx.Exec(`
			INSERT INTO resource_photo (id, organisation_id, resource_id, position, alt, width, height, small, medium, large, added_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
			ON CONFLICT (id) DO UPDATE SET position = excluded.position, alt = excluded.alt`,
			p.ID, r.Organisation, r.ID, i+1, p.Alt, p.Width, p.Height, p.Small, p.Medium, p.Large, tx.Now)
		if err != nil {
			return fmt.Errorf("save a photo: %w", err)
		}
	}
	_, err := tx.Exec(`DELETE FROM resource_photo WHERE resource_id = $1 AND position = 0`, r.ID)
	return err
}
