package store

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// lane is one SQLite connection with its prepared statements: SQLite would otherwise parse each text at each use. (pgx keeps
// statements by itself.) A lane is used by one goroutine at a time.
type lane struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

// statementLimit bounds a lane's memory; the program's fixed texts stay far below it. Texts beyond it are parsed at each use.
const statementLimit = 400

func newLane(ctx context.Context, pool *sql.DB) (*lane, error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &lane{conn, map[string]*sql.Stmt{}}, nil
}

func (l *lane) close() error {
	for _, st := range l.stmts {
		st.Close() //nolint:errcheck // the connection is closed next
	}
	return l.conn.Close()
}

// statement finds or prepares a statement; nil means "run the text itself".
func (l *lane) statement(query string) (*sql.Stmt, error) {
	if st := l.stmts[query]; st != nil || len(l.stmts) >= statementLimit {
		return st, nil
	}
	st, err := l.conn.PrepareContext(context.Background(), positional(query))
	if err == nil {
		l.stmts[query] = st
	}
	return st, err
}

func (l *lane) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := l.statement(query)
	if err != nil {
		return nil, err
	}
	if st == nil {
		return l.conn.ExecContext(ctx, positional(query), args...)
	}
	return st.ExecContext(ctx, args...)
}

func (l *lane) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := l.statement(query)
	if err != nil {
		return nil, err
	}
	if st == nil {
		return l.conn.QueryContext(ctx, positional(query), args...)
	}
	return st.QueryContext(ctx, args...)
}

// control runs BEGIN, COMMIT and their like, which never carry a request's context.
func (l *lane) control(query string) error {
	_, err := l.ExecContext(context.Background(), query)
	return err
}

// lanes are the readers. A lane is opened when all open ones are busy, and the one used last is used first, so that a quiet server keeps
// the memory of one or two.
type lanes struct {
	pool *sql.DB
	free chan struct{} // a token for each lane that may be in use

	mu   sync.Mutex
	idle []*lane
}

func newLanes(pool *sql.DB, most int) *lanes {
	l := &lanes{pool: pool, free: make(chan struct{}, most)}
	for range most {
		l.free <- struct{}{}
	}
	return l
}

// take waits for a lane until ctx ends or the database closes.
func (l *lanes) take(ctx context.Context, closed <-chan struct{}) (*lane, error) {
	select {
	case <-l.free:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-closed:
		return nil, errClosed
	}
	l.mu.Lock()
	if n := len(l.idle); n > 0 {
		last := l.idle[n-1]
		l.idle = l.idle[:n-1]
		l.mu.Unlock()
		return last, nil
	}
	l.mu.Unlock()
	// The lane outlives the request that opens it.
	made, err := newLane(context.WithoutCancel(ctx), l.pool)
	if err != nil {
		l.free <- struct{}{}
	}
	return made, err
}

func (l *lanes) give(x *lane) {
	l.mu.Lock()
	l.idle = append(l.idle, x)
	l.mu.Unlock()
	l.free <- struct{}{}
}

// rest closes the lanes that nobody uses.
func (l *lanes) rest() (err error) {
	l.mu.Lock()
	idle := l.idle
	l.idle = nil
	l.mu.Unlock()
	for _, x := range idle {
		err = errors.Join(err, x.close())
	}
	return err
}

// close waits for the lanes in use and closes all.
func (l *lanes) close() (err error) {
	for range cap(l.free) {
		<-l.free
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, x := range l.idle {
		err = errors.Join(err, x.close())
	}
	return err
}
