package projectweb

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/files"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// circle is who is in a group, and who was asked.
type circle struct {
	head
	Members []project.Member
	Invited []project.Invitation
}

func people(c *web.Call) error { return showPeople(c, form.Values{}, nil) }

func showPeople(c *web.Call, f form.Values, refusal error) error {
	v := circle{head: head{Typed: f, Refusal: refusal}}
	err := page(c, &v.head, func(tx *store.Tx) (err error) {
		if v.Members, err = project.Members(tx, v.Sees, v.Project); err != nil {
			return err
		}
		v.Invited, err = project.Invited(tx, v.Sees, v.Project)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(v.meta(c, c.P.T("project.room.people")), peoplePage(v))
}

// unheld reports whether nobody holds the pen, so that any member may take it.
func (v circle) unheld() bool {
	return !slices.ContainsFunc(v.Members, func(m project.Member) bool { return m.Pen })
}

// memberNote is how and since when somebody is in the group.
func memberNote(p *i18n.Printer, m project.Member) string {
	note := p.T("project.consent."+string(m.Consent), i18n.Args{"Day": p.Date(m.ConsentedOn)})
	if m.Phone != "" {
		note += ", " + m.Phone
	}
	if m.Email != "" {
		note += ", " + m.Email
	}
	return note
}

func (p Pages) member(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	said, route := "project.said.kept", "project.people"
	err = which(c, func(tx *store.Tx, h head) error {
		var m project.MemberID
		var i project.InvitationID
		switch do := f.Get("do"); do {
		case "yes", "no":
			if err := readID(f.Get("invitation"), i.UnmarshalText); err != nil {
				return err
			}
			return project.Called(tx, c.Actor, h.ID, i, do == "yes")
		case "put-down":
			return project.PutPenDown(tx, c.Actor, h.ID)
		case "pen":
			if err := readID(f.Get("member"), m.UnmarshalText); err != nil {
				return err
			}
			return project.HandPen(tx, c.Actor, f.Submission(), h.ID, m)
		case "leave":
			if err := readID(f.Get("member"), m.UnmarshalText); err != nil {
				return err
			}
			if m == h.Member.ID {
				said, route = "project.said.left", "account.space"
			}
			return project.Leave(tx, c.Actor, h.ID, m)
		case "letters":
			return project.ChooseLetters(tx, c.Actor, h.ID, project.Letters(f.Get("letters")))
		case "address":
			if err := readID(f.Get("member"), m.UnmarshalText); err != nil {
				return err
			}
			return p.reach(c, tx, h.Project, m, f)
		}
		return fault.New(fault.Invalid, "fault.stale_form")
	})
	if err == nil && route == "account.space" {
		c.Say(said)
		return c.Go(route)
	}
	return done(c, err, func(refusal error) error { return showPeople(c, f, refusal) }, said, route)
}

// toDo is what a group wants done.
type toDo struct {
	head
	Tasks   []project.Task
	Members []project.Member
}

func tasks(c *web.Call) error { return showTasks(c, form.Values{}, nil) }

func showTasks(c *web.Call, f form.Values, refusal error) error {
	v := toDo{head: head{Typed: f, Refusal: refusal}}
	err := page(c, &v.head, func(tx *store.Tx) (err error) {
		if v.Tasks, err = project.Tasks(tx, v.Sees, v.Project); err != nil {
			return err
		}
		v.Members, err = project.Members(tx, v.Sees, v.Project)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(v.meta(c, c.P.T("project.room.tasks")), tasksPage(v))
}

func (v toDo) who(p *i18n.Printer) []ui.Option {
	all := []ui.Option{{Value: "", Text: p.T("project.nobody_yet")}}
	for _, m := range v.Members {
		all = append(all, ui.Option{Value: m.ID.String(), Text: m.Name})
	}
	return all
}

func (v toDo) note(p *i18n.Printer, t project.Task) string {
	who := t.Name
	if who == "" {
		who = p.T("project.nobody_yet")
	}
	switch {
	case !t.DoneOn.IsZero():
		return who + ", " + p.T("project.task.done_on", i18n.Args{"Day": p.Date(t.DoneOn)})
	case !t.Until.IsZero():
		return who + ", " + p.T("project.task.until", i18n.Args{"Day": p.Date(t.Until)})
	}
	return who
}

func task(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = which(c, func(tx *store.Tx, h head) error {
		if f.Get("task") != "" {
			var t project.TaskID
			if err := readID(f.Get("task"), t.UnmarshalText); err != nil {
				return err
			}
			return project.DoTask(tx, c.Actor, h.ID, t, f.Get("do") != "undo")
		}
		var b fault.Breaches
		t := project.Task{What: f.Text("what"), Until: readDay(&b, "until", f.Text("until"))}
		if f.Get("who") != "" {
			if err := readID(f.Get("who"), t.Who.UnmarshalText); err != nil {
				return err
			}
		}
		if err := b.Err(); err != nil {
			return err
		}
		return project.AddTask(tx, c.Actor, f.Submission(), h.ID, t)
	})
	return done(c, err, func(refusal error) error { return showTasks(c, f, refusal) }, "project.said.kept", "project.tasks")
}

// calendar is the meetings of a group.
type calendar struct {
	head
	Meetings []project.Meeting
}

func meetings(c *web.Call) error { return showMeetings(c, form.Values{}, nil) }

func showMeetings(c *web.Call, f form.Values, refusal error) error {
	v := calendar{head: head{Typed: f, Refusal: refusal}}
	err := page(c, &v.head, func(tx *store.Tx) (err error) {
		v.Meetings, err = project.Meetings(tx, v.Sees, v.Project)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(v.meta(c, c.P.T("project.room.meetings")), meetingsPage(v))
}

func meetingMeta(p *i18n.Printer, m project.Meeting) []ui.MetaItem {
	all := []ui.MetaItem{{Icon: "clock", Text: p.Clock(m.At)}, {Icon: "map-pin", Text: m.Where}, {Icon: "lock", Text: p.T("project.shown." + string(m.Shown))}}
	if m.Minutes != "" {
		all = append(all, ui.MetaItem{Icon: "file-text", Text: p.T("project.has_minutes")})
	}
	return all
}

func readMeeting(f form.Values) (m project.Meeting, err error) {
	var b fault.Breaches
	m = project.Meeting{On: readDay(&b, "on", f.Text("on")), Where: f.Text("where"), Agenda: f.Lines("agenda"), Minutes: f.Lines("minutes"), Shown: project.Shown(f.Get("shown"))}
	m.At, err = civil.ParseClock(f.Text("at"))
	b.Check(err == nil, "at", "project.hour_missing")
	return m, b.Err()
}

func (p Pages) plan(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var made project.MeetingID
	err = which(c, func(tx *store.Tx, h head) error {
		if err := project.MayWork(h.Sees, h.Project); err != nil {
			return err
		}
		m, err := readMeeting(f)
		if err != nil {
			return err
		}
		text, err := form.Once(tx, f.Submission(), func() (string, error) {
			if m.ID, err = project.KeepMeeting(tx, c.Actor, "", h.ID, m); err != nil {
				return "", err
			}
			return m.ID.String(), p.callAll(c, tx, h.Project, m, "planned")
		})
		if err != nil {
			return err
		}
		return made.UnmarshalText([]byte(text))
	})
	return done(c, err, func(refusal error) error { return showMeetings(c, f, refusal) }, "project.said.kept", "project.meeting", "meeting", made.String())
}

// gathering is the page of a meeting.
type gathering struct {
	head
	Meeting project.Meeting
}

func meeting(c *web.Call) error { return showMeeting(c, form.Values{}, nil) }

func showMeeting(c *web.Call, f form.Values, refusal error) error {
	v := gathering{head: head{Typed: f, Refusal: refusal}}
	err := page(c, &v.head, func(tx *store.Tx) (err error) {
		v.Meeting, err = findMeeting(c, tx, v.head)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(v.meta(c, v.title(c.P)), meetingPage(v, v.title(c.P)))
}

func (v gathering) title(p *i18n.Printer) string {
	return p.T("project.meeting.title", i18n.Args{"Day": p.Date(v.Meeting.On)})
}

func findMeeting(c *web.Call, tx *store.Tx, h head) (project.Meeting, error) {
	var m project.MeetingID
	if m.UnmarshalText([]byte(c.Path("meeting"))) != nil {
		return project.Meeting{}, fault.New(fault.NotFound, "project.meeting_unknown")
	}
	return project.FindMeeting(tx, h.Sees, h.Project, m)
}

func (p Pages) minutes(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = which(c, func(tx *store.Tx, h head) error {
		stands, err := findMeeting(c, tx, h)
		if err != nil {
			return err
		}
		if err := project.MayWork(h.Sees, h.Project); err != nil {
			return err
		}
		m, err := readMeeting(f)
		if err != nil {
			return err
		}
		m.ID = stands.ID
		_, err = form.Once(tx, f.Submission(), func() (string, error) {
			if _, err := project.KeepMeeting(tx, c.Actor, "", h.ID, m); err != nil || m.On == stands.On && m.At == stands.At && m.Where == stands.Where {
				return "", err
			}
			return "", p.callAll(c, tx, h.Project, m, "moved")
		})
		return err
	})
	return done(c, err, func(refusal error) error { return showMeeting(c, f, refusal) }, "project.said.kept", "project.meeting", "meeting", c.Path("meeting"))
}

// mostBytes is how large a document of a group can be.
const mostBytes = 10 << 20

// documentTypes are the kinds of files that a group keeps, by ending, with what their first bytes must be.
var documentTypes = map[string]struct{ media, magic string }{
	".pdf": {"application/pdf", "%PDF-"}, ".png": {"image/png", "\x89PNG"}, ".jpg": {"image/jpeg", "\xff\xd8\xff"}, ".jpeg": {"image/jpeg", "\xff\xd8\xff"},
	".odt": {"application/vnd.oasis.opendocument.text", "PK\x03\x04"}, ".ods": {"application/vnd.oasis.opendocument.spreadsheet", "PK\x03\x04"},
	".docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK\x03\x04"},
}

// shelf is the documents of a group.
type shelf struct {
	head
	Documents []project.Document
}

func documents(c *web.Call) error { return showDocuments(c, form.Values{}, nil) }

func showDocuments(c *web.Call, f form.Values, refusal error) error {
	v := shelf{head: head{Typed: f, Refusal: refusal}}
	err := page(c, &v.head, func(tx *store.Tx) (err error) {
		v.Documents, err = project.Documents(tx, v.Sees, v.Project)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(v.meta(c, c.P.T("project.room.documents")), documentsPage(v))
}

func documentNote(p *i18n.Printer, d project.Document) string {
	kind := strings.ToUpper(strings.TrimPrefix(path.Ext(d.Name), "."))
	return p.T("project.kind."+d.Kind) + ", " + p.T("place.document_note", i18n.Args{"Kind": kind, "Size": strconv.FormatInt((d.Size+1023)/1024, 10)}) + ", " + p.T("project.shown."+string(d.Shown))
}

func (p Pages) upload(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return c.Again(err, func(refusal error) error { return showDocuments(c, form.Values{}, refusal) })
	}
	// Who may not leaves no file behind.
	err = c.View(func(tx *store.Tx) error {
		h, err := at(c, tx)
		if err == nil {
			err = project.MayWork(h.Sees, h.Project)
		}
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showDocuments(c, f, refusal) })
	}
	d, err := p.keep(c, f.Text("title"))
	if err == nil {
		d.Title, d.Kind, d.Shown = f.Text("title"), f.Get("kind"), project.Shown(f.Get("shown"))
		err = which(c, func(tx *store.Tx, h head) error { return project.AddDocument(tx, c.Actor, f.Submission(), h.ID, d) })
	}
	return done(c, err, func(refusal error) error { return showDocuments(c, f, refusal) }, "project.said.kept", "project.documents")
}

// keep checks an uploaded file and keeps it: its name and its first bytes must agree, and it is only ever sent as a download.
func (p Pages) keep(c *web.Call, title string) (d project.Document, err error) {
	var b fault.Breaches
	b.Check(title != "", "title", "place.document_title_missing")
	f, h := c.File("file")
	if f == nil {
		b.Add("file", "place.document_missing")
		return d, b.Err()
	}
	defer f.Close() //nolint:errcheck // it was read
	ending := strings.ToLower(path.Ext(h.Filename))
	kind, known := documentTypes[ending]
	start := make([]byte, 8)
	n, _ := io.ReadFull(f, start)
	if !known || !strings.HasPrefix(string(start[:n]), kind.magic) {
		b.Add("file", "place.document_kind")
	}
	if err := b.Err(); err != nil {
		return d, err
	}
	d.Hash, d.Size, err = p.Files.Put(io.MultiReader(bytes.NewReader(start[:n]), f), mostBytes)
	if errors.Is(err, files.ErrTooLarge) {
		b.Add("file", "place.document_large", fault.Args{"Max": mostBytes >> 20})
		return d, b.Err()
	}
	d.Name = place.Slugify(strings.TrimSuffix(h.Filename, path.Ext(h.Filename))) + ending
	return d, err
}

func undocument(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	err = which(c, func(tx *store.Tx, h head) error {
		var d id.Of[project.Document]
		if err := readID(f.Get("document"), d.UnmarshalText); err != nil {
			return err
		}
		return project.RemoveDocument(tx, c.Actor, h.ID, d)
	})
	return done(c, err, func(refusal error) error { return showDocuments(c, f, refusal) }, "project.said.kept", "project.documents")
}

// document sends a file of a group to those to whom it is shown, as a download that can run nothing.
func (p Pages) document(c *web.Call) error {
	var all []project.Document
	err := c.View(func(tx *store.Tx) error {
		h, err := at(c, tx)
		if err == nil {
			all, err = project.Documents(tx, h.Sees, h.Project)
		}
		return err
	})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(d project.Document) bool { return d.ID.String() == c.Path("document") })
	if i < 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	f, err := p.Files.Open(all[i].Hash)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was read
	h := c.W.Header()
	h.Set("Content-Type", documentTypes[path.Ext(all[i].Name)].media)
	h.Set("Content-Disposition", `attachment; filename="`+all[i].Name+`"`)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	http.ServeContent(c.W, c.R, "", all[i].AddedOn.In(time.UTC), f)
	return nil
}

// visits are the premises that a group looked at.
type visits struct {
	head
	All   []project.Premises
	Taken string // the address on the place's sheet
}

func premises(c *web.Call) error { return showPremises(c, form.Values{}, nil) }

func showPremises(c *web.Call, f form.Values, refusal error) error {
	v := visits{head: head{Typed: f, Refusal: refusal}}
	err := page(c, &v.head, func(tx *store.Tx) (err error) {
		if v.All, err = project.AllPremises(tx, v.Sees, v.Project); err != nil || v.Place.IsZero() {
			return err
		}
		there, err := place.Find(tx, v.Place)
		v.Taken = there.Address
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(v.meta(c, c.P.T("project.room.premises")), premisesPage(v))
}

func visit(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	said := "project.said.kept"
	err = which(c, func(tx *store.Tx, h head) error {
		if f.Get("premises") != "" {
			var x id.Of[project.Premises]
			if err := readID(f.Get("premises"), x.UnmarshalText); err != nil {
				return err
			}
			if f.Get("do") == "take" {
				said = "project.said.taken"
				return project.TakePremises(tx, c.Actor, h.ID, x)
			}
			return project.RemovePremises(tx, c.Actor, h.ID, x)
		}
		var b fault.Breaches
		x := project.Premises{Address: f.Text("address"), Surface: readNumber(&b, "surface", f.Text("surface"), 0), Rent: readNumber(&b, "rent", f.Text("rent"), -1),
			Access: f.Text("access"), Notes: f.Lines("notes"), SeenOn: readDay(&b, "on", f.Text("on"))}
		if err := b.Err(); err != nil {
			return err
		}
		return project.AddPremises(tx, c.Actor, f.Submission(), h.ID, x)
	})
	return done(c, err, func(refusal error) error { return showPremises(c, f, refusal) }, said, "project.premises")
}
