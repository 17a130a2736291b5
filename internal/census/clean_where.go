package census

import (
	"slices"
	"strings"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/search"
	"mitoyen/internal/place"
)

func (c *cleaning) where() {
	address := c.address()
	c.set(place.FAddress, address)

	lat, lon := c.value(PartLat), c.value(PartLon)
	if point := c.value(PartPoint); point != "" && lat == "" && lon == "" {
		var ok bool
		if lat, lon, ok = ParsePoint(point); !ok {
			lat = point
		}
	}
	position, problems := readPoint(lat, lon)
	c.note(problems...)

	postcode, problems := readPostcode(c.value(PartPostcode))
	c.note(problems...)

	w := whereabouts{
		code: c.value(PartCommuneCode), postcode: postcode, departement: present(c.value(PartDepartement)),
		otherCode: c.value(PartOtherCode), otherName: present(c.value(PartOtherName)), position: position,
	}
	for _, col := range c.profile.Columns[PartCommuneName] {
		switch name := strings.Join(strings.Fields(c.raw.Get(col)), " "); {
		case isMissing(name):
			c.note(problem("census.text.missing", place.FCommune, fault.Args{"Column": col, "Value": name}))
		case name != "":
			w.names = append(w.names, name)
		}
	}
	if cols := c.profile.Columns[PartOtherCode]; len(cols) > 0 {
		w.otherColumn = cols[0]
	}
	commune, problems := findCommune(w, c.ground)
	c.note(problems...)
	c.commune = commune
	c.set(place.FCommune, commune.Code)

	if slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == Wait }) {
		commune.Postcodes = append(slices.Clone(commune.Postcodes), postcode) // whoever decides needs it
	}
	postcode, problems = checkPostcode(postcode, commune, saysCedex(append(w.names, address)...), c.ground)
	c.note(problems...)
	c.set(place.FPostcode, postcode)

	c.position, problems = checkDistance(position, commune)
	c.note(problems...)
	c.precise(commune)
	// A position that is only its commune's centre is no fact of its own: a place without one stands there anyway.
	if c.position.Of == place.AtAddress {
		c.set(place.FPosition, place.PositionText(c.position.Lat, c.position.Lon))
		c.set(place.FPrecision, string(place.AtAddress))
	}
}

// precise says what the position points at.
func (c *cleaning) precise(commune Commune) {
	if !c.position.Known() {
		return
	}
	if c.profile.AtCommune {
		c.position.Of = place.AtCommune
		return
	}
	found := c.value(PartGeocoded)
	if found != "" && commune.Code != "" && search.Fold(found) == search.Fold(commune.Name) {
		c.position.Of = place.AtCommune
		c.note(problem("census.position.commune", place.FPosition, fault.Args{"Commune": commune.Name}))
		return
	}
	if sure, ok := ParseDegrees(c.value(PartSureness)); ok && sure > 0 && sure < 0.5 {
		c.note(problem("census.position.unsure", place.FPosition, fault.Args{"Percent": int(sure*100 + 0.5)}))
	}
}

// address joins the columns of the address on one line.
func (c *cleaning) address() string {
	var parts []string
	for _, col := range c.profile.Columns[PartAddress] {
		v, problems := c.line(c.raw.Get(col), col, place.FAddress, 200)
		c.note(problems...)
		if v != "" && !slices.Contains(parts, v) {
			parts = append(parts, v)
		}
	}
	return cutAt(strings.Join(parts, ", "), 200)
}
