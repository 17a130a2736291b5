package booking

// OwnBookings is looked at by a test of its plan.
const OwnBookings = ownBookings
