// Package convention is what two or more parties promise each other in writing, and whether they keep it: an association and the local
// authority that lends it a building, a network and a region, a place and whoever stays there.
//
// One side begins from a model and writes; a version is sent to all, and never changes again; the other comments clause by clause, or takes
// the pen and sends the next. When every party has signed the same version it holds, from its first day to its last, or until a party ends
// it and says why. A party may have no account here: the others then note what it does.
//
// From then on the page shows what each side promised, and how far it is (Judge): to come, kept, half kept, late by so many days. That is
// computed from dates and evidence alone, by the same function for both sides; where the place's own activity tells the figure it is filled
// in, and never so that it tells of fewer than eleven people. Each side gives evidence of its own promises and of no other's.
//
// A rule may be relaxed to try something (Experiment), if it belongs to one of those who signed: the law and the safety of the public don't.
// At the end both say whether to continue, adapt or stop, and what was learned goes to the lessons of the network. Notes of both sides and
// whatever happened make one logbook, which whoever comes after them reads from the beginning.
package convention

import (
	"slices"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// ID names a convention.
type ID = id.Of[Convention]

// Kind is what a convention is about, as it is called in practice.
type Kind string

// The kinds.
const (
	Premises   Kind = "premises"   // "mise à disposition": with its yearly value, even if it is free
	Objectives Kind = "objectives" // "convention d'objectifs": with a grant
	Occupation Kind = "occupation" // "convention d'occupation"
	Stay       Kind = "stay"       // "hébergement" of a stay
)

// Kinds lists every kind.
var Kinds = []Kind{Premises, Objectives, Occupation, Stay}

// State is how far a convention has come. Whether its term is over, its days say (Phase).
type State string

// The states.
const (
	Draft    State = "draft"
	Proposed State = "proposed" // a version was sent to all parties
	Signed   State = "signed"   // by all of them
	Ended    State = "ended"    // before its term, by one of them
	Dropped  State = "dropped"  // given up before it was signed
)

// Act is what moves a convention.
type Act string

// The acts.
const (
	ActPropose Act = "propose"
	ActRevise  Act = "revise" // somebody takes the pen for the next version
	ActSign    Act = "sign"   // the last of them signs
	ActEnd     Act = "end"
	ActRestore Act = "restore" // it doesn't end after all
	ActDrop    Act = "drop"
	ActResume  Act = "resume" // what was dropped is written on
)

var moves = map[State]map[Act]State{
	Draft:    {ActPropose: Proposed, ActRevise: Draft, ActDrop: Dropped},
	Proposed: {ActRevise: Draft, ActSign: Signed, ActDrop: Dropped},
	Dropped:  {ActResume: Draft},
	Signed:   {ActEnd: Ended},
	Ended:    {ActRestore: Signed},
}

// Next is the state that an act leads to; ok is false where it can't be done.
func (s State) Next(a Act) (next State, ok bool) {
	next, ok = moves[s][a]
	return next, ok
}

// Clause is one article of a text.
type Clause struct {
	Key   string `json:"key"` // stays the same from version to version
	Title string `json:"title"`
	Text  string `json:"text"`
}

// Text is all that is signed.
type Text struct {
	Title    string     `json:"title"`
	Object   string     `json:"object"` // in one sentence
	First    civil.Date `json:"first"`
	Last     civil.Date `json:"last"`
	Lease    civil.Date `json:"lease,omitzero"`   // the lease's last day, where there is one
	Amount   int64      `json:"amount,omitempty"` // cents of the grant, over the whole term
	Value    int64      `json:"value,omitempty"`  // cents a year that the premises are worth
	Notice   int        `json:"notice,omitempty"` // months of notice for whoever ends it without another reason
	Clauses  []Clause   `json:"clauses"`
	Promises []Promise  `json:"promises"`
}

// Yearly is what is given in a year, in cents: its part of the grant, and the value of the premises.
func (t Text) Yearly() int64 {
	return t.Amount*12/max(12, t.months()) + t.Value
}

// Party is one of those who promise.
type Party struct {
	Number       int
	Organisation organisation.ID // zero: it has no account here
	Name         string
	Siret        string // fourteen digits, or ""
	RNA          string // of the organisation's account, where it is an association that has one
	Gives        bool   // the grant or the premises come from it
	Decision     string // number of its "délibération"
	DecidedOn    civil.Date
}

// Convention is the head of it all.
type Convention struct {
	ID        ID
	Kind      Kind
	State     State
	Place     place.ID // zero: about none
	Pen       int      // the party that writes the draft
	Text      Text     // as it stands: the draft, or what was signed
	Version   int      // that was proposed last
	EndedOn   civil.Date
	EndedBy   int
	EndedWhy  string
	Ground    Ground
	Notified  civil.Date // when the others were told that it ends
	Renews    ID         // the one that it follows, if any
	CreatedAt civil.Instant
	ChangedAt civil.Instant
}

// Phase is the state with what the days add to it.
type Phase string

// The phases that are no states.
const (
	Coming  Phase = "coming" // signed, its first day is still to come
	InForce Phase = "in-force"
	Ending  Phase = "ending" // before its term, on a day that is still to come
	Over    Phase = "over"   // its term has passed
)

// Phase tells how far it is on a day.
func (c Convention) Phase(today civil.Date) Phase {
	switch {
	case c.State == Ended && !c.EndedOn.Before(today):
		return Ending
	case c.State != Signed:
		return Phase(c.State)
	case today.Before(c.Text.First):
		return Coming
	case !c.Text.Last.IsZero() && c.Text.Last.Before(today):
		return Over
	}
	return InForce
}

// End is the last day on which anything falls due by the term: the last day, or the one on which it was ended.
func (c Convention) End() civil.Date {
	if !c.EndedOn.IsZero() {
		return c.EndedOn
	}
	return c.Text.Last
}

// Public reports whether anybody may read its public form: once it is signed, also afterwards.
func (c Convention) Public() bool { return c.State == Signed || c.State == Ended }

// Version is a text as it was sent.
type Version struct {
	Number int
	Party  int
	Text   Text
	SentAt civil.Instant
}

// Comment is said by one side about a clause of a version.
type Comment struct {
	Version int
	Clause  string
	Party   int
	By      string // name of whoever wrote it; "" once they are erased
	Text    string
	At      civil.Instant
}

// Signature is one party's, of one version.
type Signature struct {
	Party     int
	Version   int
	Day       civil.Date
	Town      string
	Name      string
	Role      string
	File      File
	Decision  string // number of the "délibération" by which an amendment is signed
	DecidedOn civil.Date
}

// File is a document that was kept in kit/files.
type File struct{ Hash, Name string }

// NoteID names a note.
type NoteID = id.Of[Note]

// NoteKind is what a note is about.
type NoteKind string

// The kinds of notes.
const (
	Plain    NoteKind = "note"
	Meeting  NoteKind = "meeting"
	Call     NoteKind = "call"
	Decision NoteKind = "decision"
	Words    NoteKind = "words" // of the team, for the report of the day's year
)

// NoteKinds lists every kind.
var NoteKinds = []NoteKind{Plain, Meeting, Call, Decision, Words}

// Note is an entry that somebody wrote into the logbook. Its day may be to come: a meeting that was agreed.
type Note struct {
	ID     NoteID
	Kind   NoteKind
	Day    civil.Date
	Text   string
	Party  int
	Person account.ID
	By     string
}

// Whole is a convention with all that belongs to it.
type Whole struct {
	Convention
	Parties     []Party
	Versions    []Version
	Comments    []Comment
	Signatures  []Signature // of the last version
	Commitments []Commitment
	Experiments []Experiment
	Notes       []Note
	Amendments  []Amendment
	Accounts    map[int][]AccountLine // by year; the public form has none
	RenewedBy   ID                    // that follows it, if any
	Amending    int                   // number of the amendment that this is the text of (Face); 0: of the convention itself
}

// Party finds one by its number; the zero Party when there is none.
func (w Whole) Party(number int) Party {
	if i := slices.IndexFunc(w.Parties, func(p Party) bool { return p.Number == number }); i >= 0 {
		return w.Parties[i]
	}
	return Party{}
}

// HasSigned reports whether a party has signed the last version.
func (w Whole) HasSigned(number int) bool {
	return slices.ContainsFunc(w.Signatures, func(s Signature) bool { return s.Party == number })
}

// SignedOn is the day of the last signature; zero while one is missing.
func (w Whole) SignedOn() (day civil.Date) {
	for _, s := range w.Signatures {
		if w.Public() && day.Before(s.Day) {
			day = s.Day
		}
	}
	return day
}

// MayKeep reports whether somebody speaks for an organisation in conventions: its managers do.
func MayKeep(by organisation.Actor, o organisation.ID) bool {
	return by.IsSystem() || !o.IsZero() && by.InTeam(organisation.KeepConventions, organisation.Target{Organisation: o.String()})
}

// SidesOf lists the numbers of the parties for which somebody is a manager; none for whoever has no business with it.
func SidesOf(by organisation.Actor, parties []Party) (all []int) {
	for _, p := range parties {
		if MayKeep(by, p.Organisation) {
			all = append(all, p.Number)
		}
	}
	return all
}

// MaySpeak reports whether somebody may act for a party: its managers, and for one without account those of any other.
func MaySpeak(by organisation.Actor, parties []Party, number int) bool {
	sides := SidesOf(by, parties)
	return slices.Contains(sides, number) || len(sides) > 0 && slices.ContainsFunc(parties, func(p Party) bool { return p.Number == number && p.Organisation.IsZero() })
}
