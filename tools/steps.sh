# Steps of a check: run, timed, told. Sourced by the scripts beside it, from the repository's root.

step_failures=0
step_times=()

# timed NAME COMMAND…: runs a command with nothing on its standard input; its exit code is the command's.
timed() {
  local name=$1 from=$SECONDS code=0
  shift
  printf '\n== %s\n' "$name"
  "$@" </dev/null || code=$?
  step_times+=("$(printf '%5d s  %s%s' $((SECONDS - from)) "$name" "$([ $code = 0 ] || echo '  FAILED')")")
  return $code
}

# step is for what has no tests to count: a failure counts as one.
step() { timed "$@" || step_failures=$((step_failures + 1)); }

# counted_step is for what writes its counts into a file; conclude adds them up.
counted_step() { timed "$@" || counted_failure=yes; }
counted_failure=no

# tested runs `go test -json …` through the report.
tested() { "$@" 2>&1 | .cache/bin/testreport .cache/go.counts; }

# tool prints the path of a program of tools/go.mod; Go builds it when its cache doesn't hold it.
tool() { go -C tools tool -n "$1"; }

built() { tool "$1" >/dev/null; }

lint_steps() {
  step "gofmt" formatted
  step "go vet" vetted
  step "staticcheck" checked
  step "generated files are fresh" tools/fresh.sh
}

formatted() {
  local bad
  bad=$(find . -name '*.go' -not -path './e2e/node_modules/*' -not -name '*_templ.go' -print0 | xargs -0 gofmt -l)
  [ -z "$bad" ] || { printf 'not formatted; run gofmt -w on:\n%s\n' "$bad"; return 1; }
}

vetted() { go vet ./... && go -C tools vet ./testreport; }

checked() { local program; program=$(tool staticcheck) && "$program" ./...; }

# conclude prints the durations and the closing line, and exits.
conclude() {
  local passed=0 failed=$step_failures skipped=0 file p f s
  for file in "$@"; do
    if [ -s "$file" ]; then
      read -r p f s <"$file"
      passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + ${s:-0}))
    fi
  done
  # A step that broke before it could count is a failure too.
  [ $counted_failure = no ] || [ "$failed" -gt 0 ] || failed=1
  printf '\n== durations\n'
  printf '%s\n' "${step_times[@]}"
  printf '%5d s  in all\n' "$SECONDS"
  [ "$skipped" = 0 ] || printf '%d skipped\n' "$skipped"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" = 0 ]
  exit
}
