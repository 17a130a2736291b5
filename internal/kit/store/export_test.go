package store

// Waiting tells how many updates wait for the writer of SQLite, so that a test can fill a group before it runs.
func (db *DB) Waiting() int {
	n := len(db.group.queue)
	if db.group.taken.Load() {
		n++
	}
	return n
}
