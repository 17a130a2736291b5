package surveyweb

import (
	"context"
	"slices"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
)

// printed is what is put on paper: the form, a poster, postcards. Whoever runs the survey prints it before it opens.
type printed struct {
	Survey  survey.Survey
	Today   civil.Date
	Commune string
	Origin  string // of the address on the poster
	Cards   bool   // postcards, four to a sheet
}

func (a asking) print(c *web.Call) (v printed, err error) {
	v.Origin, v.Cards = c.Site.LetterOrigin(c.Ctx()), c.Query().Get("format") == "cartes"
	err = c.View(func(tx *store.Tx) (err error) {
		if v.Survey, err = survey.Find(tx, c.Path("survey")); err != nil {
			return err
		}
		if !v.Survey.Public() && !survey.MayRun(c.Actor, v.Survey.Organisation) {
			return fault.New(fault.NotFound, "survey.unknown")
		}
		v.Today = v.Survey.Today(tx.Now)
		where, err := territory.Find(tx, v.Survey.Commune)
		v.Commune = where.Name
		return err
	})
	return v, err
}

func (a asking) paper(c *web.Call) error {
	v, err := a.print(c)
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("survey.paper.title") + ", " + say(c.Ctx(), v.Survey.Title), Robots: "noindex"}, paperPage(v))
}

func (a asking) poster(c *web.Call) error {
	v, err := a.print(c)
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("survey.poster.title") + ", " + say(c.Ctx(), v.Survey.Title), Robots: "noindex"}, posterPage(v))
}

// over reports whether nobody can answer any more.
func (v printed) over() bool {
	return v.Survey.State != survey.Draft && !v.Survey.Answerable(v.Today)
}

// address is where a poster leads: to the address of the site that letters use, never to what this request calls it.
func (v printed) address(ctx context.Context) string {
	return v.Origin + href(ctx, "survey.ask", v.Survey)
}

// short is an address as one types it.
func (v printed) short(ctx context.Context) string {
	_, rest, _ := strings.Cut(v.address(ctx), "://")
	return rest
}

// handIn says on the sheet whose it is, and until when it is taken; where stands behind it (handInAt).
func (v printed) handIn(ctx context.Context) string {
	if v.Survey.ClosesOn.IsZero() {
		if v.Survey.HandIn != "" {
			return v.Survey.Asks + ". " + i18n.T(ctx, "survey.paper.at")
		}
		return v.Survey.Asks
	}
	p := i18n.From(ctx)
	if v.Survey.HandIn != "" {
		return v.Survey.Asks + ". " + p.T("survey.paper.until_at", i18n.Args{"Day": day(p, v.Survey.ClosesOn, v.Today)})
	}
	return v.Survey.Asks + ". " + p.T("survey.paper.until", i18n.Args{"Day": day(p, v.Survey.ClosesOn, v.Today)})
}

// number is the place of a question on the sheet, where all stand.
func number(f survey.Form, id string) int {
	return slices.IndexFunc(f.Questions, func(q survey.Question) bool { return q.ID == id }) + 1
}

// jump sends whoever gave some answers on to another question than the next one on the sheet.
type jump struct {
	Any []string
	To  int // 0: the end
}

// jumps are where the answers to a question lead, as far as its own conditions tell.
func jumps(f survey.Form, q survey.Question) (all []jump) {
	i := number(f, q.ID)
	for _, code := range q.Told() {
		to := 0
		for j, next := range f.Questions[i:] {
			if w := next.When; w == nil || w.Question != q.ID || slices.Contains(w.Any, code) != w.Not {
				to = i + j + 1
				break
			}
		}
		if to == i+1 || to == 0 && i == len(f.Questions) {
			continue
		}
		if k := slices.IndexFunc(all, func(x jump) bool { return x.To == to }); k >= 0 {
			all[k].Any = append(all[k].Any, code)
		} else {
			all = append(all, jump{[]string{code}, to})
		}
	}
	return all
}

func (j jump) words(ctx context.Context, q survey.Question) string {
	p := i18n.From(ctx)
	if j.To == 0 {
		return p.T("survey.paper.to_end", i18n.Args{"Any": either(ctx, q, j.Any)})
	}
	return p.T("survey.paper.go_to", i18n.Args{"Any": either(ctx, q, j.Any), "N": j.To})
}

// only says to whom a question is put, on the sheet where everybody sees it.
func only(ctx context.Context, f survey.Form, q survey.Question) string {
	if q.When == nil {
		return ""
	}
	before, _ := f.Question(q.When.Question)
	args := i18n.Args{"Any": either(ctx, before, q.When.Any), "N": number(f, before.ID)}
	if q.When.Not {
		return i18n.T(ctx, "survey.paper.unless", args)
	}
	return i18n.T(ctx, "survey.paper.only", args)
}
