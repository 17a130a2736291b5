package conventionweb

import (
	"slices"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// wholeText is a convention with its amendments in one text.
type wholeText struct{ convention.Whole }

// clausePast is a clause as it was before an amendment.
type clausePast struct {
	Amendment convention.Amendment
	Text      string // "": the amendment brought it
}

func (x clausePast) said(p *i18n.Printer) string {
	key := "convention.clause_was"
	if x.Text == "" {
		key = "convention.clause_new"
	}
	return p.T(key, i18n.Args{"N": number(x.Amendment.Number), "Day": p.Date(x.Amendment.From)})
}

// clauseNow is a clause with its past, the latest change first.
type clauseNow struct {
	convention.Clause
	Gone bool
	Past []clausePast
}

func consolidated(c *web.Call) error {
	var v wholeText
	if err := c.View(func(tx *store.Tx) (err error) { v.Whole, err = read(c, tx); return err }); err != nil {
		return err
	}
	if !v.Public() {
		return c.Go("convention.text", "convention", c.Path("convention"))
	}
	title := c.P.T("convention.consolidated")
	return c.Page(web.Page{Title: title + ", " + v.Text.Title, Robots: "noindex", Team: true}, consolidatedPage(v, title))
}

func (v wholeText) signed() (all []convention.Amendment) {
	for _, a := range v.Amendments {
		if a.State == convention.Signed {
			all = append(all, a)
		}
	}
	return all
}

func (v wholeText) lead(p *i18n.Printer) string {
	if len(v.signed()) == 0 {
		return p.T("convention.consolidated_same", i18n.Args{"Day": p.Date(v.SignedOn())})
	}
	return p.T("convention.consolidated_lead", i18n.Args{"Day": p.Date(v.SignedOn())})
}

// clauses are those that hold, in their order, then those that an amendment took away.
func (v wholeText) clauses(p *i18n.Printer) (all []clauseNow) {
	for _, x := range inForce(p, v.Whole, v.Text) {
		all = append(all, clauseNow{Clause: x})
	}
	at := func(key string) int {
		return slices.IndexFunc(all, func(x clauseNow) bool { return x.Key == key })
	}
	for _, a := range slices.Backward(v.signed()) {
		before, after := inForce(p, v.Whole, a.Base), inForce(p, v.Whole, a.Text)
		find := func(in []convention.Clause, key string) (convention.Clause, bool) {
			i := slices.IndexFunc(in, func(x convention.Clause) bool { return x.Key == key })
			if i < 0 {
				return convention.Clause{}, false
			}
			return in[i], true
		}
		for _, x := range after {
			if old, ok := find(before, x.Key); old != x {
				past := clausePast{Amendment: a}
				if ok {
					past.Text = old.Title + "\n" + old.Text
				}
				if i := at(x.Key); i >= 0 {
					all[i].Past = append(all[i].Past, past)
				}
			}
		}
		for _, x := range before {
			if _, ok := find(after, x.Key); !ok {
				if at(x.Key) < 0 {
					all = append(all, clauseNow{Clause: x, Gone: true})
				}
				i := at(x.Key)
				all[i].Past = append(all[i].Past, clausePast{Amendment: a, Text: x.Text})
			}
		}
	}
	return all
}

func (v wholeText) signatures(p *i18n.Printer) (all []ui.Fact) {
	add := func(name string, some []convention.Signature) {
		for _, s := range some {
			all = append(all, ui.Fact{Label: comma(name, v.Party(s.Party).Name), Text: p.T("convention.signed_on", i18n.Args{"Name": s.Name, "Role": s.Role, "Day": p.Date(s.Day), "Town": s.Town})})
		}
	}
	add(p.T("convention.text_itself"), v.Signatures)
	for _, a := range v.signed() {
		add(p.T("convention.amendment", i18n.Args{"N": number(a.Number)}), a.Signatures)
	}
	return all
}

// numbered names an amendment, with the day of its signature and from which it holds.
func numbered(p *i18n.Printer, n int, signed, from civil.Date) string {
	return p.T("convention.amendment", i18n.Args{"N": number(n)}) + p.T("convention.colon") + p.T("convention.amendment_line", i18n.Args{"Signed": p.Date(signed), "From": p.Date(from)})
}
