#!/usr/bin/env bash
# A throw-away PostgreSQL for the tests: tools/postgres.sh start|stop|url
#
# start  makes a private cluster and starts it, unless it runs already; its address goes to .cache/postgres.url
# stop   stops it and deletes it, with every template that the tests made in it
# url    prints the address
#
# It listens on a Unix socket in a folder that only its owner can enter. Nothing in it survives a power cut (fsync=off), and it is set
# up to find careless code out: a French collation, where bytes and words sort differently, and a zone far from UTC.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cache=$root/.cache
note=$cache/postgres.url   # what the tests read
home_note=$cache/postgres.home

die() { echo "postgres.sh: $*" >&2; exit 1; }

# Newest server on this machine; PostgreSQL keeps its programs apart from PATH on Debian.
programs() {
  local dir
  for dir in $(ls -d /usr/lib/postgresql/*/bin /usr/local/opt/postgresql*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -rV) \
    "$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")"; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ]; then
      echo "$dir"
      return
    fi
  done
  die "no PostgreSQL server found (15 or newer). Debian: tools/install.sh. macOS: brew install postgresql."
}

# PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" != 0 ]; then "$@"
  elif id postgres >/dev/null 2>&1; then runuser -u postgres -- "$@"
  else runuser -u nobody -- "$@"
  fi
}

owner() {
  if [ "$(id -u)" != 0 ]; then id -un
  elif id postgres >/dev/null 2>&1; then echo postgres
  else echo nobody
  fi
}

running() {
  [ -s "$note" ] && [ -s "$home_note" ] && "$bin/pg_isready" -q -t 5 -h "$(cat "$home_note")" -U postgres
}

start() {
  running && return
  forget
  local base=${TMPDIR:-/tmp} home
  # Root's own temporary folder may be closed to the cluster's owner, and a socket's path may not exceed 100 characters.
  { [ "$(id -u)" = 0 ] || [ ${#base} -gt 60 ]; } && base=/tmp
  # The same folder each time, and below the same date: Go keeps the answer of a test whose code, files and address are as they were.
  home=$base/mitoyen-postgres-$(id -u)-$(printf %s "$root" | cksum | cut -d' ' -f1)
  rm -rf "$home"
  mkdir -m 700 "$home" || die "$home is there already, and somebody else's."
  chown "$(owner)" "$home"
  local version
  version=$("$bin/initdb" --version | grep -oE '[0-9.]+' | head -1)
  [ "${version%%.*}" -ge 15 ] || die "PostgreSQL $version is too old; 15 or newer is needed."
  (cd "$home" && as_owner "$bin/initdb" -D "$home/data" -U postgres --auth=trust --encoding=UTF8 --no-sync \
    --locale=C.UTF-8 --locale-provider=icu --icu-locale=fr-FR) >"$home/initdb.log" 2>&1 || { cat "$home/initdb.log" >&2; die "initdb failed."; }
  as_owner tee -a "$home/data/postgresql.conf" >/dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$home'
max_connections = 200
shared_buffers = 128MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 1h
autovacuum_naptime = 5min
jit = off
timezone = 'Pacific/Marquesas'
CONF
  (cd "$home" && as_owner "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w -t 60 start) </dev/null >/dev/null 2>&1 9>&- ||
    { cat "$home/server.log" >&2; die "the cluster did not start."; }
  echo "$home" >"$home_note"
  echo "postgres://postgres@/postgres?host=$home&application_name=postgres-$version" >"$note.new"
  touch -t 202001010000 "$note.new"
  mv "$note.new" "$note"
}

# forget deletes a cluster that runs no more, or stops one that does.
forget() {
  local home
  rm -f "$note"
  if [ -s "$home_note" ]; then
    home=$(cat "$home_note")
    case $home in
      */mitoyen-postgres-*)
        (cd "$home" 2>/dev/null && as_owner "$bin/pg_ctl" -D "$home/data" -m immediate -w -t 30 stop) >/dev/null 2>&1 || true
        rm -rf "$home"
        ;;
    esac
  fi
  rm -f "$home_note"
}

mkdir -p "$cache"
case ${1:-} in
  start | stop)
    bin=$(programs)
    exec 9>"$cache/postgres.lock"
    if command -v flock >/dev/null; then flock -w 120 9; fi
    if [ "$1" = start ]; then start; else forget; fi
    ;;
  url)
    [ -s "$note" ] || die "not started; run tools/postgres.sh start"
    cat "$note"
    ;;
  *) die "usage: tools/postgres.sh start|stop|url" ;;
esac
