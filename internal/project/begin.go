package project

import (
	"errors"
	"fmt"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
)

// BeginRequest begins a group.
type BeginRequest struct {
	Submission string
	Name       string
	Commune    string          // INSEE code; of a place that is there already: its own
	Summary    string          // the idea, in a sentence
	Place      place.ID        // one that the directory knows as an idea or a project; zero: a new one
	Authority  organisation.ID // that begins it, and follows; zero: whoever asks begins it by themselves
	On         civil.Date      // the day of its beginning; zero: today
}

// Begin begins a group. An official's has its place in the directory at once. Anybody else holds the pen of theirs from the first moment, and
// the directory is asked to take the idea in, as it is for any new place. Errors: Unauthenticated; Forbidden; Invalid with every breach;
// Conflict when the place has a group, or a team that isn't theirs.
func Begin(tx *store.Tx, by organisation.Actor, q BeginRequest) (slug string, err error) {
	if !by.SignedIn() && !by.IsSystem() {
		return "", refusal(by)
	}
	return form.Once(tx, q.Submission, func() (string, error) {
		g := Project{ID: id.New[Project](), Name: q.Name, Commune: q.Commune, Authority: q.Authority, BegunOn: q.On, Stage: place.Idea}
		var there place.Place
		if !q.Place.IsZero() {
			if there, err = beginAt(tx, by, q); err != nil {
				return "", err
			}
			g.Place, g.Commune, g.Stage = there.ID, there.Commune, there.Stage
			if g.Name == "" {
				g.Name = there.Name
			}
		}
		var b fault.Breaches
		b.Check(g.Name != "", "name", "project.name_missing")
		long(&b, "name", g.Name, mostLine)
		b.Check(q.Summary != "" || !g.Place.IsZero(), "summary", "project.summary_missing")
		long(&b, "summary", q.Summary, 300)
		if _, err := territory.Find(tx, g.Commune); fault.Is(err, fault.NotFound) {
			b.Add("commune", "project.commune_unknown")
		} else if err != nil {
			return "", err
		}
		if err := b.Err(); err != nil {
			return "", err
		}
		if err := mayBegin(tx, by, g); err != nil {
			return "", err
		}
		if g.BegunOn.IsZero() {
			g.BegunOn = g.Today(tx.Now)
		}
		return begin(tx, by, g, q, there)
	})
}

// beginAt reads the place of the directory that a group is begun for.
func beginAt(tx *store.Tx, by organisation.Actor, q BeginRequest) (place.Place, error) {
	p, err := place.ForChange(tx, q.Place)
	if err != nil {
		return p, err
	}
	if _, has, err := OfPlace(tx, p.ID); err != nil {
		return p, err
	} else if has {
		return p, fault.New(fault.Conflict, "project.has_group")
	}
	if p.Stage != place.Idea && p.Stage != place.Project {
		return p, fault.New(fault.Conflict, "project.too_far")
	}
	team, err := place.HasTeam(tx, p)
	if err != nil {
		return p, err
	}
	if mine := by.InTeam(organisation.EditPlace, p.Target()); !p.Organisation.IsZero() || team && !mine || !team && q.Authority.IsZero() && !by.IsSystem() {
		return p, fault.New(fault.Conflict, "project.has_team")
	}
	return p, nil
}

// mayBegin refuses an authority's name to those who don't act for it, and its help to what lies outside its territory.
func mayBegin(tx *store.Tx, by organisation.Actor, g Project) error {
	if g.Authority.IsZero() {
		return nil
	}
	if !by.IsSystem() && !MayFollow(by, g.Authority) {
		return refusal(by)
	}
	o, err := organisation.Find(tx, g.Authority)
	if err != nil {
		return err
	}
	c, err := territory.Find(tx, g.Commune)
	if err != nil {
		return err
	}
	var b fault.Breaches
	b.Check(o.Kind == organisation.Authority, "authority", "project.no_authority")
	b.Check(covers(o.Territory, c), "commune", "project.outside", fault.Args{"Name": o.Name})
	return b.Err()
}

// covers reports whether a commune lies in the territory of an authority. One whose territory nobody noted isn't held to any.
func covers(of string, c territory.Commune) bool {
	what, code, _ := strings.Cut(of, ":")
	switch what {
	case "commune":
		return code == c.Code || code == c.Parent
	case "epci":
		return code == c.EPCI
	case "departement":
		return code == c.Departement
	case "region":
		return code == c.Region
	}
	return of == ""
}

func begin(tx *store.Tx, by organisation.Actor, g Project, q BeginRequest, there place.Place) (string, error) {
	facts := place.Facts{place.FName: g.Name, place.FCommune: g.Commune, place.FStage: string(place.Idea), place.FKind: string(place.ThirdPlace), place.FSummary: q.Summary, place.FSince: g.BegunOn.String()}
	var proposal any
	switch {
	case !g.Place.IsZero():
	case !g.Authority.IsZero() || by.IsSystem():
		p, err := place.Create(tx, by, place.Place{}, facts, place.Origin{Rank: place.ByPerson, Source: by.Person.String(), On: g.Today(tx.Now)}, "place.created")
		if err != nil {
			return "", err
		}
		g.Place = p.ID
	default:
		asked, err := place.Propose(tx, by, place.ProposeRequest{Facts: facts, Claims: true})
		if err != nil {
			return "", err
		}
		proposal = asked
	}
	var err error
	if g.Slug, err = freeSlug(tx, place.Slugify(g.Name)); err != nil {
		return "", err
	}
	_, err = tx.Exec(`
		INSERT INTO project (id, slug, name, commune, place_id, proposal_id, authority_id, words, begun_by, begun_on, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, g.ID, g.Slug, g.Name, g.Commune, g.Place, proposal, g.Authority, q.Summary, by.Person, g.BegunOn, tx.Now)
	if err != nil {
		return "", fmt.Errorf("begin group: %w", err)
	}
	since := g.BegunOn
	if !there.ID.IsZero() && len(there.StageSince) == len("2015-04-01") {
		since = civil.MustDate(there.StageSince)
	}
	if err := addStep(tx, g, g.Stage, since, ""); err != nil {
		return "", err
	}
	if err := note(tx, by, g, "project.begun", map[string]string{"name": g.Name}); err != nil {
		return "", err
	}
	if !g.Authority.IsZero() || !by.SignedIn() {
		return g.Slug, nil
	}
	_, err = join(tx, g, Member{Person: by.Person, Name: by.Name, ConsentedOn: g.BegunOn, Consent: BySelf})
	if err == nil {
		err = givePen(tx, by, g, by.Person)
	}
	return g.Slug, err
}

// freeSlug finds an address that no group has. Two that look for the same one at once meet at the database, and one is refused there.
func freeSlug(tx *store.Tx, wanted string) (string, error) {
	if wanted == "lancer" || wanted == "begin" { // the page where groups are begun
		wanted += "-1"
	}
	for n := 1; ; n++ {
		slug := wanted
		if n > 1 {
			slug = fmt.Sprintf("%s-%d", wanted, n)
		}
		taken, err := store.One(tx, store.Value[int], `SELECT count(*) FROM project WHERE slug = $1`, slug)
		if err != nil || taken == 0 {
			return slug, err
		}
	}
}

// Settle does what time has made due: groups whose idea the directory has taken in get their place, decisions that have ended their result,
// and who never answered an invitation is forgotten. Run it now and then.
func Settle(tx *store.Tx) error {
	waiting, err := store.All(tx, scan, `SELECT `+columns+from+`JOIN proposal q ON q.id = g.proposal_id WHERE g.place_id IS NULL AND q.state = 'accepted' AND q.place_id IS NOT NULL`)
	if err != nil {
		return err
	}
	for _, g := range waiting {
		if err := tx.ExecOne(`UPDATE project SET place_id = (SELECT place_id FROM proposal WHERE id = project.proposal_id), changed_at = $1 WHERE id = $2`, tx.Now, g.ID); err != nil {
			return fmt.Errorf("give group its place: %w", err)
		}
		if g, err = FindByID(tx, g.ID); err != nil {
			return err
		}
		if err := penRoles(tx, g); err != nil {
			return err
		}
	}
	if err := errors.Join(endDecisions(tx), sweepBallots(tx)); err != nil {
		return err
	}
	_, err = tx.Exec(`DELETE FROM project_invitation WHERE sent_on < $1 AND NOT declined`, civil.DateOf(tx.Now.Time()).AddDays(-invitationDays))
	return err
}
