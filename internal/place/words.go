package place

import "slices"

// Stage is where a place stands in its life. A closed place stays on the map, with its causes and lessons.
type Stage string

// The stages, in the order of a life. Mobile is an open place that travels: it has stops instead of an address.
const (
	Idea    Stage = "idea"
	Project Stage = "project"
	Opening Stage = "opening" // "ouverture" : premises are there, the door opens soon
	Open    Stage = "open"
	Mobile  Stage = "mobile"
	Closed  Stage = "closed"
)

// Stages lists every stage in order.
var Stages = []Stage{Idea, Project, Opening, Open, Mobile, Closed}

// Past reports whether a place has closed for good, or isn't there yet.
func (s Stage) Past() bool { return s == Closed || s == Idea || s == Project }

// Kind is the dominant trade that a census gives; "" when the source leaves it blank, and it stays blank.
type Kind string

// The kinds.
const (
	Coworking      Kind = "coworking"
	FabLab         Kind = "fablab"
	ThirdPlace     Kind = "third-place"     // "tiers-lieu" without a dominant trade
	FranceServices Kind = "france-services" // a public service counter of that label
	Hackerspace    Kind = "hackerspace"
	LivingLab      Kind = "living-lab"
	KitchenKind    Kind = "kitchen"
)

// Kinds lists every kind but the blank one.
var Kinds = []Kind{ThirdPlace, Coworking, FabLab, Hackerspace, LivingLab, KitchenKind, FranceServices}

// Activity is something that can be done in a place. The first eight are those of Sceaux (2011–2015).
type Activity string

// The activities.
const (
	Desk        Activity = "desk"     // "espaces de travail flexibles"
	Events      Activity = "events"   // "animations"
	Hosting     Activity = "hosting"  // "accueil de jeunes entreprises"
	Workshop    Activity = "workshop" // "ateliers"
	Showroom    Activity = "showroom"
	LivingLabs  Activity = "living-lab"
	Hackathon   Activity = "hackathon"
	Kiosk       Activity = "kiosk"   // "kiosque de services"
	Making      Activity = "making"  // "atelier de fabrication": wood, metal, sewing, printing
	Meeting     Activity = "meeting" // "salle de réunion"
	Kitchen     Activity = "kitchen" // "cuisine partagée"
	DigitalHelp Activity = "digital-help"
	Training    Activity = "training"
	Lodging     Activity = "lodging"
)

// Activities lists every activity; an activity's position here is its bit in Set and never changes.
var Activities = []Activity{Desk, Events, Hosting, Workshop, Showroom, LivingLabs, Hackathon, Kiosk, Making, Meeting, Kitchen, DigitalHelp, Training, Lodging}

// Set is a set of activities, one bit each.
type Set uint32

// SetOf makes a set; words that are no activity are left out.
func SetOf(all ...Activity) Set {
	var s Set
	for _, a := range all {
		if i := slices.Index(Activities, a); i >= 0 {
			s |= 1 << i
		}
	}
	return s
}

// Has reports whether a is in the set.
func (s Set) Has(a Activity) bool { return s&SetOf(a) != 0 }

// List is the set's activities, in order.
func (s Set) List() []Activity {
	var all []Activity
	for _, a := range Activities {
		if s.Has(a) {
			all = append(all, a)
		}
	}
	return all
}

// Answer has three states: what nobody has said is unknown, and unknown never means no.
type Answer string

// The answers.
const (
	Unknown Answer = ""
	Yes     Answer = "yes"
	No      Answer = "no"
)

// Access is one question about accessibility, after the themes of acceslibre.
type Access string

// The questions. StepFree is the one that search filters by.
const (
	StepFree    Access = "step-free"    // "entrée de plain-pied ou rampe"
	WideDoor    Access = "wide-door"    // 77 cm and more
	Toilets     Access = "toilets"      // "toilettes adaptées"
	Lift        Access = "lift"         // "ascenseur" where there are floors
	Parking     Access = "parking"      // a reserved space nearby
	HearingLoop Access = "hearing-loop" // "boucle magnétique"
	SignLang    Access = "sign-language"
	CalmRoom    Access = "calm-room"
)

// AccessQuestions lists every question in the order of a page.
var AccessQuestions = []Access{StepFree, WideDoor, Toilets, Lift, Parking, HearingLoop, SignLang, CalmRoom}

// Facade is the drawing of a place that has no photo.
type Facade string

// Facades lists the drawings of the design system.
var Facades = []Facade{"maison", "gare", "atelier", "camion"}
