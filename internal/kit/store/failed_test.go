package store_test

import (
	"context"
	"errors"
	"testing"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

func TestAfterAFailedStatementNothingMoreRuns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		fail func(*store.Tx) error
	}{
		{"unknown table", func(tx *store.Tx) error { _, err := tx.Exec("INSERT INTO nowhere VALUES (1)"); return err }},
		{"not a statement", func(tx *store.Tx) error { _, err := tx.Exec("RUBBISH"); return err }},
		{"a check", func(tx *store.Tx) error { return insert(tx, "x", 2000000) }},
		{"a question", func(tx *store.Tx) error {
			_, err := store.One(tx, store.Value[int], "SELECT n FROM nowhere")
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
				build(t, db)
				var first error
				err := db.Update(context.Background(), func(tx *store.Tx) error {
					if err := insert(tx, "before", 1); err != nil {
						t.Error(err)
					}
					first = c.fail(tx)
					if first == nil {
						t.Error("it didn't fail")
					}
					if err := insert(tx, "later", 1); !errors.Is(err, first) {
						t.Errorf("a later statement said %v", err)
					}
					if _, err := count(tx, "before"); !errors.Is(err, first) {
						t.Errorf("a later question said %v", err)
					}
					return nil // swallowed
				})
				if err == nil || !errors.Is(err, first) {
					t.Errorf("Update returned %v, the statement %v", err, first)
				}
				wantCounters(t, db, map[string]int{})
			})
		})
	}
}

func TestARefusalOfTheFunctionIsNoFailedStatement(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		build(t, db)
		update(t, db, func(tx *store.Tx) error {
			if _, err := count(tx, "a"); !errors.Is(err, store.ErrNoRow) {
				return errors.Join(err, errors.New("there is a row"))
			}
			if err := tx.ExecOne("UPDATE counter SET n = 1 WHERE name = 'a'"); !errors.Is(err, store.ErrNoRow) {
				return errors.Join(err, errors.New("a row was changed"))
			}
			return insert(tx, "a", 1) // nothing failed, so this runs
		})
		wantCounters(t, db, map[string]int{"a": 1})
	})
}

func TestStandsTwiceIsToldOnBothEngines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		do     func(tx *store.Tx) error
		unique bool
	}{
		{"primary key", func(tx *store.Tx) error { return insert(tx, "a", 2) }, true},
		{"unique index", func(tx *store.Tx) error { _, err := tx.Exec("INSERT INTO seat VALUES (1)"); return err }, true},
		{"check", func(tx *store.Tx) error { return insert(tx, "b", 2000000) }, false},
		{"not null", func(tx *store.Tx) error { _, err := tx.Exec("INSERT INTO counter (name) VALUES ('c')"); return err }, false},
		{"upsert", func(tx *store.Tx) error { return add(tx, "a", 1) }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
				build(t, db)
				update(t, db, func(tx *store.Tx) error {
					_, err1 := tx.Exec("CREATE TABLE seat (number bigint)")
					_, err2 := tx.Exec("CREATE UNIQUE INDEX seat_number ON seat (number)")
					_, err3 := tx.Exec("INSERT INTO seat VALUES (1)")
					return errors.Join(err1, err2, err3, insert(tx, "a", 1))
				})
				err := db.Update(context.Background(), c.do)
				if store.IsUnique(err) != c.unique {
					t.Errorf("%v: unique %v, wanted %v", err, store.IsUnique(err), c.unique)
				}
				var u *store.UniqueError
				if errors.As(err, &u) && u.Constraint == "" {
					t.Errorf("%v doesn't say what it breaks", err)
				}
			})
		})
	}
}
