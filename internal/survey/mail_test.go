package survey_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mitoyen/internal/kit/fault"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/survey"
)

func TestAddressesAsPeoplePasteThem(t *testing.T) {
	emails, unread := survey.ReadAddresses("ada@example.org, Bob <bob@example.org>;\n\tADA@example.org\r\n\nno address\ncy@example.org ")
	if !slices.Equal(emails, []string{"ada@example.org", "bob@example.org", "cy@example.org"}) || !slices.Equal(unread, []string{"no address"}) {
		t.Errorf("%q %q", emails, unread)
	}
}

// Each address has a code that answers once; nothing of the addresses is left, and their order tells nothing about the codes.
func TestCodesByMail(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		h := build(t, db, survey.ByCode)
		var all []string
		for i := range 30 {
			all = append(all, fmt.Sprintf("p%02d@example.org", i))
		}
		list := strings.Join(all, "\n")
		mailed := func(list string) (letters []survey.CodeLetter, err error) {
			err = h.try(func(tx *store.Tx) (err error) {
				letters, err = survey.MailCodes(tx, h.mayor, h.which, list)
				return err
			})
			return letters, err
		}
		if _, err := mailed(list); !fault.Is(err, fault.Conflict) {
			t.Errorf("before it opens: %v", err)
		}
		h.move(survey.Open)
		for what, list := range map[string]string{"ten": strings.Join(all[:10], "\n"), "eleven times one": strings.Repeat("ada@example.org\n", 11), "unreadable": list + "\nnobody"} {
			if _, err := mailed(list); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := h.try(func(tx *store.Tx) error { _, err := survey.MailCodes(tx, h.other, h.which, list); return err }); !fault.Is(err, fault.Forbidden) {
			t.Errorf("by another authority: %v", err)
		}
		letters, err := mailed(list)
		if err != nil || len(letters) != 30 {
			t.Fatalf("%d letters: %v", len(letters), err)
		}
		var to []string
		for _, l := range letters {
			to = append(to, l.Email)
		}
		if slices.IsSorted(to) {
			t.Error("codes are given out in the order of the list")
		}
		slices.Sort(to)
		if !slices.Equal(to, all) {
			t.Errorf("letters go to %q", to)
		}
		h.do(func(tx *store.Tx) error {
			return h.answer(tx, letters[7].Code, survey.Answers{"age": {"old"}, "often": {"weekly"}})
		})
		if err := h.try(func(tx *store.Tx) error { return h.answer(tx, letters[7].Code, nil) }); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code for the second time: %v", err)
		}
	})
}
