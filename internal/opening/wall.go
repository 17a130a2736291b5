package opening

import (
	"math"
	"time"
)

// wall is the clock on a place's wall around an instant. It remembers how far the present offset reaches, so that most questions need
// no look into the zone's tables. Instants are seconds since 1970 UTC.
type wall struct {
	zone   *time.Location
	offset int64
	lo, hi int64 // instants well inside the present offset
}

// slack is more than any offset and any change of clocks.
const slack = 36 * 3600

func wallAt(now int64, zone *time.Location) wall {
	t := time.Unix(now, 0).In(zone)
	_, offset := t.Zone()
	start, end := t.ZoneBounds()
	w := wall{zone, int64(offset), math.MinInt64, math.MaxInt64}
	if !start.IsZero() {
		w.lo = start.Unix() + slack
	}
	if !end.IsZero() {
		w.hi = end.Unix() - slack
	}
	return w
}

// day is the day that the wall shows at an instant for which w was made.
func (w wall) day(now int64) int32 { return int32(floorDiv(now+w.offset, 86400)) }

// at is the instant at which the wall shows a minute of a day. When it shows it twice (clocks go back) it is the first or, if last, the
// second time; when it never does (clocks go forward) it is the instant of the change.
func (w wall) at(day int32, minute int, last bool) int64 {
	shown := int64(day)*86400 + int64(minute)*60
	if t := shown - w.offset; t > w.lo && t < w.hi {
		return t
	}
	return w.search(shown, last)
}

func (w wall) search(shown int64, last bool) int64 {
	eve := time.Unix(shown-slack, 0).In(w.zone)
	_, before := eve.Zone()
	_, after := time.Unix(shown+slack, 0).In(w.zone).Zone()
	a, b := shown-int64(before), shown-int64(after)
	if a == b {
		return a
	}
	_, change := eve.ZoneBounds()
	x := change.Unix()
	switch early, late := a < x, b >= x; {
	case early && late && last, !early && late:
		return b
	case early:
		return a
	}
	return x
}
