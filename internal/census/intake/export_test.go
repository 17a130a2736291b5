package intake

import "mitoyen/internal/territory"

// Tests don't wait for the clock to see progress.
func init() { progressEvery = 0 }

// UseCommunes keeps tests from reading the communes for each run, which takes seconds under the race detector.
func (m *Imports) UseCommunes(g *territory.Gazetteer) { m.communes = g }

// FromDisk opens a file as a command does.
var FromDisk = fromDisk
