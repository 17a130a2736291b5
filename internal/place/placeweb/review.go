package placeweb

import (
	"strconv"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

var errTooMany = fault.New(fault.Unavailable, "place.too_many_proposals")

// reviewList is what the page of everything that waits shows.
type reviewList struct {
	Reason  place.Reason
	Counts  map[place.Reason]int
	Rows    []place.Proposal
	Page    int
	Pages   int
	Team    bool // of a place's team: what waits on its own places
	Public  bool // the page for everyone: corrections and new places, to vote on
	Names   map[string]string
	Refused string
}

// reasons are the tabs of the review page, in order.
var reasons = []place.Reason{place.Corrected, place.NewPlace, place.Claim, place.Clash, place.Duplicate, place.Doubt}

const reviewPerPage = 30

func (p Pages) review(c *web.Call) error {
	if !mayReview(c) && !c.Actor.MaySomewhere(organisation.DecideChange) {
		return fault.New(fault.Forbidden, "organisation.may_not")
	}
	return p.listProposals(c, reviewList{Reason: place.Reason(c.Query().Get("motif")), Team: !mayReview(c)})
}

// mayReview reports whether everything that waits concerns the reader: claims, too, which are between a person and the coordinator.
func mayReview(c *web.Call) bool {
	return c.Actor.May(organisation.ReviewPlaces, organisation.Target{})
}

// proposals is the page where anybody looks at what is proposed, and whoever is signed in gives their view.
func (p Pages) proposals(c *web.Call) error {
	return p.listProposals(c, reviewList{Public: true, Reason: place.Reason(c.Query().Get("motif"))})
}

func (p Pages) listProposals(c *web.Call, l reviewList) error {
	if l.Public && l.Reason != place.NewPlace {
		l.Reason = place.Corrected
	}
	l.Page, _ = strconv.Atoi(c.Query().Get("page"))
	l.Page = max(1, l.Page)
	err := c.View(func(tx *store.Tx) (err error) {
		if l.Counts, err = place.CountProposals(tx); err != nil {
			return err
		}
		if l.Team {
			l.Rows, err = place.ProposalsForTeam(tx, c.Actor.Person.String())
			l.Counts, l.Reason = map[place.Reason]int{place.Corrected: len(l.Rows)}, place.Corrected
		} else {
			l.settle()
			l.Rows, err = place.OpenProposals(tx, l.Reason, "", (l.Page-1)*reviewPerPage, reviewPerPage)
		}
		if err != nil {
			return err
		}
		var who []string
		for _, q := range l.Rows {
			who = append(who, q.Person.String())
		}
		l.Names, err = account.Names(tx, who)
		return err
	})
	if err != nil {
		return err
	}
	total := 0
	for k, n := range l.Counts {
		if l.Reason == "" || k == l.Reason {
			total += n
		}
	}
	l.Pages = (total + reviewPerPage - 1) / reviewPerPage
	title := c.P.T("place.review.title")
	if l.Public {
		title = c.P.T("place.proposals.title")
	}
	return c.Page(web.Page{Title: title, Robots: "noindex"}, reviewListPage(l, title))
}

// settle opens the page at the first reason that waits: what people propose comes before what imports ask.
func (l *reviewList) settle() {
	if l.Public || l.Counts[l.Reason] > 0 {
		return
	}
	for _, r := range reasons {
		if l.Counts[r] > 0 {
			l.Reason = r
			return
		}
	}
}

// reviewing is one thing that waits, both versions side by side.
type reviewing struct {
	Proposal   place.Proposal
	Place      place.Place
	Standing   place.Facts
	Near       []row // places that an imported row may be
	Source     *place.SourceRow
	Communes   map[string]string
	By         string
	MayDecide  bool
	Refusal    error
	Submission string
}

func (p Pages) reviewOne(c *web.Call) error { return p.showReview(c, nil) }

func (p Pages) showReview(c *web.Call, refusal error) error {
	v := reviewing{Submission: form.NewSubmission(), Refusal: refusal}
	err := c.View(func(tx *store.Tx) error { return p.readReview(tx, c, &v) })
	if err != nil {
		return err
	}
	title := c.P.T("place.reason." + string(v.Proposal.Reason))
	return c.Page(web.Page{Title: title, Robots: "noindex", Status: web.StatusOf(refusal)}, reviewPage(v, title))
}

func (p Pages) readReview(tx *store.Tx, c *web.Call, v *reviewing) error {
	which, err := id.Parse[place.Proposal](c.Path("id"))
	if err != nil {
		return fault.New(fault.NotFound, "place.proposal_unknown")
	}
	if v.Proposal, err = place.FindProposal(tx, which); err != nil {
		return err
	}
	q := v.Proposal
	if !q.Place.IsZero() {
		if v.Place, err = place.Find(tx, q.Place); err != nil {
			return err
		}
		v.Standing = place.FactsOf(v.Place)
	}
	v.MayDecide = q.State == "open" && place.MayDecide(c.Actor, q, v.Place)
	if !v.MayDecide && !mayReview(c) && (q.State == "open" || q.Reason == place.Claim) {
		return fault.New(fault.Forbidden, "organisation.may_not")
	}
	names, err := account.Names(tx, []string{q.Person.String()})
	if err != nil {
		return err
	}
	v.By = or(names[q.Person.String()], q.Author)
	if !q.ActingFor.IsZero() {
		o, err := organisation.Find(tx, q.ActingFor)
		if err != nil {
			return err
		}
		v.By += ", " + o.Name
	}
	if q.Source != "" {
		if v.Source, err = place.FindSource(tx, q.Source, q.SourceID); err != nil {
			return err
		}
	}
	v.Communes, err = territory.Names(tx, []string{q.Facts[place.FCommune], q.Base[place.FCommune], v.Place.Commune})
	return err
}

// decide carries out a decision: accept what is ticked, or refuse.
func (p Pages) decide(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	which, err := id.Parse[place.Proposal](c.Path("id"))
	if err != nil {
		return fault.New(fault.NotFound, "place.proposal_unknown")
	}
	r := place.DecideRequest{Submission: v.Submission(), Proposal: which, Accept: v.Get("do") != "refuse", Answer: v.Lines("answer")}
	if v.Get("do") == "merge" {
		if r.Into, err = id.Parse[place.Place](v.Get("into")); err != nil {
			return fault.New(fault.Invalid, "fault.stale_form")
		}
	}
	if v.Get("picks") == "1" {
		r.Fields = []place.Field{}
		for _, k := range place.Fields {
			if v.Get("take-"+string(k)) == "coming" {
				r.Fields = append(r.Fields, k)
			}
		}
	}
	var slug string
	err = c.Update(func(tx *store.Tx) (err error) {
		slug, err = place.Decide(tx, c.Actor, r)
		return err
	})
	if err != nil {
		return c.Again(err, func(refusal error) error { return p.showReview(c, refusal) })
	}
	c.Say("place.decided")
	if next := v.Get("next"); next != "" {
		return c.GoTo(next)
	}
	if slug != "" && r.Accept {
		return c.Go("place.show", "slug", slug)
	}
	return c.Go("place.review")
}

func (p Pages) vote(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	which, err := id.Parse[place.Proposal](c.Path("id"))
	if err != nil {
		return fault.New(fault.NotFound, "place.proposal_unknown")
	}
	var outcome place.Outcome
	err = c.Update(func(tx *store.Tx) (err error) {
		outcome, err = place.Vote(tx, c.Actor, which, v.Get("agrees") == "1")
		return err
	})
	if err != nil {
		return err
	}
	c.Say("place.vote." + string(outcome))
	return c.Go("place.open", "motif", v.Get("motif"))
}

// mine lists the places that somebody has a role in, and those that they follow.
func (p Pages) mine(c *web.Call) error {
	var own, followed []row
	q := place.Question{Now: c.Site.DB.Now()}
	err := c.View(func(tx *store.Tx) error {
		for _, l := range []struct {
			read func(*store.Tx, string) ([]place.Place, error)
			into *[]row
		}{{place.Of, &own}, {place.Followed, &followed}} {
			all, err := l.read(tx, c.Actor.Person.String())
			if err != nil {
				return err
			}
			var ids []place.ID
			for _, x := range all {
				ids = append(ids, x.ID)
			}
			if *l.into, err = p.rows(tx, ids, q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("place.mine.title"), Robots: "noindex"}, minePage(own, followed))
}

// desksOf lead straight to the front desks that somebody runs.
func desksOf(c *web.Call, own []row) (all []ui.Button) {
	for _, x := range own {
		if x.Lends != "" && booking.MayRunDesk(c.Actor, x.Place) {
			all = append(all, ui.Button{Text: c.P.T("desk.of", i18n.Args{"Name": i18n.Named(x.Name)}), Icon: "clipboard-list", Weight: ui.Quiet, Href: c.Href("desk.day", "slug", x.Slug)})
		}
	}
	return all
}

// versions prepares both sides for the page. The left side is what stands, the right what comes.
func (v reviewing) versions(p *i18n.Printer) ui.Versions {
	out := ui.Versions{LeftTitle: p.T("place.review.standing"), RightTitle: v.comingTitle(p), LeftValue: "standing", RightValue: "coming"}
	for _, k := range v.Proposal.Facts.Keys() {
		left := v.Standing[k]
		if left != "" && left == v.Proposal.Facts[k] {
			continue // both sides say the same: see alike
		}
		r := ui.VersionRow{Label: p.T("place.field." + string(k)), Left: v.say(p, k, left), Right: v.say(p, k, v.Proposal.Facts[k])}
		if o, ok := v.Place.Origins[k]; ok {
			r.LeftNote = sheet{}.originWords(p, o)
		}
		if !v.Place.ID.IsZero() && v.MayDecide && v.Proposal.Reason != place.Claim {
			r.Name, r.Picked = "take-"+string(k), "coming"
			if v.Proposal.Reason == place.Duplicate && left != "" {
				r.Picked = "standing"
			}
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}

// facts are what is proposed of a place that isn't there yet: nothing stands beside it.
func (v reviewing) facts(p *i18n.Printer) []ui.Fact {
	var all []ui.Fact
	for _, k := range v.Proposal.Facts.Keys() {
		all = append(all, ui.Fact{Label: p.T("place.field." + string(k)), Text: v.say(p, k, v.Proposal.Facts[k])})
	}
	return all
}

// alike names the facts on which both sides agree.
func (v reviewing) alike(p *i18n.Printer) string {
	var all []string
	for _, k := range v.Proposal.Facts.Keys() {
		if v.Standing[k] != "" && v.Standing[k] == v.Proposal.Facts[k] {
			all = append(all, p.T("place.field."+string(k)))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return p.T("place.review.alike", i18n.Args{"Fields": p.List(all)})
}

func (v reviewing) comingTitle(p *i18n.Printer) string {
	if v.Proposal.Source != "" {
		return sourceLabel(p, v.Proposal.Source)
	}
	return p.T("place.review.proposed")
}

// say puts a fact's canonical text into words.
func (v reviewing) say(p *i18n.Printer, k place.Field, text string) string {
	return sayFact(p, k, text, v.Communes)
}

func (v reviewing) sentences(p *i18n.Printer) []string {
	return intake.Sentences(p, v.Proposal.Problems)
}
