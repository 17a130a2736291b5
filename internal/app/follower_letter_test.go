package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/app"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/testkit"
)

// mailHouse runs a test with a real mail server, on each database.
func mailHouse(t *testing.T, f func(h *house, town *town, server *testkit.MailServer)) {
	t.Helper()
	for _, engine := range []store.Engine{store.SQLite, store.PostgreSQL} {
		t.Run(engine.String(), func(t *testing.T) {
			t.Parallel()
			server := testkit.Mail(t)
			where := ""
			if engine == store.PostgreSQL {
				where = testkit.PostgresURL(t, testkit.WithTerritory())
			} else {
				where = testkit.SQLitePath(t, testkit.WithTerritory())
			}
			h := openHouseWith(t, where, func(c *app.Config) {
				c.SMTP, c.From = server.SMTP, "gare@example.org"
				if engine == store.PostgreSQL {
					c.Data = t.TempDir()
				}
			})
			f(h, h.town(), server)
		})
	}
}

// edit changes the phone of a place, in somebody's name.
func (h *house) edit(who account.ID, which place.ID, phone string) {
	h.Helper()
	h.update(func(tx *store.Tx) error {
		by, err := organisation.Load(tx, who)
		if err != nil {
			return err
		}
		_, err = place.Edit(tx, by, place.EditRequest{Place: which, Facts: place.Facts{place.FPhone: phone}})
		return err
	})
}

// toMorning moves the clock to the next morning's letters, eight o'clock in Paris, and lets a round pass.
func (h *house) toMorning() {
	h.Helper()
	now := h.clock.Now()
	next := time.Date(now.Year(), now.Month(), now.Day(), 7, 0, 0, 0, time.UTC)
	if !next.After(now) {
		next = next.AddDate(0, 0, 1)
	}
	h.clock.Advance(next.Sub(now))
	testkit.Settled(h, h.DB)
	h.Round(h.Context())
	h.deliver()
}

// An authority follows La GARE and hears of it in the morning, once, in its language, and can stop it by one button.
func TestFollowerIsToldInTheMorning(t *testing.T) {
	t.Parallel()
	mailHouse(t, func(h *house, town *town, server *testkit.MailServer) {
		lea := h.signedIn("lea@example.org")
		lea.post("/lieux/la-gare/suivre", url.Values{"on": {"1"}})
		lea.post("/lieux/le-four-banal/suivre", url.Values{"on": {"1"}})
		h.signedIn("maryse@example.org").post("/lieux/la-gare/suivre", url.Values{"on": {"1"}})
		h.update(func(tx *store.Tx) error { return account.Rename(tx, town.lea.ID, "Léa", i18n.English) })
		h.toMorning()
		if n := server.Count(h, "lea@example.org"); n != 0 {
			h.Fatalf("nothing has changed, and %d letters came", n)
		}
		h.edit(town.maryse.ID, town.gare, "03 25 00 00 02")
		h.edit(town.maryse.ID, town.gare, "03 25 00 00 03")
		h.edit(town.nadia.ID, town.four, "02 54 00 00 01")
		h.update(func(tx *store.Tx) error {
			_, err := place.Propose(tx, organisation.Actor{}, place.ProposeRequest{Place: town.gare, Comment: "Seulement proposé"})
			return err
		})
		testkit.Settled(h, h.DB)
		h.Round(h.Context())
		h.deliver()
		if n := server.Count(h, "lea@example.org"); n != 0 {
			h.Fatalf("%d letters came before the morning", n)
		}
		h.toMorning()
		letter := server.To(h, "lea@example.org")
		for _, want := range []string{"Hello Léa", "La GARE\nhttp://example.com/en/places/la-gare\n", "Le Four banal\n", "maryse edited the sheet", "03 25 00 00 02", "03 25 00 00 03", "/en/places/la-gare/history"} {
			if !strings.Contains(strings.ReplaceAll(letter.Text, "\r\n", "\n"), want) {
				h.Errorf("the letter lacks %q:\n%s", want, letter.Text)
			}
		}
		if letter.Subject != "News of 2 places" || strings.Contains(letter.Text, "proposé") || letter.HTML != "" {
			h.Errorf("%q:\n%s", letter.Subject, letter.Text)
		}
		if n := server.Count(h, "maryse@example.org"); n != 0 {
			h.Error("Maryse is told what she did herself")
		}
		// Once a day, however often it is looked at, and by however many.
		h.edit(town.maryse.ID, town.gare, "03 25 00 00 04")
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() { h.Round(h.Context()) })
		}
		all.Wait()
		h.deliver()
		if n := server.Count(h, "lea@example.org"); n != 1 {
			h.Errorf("%d letters in one day", n)
		}
		testkit.Settled(h, h.DB)
		h.clock.Advance(24 * time.Hour)
		for range 4 {
			all.Go(func() { h.Round(h.Context()) })
		}
		all.Wait()
		h.deliver()
		if n := server.Count(h, "lea@example.org"); n != 2 {
			h.Fatalf("%d letters in two days", n)
		}

		stop := regexp.MustCompile(`http://example\.com(/en/letters/stop/\S+)`).FindStringSubmatch(letter.Text)
		if stop == nil || letter.ListUnsubscribe.Header != "<http://example.com"+stop[1]+">" || letter.ListUnsubscribe.HeaderPost != "List-Unsubscribe=One-Click" {
			h.Fatalf("it can't be stopped: %+v\n%s", letter.ListUnsubscribe, letter.Text)
		}
		h.edit(town.maryse.ID, town.gare, "03 25 00 00 05")
		testkit.Settled(h, h.DB)
		h.Round(h.Context()) // noted, and forgotten with the no
		anyone := h.visitor("a mail program")
		if got := anyone.get(stop[1]); got.StatusCode != http.StatusOK || !strings.Contains(got.text, `method="post"`) || len(h.rows(`SELECT id FROM person WHERE NOT wants_news`)) != 0 {
			h.Errorf("the link: %s", got.Status)
		}
		for range 2 {
			if got := anyone.post(stop[1], url.Values{"List-Unsubscribe": {"One-Click"}}); got.StatusCode != http.StatusOK || !strings.Contains(got.text, "They have stopped") {
				h.Errorf("the button: %s", got.Status)
			}
		}
		if got := anyone.post("/courriels/arreter/no-such-key", nil); got.StatusCode != http.StatusNotFound {
			h.Errorf("an unknown key: %s", got.Status)
		}
		h.toMorning()
		if n := server.Count(h, "lea@example.org"); n != 2 {
			h.Error("a letter came after they were stopped")
		}
		// Asked for again in her space; what happened meanwhile is not told.
		if got := lea.post("/mon-espace/nom", url.Values{"name": {"Léa"}, "lang": {"fr"}, "news": {"1"}}); got.StatusCode != http.StatusSeeOther {
			h.Fatal(got.Status)
		}
		h.toMorning()
		h.edit(town.maryse.ID, town.gare, "03 25 00 00 06")
		h.toMorning()
		if n := server.Count(h, "lea@example.org"); n != 3 {
			h.Fatalf("%d letters after she asked again", n)
		}
		if l := server.To(h, "lea@example.org"); l.Subject != "Du nouveau\u00a0: La GARE" || strings.Count(l.Text, "maryse a modifié la fiche") != 1 || !strings.Contains(l.Text, "00 00 06") {
			h.Errorf("%q:\n%s", l.Subject, l.Text)
		}
		// Unfollowed, and erased.
		h.edit(town.maryse.ID, town.gare, "03 25 00 00 07")
		testkit.Settled(h, h.DB)
		h.Round(h.Context())
		lea.post("/lieux/la-gare/suivre", url.Values{"on": {"0"}})
		h.toMorning()
		if n := server.Count(h, "lea@example.org"); n != 3 {
			h.Error("a letter came of a place that she left")
		}
		h.edit(town.nadia.ID, town.four, "02 54 00 00 02")
		testkit.Settled(h, h.DB)
		h.Round(h.Context())
		h.update(func(tx *store.Tx) error { return account.Erase(tx, town.lea.ID) })
		h.toMorning()
		if n := server.Count(h, "lea@example.org"); n != 3 || len(h.rows(`SELECT seq FROM place_news`)) != 0 {
			h.Error("an erased person is written to")
		}
	})
}
