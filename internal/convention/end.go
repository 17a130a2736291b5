package convention

import (
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// Ground is why a convention ends before its term.
type Ground string

// The grounds.
const (
	WithNotice Ground = "notice"    // by one side, after the notice that was agreed
	Agreed     Ground = "agreement" // by all
	Breach     Ground = "breach"    // one side doesn't do what it promised, and was asked to
	Interest   Ground = "interest"  // "motif d'intérêt général", of an authority
)

// Grounds lists every ground.
var Grounds = []Ground{WithNotice, Agreed, Breach, Interest}

// EndRequest is one side's word that a convention ends before its term ("résiliation").
type EndRequest struct {
	Convention ID
	As         int
	Ground     Ground
	Day        civil.Date // the last day
	Why        string
}

// End ends a convention before its term, by one side, which says why. With notice its last day comes no earlier than the months that were
// agreed. An amendment that was under way is dropped. Errors: Forbidden; Conflict; Invalid.
func End(tx *store.Tx, by organisation.Actor, q EndRequest) (Whole, error) {
	w, err := change(tx, by, q.Convention, q.As)
	if err != nil {
		return w, err
	}
	now := today(tx)
	next, ok := w.State.Next(ActEnd)
	if !ok || w.Phase(now) == Over {
		return w, moved()
	}
	var b fault.Breaches
	b.Check(slices.Contains(Grounds, q.Ground), "ground", "convention.ground_missing")
	b.Check(!q.Day.IsZero() && !q.Day.Before(w.Text.First) && (w.Text.Last.IsZero() || q.Day.Before(w.Text.Last)), "day", "convention.end_outside")
	if earliest := w.NoticeEnds(now); q.Ground == WithNotice && !q.Day.IsZero() {
		b.Check(!q.Day.Before(earliest), "day", "convention.notice_short", fault.Args{"Count": w.Text.Notice})
	}
	long(&b, "why", q.Why, "convention.why_missing")
	if err := b.Err(); err != nil {
		return w, err
	}
	if a, ok := w.Underway(); ok {
		if err := tx.ExecOne(`UPDATE convention_amendment SET state = $1, why = $2, changed_at = $3 WHERE convention_id = $4 AND number = $5`, Dropped, q.Why, tx.Now, w.ID, a.Number); err != nil {
			return w, err
		}
	}
	w.State, w.EndedOn, w.EndedBy, w.EndedWhy, w.Ground, w.Notified = next, q.Day, q.As, q.Why, q.Ground, now
	return w, errors.Join(save(tx, w.Convention), note(tx, by, w, q.As, "convention.ended"))
}

// NoticeEnds is the earliest day on which whoever gives notice on a day can end it.
func (w Whole) NoticeEnds(day civil.Date) civil.Date { return AddMonths(day, w.Text.Notice) }

// MayRestore reports whether a side can take back that it ends the convention: as long as it runs.
func (w Whole) MayRestore(as int, today civil.Date) bool {
	return w.Phase(today) == Ending && w.EndedBy == as
}

// Restore takes back that one's own side ends a convention, before its last day. Errors: Forbidden; Conflict.
func Restore(tx *store.Tx, by organisation.Actor, which ID, as int) (Whole, error) {
	w, err := change(tx, by, which, as)
	if err != nil {
		return w, err
	}
	next, ok := w.State.Next(ActRestore)
	switch {
	case !ok || w.Phase(today(tx)) != Ending:
		return w, moved()
	case w.EndedBy != as:
		return w, fault.New(fault.Forbidden, "convention.not_your_side")
	}
	w.State, w.EndedOn, w.EndedBy, w.EndedWhy, w.Ground, w.Notified = next, civil.Date{}, 0, "", "", civil.Date{}
	return w, errors.Join(save(tx, w.Convention), note(tx, by, w, as, "convention.restored"))
}

// Drop gives up a text that isn't signed, of the convention (zero) or of an amendment: whoever holds the pen of a draft, and either side once
// a version was sent, without waiting for the other. Errors: Forbidden; Conflict; Invalid without a word why, where others know of it.
func Drop(tx *store.Tx, by organisation.Actor, which ID, amendment, as int, why string) (Whole, error) {
	w, err := face(tx, by, which, amendment, as)
	if err != nil {
		return w, err
	}
	next, ok := w.next(ActDrop)
	switch {
	case !ok:
		return w, moved()
	case hides(w.State, w.Version) && w.Pen != as:
		return w, fault.New(fault.Forbidden, "convention.not_your_pen")
	}
	var b fault.Breaches
	missing := "convention.why_missing"
	if w.Version == 0 {
		missing = ""
	}
	line(&b, "why", why, missing)
	if err := b.Err(); err != nil {
		return w, err
	}
	if w.State = next; w.Amending > 0 {
		w.Amendments[w.Amending-1].Why = why
	} else {
		w.EndedWhy, w.EndedBy = why, as
	}
	return w, errors.Join(keepFace(tx, w), note(tx, by, w, as, "convention.dropped"))
}

// Resume takes up what was dropped, with the pen in the hand of whoever does. Errors: Forbidden; Conflict, also where another follows the same
// convention by now.
func Resume(tx *store.Tx, by organisation.Actor, which ID, as int) error {
	head, err := find(tx, which, "")
	if err != nil {
		return err
	}
	if !head.Renews.IsZero() { // the one before is locked first, as by Renew
		if _, err := find(tx, head.Renews, tx.ForUpdate()); err != nil {
			return err
		}
	}
	w, err := change(tx, by, which, as)
	if err != nil {
		return err
	}
	next, ok := w.State.Next(ActResume)
	if !ok || hides(w.State, w.Version) && w.Pen != as {
		return moved()
	}
	if !w.Renews.IsZero() {
		if x, ok, err := follower(tx, w.Renews, w.ID); err != nil || ok {
			return errors.Join(err, w.inTheWay(x))
		}
	}
	w.State, w.Pen, w.EndedWhy, w.EndedBy = next, as, "", 0
	return errors.Join(save(tx, w.Convention), note(tx, by, w, as, "convention.resumed"))
}

// Waiting is a version that somebody hasn't answered.
type Waiting struct {
	Version int
	Since   civil.Date
	Days    int
	For     []int // parties that haven't signed, commented on it, or written it
	Draft   bool  // the next version is being written, by For
}

// PenIsFree reports whether another side may take the pen from whoever holds it: the draft has lain for a fortnight.
func (x Waiting) PenIsFree() bool { return x.Draft && x.Days >= silence }

// Waits tells whose answer a text waits for on a day; ok is false where it waits for nobody.
func (w Whole) Waits(today civil.Date) (x Waiting, ok bool) {
	if len(w.Versions) == 0 || w.State != Proposed && w.State != Draft {
		return x, false
	}
	last := w.Versions[len(w.Versions)-1]
	x.Version, x.Since = last.Number, civil.DateOf(last.SentAt.In(Zone()))
	if w.State == Draft {
		x.Draft, x.For, x.Since = true, []int{w.Pen}, civil.DateOf(w.ChangedAt.In(Zone()))
	} else {
		for _, p := range w.Parties {
			spoke := p.Number == last.Party || w.HasSigned(p.Number)
			spoke = spoke || slices.ContainsFunc(w.Comments, func(c Comment) bool { return c.Party == p.Number && c.Version == last.Number })
			if !spoke {
				x.For = append(x.For, p.Number)
			}
		}
	}
	x.Days = today.DaysSince(x.Since)
	return x, len(x.For) > 0
}

// Nudge notes that one side reminds the others of a version; once a week at most. Errors: Forbidden; Conflict.
func Nudge(tx *store.Tx, by organisation.Actor, which ID, amendment, as int) (Whole, error) {
	w, err := face(tx, by, which, amendment, as)
	if err != nil {
		return w, err
	}
	x, ok := w.Waits(today(tx))
	if !ok || slices.Contains(x.For, as) {
		return w, moved()
	}
	first, err := Remind(tx, w.ID, Reminder{What: fmt.Sprintf("nudge/%d/%d/%d", amendment, x.Version, x.Days/7)})
	if err != nil {
		return w, err
	}
	if !first {
		return w, fault.New(fault.Conflict, "convention.nudged")
	}
	return w, note(tx, by, w, as, "convention.nudged")
}

// MayRenew reports whether a convention can be followed by another: once its end is six months ahead at most, or has passed.
func (w Whole) MayRenew(today civil.Date) bool {
	end := w.End()
	return w.Public() && !end.IsZero() && !today.Before(AddMonths(end, halfYear)) && w.RenewedBy.IsZero()
}

// follower is the convention that follows one, or is being written to, but for one of them; ok is false where there is none. The caller has the
// one before for change, so that there is one at a time.
func follower(tx *store.Tx, before, but ID) (c Convention, ok bool, err error) {
	all, err := store.All(tx, scan, `
		SELECT `+columns+`
		FROM convention c
		WHERE c.renews = $1 AND c.id <> $2 AND c.state <> 'dropped'
		ORDER BY c.created_at DESC
		LIMIT 1`+tx.ForUpdate(), before, but)
	if err != nil || len(all) == 0 {
		return c, false, err
	}
	return all[0], true, nil
}

// inTheWay says why another convention can't follow: one does, or somebody writes it. Others don't read it before it is sent, but are told who does.
func (w Whole) inTheWay(x Convention) error {
	if hides(x.State, x.Version) {
		return fault.New(fault.Conflict, "convention.renewal_underway", fault.Args{"Name": w.Party(x.Pen).Name, "Days": silence})
	}
	return fault.New(fault.Conflict, "convention.renewed_already")
}

// Renew begins the convention that follows one: its text, with days that go on from its end, to be written and signed anew by all. Whoever began
// it already and never sent it goes on with that; what another side began, never sent and left alone for a fortnight gives way. Errors: Forbidden;
// Conflict when it is too early, or another follows already.
func Renew(tx *store.Tx, by organisation.Actor, submission string, which ID, as int) (next ID, err error) {
	text, err := form.Once(tx, submission, func() (string, error) {
		w, err := change(tx, by, which, as)
		if err != nil {
			return "", err
		}
		if !w.MayRenew(today(tx)) {
			return "", moved()
		}
		switch x, ok, err := follower(tx, w.ID, w.ID); {
		case err != nil:
			return "", err
		case ok && hides(x.State, x.Version) && x.Pen == as:
			return x.ID.String(), nil
		case ok && (!hides(x.State, x.Version) || !stale(tx, x.ChangedAt)):
			return "", w.inTheWay(x)
		case ok:
			x.State = Dropped
			if err := errors.Join(save(tx, x), note(tx, by, Whole{Convention: x, Parties: w.Parties}, as, "convention.dropped")); err != nil {
				return "", err
			}
		}
		old := w.Text
		t := old
		months := int(old.months())
		t.First = w.End().AddDays(1)
		if !old.Last.IsZero() {
			t.Last = AddMonths(t.First, months).AddDays(-1)
		}
		if t.Lease.Before(t.First) {
			t.Lease = civil.Date{}
		}
		t.Promises = nil
		for _, c := range w.InForce() {
			p := c.Promise
			p.Key, p.Due = "", t.First.AddDays(p.Due.DaysSince(old.First))
			t.Promises = append(t.Promises, p)
		}
		x := Whole{Convention: Convention{ID: id.New[Convention](), Kind: w.Kind, State: Draft, Place: w.Place, Pen: as, Text: t, Renews: w.ID}, Parties: w.Parties}
		return x.ID.String(), errors.Join(insert(tx, x), note(tx, by, x, as, "convention.renewed"))
	})
	if err != nil {
		return next, err
	}
	return next, next.UnmarshalText([]byte(text))
}
