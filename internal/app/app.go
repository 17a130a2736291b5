// Package app is the only wiring: which database, which routes, which jobs. Nothing else knows all the parts.
package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"mitoyen/internal/account/accountweb"
	"mitoyen/internal/api"
	"mitoyen/internal/booking"
	"mitoyen/internal/booking/bookingapi"
	"mitoyen/internal/booking/bookingweb"
	"mitoyen/internal/census/censusweb"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/convention/conventionweb"
	"mitoyen/internal/desk/deskweb"
	"mitoyen/internal/kit/files"
	"mitoyen/internal/kit/hook"
	"mitoyen/internal/kit/jobs"
	"mitoyen/internal/kit/mail"
	"mitoyen/internal/kit/sms"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/locale"
	"mitoyen/internal/membership/membershipapi"
	"mitoyen/internal/membership/membershipweb"
	"mitoyen/internal/network/networkweb"
	"mitoyen/internal/observatory/observatoryweb"
	"mitoyen/internal/opening"
	"mitoyen/internal/organisation"
	"mitoyen/internal/organisation/organisationweb"
	"mitoyen/internal/place"
	"mitoyen/internal/place/placeapi"
	"mitoyen/internal/place/placeweb"
	"mitoyen/internal/project/projectweb"
	"mitoyen/internal/resource/resourceapi"
	"mitoyen/internal/resource/resourceweb"
	"mitoyen/internal/schema"
	"mitoyen/internal/shift/shiftweb"
	"mitoyen/internal/survey/surveyweb"
	"mitoyen/internal/territory"
	"mitoyen/internal/texting"
	"mitoyen/internal/web"
	"mitoyen/internal/web/siteweb"
	"mitoyen/internal/web/ui"
	"mitoyen/internal/webhook"
	"mitoyen/internal/webhook/webhookweb"
)

// Config is how one instance is run.
type Config struct {
	Data     string // folder of the SQLite file, of uploaded files and of letters that no server takes
	Database string // postgres:// URL; "" for SQLite in the data folder
	SMTP     string // smtp://user:password@host:587; "" writes letters into the data folder
	From     string // sender of letters
	Address  string // of the site, https://host; "" leaves it to the settings, see web.Site.LetterOrigin
	SMS      string // address of the gateway of texts, see sms.Gateway; "" sends none
	SMSKey   string // by which the gateway knows us

	// HooksInside lets webhooks call this machine and its network, and without TLS: for tests, and for who hosts both programs.
	HooksInside bool

	Secure bool // cookies for HTTPS alone
	Demo   bool
	Fast   bool // throw-away data: no fsync
	Clock  func() time.Time
	Log    *slog.Logger
}

// App is a running instance.
type App struct {
	Config  Config
	DB      *store.DB
	Files   files.Store
	Site    *web.Site
	API     *api.Shell
	Runner  *jobs.Runner
	Atlas   *place.Atlas
	Imports *intake.Imports
	Letters placeweb.Letters
	Shifts  shiftweb.Letters

	Promises conventionweb.Letters

	post    *mail.Post
	texts   *texting.Post
	hooks   *webhook.Post
	schools atomic.Pointer[opening.SchoolCalendar]
}

// Open opens the database, brings its schema up to date and wires the parts. Close ends it.
func Open(ctx context.Context, c Config) (*App, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	where := c.Database
	if where == "" {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return nil, fmt.Errorf("data folder: %w", err)
		}
		where = filepath.Join(c.Data, "mitoyen.db")
	}
	db, err := store.Open(ctx, where, store.Options{Clock: c.Clock, Fast: c.Fast})
	if err != nil {
		return nil, err
	}
	if err := store.Migrate(ctx, db, schema.Files); err != nil {
		return nil, err
	}
	catalog, err := locale.Load()
	if err != nil {
		return nil, err
	}
	sender, err := c.sender()
	if err != nil {
		return nil, err
	}
	a := &App{Config: c, DB: db, Files: files.Folder{Dir: filepath.Join(c.Data, "files")}}
	a.Runner = jobs.NewRunner(db, c.Log)
	a.Atlas = place.NewAtlas(db, a.schools.Load)
	a.Imports = intake.NewImports(db, a.Files, a.Runner, catalog)
	post := mail.NewPost(a.Runner, sender)
	gateway, err := c.gateway()
	if err != nil {
		return nil, err
	}
	texts := texting.NewPost(db, a.Runner, gateway)

	a.hooks = webhook.NewPost(db, a.Runner, hook.New(c.HooksInside))

	s := web.NewSite(db, catalog, c.Log, c.Secure)
	s.Demo, s.Address = c.Demo, strings.TrimSuffix(c.Address, "/")
	s.Mount("GET /static/", ui.Static())
	s.Mount("GET /desk-worker.js", ui.DeskWorker())
	s.Mount("GET /healthz", healthz(db))
	s.Add(accountweb.Pages{Post: post}.Routes()...)
	s.Add(placeweb.Pages{Atlas: a.Atlas, Files: a.Files, Schools: a.schools.Load}.Routes()...)
	s.Add(bookingweb.Pages{Post: post, Texts: texts, Schools: a.schools.Load}.Routes()...)
	counter := deskweb.Pages{Secure: c.Secure, Schools: a.schools.Load, Noted: func(ctx context.Context, tx *store.Tx, which booking.ID, what string) error {
		return bookingweb.Letters{Site: s, Post: post, Texts: texts}.LeftBy(ctx, tx, which, what)
	}}
	s.Desk = counter.Door
	s.Add(counter.Routes()...)
	s.Add(censusweb.Pages{Imports: a.Imports}.Routes()...)
	s.Add(organisationweb.Pages{Post: post}.Routes()...)
	s.Add(membershipweb.Routes()...)
	s.Add(networkweb.Pages{Post: post}.Routes()...)
	s.Add(projectweb.Pages{Post: post, Files: a.Files}.Routes()...)
	s.Add(conventionweb.Pages{Post: post, Files: a.Files, Schools: a.schools.Load}.Routes()...)
	s.Add(resourceweb.Pages{Files: a.Files}.Routes()...)
	s.Add(shiftweb.Pages{Schools: a.schools.Load}.Routes()...)
	s.Add(observatoryweb.Pages{Atlas: a.Atlas}.Routes()...)
	s.Add(surveyweb.AskRoutes(c.Secure)...)
	s.Add(surveyweb.RunRoutes(post)...)
	s.Add(webhookweb.Pages{Hooks: a.hooks}.Routes()...)
	a.hooks.Failing = webhookweb.Letters{Site: s, Post: post}.Failing
	a.API = &api.Shell{DB: db, Catalog: catalog, Log: c.Log, Origin: s.OriginOf, Href: s.Href, Address: web.AddressOf, Say: booking.Say, Rooms: []func(*api.Shell){
		placeapi.Rooms{Atlas: a.Atlas, Schools: a.schools.Load}.Add,
		resourceapi.Rooms{Schools: a.schools.Load}.Add,
		bookingapi.Rooms{Schools: a.schools.Load, Letters: bookingweb.Letters{Site: s, Post: post, Texts: texts}}.Add,
		membershipapi.Add,
	}}
	s.Mount(api.Mount, a.API)
	s.Add(siteweb.Routes(a.API.OpenAPI)...)
	s.Nav("place.search", "place.map", "place.propose")
	s.TeamNav(
		web.TeamLink{Route: "desk.day", Act: organisation.RunDesk, Below: []string{"desk."}},
		web.TeamLink{Route: "plan.day", Act: organisation.RunDesk, Below: []string{"plan."}},
		web.TeamLink{Route: "desk.bookings", Act: organisation.RunDesk, Below: []string{"desk.booking", "desk.picked", "desk.change", "desk.do_picked", "booking.requests", "booking.answer"}},
		web.TeamLink{Route: "shift.all", Act: organisation.HoldShifts, Below: []string{"shift."}},
		web.TeamLink{Route: "member.all", Act: organisation.KeepMembers, Below: []string{"member."}},
		web.TeamLink{Route: "resource.all", Act: organisation.KeepResources, Below: []string{"resource.", "agreement.", "closure.", "texting.", "webhook.", "booking.trial"}},
	)
	a.post, a.texts = post, texts
	a.Site, a.Letters = s, placeweb.Letters{Site: s, Post: post}
	a.Promises = conventionweb.Letters{Site: s, Post: post, Schools: a.schools.Load}
	a.Shifts = shiftweb.Letters{Site: s, Post: post, Schools: a.schools.Load}
	return a, nil
}

func (c Config) sender() (mail.Sender, error) {
	from := c.From
	if from == "" {
		from = "mitoyen@localhost.localdomain"
	}
	if c.SMTP != "" {
		return mail.NewSMTP(c.SMTP, from)
	}
	return mail.Folder{Dir: filepath.Join(c.Data, "mail"), From: from}, nil
}

// gateway is where texts go: nowhere unless somebody said so, but a demonstration shows them.
func (c Config) gateway() (sms.Sender, error) {
	switch {
	case c.SMS != "":
		return sms.Gateway(c.SMS, c.SMSKey)
	case c.Demo:
		return sms.Folder{Dir: filepath.Join(c.Data, "sms")}, nil
	}
	return nil, nil
}

// Prepare loads what every instance needs before its first page: the communes, once, and the school holidays as far as they are known.
func (a *App) Prepare(ctx context.Context, progress func(done, total int)) error {
	if err := territory.EnsureLoaded(ctx, a.DB, progress); err != nil {
		return fmt.Errorf("load communes: %w", err)
	}
	return a.loadSchools(ctx)
}

func (a *App) loadSchools(ctx context.Context) error {
	var periods []opening.Period
	err := a.DB.View(ctx, func(tx *store.Tx) error {
		known, err := territory.SchoolHolidays(tx)
		for _, h := range known {
			periods = append(periods, opening.Period{Zone: opening.SchoolZone(h.Zone), Name: h.Name, First: h.First, Last: h.Last})
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("load school holidays: %w", err)
	}
	cal, err := opening.NewSchoolCalendar(periods)
	if err != nil {
		return err
	}
	a.schools.Store(cal)
	return nil
}

// Close ends the instance.
func (a *App) Close() error { return a.DB.Close() }
