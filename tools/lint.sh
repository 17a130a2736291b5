#!/usr/bin/env bash
# The checks that need no database and no browser.
set -uo pipefail
cd "$(dirname "$0")/.."
. tools/steps.sh
export CGO_ENABLED=0
mkdir -p .cache/bin
rm -f .cache/go.counts
lint_steps
step "build the report" go -C tools build -o ../.cache/bin/testreport ./testreport
counted_step "import rules and locales" tested go test -json -vet=off ./internal/archtest ./internal/locale
conclude .cache/go.counts
