package civil

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// instantLayout has a fixed width, so that SQLite sorts the text as it sorts the time.
const instantLayout = "2006-01-02T15:04:05.000000Z"

// InstantWidth is how many bytes an instant takes as text.
const InstantWidth = len(instantLayout)

// Instant is a point in time: UTC, to the microsecond. The zero value means "never" and is stored as NULL.
type Instant struct{ t time.Time }

// At makes an Instant, dropping what is finer than a microsecond.
func At(t time.Time) Instant {
	if t.IsZero() {
		return Instant{}
	}
	return Instant{t.UTC().Truncate(time.Microsecond)}
}

// IsZero reports whether there is no instant.
func (i Instant) IsZero() bool { return i.t.IsZero() }

// Time is the instant in UTC.
func (i Instant) Time() time.Time { return i.t }

// In is the instant on a place's clock.
func (i Instant) In(zone *time.Location) time.Time { return i.t.In(zone) }

// Add moves by d.
func (i Instant) Add(d time.Duration) Instant { return At(i.t.Add(d)) }

// Sub is how long i comes after j.
func (i Instant) Sub(j Instant) time.Duration { return i.t.Sub(j.t) }

// Before reports whether i comes before j.
func (i Instant) Before(j Instant) bool { return i.t.Before(j.t) }

// After reports whether i comes after j.
func (i Instant) After(j Instant) bool { return i.t.After(j.t) }

// String is RFC 3339 in UTC with microseconds, or "".
func (i Instant) String() string {
	if i.IsZero() {
		return ""
	}
	return i.t.Format(instantLayout)
}

// Value stores the instant, NULL for none.
func (i Instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.String(), nil
}

// Scan reads an instant from either database.
func (i *Instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = Instant{}
	case time.Time:
		*i = At(v)
	case string:
		t, err := time.Parse(time.RFC3339Nano, v)
		if err != nil {
			return fmt.Errorf("read instant: %w", err)
		}
		*i = At(t)
	default:
		return fmt.Errorf("cannot read an instant from %T", src)
	}
	return nil
}

// MarshalText writes the instant for JSON.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (i *Instant) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*i = Instant{}
		return nil
	}
	return i.Scan(string(b))
}
