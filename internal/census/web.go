package census

import (
	"net/netip"
	"net/url"
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

// cleanAddress makes one absolute address. It gives "" without a problem for a word that never was an address.
func cleanAddress(piece string) (string, []Problem) {
	var all []Problem
	note := func(code string, args fault.Args) { all = append(all, problem(code, place.FWebsite, args)) }
	s := piece
	if at := scheme.FindStringIndex(s); at != nil && at[0] == 0 {
		if strings.ToLower(s[:at[1]]) != "http://" && strings.ToLower(s[:at[1]]) != "https://" {
			note("census.web.mended", fault.Args{})
		}
		kind := "http://"
		if strings.HasPrefix(strings.ToLower(s), "https") {
			kind = "https://"
		}
		if s = s[at[1]:]; s == "" {
			return "", nil // http://http://x.fr
		}
		s = kind + s
	} else {
		s = strings.TrimLeft(s, "/:")
		host, _, _ := strings.Cut(s, "/")
		if !strings.Contains(strings.Trim(host, "."), ".") || strings.ContainsAny(host, "@:") {
			return "", nil
		}
		s = "http://" + s // every server answers it, and sends on to https where it has it
		note("census.web.scheme", fault.Args{})
	}
	unreadable := func() (string, []Problem) {
		return "", []Problem{problem("census.web.unreadable", place.FWebsite, fault.Args{"Value": shorten(piece, 80)})}
	}
	if strings.HasSuffix(s, "…") || strings.HasSuffix(s, "...") || strings.Contains(s, "…/") {
		return "", []Problem{problem("census.web.cut", place.FWebsite, fault.Args{"Value": shorten(piece, 80)})}
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil {
		return unreadable()
	}
	u.Host = strings.ToLower(strings.TrimRight(u.Host, "."))
	host := u.Hostname()
	if mended, rest, ok := unglue(host); ok {
		u.Host, host = mended, mended
		u.Path, u.RawPath = "/"+rest+u.Path, ""
		note("census.web.glued", fault.Args{"Value": shorten(piece, 80)})
	}
	address := written(u)
	if !isPublicHost(host) || len(address) > addressLimit {
		return unreadable()
	}
	for i := range all {
		all[i].Args["Now"] = shorten(address, 80)
	}
	return address, all
}

// written is the address as text. Unlike url.URL.String it leaves the letters of a host as they are: chezmémé.fr.
func written(u *url.URL) string {
	s := u.Scheme + "://" + u.Host + u.EscapedPath()
	if u.RawQuery != "" {
		s += "?" + strings.ReplaceAll(u.RawQuery, " ", "%20")
	}
	if u.Fragment != "" {
		s += "#" + u.EscapedFragment()
	}
	return s
}

// unglue finds a path that lost its slash: www.la-cordee.netla-cordee-opera. It does so only when the last label is no plausible ending
// and exactly one known ending begins it.
func unglue(host string) (mended, rest string, ok bool) {
	i := strings.LastIndexByte(host, '.')
	if i < 0 {
		return "", "", false
	}
	last := host[i+1:]
	if len(last) <= 6 || isEnding(last) || strings.HasPrefix(last, "xn--") {
		return "", "", false
	}
	var found string
	for _, e := range endings {
		if tail, begins := strings.CutPrefix(last, e); begins && len(tail) > 2 {
			if found != "" {
				return "", "", false
			}
			found = e
		}
	}
	if found == "" {
		return "", "", false
	}
	return host[:i+1] + found, last[len(found):], true
}

func isEnding(label string) bool {
	for _, e := range endings {
		if e == label {
			return true
		}
	}
	return false
}

// isPublicHost reports whether a host is a name of the public web: labels of letters, digits and hyphens, the last one of letters only.
func isPublicHost(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil || len(host) > 253 {
		return false
	}
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || len(last) < 2 || len(last) > 24 && !strings.HasPrefix(last, "xn--") {
		return false
	}
	switch last {
	case "local", "localhost", "internal", "lan", "home", "invalid", "test", "onion":
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.HasPrefix(l, "-") || strings.HasSuffix(l, "-") {
			return false
		}
		for _, r := range l {
			if r != '-' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return false
			}
		}
	}
	return strings.HasPrefix(last, "xn--") || strings.IndexFunc(last, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

// isPersonalPage reports whether an address is a person's page on a network for professionals.
func isPersonalPage(address string) bool {
	b := bare(address)
	_, path, _ := strings.Cut(b, "/")
	host := strings.TrimSuffix(b, "/"+path)
	return (host == "linkedin.com" || strings.HasSuffix(host, ".linkedin.com")) && strings.HasPrefix(path, "in/") ||
		strings.HasSuffix(host, "viadeo.com") && strings.HasPrefix(path, "profile/")
}
