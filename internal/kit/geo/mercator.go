package geo

import "math"

// mercatorEdge is the latitude at which the Mercator projection is cut, so that the world is a square.
const mercatorEdge = 85.05112878

// Mercator tells where a point stands in the square of the Mercator projection, as shares of its side from the north-west corner. Points
// nearer to a pole than the square's edge stand on the edge.
func Mercator(lat, lon float64) (x, y float64) {
	sin := math.Sin(min(max(lat, -mercatorEdge), mercatorEdge) * math.Pi / 180)
	return (lon + 180) / 360, 0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)
}

// FromMercator is the point that stands there.
func FromMercator(x, y float64) (lat, lon float64) {
	return math.Atan(math.Sinh(math.Pi*(1-2*y))) * 180 / math.Pi, x*360 - 180
}
