package app_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
)

// The walk goes through the route table, so that no route escapes it: one that is added tomorrow is walked tomorrow. Whoever adds a wildcard
// or a field of a form that changes something teaches it here.

// town is an instance with something of everything in it.
type town struct {
	*house
	wild                             map[string]string // values of the routes' wildcards
	gare, four                       place.ID
	own, other                       organisation.ID
	maryse, nadia, sami, lea         account.Person // manager of La GARE, coordinator, administrator, nobody in particular
	document                         string         // hash of a document of La GARE
	leasSession                      string         // as the list of sessions shows it
	correction, claim, double        string         // what waits
	hall, booked, closure            string         // a resource of La GARE, a booking of it, and a closure to come
	member                           string         // of its association
	computer, token                  string         // a computer of its counter, and what that one keeps
	motive, visit, told              string         // why people come, somebody who came, and what was told of at a door
	hooked, delivered                string         // a webhook of its association, switched off, and what it was told
	offer                            string         // of an agreement, by the Moulin to La GARE
	pattern, held                    string         // shifts of La GARE on Fridays, and one that Paul holds
	photo                            string         // of the hall; its files aren't there
	promised                         promised       // by La GARE and its village, to each other
	need, programme                  string         // something that is missing at Vaillant, which La GARE answers, and what the Moulin's association supports
	reply                            string         // La GARE's answer
	asked, drafted, published        string         // surveys of its association: one that is open, one that is being built, and one whose result is told
	series, repeated, inLine, period string         // a series in the hall, its first booking, and somebody in line, where programs walk
	handed                           string         // an organisation that the host opened and nobody has taken over
	met, decided, kept               string         // of a founding group that Zoé holds the pen of: a meeting, a question, a document
}

const pdf = "%PDF-1.7 un document"

func (h *house) town() *town {
	h.Helper()
	t := &town{house: h}
	hash, size, err := h.Files.Put(strings.NewReader(pdf+" de La GARE"), 1<<20)
	if err != nil {
		h.Fatal(err)
	}
	t.document = hash
	lea := h.signedIn("lea@example.org")
	h.update(func(tx *store.Tx) error { return t.build(tx, size) })
	run, err := h.Imports.Take(context.Background(), organisation.System, intake.Upload{Submission: form.NewSubmission(), Profile: intake.Unknown, FileName: "lieux.csv", File: strings.NewReader("nom;commune\nLe Moulin;Vaillant\n")})
	if err != nil {
		h.Fatal(err)
	}
	if len(lea.cookies) != 1 {
		h.Fatal("Léa has no session")
	}
	err = h.DB.View(context.Background(), func(tx *store.Tx) error {
		all, err := account.Sessions(tx, t.lea.ID, "")
		if err == nil {
			t.leasSession = all[0].Key
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	t.wild = map[string]string{
		"{slug}": "la-gare", "place.network{slug}": "reseau", "{part}": "essentials", "{code}": "52499", "{token}": "no-such-token", "{key}": "no-such-key",
		"{resource}": "la-halle", "{booking}": t.booked, "{member}": t.member, "{link}": "no-such-link", "{short}": "no-such-link", "{feed}": "no-such-feed", "{number}": "1", "{closure}": t.closure, "{hook}": t.hooked, "{taken}": t.held, "{agreement}": t.offer, "{convention}": t.promised.signed, "{commitment}": t.promised.commitment, "{experiment}": t.promised.experiment, "{year}": "2026",
		"convention.edit{convention}": t.promised.draft, "convention.write{convention}": t.promised.draft, "convention.say{convention}": t.promised.proposed, "convention.signing{convention}": t.promised.proposed, "convention.sign{convention}": t.promised.proposed,
		"{ground}": "commune:52499", "{guide}": "run-your-day", "{picture}": "desk.fr.jpg", "{need}": t.need, "{programme}": t.programme, "{photo}": t.photo, "{hash}": t.document, "{survey}": "un-atelier", "{question}": "often", "census.run{id}": run.ID.String(),
	}
	for _, r := range h.Site.Routes() {
		if strings.HasPrefix(r.Name, "project.") {
			t.wild[r.Name+"{slug}"] = "une-grange"
		}
	}
	t.wild["{meeting}"], t.wild["{decision}"], t.wild["{document}"] = t.met, t.decided, t.kept
	for _, name := range []string{"map", "mapped", "confirm", "cancel", "report"} {
		t.wild["census."+name+"{id}"] = run.ID.String()
	}
	for _, name := range []string{"vote", "reviewing", "decide"} {
		t.wild["place."+name+"{id}"] = t.correction
	}
	for _, name := range []string{"show", "give", "take"} {
		t.wild["organisation."+name+"{id}"] = t.own.String()
	}
	t.wildSurveys()
	h.clock.Advance(48 * time.Hour)
	return t
}

func (t *town) build(tx *store.Tx, documentSize int64) error {
	from := place.Origin{Rank: place.ByImport, Source: "census-2019", On: civil.MustDate("2019-03-01")}
	for _, x := range []struct {
		id   *organisation.ID
		name string
	}{{&t.own, "L'association de La GARE"}, {&t.other, "L'association du Moulin"}} {
		o, err := organisation.Create(tx, organisation.Organisation{Name: x.name, Kind: organisation.Association})
		if err != nil {
			return err
		}
		*x.id = o.ID
	}
	for _, x := range []struct {
		who  *account.Person
		name string
		held []organisation.Grant
	}{
		{&t.maryse, "maryse", []organisation.Grant{{Role: organisation.Manager, Scope: organisation.InOrganisation, ID: t.own.String()}}},
		{&t.nadia, "nadia", []organisation.Grant{{Role: organisation.Coordinator, Scope: organisation.InInstance}}},
		{&t.sami, "sami", []organisation.Grant{{Role: organisation.Administrator, Scope: organisation.InInstance}}},
		{&t.lea, "lea", nil},
	} {
		p, err := account.Open(tx, x.name+"@example.org", i18n.French)
		if err != nil {
			return err
		}
		*x.who = p
		for _, g := range x.held {
			if err := organisation.Give(tx, organisation.System, p.ID, g); err != nil {
				return err
			}
		}
	}
	gare, err := place.Create(tx, organisation.System, place.Place{Organisation: t.own}, place.Facts{place.FName: "La GARE", place.FCommune: "52499", place.FSummary: "Une gare", place.FHours: "Mo-Fr 09:00-18:00"}, from, "place.created")
	if err != nil {
		return err
	}
	four, err := place.Create(tx, organisation.System, place.Place{}, place.Facts{place.FName: "Le Four banal", place.FCommune: "36137"}, from, "place.created")
	if err != nil {
		return err
	}
	t.gare, t.four = gare.ID, four.ID
	manager, err := organisation.Load(tx, t.maryse.ID)
	if err != nil {
		return err
	}
	if err := place.AddDocument(tx, manager, "", gare.ID, place.Document{Title: "Le règlement", Hash: t.document, Name: "reglement.pdf", Size: documentSize}); err != nil {
		return err
	}
	if err := place.GiveRole(tx, manager, gare.ID, "paul@example.org", organisation.Trainer, i18n.French); err != nil {
		return err
	}
	if err := organisation.GiveRole(tx, manager, t.own, "paul@example.org", organisation.Trainer, i18n.French); err != nil {
		return err
	}
	if err := place.AddNetwork(tx, place.LocalNetwork{Slug: "reseau", Name: "Le réseau", Commune: "52499"}, gare.ID, four.ID); err != nil {
		return err
	}
	if t.correction, err = place.Propose(tx, organisation.Actor{Person: t.lea.ID}, place.ProposeRequest{Place: gare.ID, Facts: place.Facts{place.FSummary: "Proposé"}}); err != nil {
		return err
	}
	if _, err := place.ClaimPlace(tx, organisation.Actor{Person: t.lea.ID}, place.ClaimRequest{Place: four.ID, Message: "Un secret entre la coordination et moi"}); err != nil {
		return err
	}
	err = place.AddProposal(tx, place.Proposal{Place: gare.ID, Reason: place.Duplicate, Facts: place.Facts{place.FPhone: "03 25 00 00 09"}, Base: place.Facts{}, Source: "fabriques", SourceID: "1", Origin: from})
	if err != nil {
		return err
	}
	waits, err := organisation.Open(tx, organisation.System, organisation.OpenRequest{Name: "L'association de La Grange", Kind: organisation.Association, Manager: "josette.grange@example.org"})
	if err != nil {
		return err
	}
	t.handed = waits.Organisation.ID.String()
	if err := t.lend(tx); err != nil {
		return err
	}
	if err := t.group(tx); err != nil {
		return err
	}
	all, err := place.OpenProposals(tx, "", "", 0, 10)
	for _, q := range all {
		switch q.Reason {
		case place.Claim:
			t.claim = q.ID.String()
		case place.Duplicate:
			t.double = q.ID.String()
		}
	}
	return err
}

// values is a form with every field that any page sends, each with something that would be seen afterwards.
func (t *town) values(do string, seen civil.Instant) url.Values {
	v := url.Values{"submission": {form.NewSubmission()}, "seen": {seen.String()}, "do": {do}, "picks": {"1"}, "agrees": {"1"}, "called": {"1"}, "on": {"1"}, "message": {"Je prends"}, "key": {t.leasSession},
		"email": {"intrus@example.org"}, "role": {"trainer"}, "person": {t.paul()}, "hash": {t.document}, "title": {"Le règlement"}, "password": {"un mot de passe bien long"},
		"lang": {"en"}, "step": {"4"}, "go": {"next"}, "your-name": {"Intrus"}, "your-email": {"intrus@example.org"}, "author": {"Intrus"}, "comment": {"Intrus"},
		"into": {t.gare.String()}, "profile": {intake.Unknown}, "commune-code": {"36137"}, "commune-was": {"Néons-sur-Creuse"}, "code": {"123456"}, "next": {"/aide"}, "sure": {"no"},
		"le": {"2026-11-27"}, "de": {"10:00"}, "a": {"12:00"}, "resource": {t.hall}, "booking": {t.booked}, "what": {"arrive"}, "units": {"2"}, "reason": {"Intrus"}, "quoi": {"cancel"}, "b": {"1", "2"},
		"first": {"2026-11-27"}, "adherent": {t.member}, "crowd": {"3"}, "ceiling": {"7"}, "sentence": {"Intrus"}, "answer": {"yes"}, "feed": {"renew"}, "notice": {"60"}, "groups": {"Intrus"},
		"reasons": {"Intrus"}, "text": {"Intrus"}, "number": {"1"}, "to": {"12:00"}, "computer": {t.computer}, "visit": {t.visit}, "report": {t.told}, "pin": {"8426"}, "again": {"8426"},
		"alt": {"Intrus"}, "kind": {"coworking"}, "siren": {"123456782"}, "manager": {"intrus@example.org"}}
	for _, k := range place.Fields {
		v.Set("take-"+string(k), "coming")
	}
	for _, s := range web.SettingKeys {
		v.Set(s.Key, "Intrus")
		if s.Key == web.AddressSetting {
			v.Set(s.Key, "https://intrus.example.org")
		}
	}
	v.Set("name", "Intrus")
	v.Set("stage", "closed")
	v.Set("summary", "Intrus")
	v.Set("commune", "Néons-sur-Creuse")
	return v
}

func (t *town) paul() string {
	t.Helper()
	all := t.rows(`SELECT id FROM person WHERE email = 'paul@example.org'`)
	if len(all) != 1 {
		t.Fatal("Paul isn't there")
	}
	return strings.Trim(all[0], "|")
}

func (t *town) seen() (at civil.Instant) {
	t.Helper()
	err := t.DB.View(context.Background(), func(tx *store.Tx) error {
		p, err := place.Find(tx, t.gare)
		at = p.ChangedAt
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// press sends a route's form in every way that it can be meant: a decision in each of its senses, and files where files are taken.
func (t *town) press(who func() *visitor, r web.Route, path string, each func(answer)) {
	t.Helper()
	senses := []string{"accept"}
	if strings.Contains(r.FR, "{id}") {
		senses = []string{"accept", "refuse", "merge"}
	}
	for _, do := range senses {
		v := t.aboutSurveys(r, t.values(do, t.seen()))
		if strings.Contains(path, "/organisations") {
			v.Set("kind", "association")
		}
		if r.Name == "organisation.hand-again" {
			v.Set("organisation", t.handed)
			v.Set("what", "correct")
		}
		if r.Name == "desk.tally" {
			v.Set("reason", t.motive)
		}
		if strings.Contains(path, "/ressources") || strings.Contains(path, "/resources") {
			v.Set("kind", "room")
			v.Set("step", "30")
		}
		if r.Name == "resource.change_photo" {
			v.Set("do", "remove")
		}
		if strings.Contains(path, "/accords") || strings.Contains(path, "/agreements") {
			for name, value := range map[string]string{"guest": t.other.String(), "terms": "Intrus", "first": "2026-12-01", "notice": "7", "count": "2"} {
				v.Set(name, value)
			}
			v.Del("groups")
		}
		if strings.HasPrefix(r.Name, "webhook.") {
			for name, value := range map[string]string{"address": "https://intrus.example.org/", "event": "booking.moved", "what": "on", "delivery": t.delivered} {
				v.Set(name, value)
			}
		}
		t.ofTerritory(r, v)
		if strings.Contains(path, "/conventions") {
			t.promised.fill(v, path)
		}
		if strings.Contains(path, "/permanences") || strings.Contains(path, "/shifts") {
			for name, value := range map[string]string{"pattern": t.pattern, "day": "2026-12-04", "by": "shifts", "warn": "2", "who": t.maryse.ID.String(), "days": "6", "hours": "10h-16h", "first": "2026-12-01", "wanted": "1", "least": "1"} {
				v.Set(name, value)
			}
		}
		if strings.HasPrefix(r.Name, "project.") {
			for name, value := range map[string]string{"on": "2026-11-25", "at": "19:00", "where": "Intrus", "shown": "all", "words": "Intrus", "next": "Intrus", "field": "next", "value": "Intrus", "why": "Intrus", "to": "project", "guest": "Intrus", "what": "Intrus",
				"way": "consent", "question": "Intrus", "days": "3", "choice": "0", "kind": "budget", "document": t.kept, "address": "Intrus", "rna": "W922004567", "siren": ""} {
				v.Set(name, value)
			}
			if r.Name == "project.follow" {
				v.Set("authority", t.promised.village.String())
			}
			if r.Name == "project.member" {
				v.Set("do", "put-down")
			}
		}
		each(who().post(path, v))
		if r.MaxBody <= 1<<20 {
			continue
		}
		for name, content := range map[string]string{"intrus.pdf": pdf + do, "intrus.csv": "nom;commune\nIntrus;Vaillant\n", "intrus.jpg": photograph(200)} {
			v := t.values(do, t.seen())
			if r.Name == "project.upload" {
				v.Set("kind", "budget")
				v.Set("shown", "all")
			}
			kind, body := withFile(v, name, content)
			each(who().ask(http.MethodPost, path, kind, body))
		}
	}
}

// walk visits every address, what is read first and what is sent then, and tells after which of them the state had changed.
func (t *town) walk(but string, visit func(r web.Route, lang i18n.Lang, path string)) {
	t.Helper()
	before := t.state(but)
	check := func(where string) {
		t.Helper()
		if all := before.changed(t.state(but)); len(all) > 0 {
			t.Errorf("%s changed:\n%s", where, strings.Join(all, "\n"))
			before = t.state(but)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		t.eachAddress(t.wild, func(r web.Route, lang i18n.Lang, path string) {
			if r.Method != method {
				return
			}
			for _, path := range t.paths(r, path) {
				visit(r, lang, path)
			}
			// To say which one it was is enough on one database.
			if method == http.MethodPost && t.DB.Engine() == store.SQLite {
				check(method + " " + path)
			}
		})
		check("something by " + method)
	}
}

// paths are a route's addresses; those about something that waits, for each thing that waits.
func (t *town) paths(r web.Route, path string) []string {
	if !strings.Contains(path, t.correction) {
		return []string{path}
	}
	return []string{path, strings.Replace(path, t.correction, t.claim, 1), strings.Replace(path, t.correction, t.double, 1)}
}

// A stranger and somebody whose session has expired are asked to sign in wherever a gate stands, and change nothing anywhere.
func TestWalkAsStrangerAndWithExpiredSession(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		stranger, expired := h.visitor("stranger"), h.signedIn("maryse@example.org")
		if got := expired.get("/mon-espace"); got.StatusCode != http.StatusOK {
			h.Fatalf("before it expires, the session opens %s", got.Status)
		}
		// A session is dated by the machine's clock, which may be ahead of the test's.
		h.clock.Advance(31*24*time.Hour + max(0, time.Since(h.clock.Now())))
		for _, v := range []*visitor{stranger, expired} {
			session := v.cookies["mitoyen"]
			town.walk("", func(r web.Route, lang i18n.Lang, path string) { town.walkOutside(v, r, lang, path) })
			if v.cookies["mitoyen"] != session && v.cookies["mitoyen"] != "" {
				h.Errorf("%s was given a session", v.name)
			}
		}
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}

func (t *town) walkOutside(v *visitor, r web.Route, lang i18n.Lang, path string) {
	t.Helper()
	told := func(got answer) {
		t.Helper()
		where := fmt.Sprintf("%s %s as %s", r.Method, path, v.name)
		switch {
		case got.StatusCode >= 500 && got.StatusCode != http.StatusServiceUnavailable:
			t.Errorf("%s: %s", where, got.Status)
		case r.Who.Open():
		case r.Method == http.MethodGet:
			want := t.Site.Href(lang, "account.sign-in", "next", path)
			if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != want {
				t.Errorf("%s: %s to %q, want a way to %q", where, got.Status, got.Header.Get("Location"), want)
			}
		case got.StatusCode != http.StatusUnauthorized:
			t.Errorf("%s: %s, want 401", where, got.Status)
		}
	}
	if r.Method == http.MethodGet {
		told(v.get(path))
		return
	}
	t.press(func() *visitor { return v }, r, path, told)
}

// Somebody with every role there is, but in another organisation and another place, changes nothing of La GARE, of the people, of the
// settings and of what waits. They may propose, vote, follow: what they add is theirs.
func TestWalkAsAnotherOrganisationsManager(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		var who account.Person
		h.update(func(tx *store.Tx) (err error) {
			if who, err = account.Open(tx, "claire@example.org", i18n.French); err != nil {
				return err
			}
			for _, role := range organisation.Roles {
				for _, g := range []organisation.Grant{{Role: role, Scope: organisation.InOrganisation, ID: town.other.String()}, {Role: role, Scope: organisation.InPlace, ID: town.other.String()}} {
					if err := organisation.Give(tx, organisation.System, who.ID, g); err != nil {
						return err
					}
				}
			}
			return nil
		})
		claire := h.signedIn("claire@example.org")
		again := func() *visitor { // some forms sign her out
			if claire.cookies["mitoyen"] == "" {
				claire = h.signedIn("claire@example.org")
			}
			return claire
		}
		town.walk(who.ID.String(), func(r web.Route, _ i18n.Lang, path string) {
			told := func(got answer) {
				if got.StatusCode >= 500 && got.StatusCode != http.StatusServiceUnavailable {
					h.Errorf("%s %s: %s", r.Method, path, got.Status)
				}
				if strings.Contains(got.text, "Un secret entre la coordination et moi") {
					h.Errorf("%s %s shows what was said to the coordinator", r.Method, path)
				}
				if strings.Contains(got.text, promisedSecret) {
					h.Errorf("%s %s shows what two other sides said to each other", r.Method, path)
				}
				if strings.Contains(got.text, "Josette") || strings.Contains(got.text, "josette.grange") || strings.Contains(got.text, "03 25 00 00 07") {
					h.Errorf("%s %s shows who has booked", r.Method, path)
				}
			}
			if r.Method == http.MethodGet {
				told(again().get(path))
			} else {
				town.press(again, r, path, told)
			}
		})
		if said := h.log.String(); said != "" {
			h.Errorf("the program logged:\n%s", said)
		}
	})
}

// The same forms do change things when those send them who may: the walk would notice.
func TestWalkNoticesWhatIsChanged(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town := h.town()
		maryse, nadia, sami, zoe := h.signedIn("maryse@example.org"), h.signedIn("nadia@example.org"), h.signedIn("sami@example.org"), h.signedIn("zoe@example.org")
		for _, x := range []struct {
			route string
			by    *visitor
			table string
		}{
			{"place.confirm", maryse, "place"},
			{"place.save", maryse, "place"},
			{"place.give", maryse, "role"},
			{"place.take", maryse, "role"},
			{"place.upload", maryse, "files"},
			{"place.undocument", maryse, "place"},
			{"place.decide", maryse, "proposal"},
			{"census.upload", nadia, "import_run"},
			{"census.cancel", nadia, "import_run"},
			{"place.decide", nadia, "role"},
			{"organisation.open", nadia, "organisation"},
			{"organisation.hand-again", nadia, "handover"},
			{"organisation.give", maryse, "role"},
			{"organisation.take", maryse, "role"},
			{"site.save", sami, "setting"},
			{"resource.add", maryse, "resource"},
			{"resource.keep", maryse, "resource"},
			{"resource.add_photo", maryse, "resource_photo"},
			{"resource.change_photo", maryse, "resource_photo"},
			{"desk.change", maryse, "booking"},
			{"desk.book", maryse, "booking"},
			{"desk.note", maryse, "booking"},
			{"desk.do_picked", maryse, "booking"},
			{"closure.add", maryse, "closure"},
			{"closure.lift", maryse, "closure"},
			{"agreement.propose", maryse, "agreement"},
			{"agreement.answer", maryse, "agreement"},
			{"agreement.end", maryse, "agreement"},
			{"need.answer", maryse, "need_answer"},
			{"need.withdraw", maryse, "need_answer"},
			{"need.decide", nadia, "need"},
			{"programme.keep", maryse, "programme"},
			{"convention.begin", maryse, "convention"},
			{"convention.write", maryse, "convention"},
			{"convention.say", maryse, "convention_comment"},
			{"convention.sign", maryse, "convention_signature"},
			{"convention.give", maryse, "convention_evidence"},
			{"convention.take-back", maryse, "convention_evidence"},
			{"convention.ask", maryse, "convention_experiment"},
			{"convention.try", maryse, "convention_experiment"},
			{"convention.account", maryse, "convention_account"},
			{"convention.note", maryse, "convention_note"},
			{"convention.move", maryse, "convention"},
			{"shift.set", maryse, "shift_place"},
			{"shift.add", maryse, "shift_pattern"},
			{"shift.take", maryse, "shift_taken"},
			{"shift.present", maryse, "shift_taken"},
			{"shift.end", maryse, "shift_pattern"},
			{"desk.keep_feed", maryse, "team_feed"},
			{"shift.hand", maryse, "shift_taken"},
			{"shift.give", maryse, "shift_taken"},
			{"surveyrun.begin", maryse, "survey"}, {"surveyrun.keep", maryse, "survey"}, {"surveyrun.arrange", maryse, "survey"},
			{"surveyrun.put", maryse, "survey"}, {"surveyrun.hand_in", maryse, "survey"}, {"surveyrun.reword", maryse, "survey"}, {"surveyrun.promised", maryse, "survey"}, {"surveyrun.codes", maryse, "survey_code"}, {"surveyrun.mail", maryse, "survey_code"}, {"surveyrun.move", maryse, "survey"},
			{"desk.tally", maryse, "tally"},
			{"desk.untally", maryse, "tally"},
			{"desk.see", maryse, "desk_report"},
			{"desk.keep_reasons", maryse, "tally_reason"},
			{"desk.keep_pin", maryse, "desk_pin"},
			{"desk.revoke", maryse, "desk_computer"},
			{"project.start", zoe, "project_member"},
			{"project.write", zoe, "project"},
			{"project.task", zoe, "project_task"},
			{"project.plan", zoe, "project_meeting"},
			{"project.minutes", zoe, "project_meeting"},
			{"project.ask", zoe, "project_decision"},
			{"project.say", zoe, "project_voice"},
			{"project.upload", zoe, "project_document"},
			{"project.undocument", zoe, "project_document"},
			{"project.visit", zoe, "project_premises"},
			{"project.invite", zoe, "project_invitation"},
			{"project.follow", zoe, "project"},
			{"project.move", zoe, "place"},
			{"project.register", zoe, "organisation"},
			{"project.member", zoe, "project_member"},
			{"desk.enrol", maryse, "desk_computer"}, // it signs her out: last
		} {
			i := slices.IndexFunc(h.Site.Routes(), func(r web.Route) bool { return r.Name == x.route })
			if i < 0 {
				h.Fatalf("no route %s", x.route)
			}
			r := h.Site.Routes()[i]
			before := h.state("")
			for _, path := range town.paths(r, h.address(r, i18n.French, town.wild)) {
				town.press(func() *visitor { return x.by }, r, path, func(answer) {})
			}
			all := before.different(h.state(""), func(string) bool { return true })
			if !slices.ContainsFunc(all, func(s string) bool { return strings.HasPrefix(s, x.table+" ") }) {
				h.Errorf("%s by %s changed nothing in %s, only: %v", x.route, x.by.name, x.table, all)
			}
		}
	})
}

// A gate for an act stays shut for those who hold no role that allows it.
func TestGatesStayShutWithoutARole(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h *house) {
		town, gated := h.town(), 0
		lea := h.signedIn("lea@example.org")
		h.eachAddress(town.wild, func(r web.Route, _ i18n.Lang, path string) {
			if r.Who.Act == "" {
				return
			}
			gated++
			if got := lea.ask(r.Method, path, "", nil); got.StatusCode != http.StatusForbidden {
				h.Errorf("%s %s: %s", r.Method, path, got.Status)
			}
		})
		if gated == 0 {
			h.Error("no route has a gate")
		}
	})
}
