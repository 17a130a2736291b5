package ui

import "math"

// The map of France (assets/carte-france.svg, drawn by drawmap) is 800 units wide and 850 high. Mainland France and Corsica stand in a
// conic projection after Lambert with the parameters of Lambert-93 (parallels 44° and 49°, origin 46.5° N 3° E) on a sphere of 6,371 km,
// at 0.69 units to a kilometre: within 1.2 units of the official grid. Five overseas départements stand in insets below, north upwards,
// each at its own scale, with room for its number underneath. Other territories have no outline in our data and no point on this map;
// lists show them all the same.
const (
	MapWidth  = 800.0
	MapHeight = 850.0

	earthKm   = 6371.0
	mapScale  = 0.69
	mapOrigin = 420.0 // x of 3° E
	mapMiddle = 358.0 // y of 46.5° N
)

// Inset is the window of one overseas département on the map.
type Inset struct {
	Code       string  // of the département
	X, Y, W, H float64 // the frame, in map units
	lat, lon   float64 // its middle
	scale      float64 // units to a kilometre
}

// Insets lists the windows from left to right.
var Insets = []Inset{
	{"971", 6, 694, 137, 100, 16.1745, -61.404, 1.12},
	{"972", 151, 694, 137, 100, 14.637, -61.02, 1.55},
	{"973", 296, 694, 137, 100, 3.9325, -53.114, 0.208},
	{"974", 441, 694, 137, 100, -21.1305, 55.526, 1.44},
	{"976", 586, 694, 137, 100, -12.8355, 45.1695, 2.3},
}

// kmPerDegree is the length of a degree of latitude.
const kmPerDegree = earthKm * math.Pi / 180

// Project tells where a point (WGS 84 degrees) stands on the map, in map units; ok is false outside of what is drawn.
func Project(lat, lon float64) (x, y float64, ok bool) {
	if lat > 41 && lat < 51.5 && lon > -6 && lon < 10 {
		x, y = lambert(lat, lon)
		return x, y, true
	}
	for _, in := range Insets {
		x = in.X + in.W/2 + (lon-in.lon)*math.Cos(in.lat*math.Pi/180)*kmPerDegree*in.scale
		y = in.Y + in.H/2 - (lat-in.lat)*kmPerDegree*in.scale
		if x > in.X && x < in.X+in.W && y > in.Y && y < in.Y+in.H {
			return x, y, true
		}
	}
	return 0, 0, false
}

// The constants of the cone.
var (
	coneN = math.Log(math.Cos(rad(44))/math.Cos(rad(49))) / math.Log(tilt(49)/tilt(44))
	coneF = math.Cos(rad(44)) * math.Pow(tilt(44), coneN) / coneN
	cone0 = earthKm * coneF / math.Pow(tilt(46.5), coneN)
)

func rad(degrees float64) float64 { return degrees * math.Pi / 180 }
func tilt(lat float64) float64    { return math.Tan(math.Pi/4 + rad(lat)/2) }

func lambert(lat, lon float64) (x, y float64) {
	r := earthKm * coneF / math.Pow(tilt(lat), coneN)
	a := coneN * rad(lon-3)
	return mapOrigin + mapScale*r*math.Sin(a), mapMiddle - mapScale*(cone0-r*math.Cos(a))
}
