#!/usr/bin/env bash
# The long proofs: every test named TestProve…, at full length, without race detector; then
# every page in a browser in all the ways that must hold. Their short slices run in `make test`.
set -uo pipefail
cd "$(dirname "$0")/.."
. tools/steps.sh
export CGO_ENABLED=0 MITOYEN_PROVE=1
# The reference that weeks and bookings are measured against lies beside the project, or where MITOYEN_REFERENCE says.
[ -d ../shared/bench/reference ] && export MITOYEN_REFERENCE=${MITOYEN_REFERENCE:-$PWD/../shared/bench}
mkdir -p .cache/bin
rm -f .cache/go.counts .cache/e2e.counts
step "build the report" go -C tools build -o ../.cache/bin/testreport ./testreport
step "start PostgreSQL" tools/postgres.sh start
counted_step "long proofs" tested go test -json -p 1 -count=1 -timeout 90m -vet=off -run '^TestProve' ./...
step "build bin/mitoyen" go build -o bin/mitoyen ./cmd/mitoyen
counted_step "every page in every way" env MITOYEN_PICTURES=failures node e2e/run.mjs --counts .cache/e2e.counts every-page-public every-page-own every-page-day
conclude .cache/go.counts .cache/e2e.counts
