package web

import (
	"context"
	"sync"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// Settings are the instance's own words: who publishes, who hosts, whom to write to. A setting that nobody filled in is "".
type Settings struct {
	db   *store.DB
	mu   sync.RWMutex
	all  map[string]string
	read civil.Instant // when; zero: to be read
}

// fresh is how long another process may not see a change.
const fresh = time.Minute

// SettingKeys lists every setting, in the order of the form. Long ones are paragraphs.
var SettingKeys = []Setting{
	{"instance.name", false},
	{AddressSetting, false},
	{"instance.contact", false},
	{"home.places", true},
	{"legal.publisher", true},
	{"legal.director", false},
	{"legal.host", true},
	{"privacy.controller", true},
	{"privacy.contact", false},
	{"privacy.retention", true},
	{"accessibility.status", false},
	{"accessibility.audit", true},
	{"accessibility.contact", false},
}

// Setting is one key and whether it takes paragraphs.
type Setting struct {
	Key  string
	Long bool
}

// Get reads a setting. Settings are kept for a minute: another process sees a change then.
func (s *Settings) Get(ctx context.Context, key string) string {
	s.mu.RLock()
	read, v := s.read, s.all[key]
	s.mu.RUnlock()
	now := s.db.Now()
	if !read.IsZero() && now.Sub(read) < fresh {
		return v
	}
	all := map[string]string{}
	err := s.db.View(ctx, func(tx *store.Tx) error {
		return tx.Each(func(r store.Row) error {
			var k, v string
			err := r.Scan(&k, &v)
			all[k] = v
			return err
		}, `SELECT key, value FROM setting`)
	})
	if err != nil {
		return ""
	}
	s.mu.Lock()
	s.all, s.read = all, now
	s.mu.Unlock()
	return all[key]
}

// Save changes settings. It needs EditSettings for the instance.
func (s *Settings) Save(ctx context.Context, by organisation.Actor, values map[string]string) error {
	return s.db.Update(ctx, func(tx *store.Tx) error { return s.SaveIn(tx, by, values) })
}

// SaveIn is Save in a transaction that does more.
func (s *Settings) SaveIn(tx *store.Tx, by organisation.Actor, values map[string]string) error {
	if err := by.Require(organisation.EditSettings, organisation.Target{}); err != nil {
		return err
	}
	var b fault.Breaches
	for k, v := range values {
		b.Within(k, v, 5000)
	}
	address, ok := ReadAddress(values[AddressSetting])
	b.Check(ok, AddressSetting, "setting.address_malformed")
	if err := b.Err(); err != nil {
		return err
	}
	for _, k := range SettingKeys {
		v, ok := values[k.Key]
		if !ok {
			continue
		}
		if k.Key == AddressSetting {
			v = address
		}
		n, err := tx.Exec(`
			INSERT INTO setting (key, value, changed_at, changed_by) VALUES ($1, $2, $3, $4)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by
			WHERE setting.value <> excluded.value`, k.Key, v, tx.Now, by.Person)
		if err != nil {
			return err
		}
		if n == 1 {
			err = journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: "setting.changed", Kind: "setting", Object: k.Key})
		}
		if err != nil {
			return err
		}
	}
	tx.AfterCommit(s.forget)
	return nil
}

func (s *Settings) forget() {
	s.mu.Lock()
	s.read = civil.Instant{}
	s.mu.Unlock()
}
