package censusweb

import (
	"context"
	"io"
	"strconv"

	"mitoyen/internal/account"
	"mitoyen/internal/census"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// view is what the page of one import shows.
type view struct {
	intake.Import
	By         string
	Which      intake.Which // rows that are shown
	Rows       []intake.ReportRow
	Total      int // of these rows
	Page       int
	Refusal    error
	Submission string
}

const rowsPerPage = 25

func (p Pages) show(c *web.Call) error { return p.showImport(c, nil) }

func (p Pages) showImport(c *web.Call, refusal error) error {
	v := view{Refusal: refusal, Submission: form.NewSubmission()}
	which, err := imported(c)
	if err != nil {
		return err
	}
	err = c.View(func(tx *store.Tx) (err error) {
		if v.Import, err = intake.Find(tx, c.Actor, which); err != nil {
			return err
		}
		names, err := account.Names(tx, []string{v.Person.String()})
		v.By = askedBy(c.P, v.Import, names)
		return err
	})
	if err != nil {
		return err
	}
	if address(v.Import) == "census.map" {
		return c.Go("census.map", "id", which.String())
	}
	if err := p.readRows(c, &v); err != nil {
		return err
	}
	if !v.Ended() {
		c.W.Header().Set("Refresh", "4") // without script; the page has a link that does the same
	}
	return c.Page(web.Page{Title: c.P.T("intake.one", i18n.Args{"File": v.FileName}), Robots: "noindex", Status: web.StatusOf(refusal)}, importPage(v))
}

// readRows reads the rows that the person asked for: by default those that wait, when there are any.
func (p Pages) readRows(c *web.Call, v *view) (err error) {
	v.Which = intake.Which{Code: c.Query().Text("probleme"), Outcome: census.Outcome(c.Query().Text("resultat"))}
	if v.Which == (intake.Which{}) && v.Result.Counts.Waiting > 0 {
		v.Which.Outcome = census.Waiting
	}
	if v.Which == (intake.Which{}) {
		return nil
	}
	v.Page, _ = strconv.Atoi(c.Query().Get("page"))
	v.Page = max(1, v.Page)
	v.Rows, v.Total, err = p.Imports.Rows(v.Import, v.Which, (v.Page-1)*rowsPerPage, rowsPerPage)
	return err
}

// confirm brings in for good what the dry run has told.
func (p Pages) confirm(c *web.Call) error {
	return p.act(c, func(submission string, which intake.ID) (intake.ID, error) {
		return p.Imports.Confirm(c.Ctx(), c.Actor, submission, which)
	})
}

func (p Pages) cancel(c *web.Call) error {
	return p.act(c, func(_ string, which intake.ID) (intake.ID, error) {
		return which, p.Imports.Cancel(c.Ctx(), c.Actor, which)
	})
}

// act does something with an import and goes on to the import that comes of it.
func (p Pages) act(c *web.Call, do func(submission string, which intake.ID) (intake.ID, error)) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	which, err := imported(c)
	if err != nil {
		return err
	}
	next, err := do(v.Submission(), which)
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showImport(c, refusal) })
	}
	return c.Go("census.run", "id", next.String())
}

// report hands report.json over, as a file.
func (p Pages) report(c *web.Call) error {
	which, err := imported(c)
	if err != nil {
		return err
	}
	var x intake.Import
	err = c.View(func(tx *store.Tx) (err error) {
		x, err = intake.Find(tx, c.Actor, which)
		return err
	})
	if err != nil {
		return err
	}
	f, err := p.Imports.Report(x)
	if err != nil {
		return err
	}
	if f == nil {
		return fault.New(fault.NotFound, "intake.no_report")
	}
	defer f.Close() //nolint:errcheck // only read
	h := c.W.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="rapport-`+x.ID.String()+`.json"`)
	h.Set("Cache-Control", "private, no-store")
	_, err = io.Copy(c.W, f)
	return err
}

// at is the address of this page with some of its rows.
func (v view) at(ctx context.Context, which intake.Which, page int) string {
	n := ""
	if page > 1 {
		n = strconv.Itoa(page)
	}
	return web.Href(ctx, "census.run", "id", v.ID.String(), "probleme", which.Code, "resultat", string(which.Outcome), "page", n) + "#lignes"
}

func (v view) pages() int { return (v.Total + rowsPerPage - 1) / rowsPerPage }

// facts say what import this is.
func (v view) facts(ctx context.Context) []ui.Fact {
	p := i18n.From(ctx)
	zone := territory.Zone("75")
	all := []ui.Fact{{Label: p.T("intake.column.source"), Text: sourceOf(p, v.Import)}}
	if v.By != "" {
		all = append(all, ui.Fact{Label: p.T("intake.column.by"), Text: v.By})
	}
	all = append(all, ui.Fact{Label: p.T("intake.column.when"), Text: p.Moment(v.StartedAt, zone)})
	if !v.EndedAt.IsZero() {
		all = append(all, ui.Fact{Label: p.T("intake.column.ended"), Text: p.Moment(v.EndedAt, zone)})
	}
	return all
}

// percent is how much of the file was read.
func (v view) percent() int {
	if v.Import.Total == 0 {
		return 0
	}
	return int(100 * v.Done / v.Import.Total)
}

// said is the sentence of a problem in the page's language.
func said(lang i18n.Lang, french, english string) string {
	if lang == i18n.English {
		return english
	}
	return french
}

// waiting counts the rows that somebody has to look at: those of this run, and those of earlier ones that nobody has looked at yet.
func (v view) waiting() int {
	return v.Result.Counts.Waiting + v.Result.ByCode[intake.StillWaiting]
}

// title says which rows are shown.
func (v view) title(p *i18n.Printer) string {
	if v.Which.Code != "" {
		return intake.About(p, v.Which.Code)
	}
	return p.T("intake.sum." + string(v.Which.Outcome))
}

// knows reports whether the rows that somebody asked for by the address can be any.
func (v view) knows() bool {
	if v.Which.Code != "" {
		return v.Result.ByCode[v.Which.Code] > 0
	}
	for _, s := range v.Result.Sums(v.Dry) {
		if s.Outcome == v.Which.Outcome {
			return true
		}
	}
	return false
}
