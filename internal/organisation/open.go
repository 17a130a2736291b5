package organisation

import (
	"slices"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/id"
	"mitoyen/internal/kit/store"
)

// OpenRequest asks for an organisation on this instance.
type OpenRequest struct {
	Submission string
	For        ID // the authority or network in whose name it is opened; zero: the host, or the only one that there is
	Name       string
	Kind       Kind
	Siren      string // nine digits, or ""
	Territory  string // of an authority, or ""
	Manager    string // e-mail address of whom it is handed to, its first manager
}

const sirenDigits = 9

// ReadSiren takes the blanks out of a SIREN, nine digits whose Luhn sum ends on 0.
func ReadSiren(typed string) (string, bool) {
	siren := strings.Join(strings.Fields(typed), "")
	if len(siren) != sirenDigits {
		return siren, false
	}
	sum := 0
	for i, r := range siren {
		n := int(r - '0')
		if r < '0' || r > '9' {
			return siren, false
		}
		if i%2 == 1 { // every second digit from the right, of nine
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return siren, sum%10 == 0
}

// Open opens an organisation and hands it over: to the address of its first manager goes a letter, and whoever reads it takes the organisation over
// (see TakeOver). Whoever opens it for others holds no role in it: neither the host of an instance nor an authority reads what is theirs. The
// caller sends the letter in the same transaction; one without a link was sent before, by the same form.
func Open(tx *store.Tx, by Actor, r OpenRequest) (l Letter, err error) {
	helpers, err := Helpers(tx, by)
	if err != nil {
		return l, err
	}
	if len(helpers) == 0 {
		return l, by.refusal()
	}
	result, err := form.Once(tx, r.Submission, func() (string, error) {
		var b fault.Breaches
		opener, known := chosen(helpers, r.For)
		email, breach := account.ReadEmail(r.Manager)
		b.Check(known, "for", "organisation.for_missing")
		b.Check(r.Name != "", "name", "organisation.name_missing")
		b.Within("name", r.Name, 200)
		b.Check(slices.Contains(opener.Kinds, r.Kind), "kind", "organisation.kind_missing")
		siren, holds := ReadSiren(r.Siren)
		nine := len(siren) == sirenDigits && strings.Trim(siren, "0123456789") == ""
		b.Check(siren == "" || nine, "siren", "organisation.siren_malformed")
		b.Check(!nine || holds, "siren", "organisation.siren_wrong")
		b.Check(breach == "", "manager", breach)
		if err := b.Err(); err != nil {
			return "", err
		}
		o, err := Create(tx, Organisation{ID: id.New[Organisation](), Name: r.Name, Kind: r.Kind, Siren: siren, Territory: r.Territory})
		if err != nil {
			return "", err
		}
		if err := noteHandover(tx, by, opener.ID, o, "organisation.opened"); err != nil {
			return "", err
		}
		l, err = handOver(tx, Handover{Organisation: o, By: opener.ID, ByName: opener.Name, Email: email})
		return o.ID.String(), err
	})
	if err == nil && l.Link == "" {
		l.Organisation.ID, err = id.Parse[Organisation](result)
	}
	return l, err
}

// Helper is in whose name somebody opens organisations for others, and which kinds.
type Helper struct {
	ID    ID     // zero: the host of the instance
	Name  string // "" of the host
	Kinds []Kind
}

// Helpers gives in whose name somebody may open organisations: the host of the instance any of them; whoever manages an authority or a network
// all but these two, for those that it helps. None: they may not.
func Helpers(tx *store.Tx, by Actor) (all []Helper, err error) {
	if by.May(OpenOrganised, Target{}) {
		all = append(all, Helper{Kinds: Kinds})
	}
	if !by.MaySomewhere(HelpOpen) {
		return all, nil
	}
	own, err := Of(tx, by.Person)
	for _, o := range own {
		if (o.Kind == Authority || o.Kind == Network) && by.InTeam(HelpOpen, Target{Organisation: o.ID.String()}) {
			all = append(all, Helper{ID: o.ID, Name: o.Name, Kinds: []Kind{Association, Collective, Cooperative, Company}})
		}
	}
	return all, err
}

// chosen is the opener that was asked for; where there is but one, it needs no asking.
func chosen(all []Helper, which ID) (Helper, bool) {
	i := slices.IndexFunc(all, func(o Helper) bool { return o.ID == which })
	switch {
	case i >= 0:
		return all[i], true
	case len(all) == 1 && which.IsZero():
		return all[0], true
	}
	return Helper{Kinds: Kinds}, false
}

// All lists the organisations of the instance by name, for its host.
func All(tx *store.Tx, by Actor) ([]Organisation, error) {
	if err := by.Require(OpenOrganised, Target{}); err != nil {
		return nil, err
	}
	return store.All(tx, scan, `SELECT `+columns+` FROM organisation ORDER BY name, id LIMIT 1000`)
}

// Of lists the organisations in which a person holds a role.
func Of(tx *store.Tx, person account.ID) ([]Organisation, error) {
	return store.All(tx, scan, `
		SELECT `+columns+`
		FROM organisation
		WHERE CAST(id AS text) IN (SELECT scope_id FROM role WHERE scope = 'organisation' AND person_id = $1)
		ORDER BY name, id`, person)
}

// OfGrounds lists the authorities and networks of grounds (as Territory says them) and some other organisations, by name.
func OfGrounds(tx *store.Tx, grounds []string, others []ID) ([]Organisation, error) {
	in, args := store.List(nil, grounds)
	also, args := store.List(args, others)
	return store.All(tx, scan, `SELECT `+columns+` FROM organisation WHERE territory IN `+in+` OR id IN `+also+` ORDER BY name, id LIMIT 200`, args...)
}

// TeamRoles are the roles that an organisation's manager gives.
var TeamRoles = []Role{Member, FrontDesk, Trainer, Manager, Treasurer}

// Members lists who holds roles in an organisation, for those who give them. The host of the instance is not among them.
func Members(tx *store.Tx, by Actor, which ID) (Organisation, []Holder, error) {
	o, err := Find(tx, which)
	if err != nil {
		return o, nil, err
	}
	if !by.InTeam(GrantRoles, Target{Organisation: which.String()}) {
		return o, nil, by.refusal()
	}
	all, err := Holders(tx, InOrganisation, which.String())
	return o, all, err
}

func (a Actor) refusal() error {
	if !a.SignedIn() {
		return fault.New(fault.Unauthenticated, "organisation.sign_in_first")
	}
	return fault.New(fault.Forbidden, "organisation.may_not")
}

// GiveRole gives a role in an organisation to the person with an address, known or new.
func GiveRole(tx *store.Tx, by Actor, which ID, typedEmail string, role Role, lang i18n.Lang) error {
	if _, _, err := Members(tx, by, which); err != nil {
		return err
	}
	var b fault.Breaches
	email, breach := account.ReadEmail(typedEmail)
	b.Check(breach == "", "email", breach)
	b.Check(slices.Contains(TeamRoles, role), "role", "place.role_missing")
	if err := b.Err(); err != nil {
		return err
	}
	p, err := account.Open(tx, email, lang)
	if err != nil {
		return err
	}
	return Give(tx, by, p.ID, Grant{role, InOrganisation, which.String()})
}

// OneManagerStays refuses to take the manager's role from the last of a team who holds it: nobody would be left to give roles.
func OneManagerStays(team []Holder, taken Role) error {
	managers := 0
	for _, h := range team {
		if h.Role == Manager {
			managers++
		}
	}
	if taken == Manager && managers < 2 {
		return fault.New(fault.Conflict, "place.last_manager")
	}
	return nil
}

// TakeRole takes a role in an organisation back; the last manager stays until there is another.
func TakeRole(tx *store.Tx, by Actor, which ID, from account.ID, role Role) error {
	// Two managers who take each other's role wait for one another.
	if _, err := store.All(tx, scan, `SELECT `+columns+` FROM organisation WHERE id = $1`+tx.ForUpdate(), which); err != nil {
		return err
	}
	_, all, err := Members(tx, by, which)
	if err != nil {
		return err
	}
	if err := OneManagerStays(all, role); err != nil {
		return err
	}
	return Take(tx, by, from, Grant{role, InOrganisation, which.String()})
}
