package convention

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// subsidyFields are the columns of the common schema "subventions" (SCDL, 2.1.1), by which authorities publish what they grant: decree
// 2017-779 of 5 May 2017.
var subsidyFields = []string{"nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire", "idBeneficiaire", "rnaBeneficiaire", "objet", "montant", "nature",
	"conditionsVersement", "datesPeriodeVersement", "idRAE", "notificationUE", "pourcentageSubvention", "dispositifAide"}

// SubsidyRow is one row of the schema.
type SubsidyRow [16]string

// SubsidiesOf are the rows of a convention that was signed: its grant in money, and the premises in kind over the term. Without the SIRET of
// both there is none, since the schema wants it.
func SubsidiesOf(w Whole) (all []SubsidyRow) {
	signed := w.SignedOn()
	if signed.IsZero() {
		return nil
	}
	for _, giver := range w.Parties {
		for _, taker := range w.Parties {
			if !giver.Gives || taker.Gives || giver.Siret == "" || taker.Siret == "" {
				continue
			}
			row := func(cents int64, nature string) {
				all = append(all, SubsidyRow{giver.Name, giver.Siret, signed.String(), giver.Decision, taker.Name, taker.Siret, "", cut(w.Text.purpose(), 256),
					fmt.Sprintf("%d.%02d", cents/100, cents%100), nature, w.Text.payments(), w.Text.period(), "", "non", "1", ""})
			}
			if w.Text.Amount > 0 {
				row(w.Text.Amount, "aide en numéraire")
			}
			if w.Text.Value > 0 {
				row(w.Text.Value*w.Text.months()/12, "aide en nature")
			}
			return all // the first that gives to the first that takes; shares between several are agreed elsewhere
		}
	}
	return all
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
					row[i] = "'" + cell // no program of tables takes it for a formula
				}
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
	Title       string            `json:"title"`
	Year        int               `json:"year"`
	First       civil.Date        `json:"first"`
	Last        civil.Date        `json:"last"`
	Figures     map[string]*int64 `json:"figures"` // null: under eleven
	Commitments []ReportedPromise `json:"commitments"`
	Experiments []ReportedTrial   `json:"experiments"`
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
	r = YearReport{Title: w.Text.Title, Year: year, First: y.First, Last: y.Last, Figures: map[string]*int64{}, Commitments: []ReportedPromise{}, Experiments: []ReportedTrial{}, Words: []string{}}
	for m, c := range y.Figures {
		r.Figures[string(m)] = nil
		if !c.Few {
			r.Figures[string(m)] = &c.N
		}
	}
	asOf := earlier(today, y.Last.AddDays(1))
	for _, c := range w.Commitments {
		s := Judge(c, w.Text.First, w.End(), asOf, count)
		r.Commitments = append(r.Commitments, ReportedPromise{w.Party(c.Party).Name, c.Text, s.State, s.Due, s.Days})
	}
	for _, e := range w.Experiments {
		if e.State == Running || e.State == Tried && e.EndedOn.Year >= year {
			if e.First.Year <= year {
				r.Experiments = append(r.Experiments, ReportedTrial{e.Title, e.Rule, e.State, e.Outcome, e.Half, e.Learned})
			}
		}
	}
	for _, n := range w.Notes {
		if n.Kind == Words && n.Day.Year == year {
			r.Words = append(r.Words, n.Text)
		}
	}
	return r, true
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
