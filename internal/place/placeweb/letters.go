package placeweb

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
)

// Letters tell followers, in the morning, what happened to their places.
type Letters struct {
	Site *web.Site
	Post *mail.Post
}

// Send reads what is new in the journal and sends the letters that are due. Run it now and then; several processes may.
func (l Letters) Send(ctx context.Context) error {
	for {
		read := 0
		err := l.Site.DB.Update(ctx, func(tx *store.Tx) (err error) {
			read, err = place.GatherNews(tx)
			return err
		})
		if err != nil {
			return fmt.Errorf("gather news of places: %w", err)
		}
		if read == 0 {
			break
		}
	}
	var due []account.ID
	err := l.Site.DB.View(ctx, func(tx *store.Tx) (err error) {
		due, err = place.DueNews(tx)
		return err
	})
	if err != nil || len(due) == 0 {
		return err
	}
	origin := l.Site.LetterOrigin(ctx)
	for _, who := range due {
		e := l.Site.DB.Update(ctx, func(tx *store.Tx) error {
			n, err := place.TakeNews(tx, who)
			if err != nil || len(n.Places) == 0 {
				return err
			}
			return l.Post.Send(tx, l.letter(origin, n))
		})
		if e != nil { // the others have theirs
			err = errors.Join(err, fmt.Errorf("letter to follower %s: %w", who, e))
		}
	}
	return err
}

// mostOfText is how much of one change a letter says, in characters; the link leads to the whole.
const mostOfText = 300

func (l Letters) letter(origin string, n place.News) mail.Letter {
	p := l.Site.Catalog.In(n.To.Lang)
	link := func(name string, pairs ...string) string { return origin + l.Site.Href(n.To.Lang, name, pairs...) }
	var body strings.Builder
	for _, x := range n.Places {
		fmt.Fprintf(&body, "%s\n%s\n", x.Place.Name, link("place.show", "slug", x.Place.Slug))
		for _, e := range x.Entries {
			did, fields := sayEntry(p, e, n.Names)
			line := strings.TrimSpace(did + ". " + fields)
			if r := []rune(line); len(r) > mostOfText {
				line = string(r[:mostOfText-1]) + "…"
			}
			fmt.Fprintf(&body, "- %s\n", line)
		}
		if x.More > 0 {
			fmt.Fprintf(&body, "- %s\n", p.N("place.letter.more", x.More))
		}
		fmt.Fprintf(&body, "%s %s\n\n", p.T("place.letter.history"), link("place.history", "slug", x.Place.Slug))
	}
	args := i18n.Args{"Name": n.To.Name, "Place": n.Places[0].Place.Name, "News": body.String(), "Stop": link("account.stop-news", "key", n.Key), "Mine": link("place.mine")}
	subject := p.T("place.letter.subject", args)
	if len(n.Places) > 1 {
		subject = p.N("place.letter.subject_many", len(n.Places))
	}
	return mail.Letter{To: n.To.Email, Subject: subject, Text: p.T("place.letter.text", args), Stop: link("account.stop-news", "key", n.Key)}
}
