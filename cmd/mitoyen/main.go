// Command mitoyen runs an instance: a directory of third places, in one program with its database inside.
//
//	mitoyen demo      a throw-away instance with real data, to look around
//	mitoyen serve     an instance for real use
//
// Every command answers to --help. The names of commands and flags are stable.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // a place's clock must not depend on what the machine has installed

	"github.com/alecthomas/kong"
)

// cli is every command. The environment can stand in for the flags that name where things are.
type cli struct {
	Demo      demoCmd      `cmd:"" help:"Run a throw-away instance with real data and sign-in links for each role."`
	Serve     serveCmd     `cmd:"" help:"Run an instance: SQLite in a data folder, or PostgreSQL."`
	Import    importCmd    `cmd:"" help:"Read a file into the instance."`
	Export    exportCmd    `cmd:"" help:"Write open data to standard output."`
	User      userCmd      `cmd:"" help:"Help people who can't get in."`
	Territory territoryCmd `cmd:"" help:"Communes, EPCI, départements, régions."`
}

// storage is where an instance keeps its data.
type storage struct {
	Data     string `help:"Folder of the database, of files and of letters." default:"mitoyen-data" env:"MITOYEN_DATA" placeholder:"DIR"`
	Database string `help:"postgres:// address, instead of SQLite in the data folder." env:"MITOYEN_DATABASE" placeholder:"URL"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	reserve(50) // small machines: half the heap in reserve instead of as much again
	var c cli
	k := kong.Parse(&c, kong.Name("mitoyen"), kong.Description("The free operating system of third places. Le système libre des tiers-lieux."),
		kong.UsageOnError(), kong.BindTo(ctx, (*context.Context)(nil)))
	if err := k.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "mitoyen:", err)
		stop()
		os.Exit(1)
	}
}

// reserve sets how many percent of the heap may be garbage before it is collected, unless the environment says it.
func reserve(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}
