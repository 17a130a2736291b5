package convention

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// subsidyFields are the columns of the common schema "subventions" (SCDL, 2.1.1), by which authorities publish what they grant: decree
// 2017-779 of 5 May 2017.
var subsidyFields = []string{"nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire", "rnaBeneficiaire", "objet", "montant", "nature",
	"conditionsVersement", "datesPeriodeVersement", "idRAE", "notificationUE", "pourcentageSubvention", "dispositifAide"}

// subsidyMost is how long a text may be.
const subsidyMost = 256

// SubsidyRow is one row of the schema.
type SubsidyRow [16]string

// SubsidiesOf are the rows of a convention that was signed: its grant in money, and the premises in kind over the term. The schema wants the
// SIRET of both; of an association that is helped in kind its RNA number will do. Without them there is no row.
func SubsidiesOf(w Whole) (all []SubsidyRow) {
	signed := w.SignedOn()
	if signed.IsZero() {
		return nil
	}
	for _, giver := range w.Parties {
		for _, taker := range w.Parties {
			if !giver.Gives || taker.Gives || !isSiret(giver.Siret) {
				continue
			}
			money := isSiret(taker.Siret)
			kind := money || rnaOf(taker) != ""
			row := func(cents int64, nature string, t Text, on civil.Date, decision string) {
				all = append(all, SubsidyRow{giver.Name, giver.Siret, on.String(), decision, taker.Name, taker.Siret, rnaOf(taker), t.purpose(),
					fmt.Sprintf("%s%d.%02d", minus(cents), max(cents, -cents)/100, max(cents, -cents)%100), nature, t.payments(), t.period(), "", "non", "1.00", ""})
			}
			first := w.Text
			if i := slices.IndexFunc(w.Amendments, func(a Amendment) bool { return a.State == Signed }); i >= 0 {
				first = w.Amendments[i].Base
			}
			if first.Amount > 0 && money {
				row(first.Amount, "aide en numéraire", first, signed, giver.Decision)
			}
			if first.Value > 0 && kind {
				row(first.inKind(first.First), "aide en nature", first, signed, giver.Decision)
			}
			// What an amendment adds or takes away is an act of its own, with its own day.
			for _, a := range w.Amendments {
				if a.State != Signed {
					continue
				}
				decision, t := "", a.Text
				for _, s := range a.Signatures {
					if s.Party == giver.Number {
						decision = s.Decision
					}
				}
				t.First = a.From
				if d := a.Text.Amount - a.Base.Amount; d != 0 && money {
					row(d, "aide en numéraire", t, a.SignedOn, decision)
				}
				if d := a.Text.inKind(a.From) - a.Base.inKind(a.From); d != 0 && kind {
					row(d, "aide en nature", t, a.SignedOn, decision)
				}
			}
			return all // the first that gives to the first that takes; shares between several are agreed elsewhere
		}
	}
	return all
}

// rnaOf is the number as the schema wants it: overseas ones, with letters, don't fit.
func rnaOf(p Party) string {
	if len(p.RNA) == 10 && p.RNA[0] == 'W' && strings.Trim(p.RNA[1:], "0123456789") == "" {
		return p.RNA
	}
	return ""
}

func minus(n int64) string {
	if n < 0 {
		return "-"
	}
	return ""
}

// inKind is what the premises are worth from a day to the end of the term.
func (t Text) inKind(from civil.Date) int64 {
	t.First = from
	return t.Value * t.months() / 12
}

func (t Text) purpose() string {
	if t.Object != "" {
		return t.Object
	}
	return t.Title
}

// months is how many months the term lasts, those that are begun counted whole; twelve where it has no end.
func (t Text) months() int64 {
	if t.Last.IsZero() {
		return 12
	}
	n := int64(1)
	for n < 600 && !t.Last.Before(AddMonths(t.First, int(n))) {
		n++
	}
	return n
}

func (t Text) payments() string {
	n := 0
	for _, p := range t.Promises {
		if p.Measure == Paid && p.Rhythm == Once {
			n++
		} else if p.Measure == Paid {
			n += 2
		}
	}
	if n > 1 {
		return "échelonné"
	}
	return "unique"
}

func (t Text) period() string {
	if t.Last.IsZero() {
		return t.First.String()
	}
	return t.First.String() + "/" + t.Last.String()
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// ExportSubsidies writes the rows of every convention that was signed, oldest first, as CSV in the common schema.
func ExportSubsidies(tx *store.Tx, w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(subsidyFields); err != nil {
		return err
	}
	which, err := store.All(tx, store.Value[ID], `SELECT id FROM convention WHERE state IN ('signed', 'ended') ORDER BY id LIMIT 5000`)
	if err != nil {
		return fmt.Errorf("list conventions: %w", err)
	}
	for _, x := range which {
		c, err := whole(tx, x, "")
		if err != nil {
			return err
		}
		for _, row := range SubsidiesOf(c) {
			for i, cell := range row {
				if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") {
					cell = "'" + cell // no program of tables takes it for a formula
				}
				row[i] = cut(strings.TrimSpace(cell), subsidyMost)
			}
			if err := out.Write(row[:]); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// YearReport is what the other parties read on a year, as data.
type YearReport struct {
	Title       string            `json:"title"` // as it was at the year's end, like the term
	TermFirst   civil.Date        `json:"term_first"`
	TermLast    civil.Date        `json:"term_last,omitzero"`
	Year        int               `json:"year"`
	First       civil.Date        `json:"first"`
	Last        civil.Date        `json:"last"`
	Figures     map[string]*int64 `json:"figures"` // null: under eleven
	Commitments []ReportedPromise `json:"commitments"`
	Amendments  []ReportedChange  `json:"amendments"`
	Experiments []ReportedTrial   `json:"experiments"`
	Accounts    []AccountLine     `json:"accounts,omitempty"`
	Words       []string          `json:"words"`
}

// ReportedPromise is a promise and its state.
type ReportedPromise struct {
	Party string       `json:"party"`
	Text  string       `json:"text"`
	State PromiseState `json:"state"`
	Due   civil.Date   `json:"due"`
	Late  int          `json:"days_late"`
}

// ReportedChange is an amendment that was signed in the year.
type ReportedChange struct {
	Number int        `json:"number"`
	Signed civil.Date `json:"signed"`
	From   civil.Date `json:"from"`
}

// ReportedTrial is an experiment and what became of it.
type ReportedTrial struct {
	Title   string          `json:"title"`
	Rule    string          `json:"rule"`
	State   ExperimentState `json:"state"`
	Outcome Outcome         `json:"outcome,omitempty"`
	Half    string          `json:"half,omitempty"`
	Learned string          `json:"learned,omitempty"`
}

// ReportOn makes the report on a year, as it stands on its last day or today. ok is false for a year in which the convention didn't run.
func ReportOn(w Whole, year int, today civil.Date, count Counter) (r YearReport, ok bool) {
	y, ok := YearOf(w, year, today, count)
	if !ok || !w.Public() {
		return r, false
	}
	then := w.AsOf(YearEnd(year, today))
	r = YearReport{Title: then.Text.Title, TermFirst: then.Text.First, TermLast: then.End(), Year: year, First: y.First, Last: y.Last, Figures: map[string]*int64{}, Commitments: []ReportedPromise{}, Amendments: []ReportedChange{}, Experiments: []ReportedTrial{}, Words: []string{}}
	for m, c := range y.Figures {
		r.Figures[string(m)] = nil
		if !c.Few {
			r.Figures[string(m)] = &c.N
		}
	}
	for _, a := range w.Amendments {
		if a.State == Signed && a.SignedOn.Year == year {
			r.Amendments = append(r.Amendments, ReportedChange{a.Number, a.SignedOn, a.From})
		}
	}
	for _, x := range w.ToldOf(year, today, count) {
		r.Commitments = append(r.Commitments, ReportedPromise{w.Party(x.Party).Name, x.Text, x.State, x.Standing.Due, x.Days})
	}
	for _, e := range w.Experiments {
		if e.First.Year > year || e.State != Running && (e.State != Tried || e.EndedOn.Year < year) {
			continue
		}
		if e.EndedOn.Year > year {
			e.State, e.Outcome, e.Learned = Running, "", ""
		}
		if e.HalfOn.Year > year {
			e.Half = ""
		}
		r.Experiments = append(r.Experiments, ReportedTrial{e.Title, e.Rule, e.State, e.Outcome, e.Half, e.Learned})
	}
	r.Accounts = w.Accounts[year]
	for _, n := range w.Notes {
		if n.Kind == Words && n.Day.Year == year {
			r.Words = append(r.Words, n.Text)
		}
	}
	return r, true
}

// YearEnd is the day as of which a year is reported: its last, or today while it runs.
func YearEnd(year int, today civil.Date) civil.Date { return earlier(today, lastOf(year)) }

func lastOf(year int) civil.Date { return civil.Date{Year: year, Month: 12, Day: 31} }

// Stood is a promise, and how far it was.
type Stood struct {
	Commitment
	Standing
}

// ToldOf lists the promises that fell due in a year, were kept in it or were still open from before, as they stood at its end, or today while it
// runs: nothing that came later. Of several due days the oldest that is open is told, then the one that was kept latest after its day, then the last.
func (w Whole) ToldOf(year int, today civil.Date, count Counter) (all []Stood) {
	last := lastOf(year)
	asOf := earlier(today, last.AddDays(1))
	for _, c := range w.Commitments {
		if c.EndedBy > 0 && c.Until.Year > year { // the amendment came later
			c.EndedBy = 0
		}
		c.Given = slices.DeleteFunc(slices.Clone(c.Given), func(e Evidence) bool { return last.Before(e.Day) })
		dues := c.Dues(w.End(), asOf)
		if len(dues) == 0 && c.Until.Year == year {
			all = append(all, Stood{c, Standing{State: Moved, Due: c.Due}})
		}
		var told Standing
		for _, d := range dues {
			if c.Measure.Counted() && d.Year != year { // what can't be made up for is told in its own year
				continue
			}
			s := c.at(d, w.Text.First, asOf, count)
			open := s.State == Late || s.State == Half
			if d.Year == year || s.KeptOn.Year == year || open && d.Year < year {
				if told.State == "" || open || s.State == Kept && s.Days >= told.Days {
					told = s
				}
				if open {
					break
				}
			}
		}
		if told.State != "" {
			all = append(all, Stood{c, told})
		}
	}
	return all
}

// Years lists the years on which there is a report, the latest first.
func Years(w Whole, today civil.Date) (all []int) {
	for y := today.Year; y >= w.Text.First.Year && len(all) < 50; y-- {
		if _, ok := YearOf(w, y, today, nil); ok && w.Public() {
			all = append(all, y)
		}
	}
	return all
}

// Sides lists the organisations that a person speaks for among the parties, for the page to say in whose name they write.
func (w Whole) Sides(by organisation.Actor) (all []Party) {
	for _, p := range w.Parties {
		if MaySpeak(by, w.Parties, p.Number) {
			all = append(all, p)
		}
	}
	return all
}
