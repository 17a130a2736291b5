package conventionweb

import (
	"strconv"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// ledger lists the conventions whose accounts somebody keeps, with the years on which there is a report.
func ledger(c *web.Call) error {
	var all []convention.Whole
	var today civil.Date
	err := c.View(func(tx *store.Tx) (err error) {
		today = convention.Today(tx)
		all, err = convention.ToAccountFor(tx, c.Actor)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("convention.ledger"), Robots: "noindex", Team: true}, ledgerPage(all, today))
}

// accountsView are the accounts of a year, as a form.
type accountsView struct {
	convention.Whole
	Year       int
	Typed      form.Values
	Submission string
	Refusal    error
}

func accounts(c *web.Call) error { return showAccounts(c, accountsView{}) }

func showAccounts(c *web.Call, v accountsView) error {
	v.Submission = form.NewSubmission()
	v.Year, _ = strconv.Atoi(c.Path("year"))
	err := c.View(func(tx *store.Tx) error {
		which, err := idOf(c)
		if err != nil {
			return err
		}
		if v.Whole, err = convention.ReadForAccounts(tx, c.Actor, which); err != nil {
			return err
		}
		for _, y := range convention.Years(v.Whole, convention.Today(tx)) {
			if y == v.Year {
				return nil
			}
		}
		return fault.New(fault.NotFound, "fault.not_found")
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: v.title(c.P) + ", " + v.Text.Title, Robots: "noindex", Team: true, Status: web.StatusOf(v.Refusal)}, accountsPage(v))
}

func (v accountsView) title(p *i18n.Printer) string {
	return p.T("convention.accounts", i18n.Args{"Year": number(v.Year)})
}

// shown is what a field of a line shows.
func (v accountsView) shown(field, code string) string {
	if v.Refusal != nil {
		return v.Typed.Text(field + "-" + code)
	}
	for _, l := range v.Accounts[v.Year] {
		if l.Code == code {
			if field == "planned" {
				return typedEuros(l.Planned)
			}
			return typedEuros(l.Actual)
		}
	}
	return ""
}

// labels are the names of the fields, line by line.
func (v accountsView) labels(p *i18n.Printer) map[string]string {
	all := map[string]string{}
	for _, codes := range [][]string{convention.ChargeLines(), convention.ProductLines()} {
		for _, code := range codes {
			all["planned-"+code] = p.T("convention.account."+code) + ", " + p.T("convention.account.planned")
			all["actual-"+code] = p.T("convention.account."+code) + ", " + p.T("convention.account.actual")
		}
	}
	return all
}

func keepAccounts(c *web.Call) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	which, err := idOf(c)
	if err != nil {
		return err
	}
	var b fault.Breaches
	q := convention.AccountsRequest{Submission: f.Submission(), Convention: which}
	q.Year, _ = strconv.Atoi(c.Path("year"))
	for _, codes := range [][]string{convention.ChargeLines(), convention.ProductLines()} {
		for _, code := range codes {
			q.Lines = append(q.Lines, convention.AccountLine{Code: code, Planned: readCents(&b, "planned-"+code, f.Text("planned-"+code)), Actual: readCents(&b, "actual-"+code, f.Text("actual-"+code))})
		}
	}
	err = c.Update(func(tx *store.Tx) error {
		if _, err := convention.ReadForAccounts(tx, c.Actor, which); err != nil {
			return err
		}
		if err := b.Err(); err != nil {
			return err
		}
		return convention.KeepAccounts(tx, c.Actor, q)
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return showAccounts(c, accountsView{Typed: f, Refusal: refusal}) })
	}
	c.Say("convention.said.accounts")
	return c.Go("convention.accounts", "convention", which.String(), "year", c.Path("year"))
}

// accountRows are the lines of a year with their totals, for the report; what is in kind stands below them. Each says how far it went from
// the budget, in euros and in per cent, as the decree of 11 October 2006 wants.
func accountRows(p *i18n.Printer, lines []convention.AccountLine) (rows []ui.TableRow) {
	row := func(label string, planned, actual int64) {
		share := p.T("convention.account.none_planned")
		if planned != 0 {
			share = offBy(actual-planned, func(n int64) string {
				return p.T("survey.percent", i18n.Args{"N": strconv.FormatInt((n*100+planned/2)/planned, 10)})
			})
		}
		off := offBy(actual-planned, func(n int64) string { return euros(p, n) })
		rows = append(rows, ui.TableRow{Cells: []ui.TableCell{{Text: label}, {Text: euros(p, planned)}, {Text: euros(p, actual)}, {Text: off}, {Text: share}}})
	}
	each := func(codes []string) {
		for _, code := range codes {
			for _, l := range lines {
				if l.Code == code {
					row(p.T("convention.account."+code), l.Planned, l.Actual)
				}
			}
		}
	}
	for _, side := range []struct {
		total         string
		codes, inKind []string
	}{{"convention.account.charges", convention.Charges, convention.ChargesInKind}, {"convention.account.products", convention.Products, convention.ProductsInKind}} {
		each(side.codes)
		planned, actual := convention.Totals(lines, side.codes)
		row(p.T(side.total), planned, actual)
		each(side.inKind)
	}
	return rows
}

// offBy says a difference with its sign.
func offBy(n int64, say func(int64) string) string {
	switch {
	case n > 0:
		return "+" + say(n)
	case n < 0:
		return "\u2212" + say(-n)
	}
	return say(0)
}

func accountColumns(p *i18n.Printer) []ui.Column {
	return []ui.Column{{Text: p.T("convention.account.line")}, {Text: p.T("convention.account.planned"), Num: true}, {Text: p.T("convention.account.actual"), Num: true},
		{Text: p.T("convention.account.off"), Num: true}, {Text: p.T("convention.account.off_share"), Num: true}}
}
