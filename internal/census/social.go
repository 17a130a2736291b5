package census

import (
	"regexp"
	"slices"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/place"
)

// network is a social network that has a column of its own.
type network struct {
	name string // as people call it
	home string // before a handle
	host string // in its addresses
}

var networks = map[Part]network{
	PartTwitter:  {"Twitter", "https://twitter.com/", "twitter."},
	PartFacebook: {"Facebook", "https://www.facebook.com/", "facebook."},
}

var (
	handle   = regexp.MustCompile(`^@?([\p{L}\p{N}_.-]+)$`)
	atHandle = regexp.MustCompile(`(?:^|[\s:,])@([A-Za-z0-9_]{2,40})\b`)
	pagePath = regexp.MustCompile(`^/?((?:pages|groups)/[\p{L}\p{N}_./-]+)$`)
)

// CleanSocial reads a cell of a social network's column: addresses, of that network or others, several at once, handles with or
// without @, and paths without their site. Everything becomes links.
func CleanSocial(text, column string, of Part) ([]string, []Problem) {
	n := networks[of]
	s := strings.Join(strings.Fields(dropInvisible(text)), " ")
	if s == "" {
		return nil, nil
	}
	one := func(code string, args fault.Args) []Problem {
		args["Column"], args["Network"] = column, n.name
		return []Problem{problem(code, place.FLinks, args)}
	}
	if isMissing(s) {
		return nil, one("census.text.missing", fault.Args{"Value": s})
	}
	if mended := mendMojibake(s); !looksLikeAddress(mended) {
		var mojibake []Problem
		if mended != s {
			mojibake = one("census.text.mojibake", fault.Args{"Now": shorten(mended, 80)})
		}
		if hasEmail(mended) {
			return nil, append(mojibake, one("census.personal.email", fault.Args{})...)
		}
		if m := pagePath.FindStringSubmatch(mended); m != nil {
			link, _ := cleanAddress(n.home + m[1])
			return []string{link}, append(mojibake, one("census.social.handle", fault.Args{"Value": shorten(mended, 60), "Now": link})...)
		}
		if m := handle.FindStringSubmatch(mended); m != nil && len(m[1]) >= 2 && len(m[1]) <= 200 {
			link, _ := cleanAddress(n.home + m[1])
			if link != "" {
				return []string{link}, append(mojibake, one("census.social.handle", fault.Args{"Value": shorten(mended, 60), "Now": link})...)
			}
		}
		if m := atHandle.FindAllStringSubmatch(mended, -1); len(m) == 1 {
			link := n.home + m[0][1]
			return []string{link}, append(mojibake, one("census.social.ambiguous", fault.Args{"Value": shorten(mended, 60), "Now": link})...)
		}
		return nil, append(mojibake, one("census.social.unreadable", fault.Args{"Value": shorten(mended, 60)})...)
	}

	web, problems := CleanWeb(s, column)
	var links []string
	others := false
	for _, a := range append([]string{web.Site}, web.Links...) {
		if a == "" {
			continue
		}
		if strings.Contains(bare(a), n.host) {
			a = strings.Replace(a, "/@", "/", 1)
		} else {
			others = true
		}
		links = append(links, a)
	}
	problems = slices.DeleteFunc(problems, func(p Problem) bool { return p.Code == "census.web.several" })
	for i := range problems {
		problems[i].Field = place.FLinks
	}
	if len(links) > 1 {
		problems = append(problems, one("census.social.several", fault.Args{"Count": len(links)})...)
	}
	if others {
		problems = append(problems, one("census.social.other", fault.Args{})...)
	}
	return links, problems
}

// looksLikeAddress tells an address from a handle, which may have points too: a slash, a scheme, or a network's name.
func looksLikeAddress(s string) bool {
	l := strings.ToLower(s)
	return scheme.MatchString(l) || strings.HasPrefix(l, "www.") || strings.Contains(l, ".com/") || strings.Contains(l, ".fr/")
}
