package placeweb

import (
	"encoding/xml"
	"net/http"
	"slices"

	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/journal"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/place"
	"mitoyen/internal/web"
)

// export streams the directory in a format.
func (p Pages) export(f place.Format) func(*web.Call) error {
	return func(c *web.Call) error {
		h := c.W.Header()
		h.Set("Content-Type", f.MediaType)
		h.Set("Content-Disposition", `attachment; filename="`+f.FileName+`"`)
		h.Set("Access-Control-Allow-Origin", "*") // open data: pages of others may read it
		h.Set("Cache-Control", "public, max-age=300")
		h.Set("Link", `<https://www.etalab.gouv.fr/licence-ouverte-open-licence>; rel="license"`)
		out, done := web.Compressed(c.W, c.R)
		err := place.Export(c.Ctx(), c.Site.DB, f, out)
		done()
		if err != nil {
			c.Site.Log.Warn("export broke off", "format", f.Name, "err", err)
			panic(http.ErrAbortHandler) // the reader must see that the file isn't whole
		}
		return nil
	}
}

// The elements of an Atom feed (RFC 4287) that ours uses.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Rights  string      `xml:"rights"`
	Author  atomAuthor  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary"`
}

// feedLength is how many changes the feed shows.
const feedLength = 50

// atom is the feed of changes to the directory.
func (p Pages) atom(c *web.Call) error {
	feed := atomFeed{ID: c.Origin() + c.Href("place.atom"), Title: c.P.T("place.feed"), Rights: place.Attribution, Author: atomAuthor{"Mitoyen"},
		Links: []atomLink{{"self", c.Origin() + c.Href("place.atom")}, {"alternate", c.Origin() + c.Href("place.search")}}}
	err := c.View(func(tx *store.Tx) error {
		entries, err := journal.LatestOfPlaces(tx, feedLength)
		if err != nil {
			return err
		}
		var ids []place.ID
		for _, e := range entries {
			var which place.ID
			if which.UnmarshalText([]byte(e.Object)) == nil && !slices.Contains(ids, which) {
				ids = append(ids, which)
			}
		}
		found, err := place.FindAll(tx, ids)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Verb == "place.proposed" || e.Verb == "proposal.refused" {
				continue
			}
			i := slices.IndexFunc(found, func(x place.Place) bool { return x.ID.String() == e.Object })
			if i < 0 {
				continue // a proposal for a place that isn't there yet
			}
			x := found[i]
			// Who changed it stays on the history page: a feed is copied far.
			feed.Entries = append(feed.Entries, atomEntry{ID: "urn:uuid:" + e.Object + "#" + e.At.String(), Title: x.Name, Updated: e.At.String(),
				Link: atomLink{"alternate", c.Origin() + c.Href("place.show", "slug", x.Slug)}, Summary: c.P.T("journal."+e.Verb, i18n.Args{"Who": c.P.T("place.somebody")})})
		}
		return nil
	})
	if err != nil {
		return err
	}
	feed.Updated = c.Site.DB.Now().String()
	if len(feed.Entries) > 0 {
		feed.Updated = feed.Entries[0].Updated
	}
	c.W.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	out, done := web.Compressed(c.W, c.R)
	defer done()
	out.Write([]byte(xml.Header)) //nolint:errcheck // the reader went away
	return xml.NewEncoder(out).Encode(feed)
}
