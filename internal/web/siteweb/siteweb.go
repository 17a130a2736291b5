// Package siteweb holds the pages that every instance owes its visitors: help, legal notice, privacy, accessibility, open data; and the form
// where the host fills them in. What nobody filled in is said to be missing, never invented.
package siteweb

import (
	"net/http"

	"mitoyen/internal/kit/form"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/territory"
	"mitoyen/internal/web"
	"mitoyen/internal/web/gallery"
	"mitoyen/internal/web/ui"
)

// Routes is the table of this package. api gives the OpenAPI document, which the page about the API is made of.
func Routes(api func() ([]byte, error)) []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []web.Route{
		{Name: "site.help", Method: get, FR: "/aide", EN: "/en/help", Who: web.Anyone, Do: text("help", "where", "how", "wrong", "account", "glossary")},
		{Name: "site.guide", Method: get, FR: "/aide/{guide}", EN: "/en/help/{guide}", Who: web.Anyone, Do: guide},
		{Name: "site.guide_picture", Method: get, FR: "/aide/images/{picture}", Who: web.Anyone, Do: guidePicture},
		{Name: "site.legal", Method: get, FR: "/mentions-legales", EN: "/en/legal-notice", Who: web.Anyone, Do: filled("legal", "legal.publisher", "legal.director", "legal.host", "instance.contact")},
		{Name: "site.privacy", Method: get, FR: "/vos-donnees", EN: "/en/your-data", Who: web.Anyone, Do: filled("privacy", "privacy.controller", "privacy.contact", "privacy.retention")},
		{Name: "site.accessibility", Method: get, FR: "/accessibilite", EN: "/en/accessibility", Who: web.Anyone, Do: filled("accessibility", "accessibility.audit", "accessibility.contact")},
		{Name: "site.data", Method: get, FR: "/donnees", EN: "/en/data", Who: web.Anyone, Do: data},
		{Name: "site.api", Method: get, FR: "/api", EN: "/en/api", Who: web.Anyone, Do: apiPage(api)},
		{Name: "site.settings", Method: get, FR: "/reglages", EN: "/en/settings", Who: web.Holding(organisation.EditSettings), Do: settings},
		{Name: "site.save", Method: post, FR: "/reglages", EN: "/en/settings", Who: web.Holding(organisation.EditSettings), Do: save},
		{Name: "site.gallery", Method: get, FR: "/galerie", EN: "/en/gallery", Who: web.Anyone, Do: showGallery},
	}
}

// text is a page whose words are all in the locale files.
func text(name string, sections ...string) func(*web.Call) error {
	return func(c *web.Call) error {
		return c.Page(web.Page{Title: c.P.T("site." + name + ".title"), Width: ui.Narrow}, textPage(name, sections))
	}
}

// filled is a page that the host fills in.
func filled(name string, keys ...string) func(*web.Call) error {
	return func(c *web.Call) error {
		values := map[string]string{}
		for _, k := range keys {
			values[k] = c.Site.Settings.Get(c.Ctx(), k)
		}
		return c.Page(web.Page{Title: c.P.T("site." + name + ".title"), Width: ui.Narrow}, filledPage(name, keys, values))
	}
}

// data is the page of open data: formats, licences, vintages.
func data(c *web.Call) error {
	var vintages []territory.Vintage
	err := c.View(func(tx *store.Tx) (err error) {
		vintages, err = territory.Vintages(tx)
		return err
	})
	if err != nil {
		return err
	}
	return c.Page(web.Page{Title: c.P.T("site.data.title"), Section: "site.data", Feed: c.Href("place.atom")}, dataPage(vintages))
}

func settings(c *web.Call) error { return showSettings(c, nil, nil) }

func showSettings(c *web.Call, typed map[string]string, refusal error) error {
	values := map[string]string{}
	for _, k := range web.SettingKeys {
		values[k.Key] = c.Site.Settings.Get(c.Ctx(), k.Key)
		if v, ok := typed[k.Key]; ok {
			values[k.Key] = v
		}
	}
	if _, saved := typed[web.AddressSetting]; !saved && values[web.AddressSetting] == "" {
		values[web.AddressSetting] = c.PublicOrigin()
	}
	return c.Page(web.Page{Title: c.P.T("site.settings.title"), Width: ui.Narrow, Robots: "noindex", Status: web.StatusOf(refusal)}, settingsPage(values, refusal, form.NewSubmission()))
}

func save(c *web.Call) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	typed := map[string]string{}
	for _, k := range web.SettingKeys {
		if !v.Has(k.Key) {
			continue
		}
		typed[k.Key] = v.Text(k.Key)
		if k.Long {
			typed[k.Key] = v.Lines(k.Key)
		}
	}
	if err := c.Site.Settings.Save(c.Ctx(), c.Actor, typed); err != nil {
		return c.Again(err, func(refusal error) error { return showSettings(c, typed, refusal) })
	}
	c.Say("site.settings.saved")
	return c.Go("site.settings")
}

func showGallery(c *web.Call) error {
	return c.Page(web.Page{Title: c.P.T("site.gallery.title"), Robots: "noindex"}, gallery.Page())
}
