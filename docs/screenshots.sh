#!/usr/bin/env bash
# Makes the pictures in this folder: every page type of the built-in sample. Needs Debian's chromium and curl.
# A program already built may be named: docs/screenshots.sh target/release/jianbao
set -euo pipefail
cd "$(dirname "$0")/.."

program=${1:-target/debug/jianbao}
[ $# -gt 0 ] || cargo build --bin jianbao
work=$(mktemp -d)
address=127.0.0.1:${PORT:-8399}
site=http://$address
"$program" serve --db "$work/sample.db" --listen "$address" >"$work/log" 2>&1 &
server=$!
trap 'kill "$server"; rm -rf "$work"' EXIT
curl --silent --fail --retry 50 --retry-delay 1 --retry-connrefused --output /dev/null "$site/readyz"

# The address of the first link that a page has below a path.
first() { curl --silent "$site$1" | grep -o "href=\"$2[0-9a-z]*\"" | head -1 | cut -d'"' -f2; }
article=$(first '/articles?topic=vaccination' /articles/)
document=$(curl --silent "$site/documents" | grep '\.txt' | grep -o '/documents/[0-9a-z]*' | head -1)

# shot NAME PATH HEIGHT [light|dark] [WIDTH]
shot() {
  local dark=()
  [ "${4:-light}" = dark ] && dark=(--force-dark-mode)
  chromium --headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run --hide-scrollbars \
    --user-data-dir="$work/profile" --accept-lang=zh-CN "${dark[@]}" \
    --window-size="${5:-1280},$3" --screenshot="docs/$1.png" "$site$2" 2>/dev/null
  printf 'docs/%s.png\n' "$1"
}

words=%E7%96%AB%E8%8B%97
shot home / 1100
shot home-dark / 1100 dark
shot articles /articles 1100
shot dates /dates 900
shot month /dates/2024/03 900
shot regions /regions 1000
shot region /regions/420000 900
shot topics /topics 1100
shot article "$article" 1000
shot document "$document" 1000
shot search "/search?q=$words" 900
shot trends "/trends?q=$words" 1000
shot about /about 900
shot help /help 1100
shot not-found /nowhere 800
shot article-narrow "$article" 1000 light 500
