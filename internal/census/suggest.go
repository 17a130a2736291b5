package census

import (
	"slices"
	"strings"

	"mitoyen/internal/kit/search"
)

// usual are the names that columns usually have, folded, the most telling first.
var usual = []struct {
	part  Part
	names []string
}{
	{PartID, []string{"id", "identifiant", "identifier", "uuid", "ref", "reference", "numero", "code", "siret", "fid", "ogc fid"}},
	{PartName, []string{"nom du lieu", "nom lieu", "nom tl", "nom", "name", "intitule", "denomination", "titre", "title", "raison sociale", "structure", "etablissement", "lieu", "libelle"}},
	{PartKind, []string{"typologie", "type de lieu", "type", "typo", "categorie", "category", "nature", "kind"}},
	{PartSummary, []string{"presentation resume", "resume", "accroche", "summary", "chapeau"}},
	{PartText, []string{"presentation detail", "description", "presentation", "descriptif", "commentaire", "commentaires"}},
	{PartAddress, []string{"adresse", "adresse postale", "address", "rue", "voie", "street", "num voie", "adresse 1", "adresse1"}},
	{PartPostcode, []string{"code postal", "codepostal", "cp", "postcode", "postal code", "zip", "zipcode", "code post"}},
	{PartCommuneCode, []string{"code insee", "code commune", "insee", "insee com", "inseecom", "codeinsee", "citycode", "com insee", "depcom", "codgeo", "code insee commune", "insee commune", "code com"}},
	{PartCommuneName, []string{"commune", "nom commune", "ville", "city", "nom de la commune", "libelle commune", "nomcom", "localite", "town"}},
	{PartDepartement, []string{"code departement", "departement", "dep", "dept", "code dep", "insee dep", "inseedep", "department"}},
	{PartLat, []string{"latitude", "lat", "y", "y wgs84", "lat wgs84", "coord y", "lat commune"}},
	{PartLon, []string{"longitude", "lon", "long", "lng", "x", "x wgs84", "lon wgs84", "coord x", "lon commune"}},
	{PartPoint, []string{"geo point 2d", "geo point", "geopoint", "coordonnees", "coordonnees gps", "gps", "position", "latlon", "lat lon", "geolocalisation"}},
	{PartWebsite, []string{"site web", "site internet", "siteweb", "site", "web", "website", "url", "lien", "page web", "internet"}},
	{PartTwitter, []string{"twitter", "compte twitter", "x twitter"}},
	{PartFacebook, []string{"facebook", "page facebook", "fb"}},
	{PartLinks, []string{"liens", "reseaux sociaux", "autres liens", "linkedin", "instagram", "mastodon"}},
	{PartPhone, []string{"telephone", "tel", "phone", "telephone fixe", "numero de telephone"}},
	{PartHours, []string{"horaires osm", "horaires", "opening hours", "horaires d ouverture"}},
	{PartActivities, []string{"activites", "activite", "services", "activities"}},
	{PartStage, []string{"statut", "etat", "etape", "stage", "status", "avancement"}},
	{PartTravels, []string{"itinerance", "itinerant", "mobile"}},
	{PartUpdated, []string{"date maj", "date de mise a jour", "mise a jour", "maj", "updated at", "updated", "date modification", "last update"}},
}

// persons begin the names of columns about persons. They never come in unless somebody maps them.
var persons = []string{"contact", "mail", "email", "e mail", "courriel", "adresse mail", "adresse electronique", "responsable", "referent", "nom contact",
	"nom du contact", "nom prenom", "prenom", "nom de famille", "president", "gerant", "portable", "tel portable", "telephone portable", "mobile tel"}

// SuggestMapping guesses what each column of a strange file means, by its name, for a person to confirm on a page. Columns about
// persons are put among the personal ones. Key, label, source, licence and date are for the person to fill in.
func SuggestMapping(header []string) Mapping {
	m := Mapping{Columns: map[string]Names{}, Kinds: map[string]string{}}
	taken := map[string]bool{}
	folded := make([]string, len(header))
	for i, h := range header {
		// nomDuLieu and NOM_TL are written as one word; Fold separates signs, not capitals.
		folded[i] = search.Fold(spaceCapitals(h))
		if slices.ContainsFunc(persons, func(p string) bool { return folded[i] == p || strings.HasPrefix(folded[i], p+" ") }) {
			m.Personal = append(m.Personal, h)
			taken[h] = true
		}
	}
	for _, u := range usual {
		for _, name := range u.names {
			i := slices.Index(folded, name)
			if i < 0 {
				i = slices.Index(folded, strings.ReplaceAll(name, " ", ""))
			}
			if i >= 0 && !taken[header[i]] {
				m.Columns[string(u.part)] = Names{header[i]}
				taken[header[i]] = true
				break
			}
		}
	}
	// "numéro" beside "rue" is the house's, not the row's.
	if id := m.Columns[string(PartID)]; len(id) == 1 && len(m.Columns[string(PartAddress)]) == 1 {
		street := search.Fold(m.Columns[string(PartAddress)][0])
		if n := search.Fold(id[0]); n == "numero" && (street == "rue" || street == "voie" || street == "street") {
			m.Columns[string(PartAddress)] = Names{id[0], m.Columns[string(PartAddress)][0]}
			delete(m.Columns, string(PartID))
		}
	}
	return m
}

// spaceCapitals puts a space before a capital that follows a small letter: nomDuLieu.
func spaceCapitals(s string) string {
	var b strings.Builder
	small := false
	for _, r := range s {
		if r >= 'A' && r <= 'Z' && small {
			b.WriteByte(' ')
		}
		small = r >= 'a' && r <= 'z'
		b.WriteRune(r)
	}
	return b.String()
}
