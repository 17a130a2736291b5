package booking

// What a test looks at the plan of.
const (
	OwnBookings = ownBookings
	Unanswered  = unanswered
)
