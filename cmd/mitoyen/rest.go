package main

import (
	"context"
	"runtime/debug"

	"mitoyen/internal/app"
)

// rest gives back the memory that starting needed and serving doesn't: all places were read, every sentence, each package's tables.
func rest(ctx context.Context, a *app.App) {
	_ = a.DB.Rest(ctx) // whoever fails to rest works on
	debug.FreeOSMemory()
	leaveProgramPages()
}
