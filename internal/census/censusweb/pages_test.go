package censusweb_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/census"
	"mitoyen/internal/census/censusweb"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/kit/files"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/jobs"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/locale"
	"mitoyen/internal/organisation"
	"mitoyen/internal/testkit"
	"mitoyen/internal/web"
)

// desk is the site with the pages of imports alone, and one browser.
type desk struct {
	*testing.T
	db      *store.DB
	runner  *jobs.Runner
	imports *intake.Imports
	site    *httptest.Server
	routes  []web.Route
	client  *http.Client
	people  map[string]account.Person
}

func atDesk(t *testing.T, f func(d *desk)) {
	t.Helper()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		catalog, err := locale.Load()
		if err != nil {
			t.Fatal(err)
		}
		log := slog.New(slog.DiscardHandler)
		d := &desk{T: t, db: db, runner: jobs.NewRunner(db, log), people: map[string]account.Person{}}
		d.imports = intake.NewImports(db, files.Folder{Dir: t.TempDir()}, d.runner, catalog)
		s := web.NewSite(db, catalog, log, false)
		d.routes = censusweb.Pages{Imports: d.imports}.Routes()
		s.Add(d.routes...)
		// What the frame of a page and its links lead to belongs to others.
		for name, path := range map[string]string{"home": "/{$}", "territory.index": "/territoires", "site.help": "/aide", "site.legal": "/mentions", "site.privacy": "/vos-donnees", "site.data": "/donnees",
			"site.accessibility": "/accessibilite", "account.space": "/espace", "account.sign-in": "/connexion", "place.search": "/lieux", "place.review": "/a-relire"} {
			s.Add(web.Route{Name: name, Method: http.MethodGet, FR: path, EN: "/en" + path, Who: web.Anyone, Do: func(c *web.Call) error { return nil }})
		}
		s.Add(web.Route{Name: "test.enter", Method: http.MethodGet, FR: "/entrer/{who}", Who: web.Anyone, Do: func(c *web.Call) error { return c.SignIn(d.people[c.Path("who")]) }})
		d.site = httptest.NewServer(s.Handler())
		t.Cleanup(d.site.Close)
		d.leave()
		d.populate()
		f(d)
	}, testkit.WithTerritory())
}

func (d *desk) populate() {
	d.Helper()
	err := d.db.Update(context.Background(), func(tx *store.Tx) error {
		own, err := organisation.Create(tx, organisation.Organisation{Name: "Une association", Kind: organisation.Association})
		if err != nil {
			return err
		}
		for name, g := range map[string]organisation.Grant{
			"nadia":  {Role: organisation.Coordinator, Scope: organisation.InInstance},
			"maryse": {Role: organisation.Manager, Scope: organisation.InOrganisation, ID: own.ID.String()},
			"louise": {Role: organisation.Coordinator, Scope: organisation.InOrganisation, ID: own.ID.String()},
		} {
			p, err := account.Open(tx, name+"@example.org", i18n.French)
			if err == nil {
				err = organisation.Give(tx, organisation.System, p.ID, g)
			}
			if err != nil {
				return err
			}
			d.people[name] = p
		}
		return nil
	})
	if err != nil {
		d.Fatal(err)
	}
}

// leave starts with a new browser.
func (d *desk) leave() {
	jar, err := cookiejar.New(nil)
	if err != nil {
		d.Fatal(err)
	}
	d.client = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (d *desk) enter(who string) {
	d.Helper()
	d.leave()
	d.get("/entrer/" + who)
}

// page is an answer.
type page struct {
	*http.Response
	text string
}

func (d *desk) do(r *http.Request) page {
	d.Helper()
	res, err := d.client.Do(r)
	if err != nil {
		d.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(res.Body)
	if err != nil {
		d.Fatal(err)
	}
	if missing := regexp.MustCompile(`\[(intake|census|ui|place)\.[a-z_.]+\]`).FindString(string(text)); missing != "" {
		d.Errorf("%s %s says %s", r.Method, r.URL.Path, missing)
	}
	return page{res, string(text)}
}

func (d *desk) request(method, path, kind string, body io.Reader) *http.Request {
	d.Helper()
	r, err := http.NewRequest(method, d.site.URL+path, body)
	if err != nil {
		d.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

func (d *desk) get(path string) page {
	d.Helper()
	return d.do(d.request(http.MethodGet, path, "", nil))
}

func (d *desk) post(path string, values url.Values) page {
	d.Helper()
	return d.do(d.request(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(values.Encode())))
}

// send uploads a file by the form of a page.
func (d *desk) send(name string, text []byte, profile string, more ...string) page {
	d.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			d.Fatal(err)
		}
		part.Write(text) //nolint:errcheck // into memory
	}
	for i, v := range append([]string{"profile", profile}, more...) {
		if i%2 == 0 {
			w.WriteField(v, append([]string{"profile", profile}, more...)[i+1]) //nolint:errcheck // into memory
		}
	}
	w.Close() //nolint:errcheck // into memory
	return d.do(d.request(http.MethodPost, "/imports", w.FormDataContentType(), &body))
}

// work runs the jobs that wait.
func (d *desk) work() {
	d.Helper()
	for {
		ran, err := d.runner.Next(context.Background())
		if err != nil {
			d.Fatal(err)
		}
		if !ran {
			return
		}
	}
}

func (d *desk) wants(what string, p page, status int, texts ...string) {
	d.Helper()
	if p.StatusCode != status {
		d.Errorf("%s: %s, want %d", what, p.Status, status)
	}
	for _, x := range texts {
		if !strings.Contains(p.text, x) {
			d.Errorf("%s: the page doesn't say %q", what, x)
		}
	}
}

func (d *desk) location(p page) string {
	d.Helper()
	if p.StatusCode != http.StatusSeeOther {
		d.Fatalf("%s, want 303: %.600s", p.Status, p.text)
	}
	return p.Header.Get("Location")
}

func census2019(t *testing.T) []byte {
	t.Helper()
	text, err := census.Files.ReadFile("data/tiers-lieux-2019.csv")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestFromFileToDirectory(t *testing.T) {
	t.Parallel()
	atDesk(t, func(d *desk) {
		d.enter("nadia")
		d.wants("the empty list", d.get("/imports"), 200, "Lire à blanc", "Aucun fichier n’a encore été lu")
		dry := d.location(d.send("tiers-lieux-2019.csv", census2019(d.T), ""))
		waiting := d.get(dry)
		d.wants("while it waits", waiting, 200, "Lecture à blanc, en attente", "<progress", "Actualiser")
		if waiting.Header.Get("Refresh") == "" {
			d.Error("a page under way doesn't come back by itself")
		}
		d.work()
		done := d.get(dry)
		d.wants("the dry run", done, 200, "Rien n’a encore été écrit", "Importer pour de bon", "1\u00a0361 lignes lues", "Codes de communes disparues", "Doublons probables", `href="#contenu"`)
		if done.Header.Get("Refresh") != "" {
			d.Error("a page that has ended comes back")
		}
		d.wants("the rows of a problem", d.get(dry+"?probleme=census.commune.extinct"), 200, "n’est plus celui d’une commune", "Ligne ")
		d.wants("their second page", d.get(dry+"?probleme=census.web.scheme&page=2"), 200, "Page 2 sur 9")
		d.wants("in English", d.get("/en"+dry+"?probleme=census.commune.extinct"), 200, "Nothing has been written yet", "Codes of communes that are no more")
		d.wants("a problem that isn't there", d.get(dry+"?probleme=%3Cscript%3E&resultat=x&page=-3"), 200)
		report := d.get(dry + "/rapport.json")
		d.wants("the report", report, 200, `"profile":"census-2019"`, `"problems_by_code"`)
		if !strings.Contains(report.Header.Get("Content-Disposition"), "attachment") || !strings.HasPrefix(report.Header.Get("Content-Type"), "application/json") {
			d.Errorf("%v", report.Header)
		}

		form := url.Values{"submission": {submission(done.text)}}
		real := d.location(d.post(dry+"/importer", form))
		if again := d.location(d.post(dry+"/importer", form)); again != real {
			d.Errorf("sent twice: %s and %s", real, again)
		}
		d.work()
		d.wants("the import", d.get(real), 200, "L’import est terminé", "attendent que quelqu’un les relise", `href="/a-relire"`)
		d.wants("the list", d.get("/imports"), 200, "Import, terminé", "Recensement des tiers-lieux, 2019")
		d.wants("confirming what is no dry run", d.post(real+"/importer", url.Values{}), 409, "n’est pas terminée")

		stopped := d.location(d.send("tiers-lieux-2019.csv", census2019(d.T), "census-2019"))
		d.location(d.post(stopped+"/annuler", url.Values{}))
		d.wants("cancelled", d.get(stopped), 200, "Arrêté avant la fin")
	})
}

func TestImportByCommandShows(t *testing.T) {
	t.Parallel()
	atDesk(t, func(d *desk) {
		file := filepath.Join(d.TempDir(), "tiers-lieux-2019.csv")
		if err := os.WriteFile(file, census2019(d.T), 0o600); err != nil {
			d.Fatal(err)
		}
		d.enter("nadia")
		for _, x := range []struct {
			dry   bool
			state string
			says  []string
		}{
			{true, "Lecture à blanc, terminée", []string{"lu à blanc depuis la ligne de commande", "sans --dry-run"}},
			{false, "Import, terminé", []string{"L’import est terminé", `href="/a-relire"`}},
		} {
			if err := d.imports.Command(d.Context(), io.Discard, intake.Command{File: file, Profile: "census-2019", Dry: x.dry, Lang: i18n.French}); err != nil {
				d.Fatal(err)
			}
			list := d.get("/imports")
			d.wants("the list", list, 200, x.state, "Ligne de commande", "1\u00a0361", "tiers-lieux-2019.csv")
			page := d.get(regexp.MustCompile(`/imports/[0-9a-f-]{36}`).FindString(list.text))
			d.wants("its page", page, 200, append(x.says, "Ligne de commande", "1\u00a0361 lignes lues", "Doublons probables", "rapport.json")...)
			if strings.Contains(page.text, "/importer") {
				d.Error("the page offers to bring in a file that it doesn't have")
			}
		}
	})
}

// submission is the hidden id of a page's first form.
func submission(text string) string {
	m := regexp.MustCompile(`name="submission" value="([^"]+)"`).FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return m[1]
}

func TestRefusedFileStandsBesideItsField(t *testing.T) {
	t.Parallel()
	atDesk(t, func(d *desk) {
		d.enter("nadia")
		for _, x := range []struct {
			what, name, text, want string
		}{
			{"nothing", "", "", "Choisissez un fichier"},
			{"a workbook", "lieux.xlsx", "PK\x03\x04[Content_Types].xml xl/workbook.xml", "classeur Excel"},
			{"a page", "lieux.csv", "<html><body>Bonjour</body></html>", "C’est une page web"},
		} {
			p := d.send(x.name, []byte(x.text), "fabriques")
			d.wants(x.what, p, 422, x.want, `id="file-err"`, `href="#file"`, `role="alert"`, `<option value="fabriques" selected>`)
		}
		kept := d.send("lieux.csv", []byte("Nom;Ville;CP\nLa Forge;Joinville;52300\n"), "census-2019")
		d.wants("another census", kept, 422, `id="profile-err"`, "NOM_TL", "Le fichier lieux.csv est bien arrivé", `name="import"`)
		which := regexp.MustCompile(`name="import" value="([^"]+)"`).FindStringSubmatch(kept.text)[1]
		if to := d.location(d.send("", nil, "unknown", "import", which)); to != "/imports/"+which+"/colonnes" {
			d.Errorf("leads to %s", to)
		}
	})
}

func TestMappingKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	atDesk(t, func(d *desk) {
		d.enter("nadia")
		columns := d.location(d.send("Ateliers.csv", []byte("Nom;Ville;CP;Sorte;Patronne\nLa Forge;Joinville;52300;Cowork;Jeanne\nL'Établi;Chaumont;52000;<b>Fab</b>;Paule\n"), ""))
		first := d.get(columns)
		d.wants("the columns", first, 200, "Par exemple\u00a0: La Forge | L&#39;Établi", `<option value="name" selected>`, `value="ateliers"`)
		typed := url.Values{"submission": {submission(first.text)}, "label": {"Ateliers de la Haute-Marne"}, "source": {""}, "licence": {"Licence Ouverte 2.0"}, "date": {"hier"}, "key": {"ateliers"},
			"col-0": {""}, "col-1": {"commune"}, "col-2": {"postcode"}, "col-4": {"personal"}}
		p := d.post(columns, typed)
		d.wants("what is missing", p, 422, "Dites quelle colonne donne le nom du lieu", `id="columns-err"`, `id="date-err"`, `value="hier"`, `value="Ateliers de la Haute-Marne"`, `id="source-err"`, `<option value="personal" selected>`)
		typed.Set("source", "Le département")
		typed.Set("date", "2026-05")
		typed.Set("col-0", "name")
		typed.Set("col-3", "kind")
		p = d.post(columns, typed)
		d.wants("the words of the type", p, 200, "Dites encore ce que veulent dire les mots de la colonne Sorte", `name="kindword-0" value="Cowork"`, "&lt;b&gt;Fab&lt;/b&gt;")
		typed.Set("kinds-of", "Sorte")
		typed.Set("kindword-0", "Cowork")
		typed.Set("kindis-0", "coworking")
		one := d.location(d.post(columns, typed))
		d.work()
		d.wants("the dry run", d.get(one), 200, "Ateliers de la Haute-Marne", "2 lignes lues", "Colonnes de données personnelles", "Cowork: coworking", "MAPPING.yaml")
		d.wants("the mapping is offered from now on", d.get("/imports"), 200, "Correspondances déjà faites ici", `<option value="ateliers">`)
		if strings.Contains(d.get(one+"/rapport.json").text, "Jeanne") {
			d.Error("a person's name is in the report")
		}
	})
}

func TestOthersAreRefusedEverywhere(t *testing.T) {
	t.Parallel()
	atDesk(t, func(d *desk) {
		d.enter("nadia")
		one := d.location(d.send("tiers-lieux-2019.csv", census2019(d.T), ""))
		d.work()
		which := strings.TrimPrefix(one, "/imports/")
		for _, x := range []struct {
			who       string
			get, post int
		}{{"", http.StatusSeeOther, http.StatusUnauthorized}, {"maryse", http.StatusForbidden, http.StatusForbidden}, {"louise", http.StatusForbidden, http.StatusForbidden}} {
			d.leave()
			if x.who != "" {
				d.enter(x.who)
			}
			for _, r := range d.routes {
				for _, pattern := range []string{r.FR, r.EN} {
					if pattern == "" {
						continue
					}
					path, want := strings.ReplaceAll(pattern, "{id}", which), x.get
					p := page{}
					if r.Method == http.MethodPost {
						want = x.post
						p = d.post(path, url.Values{})
					} else {
						p = d.get(path)
					}
					if p.StatusCode != want || strings.Contains(p.text, "tiers-lieux-2019") {
						d.Errorf("%s %s as %q: %s, want %d", r.Method, path, x.who, p.Status, want)
					}
				}
			}
		}
		d.enter("nadia")
		for _, path := range []string{"/imports/x", "/imports/01a208ae-46ef-74c7-a201-838c074b9ad0", "/imports/x/colonnes", "/imports/x/rapport.json"} {
			d.wants(path, d.get(path), 404)
		}
	})
}
