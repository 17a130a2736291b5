package archtest

import (
	"strings"
	"testing"
)

func TestWhoMayImportWhom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, to string
		want     string // part of the reason; "" when it may
	}{
		{"cmd/mitoyen", "internal/app", ""},
		{"internal/app", "internal/place/placeweb", ""},
		{"internal/app", "internal/schema", ""},
		{"internal/place/placeweb", "internal/place", ""},
		{"internal/place/placeweb", "internal/territory", ""},
		{"internal/place/placeweb", "internal/web/ui", ""},
		{"internal/web", "internal/account", ""},
		{"internal/place", "internal/territory", ""},
		{"internal/place", "internal/kit/store", ""},
		{"internal/census", "internal/place", ""},
		{"internal/locale", "internal/kit/i18n", ""},
		{"internal/testkit", "internal/territory", ""},

		{"internal/app", "cmd/mitoyen", "calls go down"},
		{"internal/place", "internal/app", "calls go down"},
		{"internal/place", "internal/place/placeweb", "calls go down"},
		{"internal/place", "internal/web", "calls go down"},
		{"internal/web", "internal/accountweb", "calls go down"},
		{"internal/kit/search", "internal/place", "calls go down"},
		{"internal/kit/i18n", "internal/locale", "calls go down"},
		{"internal/schema", "internal/locale", "resources know kit alone"},
		{"internal/territory", "internal/place", "its rank is lower"},
		{"internal/place", "internal/census", "its rank is lower"},
		{"internal/opening", "internal/place", "its rank is lower"},
		{"internal/placeweb", "internal/accountweb", "an edge never imports another"},
		{"internal/place/placeapi", "internal/place/placeweb", "an edge never imports another"},
		{"internal/place/placeweb", "internal/api", "pages stand on web"},
		{"internal/web", "internal/api", "know nothing of each other"},
		{"internal/web/ui", "internal/place", "knows no domain"},
		{"internal/place", "internal/testkit", "only tests"},
		{"internal/cantine", "internal/kit/id", "no place in the plan"},
		{"internal/place", "internal/cantine", "no place in the plan"},

		{"internal/place", "net/http", "nothing below the edge"},
		{"internal/kit/files", "net/http/httptest", "nothing below the edge"},
		{"internal/placeweb", "net/http", ""},
		{"internal/web/ui", "net/http", ""},
	} {
		got := ""
		if strings.HasPrefix(c.to, "internal/") || strings.HasPrefix(c.to, "cmd/") {
			got = breach(c.from, c.to)
		} else {
			got = outsideBreach(c.from, c.to)
		}
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s → %s: %q, wanted %q", c.from, c.to, got, c.want)
		}
	}
}

func TestWhoMayTouchTheDatabase(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, name string
		want       bool
	}{
		{"internal/kit/store", "Open", true},
		{"internal/territory", "NullInt64", true},
		{"internal/territory", "Null", true},
		{"internal/territory", "DB", false},
		{"internal/app", "Open", false},
	} {
		if got := mayUseSQL(c.from, c.name); got != c.want {
			t.Errorf("%s says sql.%s: %v, wanted %v", c.from, c.name, got, c.want)
		}
	}
}
