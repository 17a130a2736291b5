package territory

import (
	"fmt"
	"sync"
	"time"
)

// clocks are the IANA zones of the collectivities that don't keep the time of Paris.
var clocks = map[string]string{
	"971": "America/Guadeloupe",
	"972": "America/Martinique",
	"973": "America/Cayenne",
	"974": "Indian/Reunion",
	"975": "America/Miquelon",
	"976": "Indian/Mayotte",
	"977": "America/St_Barthelemy",
	"978": "America/Marigot",
	"984": "Indian/Kerguelen",
	"986": "Pacific/Wallis",
	"987": "Pacific/Tahiti",
	"988": "Pacific/Noumea",
	"989": "Etc/GMT+8", // nobody lives there; eight hours behind UTC
}

// otherClocks are communes that don't keep their collectivity's time.
var otherClocks = map[string]string{
	"98718": "Pacific/Marquesas", "98723": "Pacific/Marquesas", "98731": "Pacific/Marquesas", // Fatu-Hiva, Hiva-Oa, Nuku-Hiva
	"98746": "Pacific/Marquesas", "98756": "Pacific/Marquesas", "98757": "Pacific/Marquesas", // Tahuata, Ua-Huka, Ua-Pou
	"98719": "Pacific/Gambier",
	"98413": "Indian/Reunion",            // Crozet
	"98414": "Antarctica/DumontDUrville", // La Terre-Adélie
	"98415": "Indian/Mayotte",            // Îles Éparses
}

// ZoneName is the IANA zone of a place by the code of its commune or of its département; Europe/Paris for a code that we don't know.
func ZoneName(code string) string {
	if clock := otherClocks[code]; clock != "" {
		return clock
	}
	if clock := clocks[DepartementOf(code)]; clock != "" {
		return clock
	}
	return "Europe/Paris"
}

// Zone is the clock of a place by the code of its commune or of its département. It panics when the program was built without the
// time zones (time/tzdata) on a machine that has none.
func Zone(code string) *time.Location {
	name := ZoneName(code)
	if zone, ok := zones.Load(name); ok {
		return zone.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(fmt.Sprintf("territory: %v", err))
	}
	zones.Store(name, zone)
	return zone
}

// zones keeps what was read: a list of places asks for each of them.
var zones sync.Map // IANA name → *time.Location
