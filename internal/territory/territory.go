// Package territory knows the ground: communes, and the EPCI, départements and régions that they belong to.
//
// A third place stands somewhere, people look for one "near home", and authorities follow those of their perimeter; all of that begins
// with a code. What is always true:
//   - codes are text: they begin with zeros and hold letters (2A, 2B), and one code is one commune of today's vintage;
//   - the data is a dated vintage, embedded in the program or loaded from a folder, and replaced as a whole;
//   - a code that a place uses never becomes meaningless: a commune that is no more leads to the one that holds its ground today;
//   - what a person types is understood loosely, and the answer says by which way it was found.
//
// Which clock a place keeps follows from where it stands and is here too. Its holidays are the business of opening, places and the
// perimeters of programmes that of others.
package territory

// Level is a kind of authority.
type Level string

// The levels.
const (
	LevelCommune     Level = "commune"
	LevelEPCI        Level = "epci" // "intercommunalité": also the territories of Greater Paris (EPT)
	LevelDepartement Level = "departement"
	LevelRegion      Level = "region"
)

// Kinds of communes.
const (
	KindCommune        = "commune"
	KindArrondissement = "arrondissement" // municipal district of Paris, Lyon or Marseille
)

// Commune is a commune of today, or one of the 45 municipal districts ("arrondissements") of Paris, Lyon and Marseille.
type Commune struct {
	Code        string
	Name        string
	Kind        string
	Parent      string // of an arrondissement: the code of its city
	Departement string
	Region      string
	EPCI        string // SIREN; "" for four islands and overseas
	Postcodes   []string
	Population  int // 0 when nobody lives there
	Lat, Lon    float64
	HasCentre   bool // whether Lat and Lon are known: overseas they often aren't
}

// Departement is a département or an overseas collectivity.
type Departement struct {
	Code       string
	Name       string
	Region     string
	Zone       string // metro, drom, com
	Population int
	SIREN      string // "" where no authority of its own exists
}

// Overseas reports whether it lies beyond metropolitan France.
func (d Departement) Overseas() bool { return d.Zone != "metro" }

// Region is a région or an overseas collectivity, which then has the code of its département.
type Region struct {
	Code       string
	Name       string
	Zone       string
	Population int
	SIREN      string
}

// EPCI is a community of communes or a metropolis, or a territory (EPT) of Greater Paris.
type EPCI struct {
	SIREN       string
	Name        string
	Kind        string // CC, CA, CU, METRO, MET69, EPT
	Population  int
	MainCommune string
	Lat, Lon    float64
	HasCentre   bool
}

// DepartementOf is the département in a commune's code, of today or before: 52 of 52499, 2A of 2A004, 974 of 97411.
func DepartementOf(commune string) string {
	switch {
	case len(commune) < 3:
		return commune
	case commune[:2] == "97" || commune[:2] == "98":
		return commune[:3]
	}
	return commune[:2]
}
