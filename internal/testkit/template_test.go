package testkit

import "testing"

// TestTemplates makes every template. `make test` runs it first, without race detector, under which the communes take 14 s to load.
func TestTemplates(t *testing.T) {
	t.Parallel()
	for _, tp := range []template{plain, withTerritory} {
		t.Run(tp.name+"/sqlite", func(t *testing.T) {
			t.Parallel()
			if _, err := tp.sqlite(); err != nil {
				t.Error(err)
			}
		})
		t.Run(tp.name+"/postgres", func(t *testing.T) {
			t.Parallel()
			c, err := theCluster()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.template(tp); err != nil {
				t.Error(err)
			}
		})
	}
}
