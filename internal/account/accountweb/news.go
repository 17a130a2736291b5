package accountweb

import (
	"mitoyen/internal/account"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/web"
	"mitoyen/internal/web/ui"
)

// stopNews shows a button: mail scanners follow links, and must not stop anything.
func stopNews(c *web.Call) error { return showStopNews(c, false) }

// stoppedNews answers the button, and a mail program that posts by itself (RFC 8058), which wants no redirection.
func stoppedNews(c *web.Call) error {
	err := c.Update(func(tx *store.Tx) error { return account.StopNews(tx, c.Path("key")) })
	if err != nil {
		return err
	}
	return showStopNews(c, true)
}

func showStopNews(c *web.Call, stopped bool) error {
	return c.Page(web.Page{Title: c.P.T("account.news.stop_title"), Width: ui.Narrow, Robots: "noindex"}, stopNewsPage(c.Path("key"), stopped))
}
