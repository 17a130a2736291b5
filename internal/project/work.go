package project

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
	"mitoyen/internal/place"
)

// TaskID names a task.
type TaskID = id.Of[Task]

// Task is something that the group wants done.
type Task struct {
	ID     TaskID
	What   string
	Who    MemberID // zero: nobody yet
	Name   string   // of who does it
	Until  civil.Date
	DoneOn civil.Date
}

// Tasks lists what a group wants done, what is open first, the most urgent first. For members alone.
func Tasks(tx *store.Tx, s Sees, g Project) ([]Task, error) {
	if !s.In() {
		return nil, fault.New(fault.Forbidden, "project.not_yours")
	}
	return store.All(tx, func(r store.Row) (t Task, err error) {
		return t, r.Scan(&t.ID, &t.What, &t.Who, &t.Name, &t.Until, &t.DoneOn)
	}, `
		SELECT t.id, t.what, t.member_id, coalesce(p.name, m.name, ''), t.until_day, t.done_on
		FROM project_task t
		LEFT JOIN project_member m ON m.id = t.member_id
		LEFT JOIN person p ON p.id = m.person_id
		WHERE t.project_id = $1
		ORDER BY t.done_on IS NOT NULL, t.done_on DESC, t.until_day IS NULL, t.until_day, t.id
		LIMIT 500`, g.ID)
}

// AddTask adds something to be done. Errors: Forbidden; Conflict when it is over; Invalid.
func AddTask(tx *store.Tx, by organisation.Actor, submission string, which ID, t Task) error {
	_, err := form.Once(tx, submission, func() (string, error) {
		g, _, err := forWork(tx, by, which)
		if err != nil {
			return "", err
		}
		var b fault.Breaches
		b.Check(t.What != "", "what", "project.task_missing")
		long(&b, "what", t.What, mostLine)
		if !t.Who.IsZero() {
			n, err := store.One(tx, store.Value[int], `SELECT count(*) FROM project_member WHERE id = $1 AND project_id = $2 AND left_on IS NULL`, t.Who, g.ID)
			if err != nil {
				return "", err
			}
			b.Check(n == 1, "who", "project.member_unknown")
		}
		if err := b.Err(); err != nil {
			return "", err
		}
		_, err = tx.Exec(`INSERT INTO project_task (id, project_id, what, member_id, until_day) VALUES ($1, $2, $3, $4, $5)`, id.New[Task](), g.ID, t.What, t.Who, t.Until)
		if err != nil {
			return "", fmt.Errorf("add task: %w", err)
		}
		return "", note(tx, by, g, "project.task_added", map[string]string{"what": t.What})
	})
	return err
}

// DoTask says that something is done, or after all isn't. Errors: Forbidden; NotFound.
func DoTask(tx *store.Tx, by organisation.Actor, which ID, task TaskID, done bool) error {
	g, _, err := forWork(tx, by, which)
	if err != nil {
		return err
	}
	day := civil.Date{}
	if done {
		day = g.Today(tx.Now)
	}
	n, err := tx.Exec(`UPDATE project_task SET done_on = $1 WHERE id = $2 AND project_id = $3`, day, task, g.ID)
	if err == nil && n == 0 {
		err = errUnknown
	}
	if err != nil {
		return err
	}
	return note(tx, by, g, "project.task_done", nil)
}

// MeetingID names a meeting.
type MeetingID = id.Of[Meeting]

// Meeting is when and where a group meets, and what was said.
type Meeting struct {
	ID      MeetingID
	On      civil.Date
	At      civil.Clock
	Where   string
	Agenda  string
	Minutes string // "" until somebody writes them
	Shown   Shown
}

// Meetings lists the meetings that somebody may read of, the latest first.
func Meetings(tx *store.Tx, s Sees, g Project) ([]Meeting, error) {
	all, err := store.All(tx, scanMeeting, `SELECT id, on_day, at_minute, place, agenda, minutes, shown FROM project_meeting WHERE project_id = $1 ORDER BY on_day DESC, at_minute DESC, id`, g.ID)
	return slices.DeleteFunc(all, func(m Meeting) bool { return !s.Reads(m.Shown) }), err
}

func scanMeeting(r store.Row) (m Meeting, err error) {
	return m, r.Scan(&m.ID, &m.On, &m.At, &m.Where, &m.Agenda, &m.Minutes, &m.Shown)
}

// FindMeeting reads a meeting. Errors: NotFound, also for one that isn't shown to them: that it took place is the group's as well.
func FindMeeting(tx *store.Tx, s Sees, g Project, which MeetingID) (Meeting, error) {
	m, err := store.One(tx, scanMeeting, `SELECT id, on_day, at_minute, place, agenda, minutes, shown FROM project_meeting WHERE id = $1 AND project_id = $2`, which, g.ID)
	if errors.Is(err, store.ErrNoRow) || err == nil && !s.Reads(m.Shown) {
		return Meeting{}, fault.New(fault.NotFound, "project.meeting_unknown")
	}
	return m, err
}

// KeepMeeting plans a meeting, new without an ID, or changes one, its minutes too. Errors: Forbidden; Conflict when the group is over; Invalid.
func KeepMeeting(tx *store.Tx, by organisation.Actor, submission string, which ID, m Meeting) (MeetingID, error) {
	text, err := form.Once(tx, submission, func() (string, error) {
		g, s, err := forWork(tx, by, which)
		if err != nil {
			return "", err
		}
		var b fault.Breaches
		b.Check(m.On.Year >= 2000 && m.On.Year <= 2200, "on", "project.day_missing")
		b.Check(m.At >= 0 && m.At < civil.EndOfDay, "at", "project.hour_missing")
		b.Check(m.Where != "", "where", "project.where_missing")
		long(&b, "where", m.Where, mostLine)
		long(&b, "agenda", m.Agenda, mostText)
		long(&b, "minutes", m.Minutes, mostText)
		b.Check(m.Shown.known(), "shown", "project.shown_missing")
		if err := b.Err(); err != nil {
			return "", err
		}
		if !m.ID.IsZero() {
			if _, err := FindMeeting(tx, s, g, m.ID); err != nil {
				return "", err
			}
			if err := tx.ExecOne(`UPDATE project_meeting SET on_day = $1, at_minute = $2, place = $3, agenda = $4, minutes = $5, shown = $6 WHERE id = $7`, m.On, m.At, m.Where, m.Agenda, m.Minutes, m.Shown, m.ID); err != nil {
				return "", err
			}
			return m.ID.String(), note(tx, by, g, "project.meeting_changed", map[string]string{"on": m.On.String()})
		}
		m.ID = id.New[Meeting]()
		_, err = tx.Exec(`INSERT INTO project_meeting (id, project_id, on_day, at_minute, place, agenda, minutes, shown) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			m.ID, g.ID, m.On, m.At, m.Where, m.Agenda, m.Minutes, m.Shown)
		if err != nil {
			return "", fmt.Errorf("plan meeting: %w", err)
		}
		return m.ID.String(), note(tx, by, g, "project.meeting_planned", map[string]string{"on": m.On.String()})
	})
	if err != nil {
		return m.ID, err
	}
	return m.ID, m.ID.UnmarshalText([]byte(text))
}

// DocumentKinds are what documents of a group are.
var DocumentKinds = []string{"statutes", "budget", "premises", "other"}

// Document is a file of a group, by its hash in kit/files.
type Document struct {
	ID      id.Of[Document]
	Kind    string // of DocumentKinds
	Title   string
	Shown   Shown
	Hash    string
	Name    string
	Size    int64
	AddedOn civil.Date
}

// mostDocuments bounds what a group keeps.
const mostDocuments = 100

// Documents lists the documents that somebody may read, the latest first.
func Documents(tx *store.Tx, s Sees, g Project) ([]Document, error) {
	all, err := store.All(tx, func(r store.Row) (d Document, err error) {
		return d, r.Scan(&d.ID, &d.Kind, &d.Title, &d.Shown, &d.Hash, &d.Name, &d.Size, &d.AddedOn)
	}, `SELECT id, kind, title, shown, hash, name, size, added_on FROM project_document WHERE project_id = $1 ORDER BY added_on DESC, id DESC`, g.ID)
	return slices.DeleteFunc(all, func(d Document) bool { return !s.Reads(d.Shown) }), err
}

// MayWork says whether somebody adds things to a group, before a file is kept for it. Errors: those of the use cases.
func MayWork(s Sees, g Project) error {
	switch {
	case !s.In() && !s.Pen:
		return fault.New(fault.Forbidden, "project.not_yours")
	case g.Over():
		return errOver
	}
	return nil
}

// AddDocument adds a file, already kept in kit/files. Errors: Forbidden; Conflict when the group is over; Invalid.
func AddDocument(tx *store.Tx, by organisation.Actor, submission string, which ID, d Document) error {
	_, err := form.Once(tx, submission, func() (string, error) {
		g, s, err := forWork(tx, by, which)
		if err != nil {
			return "", err
		}
		had, err := Documents(tx, s, g)
		if err != nil {
			return "", err
		}
		var b fault.Breaches
		b.Check(d.Title != "", "title", "place.document_title_missing")
		long(&b, "title", d.Title, mostLine)
		b.Check(slices.Contains(DocumentKinds, d.Kind), "kind", "project.kind_missing")
		b.Check(d.Shown.known(), "shown", "project.shown_missing")
		b.Check(len(had) < mostDocuments, "file", "place.documents_many", fault.Args{"Max": mostDocuments})
		if err := b.Err(); err != nil {
			return "", err
		}
		_, err = tx.Exec(`INSERT INTO project_document (id, project_id, kind, title, shown, hash, name, size, added_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			id.New[Document](), g.ID, d.Kind, d.Title, d.Shown, d.Hash, d.Name, d.Size, g.Today(tx.Now))
		if err != nil {
			return "", fmt.Errorf("add document of group: %w", err)
		}
		return "", note(tx, by, g, "project.document_added", map[string]string{"title": d.Title})
	})
	return err
}

// RemoveDocument takes a document away. Doing it again changes nothing.
func RemoveDocument(tx *store.Tx, by organisation.Actor, which ID, document id.Of[Document]) error {
	g, _, err := forWork(tx, by, which)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`DELETE FROM project_document WHERE id = $1 AND project_id = $2`, document, g.ID)
	if err != nil || n == 0 {
		return err
	}
	return note(tx, by, g, "project.document_removed", nil)
}

// DocumentHashes lists the files that groups refer to.
func DocumentHashes(tx *store.Tx) ([]string, error) {
	return store.All(tx, store.Value[string], `SELECT hash FROM project_document`)
}

// Premises is somewhere that the group looked at.
type Premises struct {
	ID      id.Of[Premises]
	Address string
	Surface int // square metres; 0: not known
	Rent    int // euros a month; -1: not known, since some are lent for nothing
	Access  string
	Notes   string
	SeenOn  civil.Date
}

// AllPremises lists what a group looked at, in order of the visits. For members alone.
func AllPremises(tx *store.Tx, s Sees, g Project) ([]Premises, error) {
	if !s.In() {
		return nil, fault.New(fault.Forbidden, "project.not_yours")
	}
	return store.All(tx, func(r store.Row) (p Premises, err error) {
		return p, r.Scan(&p.ID, &p.Address, &p.Surface, &p.Rent, &p.Access, &p.Notes, &p.SeenOn)
	}, `SELECT id, address, coalesce(surface, 0), coalesce(rent, -1), access, notes, seen_on FROM project_premises WHERE project_id = $1 ORDER BY seen_on IS NULL, seen_on, id LIMIT 100`, g.ID)
}

// AddPremises adds somewhere that the group looked at. Errors: Forbidden; Conflict when the group is over; Invalid.
func AddPremises(tx *store.Tx, by organisation.Actor, submission string, which ID, p Premises) error {
	_, err := form.Once(tx, submission, func() (string, error) {
		g, _, err := forWork(tx, by, which)
		if err != nil {
			return "", err
		}
		var b fault.Breaches
		b.Check(p.Address != "", "address", "project.address_missing")
		long(&b, "address", p.Address, mostLine)
		long(&b, "access", p.Access, mostLine)
		long(&b, "notes", p.Notes, 2000)
		b.Check(p.Surface >= 0 && p.Surface <= 1_000_000, "surface", "project.number")
		b.Check(p.Rent >= -1 && p.Rent <= 1_000_000, "rent", "project.number")
		if err := b.Err(); err != nil {
			return "", err
		}
		_, err = tx.Exec(`INSERT INTO project_premises (id, project_id, address, surface, rent, access, notes, seen_on) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			id.New[Premises](), g.ID, p.Address, known(p.Surface, 1), known(p.Rent, 0), p.Access, p.Notes, p.SeenOn)
		if err != nil {
			return "", fmt.Errorf("add premises: %w", err)
		}
		return "", note(tx, by, g, "project.premises_added", nil)
	})
	return err
}

func known(n, least int) any {
	if n < least {
		return nil
	}
	return n
}

// RemovePremises takes somewhere off the table. Doing it again changes nothing.
func RemovePremises(tx *store.Tx, by organisation.Actor, which ID, premises id.Of[Premises]) error {
	g, _, err := forWork(tx, by, which)
	if err != nil {
		return err
	}
	n, err := tx.Exec(`DELETE FROM project_premises WHERE id = $1 AND project_id = $2`, premises, g.ID)
	if err != nil || n == 0 {
		return err
	}
	return note(tx, by, g, "project.premises_removed", nil)
}

// TakePremises makes an address that the group looked at the place's own, on its sheet. Errors: Forbidden without the pen; Conflict when the group
// is over, or while the directory hasn't taken the idea in; NotFound.
func TakePremises(tx *store.Tx, by organisation.Actor, which ID, premises id.Of[Premises]) error {
	g, s, err := forPen(tx, by, which)
	switch {
	case err != nil:
		return err
	case g.Over():
		return errOver
	case g.Place.IsZero():
		return fault.New(fault.Conflict, "project.waits")
	}
	all, err := AllPremises(tx, s, g)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(p Premises) bool { return p.ID == premises })
	if i < 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	if err := setPlace(tx, by, g, place.Facts{place.FAddress: all[i].Address}); err != nil {
		return err
	}
	return note(tx, by, g, "project.premises_taken", nil)
}
