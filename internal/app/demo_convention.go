package app

import (
	"context"
	"slices"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
)

// promise has La GARE and its community of communes promise each other what the demonstration shows: a convention in force since September 2025,
// one promise late on each side, an experiment that runs and one that was stopped, with its lesson. All of it is made up, the authority too.
func (a *App) promise(ctx context.Context, gare place.ID) error {
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		d, err := a.demoSides(tx, gare)
		if err != nil {
			return err
		}
		for _, step := range []func() error{d.write, d.keep, d.amend, d.try, d.meet} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
}

// demoSides are the two sides of the demonstration's convention.
type demoSides struct {
	tx            *store.Tx
	now           civil.Instant
	gare          place.Place
	village       organisation.ID
	maryse, karim organisation.Actor
	which         convention.ID
}

func (a *App) demoSides(tx *store.Tx, gare place.ID) (*demoSides, error) {
	d := &demoSides{tx: tx, now: tx.Now}
	var err error
	if d.gare, err = place.Find(tx, gare); err != nil {
		return nil, err
	}
	karim, err := account.FindByEmail(tx, demoEmail("Karim"))
	if err != nil {
		return nil, err
	}
	own, err := organisation.Of(tx, karim.ID)
	if err != nil {
		return nil, err
	}
	d.village = own[0].ID
	maryse, err := account.FindByEmail(tx, demoEmail("Maryse"))
	if err != nil {
		return nil, err
	}
	if d.maryse, err = organisation.Load(tx, maryse.ID); err != nil {
		return nil, err
	}
	d.karim, err = organisation.Load(tx, karim.ID)
	return d, err
}

// on does something as if it were done on a day; what is still to come is left out.
func (d *demoSides) on(day string, do func(day civil.Date) error) error {
	when := civil.MustDate(day)
	at := when.At(14*60, d.gare.Zone())
	if d.now.Before(at) {
		return nil
	}
	d.tx.Now = at
	defer func() { d.tx.Now = d.now }()
	return do(when)
}

func (d *demoSides) text(t convention.Text, rent string) convention.Text {
	date := civil.MustDate
	t.Object = "Faire vivre un tiers-lieu dans la gare de Vaillant, ouvert à tous les habitants"
	t.Lease, t.Amount, t.Value = date("2028-08-31"), 36_000_00, 2_400_00
	t.Promises = []convention.Promise{
		{Party: 1, Text: "Ouvrir au moins 30 h par semaine", Measure: convention.Hours, Target: 30, Rhythm: convention.Quarterly, Due: date("2025-11-30")},
		{Party: 1, Text: "Recevoir 100 personnes par an à l’accueil numérique", Measure: convention.People, Target: 100, Rhythm: convention.Yearly, Due: date("2026-12-31")},
		{Party: 1, Text: "Rapport d’activité, avant le 15 octobre 2026", Measure: convention.Document, Rhythm: convention.Once, Due: date("2026-10-15")},
		{Party: 1, Text: "Comptes 2026, avant le 30 juin 2027", Measure: convention.Document, Rhythm: convention.Once, Due: date("2027-06-30")},
		{Party: 2, Text: "Louer le bâtiment " + rent + " par mois", Measure: convention.Done, Rhythm: convention.Monthly, Due: date("2025-09-30")},
		{Party: 2, Text: "Verser 12 000 € avant le 31 octobre", Measure: convention.Paid, Target: 12_000_00, Rhythm: convention.Yearly, Due: date("2025-10-31")},
		{Party: 2, Text: "Refaire l’isolation de l’étage en 2027", Measure: convention.Done, Rhythm: convention.Once, Due: date("2027-12-31")},
	}
	return t
}

// write goes from the model to the signatures, with a version of each side.
func (d *demoSides) write() error {
	err := d.on("2025-06-16", func(civil.Date) (err error) {
		d.which, err = convention.Begin(d.tx, d.maryse, convention.BeginRequest{Kind: convention.Premises, Title: "La GARE et la communauté de communes", First: civil.MustDate("2025-09-01"), Last: civil.MustDate("2028-08-31"), Place: d.gare.ID,
			Parties: []convention.Party{{Organisation: d.gare.Organisation, Siret: "12345678900015"}, {Organisation: d.village, Siret: "98765432100023", Gives: true}}})
		return err
	})
	if err != nil {
		return err
	}
	send := func(by organisation.Actor, as int, change func(convention.Text) convention.Text) error {
		w, err := convention.Read(d.tx, by, d.which)
		if err != nil {
			return err
		}
		if err := convention.Edit(d.tx, by, convention.EditRequest{Convention: d.which, As: as, Text: change(w.Text)}); err != nil {
			return err
		}
		_, err = convention.Propose(d.tx, by, d.which, as)
		return err
	}
	sign := func(day civil.Date, by organisation.Actor, as int, name, role, decision string) error {
		q := convention.SignRequest{Convention: d.which, As: as, Version: 2, Day: day, Town: "Vaillant", Name: name, Role: role, Decision: decision}
		if decision != "" {
			q.DecidedOn = civil.MustDate("2025-07-08")
		}
		_, err := convention.Sign(d.tx, by, q)
		return err
	}
	for _, x := range []struct {
		day string
		do  func(civil.Date) error
	}{
		{"2025-06-20", func(civil.Date) error {
			return send(d.maryse, 1, func(t convention.Text) convention.Text { return d.text(t, "450 €") })
		}},
		{"2025-07-02", func(civil.Date) error {
			return convention.Say(d.tx, d.karim, convention.SayRequest{Convention: d.which, As: 2, Clause: "m5", Text: "Pour les fluides, nous proposons la moitié chacun la première année, puis on regarde les compteurs ensemble."})
		}},
		{"2025-07-10", func(civil.Date) error {
			if err := convention.Revise(d.tx, d.karim, d.which, 2); err != nil {
				return err
			}
			return send(d.karim, 2, func(t convention.Text) convention.Text {
				t = d.text(t, "400 €")
				t.Clauses = slices.Clone(t.Clauses)
				t.Clauses[4].Text += " La première année, les fluides sont partagés par moitié."
				return t
			})
		}},
		{"2025-09-01", func(day civil.Date) error {
			return sign(day, d.maryse, 1, "Maryse", "présidente de l’association", "")
		}},
		{"2025-09-01", func(day civil.Date) error {
			return sign(day, d.karim, 2, "Hélène", "présidente de la communauté de communes", "2025-041")
		}},
	} {
		if err := d.on(x.day, x.do); err != nil {
			return err
		}
	}
	return nil
}

// amend changes one article, half a year later: what a year of meters has shown.
func (d *demoSides) amend() error {
	n := 0
	err := d.on("2026-03-02", func(day civil.Date) (err error) {
		n, err = convention.OpenAmendment(d.tx, d.maryse, convention.OpenAmendmentRequest{Convention: d.which, As: 1, From: civil.MustDate("2026-04-01")})
		if err != nil {
			return err
		}
		w, err := convention.ReadFace(d.tx, d.maryse, d.which, n)
		if err != nil {
			return err
		}
		w.Text.Notice = 6
		w.Text.Clauses = slices.Clone(w.Text.Clauses)
		w.Text.Clauses[4].Text = strings.Replace(w.Text.Clauses[4].Text, "La première année, les fluides sont partagés par moitié.", "Les fluides sont payés selon les compteurs de chacun.", 1)
		if err := convention.Edit(d.tx, d.maryse, convention.EditRequest{Convention: d.which, Amendment: n, As: 1, From: civil.MustDate("2026-04-01"), Text: w.Text}); err != nil {
			return err
		}
		_, err = convention.ProposeAmendment(d.tx, d.maryse, d.which, n, 1)
		return err
	})
	if err != nil || n == 0 {
		return err
	}
	return d.on("2026-03-24", func(day civil.Date) error {
		for as, by := range []organisation.Actor{d.maryse, d.karim} {
			q := convention.SignRequest{Convention: d.which, Amendment: n, As: as + 1, Version: 3, Day: day, Town: "Vaillant", Name: "Maryse", Role: "présidente de l’association"}
			if as == 1 {
				q.Name, q.Role, q.Decision, q.DecidedOn = "Hélène", "présidente de la communauté de communes", "2026-012", civil.MustDate("2026-03-17")
			}
			if _, err := convention.Sign(d.tx, by, q); err != nil {
				return err
			}
		}
		return nil
	})
}

// keep gives evidence: the rent each month, the first grant paid, the second one only ordered.
func (d *demoSides) keep() error {
	w, err := convention.Read(d.tx, d.karim, d.which)
	if err != nil {
		return err
	}
	give := func(day, due civil.Date, commitment int, step convention.Step, figure int64, text string) error {
		return d.on(day.String(), func(day civil.Date) error {
			return convention.Give(d.tx, d.karim, convention.GiveRequest{Convention: d.which, As: 2, Commitment: w.Commitments[commitment].ID, Due: due, Step: step, Figure: figure, Text: text, Day: day})
		})
	}
	// The winter had fewer hours than promised: what was counted then, before the hours that the place has today.
	if err := d.on("2026-03-08", func(civil.Date) error {
		return convention.WritePeriods(d.tx, w, func(m convention.Measure, _, last civil.Date) (convention.Count, bool) {
			return convention.Count{N: 26}, m == convention.Hours && last == civil.MustDate("2026-02-28")
		})
	}); err != nil {
		return err
	}
	today := civil.DateOf(d.now.In(d.gare.Zone()))
	for _, due := range w.Commitments[4].Dues(w.End(), today) {
		if err := give(due.AddDays(-20), due, 4, "", 0, "Quittance du mois"); err != nil {
			return err
		}
	}
	first, second := civil.MustDate("2025-10-31"), civil.MustDate("2026-10-31")
	for _, x := range []struct {
		day    string
		due    civil.Date
		step   convention.Step
		figure int64
		text   string
	}{
		{"2025-09-22", first, convention.Notified, 0, "Courrier du 22 septembre"},
		{"2025-10-06", first, convention.Ordered, 0, "Mandat 812"},
		{"2025-10-24", first, convention.PaidOut, 12_000_00, "Virement reçu"},
		{"2026-09-28", second, convention.Notified, 0, "Courrier du 28 septembre"},
	} {
		if err := give(civil.MustDate(x.day), x.due, 5, x.step, x.figure, x.text); err != nil {
			return err
		}
	}
	return nil
}

// try has one experiment under way and one that was stopped.
func (d *demoSides) try() error {
	ask := func(day string, by organisation.Actor, as int, q convention.AskRequest) error {
		return d.on(day, func(day civil.Date) error {
			q.Convention, q.As, q.RuleOf, q.First = d.which, as, as, day
			return convention.Ask(d.tx, by, q)
		})
	}
	find := func(title string) (convention.ExperimentID, error) {
		w, err := convention.Read(d.tx, d.karim, d.which)
		for _, e := range w.Experiments {
			if e.Title == title {
				return e.ID, err
			}
		}
		return convention.ExperimentID{}, err
	}
	const money, evening = "Loyer payé en monnaie locale", "Ouvrir sans personne à l’accueil le soir"
	if err := ask("2026-01-15", d.karim, 2, convention.AskRequest{Title: money, Rule: "Encaissement en euros par la régie de la communauté de communes", RuleKind: convention.RulePayment, Until: civil.MustDate("2026-12-31"),
		StopWhen: "Plus de deux heures de travail par mois d’un côté ou de l’autre"}); err != nil {
		return err
	}
	if err := ask("2026-09-15", d.maryse, 1, convention.AskRequest{Title: evening, Rule: "L’accueil tenu par une personne salariée", RuleKind: convention.RuleHours, Until: civil.MustDate("2027-03-31"),
		StopWhen: "Un incident de sécurité, ou moins de 5 personnes par semaine"}); err != nil {
		return err
	}
	err := d.on("2026-06-18", func(day civil.Date) error {
		which, err := find(money)
		if err != nil {
			return err
		}
		return convention.Conclude(d.tx, d.karim, convention.ConcludeRequest{Convention: d.which, As: 2, Experiment: which, Outcome: convention.Stop, Day: day,
			Learned: "Possible par convention de régie, mais trop lourd pour 400 €. Bilan publié, sans reproche."})
	})
	if err != nil {
		return err
	}
	return d.on("2026-11-20", func(day civil.Date) error {
		which, err := find(evening)
		if err != nil {
			return err
		}
		return convention.LookHalf(d.tx, d.maryse, d.which, 1, which, day, "9 personnes par semaine, aucun incident")
	})
}

// meet writes into the logbook what both said to each other.
func (d *demoSides) meet() error {
	for _, x := range []struct {
		day  string
		kind convention.NoteKind
		by   organisation.Actor
		as   int
		on   string
		text string
	}{
		{"2025-06-12", convention.Meeting, d.maryse, 1, "", "Première rencontre à la gare, avec trois élus et six habitants. On visite l’étage : il faudra isoler."},
		{"2025-12-11", convention.Meeting, d.karim, 2, "", "Point semestriel. Les fluides sont moitié moins chers que prévu ; on garde le partage par moitié."},
		{"2026-03-03", convention.Call, d.karim, 2, "", "Le service technique passe relever les combles."},
		{"2026-06-18", convention.Decision, d.maryse, 1, "", "On arrête la monnaie locale d’un commun accord."},
		{"2026-10-02", convention.Plain, d.karim, 2, "", "Devis reçu pour l’isolation : 38 400 €, à inscrire au budget 2027."},
		{"2026-11-16", convention.Call, d.maryse, 1, "", "Le versement attend la signature du mandat ; Karim relance la trésorerie."},
		{"2026-11-18", convention.Words, d.maryse, 1, "", "Une année pleine : le soir, la gare s’ouvre sans nous, et cela se passe bien."},
		{"2026-11-20", convention.Meeting, d.karim, 2, "2026-12-10", "Point semestriel, Karim et Inès, à La GARE, 14 h"},
	} {
		err := d.on(x.day, func(day civil.Date) error {
			if x.on != "" {
				day = civil.MustDate(x.on)
			}
			return convention.AddNote(d.tx, x.by, convention.NoteRequest{Convention: d.which, As: x.as, Kind: x.kind, Day: day, Text: x.text})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
