package app

import (
	"context"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
)

// SignInPath makes a sign-in link by hand and gives its path on the site: for `mitoyen user link`, when mail fails.
func (a *App) SignInPath(ctx context.Context, email, next string) (string, error) {
	address, breach := account.ReadEmail(email)
	if breach != "" {
		return "", userError{a.say(breach)}
	}
	token, err := account.LinkFor(ctx, a.DB, address, next)
	if err != nil {
		return "", err
	}
	return a.Site.Href(i18n.French, "account.link", "token", token), nil
}

// userError is a sentence for the person at the command line.
type userError struct{ text string }

func (e userError) Error() string { return e.text }

func (a *App) say(key string) string { return a.Site.Catalog.In(i18n.French).T(key) }

// Appoint gives a person, known or new, roles in the whole instance: for the command line, by whoever holds the machine.
func (a *App) Appoint(ctx context.Context, email string, roles ...organisation.Role) error {
	address, breach := account.ReadEmail(email)
	if breach != "" {
		return userError{a.say(breach)}
	}
	return a.DB.Update(ctx, func(tx *store.Tx) error {
		p, err := account.Open(tx, address, i18n.French)
		if err != nil {
			return err
		}
		for _, r := range roles {
			if err := organisation.Give(tx, organisation.System, p.ID, organisation.Grant{Role: r, Scope: organisation.InInstance}); err != nil {
				return err
			}
		}
		return nil
	})
}
