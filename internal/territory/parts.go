package territory

import "mitoyen/internal/kit/geo"

// Part is a part of the country that a map goes to at one press.
type Part struct {
	Key string  // of its name
	Box geo.Box // with some sea around for the names
}

// Parts are in the order of their numbers, between the mainland and everything.
var Parts = []Part{
	{"livemap.go.mainland", geo.Box{South: 41.3, West: -5.2, North: 51.1, East: 9.6}},
	{"livemap.go.guadeloupe", geo.Box{South: 15.8, West: -61.85, North: 16.55, East: -60.95}},
	{"livemap.go.martinique", geo.Box{South: 14.35, West: -61.27, North: 14.92, East: -60.77}},
	{"livemap.go.guyane", geo.Box{South: 2.1, West: -54.65, North: 5.8, East: -51.6}},
	{"livemap.go.reunion", geo.Box{South: -21.42, West: 55.18, North: -20.84, East: 55.87}},
	{"livemap.go.mayotte", geo.Box{South: -13.03, West: 45.01, North: -12.63, East: 45.33}},
	{"livemap.go.everything", geo.Box{South: -21.5, West: -74, North: 51.2, East: 68}},
}
