#!/usr/bin/env bash
# Everything that must hold before a change lands, in one go: tools/test.sh [fast]
#
# Each step runs even when an earlier one failed, so that one run tells all. The last line is "N passed, N failed": Go tests (subtests
# counted one by one) and browser journeys; a failed step that is no test (format, linter, build) counts as one failure.
# "fast" leaves out the installer, the race detector and the browser.
set -uo pipefail
cd "$(dirname "$0")/.."
. tools/steps.sh
mode=${1:-all}
export CGO_ENABLED=0 # the race detector alone needs cgo
mkdir -p .cache/bin
rm -f .cache/go.counts .cache/e2e.counts

# Whoever finds PostgreSQL running leaves it running; CI leaves nothing behind.
tools/postgres.sh url >/dev/null 2>&1 && had_postgres=yes || had_postgres=no
leave() { if [ -n "${CI:-}" ] && [ $had_postgres = no ]; then tools/postgres.sh stop; fi; }
trap leave EXIT

[ "$mode" = fast ] || step "install what is missing" tools/install.sh
lint_steps
step "build the report" go -C tools build -o ../.cache/bin/testreport ./testreport
step "build the mail server for tests" built mailpit
step "start PostgreSQL" tools/postgres.sh start
step "prepare databases" go test -count=1 -timeout 5m -vet=off -run '^TestTemplates' ./internal/testkit
if [ "$mode" = fast ]; then
  counted_step "tests" tested go test -json -p 2 -timeout 10m -vet=off ./...
else
  # SQLite's engine, which is C made Go, is left out of the race detector: it is not our code and takes half the time. What it is asked by
  # several at once is watched all the same, in the packages that ask. Only that one package: it holds no generic code. The linker keeps one
  # copy of each generic function, and the driver above it holds sync.Map's: left out, every sync.Map of the program seemed a race.
  counted_step "tests, race detector" tested env CGO_ENABLED=1 go test -race -gcflags='modernc.org/sqlite/lib=-race=false' -json -p 2 -timeout 15m -vet=off ./...
  step "build bin/mitoyen" go build -o bin/mitoyen ./cmd/mitoyen
  step "browser harness" node --test --test-reporter=dot e2e/harness.test.mjs
  counted_step "browser journeys" env MITOYEN_PICTURES=failures MITOYEN_LOOKS=half node e2e/run.mjs --counts .cache/e2e.counts
fi
conclude .cache/go.counts .cache/e2e.counts
