package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"mitoyen/internal/app"
	"mitoyen/internal/kit/i18n"
	"mitoyen/internal/organisation"
)

type serveCmd struct {
	storage
	Listen string `help:"Address to answer on; port 0 takes any that is free." default:"127.0.0.1:8080" env:"MITOYEN_LISTEN" placeholder:"HOST:PORT"`
	SMTP   string `help:"Mail server, smtp://user:password@host:587. Without one, letters are written into the data folder." env:"MITOYEN_SMTP" placeholder:"URL"`
	gateway
	From  string `help:"Sender of letters." env:"MITOYEN_FROM" placeholder:"ADDRESS"`
	Site  string `help:"Address at which people reach the site; the links in letters lead there. Without one, to the address in the instance's settings." env:"MITOYEN_SITE" placeholder:"URL"`
	HTTPS bool   `help:"The site is reached by HTTPS: cookies are sent by it alone." env:"MITOYEN_HTTPS"`
}

// gateway is how the program reaches others: where texts go, and whom webhooks may call. Its secret is no flag: whoever lists the machine's processes would read it.
type gateway struct {
	SMS        string `help:"Gateway of text messages, ovh://eu.api.ovh.com/1.0/SERVICE?sender=NAME or https://HOST/PATH; its secret is in $MITOYEN_SMS_KEY or a file. Without one no texts are sent; see docs/sms.md." env:"MITOYEN_SMS" placeholder:"URL"`
	SMSKeyFile string `help:"File with the secret of the gateway." env:"MITOYEN_SMS_KEY_FILE" placeholder:"FILE"`

	WebhooksInside bool `help:"Let webhooks call this machine and its network, and without TLS: for tests, and for a house that hosts both programs. Every manager of an organisation can then reach them." env:"MITOYEN_WEBHOOKS_INSIDE"`
}

func (g gateway) key() (string, error) {
	if g.SMSKeyFile == "" {
		return os.Getenv("MITOYEN_SMS_KEY"), nil
	}
	text, err := os.ReadFile(g.SMSKeyFile)
	if err != nil {
		return "", fmt.Errorf("secret of the SMS gateway: %w", err)
	}
	return strings.TrimSpace(string(text)), nil
}

func (c *serveCmd) Run(ctx context.Context) error {
	reserve(200) // a third of the first page's time went into collecting garbage
	key, err := c.key()
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Config{Data: c.Data, Database: c.Database, SMTP: c.SMTP, SMS: c.SMS, SMSKey: key, HooksInside: c.WebhooksInside, From: c.From, Address: c.Site, Secure: c.HTTPS})
	if err != nil {
		return err
	}
	defer a.Close() //nolint:errcheck // the program ends
	l, address, err := app.Listen(c.Listen)
	if err != nil {
		return err
	}
	if err := a.Prepare(ctx, progressBar("communes")); err != nil {
		return err
	}
	fmt.Println(address + "/")
	first, err := a.FirstRunPath(ctx)
	if err != nil {
		return err
	}
	switch {
	case first == "" && a.Site.LetterOrigin(ctx) == "":
		fmt.Println("Les liens des courriels mènent à / links in letters lead to: " + address + " (--site, ou / or " + address + a.Site.Href(i18n.French, "site.settings") + ")")
	case first != "":
		fmt.Println("Ouvrez votre lieu en cinq minutes / open your place in five minutes: " + address + first)
	}
	time.AfterFunc(2*time.Second, func() {
		reserve(100)
		rest(ctx, a)
	})
	return a.Serve(ctx, l)
}

type demoCmd struct {
	Listen   string `help:"Address to answer on; port 0 takes any that is free." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Data     string `help:"Folder to keep the demonstration in; a temporary one that is removed at the end, by default." placeholder:"DIR"`
	Database string `help:"postgres:// address of an empty database, instead of SQLite." placeholder:"URL"`
	SMTP     string `help:"Mail server; without one, letters are written into the data folder." placeholder:"URL"`
	gateway
}

func (c *demoCmd) Run(ctx context.Context) error {
	dir := c.Data
	if dir == "" {
		tmp, err := os.MkdirTemp("", "mitoyen-demo-*")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp) //nolint:errcheck // throw-away
		dir = tmp
	}
	l, address, err := app.Listen(c.Listen)
	if err != nil {
		return err
	}
	defer l.Close() //nolint:errcheck // Serve closes it
	a, people, err := c.open(ctx, dir)
	if err != nil {
		return err
	}
	defer a.Close() //nolint:errcheck // the program ends
	tell(l, address, a, people)
	return a.Serve(ctx, l)
}

func (c *demoCmd) open(ctx context.Context, dir string) (*app.App, []app.DemoPerson, error) {
	key, err := c.key()
	if err != nil {
		return nil, nil, err
	}
	a, err := app.Open(ctx, app.Config{Data: dir, Database: c.Database, SMTP: c.SMTP, SMS: c.SMS, SMSKey: key, HooksInside: c.WebhooksInside, Demo: true, Fast: c.Data == ""})
	if err != nil {
		return nil, nil, err
	}
	if err := a.Prepare(ctx, progressBar("communes")); err != nil {
		return nil, nil, err
	}
	bar := progressBar("places")
	people, err := a.Demo(ctx, app.DemoWeeks, func(done, total int64) { bar(int(done), int(total)) })
	rest(ctx, a)
	return a, people, err
}

// tell prints where to go and how to come in as each role.
func tell(l net.Listener, address string, a *app.App, people []app.DemoPerson) {
	_ = l
	p := a.Site.Catalog.In(i18n.French)
	fmt.Println()
	fmt.Println(address + "/")
	fmt.Println()
	for _, x := range people {
		fmt.Printf("  %-10s %-24s %s%s\n", x.Name, p.T("role."+string(x.Role)), address, x.Link)
	}
	fmt.Println()
}

type userCmd struct {
	Link    userLinkCmd    `cmd:"" help:"Print a link that signs somebody in, when mail fails. It works once, for a day."`
	Appoint userAppointCmd `cmd:"" help:"Give somebody roles in the whole instance."`
}

type userLinkCmd struct {
	storage
	Email string `arg:"" help:"Address of the person."`
	Site  string `help:"Address of the site, for the link." default:"http://127.0.0.1:8080" placeholder:"URL"`
}

func (c *userLinkCmd) Run(ctx context.Context) error {
	return with(ctx, c.storage, func(a *app.App) error {
		path, err := a.SignInPath(ctx, c.Email, "")
		if err == nil {
			fmt.Println(strings.TrimSuffix(c.Site, "/") + path)
		}
		return err
	})
}

type userAppointCmd struct {
	storage
	Email string   `arg:"" help:"Address of the person."`
	Role  []string `arg:"" help:"coordinator or administrator." enum:"coordinator,administrator"`
}

func (c *userAppointCmd) Run(ctx context.Context) error {
	return with(ctx, c.storage, func(a *app.App) error {
		var roles []organisation.Role
		for _, r := range c.Role {
			roles = append(roles, organisation.Role(r))
		}
		return a.Appoint(ctx, c.Email, roles...)
	})
}

// with opens an instance for one command.
func with(ctx context.Context, s storage, do func(*app.App) error) error {
	a, err := app.Open(ctx, app.Config{Data: s.Data, Database: s.Database})
	if err != nil {
		return err
	}
	defer a.Close() //nolint:errcheck // the program ends
	if err := a.Prepare(ctx, progressBar("communes")); err != nil {
		return err
	}
	return do(a)
}
