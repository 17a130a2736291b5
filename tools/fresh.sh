#!/usr/bin/env bash
# Generates what is generated and fails when that changed anything: the committed files were not those that the sources make.
set -euo pipefail
cd "$(dirname "$0")/.."
state() { find internal cmd -name '*_templ.go' -print0 | sort -z | xargs -0 -r sha256sum; }

before=$(state)
"$(go -C tools tool -n templ)" generate -log-level error
after=$(state)
bad=0
if [ "$before" != "$after" ]; then
  echo "generated files were out of date and have just been made anew; commit them:"
  diff <(echo "$before") <(echo "$after") | sed -n 's/^[<>] [0-9a-f]*  /  /p' | sort -u
  bad=1
fi
while IFS= read -r file; do
  [ -n "$file" ] || continue
  if [ ! -e "${file%_templ.go}.templ" ]; then
    echo "$file: its source ${file%_templ.go}.templ is gone; delete it"
    bad=1
  fi
done < <(find internal cmd -name '*_templ.go')
exit $bad
