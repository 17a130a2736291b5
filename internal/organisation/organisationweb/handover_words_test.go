package organisationweb

import (
	"testing"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/organisation"
)

// What whoever opened an organisation reads of it, from the last letter on.
func TestWhereAHandoverStands(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	sent := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	at := func(after time.Duration) civil.Instant { return civil.At(sent.Add(after)) }
	for _, x := range []struct {
		after time.Duration
		h     organisation.Handover
		want  handedState
	}{
		{59 * day, organisation.Handover{Email: "jean@example.org"}, waiting},
		{60 * day, organisation.Handover{Email: "jean@example.org"}, stale},
		{89 * day, organisation.Handover{Email: "jean@example.org"}, stale},
		{90 * day, organisation.Handover{Email: "jean@example.org"}, lapsed}, // until the next round forgets it
		{90 * day, organisation.Handover{}, lapsed},
		{3 * day, organisation.Handover{}, forgotten},
		{200 * day, organisation.Handover{RefusedAt: at(day)}, refused},
		{200 * day, organisation.Handover{Email: "jean@example.org", TakenAt: at(day)}, taken},
	} {
		x.h.SentAt = at(0)
		if got := (handedView{Now: sent.Add(x.after)}).stateOf(x.h); got != x.want {
			t.Errorf("after %s, %+v is %s, want %s", x.after, x.h, got, x.want)
		}
	}
}
