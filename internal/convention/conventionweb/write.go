package conventionweb

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// beginning is the form of a new convention.
type beginning struct {
	Own        []organisation.Organisation
	Partners   []organisation.Organisation
	Places     []place.Place
	About      place.Place               // from whose page one comes; zero: none
	Mine       organisation.Organisation // who begins, of Own
	Other      organisation.Organisation // with whom, as far as the place tells
	Today      civil.Date
	Typed      form.Values
	Fresh      bool
	Submission string
	Refusal    error
}

func fresh(c *web.Call) error { return showBeginning(c, beginning{Fresh: true}) }

func showBeginning(c *web.Call, v beginning) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		v.Today = convention.Today(tx)
		if v.Own, err = convention.Speaking(tx, c.Actor); err != nil {
			return err
		}
		if v.Partners, err = convention.Partners(tx); err != nil {
			return err
		}
		for _, o := range v.Own {
			run, err := place.RunBy(tx, o.ID)
			if err != nil {
				return err
			}
			v.Places = append(v.Places, run...)
		}
		return v.about(tx, c.Query().Text("place"))
	})
	switch {
	case err != nil:
		return err
	case len(v.Own) == 0: // a place's manager, who doesn't speak for its organisation
		return fault.New(fault.Forbidden, "organisation.may_not")
	}
	return c.Page(web.Page{Title: c.P.T("convention.new"), Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, beginPage(v))
}

func (v beginning) typed(field, begins string) string {
	if v.Fresh {
		return begins
	}
	return v.Typed.Text(field)
}

func kinds(p *i18n.Printer, picked string) (all []ui.Choice) {
	for _, k := range convention.Kinds {
		all = append(all, ui.Choice{Value: string(k), Text: p.T("convention.kind." + string(k)), Hint: p.T("convention.kind_hint." + string(k)), Checked: picked == string(k)})
	}
	return all
}

func organisations(all []organisation.Organisation) (options []ui.Option) {
	for _, o := range all {
		options = append(options, ui.Option{Value: o.ID.String(), Text: o.Name})
	}
	return options
}

func (v beginning) places() (options []ui.Option) {
	for _, x := range v.Places {
		options = append(options, ui.Option{Value: x.ID.String(), Text: x.Name})
	}
	return options
}

func begin(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	var b fault.Breaches
	q := convention.BeginRequest{Submission: f.Submission(), Kind: convention.Kind(f.Get("kind")), Title: f.Text("title"), First: readDay(&b, "first", f.Text("first")), Last: readDay(&b, "last", f.Text("last"))}
	own := convention.Party{Gives: f.Get("gives") == "own"}
	b.Check(own.Organisation.UnmarshalText([]byte(f.Get("own"))) == nil && !own.Organisation.IsZero(), "own", "convention.other_missing")
	q.Parties = append(q.Parties, own)
	other := convention.Party{Gives: f.Get("gives") == "other", Name: f.Text("other_name")}
	if f.Get("other") != "" {
		b.Check(other.Organisation.UnmarshalText([]byte(f.Get("other"))) == nil, "other", "convention.other_missing")
	}
	if other.Name != "" || !other.Organisation.IsZero() {
		q.Parties = append(q.Parties, other)
	}
	if third := f.Text("third_name"); third != "" {
		q.Parties = append(q.Parties, convention.Party{Name: third})
	}
	if f.Get("place") != "" {
		b.Check(q.Place.UnmarshalText([]byte(f.Get("place"))) == nil, "place", "convention.place_of_nobody")
	}
	var which convention.ID
	err = c.Update(func(tx *store.Tx) (err error) {
		if err := b.Err(); err != nil {
			return err
		}
		which, err = convention.Begin(tx, c.Actor, q)
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showBeginning(c, beginning{Typed: f, Refusal: refusal}) })
	}
	c.Say("convention.said.begun")
	return c.Go("convention.edit", "convention", which.String())
}

// drafting is the form of a draft, with a clause and a promise more than it has.
type drafting struct {
	convention.Whole
	Side       int
	Sirens     map[int]string // that are known already
	Typed      form.Values    // amounts and the like as they were typed, after a refusal
	Refused    bool
	Submission string
	Refusal    error
}

func edit(c *web.Call) error { return showDraft(c, drafting{}) }

func showDraft(c *web.Call, v drafting) error {
	v.Submission = form.NewSubmission()
	typed := v.Text
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Whole, err = read(c, tx); err != nil {
			return err
		}
		v.Sirens, err = sirens(tx, v.Parties)
		return err
	})
	switch {
	case err != nil:
		return err
	case v.State != convention.Draft || !convention.MaySpeak(c.Actor, v.Parties, v.Pen):
		return c.Go("convention.show", "convention", c.Path("convention"))
	}
	v.Side = v.Pen
	if v.Refused {
		v.Text = typed
	}
	return c.Page(web.Page{Title: c.P.T("convention.write") + ", " + v.Text.Title, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, draftPage(v))
}

// sirens are the numbers of the parties that are known here.
func sirens(tx *store.Tx, all []convention.Party) (map[int]string, error) {
	known := map[int]string{}
	for _, x := range all {
		if x.Organisation.IsZero() {
			continue
		}
		o, err := organisation.Find(tx, x.Organisation)
		if err != nil {
			return nil, err
		}
		known[x.Number] = o.Siren
	}
	return known, nil
}

// sirenHint says how a SIRET begins, where the SIREN is known.
func (v drafting) sirenHint(p *i18n.Printer, x convention.Party) string {
	if v.Sirens[x.Number] == "" {
		return ""
	}
	return p.T("convention.siret_begins", i18n.Args{"Siren": v.Sirens[x.Number]})
}

// shown is what a field shows: what was typed and refused, or what stands.
func (v drafting) shown(field, stands string) string {
	if v.Refused {
		return v.Typed.Text(field)
	}
	return stands
}

// clauses and promises have an empty one at their end, to fill in.
func (v drafting) clauses() []convention.Clause {
	return append(slices.Clone(v.Text.Clauses), convention.Clause{})
}

func (v drafting) promises() []convention.Promise {
	return append(slices.Clone(v.Text.Promises), convention.Promise{Rhythm: convention.Once, Measure: convention.Done})
}

func (v drafting) sides() (options []ui.Option) {
	for _, x := range v.Parties {
		options = append(options, ui.Option{Value: number(x.Number), Text: x.Name})
	}
	return options
}

func target(x convention.Promise) string {
	switch {
	case x.Target == 0:
		return ""
	case x.Measure == convention.Paid:
		return typedEuros(x.Target)
	}
	return strconv.FormatInt(x.Target, 10)
}

// readText reads the form of a draft. Clauses and promises without a word are left out.
func readText(b *fault.Breaches, f form.Values) (t convention.Text) {
	t = convention.Text{Title: f.Text("title"), Object: f.Text("object"), First: readDay(b, "first", f.Text("first")), Last: readDay(b, "last", f.Text("last")), Lease: readDay(b, "lease", f.Text("lease")),
		Amount: readCents(b, "amount", f.Text("amount")), Value: readCents(b, "value", f.Text("value"))}
	keys := map[string]bool{}
	for i := 1; i <= 61; i++ {
		name := func(part string) string { return fmt.Sprintf("clause-%d-%s", i, part) }
		x := convention.Clause{Key: f.Text(name("key")), Title: f.Text(name("title")), Text: f.Lines(name("text"))}
		if x.Title == "" && x.Text == "" {
			continue
		}
		for n := i; x.Key == "" || len(x.Key) > 10 || keys[x.Key]; n++ {
			x.Key = "c" + number(n)
		}
		keys[x.Key] = true
		t.Clauses = append(t.Clauses, x)
	}
	for i := 1; i <= 41; i++ {
		name := func(part string) string { return fmt.Sprintf("promise-%d-%s", i, part) }
		x := convention.Promise{Text: f.Text(name("text")), Measure: convention.Measure(f.Get(name("measure"))), Rhythm: convention.Rhythm(f.Get(name("rhythm")))}
		if x.Text == "" {
			continue
		}
		n := len(t.Promises) + 1 // where its breaches are told
		at := func(part string) string { return fmt.Sprintf("promise-%d-%s", n, part) }
		x.Party, _ = strconv.Atoi(f.Get(name("party")))
		x.Due = readDay(b, at("due"), f.Text(name("due")))
		switch {
		case x.Measure == convention.Paid:
			x.Target = readCents(b, at("target"), f.Text(name("target")))
		case x.Measure.HasTarget():
			x.Target = readFigure(b, at("target"), f.Text(name("target")))
		}
		t.Promises = append(t.Promises, x)
	}
	return t
}

func (p Pages) write(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	which, err := idOf(c)
	if err != nil {
		return err
	}
	var b fault.Breaches
	q := convention.EditRequest{Convention: which, As: as(f), Text: readText(&b, f), Sirets: map[int]string{}}
	if q.Seen.UnmarshalText([]byte(f.Get("seen"))) != nil {
		return fault.New(fault.Invalid, "fault.stale_form")
	}
	for i := 1; i <= 6; i++ {
		if name := "siret-" + number(i); f.Has(name) {
			q.Sirets[i] = f.Text(name)
		}
	}
	propose := f.Get("do") == "propose"
	err = c.Update(func(tx *store.Tx) error {
		if err := b.Err(); err != nil {
			return err
		}
		if err := convention.Edit(tx, c.Actor, q); err != nil || !propose {
			return err
		}
		w, err := convention.Propose(tx, c.Actor, which, q.As)
		if err != nil {
			return err
		}
		return p.tell(c, tx, w, q.As, "proposed")
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			return showDraft(c, drafting{Whole: convention.Whole{Convention: convention.Convention{Text: q.Text}}, Typed: f, Refused: true, Refusal: refusal})
		})
	}
	if propose {
		c.Say("convention.said.proposed")
		return c.Go("convention.text", "convention", which.String())
	}
	c.Say("convention.said.saved")
	return c.Go("convention.edit", "convention", which.String())
}

// reading is a version as it was sent, beside the one before it if it is asked for.
type reading struct {
	convention.Whole
	Side       int
	Shown      convention.Version
	Before     *convention.Version
	Typed      form.Values
	Submission string
	Refusal    error
}

func text(c *web.Call) error { return showText(c, reading{}) }

func showText(c *web.Call, v reading) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		v.Whole, err = read(c, tx)
		return err
	})
	switch {
	case err != nil:
		return err
	case len(v.Versions) == 0:
		return c.Go("convention.edit", "convention", c.Path("convention"))
	}
	v.Side = sideOf(c, v.Whole)
	pick := func(field string) *convention.Version {
		n, _ := strconv.Atoi(c.Query().Get(field))
		if i := slices.IndexFunc(v.Versions, func(x convention.Version) bool { return x.Number == n }); i >= 0 {
			return &v.Versions[i]
		}
		return nil
	}
	v.Shown = v.Versions[len(v.Versions)-1]
	if x := pick("version"); x != nil {
		v.Shown = *x
	}
	v.Before = pick("avant")
	title := c.P.T("convention.version", i18n.Args{"N": number(v.Shown.Number)})
	return c.Page(web.Page{Title: title + ", " + v.Text.Title, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, textPage(v, title))
}

func (v reading) commentsOn(clause string) (all []convention.Comment) {
	for _, x := range v.Comments {
		if x.Clause == clause && x.Version <= v.Shown.Number {
			all = append(all, x)
		}
	}
	return all
}

// signatureOf finds what a party signed; ok is false while it hasn't.
func (v reading) signatureOf(party int) (s convention.Signature, ok bool) {
	i := slices.IndexFunc(v.Signatures, func(s convention.Signature) bool { return s.Party == party })
	if i < 0 {
		return s, false
	}
	return v.Signatures[i], true
}

// inForce are the words of a text beside its clauses: what it is about, and its promises.
func inForce(p *i18n.Printer, w convention.Whole, t convention.Text) []convention.Clause {
	head := []string{termOf(p, t)}
	if t.Object != "" {
		head = append([]string{t.Object}, head...)
	}
	if t.Amount > 0 {
		head = append(head, p.T("convention.fact.amount")+" : "+euros(p, t.Amount))
	}
	if t.Value > 0 {
		head = append(head, p.T("convention.fact.value")+" : "+p.T("convention.a_year", i18n.Args{"Amount": euros(p, t.Value)}))
	}
	names := []string{}
	for _, x := range w.Parties {
		if x.Siret != "" {
			x.Name += " (SIRET " + x.Siret + ")"
		}
		names = append(names, x.Name)
	}
	head = append([]string{p.T("convention.between", i18n.Args{"Kind": p.T("convention.kind." + string(w.Kind)), "Parties": p.List(names)})}, head...)
	all := []convention.Clause{{Key: "head", Title: p.T("convention.object_and_term"), Text: lines(head)}}
	all = append(all, t.Clauses...)
	for _, x := range w.Parties {
		said := []string{}
		for _, q := range t.Promises {
			if q.Party == x.Number {
				said = append(said, q.Text+" ("+promiseLine(p, q)+")")
			}
		}
		if len(said) > 0 {
			all = append(all, convention.Clause{Key: "promises-" + number(x.Number), Title: p.T("convention.promises_of", i18n.Args{"Name": x.Name}), Text: lines(said)})
		}
	}
	return all
}

func lines(all []string) (text string) {
	for i, s := range all {
		if i > 0 {
			text += "\n"
		}
		text += s
	}
	return text
}

// differences are the clauses of which two versions don't say the same.
func (v reading) differences(p *i18n.Printer) (rows []ui.VersionRow) {
	before, after := inForce(p, v.Whole, v.Before.Text), inForce(p, v.Whole, v.Shown.Text)
	find := func(all []convention.Clause, key string) convention.Clause {
		if i := slices.IndexFunc(all, func(x convention.Clause) bool { return x.Key == key }); i >= 0 {
			return all[i]
		}
		return convention.Clause{}
	}
	for _, x := range after {
		if old := find(before, x.Key); old != x {
			rows = append(rows, ui.VersionRow{Label: x.Title, Left: old.Text, Right: x.Text})
		}
	}
	for _, x := range before {
		if find(after, x.Key).Key == "" {
			rows = append(rows, ui.VersionRow{Label: x.Title, Left: x.Text})
		}
	}
	return rows
}

func say(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	which, err := idOf(c)
	if err != nil {
		return err
	}
	err = c.Update(func(tx *store.Tx) error {
		return convention.Say(tx, c.Actor, convention.SayRequest{Submission: f.Submission(), Convention: which, As: as(f), Clause: f.Get("clause"), Text: f.Lines("comment")})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showText(c, reading{Typed: f, Refusal: refusal}) })
	}
	c.Say("convention.said.commented")
	return c.GoTo(c.Href("convention.text", "convention", which.String()) + "#" + ui.FieldID("c-"+f.Get("clause")))
}

// signView is the form of a signature.
type signView struct {
	sheet
	For        []convention.Party
	Submission string
	Typed      form.Values
	Refusal    error
}

func signing(c *web.Call) error { return showSigning(c, signView{}) }

func showSigning(c *web.Call, v signView) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		v.Whole, err = read(c, tx)
		v.Today = convention.Today(tx)
		return err
	})
	if err != nil {
		return err
	}
	if v.For = v.unsigned(c); len(v.For) == 0 {
		return c.Go("convention.show", "convention", c.Path("convention"))
	}
	return c.Page(web.Page{Title: c.P.T("convention.sign") + ", " + v.Text.Title, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, signPage(v))
}

func (p Pages) sign(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return c.Again(err, func(refusal error) error { return showSigning(c, signView{Refusal: refusal}) })
	}
	which, err := idOf(c)
	if err != nil {
		return err
	}
	// Who may not leaves no file behind.
	if err := c.View(func(tx *store.Tx) error { _, err := read(c, tx); return err }); err != nil {
		return err
	}
	var b fault.Breaches
	q := convention.SignRequest{Submission: f.Submission(), Convention: which, As: as(f), Version: int(readFigure(&b, "version", f.Text("version"))), Day: readDay(&b, "day", f.Text("day")), Town: f.Text("town"),
		Name: f.Text("name"), Role: f.Text("role"), Decision: f.Text("decision"), DecidedOn: readDay(&b, "decided", f.Text("decided"))}
	if q.Scan, err = p.upload(c); err == nil {
		err = b.Err()
	}
	if err == nil {
		err = c.Update(func(tx *store.Tx) error {
			w, err := convention.Sign(tx, c.Actor, q)
			if err != nil || w.ID.IsZero() {
				return err
			}
			return p.tell(c, tx, w, q.As, "signed")
		})
	}
	if err != nil {
		return c.Again(err, func(refusal error) error { return showSigning(c, signView{Typed: f, Refusal: refusal}) })
	}
	c.Say("convention.said.signed")
	return c.Go("convention.show", "convention", which.String())
}

// labels are the names of the fields of a draft, those of each clause and promise among them.
func (v drafting) labels(ctx context.Context) map[string]string {
	all := labels(ctx, "title", "object", "first", "last", "lease", "amount", "value")
	for _, x := range v.Parties {
		all["siret-"+number(x.Number)] = i18n.T(ctx, "convention.siret_of", i18n.Args{"Name": x.Name})
	}
	for i := range v.clauses() {
		n := number(i + 1)
		all["clause-"+n+"-title"] = i18n.T(ctx, "convention.clause_title", i18n.Args{"N": n})
		all["clause-"+n+"-text"] = i18n.T(ctx, "convention.clause_text", i18n.Args{"N": n})
	}
	for i := range v.promises() {
		for part, key := range map[string]string{"text": "convention.field.promise", "party": "convention.column.party", "measure": "convention.field.measure", "target": "convention.field.target", "rhythm": "convention.field.rhythm", "due": "convention.field.due"} {
			all["promise-"+number(i+1)+"-"+part] = i18n.T(ctx, key)
		}
	}
	return all
}
