package app_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mitoyen/internal/account"
	"mitoyen/internal/kit/store"
	"mitoyen/internal/resource"
	"mitoyen/internal/testkit"
)

// Every line of docs/api.md does what it says.
func TestAPIGuideIsTrue(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("there is no curl to run the guide with")
	}
	h := openHouse(t, store.SQLite, testkit.WithTerritory())
	room := h.town().lends("Salle du quai", resource.Rules{Cancel: 60, Repeat: 10}, 1)
	lea := h.program("lea@example.org", account.TokenBooks)
	taken := wishOf(room, "2026-12-02T10:00:00+01:00", "2026-12-02T12:00:00+01:00")
	if got := h.program("zoe@example.org", account.TokenBooks).book(taken); got.StatusCode != 201 {
		t.Fatal(got.text)
	}
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "api.md"))
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	for _, b := range blocks {
		script.WriteString(b[1])
	}
	site := httptest.NewServer(h.handler)
	defer site.Close()
	run := exec.Command("sh", "-e", "-c", `curl() { command curl --fail-with-body --noproxy '*' "$@"; }`+"\n"+script.String())
	run.Env = append(os.Environ(), "SITE="+site.URL, "ROOM="+room.ID.String(), "TOKEN="+strings.TrimPrefix(lea.header.Get("Authorization"), "Bearer "), "NUMBER=3", "TEAM_TOKEN="+strings.TrimPrefix(h.program("maryse@example.org", account.TokenBooks).header.Get("Authorization"), "Bearer "))
	out, err := run.CombinedOutput()
	if err != nil || len(blocks) < 5 {
		t.Fatalf("%d blocks, %v:\n%s", len(blocks), err, out)
	}
	for _, want := range []string{`"slug":"la-gare"`, `"name":"Salle du quai"`, `"code":"booking.off_step"`, `"state":"confirmed"`, `"purpose":"Our meeting"`, `T17:00:00+01:00`, "BEGIN:VCALENDAR", `"state":"cancelled"`, `"dates":[{"day":"2026-12-01"`, `"from":"2026-12-08T19:00:00+01:00"`, `"state":"waiting","position":1`, `"in_line":0`, `"cancelled":[{"id":`, `"lifted":`, `"items":[{"id":"`, `"name":"Residents"`, `"name":"Nora"`} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the guide doesn't give %s:\n%s", want, out)
		}
	}
}
