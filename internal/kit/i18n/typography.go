package i18n

import "strings"

const (
	thin = "\u202f" // narrow no-break space
	hard = "\u00a0" // no-break space
)

var french = strings.NewReplacer(
	" ;", thin+";", " !", thin+"!", " ?", thin+"?", " »", thin+"»", "« ", "«"+thin,
	" :", hard+":", " %", hard+"%", " €", hard+"€", " km", hard+"km", "'", "’",
)

// Typography sets French spaces and apostrophes in a text typed with plain ones.
func Typography(s string) string { return french.Replace(s) }

// typographyOfJSON does the same in a locale file. Template actions ({{.Name}}) hold none of these characters; the space of
// `"key" : ` is not written so in our files, which a test checks.
func typographyOfJSON(s string) string { return french.Replace(s) }
