package organisation

import "slices"

// Role is what somebody is trusted with.
type Role string

// The roles.
const (
	Member        Role = "member"        // "adhérente"
	FrontDesk     Role = "front-desk"    // "accueil"
	Trainer       Role = "trainer"       // "formatrice"
	Manager       Role = "manager"       // "responsable du lieu"
	Treasurer     Role = "treasurer"     // "trésorier"
	Opener        Role = "opener"        // "ouvre le lieu": holds shifts, and no more
	Coordinator   Role = "coordinator"   // "coordination du réseau": keeps the directory
	Administrator Role = "administrator" // "hébergement": keeps the instance running
)

// Roles lists every role.
var Roles = []Role{Member, FrontDesk, Trainer, Manager, Treasurer, Opener, Coordinator, Administrator}

// Act is something that not everybody may do.
type Act string

// The acts.
const (
	EditPlace      Act = "place.edit"        // change a place's sheet
	ConfirmPlace   Act = "place.confirm"     // say that the sheet still holds
	DecideChange   Act = "place.decide"      // accept or refuse a proposal on a place
	ImportPlaces   Act = "census.import"     // read a census into the directory
	ReviewPlaces   Act = "census.review"     // decide what an import could not
	DecideClaim    Act = "claim.decide"      // hand a place without a team to people
	GrantRoles     Act = "role.grant"        // give and take roles within a scope
	EditSettings   Act = "setting.edit"      // legal notice, privacy, accessibility pages
	OpenOrganised  Act = "organisation.open" // open an organisation on this instance
	HelpOpen       Act = "organisation.help" // for an authority or a network: open one for others, hand it over, and see what was opened
	LoadTerritory  Act = "territory.load"    // load a newer vintage of communes
	FollowPlace    Act = "place.follow"      // an authority follows and proposes
	KeepResources  Act = "resource.keep"     // set up what a place lends, and under which rules
	RunDesk        Act = "desk.run"          // the front desk: see who comes, check in, book for others
	KeepDesk       Act = "desk.keep"         // set up the counter: its computers, why people come, the figures
	KeepMembers    Act = "member.keep"       // who belongs to the organisation, and until when
	Authorise      Act = "member.authorise"  // say who may use what wants an authorisation
	MakeAgreements Act = "agreement.make"    // open the place to the members of others, and accept to come to theirs
	AnswerAsked    Act = "booking.answer"    // say yes or no to a booking that wants approval
	KeepShifts     Act = "shift.keep"        // say when somebody must open, and who does
	HoldShifts     Act = "shift.hold"        // open the place
	RunSurveys     Act = "survey.run"        // ask a territory whether a place is wanted

	KeepConventions Act = "convention.keep"     // promise in the name of the organisation, and say what was done
	KeepAccounts    Act = "convention.accounts" // the financial report on what the organisation received
	ModerateNeeds   Act = "need.moderate"       // look at the needs that people voice, before they show
	AnswerNeeds     Act = "need.answer"         // say that one's organisation answers a need
	KeepProgrammes  Act = "programme.keep"      // say what an authority supports, and where
	KeepWebhooks    Act = "webhook.keep"        // have other programs told of what happens in the organisation
)

// Permissions is who may do what: for each act, the roles that allow it within their scope. A role held for the instance counts
// everywhere, one held in an organisation counts for it and its places, one held in a place for that place alone.
//
// A place that has a team is edited by its team alone: see place.MayEdit. The coordinator keeps the places that have none.
var Permissions = map[Act][]Role{
	EditPlace:      {FrontDesk, Manager, Coordinator},
	ConfirmPlace:   {FrontDesk, Trainer, Manager, Coordinator},
	DecideChange:   {Manager, Coordinator},
	ImportPlaces:   {Coordinator, Administrator},
	ReviewPlaces:   {Coordinator},
	DecideClaim:    {Coordinator},
	GrantRoles:     {Manager, Administrator},
	EditSettings:   {Administrator},
	OpenOrganised:  {Coordinator, Administrator},
	HelpOpen:       {Manager},
	LoadTerritory:  {Administrator},
	FollowPlace:    {Manager, Coordinator},
	KeepResources:  {Manager},
	RunDesk:        {FrontDesk, Trainer, Manager},
	KeepDesk:       {Manager},
	KeepMembers:    {FrontDesk, Trainer, Manager},
	Authorise:      {Trainer, Manager},
	MakeAgreements: {Manager},
	AnswerAsked:    {Manager},
	KeepShifts:     {Manager},
	RunSurveys:     {Manager},
	ModerateNeeds:  {Coordinator},
	AnswerNeeds:    {FrontDesk, Trainer, Manager},
	KeepProgrammes: {Manager},
	HoldShifts:     {Member, FrontDesk, Trainer, Manager, Treasurer, Opener},

	KeepConventions: {Manager},
	KeepAccounts:    {Manager, Treasurer},
	KeepWebhooks:    {Manager},
}

// Allows reports whether a role allows an act.
func (r Role) Allows(a Act) bool { return slices.Contains(Permissions[a], r) }
