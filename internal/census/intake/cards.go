package intake

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mitoyen/internal/census/twin"
	"mitoyen/internal/kit/store"
)

// filed is a card as it stands in the database.
type filed struct {
	num  int
	card twin.Card
}

const filedText = `SELECT num, place_id, card FROM twin_card WHERE `

// readCards reads filed cards by one of their columns.
func readCards[T any](tx *store.Tx, column string, among []T) (all []filed, err error) {
	err = store.EachAmong(among, func(in string, args []any) error {
		return tx.Each(func(r store.Row) error {
			var f filed
			var text string
			if err := r.Scan(&f.num, &f.card.Key, &text); err != nil {
				return err
			}
			all = append(all, f)
			return json.Unmarshal([]byte(text), &all[len(all)-1].card)
		}, filedText+column+` `+in, args...)
	})
	return all, err
}

// file files the cards of places, each of which stands there once, and takes those out that they had before. Nobody else files meanwhile.
func file(tx *store.Tx, cards []twin.Card) error {
	places := make([]string, len(cards))
	for i, c := range cards {
		places[i] = c.Key
	}
	before, err := readCards(tx, "place_id", places)
	if err != nil {
		return fmt.Errorf("read filed cards: %w", err)
	}
	known := make(map[string]filed, len(before))
	for _, f := range before {
		known[f.card.Key] = f
	}
	num, err := store.One(tx, store.Value[int], `SELECT coalesce(max(num), 0) FROM twin_card`)
	if err != nil {
		return err
	}
	var rows, keys [][]any
	for _, c := range cards {
		f, stands := known[c.Key]
		if stands && f.card == c {
			continue
		}
		if stands {
			err = store.EachAmong(twin.Keys(f.card), func(in string, args []any) error {
				_, err := tx.Exec(`DELETE FROM twin_key WHERE num = $1 AND key `+in, args...)
				return err
			}, f.num)
			if err != nil {
				return err
			}
		} else {
			num++
			f.num = num
		}
		text, err := json.Marshal(c)
		if err != nil {
			return err
		}
		rows = append(rows, []any{f.num, c.Key, string(text)})
		for _, k := range twin.Keys(c) {
			keys = append(keys, []any{int64(k), f.num})
		}
	}
	if err := tx.InsertAll(`INSERT INTO twin_card (num, place_id, card)`, `ON CONFLICT (num) DO UPDATE SET card = excluded.card`, rows); err != nil {
		return fmt.Errorf("file cards: %w", err)
	}
	slices.SortFunc(keys, func(a, b []any) int { // neighbours go into one page
		x, y := a[0].(int64), b[0].(int64)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	if err := tx.InsertAll(`INSERT INTO twin_key (key, num)`, `ON CONFLICT DO NOTHING`, keys); err != nil {
		return fmt.Errorf("file keys of cards: %w", err)
	}
	return nil
}

// askedAtOnce is how many keys a statement asks for.
const askedAtOnce = 500

// firstOfKeys lists, for each key, the cards that were filed first under it, as many as can tell something. The inner question is put for
// each key by itself, since it is then answered by the index, whatever PostgreSQL believes of the table.
var firstOfKeys = `
	WITH asked (key) AS (VALUES ` + strings.Replace(store.Tuples(askedAtOnce, 1), "$1", "CAST($1 AS bigint)", 1) + `)
	SELECT (
		SELECT string_agg(CAST(num AS text), ' ')
		FROM (
			SELECT k.num
			FROM twin_key k
			WHERE k.key = asked.key
			ORDER BY k.num
			LIMIT ` + strconv.Itoa(twin.Enough) + `) AS first)
	FROM asked`

// takeOut reads the cards that stand under some keys, in the order in which they were filed.
func takeOut(tx *store.Tx, keys []twin.Key) ([]twin.Card, error) {
	slices.Sort(keys)
	keys = slices.Compact(keys)
	var nums []int
	for part := range slices.Chunk(keys, askedAtOnce) {
		args := make([]any, askedAtOnce)
		for i := range args {
			args[i] = int64(part[min(i, len(part)-1)])
		}
		err := tx.Each(func(r store.Row) error {
			var list *string
			if err := r.Scan(&list); err != nil || list == nil {
				return err
			}
			for _, s := range strings.Fields(*list) {
				n, err := strconv.Atoi(s)
				if err != nil {
					return err
				}
				nums = append(nums, n)
			}
			return nil
		}, firstOfKeys, args...)
		if err != nil {
			return nil, fmt.Errorf("look for cards: %w", err)
		}
	}
	slices.Sort(nums)
	found, err := readCards(tx, "num", slices.Compact(nums))
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	slices.SortFunc(found, func(a, b filed) int { return a.num - b.num })
	cards := make([]twin.Card, len(found))
	for i, f := range found {
		cards[i] = f.card
	}
	return cards, nil
}
