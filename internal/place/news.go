package place

import (
	"slices"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
)

// Who follows a place is told of its changes: one letter a day at most, in the morning, and only when something changed. First the journal
// is followed, and each follower's share of it noted; in the morning the notes become letters. Each step is one transaction, so a crash
// neither loses a change nor tells it twice. Nobody is told what they did themselves.

// NewsHour is the hour of the letters, on the clock of Paris. What happens later waits for the next morning.
const NewsHour = 7

// mostTold is how many changes a letter tells; it says that there are more.
const mostTold = 200

// untold are the verbs that followers don't hear of: what is only proposed.
var untold = []string{"place.proposed", "proposal.refused"}

// GatherNews reads on in the journal and notes what followers are to be told. It gives how many entries it read: 0 when there is no more.
func GatherNews(tx *store.Tx) (int, error) {
	entries, err := journal.Follow(tx, "place_news", 500)
	if err != nil || len(entries) == 0 {
		return 0, err
	}
	followed := map[ID]bool{}
	err = tx.Each(func(r store.Row) error {
		var which ID
		err := r.Scan(&which)
		followed[which] = true
		return err
	}, `SELECT DISTINCT place_id FROM place_follower`)
	for _, e := range entries {
		var which ID
		if err != nil || e.Kind != "place" || which.UnmarshalText([]byte(e.Object)) != nil || !followed[which] || slices.Contains(untold, e.Verb) {
			continue
		}
		_, err = tx.Exec(`
			INSERT INTO place_news (person_id, seq, place_id)
			SELECT f.person_id, j.seq, f.place_id
			FROM place_follower f
			JOIN person p ON p.id = f.person_id
			JOIN journal j ON j.seq = $1
			WHERE f.place_id = $2 AND f.since <= j.at AND p.wants_news AND p.email IS NOT NULL
				AND (j.person_id IS NULL OR j.person_id <> f.person_id)
			ON CONFLICT (person_id, seq) DO NOTHING`, e.Seq, which)
	}
	return len(entries), err
}

// newsMorning is the last moment of letters: what came before it is told.
func newsMorning(now civil.Instant) civil.Instant {
	zone := Place{}.Zone()
	t := now.In(zone)
	at := func(days int) civil.Instant {
		return civil.At(time.Date(t.Year(), t.Month(), t.Day()+days, NewsHour, 0, 0, 0, zone))
	}
	if now.Before(at(0)) {
		return at(-1)
	}
	return at(0)
}

// DueNews lists whom this morning's letter is still to be sent to.
func DueNews(tx *store.Tx) ([]account.ID, error) {
	morning := newsMorning(tx.Now)
	return store.All(tx, store.Value[account.ID], `
		SELECT DISTINCT n.person_id
		FROM place_news n
		JOIN journal j ON j.seq = n.seq
		LEFT JOIN place_letter l ON l.person_id = n.person_id
		WHERE j.at < $1 AND (l.sent_on IS NULL OR l.sent_on < $2)`, morning, civil.DateOf(morning.In(Place{}.Zone())))
}

// News is what one letter tells.
type News struct {
	To     account.Person
	Key    string // of the link that stops the letters
	Places []PlaceNews
	Names  map[string]string // of those who changed something, by id
}

// PlaceNews is what happened to one place, in order.
type PlaceNews struct {
	Place   Place
	Entries []journal.Entry
	More    int // changes that the letter doesn't tell
}

// TakeNews takes what this morning's letter tells somebody, for the caller to send in the same transaction. It takes nothing, and Places is
// empty, when their letter has gone or nothing is to be told.
func TakeNews(tx *store.Tx, who account.ID) (n News, err error) {
	morning := newsMorning(tx.Now)
	first, err := tx.Exec(`
		INSERT INTO place_letter (person_id, sent_on) VALUES ($1, $2)
		ON CONFLICT (person_id) DO UPDATE SET sent_on = excluded.sent_on
		WHERE place_letter.sent_on < excluded.sent_on`, who, civil.DateOf(morning.In(Place{}.Zone())))
	if err != nil || first == 0 {
		return n, err
	}
	seqs, err := store.All(tx, store.Value[int64], `
		SELECT n.seq
		FROM place_news n
		JOIN journal j ON j.seq = n.seq
		WHERE n.person_id = $1 AND j.at < $2
		ORDER BY n.seq`, who, morning)
	if err != nil {
		return n, err
	}
	_, err = tx.Exec(`DELETE FROM place_news WHERE person_id = $1 AND seq IN (SELECT seq FROM journal WHERE at < $2)`, who, morning)
	if err != nil {
		return n, err
	}
	if n.To, err = account.Find(tx, who); err != nil {
		if fault.Is(err, fault.NotFound) {
			err = nil // gone meanwhile
		}
		return n, err
	}
	if !n.To.WantsNews || n.To.Email == "" || len(seqs) == 0 {
		return n, nil
	}
	return n, n.fill(tx, seqs)
}

func (n *News) fill(tx *store.Tx, seqs []int64) error {
	entries, err := journal.Among(tx, seqs[:min(len(seqs), mostTold)])
	if err != nil {
		return err
	}
	var ids []ID
	var people []string
	of := map[ID][]journal.Entry{}
	for _, e := range entries {
		var which ID
		if err := which.UnmarshalText([]byte(e.Object)); err != nil {
			return err
		}
		if _, seen := of[which]; !seen {
			ids = append(ids, which)
		}
		of[which] = append(of[which], e)
		people = append(people, e.Person)
	}
	places, err := FindAll(tx, ids)
	if err != nil {
		return err
	}
	for _, p := range places {
		n.Places = append(n.Places, told(p, of[p.ID]))
	}
	names, err := account.Names(tx, people)
	n.Names = names
	if err == nil {
		n.Key, err = account.NewsKey(tx, n.To.ID)
	}
	return err
}

// mostOfOne is how many changes of one place a letter tells.
const mostOfOne = 8

func told(p Place, entries []journal.Entry) PlaceNews {
	return PlaceNews{Place: p, Entries: entries[:min(len(entries), mostOfOne)], More: max(0, len(entries)-mostOfOne)}
}
