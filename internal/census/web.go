package census

import (
	"regexp"
	"strings"
	"unicode"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/place"
)

// Web is what a cell of web addresses holds.
type Web struct {
	Site  string   // the first address, absolute
	Links []string // the others
}

// endings are the last labels of names that French places use. A longer word in that place is something glued to one of them; co is
// left out, since com and coop begin with it too.
var endings = strings.Fields(`fr com net org eu info re bzh paris coop io tech camp space work world social gp mq gf yt nc pf pm wf be ch

	eus corsica alsace biz me tv cc xyz online site city ovh`)

// addressLimit is the longest address that a place's sheet takes.
const addressLimit = 500

// webLimit is how long a cell of web addresses may be: half a dozen long ones.
const webLimit = 4000

// scheme finds the beginnings of addresses inside a text, so that two glued ones come apart.
var scheme = regexp.MustCompile(`(?i)https?:/{1,3}`)

// afterEnding finds a second address that begins where the first has ended: a.frwww.b.fr.
var afterEnding = regexp.MustCompile(`(?i)\.(fr|com|net|org|eu)(www\.)`)

// CleanWeb reads a cell that should hold a web address: it adds the scheme, takes several addresses apart, cuts what wikis leave
// behind ( |text, ]] ), and mends what is broken in one way only. What is no address is set aside, and everything is told.
// The addresses that come out are absolute http or https with a public host name.
func CleanWeb(text, column string) (Web, []Problem) {
	var w Web
	var all []Problem
	note := func(code string, args fault.Args) {
		args["Column"] = column
		all = append(all, problem(code, place.FWebsite, args))
	}
	s := strings.Join(strings.Fields(dropInvisible(text)), " ")
	switch {
	case s == "":
		return w, nil
	case isMissing(s):
		note("census.text.missing", fault.Args{"Value": s})
		return w, all
	case len(s) > webLimit:
		note("census.web.unreadable", fault.Args{"Value": shorten(s, 80)})
		return w, all
	}
	if t := mendMojibake(s); t != s {
		s = t
		note("census.text.mojibake", fault.Args{"Now": shorten(t, 80)})
	}
	if t := dropEmails(s); t != s {
		s = strings.TrimSpace(t)
		note("census.personal.email", fault.Args{})
	}
	words := 0
	for _, piece := range pieces(s) {
		address, problems := cleanAddress(piece)
		if address == "" {
			if len(problems) == 0 {
				words++ // text beside the address
			}
			all = append(all, inColumn(problems, column)...)
			continue
		}
		if isPersonalPage(address) {
			note("census.personal.page", fault.Args{})
			continue
		}
		if w.holds(address) {
			words++ // the same again, as wikis write it: [http://x|x]
			continue
		}
		all = append(all, inColumn(problems, column)...)
		if w.Site == "" {
			w.Site = address
		} else {
			w.Links = append(w.Links, address)
		}
	}
	switch {
	case w.Site == "" && len(all) == 0:
		note("census.web.unreadable", fault.Args{"Value": shorten(s, 80)})
	case w.Site != "" && words > 0:
		note("census.web.words", fault.Args{"Value": shorten(s, 80)})
	}
	if len(w.Links) > 0 {
		note("census.web.several", fault.Args{"Count": len(w.Links) + 1})
	}
	return w, all
}

func inColumn(problems []Problem, column string) []Problem {
	for i := range problems {
		problems[i].Args["Column"] = column
	}
	return problems
}

// holds reports whether an address is there already, whatever its scheme, www. and last slash.
func (w Web) holds(address string) bool {
	for _, x := range append([]string{w.Site}, w.Links...) {
		if bare(x) == bare(address) {
			return true
		}
	}
	return false
}

func bare(address string) string {
	_, s, _ := strings.Cut(address, "://")
	return strings.TrimRight(strings.TrimPrefix(strings.ToLower(s), "www."), "/")
}

// pieces cuts a cell where addresses end: at spaces, bars, brackets, semicolons, commas before a space, and before a scheme.
func pieces(s string) []string {
	s = scheme.ReplaceAllString(s, " $0")
	s = afterEnding.ReplaceAllString(s, ".$1 $2")
	var all []string
	for _, p := range strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("|[]<>\"«»{}\\^`;", r) }) {
		if p = strings.Trim(p, ".,()'’"); p != "" {
			all = append(all, p)
		}
	}
	return all
}
