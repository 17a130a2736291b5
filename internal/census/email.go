package census

import (
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/place"
)

// cleanEmail reads a column that the source publishes for contacting the place. It keeps the first address of an office (contact@,
// accueil@ …); a person's is dropped, though the source shows it: the place can publish it itself.
func cleanEmail(text, column string) (string, []Problem) {
	if strings.TrimSpace(text) == "" {
		return "", nil
	}
	args := fault.Args{"Column": column}
	if isMissing(text) {
		return "", []Problem{problem("census.text.missing", place.FEmail, fault.Args{"Column": column, "Value": strings.TrimSpace(text)})}
	}
	kept, dropped := "", 0
	for _, found := range email().FindAllString(text, -1) {
		address := strings.ToLower(strings.TrimPrefix(found, "mailto:"))
		switch {
		case !strings.Contains(address, "@") || strings.ContainsAny(address, " ()[]"):
			dropped++ // in disguise: whoever hides it does not want it copied
		case !isOffice(address):
			dropped++
		case kept == "":
			kept = address
		}
	}
	switch {
	case dropped > 0:
		return kept, []Problem{problem("census.email.personal", place.FEmail, args)}
	case kept == "":
		return "", []Problem{problem("census.email.unreadable", place.FEmail, args)}
	}
	return kept, nil
}
