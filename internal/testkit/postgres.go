package testkit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// PostgresURL makes a fresh, migrated PostgreSQL database and returns its address, without opening it. It is dropped after the test.
func PostgresURL(t testing.TB, opts ...Option) string {
	t.Helper()
	c, err := theCluster()
	if err != nil {
		t.Fatal(err)
	}
	from, err := c.template(settings(opts).template)
	if err != nil {
		t.Fatalf("make the PostgreSQL template: %v", err)
	}
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), databases.Add(1))
	if err := c.do("CREATE DATABASE " + name + " TEMPLATE " + from + " STRATEGY FILE_COPY"); err != nil {
		t.Fatalf("copy the PostgreSQL template: %v", err)
	}
	t.Cleanup(func() {
		if err := c.do("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return c.address(name)
}

var databases atomic.Int64

// cluster is the PostgreSQL server of the tests.
type cluster struct {
	url       *url.URL
	admin     *sql.DB
	templates sync.Map // template name → func() (string, error)
}

var theCluster = sync.OnceValues(openCluster)

const noCluster = "PostgreSQL is not running for the tests: run `make test`, or `tools/postgres.sh start` before `go test`"

func openCluster() (*cluster, error) {
	at := os.Getenv("MITOYEN_TEST_POSTGRES")
	if at == "" {
		text, err := os.ReadFile(filepath.Join(repository(), ".cache", "postgres.url"))
		if err != nil {
			return nil, errors.New(noCluster)
		}
		at = strings.TrimSpace(string(text))
	}
	u, err := url.Parse(at)
	if err != nil {
		return nil, fmt.Errorf("read the address of PostgreSQL: %w", err)
	}
	admin, err := sql.Open("pgx", at)
	if err != nil {
		return nil, err
	}
	admin.SetMaxOpenConns(4)
	admin.SetMaxIdleConns(2)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := admin.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("%s (%w)", noCluster, err)
	}
	return &cluster{url: u, admin: admin}, nil
}

// repository is the folder that holds go.mod, upwards from the test's own.
func repository() string {
	dir, err := os.Getwd()
	if err != nil {
		return "."
	}
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}

func (c *cluster) address(database string) string {
	u := *c.url
	u.Path = "/" + database
	return u.String()
}

// do runs a statement about databases. PostgreSQL refuses for a moment while another session has just left the template.
func (c *cluster) do(statement string) error {
	for try := 1; ; try++ {
		_, err := c.admin.ExecContext(context.Background(), statement)
		var pg *pgconn.PgError
		if err == nil || try == 20 || !errors.As(err, &pg) || pg.Code != "55006" {
			return err
		}
		time.Sleep(time.Duration(try) * 10 * time.Millisecond)
	}
}

func (c *cluster) template(tp template) (string, error) {
	once, _ := c.templates.LoadOrStore(tp.name, sync.OnceValues(func() (string, error) { return c.makeTemplate(tp) }))
	return once.(func() (string, error))()
}

// makeTemplate finds or makes a template database. An advisory lock keeps other processes from doing the same work; a template
// counts once it is marked as one, so that a killed test leaves no half of one.
func (c *cluster) makeTemplate(tp template) (string, error) {
	hash, err := tp.hash()
	if err != nil {
		return "", err
	}
	name := "mitoyen_t_" + tp.name + "_" + hash
	ctx := context.Background()
	conn, err := c.admin.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer conn.Close() //nolint:errcheck // back to the pool
	key := fnv.New64a()
	key.Write([]byte(name)) //nolint:errcheck // never fails
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(key.Sum64())); err != nil {
		return "", err
	}
	defer conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", int64(key.Sum64())) //nolint:errcheck // the session's end unlocks too
	var ready bool
	err = conn.QueryRowContext(ctx, "SELECT count(*) = 1 FROM pg_database WHERE datname = $1 AND datistemplate", name).Scan(&ready)
	if err != nil || ready {
		return name, err
	}
	if err := c.do("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)"); err != nil {
		return "", err
	}
	if err := c.do("CREATE DATABASE " + name); err != nil {
		return "", err
	}
	if err := tp.build(c.address(name)); err != nil {
		return "", err
	}
	return name, c.do("ALTER DATABASE " + name + " WITH IS_TEMPLATE true ALLOW_CONNECTIONS false")
}
