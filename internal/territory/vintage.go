package territory

import (
	"fmt"
	"slices"
	"strings"

	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/fault"
)

// content is a vintage that was read and found whole. A group that the source doesn't have is nil.
type content struct {
	ground      *ground
	successions map[string][]Succession // by dataset
	holidays    []Holiday
	labels      []Vintage // one for each dataset that the source has
}

// ground is the territory itself: five files that belong together.
type ground struct {
	regions      []Region
	departements []Departement
	epci         []EPCI
	communes     []communeRow
	former       []former
}

// communeRow is a commune with what only the table holds.
type communeRow struct {
	Commune
	ept, siren, centre string
	counted            bool // whether the population is known
}

// former is a code that is no more, or the delegated commune that kept it.
type former struct{ code, name, kind, current string }

// Vintage tells how old a dataset is and whom to thank.
type Vintage struct {
	Dataset string // communes, epci …
	Label   string // COG 2026
	Source  string
	Licence string
}

var groundFiles = []string{"regions", "departements", "epci", "communes", "communes-anciennes"}

const (
	regions2015    = "regions-2015"
	rtes2015       = "rtes-adherents-2015"
	schoolHolidays = "vacances-scolaires"
	vintageFile    = "vintage"
	formerLost     = "perdu"
	currentName    = "current"
	formerName     = "former"
	postcodeName   = "postcode"
	lesserShare    = 10 // former names and districts weigh a tenth: few mean them
)

// content reads a whole source. What is wrong with its files comes back as one fault that names each line.
func (s Source) content() (*content, error) {
	texts := map[string][]byte{}
	for _, dataset := range slices.Concat(groundFiles, []string{regions2015, rtes2015, schoolHolidays, vintageFile}) {
		text, err := s.read(dataset)
		if err != nil {
			if _, refused := fault.As(err); refused {
				return nil, err
			}
			return nil, fmt.Errorf("read %s: %w", dataset, err)
		}
		if text != nil {
			texts[dataset] = text
		}
	}
	var breaches fault.Breaches
	c := &content{successions: map[string][]Succession{}}
	c.readGround(texts, &breaches)
	if text := texts[regions2015]; text != nil {
		c.successions[regions2015] = readRegions2015(text, &breaches)
	}
	if text := texts[rtes2015]; text != nil {
		c.successions[rtes2015] = readRTES(text, &breaches)
	}
	if text := texts[schoolHolidays]; text != nil {
		c.holidays = readHolidays(text, &breaches)
	}
	c.readLabels(s.name, texts, &breaches)
	if err := breaches.Err(); err != nil {
		return nil, err
	}
	if c.ground == nil && len(c.successions) == 0 && c.holidays == nil {
		return nil, fault.New(fault.Invalid, "territory.nothing_to_load", fault.Args{"Folder": s.name})
	}
	return c, nil
}

func (c *content) readGround(texts map[string][]byte, breaches *fault.Breaches) {
	var missing []string
	for _, f := range groundFiles {
		if texts[f] == nil {
			missing = append(missing, f+".csv")
		}
	}
	if len(missing) == len(groundFiles) {
		return
	}
	if missing != nil {
		breaches.Add(strings.Join(missing, ", "), "territory.file_missing")
		return
	}
	c.ground = &ground{
		regions:      readRegions(texts["regions"], breaches),
		departements: readDepartements(texts["departements"], breaches),
		epci:         readEPCI(texts["epci"], breaches),
		communes:     readCommunes(texts["communes"], breaches),
		former:       readFormer(texts["communes-anciennes"], breaches),
	}
	c.ground.check(breaches)
}

// readLabels takes the labels of the datasets that are there. Without vintage.csv they are empty, and loading puts its day.
func (c *content) readLabels(name string, texts map[string][]byte, breaches *fault.Breaches) {
	told := map[string]Vintage{}
	if text := texts[vintageFile]; text != nil {
		s := openSheet(vintageFile+".csv", text, breaches, "dataset", "label", "source", "licence")
		for s.next() {
			told[s.name("dataset")] = Vintage{s.text("dataset"), s.name("label"), s.text("source"), s.text("licence")}
		}
	}
	for dataset := range texts {
		if dataset == vintageFile {
			continue
		}
		v, ok := told[dataset]
		if !ok {
			v = Vintage{Dataset: dataset, Source: name}
		}
		c.labels = append(c.labels, v)
	}
	slices.SortFunc(c.labels, func(a, b Vintage) int { return strings.Compare(a.Dataset, b.Dataset) })
}

func (v Vintage) labelled(day civil.Date) Vintage {
	if v.Label == "" {
		v.Label = day.String()
	}
	return v
}
