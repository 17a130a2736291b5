package censusweb

import (
	"context"
	"strconv"

	"mitoyen/internal/account"
	"mitoyen/internal/census"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// listing is what the page of all imports shows.
type listing struct {
	Imports    []intake.Import
	Names      map[string]string // of the people who asked for them
	Used       []intake.Used
	Page       int
	Pages      int
	Profile    string        // chosen in the form
	Kept       intake.Import // a file that was sent and has been refused for another reason than the file itself
	Refusal    error
	Submission string
}

const perPage = 20

func (p Pages) list(c *web.Call) error {
	l := listing{Submission: form.NewSubmission()}
	l.Page, _ = strconv.Atoi(c.Query().Get("page"))
	return p.showList(c, l)
}

func (p Pages) showList(c *web.Call, l listing) error {
	l.Page = max(1, l.Page)
	err := c.View(func(tx *store.Tx) (err error) {
		var total int
		if l.Imports, total, err = intake.List(tx, c.Actor, (l.Page-1)*perPage, perPage); err != nil {
			return err
		}
		l.Pages = (total + perPage - 1) / perPage
		if l.Used, err = intake.Mappings(tx); err != nil {
			return err
		}
		var who []string
		for _, x := range l.Imports {
			who = append(who, x.Person.String())
		}
		l.Names, err = account.Names(tx, who)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("intake.title"), Robots: "noindex", Status: web.StatusOf(l.Refusal)}, listPage(l))
}

// upload keeps a file and begins its dry run; a file that nobody recognises goes to the page of its columns.
func (p Pages) upload(c *web.Call) error {
	l := listing{Submission: form.NewSubmission()}
	v, err := c.Form()
	if err != nil {
		return p.refuseUpload(c, l, err)
	}
	u := intake.Upload{Submission: v.Submission(), Profile: v.Get("profile")}
	if u.Import, err = parseID(v.Get("import")); err != nil {
		return err
	}
	if file, header := c.File("file"); file != nil {
		defer file.Close() //nolint:errcheck // only read
		u.File, u.FileName = file, header.Filename
	}
	x, err := p.Imports.Take(c.Ctx(), c.Actor, u)
	if err != nil {
		l.Profile, l.Kept = u.Profile, x
		return p.refuseUpload(c, l, err)
	}
	if x.Source == "" {
		return c.Go("census.map", "id", x.ID.String())
	}
	return c.Go("census.run", "id", x.ID.String())
}

// refuseUpload shows the form again. What is wrong with the sending as a whole is wrong with its file.
func (p Pages) refuseUpload(c *web.Call, l listing, err error) error {
	if f, ok := fault.As(err); ok && f.Kind == fault.Invalid && len(f.Fields) == 0 {
		err = &fault.Fault{Kind: fault.Invalid, Code: "fault.invalid", Fields: []fault.Field{{Name: "file", Code: f.Code, Args: f.Args}}}
	}
	return c.Again(err, func(refusal error) error {
		l.Refusal = refusal
		return p.showList(c, l)
	})
}

// parseID reads the id of an import; "" is none.
func parseID(s string) (intake.ID, error) {
	if s == "" {
		return intake.ID{}, nil
	}
	which, err := id.Parse[place.SourceRow](s)
	if err != nil {
		return which, fault.New(fault.NotFound, "intake.unknown")
	}
	return which, nil
}

// imported is the import that the page's address names.
func imported(c *web.Call) (intake.ID, error) {
	which, err := parseID(c.Path("id"))
	if err == nil && which.IsZero() {
		err = fault.New(fault.NotFound, "intake.unknown")
	}
	return which, err
}

func (l listing) labels(ctx context.Context) map[string]string {
	return map[string]string{"file": i18n.T(ctx, "intake.file"), "profile": i18n.T(ctx, "intake.profile")}
}

// profiles are what a file can be said to be.
func (l listing) profiles(ctx context.Context) []ui.Option {
	p := i18n.From(ctx)
	var all []ui.Option
	for _, x := range census.Profiles {
		all = append(all, ui.Option{Value: x.Key, Text: x.Label.In(p), Group: p.T("intake.profile.known")})
	}
	for _, x := range l.Used {
		all = append(all, ui.Option{Value: x.Mapping.Key, Text: x.Mapping.Label, Group: p.T("intake.profile.used")})
	}
	return append(all, ui.Option{Value: intake.Unknown, Text: p.T("intake.profile.unknown"), Group: p.T("intake.profile.other")})
}

// rows are the lines of the table of imports.
func (l listing) rows(ctx context.Context) []ui.TableRow {
	p := i18n.From(ctx)
	var all []ui.TableRow
	for _, x := range l.Imports {
		rows := ""
		if x.Ended() {
			rows = p.Number(x.Result.Counts.Read)
		}
		all = append(all, ui.TableRow{Cells: []ui.TableCell{
			{Text: x.FileName, Href: web.Href(ctx, address(x), "id", x.ID.String())},
			{Text: sourceOf(p, x)},
			{Text: stateOf(p, x)},
			{Text: rows},
			{Text: p.Moment(x.StartedAt, territory.Zone("75"))},
			{Text: askedBy(p, x, l.Names)},
		}})
	}
	return all
}

// askedBy says who asked for an import.
func askedBy(p *i18n.Printer, x intake.Import, names map[string]string) string {
	if x.ByCommand() {
		return p.T("intake.by_command")
	}
	return names[x.Person.String()]
}

// address is the route where an import goes on.
func address(x intake.Import) string {
	if x.Source == "" && x.State == intake.Waiting {
		return "census.map"
	}
	return "census.run"
}

// sourceOf names whose census it is.
func sourceOf(p *i18n.Printer, x intake.Import) string {
	profile, err := x.Profile()
	if err != nil {
		return p.T("intake.source_unknown")
	}
	return profile.Label.In(p)
}

// stateOf says what kind of run it is and how far it has come.
func stateOf(p *i18n.Printer, x intake.Import) string {
	switch {
	case address(x) == "census.map":
		return p.T("intake.state.unmapped")
	case x.Dry:
		return p.T("intake.state.dry." + string(x.State))
	}
	return p.T("intake.state.real." + string(x.State))
}
