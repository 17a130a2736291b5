package texting

// Withholding is why a text isn't sent that could be; the words are keys of the texts.
type Withholding string

// The reasons; "" for a text that goes.
const (
	OverCeiling Withholding = "ceiling" // the place has sent what it may this month
	OverDay     Withholding = "day"     // the number has had its share today
	OverHour    Withholding = "hour"    // whoever books has had it texted enough this hour
)

// A number gets at most so many texts within a day, from all places of the instance; and at most so many within an hour that whoever books has
// caused: somebody may have typed another's number.
const (
	mostADay   = 8
	mostAnHour = 3
)

// counts are what a text adds to.
type counts struct {
	used, ceiling int // of the place's month
	day, hour     int // of the number's
}

// withhold decides whether a text of some parts goes. own: whoever books has caused it, not the place.
func (c counts) withhold(parts int, own bool) Withholding {
	switch {
	case c.used+parts > c.ceiling:
		return OverCeiling
	case c.day >= mostADay:
		return OverDay
	case own && c.hour >= mostAnHour:
		return OverHour
	}
	return ""
}
