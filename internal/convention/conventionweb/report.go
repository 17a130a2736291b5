package conventionweb

import (
	"encoding/json"

	"mitoyen/internal/web"
)

// reportData is the report as data, for one of the sides.
func (p Pages) reportData(c *web.Call) error {
	v, err := p.yearOf(c)
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	c.W.Header().Set("Cache-Control", "private, no-store")
	e := json.NewEncoder(c.W)
	e.SetIndent("", "  ")
	return e.Encode(v.Report)
}
