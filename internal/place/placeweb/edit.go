package placeweb

import (
	"context"
	"slices"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// part is one page of the sheet's form: few enough questions for a phone.
type part struct {
	Name   string
	Fields []place.Field
}

// parts are the pages of the form, in order.
var parts = []part{
	{"essentials", []place.Field{place.FName, place.FKind, place.FStage, place.FSince, place.FSummary, place.FText, place.FFacade}},
	{"where", []place.Field{place.FAddress, place.FPostcode, place.FCommune}},
	{"hours", []place.Field{place.FHours}},
	{"activities", []place.Field{place.FActivities, place.FAccess}},
	{"contact", []place.Field{place.FWebsite, place.FPhone, place.FEmail, place.FLinks}},
	{"life", []place.Field{place.FPeople, place.FFigures, place.FStops, place.FCauses, place.FLessons}},
}

func partOf(name string) (part, error) {
	i := slices.IndexFunc(parts, func(p part) bool { return p.Name == name })
	if i < 0 {
		return part{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return parts[i], nil
}

// editing is what a page of the form shows: what stands, or what was typed and refused.
type editing struct {
	Place      place.Place
	Part       part
	Facts      place.Facts
	Typed      form.Values // after a refusal: what was typed, as it was typed
	Refusal    error
	Submission string
	Seen       civil.Instant
	Commune    string                      // name of the commune
	Proposing  bool                        // the form proposes instead of writing
	InNameOf   []organisation.Organisation // authorities that the person can speak for
}

func (p Pages) editPage(c *web.Call) error {
	e := editing{Submission: form.NewSubmission()}
	var err error
	if e.Part, err = partOf(c.Path("part")); err != nil {
		return err
	}
	may := false
	err = c.View(func(tx *store.Tx) (err error) {
		if e.Place, err = found(c, tx); err != nil {
			return err
		}
		if may, err = place.MayEdit(tx, c.Actor, e.Place); err != nil {
			return err
		}
		return e.load(tx)
	})
	if err != nil {
		return err
	}
	if !may {
		return c.Go("place.correct", "slug", e.Place.Slug)
	}
	return e.show(c)
}

func (e *editing) load(tx *store.Tx) error {
	e.Facts, e.Seen = place.FactsOf(e.Place), e.Place.ChangedAt
	if e.Place.Commune == "" {
		return nil
	}
	commune, err := territory.Find(tx, e.Place.Commune)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	e.Commune = commune.Name
	return nil
}

func (e editing) show(c *web.Call) error {
	return c.Page(web.Page{Title: c.P.T("place.edit.title", i18n.Args{"Name": i18n.Named(e.Place.Name)}), Section: "place.search", Robots: "noindex", Status: web.StatusOf(e.Refusal)}, editPage(e))
}

// save writes one page of the form.
func (p Pages) save(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	e := editing{Typed: v, Submission: v.Submission()}
	if e.Part, err = partOf(c.Path("part")); err != nil {
		return err
	}
	var slug string
	err = c.Update(func(tx *store.Tx) (err error) {
		if e.Place, err = found(c, tx); err != nil {
			return err
		}
		if err := e.load(tx); err != nil {
			return err
		}
		facts, err := readFacts(tx, v, e.Part.Fields)
		if err != nil {
			return err
		}
		var seen civil.Instant
		if err := seen.UnmarshalText([]byte(v.Get("seen"))); err != nil {
			return fault.New(fault.Invalid, "fault.stale_form")
		}
		slug, err = place.Edit(tx, c.Actor, place.EditRequest{Submission: e.Submission, Place: e.Place.ID, Seen: seen, Facts: facts})
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error {
			e.Refusal, e.Submission = refusal, form.NewSubmission()
			return e.show(c)
		})
	}
	c.Say("place.saved")
	if next := v.Get("then"); next != "" && next != "show" {
		return c.Go("place.edit", "slug", slug, "part", next)
	}
	return c.Go("place.show", "slug", slug)
}

// readFacts turns what was typed into facts. What can't be understood (hours, a commune) is a breach beside its field.
func readFacts(tx *store.Tx, v form.Values, fields []place.Field) (place.Facts, error) {
	f := place.Facts{}
	var b fault.Breaches
	for _, k := range fields {
		switch k {
		case place.FActivities:
			var words []string
			for _, a := range place.Activities {
				if slices.Contains(v.Values[string(k)], string(a)) {
					words = append(words, string(a))
				}
			}
			f[k] = strings.Join(words, ",")
		case place.FAccess:
			f[k] = readAccess(v)
		case place.FHours:
			f[k] = readHours(v, &b)
		case place.FCommune:
			code, err := readCommune(tx, v, &b)
			if err != nil {
				return nil, err
			}
			f[k] = code
		case place.FWebsite:
			f[k] = withScheme(v.Text(string(k)))
		case place.FText, place.FLinks, place.FPeople, place.FFigures, place.FStops, place.FCauses, place.FLessons:
			f[k] = v.Lines(string(k))
		case place.FEmail:
			f[k] = strings.ToLower(v.Text(string(k)))
		default:
			f[k] = v.Text(string(k))
		}
	}
	return f, b.Err()
}

func readAccess(v form.Values) string {
	var lines []string
	for _, q := range place.AccessQuestions {
		name := "access-" + string(q)
		answer, detail := v.Get(name), v.Text(name+"-detail")
		if answer != "" || detail != "" {
			lines = append(lines, strings.TrimSuffix(string(q)+": "+answer+", "+detail, ", "))
		}
	}
	return strings.Join(lines, "\n")
}

// readCommune finds the commune that was typed: by name, postcode or code. Several that fit are a breach that names them.
func readCommune(tx *store.Tx, v form.Values, b *fault.Breaches) (string, error) {
	typed := v.Text(string(place.FCommune))
	if typed == "" {
		return "", nil
	}
	if code := v.Get("commune-code"); code != "" && v.Get("commune-was") == typed {
		return code, nil
	}
	if pc := v.Text(string(place.FPostcode)); pc != "" {
		if found, err := territory.Resolve(tx, pc+" "+typed, 1); err == nil && len(found) == 1 && found[0].Via != territory.ViaNearSpelling {
			return found[0].Code, nil
		}
	}
	found, err := territory.Resolve(tx, typed, 4)
	if err != nil {
		return "", err
	}
	switch {
	case len(found) == 0:
		b.Add(string(place.FCommune), "place.commune_unknown")
	case sure(found):
		return found[0].Code, nil
	default:
		var names []string
		for _, m := range found {
			names = append(names, m.Name+" ("+m.Departement+")")
		}
		b.Add(string(place.FCommune), "place.commune_which", fault.Args{"Names": strings.Join(names, ", ")})
	}
	return "", nil
}

// sure reports whether the first commune found is the one that was meant: it is alone, or by far the largest of its name.
func sure(found []territory.Match) bool {
	switch {
	case found[0].Via == territory.ViaNearSpelling:
		return false
	case len(found) == 1:
		return true
	}
	return search.Fold(found[0].Name) != search.Fold(found[1].Name) && found[0].Via == territory.ViaCurrent || found[0].Population > 20*found[1].Population
}

// withScheme completes an address typed without https://.
func withScheme(s string) string {
	if s == "" || strings.Contains(s, "://") {
		return s
	}
	return "https://" + s
}

// typed is what a field shows: what was typed, or what stands.
func (e editing) typed(k place.Field) string {
	if e.Typed.Values != nil {
		return e.Typed.Get(string(k))
	}
	if k == place.FCommune {
		return e.Commune
	}
	return e.Facts[k]
}

func (e editing) labels(ctx context.Context) map[string]string {
	all := map[string]string{"for": i18n.T(ctx, "place.in_name_of"), "comment": i18n.T(ctx, "place.comment"), "author": i18n.T(ctx, "place.author")}
	for _, k := range e.Part.Fields {
		all[string(k)] = i18n.T(ctx, "place.field."+string(k))
	}
	for d := range 7 {
		all[dayName(d)] = i18n.From(ctx).Weekday(weekday(d))
	}
	for i := range exceptionRows {
		all[exceptionName(i, "from")], all[exceptionName(i, "to")] = i18n.T(ctx, "place.hours.first_day"), i18n.T(ctx, "place.hours.last_day")
		all[exceptionName(i, "hours")] = i18n.T(ctx, "place.hours.then")
	}
	return all
}

func (e editing) errors(ctx context.Context) ui.Errors { return ui.ErrorsOf(ctx, e.Refusal) }

// nextPart is the page of the form after this one, "" after the last.
func (e editing) nextPart() string {
	i := slices.IndexFunc(parts, func(p part) bool { return p.Name == e.Part.Name })
	if i+1 < len(parts) {
		return parts[i+1].Name
	}
	return ""
}
