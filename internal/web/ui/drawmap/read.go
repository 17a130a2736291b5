package main

import "encoding/json"

// outline is a département: its name, and the rings of all its parts in degrees, longitude first.
type outline struct {
	name  string
	rings [][][2]float64
}

// read takes the outlines out of a GeoJSON collection of polygons.
func read(text []byte) ([]outline, error) {
	var collection struct {
		Features []struct {
			Properties struct{ Nom string }
			Geometry   struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(text, &collection); err != nil {
		return nil, err
	}
	var all []outline
	for _, f := range collection.Features {
		var polygons [][][][2]float64
		if f.Geometry.Type == "Polygon" {
			polygons = make([][][][2]float64, 1)
			if err := json.Unmarshal(f.Geometry.Coordinates, &polygons[0]); err != nil {
				return nil, err
			}
		} else if err := json.Unmarshal(f.Geometry.Coordinates, &polygons); err != nil {
			return nil, err
		}
		o := outline{name: f.Properties.Nom}
		for _, polygon := range polygons {
			o.rings = append(o.rings, polygon...)
		}
		all = append(all, o)
	}
	return all, nil
}
