#!/usr/bin/env bash
# Installs what `make test` needs and this machine lacks. On Debian and its children through apt; elsewhere it names what lacks.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=() packages=() hints=()
need() { missing+=("$1"); packages+=($2); hints+=("$3"); }
has() { command -v "$1" >/dev/null 2>&1; }
has_postgres() { has initdb || ls /usr/lib/postgresql/*/bin/initdb /opt/homebrew/opt/postgresql*/bin/initdb /usr/local/opt/postgresql*/bin/initdb >/dev/null 2>&1; }
has_chromium() { [ -n "${MITOYEN_CHROMIUM:-}" ] || has chromium-headless-shell || has chromium || has chromium-browser || has google-chrome || [ -d "/Applications/Google Chrome.app" ] || [ -d "/Applications/Chromium.app" ]; }
# What drives the browser needs Node 18, which Debian 12 has.
has_node() { has node && has npm && [ "$(node -p 'parseInt(process.versions.node)')" -ge 18 ]; }

has go || { echo "Go 1.26 or newer is missing: https://go.dev/dl" >&2; exit 1; }
has gcc || has clang || need "a C compiler (the race detector links with it)" "gcc libc6-dev" "gcc or clang; macOS: xcode-select --install"
has_postgres || need "PostgreSQL 15 or newer (server)" "postgresql" "macOS: brew install postgresql; Fedora: dnf install postgresql-server"
has_chromium || need "Chromium" "chromium-headless-shell" "any Chromium or Chrome; set MITOYEN_CHROMIUM to its program when it is not found"
has_node || need "Node 18 or newer, with npm" "nodejs npm" "https://nodejs.org, or your system's packages"
has khal || need "khal, a calendar program that reads our feeds in a test" "khal" "macOS: brew install khal; Fedora: dnf install khal"

if [ ${#missing[@]} -gt 0 ]; then
  if has apt-get; then
    as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    echo "installing: ${packages[*]}"
    # Debian's postgresql would start a cluster of its own, which nothing here wants.
    export DEBIAN_FRONTEND=noninteractive
    "${as_root[@]}" apt-get update -q
    # Where the browser isn't packaged without its windows, the whole of it does.
    apt-cache show chromium-headless-shell >/dev/null 2>&1 || packages=("${packages[@]/chromium-headless-shell/chromium}")
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${packages[@]}"
  else
    echo "This machine lacks:" >&2
    for i in "${!missing[@]}"; do echo "  - ${missing[$i]}: ${hints[$i]}" >&2; done
    exit 1
  fi
fi

# The browser's driver and axe-core: e2e/package-lock.json says which, byte by byte. A link leads to another clone's, which npm would empty.
stale() { [ ! -e e2e/node_modules/.package-lock.json ] || [ e2e/package-lock.json -nt e2e/node_modules/.package-lock.json ]; }
if [ ! -L e2e/node_modules ] && stale; then
  npm --prefix e2e ci --ignore-scripts --no-audit --no-fund
  touch e2e/node_modules/.package-lock.json
fi
