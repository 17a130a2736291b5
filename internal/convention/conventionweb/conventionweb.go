// Package conventionweb holds the pages of conventions: those of the sides, on which they write, sign, show what they kept and try things out,
// and the public form, the lessons and the open data, which anybody reads.
package conventionweb

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"

	"mitoyen/internal/convention"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/files"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
)

// Pages are the pages of this package.
type Pages struct {
	Post    *mail.Post
	Files   files.Store
	Schools func() *opening.SchoolCalendar
}

// mostBytes is how large a scan or a document can be.
const mostBytes = 10 << 20

// Routes is the table of this package.
func (p Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	who := web.Holding(organisation.KeepConventions)
	return []web.Route{
		{Name: "convention.mine", Method: get, FR: "/conventions", EN: "/en/conventions", Who: who, Do: mine},
		{Name: "convention.new", Method: get, FR: "/conventions/commencer", EN: "/en/conventions/begin", Who: who, Do: fresh},
		{Name: "convention.begin", Method: post, FR: "/conventions/commencer", EN: "/en/conventions/begin", Who: who, Do: begin},
		{Name: "convention.show", Method: get, FR: "/conventions/{convention}", EN: "/en/conventions/{convention}", Who: web.Anyone, Do: p.show},
		{Name: "convention.move", Method: post, FR: "/conventions/{convention}", EN: "/en/conventions/{convention}", Who: who, Do: p.move},
		{Name: "convention.edit", Method: get, FR: "/conventions/{convention}/ecrire", EN: "/en/conventions/{convention}/write", Who: who, Do: edit},
		{Name: "convention.write", Method: post, FR: "/conventions/{convention}/ecrire", EN: "/en/conventions/{convention}/write", Who: who, Do: p.write},
		{Name: "convention.text", Method: get, FR: "/conventions/{convention}/texte", EN: "/en/conventions/{convention}/text", Who: who, Do: text},
		{Name: "convention.say", Method: post, FR: "/conventions/{convention}/texte", EN: "/en/conventions/{convention}/text", Who: who, Do: say},
		{Name: "convention.signing", Method: get, FR: "/conventions/{convention}/signer", EN: "/en/conventions/{convention}/sign", Who: who, Do: signing},
		{Name: "convention.sign", Method: post, FR: "/conventions/{convention}/signer", EN: "/en/conventions/{convention}/sign", Who: who, Do: p.sign, MaxBody: mostBytes + 1<<20},
		{Name: "convention.promise", Method: get, FR: "/conventions/{convention}/engagements/{commitment}", EN: "/en/conventions/{convention}/commitments/{commitment}", Who: who, Do: p.promise},
		{Name: "convention.give", Method: post, FR: "/conventions/{convention}/engagements/{commitment}", EN: "/en/conventions/{convention}/commitments/{commitment}", Who: who, Do: p.give, MaxBody: mostBytes + 1<<20},
		{Name: "convention.take-back", Method: post, FR: "/conventions/{convention}/engagements/{commitment}/reprendre", EN: "/en/conventions/{convention}/commitments/{commitment}/take-back", Who: who, Do: takeBack},
		{Name: "convention.trials", Method: get, FR: "/conventions/{convention}/essais", EN: "/en/conventions/{convention}/experiments", Who: who, Do: trials},
		{Name: "convention.ask", Method: post, FR: "/conventions/{convention}/essais", EN: "/en/conventions/{convention}/experiments", Who: who, Do: ask},
		{Name: "convention.trial", Method: get, FR: "/conventions/{convention}/essais/{experiment}", EN: "/en/conventions/{convention}/experiments/{experiment}", Who: who, Do: trial},
		{Name: "convention.try", Method: post, FR: "/conventions/{convention}/essais/{experiment}", EN: "/en/conventions/{convention}/experiments/{experiment}", Who: who, Do: try},
		{Name: "convention.logbook", Method: get, FR: "/conventions/{convention}/carnet", EN: "/en/conventions/{convention}/logbook", Who: who, Do: p.logbook},
		{Name: "convention.note", Method: post, FR: "/conventions/{convention}/carnet", EN: "/en/conventions/{convention}/logbook", Who: who, Do: p.note},
		{Name: "convention.consolidated", Method: get, FR: "/conventions/{convention}/consolide", EN: "/en/conventions/{convention}/consolidated", Who: who, Do: consolidated},
		{Name: "convention.report", Method: get, FR: "/conventions/{convention}/bilan/{year}", EN: "/en/conventions/{convention}/report/{year}", Who: who, Do: p.report},
		{Name: "convention.report-data", Method: get, FR: "/conventions/{convention}/bilan/{year}/donnees", Who: who, Do: p.reportData},
		{Name: "convention.file", Method: get, FR: "/conventions/{convention}/fichiers/{hash}", EN: "/en/conventions/{convention}/files/{hash}", Who: who, Do: p.file},
		{Name: "convention.ledger", Method: get, FR: "/comptes-rendus", EN: "/en/financial-reports", Who: web.Holding(organisation.KeepAccounts), Do: ledger},
		{Name: "convention.accounts", Method: get, FR: "/conventions/{convention}/comptes/{year}", EN: "/en/conventions/{convention}/accounts/{year}", Who: web.Holding(organisation.KeepAccounts), Do: accounts},
		{Name: "convention.account", Method: post, FR: "/conventions/{convention}/comptes/{year}", EN: "/en/conventions/{convention}/accounts/{year}", Who: web.Holding(organisation.KeepAccounts), Do: keepAccounts},
		{Name: "convention.lessons", Method: get, FR: "/lecons", EN: "/en/lessons", Who: web.Anyone, Do: lessons},
		{Name: "convention.grants", Method: get, FR: "/donnees/subventions.csv", Who: web.Anyone, Do: grants},
	}
}

// idOf reads the convention of an address.
func idOf(c *web.Call) (which convention.ID, err error) {
	if which.UnmarshalText([]byte(c.Path("convention"))) != nil || which.IsZero() {
		return which, fault.New(fault.NotFound, "convention.unknown")
	}
	return which, nil
}

// read reads the convention of an address for one of its sides.
func read(c *web.Call, tx *store.Tx) (convention.Whole, error) {
	which, err := idOf(c)
	if err != nil {
		return convention.Whole{}, err
	}
	return convention.Read(tx, c.Actor, which)
}

// amendmentOf is the amendment that an address is about; 0: the convention itself.
func amendmentOf(c *web.Call) int {
	n, _ := strconv.Atoi(c.Query().Get("avenant"))
	return max(n, 0)
}

// readFace reads the convention of an address as its amendment would have it.
func readFace(c *web.Call, tx *store.Tx) (convention.Whole, error) {
	w, err := read(c, tx)
	if err != nil {
		return w, err
	}
	return w.Face(amendmentOf(c))
}

// goFace leads to a page about the text of an address.
func goFace(c *web.Call, route string) error {
	return c.Go(route, facePairs(c.Path("convention"), amendmentOf(c))...)
}

// facePairs name a text in an address.
func facePairs(which string, amendment int, more ...string) []string {
	all := append([]string{"convention", which}, more...)
	if amendment > 0 {
		all = append(all, "avenant", strconv.Itoa(amendment))
	}
	return all
}

// counting is who counts what the convention's place does; the error is told once all is counted.
func (p Pages) counting(tx *store.Tx, w convention.Whole, err *error) (count convention.Counter, where place.Place) {
	if w.Place.IsZero() {
		return nil, where
	}
	if where, *err = place.Find(tx, w.Place); *err != nil {
		return nil, where
	}
	return convention.CounterOf(tx, where, p.Schools(), err), where
}

// sideOf is the party in whose name a form speaks: the one that it names, if the person may, or their first.
func sideOf(c *web.Call, w convention.Whole) int {
	if own := convention.SidesOf(c.Actor, w.Parties); len(own) > 0 {
		return own[0]
	}
	return 0
}

// as reads in whose name a form was sent; whether they may, the domain decides.
func as(f form.Values) int {
	n, _ := strconv.Atoi(f.Get("as"))
	return n
}

func readDay(b *fault.Breaches, field, text string) civil.Date {
	if text == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(text)
	b.Check(err == nil, field, "booking.day_unreadable")
	return d
}

// readFigure reads a whole number; nothing is zero.
func readFigure(b *fault.Breaches, field, text string) int64 {
	text = bare(text)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	b.Check(err == nil && n >= 0, field, "resource.no_number")
	return max(n, 0)
}

// readCents reads an amount as people type it: "12 000", "12 000,50 €".
func readCents(b *fault.Breaches, field, text string) int64 {
	text = bare(text)
	if text == "" {
		return 0
	}
	euros, cents, _ := strings.Cut(strings.ReplaceAll(text, ",", "."), ".")
	if len(cents) == 1 {
		cents += "0"
	}
	n, err1 := strconv.ParseInt("0"+euros, 10, 64)
	k, err2 := strconv.ParseInt("0"+cents, 10, 64)
	ok := err1 == nil && err2 == nil && len(cents) <= 2 && n < 1e12
	b.Check(ok, field, "convention.no_amount")
	if !ok {
		return 0
	}
	return n*100 + k
}

func bare(s string) string {
	return strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "€", "").Replace(s)
}

// euros is "12 000 €", with cents where there are any.
func euros(p *i18n.Printer, cents int64) string {
	text := p.Number(int(cents / 100))
	if k := cents % 100; k != 0 {
		point := ","
		if p.Lang != i18n.French {
			point = "."
		}
		text += point + string([]byte{byte('0' + k/10), byte('0' + k%10)})
	}
	if p.Lang != i18n.French {
		return "€" + text
	}
	return text + "\u00a0€"
}

// typedEuros is an amount as a field shows it.
func typedEuros(cents int64) string {
	switch {
	case cents == 0:
		return ""
	case cents%100 == 0:
		return strconv.FormatInt(cents/100, 10)
	}
	return strconv.FormatInt(cents/100, 10) + "," + string([]byte{byte('0' + cents%100/10), byte('0' + cents%10)})
}

func typedDay(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// scans are the kinds of files that are taken, by ending, with what their first bytes must be.
var scans = map[string]struct{ media, magic string }{
	".pdf": {"application/pdf", "%PDF-"}, ".png": {"image/png", "\x89PNG"}, ".jpg": {"image/jpeg", "\xff\xd8\xff"}, ".jpeg": {"image/jpeg", "\xff\xd8\xff"},
}

// upload keeps a file that was sent along; the zero File when there is none. Its name and its first bytes must agree.
func (p Pages) upload(c *web.Call) (convention.File, error) {
	f, h := c.File("file")
	if f == nil {
		return convention.File{}, nil
	}
	defer f.Close() //nolint:errcheck // it was read
	refuse := func(code string, args ...fault.Args) (convention.File, error) {
		var b fault.Breaches
		b.Add("file", code, args...)
		return convention.File{}, b.Err()
	}
	ending := strings.ToLower(path.Ext(h.Filename))
	kind, known := scans[ending]
	head := make([]byte, 8)
	n, _ := io.ReadFull(f, head)
	if !known || !strings.HasPrefix(string(head[:n]), kind.magic) {
		return refuse("convention.file_kind")
	}
	hash, _, err := p.Files.Put(io.MultiReader(bytes.NewReader(head[:n]), f), mostBytes)
	if errors.Is(err, files.ErrTooLarge) {
		return refuse("place.document_large", fault.Args{"Max": mostBytes >> 20})
	}
	return convention.File{Hash: hash, Name: place.Slugify(strings.TrimSuffix(h.Filename, path.Ext(h.Filename))) + ending}, err
}

// file sends a scan or a document to one of the sides, as a download that can run nothing.
func (p Pages) file(c *web.Call) error {
	var found convention.File
	err := c.View(func(tx *store.Tx) error {
		w, err := read(c, tx)
		if err != nil {
			return err
		}
		for _, s := range w.Signatures {
			if s.File.Hash != "" && s.File.Hash == c.Path("hash") {
				found = s.File
			}
		}
		for _, a := range w.Amendments {
			for _, s := range a.Signatures {
				if s.File.Hash != "" && s.File.Hash == c.Path("hash") {
					found = s.File
				}
			}
		}
		for _, x := range w.Commitments {
			for _, e := range x.Given {
				if e.File.Hash != "" && e.File.Hash == c.Path("hash") {
					found = e.File
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if found.Hash == "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	f, err := p.Files.Open(found.Hash)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was read
	h := c.W.Header()
	h.Set("Content-Type", scans[path.Ext(found.Name)].media)
	h.Set("Content-Disposition", `attachment; filename="`+found.Name+`"`)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	_, err = io.Copy(c.W, f)
	return err
}

func grants(c *web.Call) error {
	var out bytes.Buffer
	if err := c.View(func(tx *store.Tx) error { out.Reset(); return convention.ExportSubsidies(tx, &out) }); err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="subventions.csv"`)
	_, err := c.W.Write(out.Bytes())
	return err
}
