package store

// Waiting tells how many updates wait for the writer of SQLite, so that a test can fill a group before it runs.
func (db *DB) Waiting() int { return len(db.group.queue) }
