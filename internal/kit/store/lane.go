package store

import (
	"context"
	"database/sql"
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
