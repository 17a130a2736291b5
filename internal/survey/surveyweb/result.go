package surveyweb

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/project"
	"mitoyen/internal/survey"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
)

// resultView is what a survey found, or when it will be told.
type resultView struct {
	hand
	Commune    territory.Commune
	Names      map[string]string // of communes that were named
	Population map[string]int
	Groups     []project.Project // founding groups of the commune, which anybody can read of
}

func (a asking) result(c *web.Call) error {
	v := resultView{Names: map[string]string{}, Population: map[string]int{}}
	err := c.View(func(tx *store.Tx) (err error) {
		if v.Survey, err = public(c, tx); err != nil {
			return err
		}
		v.Today = v.Survey.Today(tx.Now)
		if v.Commune, err = territory.Find(tx, v.Survey.Commune); err != nil || v.Survey.Result == nil {
			return err
		}
		if v.Groups, err = project.InCommune(tx, v.Survey.Commune); err != nil {
			return err
		}
		for _, t := range v.Survey.Result.Told {
			if q, _ := v.Survey.Form.Question(t.Question); q.Kind != survey.Commune {
				continue
			}
			for _, cell := range t.Cells {
				if cell.Code == survey.Others {
					continue
				}
				found, err := territory.Find(tx, cell.Code)
				if fault.Is(err, fault.NotFound) {
					continue
				}
				if err != nil {
					return err
				}
				v.Names[cell.Code], v.Population[cell.Code] = found.Name, found.Population
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if v.Survey.State != survey.Published || v.Survey.Result == nil {
		return c.Page(web.Page{Title: c.P.T("survey.result.title") + ", " + say(c.Ctx(), v.Survey.Title), Robots: "noindex", Width: "narrow"}, unpublishedPage(v))
	}
	return c.Page(web.Page{Title: v.headline(c.Ctx()), Description: threshold(c.Ctx(), v.Survey)}, resultPage(v))
}

// headline is the result in one line: where, how many, and whether the promise was met.
func (v resultView) headline(ctx context.Context) string {
	r := v.Survey.Result
	args := i18n.Args{"Where": v.Commune.Name}
	if r.Verdict.Met() {
		return i18n.N(ctx, "survey.result.met", r.Answers, args)
	}
	return i18n.N(ctx, "survey.result.not_met", r.Answers, args)
}

// verdict says which part of the promise was met.
func (v resultView) verdict(ctx context.Context) string {
	p, verdict := i18n.From(ctx), v.Survey.Result.Verdict
	switch share := v.Survey.Promise.Share != nil; {
	case verdict.Met() && share:
		return p.T("survey.verdict.both")
	case verdict.Met():
		return p.T("survey.verdict.met")
	case share && verdict.AnswersMet:
		return p.T("survey.verdict.share_missed")
	case share && verdict.ShareMet:
		return p.T("survey.verdict.answers_missed")
	}
	return p.T("survey.verdict.missed")
}

// share says on which side of its threshold a share is: the exact count decides, and is told no further.
func share(p *i18n.Printer, s survey.Share, v survey.Verdict) string {
	if v.ShareMet {
		return p.T("survey.share.met", i18n.Args{"Percent": s.Percent})
	}
	return p.T("survey.share.missed", i18n.Args{"Percent": s.Percent})
}

// percent is a part of a hundred, of counts that are rounded both.
func percent(n, of int) int {
	if of <= 0 {
		return 0
	}
	return min(100, (200*n+of)/(2*of))
}

// leading are the answers that most gave: several when they are as many. n is 0 when none is told.
func leading(t survey.Told) (codes []string, n int) {
	for _, c := range t.Cells {
		switch {
		case c.Hidden || c.N == 0 || c.Code == survey.Others:
		case c.N > n:
			codes, n = []string{c.Code}, c.N
		case c.N == n:
			codes = append(codes, c.Code)
		}
	}
	return codes, n
}

// sentence tells the most important of a question in plain words.
func sentence(ctx context.Context, q survey.Question, t survey.Told, names map[string]string) string {
	p := i18n.From(ctx)
	codes, n := leading(t)
	if n == 0 {
		return p.T("survey.said.few", i18n.Args{"Least": survey.Least})
	}
	var all []string
	for _, code := range codes {
		if q.Kind == survey.HalfDays || q.Kind == survey.Commune || q.Kind == survey.Scale {
			all = append(all, told(ctx, q, code, names))
		} else {
			all = append(all, p.T("survey.quoted", i18n.Args{"Text": told(ctx, q, code, names)}))
		}
	}
	args := i18n.Args{"What": p.List(all), "N": p.Number(n), "Of": p.Number(t.Base), "Percent": percent(n, t.Base)}
	if len(all) > 2 {
		return p.T("survey.said.spread", args)
	}
	if len(all) > 1 {
		return p.T("survey.said.even", args)
	}
	switch q.Kind {
	case survey.Several:
		return p.T("survey.said.several", args)
	case survey.Ranking:
		return p.T("survey.said.ranking", args)
	case survey.HalfDays:
		return p.T("survey.said.halfdays", args)
	case survey.Commune:
		return p.T("survey.said.commune", args)
	case survey.Scale:
		return p.T("survey.said.scale", args)
	case survey.Number:
		return p.T("survey.said.number", args)
	case survey.Consent:
		return p.T("survey.said.consent", args)
	}
	return p.T("survey.said.choice", args)
}

// demandSentence tells what is wanted most, and when.
func demandSentence(ctx context.Context, v resultView) string {
	p, d := i18n.From(ctx), v.Survey.Result.Demand
	use, _ := v.Survey.Form.Question(d.By)
	half, _ := v.Survey.Form.Question(d.Question)
	best, what, when := 0, "", ""
	for _, row := range d.Rows {
		for _, c := range row.Cells {
			if !c.Hidden && c.N > best {
				best, what, when = c.N, told(ctx, use, row.Code, nil), told(ctx, half, c.Code, nil)
			}
		}
	}
	if best == 0 {
		return p.T("survey.said.few", i18n.Args{"Least": survey.Least})
	}
	return p.T("survey.said.demand", i18n.Args{"What": p.T("survey.quoted", i18n.Args{"Text": what}), "When": when, "N": p.Number(best)})
}

// most is the largest number of a table, for its shades.
func most(x survey.Crossed) (n int) {
	for _, row := range x.Rows {
		n = max(n, mostOf(row.Cells))
	}
	return n
}

func mostOf(cells []survey.Cell) (n int) {
	for _, c := range cells {
		n = max(n, c.N)
	}
	return n
}

// shade is how dark a cell is, 0 to 4. The number stands in it too.
func shade(n, most int) string {
	if n == 0 || most == 0 {
		return "is-h0"
	}
	return "is-h" + strconv.Itoa(1+min(3, 4*(n-1)/most))
}

// crossedOf are the tables of one question by others.
func (v resultView) crossedOf(question string) (all []survey.Crossed) {
	for _, x := range v.Survey.Result.Crossed {
		if x.Question == question && len(x.Rows) > 0 && len(x.Rows[0].Cells) > 1 {
			all = append(all, x)
		}
	}
	return all
}

// anyHidden reports whether something is hidden, which the page then explains.
func (v resultView) anyHidden() bool {
	hidden := func(cells []survey.Cell) bool {
		for _, c := range cells {
			if c.Hidden {
				return true
			}
		}
		return false
	}
	r := v.Survey.Result
	for _, t := range r.Told {
		if hidden(t.Cells) {
			return true
		}
	}
	tables := r.Crossed
	if r.Demand != nil {
		tables = append([]survey.Crossed{*r.Demand}, tables...)
	}
	for _, x := range tables {
		for _, row := range x.Rows {
			if row.Hidden || hidden(row.Cells) {
				return true
			}
		}
	}
	return false
}

// published reads a result for a download, with the names of the communes that it tells.
func published(c *web.Call) (s survey.Survey, names map[string]string, err error) {
	err = c.View(func(tx *store.Tx) (err error) {
		if s, err = public(c, tx); err != nil {
			return err
		}
		if s.State != survey.Published || s.Result == nil {
			return fault.New(fault.NotFound, "survey.result.none")
		}
		var codes []string
		for _, t := range s.Result.Told {
			if q, _ := s.Form.Question(t.Question); q.Kind == survey.Commune {
				for _, x := range t.Cells {
					codes = append(codes, x.Code)
				}
			}
		}
		names, err = territory.Names(tx, codes)
		return err
	})
	return s, names, err
}

// licence is under which results are given away.
const licence = "Licence Ouverte / Open Licence 2.0 (etalab-2.0)"

// download is a result as open data: what the page tells, and nothing else.
type download struct {
	Survey      string                       `json:"survey"`
	Title       survey.Words                 `json:"title"`
	Asks        string                       `json:"asks"`
	Commune     string                       `json:"commune"`
	OpenedOn    string                       `json:"opened_on"`
	ClosedOn    string                       `json:"closed_on"`
	Licence     string                       `json:"licence"`
	Open        bool                         `json:"anybody_could_answer"` // nothing kept somebody from answering twice
	HiddenBelow int                          `json:"hidden_below"`
	Promise     survey.Promise               `json:"promise"`
	Questions   []survey.Question            `json:"questions"`
	Labels      map[string]map[string]string `json:"labels"` // what the codes of the result mean: question → code → text in French
	Result      survey.Result                `json:"result"`
	Words       string                       `json:"words,omitempty"`
	WordsAt     string                       `json:"words_written_at,omitempty"`
	WordsAfter  bool                         `json:"words_written_after_publication,omitempty"` // by somebody who could have read the texts
	WordsBefore []survey.Said                `json:"words_before,omitempty"`
}

func (a asking) resultJSON(c *web.Call) error {
	s, names, err := published(c)
	if err != nil {
		return err
	}
	labels := map[string]map[string]string{}
	for _, t := range s.Result.Told {
		q, _ := s.Form.Question(t.Question)
		meaning := map[string]string{}
		for _, x := range t.Cells {
			meaning[x.Code] = told(c.Ctx(), q, x.Code, names)
		}
		for _, code := range q.Told() {
			meaning[code] = told(c.Ctx(), q, code, names)
		}
		labels[q.ID] = meaning
	}
	c.W.Header().Set("Content-Type", "application/json")
	e := json.NewEncoder(c.W)
	e.SetIndent("", "  ")
	at := ""
	if s.Words != "" {
		at = s.WrittenAt().String()
	}
	return e.Encode(download{Survey: s.Slug, Title: s.Title, Asks: s.Asks, Commune: s.Commune, OpenedOn: s.OpenedOn.String(), ClosedOn: s.ClosedOn.String(), Licence: licence,
		Open: s.Access == survey.ByAddress, HiddenBelow: survey.Least, Promise: s.Promise, Questions: s.Form.Questions, Labels: labels, Result: *s.Result, Words: s.Words, WordsAt: at, WordsAfter: s.Words != "" && s.Afterwards(), WordsBefore: s.WordsBefore})
}

// resultCSV has a row for each number that the page tells: of a question alone, or of one by another.
func (a asking) resultCSV(c *web.Call) error {
	s, names, err := published(c)
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.csv"`, s.Slug))
	w := csv.NewWriter(c.W)
	row := func(cells ...string) {
		for i, x := range cells {
			cells[i] = plain(x)
		}
		w.Write(cells) //nolint:errcheck // Error tells
	}
	row("table", "question", "question_text", "answer", "answer_text", "by", "by_text", "by_answer", "by_answer_text", "people", "hidden")
	tell := func(table string, q, by survey.Question, byCode string, cells []survey.Cell) {
		for _, x := range cells {
			people := strconv.Itoa(x.N)
			if x.Hidden {
				people = ""
			}
			byText := ""
			if by.ID != "" {
				byText = told(c.Ctx(), by, byCode, nil)
			}
			row(table, q.ID, q.Text.In(i18n.French), x.Code, told(c.Ctx(), q, x.Code, names), by.ID, by.Text.In(i18n.French), byCode, byText, people, strconv.FormatBool(x.Hidden))
		}
	}
	for _, t := range s.Result.Told {
		q, _ := s.Form.Question(t.Question)
		tell("question", q, survey.Question{}, "", t.Cells)
	}
	cross := func(table string, x survey.Crossed) {
		q, _ := s.Form.Question(x.Question)
		by, _ := s.Form.Question(x.By)
		for _, r := range x.Rows {
			tell(table, q, by, r.Code, r.Cells)
		}
	}
	for _, x := range s.Result.Crossed {
		cross("crossed", x)
	}
	if s.Result.Demand != nil {
		cross("demand", *s.Result.Demand)
	}
	w.Flush()
	return w.Error()
}

// plain keeps a spreadsheet from taking a text for a formula (OWASP, CSV injection).
func plain(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
