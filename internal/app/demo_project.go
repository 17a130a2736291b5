package app

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/files"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
	"mitoyen/internal/survey"
)

// found makes the founding group of Sceaux Smart: from the survey of 2011 to the association that answers the call for projects of 2015. These
// years are the founding text's; the people, their meetings and their numbers are the demonstration's, and the page says so.
func (a *App) found(ctx context.Context, ids map[string]place.ID) error {
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		now := tx.Now
		defer func() { tx.Now = now }()
		f := founders{tx: tx, place: ids["sceaux-smart"], files: a.Files}
		f.run()
		return f.err
	})
}

// founders tells a story day by day; the first error ends it.
type founders struct {
	tx    *store.Tx
	files files.Store
	place place.ID
	group project.ID
	town  organisation.Actor
	alice organisation.Actor // holds the pen
	all   []organisation.Actor
	err   error
}

// on does something on a day of the past, in the evening.
func (f *founders) on(day string, do func() error) {
	if f.err == nil {
		f.tx.Now = civil.MustDate(day).At(20*60, time.UTC)
		f.err = do()
	}
}

// reload reads somebody's roles again.
func (f *founders) reload(email string) (by organisation.Actor, err error) {
	p, err := account.FindByEmail(f.tx, email)
	if err != nil {
		return by, err
	}
	return organisation.Load(f.tx, p.ID)
}

func (f *founders) run() {
	tx := f.tx
	f.on("2011-12-05", f.begin)
	f.on("2011-12-12", func() (err error) {
		_, s, err := project.Find(tx, f.alice, "sceaux-smart")
		if err == nil {
			err = project.HandPen(tx, f.alice, "", f.group, s.Member.ID)
		}
		if err == nil {
			f.alice, err = organisation.Load(tx, f.alice.Person)
		}
		return err
	})
	f.on("2012-01-19", func() error {
		return f.meet("2012-01-19", project.ToAll, "Faire connaissance\nCe que dit l'enquête\nQui fait quoi",
			"Huit personnes sont là. L'enquête montre que l'on vient d'abord pour travailler au calme près de chez soi, et pour se rencontrer.\nNous visiterons des locaux avant le printemps. La ville suit le groupe et propose ; nous décidons.")
	})
	f.on("2012-02-09", func() error {
		return f.meet("2012-02-09", project.ToGroup, "Retour des visites", "Le rez-de-chaussée de la rue Houdan plaît à tout le monde, son loyer à personne. Nous en parlons entre nous avant d'en parler à la ville.")
	})
	for _, x := range []project.Premises{
		{Address: "Ancienne boutique, rue Houdan", Surface: 140, Rent: 2100, Access: "De plain-pied, à six minutes du RER", Notes: "Lumineux, vitrine sur rue piétonne.", SeenOn: civil.MustDate("2012-01-28")},
		{Address: "Salle d'un ancien centre de loisirs", Surface: 95, Rent: 0, Access: "Une marche, bus devant la porte", Notes: "Prêtée par la ville deux ans ; chauffage à revoir.", SeenOn: civil.MustDate("2012-02-04")},
		{Address: "Deux bureaux au-dessus de la halle", Surface: 60, Rent: 750, Access: "Escalier, pas d'ascenseur", SeenOn: civil.MustDate("2012-02-04")},
	} {
		f.on("2012-02-09", func() error {
			x.Address, x.Access, x.Notes = i18n.Typography(x.Address), i18n.Typography(x.Access), i18n.Typography(x.Notes)
			return project.AddPremises(tx, f.alice, "", f.group, x)
		})
	}
	f.on("2012-03-15", func() error {
		return project.Move(tx, f.alice, project.MoveRequest{Project: f.group, To: place.Project, Reason: i18n.Typography("Huit habitants se mettent au travail, après une enquête favorable.")})
	})
	f.on("2012-03-15", func() error { return f.decide("2012-03-29") })
	f.on("2012-04-12", func() error {
		return f.work("Relire les statuts à voix haute", "Demander un devis d'assurance", "Écrire au département")
	})
	f.on("2012-05-10", func() error { return f.document("statutes", "Projet de statuts") })
	f.on("2013-02-07", func() error { return f.document("budget", "Budget de la première année") })
	f.on("2014-09-18", func() error {
		return project.Propose(tx, f.town, "", f.group, project.Proposal{Field: project.FNext, Value: i18n.Typography("Répondre à l'appel à projets 2015 du département"), Why: i18n.Typography("Il finance l'équipement, et demande une association.")})
	})
	f.on("2014-09-25", func() error {
		g, s, err := project.Find(tx, f.alice, "sceaux-smart")
		if err != nil {
			return err
		}
		asked, err := project.Proposals(tx, s, g)
		if err != nil {
			return err
		}
		return project.Decide(tx, f.alice, f.group, asked[0].ID, true, i18n.Typography("Oui : nous déclarons l'association d'abord."))
	})
	f.on("2014-11-20", func() error {
		return project.Register(tx, f.alice, project.RegisterRequest{Project: f.group, Name: "Sceaux Smart", RNA: "W920000000", On: civil.MustDate("2014-11-20")})
	})
}

// begin has the town begin the group and ask in who said in the survey that they take part; eight of them say yes.
func (f *founders) begin() (err error) {
	tx := f.tx
	if f.town, err = f.reload(demoEmail("Claire")); err != nil {
		return err
	}
	authority, err := store.One(tx, store.Value[organisation.ID], `SELECT id FROM organisation WHERE territory = 'commune:92071'`)
	if err != nil {
		return err
	}
	// In 2011 the place was an idea.
	from := place.Origin{Rank: place.ByImport, Source: "founding-text", On: civil.MustDate("2011-12-05")}
	if err := place.Seed(tx, f.place, place.Facts{place.FStage: string(place.Idea), place.FSince: "2011-12-05"}, from); err != nil {
		return err
	}
	slug, err := project.Begin(tx, f.town, project.BeginRequest{Place: f.place, Authority: authority})
	if err != nil {
		return err
	}
	g, _, err := project.Find(tx, f.town, slug)
	if err != nil {
		return err
	}
	f.group = g.ID
	err = project.Write(tx, f.town, project.WriteRequest{Project: g.ID, Words: i18n.Typography("Travailler près de chez soi, réparer, se former, accueillir de jeunes entreprises : des habitants de Sceaux préparent un tiers-lieu ouvert à tous, avec l'appui de la ville.\n" +
		"Les années de ce parcours sont celles de la lettre du RTES d'avril 2015 ; les personnes, les jours et les numéros de cette page sont inventés pour la démonstration.")})
	if err != nil {
		return err
	}
	asked, err := f.ask(authority)
	if err != nil {
		return err
	}
	for _, name := range []string{"Alice", "Basile", "Colette", "Driss", "Édith", "Fanny", "Gaston", "Hawa"} {
		i := slices.IndexFunc(asked, func(l project.Letter) bool { return l.Name == name })
		if i < 0 {
			continue
		}
		_, who, err := project.Answer(tx, asked[i].Link, true, i18n.French)
		if err != nil {
			return err
		}
		f.all = append(f.all, organisation.Actor{Person: who.ID, Name: who.Name})
	}
	f.alice = f.all[0]
	return nil
}

// ask invites from the town's survey, where there is one.
func (f *founders) ask(authority organisation.ID) ([]project.Letter, error) {
	all, err := survey.Of(f.tx, authority)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.State == survey.Published {
			return survey.Invite(f.tx, f.town, s.ID, f.group)
		}
	}
	q := project.InviteRequest{Project: f.group}
	for _, name := range []string{"Alice", "Basile", "Colette", "Driss", "Édith", "Fanny", "Gaston", "Hawa"} {
		q.Guests = append(q.Guests, project.Guest{Name: name, Email: demoEmail(name)})
	}
	return project.Invite(f.tx, f.town, q)
}

// work is tasks that were given and done.
func (f *founders) work(all ...string) error {
	for i, what := range all {
		if err := project.AddTask(f.tx, f.all[i], "", f.group, project.Task{What: i18n.Typography(what)}); err != nil {
			return err
		}
	}
	g, s, err := project.Find(f.tx, f.alice, "sceaux-smart")
	if err != nil {
		return err
	}
	tasks, err := project.Tasks(f.tx, s, g)
	for _, t := range tasks {
		if err == nil {
			err = project.DoTask(f.tx, f.alice, f.group, t.ID, true)
		}
	}
	return err
}

// document keeps a page that says what would stand on it.
func (f *founders) document(kind, title string) error {
	hash, size, err := f.files.Put(bytes.NewReader(onePage(title, "Exemple : cette page a été faite pour la démonstration.")), 1<<20)
	if err != nil {
		return err
	}
	return project.AddDocument(f.tx, f.alice, "", f.group, project.Document{Kind: kind, Title: title, Shown: project.ToAll, Hash: hash, Size: size, Name: place.Slugify(title) + ".pdf"})
}

// onePage is a PDF of one page with two lines.
func onePage(title, text string) []byte {
	latin := func(s string) string { // WinAnsi has Latin-1 where it matters here
		var b []byte
		for _, r := range s {
			b = append(b, byte(r))
		}
		return string(b)
	}
	drawn := "BT /F 20 Tf 60 760 Td (" + latin(title) + ") Tj /F 12 Tf 0 -32 Td (" + latin(text) + ") Tj ET"
	var out bytes.Buffer
	var at []int
	object := func(s string) {
		at = append(at, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", len(at), s)
	}
	out.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >> >>")
	object(fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(drawn), drawn))
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&out, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&out, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return out.Bytes()
}

func (f *founders) meet(day string, shown project.Shown, agenda, minutes string) error {
	_, err := project.KeepMeeting(f.tx, f.alice, "", f.group, project.Meeting{On: civil.MustDate(day), At: 19 * 60, Where: i18n.Typography("Salle de l'hôtel de ville"), Agenda: i18n.Typography(agenda), Minutes: i18n.Typography(minutes), Shown: shown})
	return err
}

// decide asks two questions, has everybody answer and lets them end on their day.
func (f *founders) decide(day string) error {
	tx := f.tx
	local, err := project.Ask(tx, f.alice, project.AskRequest{Project: f.group, Days: 7, Decision: project.Decision{Way: project.ByConsent, Shown: project.ToAll,
		Question: i18n.Typography("Accepter deux ans la salle que prête la ville, et garder la boutique pour plus tard ?")}})
	if err != nil {
		return err
	}
	name, err := project.Ask(tx, f.alice, project.AskRequest{Project: f.group, Days: 7, Decision: project.Decision{Way: project.ByVote, Shown: project.ToAll, Quorum: 50,
		Question: i18n.Typography("Sous quel nom nous présenter ?"), Options: []string{"Sceaux Smart", "La Fabrique de Sceaux", "Le 92330"}}})
	if err != nil {
		return err
	}
	for i, by := range f.all {
		if i%3 == 0 {
			if err := project.Say(tx, by, f.group, local, project.Agrees, ""); err != nil {
				return err
			}
		}
		if i < 7 {
			if err := project.Say(tx, by, f.group, name, []int{0, 0, 1, 0, 2, 0, 1}[i], ""); err != nil {
				return err
			}
		}
	}
	tx.Now = civil.MustDate(day).At(20*60, time.UTC)
	return project.Settle(tx)
}
