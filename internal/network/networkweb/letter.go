package networkweb

import (
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/network"
	"mitoyen/internal/organisation"
	"mitoyen/internal/web"
)

// tell writes to the managers of one side what the other has done, each in their language. what is a word of the keys agreement.letter.….
func (p Pages) tell(c *web.Call, tx *store.Tx, a network.Agreement, side organisation.ID, what string) error {
	to, err := network.Listeners(tx, a, side)
	if err != nil {
		return err
	}
	for _, who := range to {
		pr := c.Site.Catalog.In(who.Lang)
		other := a.PlaceName
		if side == a.Host {
			other = a.GuestName
		}
		args := i18n.Args{"Name": who.Person.Name, "Here": who.Place.Name, "Other": other, "Host": a.PlaceName, "Guest": a.GuestName, "Days": days(pr, a), "Terms": a.Terms, "Answer": a.Answer,
			"Link": c.Site.LetterOrigin(c.Ctx()) + c.Site.Href(who.Lang, "agreement.show", "slug", who.Place.Slug, "agreement", a.ID.String())}
		if !a.Last.IsZero() {
			args["Last"] = pr.Date(a.Last)
		}
		letter := mail.Letter{To: who.Email, Subject: pr.T("agreement.letter."+what+".subject", args), Text: pr.T("agreement.letter."+what+".text", args)}
		if err := p.Post.Send(tx, letter); err != nil {
			return err
		}
	}
	return nil
}
