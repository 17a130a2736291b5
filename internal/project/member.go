package project

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// MemberID names a member.
type MemberID = id.Of[Member]

// Consent is how somebody said yes.
type Consent string

// The ways.
const (
	BySelf   Consent = "self"   // they began the group
	ByLetter Consent = "letter" // by the link of a letter
	ByWord   Consent = "word"   // to a member who called them
)

// Member is somebody in a group.
type Member struct {
	ID          MemberID
	Person      account.ID // zero: without an account, or erased
	Name        string     // of the account, where there is one
	Phone       string     // of somebody without one
	Email       string     // of somebody without one who wants letters
	Letters     Letters    // that they want
	Pen         bool       // writes for the group
	ConsentedOn civil.Date
	Consent     Consent
	LeftOn      civil.Date
}

func scanMember(r store.Row) (m Member, err error) {
	return m, r.Scan(&m.ID, &m.Person, &m.Name, &m.Phone, &m.Email, &m.Letters, &m.Pen, &m.ConsentedOn, &m.Consent, &m.LeftOn)
}

func members(tx *store.Tx, where string, args ...any) ([]Member, error) {
	all, err := store.All(tx, scanMember, `
		SELECT m.id, m.person_id, coalesce(p.name, m.name), m.phone, m.email, m.letters, m.pen, m.consented_on, m.consent, m.left_on
		FROM project_member m
		LEFT JOIN person p ON p.id = m.person_id
		WHERE `+where+`
		ORDER BY m.consented_on, m.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("read members of group: %w", err)
	}
	return all, nil
}

// Members lists who is in a group, for its members. Errors: Forbidden for everybody else, the authority too.
func Members(tx *store.Tx, s Sees, g Project) ([]Member, error) {
	if !s.In() {
		return nil, fault.New(fault.Forbidden, "project.not_yours")
	}
	return members(tx, `m.project_id = $1 AND m.left_on IS NULL`, g.ID)
}

// Count is how many are in a group: all that others may know of who is.
func Count(tx *store.Tx, g Project) (int, error) {
	return store.One(tx, store.Value[int], `SELECT count(*) FROM project_member WHERE project_id = $1 AND left_on IS NULL`, g.ID)
}

// join takes somebody in who has said yes. Whoever comes back is the member that they were, with a new day.
func join(tx *store.Tx, g Project, m Member) (MemberID, error) {
	if !m.Person.IsZero() {
		was, err := members(tx, `m.project_id = $1 AND m.person_id = $2`, g.ID, m.Person)
		if err != nil {
			return m.ID, err
		}
		if len(was) > 0 {
			if was[0].LeftOn.IsZero() {
				return was[0].ID, nil
			}
			return was[0].ID, tx.ExecOne(`UPDATE project_member SET left_on = NULL, consented_on = $1, consent = $2 WHERE id = $3`, m.ConsentedOn, m.Consent, was[0].ID)
		}
		m.Name, m.Phone = "", "" // the account has them
	}
	m.ID = id.New[Member]()
	_, err := tx.Exec(`INSERT INTO project_member (id, project_id, person_id, name, phone, consented_on, consent) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		m.ID, g.ID, m.Person, m.Name, m.Phone, m.ConsentedOn, m.Consent)
	if err != nil {
		return m.ID, fmt.Errorf("join group: %w", err)
	}
	return m.ID, nil
}

// InvitationID names an invitation.
type InvitationID = id.Of[Invitation]

// Invitation is somebody who was asked to take part and hasn't answered.
type Invitation struct {
	ID     InvitationID
	Name   string
	Email  string // "": they are to be called
	Phone  string
	Origin string // where they left their address
	SentOn civil.Date
}

// invitationDays is how long an invitation waits: then whoever was asked is forgotten.
const invitationDays = 60

// mostName is how long a name is, in signs: that of a member of an association, which they may become.
const mostName = 100

// Guest is somebody to invite.
type Guest struct{ Name, Email, Phone string }

// InviteRequest asks people in.
type InviteRequest struct {
	Project ID
	Guests  []Guest
	Origin  string // where they left their address, for the letter: a survey's title; "" for somebody whom a member knows
	Survey  string // whose contacts they are, so that they are counted as a round; "" for somebody whom a member knows
}

// Letter is an invitation that goes by letter: the link opens it, and is kept nowhere.
type Letter struct {
	Invitation
	Link string
}

// MayInvite reports whether somebody asks people in: whoever holds the pen, and the authority that follows, which learns nothing from it of
// who came.
func (s Sees) MayInvite() bool { return s.Pen || s.Authority }

// Invite notes who is asked to take part, and gives the letters that the caller sends in the same transaction. Whoever has no address stands on
// the call list; whoever is in already, waits for an answer or has said no is left out. Errors: Forbidden; Conflict when it is over; Invalid.
func Invite(tx *store.Tx, by organisation.Actor, q InviteRequest) (letters []Letter, err error) {
	g, s, err := hold(tx, by, q.Project)
	switch {
	case err != nil:
		return nil, err
	case !s.MayInvite():
		return nil, refusal(by)
	case g.Over():
		return nil, errOver
	}
	known := map[string]bool{}
	err = tx.Each(func(r store.Row) error {
		var key string
		err := r.Scan(&key)
		known[key] = true
		return err
	}, `
		SELECT address FROM project_invitation WHERE project_id = $1 AND address <> ''
		UNION SELECT phone FROM project_invitation WHERE project_id = $1 AND address = ''
		UNION SELECT phone FROM project_member WHERE project_id = $1 AND phone <> '' AND left_on IS NULL`, g.ID)
	if err != nil {
		return nil, err
	}
	inside, err := store.All(tx, store.Value[string], `SELECT coalesce(p.email, '') FROM project_member m JOIN person p ON p.id = m.person_id WHERE m.project_id = $1 AND m.left_on IS NULL`, g.ID)
	if err != nil {
		return nil, err
	}
	round := Round{On: g.Today(tx.Now)}
	var rows [][]any
	for _, x := range q.Guests {
		l, err := readGuest(x)
		if err != nil {
			return nil, err
		}
		key, address := x.Phone, ""
		if l.Email != "" {
			address = hash(l.Email)
			key = address
		}
		if known[key] || l.Email != "" && slices.Contains(inside, l.Email) {
			continue
		}
		known[key] = true
		l.ID, l.Origin, l.SentOn = id.New[Invitation](), q.Origin, round.On
		var link any
		if l.Email != "" {
			link = hash(l.Link)
			letters = append(letters, l)
			round.ByLetter++
		} else {
			round.ByPhone++
		}
		rows = append(rows, []any{l.ID, g.ID, l.Name, l.Email, l.Phone, l.Origin, address, link, l.SentOn})
	}
	if len(rows) == 0 {
		return nil, nil
	}
	if q.Survey != "" {
		round.ID = id.New[Round]()
		if err := beginRound(tx, g, q.Survey, round); err != nil {
			return nil, err
		}
	}
	for i := range rows {
		rows[i] = append(rows[i], round.ID)
	}
	if err := tx.InsertAll(`INSERT INTO project_invitation (id, project_id, name, email, phone, origin, address, link, sent_on, round_id)`, "", rows); err != nil {
		return nil, fmt.Errorf("invite to group: %w", err)
	}
	return letters, note(tx, by, g, "project.invited", map[string]string{"people": fmt.Sprint(len(rows))})
}

func readGuest(x Guest) (l Letter, err error) {
	var b fault.Breaches
	b.Check(x.Name != "", "guest", "project.guest_name")
	b.Within("guest", x.Name, mostName)
	b.Check(x.Email != "" || x.Phone != "", "email", "project.guest_unreachable")
	long(&b, "phone", x.Phone, 30)
	if x.Email != "" {
		email, breach := account.ReadEmail(x.Email)
		b.Check(breach == "", "email", breach)
		x.Email = email
	}
	l.Name, l.Email, l.Phone = x.Name, x.Email, x.Phone
	raw := make([]byte, 24)
	rand.Read(raw) //nolint:errcheck // never fails
	l.Link = base64.RawURLEncoding.EncodeToString(raw)
	return l, b.Err()
}

func hash(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

const invitationColumns = `id, name, email, phone, origin, sent_on`

func scanInvitation(r store.Row) (i Invitation, err error) {
	return i, r.Scan(&i.ID, &i.Name, &i.Email, &i.Phone, &i.Origin, &i.SentOn)
}

// Invited lists who was asked and hasn't answered, for the group's members alone: first who is to be called.
func Invited(tx *store.Tx, s Sees, g Project) ([]Invitation, error) {
	if !s.In() {
		return nil, fault.New(fault.Forbidden, "project.not_yours")
	}
	return store.All(tx, scanInvitation, `SELECT `+invitationColumns+` FROM project_invitation WHERE project_id = $1 AND NOT declined ORDER BY email <> '', name, id`, g.ID)
}

var errStale = fault.New(fault.NotFound, "project.invitation_stale")

// Opened reads the invitation of a letter's link. Errors: NotFound for one that was answered, or is too old.
func Opened(tx *store.Tx, link string) (g Project, i Invitation, err error) {
	i, err = store.One(tx, scanInvitation, `SELECT `+invitationColumns+` FROM project_invitation WHERE link = $1 AND NOT declined`, hash(link))
	if errors.Is(err, store.ErrNoRow) {
		return g, i, errStale
	}
	if err != nil {
		return g, i, err
	}
	which, err := store.One(tx, store.Value[ID], `SELECT project_id FROM project_invitation WHERE id = $1`, i.ID)
	if err != nil {
		return g, i, err
	}
	g, err = FindByID(tx, which)
	return g, i, err
}

// Answer says yes or no to an invitation by its link, which whoever reads the letter alone has. A yes opens their account when they have none;
// a no leaves nothing of them but that this address isn't asked again. Errors: NotFound; Conflict when there is no group any more.
func Answer(tx *store.Tx, link string, yes bool, lang i18n.Lang) (Project, account.Person, error) {
	var who account.Person
	g, i, err := Opened(tx, link)
	if err != nil {
		return g, who, err
	}
	if g, _, err = hold(tx, organisation.Actor{}, g.ID); err != nil {
		return g, who, err
	}
	if _, _, err = Opened(tx, link); err != nil { // answered by whoever held the group before
		return g, who, err
	}
	if yes && g.Over() {
		return g, who, errOver
	}
	if err := countAnswer(tx, i); err != nil {
		return g, who, err
	}
	if !yes {
		return g, who, tx.ExecOne(`UPDATE project_invitation SET declined = TRUE, name = '', email = '', phone = '', origin = '', link = NULL, round_id = NULL WHERE id = $1`, i.ID)
	}
	if who, err = account.FindByEmail(tx, i.Email); errors.Is(err, store.ErrNoRow) {
		if who, err = account.Open(tx, i.Email, lang); err == nil {
			err = account.Rename(tx, who.ID, short(i.Name, 80), lang)
		}
	}
	if err != nil {
		return g, who, err
	}
	if _, err := join(tx, g, Member{Person: who.ID, ConsentedOn: g.Today(tx.Now), Consent: ByLetter}); err != nil {
		return g, who, err
	}
	if err := tx.ExecOne(`DELETE FROM project_invitation WHERE id = $1`, i.ID); err != nil {
		return g, who, err
	}
	return g, who, note(tx, organisation.Actor{Person: who.ID}, g, "project.joined", map[string]string{"consent": string(ByLetter)})
}

func short(s string, most int) string {
	r := []rune(s)
	return string(r[:min(len(r), most)])
}

// Called notes what somebody on the call list said to the member who called them. Errors: Forbidden; NotFound when it was noted already.
func Called(tx *store.Tx, by organisation.Actor, which ID, who InvitationID, yes bool) error {
	g, _, err := forWork(tx, by, which)
	if err != nil {
		return err
	}
	i, err := store.One(tx, scanInvitation, `SELECT `+invitationColumns+` FROM project_invitation WHERE id = $1 AND project_id = $2 AND email = ''`, who, g.ID)
	if errors.Is(err, store.ErrNoRow) {
		return errStale
	}
	if err != nil {
		return err
	}
	if err := countAnswer(tx, i); err != nil {
		return err
	}
	if err := tx.ExecOne(`DELETE FROM project_invitation WHERE id = $1`, i.ID); err != nil || !yes {
		return err
	}
	if _, err := join(tx, g, Member{Name: i.Name, Phone: i.Phone, ConsentedOn: g.Today(tx.Now), Consent: ByWord}); err != nil {
		return err
	}
	return note(tx, by, g, "project.joined", map[string]string{"consent": string(ByWord)})
}

// Leave takes a member out, at any time: themselves, or, for somebody without an account, whoever holds the pen at their word. What they said
// in decisions that are still open goes; what is decided stays. Leaving twice changes nothing.
func Leave(tx *store.Tx, by organisation.Actor, which ID, who MemberID) error {
	g, s, err := hold(tx, by, which)
	if err != nil {
		return err
	}
	all, err := members(tx, `m.id = $1 AND m.project_id = $2 AND m.left_on IS NULL`, who, g.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	m := all[0]
	if m.ID != s.Member.ID && (!s.Pen || !m.Person.IsZero()) {
		return refusal(by)
	}
	return leave(tx, by, g, m)
}

func leave(tx *store.Tx, by organisation.Actor, g Project, m Member) error {
	if m.Pen {
		if err := dropPen(tx, by, g, m); err != nil {
			return err
		}
	}
	for _, text := range []string{
		`DELETE FROM project_ballot WHERE member_id = $1`,
		`DELETE FROM project_voice WHERE member_id = $1 AND decision_id IN (SELECT id FROM project_decision WHERE state = 'open')`,
		`UPDATE project_task SET member_id = NULL WHERE member_id = $1 AND done_on IS NULL`,
	} {
		if _, err := tx.Exec(text, m.ID); err != nil {
			return err
		}
	}
	if err := tx.ExecOne(`UPDATE project_member SET left_on = $1, pen = FALSE, name = '', phone = '', email = '' WHERE id = $2`, g.Today(tx.Now), m.ID); err != nil {
		return err
	}
	return note(tx, by, g, "project.left", nil)
}

// Forget takes a person out of every group before their account is erased; what they decided stays, said by nobody.
func Forget(tx *store.Tx, who account.ID) error {
	groups, err := store.All(tx, scan, `SELECT `+columns+from+`JOIN project_member m ON m.project_id = g.id WHERE m.person_id = $1 AND m.left_on IS NULL ORDER BY g.id`, who)
	if err != nil {
		return err
	}
	for _, g := range groups {
		if g, _, err = hold(tx, organisation.Actor{}, g.ID); err != nil {
			return err
		}
		all, err := members(tx, `m.project_id = $1 AND m.person_id = $2`, g.ID, who)
		if err == nil && len(all) > 0 {
			err = leave(tx, organisation.Actor{Person: who}, g, all[0])
		}
		if err != nil {
			return err
		}
	}
	_, err1 := tx.Exec(`UPDATE project_voice SET reason = '' WHERE member_id IN (SELECT id FROM project_member WHERE person_id = $1)`, who)
	_, err2 := tx.Exec(`UPDATE project_member SET person_id = NULL WHERE person_id = $1`, who)
	_, err3 := tx.Exec(`DELETE FROM project_invitation WHERE email <> '' AND email = (SELECT email FROM person WHERE id = $1)`, who)
	_, err4 := tx.Exec(`UPDATE project_proposal SET person_id = NULL WHERE person_id = $1`, who)
	_, err5 := tx.Exec(`UPDATE project SET begun_by = NULL WHERE begun_by = $1`, who)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return fmt.Errorf("forget member of group: %w", err)
	}
	return nil
}

// HandPen gives the pen to a member with an account, as well, by whoever holds it; where nobody does, any member takes it. Errors: Forbidden;
// Conflict for somebody without an account.
func HandPen(tx *store.Tx, by organisation.Actor, submission string, which ID, to MemberID) error {
	_, err := form.Once(tx, submission, func() (string, error) {
		g, s, err := forWork(tx, by, which)
		if err != nil {
			return "", err
		}
		all, err := members(tx, `m.project_id = $1 AND m.left_on IS NULL`, g.ID)
		if err != nil {
			return "", err
		}
		held := slices.ContainsFunc(all, func(m Member) bool { return m.Pen })
		i := slices.IndexFunc(all, func(m Member) bool { return m.ID == to })
		switch {
		case i < 0:
			return "", fault.New(fault.NotFound, "project.member_unknown")
		case held && !s.Pen, !held && !s.In():
			return "", fault.New(fault.Forbidden, "project.pen_only")
		case all[i].Person.IsZero():
			return "", fault.New(fault.Conflict, "project.pen_needs_account")
		}
		return "", givePen(tx, by, g, all[i].Person)
	})
	return err
}

// PutPenDown gives one's own pen back.
func PutPenDown(tx *store.Tx, by organisation.Actor, which ID) error {
	g, s, err := hold(tx, by, which)
	if err != nil || !s.Member.Pen {
		return err
	}
	return dropPen(tx, by, g, s.Member)
}

// givePen lets a member write, on the place's sheet too while the group has a place.
func givePen(tx *store.Tx, by organisation.Actor, g Project, who account.ID) error {
	if err := tx.ExecOne(`UPDATE project_member SET pen = TRUE WHERE project_id = $1 AND person_id = $2 AND left_on IS NULL`, g.ID, who); err != nil {
		return err
	}
	if err := penRoles(tx, g); err != nil {
		return err
	}
	return note(tx, by, g, "project.pen_given", nil)
}

// penRoles makes whoever holds the pen the team of the place. It is the group that gives the role, not a person.
func penRoles(tx *store.Tx, g Project) error {
	if g.Place.IsZero() || !g.Organisation.IsZero() {
		return nil
	}
	all, err := members(tx, `m.project_id = $1 AND m.left_on IS NULL AND m.pen AND m.person_id IS NOT NULL`, g.ID)
	if err != nil {
		return err
	}
	for _, m := range all {
		if err := organisation.Give(tx, organisation.System, m.Person, g.penRole()); err != nil {
			return err
		}
	}
	return nil
}

func (g Project) penRole() organisation.Grant {
	return organisation.Grant{Role: organisation.Manager, Scope: organisation.InPlace, ID: g.Place.String()}
}

func dropPen(tx *store.Tx, by organisation.Actor, g Project, m Member) error {
	if err := tx.ExecOne(`UPDATE project_member SET pen = FALSE WHERE id = $1`, m.ID); err != nil {
		return err
	}
	if !g.Place.IsZero() && !m.Person.IsZero() {
		if err := organisation.Take(tx, organisation.System, m.Person, g.penRole()); err != nil {
			return err
		}
	}
	return note(tx, by, g, "project.pen_put_down", nil)
}
