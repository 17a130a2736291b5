package convention

import (
	"fmt"
	"slices"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/store"
)

// Setting is a figure of the law, from a day until another takes its place, with the text that sets it.
type Setting struct {
	Key    string
	Figure int64 // cents, months, days or years, as the key says
	From   civil.Date
	Source string
}

// The keys of the settings.
const (
	WrittenAbove = "written-above" // cents of a year's grant above which a convention must be written
	ReportMonths = "report-months" // from the end of the year to the financial report
	PaymentDays  = "payment-days"  // from the notification to the payment, unless agreed otherwise
	AuditorAbove = "auditor-above" // cents of grants in money in a year, of all authorities together, above which an association has an auditor
	UsualYears   = "usual-years"   // the usual longest term of a convention about objectives
)

// law is the table, oldest first for each key; each holds from the day on which its text was published. What was checked against what stands in
// docs/law.md. The value in kind of premises counts as a grant (law 2000-321, article 9-1), but not for the auditor ("en numéraire", law 2014-856).
var law = []Setting{
	{WrittenAbove, 23_000_00, civil.MustDate("2001-06-10"), "loi n° 2000-321, art. 10 ; décret n° 2001-495, art. 1"},
	{ReportMonths, 6, civil.MustDate("2000-04-13"), "loi n° 2000-321, art. 10 ; arrêté du 11 octobre 2006"},
	{PaymentDays, 60, civil.MustDate("2021-07-02"), "loi n° 2000-321, art. 10, modifié par la loi n° 2021-875"},
	{AuditorAbove, 153_000_00, civil.MustDate("2007-03-27"), "code de commerce, art. L612-4 et D612-5"},
	{UsualYears, 4, civil.MustDate("2015-09-29"), "circulaire n° 5811-SG du 29 septembre 2015"},
}

// LawOn finds what the law says on a day; ok is false before it said anything.
func LawOn(key string, day civil.Date) (s Setting, ok bool) {
	for _, x := range law {
		if x.Key == key && !day.Before(x.From) {
			s, ok = x, true
		}
	}
	return s, ok
}

// Advice is something to look at before signing, or while a convention runs. It stops nobody.
type Advice struct {
	Key    string // written, term, payment, auditor, report, siret
	Figure int64
	Source string
	Year   int   // of the auditor: the first calendar year in which grants come to more than that
	Sum    int64 // all that is known of that year, in cents
	Others int   // how many other conventions are in it
}

// AdviceOn says what the law wants looked at in a text, on the day when it is read. Others are the conventions by which the same organisation is
// given something besides (GivenBesides).
func AdviceOn(t Text, parties []Party, others []Convention, day civil.Date) (all []Advice) {
	add := func(key, of string, when func(Setting) bool) {
		if s, ok := LawOn(of, day); ok && when(s) {
			all = append(all, Advice{Key: key, Figure: s.Figure, Source: s.Source})
		}
	}
	given := t.Amount > 0
	add("written", WrittenAbove, func(s Setting) bool { return t.Yearly() > s.Figure })
	add("term", UsualYears, func(s Setting) bool {
		return given && !t.Last.IsZero() && !t.Last.Before(AddMonths(t.First, 12*int(s.Figure)))
	})
	add("payment", PaymentDays, func(s Setting) bool {
		first := t.firstPayment()
		return given && !first.IsZero() && first.DaysSince(t.First) > int(s.Figure)
	})
	if s, ok := LawOn(AuditorAbove, day); ok && given {
		if a := auditor(t, others, s, day.Year); a.Year > 0 {
			all = append(all, a)
		}
	}
	add("report", ReportMonths, func(Setting) bool { return given })
	if t.Amount > 0 || t.Value > 0 {
		for _, p := range parties {
			if p.Siret == "" {
				return append(all, Advice{Key: "siret", Source: "décret n° 2017-779"})
			}
		}
	}
	return all
}

// auditor is the advice on the first year, from a given one on, in which a text and others come to more than the law lets pass; of no Year when none does.
func auditor(t Text, others []Convention, s Setting, from int) Advice {
	this := Convention{Text: t}
	for year := max(from, t.First.Year); year < from+50 && this.moneyIn(year) > 0; year++ {
		a := Advice{Key: "auditor", Figure: s.Figure, Source: s.Source, Year: year, Sum: this.moneyIn(year)}
		for _, c := range others {
			if n := c.moneyIn(year); n > 0 {
				a.Sum, a.Others = a.Sum+n, a.Others+1
			}
		}
		if a.Sum > s.Figure {
			return a
		}
	}
	return Advice{}
}

// moneyIn is the part of the grant that falls into a calendar year, by the months of the term that begin in it: nobody is counted twice in the year
// in which one convention follows another.
func (c Convention) moneyIn(year int) int64 {
	all, in := c.Text.months(), int64(0)
	for n := range all {
		if m := AddMonths(c.Text.First, int(n)); m.Year == year && (c.EndedOn.IsZero() || !c.EndedOn.Before(m)) {
			in++
		}
	}
	return c.Text.Amount * in / all
}

// GivenBesides are the signed conventions, the latest 200, by which the first who receives something by one receives something by others, of any
// authority; anybody may read them.
func GivenBesides(tx *store.Tx, which ID, parties []Party) (all []Convention, err error) {
	seen := map[ID]bool{which: true}
	gives := slices.ContainsFunc(parties, func(p Party) bool { return p.Gives })
	for _, p := range parties {
		if p.Gives || !gives || p.Organisation.IsZero() {
			continue
		}
		found, err := store.All(tx, scan, `
			SELECT `+columns+`
			FROM convention c
			WHERE c.state IN ('signed', 'ended') AND c.id IN (SELECT convention_id FROM convention_party WHERE organisation_id = $1 AND NOT gives)
			ORDER BY c.id DESC
			LIMIT 200`, p.Organisation)
		if err != nil {
			return nil, fmt.Errorf("list other grants: %w", err)
		}
		for _, c := range found {
			if !seen[c.ID] {
				seen[c.ID] = true
				all = append(all, c)
			}
		}
		break // the law counts what one association receives
	}
	return all, nil
}

// firstPayment is when the first money falls due; zero when none was promised.
func (t Text) firstPayment() (first civil.Date) {
	for _, p := range t.Promises {
		if p.Measure == Paid && (first.IsZero() || p.Due.Before(first)) {
			first = p.Due
		}
	}
	return first
}

// ReportDue is when the financial report on a calendar year is due.
func ReportDue(year int) civil.Date {
	end := civil.Date{Year: year, Month: 12, Day: 31}
	s, ok := LawOn(ReportMonths, end)
	if !ok {
		return civil.Date{}
	}
	return AddMonths(end, int(s.Figure))
}
