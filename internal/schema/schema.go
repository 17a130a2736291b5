// Package schema holds the migrations: common runs on both databases, sqlite and postgres on one of them, all in one numbering.
//
// Types are PostgreSQL's; SQLite takes any name. An instant is timestamptz, a day date, an id uuid, money bigint cents. Text that is
// compared byte by byte (codes, folded words, sort keys) is bytetext, so that both engines sort alike. What only a program
// reads as a whole (a place's sheet) is JSON in text.
package schema

import "embed"

// Files is the tree for store.Migrate.
//
//go:embed common/*.sql sqlite/*.sql postgres/*.sql
var Files embed.FS
