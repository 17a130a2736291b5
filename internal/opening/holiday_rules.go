package opening

import "time"

// PublicZone is where a list of public holidays holds. The zero value is the national list.
type PublicZone uint8

// The zones.
const (
	National PublicZone = iota
	AlsaceMoselle
	Guadeloupe
	Martinique
	Guyane
	Reunion
	Mayotte
	SaintMartin
	SaintBarthelemy
	SaintPierreEtMiquelon
	Polynesie
	NouvelleCaledonie
	WallisEtFutuna
)

// PublicZoneOf is the zone of a département or overseas collectivity by its code ("67", "2A", "971", "988"). A code that it doesn't
// know has the national list, which holds everywhere.
func PublicZoneOf(departement string) PublicZone { return zoneOfDepartement[departement] }

var zoneOfDepartement = map[string]PublicZone{
	"57": AlsaceMoselle, "67": AlsaceMoselle, "68": AlsaceMoselle,
	"971": Guadeloupe, "972": Martinique, "973": Guyane, "974": Reunion, "976": Mayotte,
	"975": SaintPierreEtMiquelon, "977": SaintBarthelemy, "978": SaintMartin,
	"986": WallisEtFutuna, "987": Polynesie, "988": NouvelleCaledonie,
}

// publicRule is one line of the law: on a date (month and day), or so many days after Easter Sunday (month 0).
type publicRule struct {
	key          string
	month        time.Month
	day          int
	since, until int // first and last year; 0 for no bound within the table's years
	partial      bool
	zones        uint16
}

// holds reports whether the line is law in a zone and a year.
func (r *publicRule) holds(z PublicZone, year int) bool {
	return r.zones&(1<<z) != 0 && year >= r.since && (r.until == 0 || year <= r.until)
}

// date is the day that the line names in a year of the table.
func (r *publicRule) date(year int) (time.Month, int) {
	if r.month == 0 {
		return afterEaster(year, r.day)
	}
	return r.month, r.day
}

const everywhere = ^uint16(0)

func in(zones ...PublicZone) (set uint16) {
	for _, z := range zones {
		set |= 1 << z
	}
	return set
}

// publicRules is the table. Lines marked "to check" rest on press and official notices, not on a text that was read.
//
// The eleven: code du travail, article L3133-1. All but 8 May are older than this table: 1 January (avis du Conseil d'État, 1810),
// Easter and Whit Mondays (law of 8 March 1886), 1 May (laws of 30 April 1947 and 29 April 1948), Ascension, Assumption, All Saints and
// Christmas (arrêté of 29 germinal an X), 14 July (law of 6 July 1880), 11 November (law of 24 October 1922). Whit Monday never ceased
// to be a holiday by law, even in the years when it was the "journée de solidarité".
//
// Polynésie, Nouvelle-Calédonie and Wallis-et-Futuna have labour codes of their own, whose lists hold the same eleven.
var publicRules = [...]publicRule{
	{key: "opening.holiday.new_year", month: time.January, day: 1, zones: everywhere},
	{key: "opening.holiday.easter_monday", day: 1, zones: everywhere},
	{key: "opening.holiday.labour_day", month: time.May, day: 1, zones: everywhere},
	{key: "opening.holiday.ascension", day: 39, zones: everywhere},
	{key: "opening.holiday.whit_monday", day: 50, zones: everywhere},
	{key: "opening.holiday.national_day", month: time.July, day: 14, zones: everywhere},
	{key: "opening.holiday.assumption", month: time.August, day: 15, zones: everywhere},
	{key: "opening.holiday.all_saints", month: time.November, day: 1, zones: everywhere},
	{key: "opening.holiday.armistice", month: time.November, day: 11, zones: everywhere},
	{key: "opening.holiday.christmas", month: time.December, day: 25, zones: everywhere},
	// 8 May: law 53-225 of 20 March 1953; moved to a Sunday by décret 59-533 of 11 April 1959; once more in 1965, for the twentieth
	// year (décret of 1 April 1965); for good since law 81-893 of 2 October 1981.
	{key: "opening.holiday.victory", month: time.May, day: 8, since: 1953, until: 1958, zones: everywhere},
	{key: "opening.holiday.victory", month: time.May, day: 8, since: 1965, until: 1965, zones: everywhere},
	{key: "opening.holiday.victory", month: time.May, day: 8, since: 1982, zones: everywhere},

	// Alsace-Moselle: ordonnance of 16 August 1892, code du travail L3134-13. Good Friday only where the commune has a Protestant temple
	// or a church shared by both cults ("église mixte"); which communes those are is in no open list that we know of.
	{key: "opening.holiday.good_friday", day: -2, partial: true, zones: in(AlsaceMoselle)},
	{key: "opening.holiday.saint_stephen", month: time.December, day: 26, zones: in(AlsaceMoselle)},

	// Abolition of slavery: law 83-550 of 30 June 1983; décret 83-1003 of 23 November 1983, in force the day after; today in the code du
	// travail, L3422-2. Saint-Barthélemy and Saint-Martin by name since décret 2012-553 of 23 April 2012; before, they were communes of
	// Guadeloupe.
	{key: "opening.holiday.abolition", month: time.May, day: 27, since: 1984, zones: in(Guadeloupe)},
	{key: "opening.holiday.abolition", month: time.May, day: 22, since: 1984, zones: in(Martinique)},
	{key: "opening.holiday.abolition", month: time.June, day: 10, since: 1984, zones: in(Guyane)},
	{key: "opening.holiday.abolition", month: time.December, day: 20, since: 1983, zones: in(Reunion)},
	{key: "opening.holiday.abolition", month: time.April, day: 27, since: 1984, zones: in(Mayotte)},
	{key: "opening.holiday.abolition", month: time.October, day: 9, since: 2012, zones: in(SaintBarthelemy)},
	// Saint-Martin: L3422-2 says 27 May (as read in its version of 21 May 2019). The territorial council asked for 28 May on 5 November
	// 2015; a slip made it 28 March in a décret of 2016, so 27 May was kept in 2017. Since 2018 yearly circulars (4 May 2018, 3 May 2019)
	// and the prefecture hold 28 May for the holiday "until the slip is corrected". Both days stay uncertain as long as code and circulars
	// say two things.
	{key: "opening.holiday.abolition", month: time.May, day: 27, since: 1984, until: 2017, zones: in(SaintMartin)},
	{key: "opening.holiday.abolition", month: time.May, day: 27, since: 2018, partial: true, zones: in(SaintMartin)},
	{key: "opening.holiday.abolition", month: time.May, day: 28, since: 2018, partial: true, zones: in(SaintMartin)},
	// Victor Schœlcher's day is kept in the Antilles by custom and agreements, not by the code. To check. Other customs (Shrove Tuesday,
	// Good Friday, All Souls in the Antilles and Guyane; the feasts of Mayotte that L3422-2 leaves to custom) differ from one employer to
	// the next, follow the moon as it is seen, or both: they are not here.
	{key: "opening.holiday.schoelcher", month: time.July, day: 21, partial: true, zones: in(Guadeloupe, Martinique)},

	// Polynésie: the Gospel's arrival and Good Friday. Autonomy day from 1985; replaced by Matari'i from 2025 by the loi du pays adopted
	// on 6 May 2025 (report 23-2025 of the assembly; its own number: to check).
	{key: "opening.holiday.gospel", month: time.March, day: 5, zones: in(Polynesie)},
	{key: "opening.holiday.good_friday", day: -2, zones: in(Polynesie)},
	{key: "opening.holiday.autonomy", month: time.June, day: 29, since: 1985, until: 2024, zones: in(Polynesie)},
	{key: "opening.holiday.matarii", month: time.November, day: 20, since: 2025, zones: in(Polynesie)},
	// Nouvelle-Calédonie: 24 September, the taking of possession of 1853, called citizenship day since 2004. To check: its first year.
	{key: "opening.holiday.citizenship", month: time.September, day: 24, zones: in(NouvelleCaledonie)},
	// Wallis-et-Futuna: to check, for both, the text and its first year (the territory's statute is of 29 July 1961).
	{key: "opening.holiday.chanel", month: time.April, day: 28, since: 1962, zones: in(WallisEtFutuna)},
	{key: "opening.holiday.territory", month: time.July, day: 29, since: 1962, zones: in(WallisEtFutuna)},
}
