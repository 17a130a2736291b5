package census

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/place"
)

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
