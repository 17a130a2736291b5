package app_test

import (
	"errors"
	"log/slog"
	"strings"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/desk"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/hook"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/jobs"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/network"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
	"mitoyen/internal/resource"
	"mitoyen/internal/shift"
	"mitoyen/internal/webhook"
)

// group has the program begin a founding group, in which Zoé alone is, with something of everything that is hers to read.
func (t *town) group(tx *store.Tx) error {
	slug, err := project.Begin(tx, organisation.System, project.BeginRequest{Name: "Une grange", Commune: "36137", Summary: "Une grange"})
	if err != nil {
		return err
	}
	g, _, err := project.Find(tx, organisation.System, slug)
	if err != nil {
		return err
	}
	letters, err := project.Invite(tx, organisation.System, project.InviteRequest{Project: g.ID, Guests: []project.Guest{{Name: "zoe", Email: "zoe@example.org"}, {Name: "Josette", Phone: "03 25 00 00 07"}}})
	if err != nil {
		return err
	}
	_, zoe, err := project.Answer(tx, letters[0].Link, true, i18n.French)
	if err != nil {
		return err
	}
	by := organisation.Actor{Person: zoe.ID}
	_, s, err := project.Find(tx, by, slug)
	if err != nil {
		return err
	}
	met, err1 := project.KeepMeeting(tx, by, "", g.ID, project.Meeting{On: civil.MustDate("2026-11-20"), Where: "Chez Josette", Minutes: "Josette a dit oui", Shown: project.ToGroup})
	asked, err2 := project.Ask(tx, by, project.AskRequest{Project: g.ID, Days: 30, Decision: project.Decision{Way: project.ByConsent, Question: "Avec Josette ?", Shown: project.ToGroup}})
	err3 := project.AddDocument(tx, by, "", g.ID, project.Document{Kind: "other", Title: "Josette", Shown: project.ToGroup, Hash: strings.Repeat("1", 64), Name: "josette.pdf", Size: 1})
	err4 := project.AddTask(tx, by, "", g.ID, project.Task{What: "Rappeler Josette"})
	err5 := project.HandPen(tx, by, "", g.ID, s.Member.ID)
	kept, err6 := project.Documents(tx, s, g)
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		return err
	}
	t.met, t.decided, t.kept = met.String(), asked.String(), kept[0].ID.String()
	return nil
}

// lend gives La GARE a hall, and somebody who has it on Friday morning.
func (t *town) lend(tx *store.Tx) error {
	slug, err := resource.Keep(tx, organisation.System, resource.KeepRequest{Place: t.gare, Resource: resource.Resource{Name: "La halle", Kind: resource.Room, Units: 1}})
	if err != nil {
		return err
	}
	hall, err := resource.Find(tx, t.gare, slug)
	if err != nil {
		return err
	}
	friday, zone := civil.MustDate("2026-11-27"), place.Place{}.Zone()
	link, err := booking.Book(tx, organisation.System, booking.BookRequest{Resource: hall.ID, From: friday.At(9*60, zone), To: friday.At(10*60, zone), Units: 1, People: 1,
		Contact: booking.Contact{Name: "Josette", Phone: "03 25 00 00 07"}})
	if err != nil {
		return err
	}
	b, err := booking.FindByLink(tx, link)
	if err != nil {
		return err
	}
	member, err := membership.Keep(tx, organisation.System, membership.KeepRequest{Place: t.gare, Name: "Fatou", Phone: "03 25 00 00 08", First: friday})
	if err != nil {
		return err
	}
	t.member = member.String()
	works, err := resource.AddClosure(tx, organisation.System, resource.Closure{Place: t.gare, Resource: hall.ID, Reason: "Travaux", From: friday.AddDays(7).At(0, zone), To: friday.AddDays(8).At(0, zone)})
	t.hall, t.booked, t.closure = hall.ID.String(), b.ID.String(), works.ID.String()
	return errors.Join(err, t.show(tx, hall), t.openBy(tx, friday), t.counter(tx, hall), t.welcome(tx, friday), t.promise(tx), t.lack(tx), t.askVillage(tx), t.askAround(tx), t.hook(tx))
}

// hook has another program told of what happens in La GARE's association: it is switched off, and has been called once.
func (t *town) hook(tx *store.Tx) error {
	post := webhook.NewPost(t.DB, jobs.NewRunner(t.DB, slog.New(slog.DiscardHandler)), hook.New(false))
	which, _, err := post.Add(tx, organisation.System, webhook.AddRequest{Place: t.gare, Address: "https://hooks.example.org/mitoyen", Events: webhook.Events, Secret: "mtw_secret"})
	if err != nil {
		return err
	}
	told := id.New[webhook.Delivery]()
	t.hooked, t.delivered = which.String(), told.String()
	_, err = tx.Exec(`INSERT INTO webhook_delivery (id, webhook_id, event_id, event, body, state, created_at) VALUES ($1, $2, $1, 'ping', '{}', 'failed', $3)`, told, which, tx.Now)
	return errors.Join(err, post.Switch(tx, organisation.System, t.gare, which, false))
}

// welcome has the Moulin offer La GARE's members an agreement.
func (t *town) welcome(tx *store.Tx, friday civil.Date) error {
	mill, err := place.Create(tx, organisation.System, place.Place{Organisation: t.other}, place.Facts{place.FName: "Le Grand Moulin", place.FKind: string(place.ThirdPlace), place.FStage: string(place.Open), place.FCommune: "36137"},
		place.Origin{Rank: place.ByImport, Source: "census-2019", On: civil.MustDate("2019-03-01")}, "place.seeded")
	if err != nil {
		return err
	}
	offer, _, err := network.Propose(tx, organisation.System, network.ProposeRequest{Place: mill.ID, Guest: t.own, Terms: "Pour vos ateliers.", First: friday, Notice: 7})
	t.offer = offer.String()
	return err
}

// counter sets up La GARE's counter: a computer, why people come, somebody who came, and something that was told of at the hall's door.
func (t *town) counter(tx *store.Tx, hall resource.Resource) error {
	t.token = desk.NewToken()
	_, err1 := desk.Enrol(tx, organisation.System, desk.EnrolRequest{Place: t.gare, Name: "Ordinateur", Token: t.token})
	all, err2 := desk.Computers(tx, t.gare)
	err3 := desk.KeepReasons(tx, organisation.System, t.gare, []string{"Atelier"})
	reasons, err4 := desk.Reasons(tx, t.gare)
	err5 := desk.Report(tx, organisation.System, "", hall, "La lampe clignote")
	told, err6 := desk.Reports(tx, t.gare)
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		return err
	}
	t.computer, t.motive, t.told = all[0].ID.String(), reasons[0].ID.String(), told[0].ID.String()
	// The walk begins two days later.
	day := tx.Now.Add(48 * time.Hour)
	err := desk.Count(tx, organisation.System, desk.CountRequest{Place: t.gare, Reason: reasons[0].ID})
	if err != nil {
		return err
	}
	_, err = tx.Exec(`UPDATE tally SET day = $1, at = $2`, civil.DateOf(day.In(place.Place{}.Zone())), day)
	last, err1 := desk.Last(tx, t.gare, civil.DateOf(day.In(place.Place{}.Zone())))
	t.visit = last.ID.String()
	return errors.Join(err, err1)
}

// openBy gives La GARE shifts on Fridays, and one of them to Paul.
func (t *town) openBy(tx *store.Tx, friday civil.Date) error {
	err := shift.Add(tx, organisation.System, shift.AddRequest{Pattern: shift.Pattern{Place: t.gare, Days: shift.Days(0).With(time.Friday), From: 9 * 60, To: 18 * 60, First: friday, Wanted: 2}})
	if err != nil {
		return err
	}
	all, err := shift.Patterns(tx, t.gare)
	if err != nil {
		return err
	}
	t.pattern = all[0].ID.String()
	paul, err := account.FindByEmail(tx, "paul@example.org")
	if err != nil {
		return err
	}
	if err := shift.Take(tx, organisation.System, shift.TakeRequest{Pattern: all[0].ID, Day: friday, Person: paul.ID}); err != nil {
		return err
	}
	mine, err := shift.OfPerson(tx, paul.ID, tx.Now, 1)
	t.held = mine[0].ID.String()
	return err
}
