package convention_test

import (
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/convention"
	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/testkit"
)

// The treasurer of whoever receives keeps the accounts, and reads nothing else of what the sides say; both sides read them in the report.
func TestTheTreasurerKeepsTheAccounts(t *testing.T) {
	t.Parallel()
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		h := build(t, db)
		h.write(nil)
		h.sign()
		treasurer := func(email string, of organisation.ID) (by organisation.Actor) {
			h.do(func(tx *store.Tx) error {
				who, err := account.Open(tx, email, i18n.French)
				if err != nil {
					return err
				}
				g := organisation.Grant{Role: organisation.Treasurer, Scope: organisation.InOrganisation, ID: of.String()}
				by = organisation.Actor{Person: who.ID, Grants: []organisation.Grant{g}}
				return organisation.Give(tx, organisation.System, who.ID, g)
			})
			return by
		}
		henri, theirs := treasurer("henri@demo.example.org", h.gare), treasurer("nour@demo.example.org", h.village)
		keep := func(by organisation.Actor, year int, lines ...convention.AccountLine) func(*store.Tx) error {
			return func(tx *store.Tx) error {
				tx.Now = day("2027-02-01").At(12*60, convention.Zone())
				return convention.KeepAccounts(tx, by, convention.AccountsRequest{Convention: h.which, Year: year, Lines: lines})
			}
		}
		grant, rent := convention.AccountLine{Code: "74", Planned: 12_000_00, Actual: 12_000_00}, convention.AccountLine{Code: "61", Planned: 4_800_00, Actual: 4_800_50}
		h.refused("the one who gives", "2027-02-01", fault.NotFound, keep(theirs, 2026, grant))
		h.refused("its manager", "2027-02-01", fault.NotFound, keep(h.mayor, 2026, grant))
		h.refused("a stranger", "2027-02-01", fault.NotFound, keep(h.other, 2026, grant))
		h.refused("a year without a report", "2027-02-01", fault.Conflict, keep(henri, 2024, grant))
		h.refused("nothing", "2027-02-01", fault.Invalid, keep(henri, 2026))
		h.refused("another line", "2027-02-01", fault.Invalid, keep(henri, 2026, convention.AccountLine{Code: "99", Actual: 1}))
		h.do(keep(henri, 2026, grant))
		h.do(keep(henri, 2026, grant, convention.AccountLine{Code: convention.Indirect, Actual: 1}, convention.AccountLine{Code: convention.Own, Actual: 1}, convention.AccountLine{Code: "69", Actual: 1}, convention.AccountLine{Code: "79", Planned: 1}))
		h.do(keep(henri, 2026, grant, rent)) // thought again: it takes the place of what was kept
		h.want("the treasurer reads notes and comments", fault.NotFound, func(tx *store.Tx) error { _, err := convention.Read(tx, henri, h.which); return err })
		h.do(func(tx *store.Tx) error {
			all, err := convention.ToAccountFor(tx, henri)
			if len(all) != 1 || all[0].Notes != nil || all[0].Comments != nil || len(all[0].Accounts[2026]) != 2 {
				t.Errorf("%d conventions to account for: %+v", len(all), all)
			}
			none, err2 := convention.ToAccountFor(tx, theirs)
			if len(none) != 0 || err2 != nil {
				t.Errorf("of the one who gives: %d %v", len(none), err2)
			}
			return err
		})
		apart := []convention.AccountLine{{Code: "64", Actual: 3}, {Code: "86", Actual: 5}, {Code: convention.Indirect, Actual: 7}, {Code: "69", Planned: 2}}
		if planned, actual := convention.Totals(apart, convention.Charges); planned != 2 || actual != 10 {
			t.Errorf("what is in kind stands below the total: %d %d", planned, actual)
		}
		r, ok := convention.ReportOn(h.read(h.mayor), 2026, day("2027-02-01"), nil)
		if _, spent := convention.Totals(r.Accounts, convention.Charges); !ok || len(r.Accounts) != 2 || spent != 4_800_50 {
			t.Errorf("the report: %+v", r.Accounts)
		}
		h.do(func(tx *store.Tx) error {
			w, err := convention.ReadPublic(tx, h.which)
			if len(w.Accounts) != 0 {
				t.Error("accounts in public")
			}
			return err
		})
	})
}
