package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// A commit on SQLite costs one fsync, and everything else is noise beside it. So updates that wait for the writer form a group:
// one transaction in which each member runs in a savepoint of its own, one after the other, and one COMMIT answers them all.
//
// A member's fate is its own:
//   - it fails, panics or leaves: its savepoint is rolled back, the others go on;
//   - its context ends: the same; the group's statements never carry a request's context, since an expired one would take the
//     whole transaction down with it;
//   - the engine gives up the whole transaction (a full disk does that) or the COMMIT fails: nothing of the group was kept, so each
//     member is run again, alone, and has the outcome that it would have had by itself.
//
// Members run on their own goroutine: the writer hands them the turn and waits. A panic so rises where it belongs.
//
// Where nobody waits and nobody did a moment ago, the member doesn't queue: it takes the connection and runs alone, which saves four changes
// of goroutine.
type group struct {
	db      *DB
	writing sync.Mutex // held by whoever uses the lane
	lane    *lane
	queue   chan *member
	ended   sync.WaitGroup

	mu     sync.RWMutex // held for reading while a member enters the queue
	closed bool

	taken   atomic.Bool // the first of the next group has left the queue and waits for the lane
	crowded atomic.Bool // the last group had several members: there is a crowd, which does best to queue

	commits, members atomic.Int64
}

// groupLimit bounds how long the first member of a group can wait for the last.
const groupLimit = 64

var errClosed = errors.New("the database is closed")

// member is one call of Update that waits for its turn.
type member struct {
	ctx  context.Context
	turn chan *Tx      // the writer gives the turn
	ran  chan error    // the member gives it back, with what its function said
	done chan error    // the final word, after the COMMIT
	left chan struct{} // closed when the member gave up before its turn
}

// errLeft is what a member reports that panicked or ended its goroutine: it is rolled back, and nobody waits for the answer.
var errLeft = errors.New("the function did not return")

func newGroup(db *DB) (*group, error) {
	l, err := newLane(context.Background(), db.write)
	if err != nil {
		return nil, err
	}
	g := &group{db: db, lane: l, queue: make(chan *member, 1024)}
	g.ended.Add(1)
	go g.work()
	return g, nil
}

// stop answers the members that wait and gives the connection back.
func (g *group) stop() error {
	g.mu.Lock()
	g.closed = true
	close(g.queue)
	g.mu.Unlock()
	g.ended.Wait()
	g.writing.Lock() // and never given back: whoever comes after queues, and is refused
	return g.lane.close()
}

func (g *group) enter(m *member) error {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.closed {
		return errClosed
	}
	select {
	case g.queue <- m:
		return nil
	case <-m.ctx.Done():
		return m.ctx.Err()
	}
}

// update is Update on SQLite, as seen from the member.
func (g *group) update(ctx context.Context, fn func(*Tx) error) error {
	if len(g.queue) == 0 && !g.taken.Load() && !g.crowded.Load() && g.writing.TryLock() {
		tx, err := g.atOnce(ctx, fn)
		if err == nil {
			tx.committed()
		}
		return err
	}
	return g.inTurn(ctx, fn)
}

// atOnce runs a function in a transaction of its own, on its own goroutine, and gives the lane back.
func (g *group) atOnce(ctx context.Context, fn func(*Tx) error) (tx *Tx, err error) {
	defer g.writing.Unlock()
	if err := g.lane.control("BEGIN IMMEDIATE"); err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	kept := false
	defer func() { // also when the function panics or leaves
		if !kept {
			g.lane.control("ROLLBACK") //nolint:errcheck // often it is gone already
		}
	}()
	tx = g.tx()
	if err := outcome(ctx, tx, fn); err != nil {
		return nil, err
	}
	if err := g.lane.control("COMMIT"); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	kept = true
	g.commits.Add(1)
	g.members.Add(1)
	return tx, nil
}

func (g *group) inTurn(ctx context.Context, fn func(*Tx) error) error {
	m := &member{ctx: ctx, turn: make(chan *Tx), ran: make(chan error), done: make(chan error, 1), left: make(chan struct{})}
	if err := g.enter(m); err != nil {
		return err
	}
	var last *Tx
	gone := ctx.Done()
	for {
		select {
		case last = <-m.turn:
			m.run(last, fn)
			gone = nil // from here on the writer has the word, and answers soon
		case err := <-m.done:
			if err == nil {
				last.committed()
			}
			return err
		case <-gone:
			close(m.left)
			return ctx.Err()
		}
	}
}

// run calls the function and gives the turn back, whatever happens in it.
func (m *member) run(tx *Tx, fn func(*Tx) error) {
	err := errLeft
	defer func() { m.ran <- err }()
	err = outcome(m.ctx, tx, fn)
}

// outcome runs the function: what it says, or that one of its statements failed, or that its context ended meanwhile.
func outcome(ctx context.Context, tx *Tx, fn func(*Tx) error) error {
	if err := fn(tx); err != nil {
		return err
	}
	if tx.failed != nil {
		return tx.failed
	}
	return ctx.Err()
}

func (g *group) tx() *Tx {
	return &Tx{Now: g.db.Now(), ctx: context.Background(), raw: g.lane, db: g.db}
}

func (g *group) work() {
	defer g.ended.Done()
	for first := range g.queue {
		g.taken.Store(true)
		// Those just answered are about to write again: let them reach the queue, or every group is half a group.
		runtime.Gosched()
		g.writing.Lock()
		all := g.gather(first)
		g.taken.Store(false)
		g.crowded.Store(len(all) > 1)
		g.together(all)
		g.writing.Unlock()
	}
}

// gather takes the members that wait already.
func (g *group) gather(first *member) []*member {
	all := []*member{first}
	for len(all) < groupLimit {
		select {
		case m, open := <-g.queue:
			if !open {
				return all
			}
			all = append(all, m)
		default:
			return all
		}
	}
	return all
}

// together runs the members in one transaction, and each alone when that one was lost.
func (g *group) together(all []*member) {
	if len(all) == 1 {
		g.alone(all[0])
		return
	}
	outcome := make([]error, len(all))
	if err := g.lane.control("BEGIN IMMEDIATE"); err != nil {
		g.eachAlone(all)
		return
	}
	for i, m := range all {
		if err := g.lane.control("SAVEPOINT member"); err != nil {
			g.lost(all, outcome)
			return
		}
		outcome[i] = g.give(m)
		if outcome[i] != nil {
			if g.lane.control("ROLLBACK TO member") != nil {
				g.lost(all, outcome)
				return
			}
		}
		// This fails when the transaction is gone, whatever the member thinks of its fate.
		if g.lane.control("RELEASE member") != nil {
			g.lost(all, outcome)
			return
		}
	}
	if err := g.lane.control("COMMIT"); err != nil {
		g.lost(all, outcome)
		return
	}
	g.commits.Add(1)
	g.members.Add(int64(len(all)))
	for i, m := range all {
		m.done <- outcome[i]
	}
}

// lost is called when nothing of the group was kept. Members that left have had their answer.
func (g *group) lost(all []*member, outcome []error) {
	g.lane.control("ROLLBACK") //nolint:errcheck // often it is gone already
	var again []*member
	for i, m := range all {
		if !errors.Is(outcome[i], errLeft) {
			again = append(again, m)
		}
	}
	g.eachAlone(again)
}

func (g *group) eachAlone(all []*member) {
	for _, m := range all {
		g.alone(m)
	}
}

// alone runs one member in a transaction of its own.
func (g *group) alone(m *member) {
	if err := g.lane.control("BEGIN IMMEDIATE"); err != nil {
		m.done <- fmt.Errorf("begin: %w", err)
		return
	}
	err := g.give(m)
	if err == nil {
		if err = g.lane.control("COMMIT"); err == nil {
			g.commits.Add(1)
			g.members.Add(1)
			m.done <- nil
			return
		}
		err = fmt.Errorf("commit: %w", err)
	}
	g.lane.control("ROLLBACK") //nolint:errcheck // often it is gone already
	m.done <- err
}

// give hands the turn to a member and waits until it hands it back.
func (g *group) give(m *member) error {
	if err := m.ctx.Err(); err != nil {
		return err
	}
	select {
	case m.turn <- g.tx():
		return <-m.ran
	case <-m.left:
		return m.ctx.Err()
	}
}

// Commits tells how many commits were made for how many updates since the start: the measure of grouping. SQLite only.
func (db *DB) Commits() (commits, updates int64) {
	if db.group == nil {
		return 0, 0
	}
	return db.group.commits.Load(), db.group.members.Load()
}
