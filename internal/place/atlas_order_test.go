package place

import (
	"context"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/testkit"
)

// Two questions refresh at once. The one that read first can come last with what it read; the later word stands.
func TestAtlasNeverGoesBack(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		a := NewAtlas(db, func() *opening.SchoolCalendar { return nil })
		var p Place
		write := func(stage Stage) {
			t.Helper()
			err := db.Update(ctx, func(tx *store.Tx) (err error) {
				if p.ID.IsZero() {
					p, err = Create(tx, organisation.System, Place{}, Facts{FName: "La GARE", FStage: string(stage)}, Origin{Rank: ByImport}, "place.created")
					return err
				}
				return Seed(tx, p.ID, Facts{FStage: string(stage)}, Origin{Rank: ByImport})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		read := func() []reading {
			t.Helper()
			r, err := a.news(ctx)
			if err != nil || len(r) != 1 {
				t.Fatalf("read %d changes, %v", len(r), err)
			}
			return r
		}
		write(Project)
		early := read()
		write(Open)
		late := read()
		a.apply(late)
		a.apply(early)
		f, err := a.Ask(ctx, Question{})
		if err != nil || len(f.Hits) != 1 || f.Stages[Open] != 1 || f.Stages[Project] != 0 {
			t.Errorf("the atlas says %+v, %v", f, err)
		}
	})
}
