package app

import (
	"context"
	"time"

	"mitoyen/internal/account"
	"mitoyen/internal/booking"
	"mitoyen/internal/booking/bookingweb"
	"mitoyen/internal/census/intake"
	"mitoyen/internal/convention"
	"mitoyen/internal/desk"
	"mitoyen/internal/kit/civil"
	"mitoyen/internal/kit/files"
	"mitoyen/internal/kit/jobs"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/membership"
	"mitoyen/internal/organisation"
	"mitoyen/internal/place"
	"mitoyen/internal/project"
	"mitoyen/internal/resource"
	"mitoyen/internal/survey"
	"mitoyen/internal/texting"
	"mitoyen/internal/webhook"
)

// round is how often what is due is looked at: every midnight of the world falls on a quarter of an hour.
const round = 15 * time.Minute

// Work runs the jobs, and a round at each quarter of an hour, until ctx ends. Several processes may do so.
func (a *App) Work(ctx context.Context) {
	go a.Runner.Run(ctx, 2)
	go a.takeTurns(ctx)
	go a.listen(ctx)
	go a.TellLent(ctx)
	for {
		a.Round(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(untilRound(a.DB.Now())):
		}
	}
}

// TellLent makes places be found for what they lent before search knew (place.SetLends), once, beside the first pages.
func (a *App) TellLent(ctx context.Context) {
	for last := (place.ID{}); ; {
		var err error
		if last, err = resource.TellPlaces(ctx, a.DB, last); err != nil && ctx.Err() == nil {
			a.Config.Log.Error("tell what places lend", "err", err)
		}
		if err != nil || last.IsZero() {
			return
		}
	}
}

// untilRound is how long it is to the next quarter of an hour, and a second.
func untilRound(now civil.Instant) time.Duration {
	t := now.Time()
	return t.Truncate(round).Add(round + time.Second).Sub(t)
}

// Round does what time has made due. Each chore finds out by itself whether there is anything to do; one that fails doesn't stop the others.
func (a *App) Round(ctx context.Context) {
	bookings := bookingweb.Letters{Site: a.Site, Post: a.post, Texts: a.texts}
	for _, chore := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"move mobile places", a.inOne(place.RollMobiles)},
		{"settle votes", a.inOne(place.SettleDue)},
		{"send letters to followers", a.Letters.Send},
		{"refuse what nobody answered", bookings.Lapse},
		{"tell teams that requests wait", bookings.Requests},
		{"note events for webhooks", a.TellHooks},
		{"sweep webhooks", a.inOne(webhook.Sweep)},
		{"letters about shifts", a.Shifts.Send},
		{"settle surveys", a.inOne(survey.Settle)},
		{"reminders about conventions", a.Promises.Send},
		{"forget old bookings", a.inOne(booking.ForgetOld)},
		{"sweep texts", a.inOne(texting.Sweep)},
		{"forget old reports", a.inOne(desk.ForgetOld)},
		{"sweep turns", a.inOne(desk.Sweep)},
		{"forget old members", a.inOne(membership.ForgetOld)},
		{"settle founding groups", a.inOne(project.Settle)},
		{"forget contacts of surveys", a.inOne(survey.ForgetContacts)},
		{"forget addresses of handovers", a.inOne(organisation.ForgetAddresses)},
		{"sweep accounts", a.inOne(account.Sweep)},
		{"sweep jobs", a.inOne(jobs.Sweep)},
		{"sweep files", a.sweepFiles},
		{"tidy the database", a.DB.Tidy},
	} {
		if err := chore.do(ctx); err != nil && ctx.Err() == nil {
			a.Config.Log.Error(chore.name, "err", err)
		}
	}
}

// inOne is a chore that takes one transaction.
func (a *App) inOne(do func(*store.Tx) error) func(context.Context) error {
	return func(ctx context.Context) error { return a.DB.Update(ctx, do) }
}

// sweepFiles knows everybody who refers to a file.
func (a *App) sweepFiles(ctx context.Context) error {
	gone, err := files.Sweep(ctx, a.DB, a.Files, place.DocumentHashes, project.DocumentHashes, resource.PhotoHashes, convention.FileHashes, intake.FileHashes)
	if gone > 0 {
		a.Config.Log.Info("files that nothing referred to are gone", "files", gone)
	}
	return err
}
