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
	Near       int // of the partners, the first ones: who runs the place, and the authority that follows
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
		// Nobody agrees with themselves: of those for which one speaks, none is the other party. Whoever else speaks for it begins.
		v.Partners = slices.DeleteFunc(v.Partners, func(o organisation.Organisation) bool { return v.owns(o.ID) })
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
	From       civil.Date     // from which an amendment holds
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
		if v.Whole, err = readFace(c, tx); err != nil {
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
	if a, ok := v.Amendment(v.Amending); ok {
		v.From = a.From
	}
	if v.Refused {
		v.Text = typed
	}
	return c.Page(web.Page{Title: v.heading(c.P) + ", " + v.Text.Title, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, draftPage(v))
}

// heading says what is written: the convention's text, or an amendment.
func (v drafting) heading(p *i18n.Printer) string {
	if v.Amending > 0 {
		return p.T("convention.amendment", i18n.Args{"N": number(v.Amending)})
	}
	return p.T("convention.write")
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
		Amount: readCents(b, "amount", f.Text("amount")), Value: readCents(b, "value", f.Text("value")), Notice: int(readFigure(b, "notice", f.Text("notice")))}
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
		x := convention.Promise{Key: short(f.Get(name("key"))), Text: f.Text(name("text")), Measure: convention.Measure(f.Get(name("measure"))), Rhythm: convention.Rhythm(f.Get(name("rhythm")))}
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
	q := convention.EditRequest{Convention: which, Amendment: amendmentOf(c), As: as(f), Text: readText(&b, f), Sirets: map[int]string{}}
	if q.Amendment > 0 {
		q.From = readDay(&b, "from", f.Text("from"))
	}
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
		w, err := convention.ProposeAmendment(tx, c.Actor, which, q.Amendment, q.As)
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
		return goFace(c, "convention.text")
	}
	c.Say("convention.said.saved")
	return goFace(c, "convention.edit")
}

// reading is a version as it was sent, beside the one before it if it is asked for.
type reading struct {
	convention.Whole
	Side       int
	Shown      convention.Version
	Before     *convention.Version
	Base       *convention.Text // that an amendment changes
	Typed      form.Values
	Submission string
	Refusal    error
}

func text(c *web.Call) error { return showText(c, reading{}) }

func showText(c *web.Call, v reading) error {
	v.Submission = form.NewSubmission()
	err := c.View(func(tx *store.Tx) (err error) {
		v.Whole, err = readFace(c, tx)
		return err
	})
	switch {
	case err != nil:
		return err
	case len(v.Versions) == 0:
		return goFace(c, "convention.edit")
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
	title := c.P.T("convention.version", i18n.Args{"N": v.name(v.Shown)})
	if a, ok := v.Amendment(v.Amending); ok {
		title = c.P.T("convention.amendment", i18n.Args{"N": number(v.Amending)}) + ", " + title
		v.Base = &a.Base
	}
	return c.Page(web.Page{Title: title + ", " + v.Text.Title, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, textPage(v, title))
}

// name is the number by which people know a version: that of its place among those of its text.
func (v reading) name(x convention.Version) string {
	return number(slices.IndexFunc(v.Versions, func(y convention.Version) bool { return y.Number == x.Number }) + 1)
}

// version finds one by its number.
func (v reading) version(n int) (x convention.Version) {
	for _, y := range v.Versions {
		if y.Number == n {
			x = y
		}
	}
	return x
}

// previous is the version before the one that is shown; ok is false for the first.
func (v reading) previous() (x convention.Version, ok bool) {
	for _, y := range v.Versions {
		if y.Number < v.Shown.Number {
			x, ok = y, true
		}
	}
	return x, ok
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
		head = append(head, p.T("convention.fact.amount")+p.T("convention.colon")+euros(p, t.Amount))
	}
	if t.Value > 0 {
		head = append(head, p.T("convention.fact.value")+p.T("convention.colon")+p.T("convention.a_year", i18n.Args{"Amount": euros(p, t.Value)}))
	}
	if !t.Lease.IsZero() {
		head = append(head, p.T("convention.field.lease")+p.T("convention.colon")+p.Date(t.Lease))
	}
	if t.Notice > 0 {
		head = append(head, p.T("convention.fact.notice")+p.T("convention.colon")+p.N("convention.months", t.Notice))
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

// differences are the clauses of which two texts don't say the same.
func differences(p *i18n.Printer, w convention.Whole, from, to convention.Text) (rows []ui.VersionRow) {
	before, after := inForce(p, w, from), inForce(p, w, to)
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
		return convention.Say(tx, c.Actor, convention.SayRequest{Submission: f.Submission(), Convention: which, Amendment: amendmentOf(c), As: as(f), Clause: f.Get("clause"), Text: f.Lines("comment")})
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showText(c, reading{Typed: f, Refusal: refusal}) })
	}
	c.Say("convention.said.commented")
	return c.GoTo(c.Href("convention.text", facePairs(which.String(), amendmentOf(c))...) + "#" + ui.FieldID("c-"+f.Get("clause")))
}

// labels are the names of the fields of a draft, those of each clause and promise among them.
func (v drafting) labels(ctx context.Context) map[string]string {
	all := labels(ctx, "title", "object", "first", "last", "lease", "amount", "value", "notice", "from")
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

// short bounds a key that came with a form.
func short(key string) string {
	if len(key) > 10 {
		return ""
	}
	return key
}

func typedNumber(n int) string {
	if n == 0 {
		return ""
	}
	return number(n)
}

// unnumbered lists the parties whose SIRET a draft asks for; an amendment asks for none.
func (v drafting) unnumbered() []convention.Party {
	if v.Amending > 0 {
		return nil
	}
	return v.Parties
}
