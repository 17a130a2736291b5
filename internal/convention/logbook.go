package convention

import (
	"cmp"
	"slices"

	"mitoyen/internal/kit/civil"
)

// EventKind is what happened; the notes' kinds are among them.
type EventKind string

// What happens to a convention by itself.
const (
	WasSent       EventKind = "sent"
	WasSigned     EventKind = "signed"
	AmendmentSent EventKind = "amendment-sent"
	AmendmentSign EventKind = "amendment-signed" // by one of them
	Amended       EventKind = "amended"          // by all
	GivenUp       EventKind = "dropped"          // the convention, or an amendment
	Unanswered    EventKind = "silent"           // a version waits
	Began         EventKind = "began"            // its first day
	WasGiven      EventKind = "given"
	WasPaid       EventKind = "paid" // or notified, or ordered: the step tells
	BecameLate    EventKind = "late"
	WasMissed     EventKind = "missed" // a period of what is counted
	TrialBegan    EventKind = "trial-began"
	TrialSeen     EventKind = "trial-seen"
	TrialEnded    EventKind = "trial-ended"
	EndedEarly    EventKind = "ended"
	ReachedTerm   EventKind = "term"
	TermNear      EventKind = "term-near"  // six months before it
	LeaseNear     EventKind = "lease-near" // six months before the lease ends
	FallsDue      EventKind = "due"
	ReportFalls   EventKind = "report-due"
	TrialFallsDue EventKind = "trial-due"
	TrialHalfDue  EventKind = "trial-half-due"
)

// Event is one line of the logbook, or of the dates to come.
type Event struct {
	Day        civil.Date
	Kind       EventKind // or a NoteKind
	Party      int       // that did it; 0: none
	Version    int
	Amendment  int
	Commitment *Commitment
	Period     *Period // that was missed
	Evidence   *Evidence
	Experiment *Experiment
	Note       *Note
	Signature  *Signature
	Text       string
}

// Logbook is all that has happened until a day, in order: notes of both sides, and the convention's own events woven in.
func Logbook(w Whole, today civil.Date, count Counter) []Event {
	var all []Event
	add := func(e Event) {
		if !today.Before(e.Day) {
			all = append(all, e)
		}
	}
	for _, v := range w.Versions {
		add(Event{Day: civil.DateOf(v.SentAt.Time()), Kind: WasSent, Party: v.Party, Version: v.Number})
	}
	for _, s := range w.Signatures {
		add(Event{Day: s.Day, Kind: WasSigned, Party: s.Party, Version: s.Version, Signature: &s})
	}
	for _, a := range w.Amendments {
		for i, v := range a.Versions {
			add(Event{Day: civil.DateOf(v.SentAt.Time()), Kind: AmendmentSent, Party: v.Party, Amendment: a.Number, Version: i + 1})
		}
		for _, s := range a.Signatures {
			add(Event{Day: s.Day, Kind: AmendmentSign, Party: s.Party, Amendment: a.Number, Signature: &s})
		}
		switch {
		case a.State == Signed:
			add(Event{Day: a.SignedOn, Kind: Amended, Amendment: a.Number})
		case a.State == Dropped && a.Version > 0:
			add(Event{Day: civil.DateOf(a.ChangedAt.In(Zone())), Kind: GivenUp, Amendment: a.Number, Text: a.Why})
		}
	}
	if w.State == Dropped {
		add(Event{Day: civil.DateOf(w.ChangedAt.In(Zone())), Kind: GivenUp, Party: w.EndedBy, Text: w.EndedWhy})
	}
	for _, n := range w.Notes {
		add(Event{Day: n.Day, Kind: EventKind(n.Kind), Party: n.Party, Note: &n, Text: n.Text})
	}
	if w.Public() {
		add(Event{Day: w.Text.First, Kind: Began})
		for _, c := range w.Commitments {
			for _, e := range c.Given {
				kind := WasGiven
				if e.Step != "" {
					kind = WasPaid
				}
				add(Event{Day: e.Day, Kind: kind, Party: e.Party, Commitment: &c, Evidence: &e})
			}
			for _, d := range c.wasLate(w, today, count) {
				add(Event{Day: d.AddDays(1), Kind: BecameLate, Party: c.Party, Commitment: &c})
			}
			for _, p := range c.missed(w, today, count) {
				add(Event{Day: p.Due.AddDays(1), Kind: WasMissed, Party: c.Party, Commitment: &c, Period: &p})
			}
		}
	}
	for _, e := range w.Experiments {
		if e.State == Asked || e.State == Refused {
			continue
		}
		add(Event{Day: e.First, Kind: TrialBegan, Party: e.RuleOf, Experiment: &e})
		if !e.HalfOn.IsZero() {
			add(Event{Day: e.HalfOn, Kind: TrialSeen, Experiment: &e, Text: e.Half})
		}
		if e.State == Tried {
			add(Event{Day: e.EndedOn, Kind: TrialEnded, Experiment: &e, Text: e.Learned})
		}
	}
	switch {
	case w.State == Ended:
		add(Event{Day: w.EndedOn, Kind: EndedEarly, Party: w.EndedBy, Text: w.EndedWhy})
	case w.Phase(today) == Over:
		add(Event{Day: w.Text.Last, Kind: ReachedTerm})
	}
	slices.SortStableFunc(all, func(a, b Event) int { return byDay(a, b) })
	return all
}

// wasLate lists the due days on which it wasn't kept: the one that is open, and those that were made up for later, which stays told. What is
// counted is missed by periods.
func (c Commitment) wasLate(w Whole, today civil.Date, count Counter) (all []civil.Date) {
	if !c.Measure.Counted() {
		for _, d := range c.Dues(w.End(), today) {
			if s := c.at(d, w.Text.First, today, nil); s.State == Kept && s.Days > 0 {
				all = append(all, d)
			}
		}
	}
	if s := Judge(c, w.Text.First, w.End(), today, count); !s.Counted && !c.written(s.Due) && (s.State == Late || s.State == Half) {
		all = append(all, s.Due)
	}
	return all
}

func byDay(a, b Event) int { return cmp.Compare(a.Day.DaysSince(b.Day), 0) }

// halfYear is how long before its end a term or a lease is told.
const halfYear = -6

// Ahead lists what is to come, the nearest first, as long as the convention runs.
func Ahead(w Whole, today civil.Date, count Counter) []Event {
	var all []Event
	add := func(e Event) {
		if !e.Day.IsZero() && !e.Day.Before(today) {
			all = append(all, e)
		}
	}
	for _, n := range w.Notes {
		if n.Kind == Meeting {
			add(Event{Day: n.Day, Kind: EventKind(n.Kind), Party: n.Party, Note: &n, Text: n.Text})
		}
	}
	if phase := w.Phase(today); phase != InForce && phase != Coming && phase != Ending {
		return all
	}
	for _, c := range w.Commitments {
		for _, d := range c.Dues(w.End(), today) {
			if !d.Before(today) && c.Rhythm != Monthly && c.at(d, w.Text.First, today, count).State != Kept {
				add(Event{Day: d, Kind: FallsDue, Party: c.Party, Commitment: &c})
				break
			}
		}
	}
	for _, e := range w.Experiments {
		if e.State == Running {
			add(Event{Day: e.Until, Kind: TrialFallsDue, Experiment: &e})
			if e.HalfOn.IsZero() {
				add(Event{Day: e.HalfDue(), Kind: TrialHalfDue, Experiment: &e})
			}
		}
	}
	if w.Text.Amount > 0 {
		for year := today.Year - 1; year <= today.Year; year++ {
			if d := ReportDue(year); year >= w.Text.First.Year && !d.IsZero() {
				add(Event{Day: d, Kind: ReportFalls, Version: year})
			}
		}
	}
	if w.State == Ended {
		add(Event{Day: w.EndedOn, Kind: EndedEarly, Party: w.EndedBy})
	} else if last := w.Text.Last; !last.IsZero() {
		add(Event{Day: AddMonths(last, halfYear), Kind: TermNear})
	}
	if lease := w.Text.Lease; !lease.IsZero() {
		add(Event{Day: AddMonths(lease, halfYear), Kind: LeaseNear})
	}
	slices.SortStableFunc(all, byDay)
	return all
}
