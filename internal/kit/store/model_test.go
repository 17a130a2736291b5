package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"mitoyen/internal/kit/store"
	"mitoyen/internal/testkit"
)

// act is a random member: some writes, then an end. model says what it does to the table if it comes at its turn.
type act struct {
	Writes []write
	End    string
	Limit  int
}

type write struct {
	Name string
	By   int
}

var ends = []string{
	"well", "well", "well", "error", "panic", "leave", "cancelled before", "cancelled inside", "swallowed failure", "limit", "at commit", "full disk",
}

func drawAct(rt *rapid.T, i int) act {
	return act{
		Writes: rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) write {
			return write{rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(rt, "name"), rapid.IntRange(-3, 9).Draw(rt, "by")}
		}), 0, 4).Draw(rt, fmt.Sprint("writes ", i)),
		End:   rapid.SampledFrom(ends).Draw(rt, fmt.Sprint("end ", i)),
		Limit: rapid.IntRange(0, 30).Draw(rt, fmt.Sprint("limit ", i)),
	}
}

// model changes the table as the act would, and tells whether it is kept.
func (a act) model(table map[string]int) bool {
	after := map[string]int{}
	for k, v := range table {
		after[k] = v
	}
	for _, w := range a.Writes {
		after[w.Name] += w.By
	}
	kept := a.End == "well" || a.End == "limit" && after["a"] <= a.Limit
	if kept {
		clear(table)
		for k, v := range after {
			table[k] = v
		}
	}
	return kept
}

// member does the act for real. before is called while the group waits.
func (a act) member() (m member, before func()) {
	ctx, cancel := context.WithCancel(context.Background())
	m = member{ctx, func(tx *store.Tx) error {
		for _, w := range a.Writes {
			if err := add(tx, w.Name, w.By); err != nil {
				return err
			}
		}
		switch a.End {
		case "error":
			return errRefused
		case "panic":
			panic("a mistake")
		case "leave":
			runtime.Goexit()
		case "cancelled inside":
			cancel()
		case "swallowed failure":
			insert(tx, "a", 2000000) //nolint:errcheck // on purpose
		case "limit": // a rule that depends on what others wrote before
			n, err := count(tx, "a")
			if err != nil && !errors.Is(err, store.ErrNoRow) {
				return err
			}
			if n > a.Limit {
				return errRefused
			}
		case "at commit":
			_, err := tx.Exec("INSERT INTO note (counter) VALUES ('nobody')")
			return err
		case "full disk":
			if err := narrow(tx); err != nil {
				return err
			}
			_, err := tx.Exec("INSERT INTO counter (name, n, bulk) VALUES ('huge', 1, $1)", bulk)
			return err
		}
		return nil
	}}
	if a.End == "cancelled before" {
		return m, cancel
	}
	return m, nil
}

// Whatever stands in a group, it is as if each member had run alone, in its order.
func TestProveAGroupIsAsOneAfterTheOther(t *testing.T) {
	t.Parallel()
	db := testkit.SQLite(t)
	build(t, db)
	rapid.Check(t, func(rt *rapid.T) {
		update(t, db, func(tx *store.Tx) error {
			_, err1 := tx.Exec("DELETE FROM counter")
			return errors.Join(err1, tx.Each(func(store.Row) error { return nil }, "PRAGMA max_page_count = 1000000000"))
		})
		table := map[string]int{}
		for round := range rapid.IntRange(1, 3).Draw(rt, "groups") {
			n := rapid.IntRange(1, 12).Draw(rt, fmt.Sprint("members of group ", round))
			var members []member
			var befores []func()
			var acts []act
			for i := range n {
				a := drawAct(rt, i)
				m, before := a.member()
				if before != nil {
					befores = append(befores, before)
				}
				acts, members = append(acts, a), append(members, m)
			}
			fates := crowd(t, db, func() {
				for _, before := range befores {
					before()
				}
			}, members...)
			for i, a := range acts {
				if kept := a.model(table); kept != fates[i].kept() {
					rt.Fatalf("member %d (%+v): %v, wanted kept %v", i, a, fates[i], kept)
				}
			}
			if got := counters(t, db); fmt.Sprint(got) != fmt.Sprint(table) {
				rt.Fatalf("the table holds %v, wanted %v", show(got), show(table))
			}
		}
	})
}
