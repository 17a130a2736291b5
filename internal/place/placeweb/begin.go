package placeweb

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// Opening a place takes five steps. What was typed travels from step to step in the form itself: nothing is stored before the end, the
// back button works, and so does a browser without script.
//
// On an instance that knows nobody yet, whoever holds the key printed by the program becomes its host, its coordinator and the manager of
// the first place. Later on one signs in first: the place waits for the coordinator's look, and whoever opened it becomes its team. An
// address that is only typed is nobody's word.

// steps are the five steps; the last one asks who opens.
var steps = []part{
	{"name", []place.Field{place.FName, place.FStage, place.FSummary}},
	{"where", []place.Field{place.FAddress, place.FCommune}},
	{"what", []place.Field{place.FActivities, place.FFacade}},
	{"hours", []place.Field{place.FHours}},
	{"welcome", nil},
}

// beginning is one step of the way.
type beginning struct {
	editing
	Step  int
	First bool // the instance knows nobody yet
	Key   string
	Names []string
}

func (p Pages) begin(c *web.Call) error {
	b, err := p.beginning(c, form.Values{Values: c.R.URL.Query()})
	if err != nil {
		return err
	}
	b.Submission = form.NewSubmission()
	b.Typed = form.Values{Values: map[string][]string{string(place.FStage): {string(place.Open)}, "public": {"closed"}, "school": {"usual"}}}
	return b.page(c)
}

func (p Pages) beginning(c *web.Call, v form.Values) (beginning, error) {
	b := beginning{Key: v.Get("cle")}
	b.Proposing = true
	keyHolder := c.Site.IsFirstRunKey(b.Key)
	b.Submission = v.Submission()
	if keyHolder { // nobody the first time, the host when it is sent again
		b.Submission = form.Tied(v.Get("submission"), v.Form, "")
	}
	err := c.View(func(tx *store.Tx) error {
		people, err := store.One(tx, store.Value[int], `SELECT count(*) FROM person`)
		if b.First = people == 0; b.First || err != nil || !keyHolder {
			return err
		}
		b.First, err = sentAgain(tx, b.Submission)
		return err
	})
	switch {
	case err != nil:
		return b, err
	case b.First && !keyHolder:
		return b, fault.New(fault.Forbidden, "place.begin.key")
	case !b.First && !c.Actor.SignedIn():
		return b, fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	}
	return b, nil
}

// sentAgain reports whether this very form opened the first place a moment ago: a second click leads to the same place.
func sentAgain(tx *store.Tx, submission string) (bool, error) {
	which, err := id.Parse[form.Submission](submission)
	if err != nil {
		return false, nil
	}
	n, err := store.One(tx, store.Value[int], `SELECT count(*) FROM submission WHERE id = $1 AND created_at > $2`, which, tx.Now.Add(-10*time.Minute))
	return n > 0, err
}

func (b beginning) page(c *web.Call) error {
	b.Part = steps[b.Step]
	for _, s := range steps {
		b.Names = append(b.Names, c.P.T("place.begin."+s.Name))
	}
	title := c.P.T("place.begin.step", i18n.Args{"Title": c.P.T("place.begin.title"), "Step": b.Step + 1, "Steps": len(steps), "Name": b.Names[b.Step]})
	return c.Page(web.Page{Title: title, Section: "place.propose", Status: web.StatusOf(b.Refusal)}, beginPage(b))
}

// began goes on to the next step, back to the one before, or ends the way.
func (p Pages) began(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	b, err := p.beginning(c, v)
	if err != nil {
		return err
	}
	b.Typed = v
	b.Step, _ = strconv.Atoi(v.Get("step"))
	b.Step = min(max(b.Step, 0), len(steps)-1)
	if v.Get("go") == "back" {
		b.Step = max(0, b.Step-1)
		return b.page(c)
	}
	last := b.Step == len(steps)-1
	var who account.ID
	var slug string
	at := b.Step
	err = c.Update(func(tx *store.Tx) error {
		facts, step, err := readSteps(tx, v, b.Step)
		if at = step; err != nil || !last {
			return err
		}
		who, slug, err = p.finish(tx, c, b, v, facts)
		return err
	})
	if b.Step = at; err == nil && !last {
		b.Step++
	}
	if err != nil {
		return c.Again(err, func(refusal error) error {
			b.Refusal = refusal
			return b.page(c)
		})
	}
	switch {
	case !last:
		return b.page(c)
	case b.First:
		if err := c.SignIn(account.Person{ID: who}); err != nil {
			return err
		}
		return c.Go("place.show", "slug", slug)
	}
	return c.Go("place.thanks")
}

// readSteps reads the facts of the steps up to one. The step that holds a breach is the second result.
func readSteps(tx *store.Tx, v form.Values, upTo int) (place.Facts, int, error) {
	all := place.Facts{}
	for i, s := range steps[:upTo+1] {
		facts, err := readFacts(tx, v, s.Fields)
		if err != nil {
			return nil, i, err
		}
		for k, x := range facts {
			if x != "" || k == place.FName || k == place.FStage {
				all[k] = x
			}
		}
		if err := place.Check(tx, all); err != nil {
			return nil, i, err
		}
	}
	return all, upTo, nil
}

// finish makes the place, or proposes it. The results are the host of a first place and its address.
func (p Pages) finish(tx *store.Tx, c *web.Call, b beginning, v form.Values, facts place.Facts) (who account.ID, slug string, err error) {
	if !b.First {
		_, err = place.Propose(tx, c.Actor, place.ProposeRequest{Submission: b.Submission, Facts: facts, Claims: true, Comment: v.Lines("comment")})
		return who, "", err
	}
	done, err := form.Once(tx, b.Submission, func() (string, error) {
		name := v.Text("your-name")
		email, breach := account.ReadEmail(v.Text("your-email"))
		var bad fault.Breaches
		bad.Check(breach == "", "your-email", breach)
		bad.Check(name != "", "your-name", "account.name_missing")
		if err := bad.Err(); err != nil {
			return "", err
		}
		person, err := account.Open(tx, email, c.Lang)
		if err != nil {
			return "", err
		}
		if err := account.Rename(tx, person.ID, name, c.Lang); err != nil {
			return "", err
		}
		slug, err := p.host(tx, c, person, facts)
		return person.ID.String() + " " + slug, err
	})
	if err != nil {
		return who, "", err
	}
	person, slug, _ := strings.Cut(done, " ")
	return who, slug, who.UnmarshalText([]byte(person))
}

// host makes the first person of an instance its host, with their place. The address by which they came is where letters lead from now on,
// unless it is this machine's own: the key in their hand says that the program's owner sent them.
func (p Pages) host(tx *store.Tx, c *web.Call, who account.Person, facts place.Facts) (string, error) {
	by := organisation.Actor{Person: who.ID}
	for _, r := range []organisation.Role{organisation.Administrator, organisation.Coordinator} {
		if err := organisation.Give(tx, by, who.ID, organisation.Grant{Role: r, Scope: organisation.InInstance}); err != nil {
			return "", err
		}
	}
	host, err := organisation.Load(tx, who.ID)
	if err != nil {
		return "", err
	}
	if err := c.Site.Settings.SaveIn(tx, host, map[string]string{web.AddressSetting: c.PublicOrigin()}); err != nil {
		return "", err
	}
	x, err := place.Create(tx, by, place.Place{}, facts, place.Origin{Rank: place.ByTeam, Source: who.ID.String(), On: civil.DateOf(tx.Now.Time())}, "place.created")
	if err != nil {
		return "", err
	}
	return x.Slug, organisation.Give(tx, by, who.ID, organisation.Grant{Role: organisation.Manager, Scope: organisation.InPlace, ID: x.ID.String()})
}

// carried are the answers of the other steps, which travel hidden.
func (b beginning) carried() []ui.Hidden {
	own := map[string]bool{"step": true, "go": true, "submission": true, "cle": true}
	for _, k := range steps[b.Step].Fields {
		own[string(k)] = true
		if k == place.FHours {
			for name := range b.Typed.Values {
				if len(name) > 4 && (name[:4] == "day-" || len(name) > 10 && name[:10] == "exception-") {
					own[name] = true
				}
			}
			own["public"], own["school"] = true, true
		}
		if k == place.FCommune {
			own["commune-code"], own["commune-was"] = true, true
		}
	}
	if steps[b.Step].Name == "welcome" {
		own["your-email"], own["your-name"] = true, true
	}
	var all []ui.Hidden
	names := make([]string, 0, len(b.Typed.Values))
	for name := range b.Typed.Values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if own[name] {
			continue
		}
		for _, x := range b.Typed.Values[name] {
			all = append(all, ui.Hidden{Name: name, Value: x})
		}
	}
	return all
}

func (b beginning) stepLabels(ctx context.Context) map[string]string {
	b.Part = steps[b.Step]
	all := b.labels(ctx)
	all["your-email"], all["your-name"] = i18n.T(ctx, "account.email"), i18n.T(ctx, "account.name")
	return all
}
