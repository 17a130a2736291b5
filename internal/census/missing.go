package census

import "strings"

// markers are what people and programs write for "not known", in lower case: spreadsheets (#N/D), statistics (NA), forms (NC).
var markers = map[string]bool{
	"0": true, "-": true, "--": true, "—": true, "–": true, "?": true, ".": true, "...": true, "…": true, "/": true,
	"#n/d": true, "#n/a": true, "#na": true, "#ref!": true, "#value!": true, "#valeur!": true,
	"n/a": true, "na": true, "n.a.": true, "nan": true, "nc": true, "n.c.": true, "n/c": true, "nd": true, "n.d.": true, "n/d": true,
	"null": true, "none": true, "nil": true, "undefined": true, "(vide)": true, "[vide]": true,
	"néant": true, "neant": true, "aucun": true, "aucune": true, "inconnu": true, "inconnue": true,
	"non renseigné": true, "non renseigne": true, "non communiqué": true, "non communique": true, "non disponible": true,
	"en cours": true, "à venir": true, "a venir": true, "à définir": true, "a definir": true,
}

// isMissing reports whether a cell says that the value is not known. A blank cell says nothing, and needs no sentence.
func isMissing(value string) bool { return markers[strings.ToLower(strings.TrimSpace(value))] }
