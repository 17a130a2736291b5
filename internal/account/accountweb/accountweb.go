// Package accountweb holds the pages by which people come in and look after their account: sign-in by letter, code or password, their
// space, the places where they are signed in, their data.
package accountweb

import (
	"net/http"

	"mitoyen/internal/kit/mail"
	"mitoyen/internal/web"
)

// Pages are the routes of this package.
type Pages struct{ Post *mail.Post }

// Routes is the table of this package.
func (p Pages) Routes() []web.Route {
	return []web.Route{
		{Name: "account.sign-in", Method: http.MethodGet, FR: "/connexion", EN: "/en/sign-in", Who: web.Anyone, Do: signIn},
		{Name: "account.ask", Method: http.MethodPost, FR: "/connexion", EN: "/en/sign-in", Who: web.Anyone, Do: p.ask},
		{Name: "account.sent", Method: http.MethodGet, FR: "/connexion/envoye", EN: "/en/sign-in/sent", Who: web.Anyone, Do: sent},
		{Name: "account.code", Method: http.MethodPost, FR: "/connexion/code", EN: "/en/sign-in/code", Who: web.Anyone, Do: enterCode},
		{Name: "account.link", Method: http.MethodGet, FR: "/connexion/lien/{token}", EN: "/en/sign-in/link/{token}", Who: web.Anyone, Do: link},
		{Name: "account.follow", Method: http.MethodPost, FR: "/connexion/lien/{token}", EN: "/en/sign-in/link/{token}", Who: web.Anyone, Do: followLink},
		{Name: "account.password", Method: http.MethodGet, FR: "/connexion/mot-de-passe", EN: "/en/sign-in/password", Who: web.Anyone, Do: password},
		{Name: "account.enter", Method: http.MethodPost, FR: "/connexion/mot-de-passe", EN: "/en/sign-in/password", Who: web.Anyone, Do: enterPassword},
		{Name: "account.out", Method: http.MethodPost, FR: "/deconnexion", EN: "/en/sign-out", Who: web.SignedIn, Do: signOut},
		{Name: "account.space", Method: http.MethodGet, FR: "/mon-espace", EN: "/en/my-space", Who: web.SignedIn, Do: space},
		{Name: "account.rename", Method: http.MethodPost, FR: "/mon-espace/nom", EN: "/en/my-space/name", Who: web.SignedIn, Do: rename},
		{Name: "account.stop-news", Method: http.MethodGet, FR: "/courriels/arreter/{key}", EN: "/en/letters/stop/{key}", Who: web.Anyone, Do: stopNews},
		{Name: "account.stopped-news", Method: http.MethodPost, FR: "/courriels/arreter/{key}", EN: "/en/letters/stop/{key}", Who: web.Anyone, Do: stoppedNews},
		{Name: "account.set-password", Method: http.MethodPost, FR: "/mon-espace/mot-de-passe", EN: "/en/my-space/password", Who: web.SignedIn, Do: setPassword},
		{Name: "account.revoke", Method: http.MethodPost, FR: "/mon-espace/appareils", EN: "/en/my-space/devices", Who: web.SignedIn, Do: revoke},
		{Name: "account.tokens", Method: http.MethodGet, FR: "/mon-espace/jetons", EN: "/en/my-space/tokens", Who: web.SignedIn, Do: tokens},
		{Name: "account.make-token", Method: http.MethodPost, FR: "/mon-espace/jetons", EN: "/en/my-space/tokens", Who: web.SignedIn, Do: makeToken},
		{Name: "account.revoke-token", Method: http.MethodPost, FR: "/mon-espace/jetons/retirer", EN: "/en/my-space/tokens/revoke", Who: web.SignedIn, Do: revokeToken},
		{Name: "account.export", Method: http.MethodGet, FR: "/mon-espace/mes-donnees.json", EN: "/en/my-space/my-data.json", Who: web.SignedIn, Do: export},
		{Name: "account.erase", Method: http.MethodGet, FR: "/mon-espace/effacer", EN: "/en/my-space/erase", Who: web.SignedIn, Do: erasePage},
		{Name: "account.erased", Method: http.MethodPost, FR: "/mon-espace/effacer", EN: "/en/my-space/erase", Who: web.SignedIn, Do: erase},
	}
}
