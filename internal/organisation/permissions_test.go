package organisation_test

import (
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/organisation"
)

// Who may do what, act by act: a change of a right is a change of this table.
func TestPermissions(t *testing.T) {
	t.Parallel()
	want := map[organisation.Act]map[organisation.Role]bool{
		organisation.EditPlace:      {organisation.FrontDesk: true, organisation.Manager: true, organisation.Coordinator: true},
		organisation.ConfirmPlace:   {organisation.FrontDesk: true, organisation.Trainer: true, organisation.Manager: true, organisation.Coordinator: true},
		organisation.DecideChange:   {organisation.Manager: true, organisation.Coordinator: true},
		organisation.ImportPlaces:   {organisation.Coordinator: true, organisation.Administrator: true},
		organisation.ReviewPlaces:   {organisation.Coordinator: true},
		organisation.DecideClaim:    {organisation.Coordinator: true},
		organisation.GrantRoles:     {organisation.Manager: true, organisation.Administrator: true},
		organisation.EditSettings:   {organisation.Administrator: true},
		organisation.OpenOrganised:  {organisation.Coordinator: true, organisation.Administrator: true},
		organisation.HelpOpen:       {organisation.Manager: true},
		organisation.LoadTerritory:  {organisation.Administrator: true},
		organisation.FollowPlace:    {organisation.Manager: true, organisation.Coordinator: true},
		organisation.KeepResources:  {organisation.Manager: true},
		organisation.RunDesk:        {organisation.FrontDesk: true, organisation.Trainer: true, organisation.Manager: true},
		organisation.KeepDesk:       {organisation.Manager: true},
		organisation.KeepMembers:    {organisation.FrontDesk: true, organisation.Trainer: true, organisation.Manager: true},
		organisation.Authorise:      {organisation.Trainer: true, organisation.Manager: true},
		organisation.MakeAgreements: {organisation.Manager: true},
		organisation.AnswerAsked:    {organisation.Manager: true},
		organisation.KeepShifts:     {organisation.Manager: true},
		organisation.RunSurveys:     {organisation.Manager: true},

		organisation.KeepConventions: {organisation.Manager: true},
		organisation.KeepAccounts:    {organisation.Manager: true, organisation.Treasurer: true},
		organisation.KeepWebhooks:    {organisation.Manager: true},
		organisation.ModerateNeeds:   {organisation.Coordinator: true},
		organisation.AnswerNeeds:     {organisation.FrontDesk: true, organisation.Trainer: true, organisation.Manager: true},
		organisation.KeepProgrammes:  {organisation.Manager: true},
		organisation.HoldShifts: {organisation.Member: true, organisation.FrontDesk: true, organisation.Trainer: true, organisation.Manager: true, organisation.Treasurer: true,
			organisation.Opener: true},
	}
	for act := range organisation.Permissions {
		if want[act] == nil {
			t.Errorf("%s is not in this table: say here who may do it", act)
		}
	}
	for act, roles := range want {
		for _, r := range organisation.Roles {
			if r.Allows(act) != roles[r] {
				t.Errorf("%s may %s: %v, want %v", r, act, r.Allows(act), roles[r])
			}
		}
	}
	if organisation.Role("").Allows(organisation.EditPlace) || organisation.Role("root").Allows(organisation.EditSettings) {
		t.Error("a role that doesn't exist allows something")
	}
	if organisation.Manager.Allows("") || organisation.Administrator.Allows("place.delete") {
		t.Error("an act that doesn't exist is allowed")
	}
}

var (
	gare   = "0192f0c1-0000-7000-8000-000000000001" // La GARE, operated by
	team   = "0192f0c1-0000-7000-8000-00000000000a" // its association
	four   = "0192f0c1-0000-7000-8000-000000000002" // Le Four, operated by
	others = "0192f0c1-0000-7000-8000-00000000000b" // other people
)

func someone(grants ...organisation.Grant) organisation.Actor {
	return organisation.Actor{Person: id.New[account.Person](), Grants: grants}
}

// A role counts in its scope: the whole instance, an organisation with its places, or one place.
func TestScopes(t *testing.T) {
	t.Parallel()
	targets := map[string]organisation.Target{
		"La GARE":           {Organisation: team, Place: gare},
		"Le Four":           {Organisation: others, Place: four},
		"a place of nobody": {Place: "0192f0c1-0000-7000-8000-000000000003"},
		"the association":   {Organisation: team},
		"the instance":      {},
	}
	for _, x := range []struct {
		scope  organisation.Scope
		id     string
		counts []string // for these targets, and no other
		inTeam []string
	}{
		{organisation.InInstance, "", []string{"La GARE", "Le Four", "a place of nobody", "the association", "the instance"}, nil},
		{organisation.InOrganisation, team, []string{"La GARE", "the association"}, []string{"La GARE", "the association"}},
		{organisation.InOrganisation, others, []string{"Le Four"}, []string{"Le Four"}},
		{organisation.InOrganisation, gare, nil, nil}, // a place's id is no organisation's
		{organisation.InOrganisation, "", nil, nil},   // an empty id is nobody's, even where the target has none
		{organisation.InPlace, gare, []string{"La GARE"}, []string{"La GARE"}},
		{organisation.InPlace, four, []string{"Le Four"}, []string{"Le Four"}},
		{organisation.InPlace, team, nil, nil},
		{organisation.InPlace, "", nil, nil},
		{organisation.Scope("galaxy"), gare, nil, nil},
		{organisation.Scope(""), "", nil, nil},
	} {
		for _, role := range organisation.Roles {
			a := someone(organisation.Grant{Role: role, Scope: x.scope, ID: x.id})
			for name, target := range targets {
				for act := range organisation.Permissions {
					may, inTeam := role.Allows(act) && in(x.counts, name), role.Allows(act) && in(x.inTeam, name)
					if got := a.May(act, target); got != may {
						t.Errorf("%s in %s %q may %s on %s: %v", role, x.scope, x.id, act, name, got)
					}
					if got := a.InTeam(act, target); got != inTeam {
						t.Errorf("%s in %s %q is in the team of %s for %s: %v", role, x.scope, x.id, name, act, got)
					}
					if err := a.Require(act, target); (err == nil) != may || err != nil && !fault.Is(err, fault.Forbidden) {
						t.Errorf("%s in %s %q, %s on %s: %v", role, x.scope, x.id, act, name, err)
					}
				}
			}
		}
	}
}

func in(all []string, x string) bool {
	for _, y := range all {
		if x == y {
			return true
		}
	}
	return false
}

func TestStrangerMayNothing(t *testing.T) {
	t.Parallel()
	var stranger organisation.Actor
	if stranger.SignedIn() {
		t.Error("the zero actor is signed in")
	}
	for act := range organisation.Permissions {
		for _, target := range []organisation.Target{{}, {Place: gare}, {Organisation: team, Place: gare}} {
			if stranger.May(act, target) || stranger.InTeam(act, target) || stranger.MaySomewhere(act) {
				t.Errorf("a stranger may %s on %v", act, target)
			}
			if err := stranger.Require(act, target); !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("a stranger, %s: %v", act, err)
			}
			if err := someone().Require(act, target); !fault.Is(err, fault.Forbidden) {
				t.Errorf("somebody without a role, %s: %v", act, err)
			}
		}
	}
}

// Several roles add up, and one never widens the scope of another.
func TestRolesAddUp(t *testing.T) {
	t.Parallel()
	a := someone(
		organisation.Grant{Role: organisation.Member, Scope: organisation.InInstance},
		organisation.Grant{Role: organisation.Manager, Scope: organisation.InPlace, ID: four},
		organisation.Grant{Role: organisation.Trainer, Scope: organisation.InOrganisation, ID: team})
	for _, x := range []struct {
		act    organisation.Act
		target organisation.Target
		want   bool
	}{
		{organisation.EditPlace, organisation.Target{Organisation: others, Place: four}, true},
		{organisation.ConfirmPlace, organisation.Target{Organisation: team, Place: gare}, true},
		{organisation.EditPlace, organisation.Target{Organisation: team, Place: gare}, false},
		{organisation.EditPlace, organisation.Target{}, false},
	} {
		if got := a.May(x.act, x.target); got != x.want {
			t.Errorf("%s on %v: %v", x.act, x.target, got)
		}
	}
	if !a.MaySomewhere(organisation.EditPlace) || a.MaySomewhere(organisation.EditSettings) {
		t.Error("what somebody may do somewhere is wrong")
	}
}
