// Package geo measures on the globe.
//
// Positions are WGS 84 in decimal degrees. A distance is as the crow flies, and who shows one says so.
package geo

import "math"

// earthRadius is the mean radius in kilometres (IUGG). The globe taken as a sphere is wrong by at most half a percent.
const earthRadius = 6371.0088

// Distance is the great-circle distance in kilometres (haversine).
func Distance(lat1, lon1, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	sinLat, sinLon := math.Sin((lat2-lat1)*rad/2), math.Sin((lon2-lon1)*rad/2)
	h := sinLat*sinLat + math.Cos(lat1*rad)*math.Cos(lat2*rad)*sinLon*sinLon
	return 2 * earthRadius * math.Asin(math.Sqrt(min(1, h)))
}
