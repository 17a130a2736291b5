package census

import (
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/place"
)

const (
	licenceOuverte    = "Licence Ouverte 2.0"
	licenceOuverteURL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
)

// Census2019 is the base of the Mission Coworking of 2019: 1,512 places gathered from several lists and geocoded. Columns after
// GEOCOD were computed by the source from the position; overseas they are artefacts (the nearest polygon of its map).
var Census2019 = Profile{
	Key:         "census-2019",
	Label:       Words{Key: "census.profile.census_2019"},
	Source:      Words{Key: "census.source.census_2019"},
	Licence:     licenceOuverte,
	LicenceURL:  licenceOuverteURL,
	Attribution: Words{Key: "census.attribution.census_2019"},
	Date:        civil.MustDate("2019-01-01"), Precision: Year,
	Columns: Columns{
		PartID:          {"ID"},
		PartName:        {"NOM_TL"},
		PartKind:        {"TYPO"},
		PartAddress:     {"ADRESSE"},
		PartPostcode:    {"CP"},
		PartCommuneName: {"COMINIT", "NOMCOM"},
		PartCommuneCode: {"INSEECOM"},
		PartOtherName:   {"NOMCOMMETRO"},
		PartOtherCode:   {"INSEEMETRO"},
		PartDepartement: {"INSEEDEP"},
		PartLat:         {"LAT"},
		PartLon:         {"LONG"},
		PartGeocoded:    {"GEOCOD"},
		PartSureness:    {"PRECISION"},
		PartWebsite:     {"WEB"},
		PartTwitter:     {"TWITTER"},
		PartFacebook:    {"FACEBOOK"},
	},
	Personal: []string{"CONTACT", "MAIL"}, // in the published file; the copy that we carry has them no more
	Kinds: map[string]place.Kind{
		"tiers lieux a dominante coworking": place.Coworking,
		"tiers lieux a dominante fablab":    place.FabLab,
	},
	ByKind: map[place.Kind]place.Activity{place.Coworking: place.Desk, place.FabLab: place.Making},
	Stage:  place.Open, // the census counts places that receive people
}

// Fabriques are the laureates of the label "Fabriques de territoire", some still projects: their stage is unknown.
var Fabriques = Profile{
	Key:         "fabriques",
	Label:       Words{Key: "census.profile.fabriques"},
	Source:      Words{Key: "census.source.anct"},
	Licence:     licenceOuverte,
	LicenceURL:  licenceOuverteURL,
	Attribution: Words{Key: "census.attribution.anct"},
	Date:        civil.MustDate("2024-09-01"), Precision: Month,
	Columns: Columns{
		PartID:          {"id"},
		PartName:        {"nom"},
		PartCommuneCode: {"code_commune"},
		PartCommuneName: {"nom_commune"},
		PartLat:         {"lat_commune"},
		PartLon:         {"lon_commune"},
	},
	Kind:      place.ThirdPlace,
	AtCommune: true,
}

// FranceServices are the counters and buses of that label.
var FranceServices = Profile{
	Key:         "france-services",
	Label:       Words{Key: "census.profile.france_services"},
	Source:      Words{Key: "census.source.anct"},
	Licence:     licenceOuverte,
	LicenceURL:  licenceOuverteURL,
	Attribution: Words{Key: "census.attribution.anct"},
	Date:        civil.MustDate("2024-09-01"), Precision: Month,
	Columns:    Fabriques.Columns,
	Kind:       place.FranceServices,
	Activities: []place.Activity{place.Kiosk, place.DigitalHelp}, // what the label's charter asks of each
	Stage:      place.Open,
	Travelling: []string{"bus france services"},
	AtCommune:  true,
}

// MedNum is made from the published schema "Lieux de médiation numérique", version 1.0.x, and not from any one file: lists inside a
// cell are separated by |. Columns without a line here (pivot, structure_parente, publics …) stay readable in the source row.
var MedNum = Profile{
	Key:         "mednum",
	Label:       Words{Key: "census.profile.mednum"},
	Source:      Words{Key: "census.source.mednum"},
	Licence:     licenceOuverte,
	LicenceURL:  licenceOuverteURL,
	Attribution: Words{Key: "census.attribution.mednum"},
	Date:        civil.MustDate("2022-01-01"), Precision: Year, // of rows without date_maj, which the schema requires
	Columns: Columns{
		PartID:          {"id"},
		PartName:        {"nom"},
		PartKind:        {"typologie"},
		PartSummary:     {"presentation_resume"},
		PartText:        {"presentation_detail"},
		PartAddress:     {"adresse", "complement_adresse"},
		PartPostcode:    {"code_postal"},
		PartCommuneName: {"commune"},
		PartCommuneCode: {"code_insee"},
		PartLat:         {"latitude"},
		PartLon:         {"longitude"},
		PartWebsite:     {"site_web"},
		PartLinks:       {"fiche_acces_libre", "prise_rdv"},
		PartPhone:       {"telephone"},
		PartEmail:       {"courriels"},
		PartHours:       {"horaires"},
		PartActivities:  {"services"},
		PartTravels:     {"itinerance"},
		PartUpdated:     {"date_maj"},
	},
	Lists: "|",
	Kinds: map[string]place.Kind{
		"tiers lieux": place.ThirdPlace, "fablab": place.FabLab, "rfs": place.FranceServices,
		// Legal forms and other trades say nothing about the kind; the source row keeps them.
		"asso": "", "commune": "", "ccas": "", "cias": "", "epci": "", "mun": "", "bib": "", "cs": "", "mds": "", "ml": "", "enm": "", "autre": "",
	},
	Activities: []place.Activity{place.DigitalHelp}, // it is what the schema lists places for
	Stage:      place.Open,
}
