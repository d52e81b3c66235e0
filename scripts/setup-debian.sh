#!/usr/bin/env bash
# Installs what the tests want from a Debian machine beside Node: PostgreSQL with PostGIS (a throwaway cluster is
# started from it, see throwaway-cluster.ts), Chromium, fonts with Chinese characters, GDAL's programs, which read our
# API as a client, and curl for the calls that the documents print. Does nothing when all is there; may be run again at any time. The packaged PostgreSQL server that Debian starts is not used.
set -euo pipefail

export DEBIAN_FRONTEND=noninteractive

say() { printf 'setup-debian: %s\n' "$*"; }

installed() { [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo --preserve-env=DEBIAN_FRONTEND "$@"
  else
    say "root is needed to install packages, and there is no sudo" >&2
    exit 1
  fi
}

# Mirrors fail now and then; three attempts, each after a longer pause.
retry() {
  local attempt
  for attempt in 1 2 3; do
    "$@" && return 0
    say "attempt $attempt failed: $*" >&2
    sleep $((attempt * 5))
  done
  return 1
}

updated=
apt_install() {
  if [ -z "$updated" ]; then
    say 'updating the list of packages'
    retry as_root apt-get update -qq
    updated=yes
  fi
  say "installing $*"
  retry as_root apt-get install -y -qq --no-install-recommends "$@"
}

# The newest major version of PostgreSQL that is installed, or nothing.
postgres_major() {
  local initdb
  for initdb in /usr/lib/postgresql/*/bin/initdb; do
    if [ -x "$initdb" ]; then basename "$(dirname "$(dirname "$initdb")")"; fi
  done | sort -n | tail -n 1
}

command -v apt-get >/dev/null || { say 'this is not Debian: there is no apt-get' >&2; exit 1; }

missing=()
[ -n "$(postgres_major)" ] || missing+=(postgresql)
command -v chromium >/dev/null || missing+=(chromium)
command -v curl >/dev/null || missing+=(curl)
command -v ogrinfo >/dev/null || missing+=(gdal-bin)
installed fonts-noto-cjk || missing+=(fonts-noto-cjk)
if [ "${#missing[@]}" -gt 0 ]; then apt_install "${missing[@]}"; fi

# The name of the PostGIS package holds the version of PostgreSQL, known only now.
major=$(postgres_major)
[ -n "$major" ] || { say 'PostgreSQL was installed, but its initdb was not found' >&2; exit 1; }
if [ ! -e "/usr/share/postgresql/$major/extension/postgis.control" ]; then
  apt_install "postgresql-$major-postgis-3"
fi

say "ready: PostgreSQL $major with PostGIS, $(chromium --version 2>/dev/null | head -n 1), fonts-noto-cjk"
