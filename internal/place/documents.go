package place

import (
	"encoding/json"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// MostDocuments is how many documents a place's sheet takes.
const MostDocuments = 30

// AddDocument adds a file, already kept in kit/files, to a place's sheet. Who may edit the sheet may.
func AddDocument(tx *store.Tx, by organisation.Actor, submission string, which ID, d Document) error {
	_, err := form.Once(tx, submission, func() (string, error) {
		return "", changeDocuments(tx, by, which, "place.document_added", d.Title, func(all []Document) ([]Document, error) {
			var b fault.Breaches
			b.Check(d.Title != "", "title", "place.document_title_missing")
			b.Within("title", d.Title, 200)
			b.Check(len(all) < MostDocuments, "file", "place.documents_many", fault.Args{"Max": MostDocuments})
			b.Check(!slices.ContainsFunc(all, func(x Document) bool { return x.Hash == d.Hash }), "file", "place.document_twice")
			return append(all, d), b.Err()
		})
	})
	return err
}

// RemoveDocument takes a document off a place's sheet.
func RemoveDocument(tx *store.Tx, by organisation.Actor, which ID, hash string) error {
	return changeDocuments(tx, by, which, "place.document_removed", "", func(all []Document) ([]Document, error) {
		return slices.DeleteFunc(all, func(x Document) bool { return x.Hash == hash }), nil
	})
}

// DocumentHashes lists the files that places refer to.
func DocumentHashes(tx *store.Tx) (all []string, err error) {
	err = tx.Each(func(r store.Row) error {
		var text string
		var s Sheet
		if err := r.Scan(&text); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			return err
		}
		for _, d := range s.Documents {
			all = append(all, d.Hash)
		}
		return nil
	}, `SELECT sheet FROM place WHERE sheet LIKE '%"documents"%'`)
	return all, err
}

func changeDocuments(tx *store.Tx, by organisation.Actor, which ID, verb, title string, change func([]Document) ([]Document, error)) error {
	p, err := ForChange(tx, which)
	if err != nil {
		return err
	}
	if may, err := MayEdit(tx, by, p); err != nil {
		return err
	} else if !may {
		return fault.New(fault.Forbidden, "place.team_only")
	}
	if p.Sheet.Documents, err = change(p.Sheet.Documents); err != nil {
		return err
	}
	if by.InTeam(organisation.EditPlace, p.Target()) {
		p.ConfirmedOn = civil.DateOf(tx.Now.Time())
	}
	if err := journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: verb, Kind: "place", Object: p.ID.String(), Data: map[string]string{"title": title}}); err != nil {
		return err
	}
	version, err := nextVersion(tx)
	if err != nil {
		return err
	}
	return save(tx, version, &p)
}
