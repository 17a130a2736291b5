package twin

import "strings"

// shared are hosts where each page is somebody else's.
var shared = wordSet(`facebook.com m.facebook.com fr-fr.facebook.com twitter.com x.com instagram.com linkedin.com youtube.com
	bit.ly goo.gl on.fb.me sites.google.com google.com helloasso.com france-services.gouv.fr solozere.com`)

// splitSite takes an address apart: host without www., path and query without the last slash.
func splitSite(address string) (host, page string) {
	s := address
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	s, _, _ = strings.Cut(s, "#")
	host, page, _ = strings.Cut(s, "/")
	return strings.TrimPrefix(strings.ToLower(host), "www."), strings.TrimRight(page, "/")
}

type siteLikeness int

const (
	unknownSite siteLikeness = iota
	otherSite
	branchPages // one site, a page for each
	sameSite    // one site; one of the two gives its front page
	samePage
)

func compareSites(a, b *prepared) siteLikeness {
	switch {
	case a.host == "" || b.host == "":
		return unknownSite
	case a.host != b.host:
		return otherSite
	case a.page == b.page && (a.page != "" || !shared[a.host]):
		return samePage
	case shared[a.host]:
		return otherSite
	case a.page == "" || b.page == "":
		return sameSite
	}
	return branchPages
}
