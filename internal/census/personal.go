package census

import (
	"regexp"
	"strings"
	"sync"

	"mitoyen/internal/kit/search"
)

// email is an e-mail address in a text, also in the disguises that people use against robots: nom (at) domaine.fr, nom arobase
// domaine.fr. The part after the sign needs a point: Coh@bit and StationW @ 153 are names of places.
//
// Compiling it costs megabytes, so it waits for the first text that needs it: a server that imports nothing never pays.
var email = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:mailto:)?[\p{L}\p{N}._%+'-]*[\p{L}\p{N}_]` +
		`(?:@|\s*[(\[]\s*(?:at|@|arobase|arobas)\s*[)\]]\s*|\s+arobase?\s+)` +
		`[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,24}`)
})

// masked stands in the source row where an e-mail address stood.
const masked = "•••@•••"

// hasEmail looks for the signs first: the expression is slow, and most cells have none.
func hasEmail(s string) bool {
	return (strings.ContainsAny(s, "@([") || strings.Contains(s, "robas") || strings.Contains(s, "ROBAS")) && email().MatchString(s)
}

// dropEmails takes e-mail addresses out of a text.
func dropEmails(s string) string {
	if !hasEmail(s) {
		return s
	}
	return email().ReplaceAllString(s, "")
}

// maskEmails shows in the source row that an address stood there, without telling it.
func maskEmails(s string) string {
	if !hasEmail(s) {
		return s
	}
	return email().ReplaceAllString(s, masked)
}

// offices are the first words of addresses that belong to a place and not to a person.
var offices = map[string]bool{}

func init() {
	for _, w := range strings.Fields(`contact contacts contactez accueil bonjour hello coucou salut info infos information informations
		mairie ville commune secretariat administration admin bureau standard reception reservation reservations equipe team asso association
		mediatheque bibliotheque ludotheque mjc ccas cias epn pimms msap franceservices maison espace centre pole relais point
		numerique fablab lab coworking cowork tierslieu tierslieux lieu atelier ateliers communication agence boutique cafe`) {
		offices[w] = true
	}
}

// isOffice reports whether an address is a place's: its first word, before a point, a hyphen or a digit, is an office's.
func isOffice(address string) bool {
	local, _, _ := strings.Cut(address, "@")
	words := strings.Fields(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return ' '
		}
		return r
	}, search.Fold(local)))
	if len(words) == 0 {
		return false
	}
	return offices[words[0]] || offices[strings.Join(words[:min(2, len(words))], "")]
}
