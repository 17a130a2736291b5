// Package project is the founding group ("groupe fondateur"): the willing who make a place out of an idea, until they are an association.
//
// A group has a place in the directory, whose stage it changes with a date and a reason (stage.go), a commune, and perhaps an authority that
// follows. Nobody is in a group but by their own word (member.go). Whoever holds the pen writes the public page, changes the stage and asks
// people in; members meet, share out tasks, keep documents and compare premises (work.go), and decide by consent or by vote (decide.go). The
// authority reads what is shown to it and proposes; the group accepts or refuses with a word (propose.go). At the end the group becomes an
// organisation, and nothing is typed twice (register.go).
//
// What is always true: a group belongs to its members alone. The authority, the coordinator and the host of the instance read what everybody
// reads, and the authority what is shown to it as well; never who can be reached how. Giving up is no failure: the lessons stay with the place.
package project

import (
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

// ID names a group.
type ID = id.Of[Project]

// Project is a founding group and what everybody may know of it.
type Project struct {
	ID           ID
	Slug         string
	Name         string
	Commune      string   // INSEE code
	Place        place.ID // zero while the directory hasn't taken the idea in
	Proposal     string   // by which the directory was asked to; "" when it didn't need to be
	Authority    organisation.ID
	LetOn        civil.Date      // when a group that people began let it follow; zero: it began the group itself
	Organisation organisation.ID // that it has become; zero: not yet
	BecameOn     civil.Date
	Words        string // of the public page, paragraphs
	NextStep     string
	NextOn       civil.Date
	Lessons      string
	BegunOn      civil.Date

	Stage         place.Stage // of its place; an idea while it has none. Closed: the group gave up
	PlaceSlug     string
	AuthorityName string
}

// Over reports whether there is no group any more: it gave up, or has become an organisation. Nothing of it changes then.
func (g Project) Over() bool { return g.Stage == place.Closed || !g.Organisation.IsZero() }

// Today is the day in the group's commune.
func (g Project) Today(now civil.Instant) civil.Date {
	return civil.DateOf(now.In(territory.Zone(g.Commune)))
}

// Shown is who reads something of a group.
type Shown string

// Who reads it.
const (
	ToGroup     Shown = "group"     // members alone
	ToAuthority Shown = "authority" // and the authority that follows
	ToAll       Shown = "all"
)

// AllShown lists them, the narrowest first.
var AllShown = []Shown{ToGroup, ToAuthority, ToAll}

// Sees says how far somebody reads in a group.
type Sees struct {
	Member    Member // zero: they aren't in it
	Authority bool   // they act for the authority that follows
	Pen       bool   // they write: they hold the pen, or the authority does as long as nobody is in the group
}

// In reports whether they are a member.
func (s Sees) In() bool { return !s.Member.ID.IsZero() }

// Reads reports whether they may read something.
func (s Sees) Reads(what Shown) bool {
	return s.In() || what == ToAll || s.Authority && what == ToAuthority
}

// Look says how far somebody reads in a group. A group that waits for the directory is nobody else's business.
func Look(tx *store.Tx, by organisation.Actor, g Project) (s Sees, err error) {
	s.Authority = MayFollow(by, g.Authority)
	if by.SignedIn() {
		all, err := members(tx, `m.project_id = $1 AND m.person_id = $2 AND m.left_on IS NULL`, g.ID, by.Person)
		if err != nil {
			return s, err
		}
		if len(all) > 0 {
			s.Member = all[0]
		}
	}
	s.Pen = s.Member.Pen || by.IsSystem()
	if s.Authority && !s.Pen && g.LetOn.IsZero() { // what people began isn't written by whom they let follow
		n, err := store.One(tx, store.Value[int], `SELECT count(*) FROM project_member WHERE project_id = $1 AND left_on IS NULL`, g.ID)
		if err != nil {
			return s, err
		}
		s.Pen = n == 0
	}
	return s, nil
}

// Public reports whether everybody may read the group's page: once the directory knows its place.
func (g Project) Public() bool { return !g.Place.IsZero() }

// MayFollow reports whether somebody acts for the authority that follows.
func MayFollow(by organisation.Actor, authority organisation.ID) bool {
	return !authority.IsZero() && by.InTeam(organisation.FollowPlace, organisation.Target{Organisation: authority.String()})
}

const columns = `g.id, g.slug, g.name, g.commune, g.place_id, coalesce(CAST(g.proposal_id AS text), ''), g.authority_id, g.organisation_id, g.became_on, g.words, g.next_step,
	g.next_on, g.lessons, g.begun_on, g.let_on, coalesce(p.stage, 'idea'), coalesce(p.slug, ''), coalesce(o.name, '')`

const from = ` FROM project g LEFT JOIN place p ON p.id = g.place_id LEFT JOIN organisation o ON o.id = g.authority_id `

func scan(r store.Row) (g Project, err error) {
	return g, r.Scan(&g.ID, &g.Slug, &g.Name, &g.Commune, &g.Place, &g.Proposal, &g.Authority, &g.Organisation, &g.BecameOn, &g.Words, &g.NextStep,
		&g.NextOn, &g.Lessons, &g.BegunOn, &g.LetOn, &g.Stage, &g.PlaceSlug, &g.AuthorityName)
}

var errUnknown = fault.New(fault.NotFound, "project.unknown")

func find(tx *store.Tx, where string, arg any) (Project, error) {
	g, err := store.One(tx, scan, `SELECT `+columns+from+where, arg)
	if errors.Is(err, store.ErrNoRow) {
		return g, errUnknown
	}
	if err != nil {
		return g, fmt.Errorf("read group: %w", err)
	}
	return g, nil
}

// Find reads the group of an address for somebody. Errors: NotFound, also for a group that isn't public yet and isn't theirs.
func Find(tx *store.Tx, by organisation.Actor, slug string) (Project, Sees, error) {
	g, err := find(tx, `WHERE g.slug = $1`, slug)
	if err != nil {
		return g, Sees{}, err
	}
	s, err := Look(tx, by, g)
	if err == nil && !g.Public() && !s.In() && !s.Authority && !s.Pen {
		err = errUnknown
	}
	return g, s, err
}

// FindByID reads a group.
func FindByID(tx *store.Tx, which ID) (Project, error) { return find(tx, `WHERE g.id = $1`, which) }

// OfPlace reads the group that made a place; ok is false when none did.
func OfPlace(tx *store.Tx, which place.ID) (g Project, ok bool, err error) {
	all, err := store.All(tx, scan, `SELECT `+columns+from+`WHERE g.place_id = $1`, which)
	if err != nil || len(all) == 0 {
		return g, false, err
	}
	return all[0], true, nil
}

// InCommune lists the groups of a commune that everybody may see, the newest first.
func InCommune(tx *store.Tx, code string) ([]Project, error) {
	return store.All(tx, scan, `SELECT `+columns+from+`WHERE g.commune = $1 AND g.place_id IS NOT NULL ORDER BY g.id DESC LIMIT 100`, code)
}

// InCommunes lists the groups of communes that everybody may see, the newest first.
func InCommunes(tx *store.Tx, codes []string) (all []Project, err error) {
	err = store.EachAmong(codes, func(in string, args []any) error {
		some, err := store.All(tx, scan, `SELECT `+columns+from+`WHERE g.commune `+in+` AND g.place_id IS NOT NULL ORDER BY g.id DESC LIMIT 100`, args...)
		all = append(all, some...)
		return err
	})
	return all, err
}

// Across lists the groups of départements that everybody may see, the newest first.
func Across(tx *store.Tx, spans []territory.Span) ([]Project, error) {
	in, args := territory.InSpans("x.commune", nil, spans)
	return store.All(tx, scan, `SELECT `+columns+from+`
		WHERE g.id IN (SELECT x.id FROM project x WHERE `+in+` AND x.place_id IS NOT NULL ORDER BY x.id DESC LIMIT 100)
		ORDER BY g.id DESC`, args...)
}

// Near lists the groups that somebody is in, and those that an authority follows for which they act, the newest first.
func Near(tx *store.Tx, by organisation.Actor) ([]Project, error) {
	all, err := store.All(tx, scan, `SELECT `+columns+from+`JOIN project_member m ON m.project_id = g.id WHERE m.person_id = $1 AND m.left_on IS NULL ORDER BY g.id DESC LIMIT 100`, by.Person)
	if err != nil {
		return nil, err
	}
	authorities := map[string]bool{}
	for _, x := range by.Grants {
		if x.Scope != organisation.InOrganisation || !x.Role.Allows(organisation.FollowPlace) || authorities[x.ID] {
			continue
		}
		authorities[x.ID] = true
		followed, err := store.All(tx, scan, `SELECT `+columns+from+`WHERE g.authority_id = $1 ORDER BY g.id DESC LIMIT 100`, x.ID)
		if err != nil {
			return nil, err
		}
		for _, g := range followed {
			if !slices.ContainsFunc(all, func(h Project) bool { return h.ID == g.ID }) {
				all = append(all, g)
			}
		}
	}
	return all, nil
}

func refusal(by organisation.Actor) error {
	if !by.SignedIn() {
		return fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	}
	return fault.New(fault.Forbidden, "project.not_yours")
}

// hold reads a group for somebody and keeps it from changing until the transaction ends.
func hold(tx *store.Tx, by organisation.Actor, which ID) (Project, Sees, error) {
	if _, err := store.One(tx, store.Value[string], `SELECT slug FROM project WHERE id = $1`+tx.ForUpdate(), which); err != nil && !errors.Is(err, store.ErrNoRow) {
		return Project{}, Sees{}, err
	}
	g, err := FindByID(tx, which)
	if err != nil {
		return g, Sees{}, err
	}
	s, err := Look(tx, by, g)
	return g, s, err
}

var errOver = fault.New(fault.Conflict, "project.over")

// forWork is hold for what every member may do while there is a group. Errors: Forbidden for everybody else; Conflict when it is over.
func forWork(tx *store.Tx, by organisation.Actor, which ID) (Project, Sees, error) {
	g, s, err := hold(tx, by, which)
	switch {
	case err != nil:
	case !s.In() && !s.Pen:
		err = refusal(by)
	case g.Over():
		err = errOver
	}
	return g, s, err
}

// forPen is hold for what whoever holds the pen may do. Errors: those of forWork.
func forPen(tx *store.Tx, by organisation.Actor, which ID) (Project, Sees, error) {
	g, s, err := hold(tx, by, which)
	switch {
	case err != nil:
	case !s.Pen && !s.In():
		err = refusal(by)
	case !s.Pen:
		err = fault.New(fault.Forbidden, "project.pen_only")
	}
	return g, s, err
}

func note(tx *store.Tx, by organisation.Actor, g Project, verb string, data map[string]string) error {
	return journal.Write(tx, journal.Entry{Person: by.Person.String(), Verb: verb, Kind: "project", Object: g.ID.String(), Data: data})
}

// Longest texts, in characters.
const (
	mostLine = 200
	mostText = 10_000
)

func long(b *fault.Breaches, field, text string, most int) {
	b.Within(field, text, most)
}

func (x Shown) known() bool { return slices.Contains(AllShown, x) }

// WriteRequest is what whoever holds the pen writes on the public page.
type WriteRequest struct {
	Project  ID
	Words    string
	NextStep string
	NextOn   civil.Date
}

// Write changes the public page. Errors: Forbidden without the pen; Invalid with every breach. What a group has become, or why it gave up, can
// still be told afterwards.
func Write(tx *store.Tx, by organisation.Actor, q WriteRequest) error {
	g, _, err := forPen(tx, by, q.Project)
	if err != nil {
		return err
	}
	var b fault.Breaches
	long(&b, "words", q.Words, mostText)
	long(&b, "next", q.NextStep, mostLine)
	if err := b.Err(); err != nil {
		return err
	}
	return write(tx, by, g, q)
}

func write(tx *store.Tx, by organisation.Actor, g Project, q WriteRequest) error {
	if q.Words == g.Words && q.NextStep == g.NextStep && q.NextOn == g.NextOn {
		return nil
	}
	if err := tx.ExecOne(`UPDATE project SET words = $1, next_step = $2, next_on = $3, changed_at = $4 WHERE id = $5`, q.Words, q.NextStep, q.NextOn, tx.Now, g.ID); err != nil {
		return err
	}
	return note(tx, by, g, "project.written", map[string]string{"next": q.NextStep})
}
