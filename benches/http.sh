#!/bin/sh
# Loads a corpus of N articles, drives the release server with wrk and appends one table to benches/results.md.
#
#   benches/http.sh 100000 [SECONDS]
#
# Needs wrk, curl and python3. Everything happens in a new folder under ${TMPDIR:-/tmp} and on 127.0.0.1.
set -eu
n=${1:?usage: benches/http.sh N [SECONDS]}
seconds=${2:-4}
cd "$(dirname "$0")/.."
cargo build --quiet --release --bin jianbao --example corpus --example bare
bin=$PWD/target/release
work=$(mktemp -d)
port=${JIANBAO_BENCH_PORT:-4710}
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi; rm -rf "$work"' EXIT INT TERM

# Waits until the server answers.
await() {
    tries=0
    until curl --silent --output /dev/null "http://127.0.0.1:$1/"; do
        tries=$((tries + 1))
        [ "$tries" -lt 500 ] || { echo "the server does not answer" >&2; exit 1; }
        sleep 0.02
    done
}

# CPU seconds of a process and its threads.
cpu() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) / hz }' "/proc/$1/stat"; }

# Starts the server: a line of arguments.
start() {
    "$bin/jianbao" serve --db "$work/a.db" --listen "127.0.0.1:$port" "$@" >"$work/log" 2>&1 &
    server=$!
    await "$port"
}

# Waits until the server has nothing to do any more: after its first answers it still makes its words for suggestions, which
# would be counted as the cost of what is asked first.
settle() {
    before=-1
    until [ "$(cpu "$server")" = "$before" ]; do
        before=$(cpu "$server")
        sleep 0.5
    done
}

stop() {
    kill "$server"
    wait "$server" 2>/dev/null || true
    server=
}

# One row of the table: name, connections, file of paths, process.
drive() {
    [ -s "$3" ] || return 0
    before=$(cpu "$4")
    PATHS=$3 wrk -t1 -c"$2" -d"${seconds}s" --latency -s benches/paths.lua "http://127.0.0.1:${5:-$port}" >"$work/wrk"
    after=$(cpu "$4")
    python3 - "$1" "$2" "$before" "$after" "$work/wrk" >>"$work/table" <<'PY'
import sys
name, connections, before, after, path = sys.argv[1:]
text = open(path).read()
found = next(line for line in text.splitlines() if line.startswith("result "))
_, p50, p95, p99, count, rate, errors = found.split()
cpu = (float(after) - float(before)) * 1e6 / max(1, int(count))
print(f"| {name} | {connections} | {float(p50)/1000:.2f} | {float(p95)/1000:.2f} | {float(p99)/1000:.2f} "
      f"| {float(rate):.0f} | {cpu:.0f} | {errors} |")
PY
    tail -1 "$work/table"
}

"$bin/examples/corpus" "$n" >"$work/corpus.jsonl"
raw=$(stat -c %s "$work/corpus.jsonl")
python3 benches/paths.py "$work/corpus.jsonl" "$work"

/usr/bin/env python3 - "$bin/jianbao" "$work" >"$work/load" <<'PY'
import resource, subprocess, sys, time
program, work = sys.argv[1:]
start = time.time()
subprocess.run([program, "load", "--db", f"{work}/a.db", f"{work}/corpus.jsonl"], check=True, stdout=sys.stderr)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, time.time() - start, used.ru_maxrss // 1024)
PY
read -r load_cpu load_wall load_mb <"$work/load"
# What the load wrote goes to the disk before readers come, not while they are timed.
sync
disk=$(du --bytes --total "$work"/a.db* | tail -1 | cut -f1)

begin=$(date +%s%N)
start --cache-mb 0
first_page=$((($(date +%s%N) - begin) / 1000000))
begin=$(date +%s%N)
curl --silent --fail --output /dev/null "http://127.0.0.1:$port/search?q=%E7%9A%84" || : >"$work/search.txt"
first_search=$((($(date +%s%N) - begin) / 1000000))
curl --silent "http://127.0.0.1:$port/articles" >"$work/listing.html"
python3 benches/paths.py --articles "$work/listing.html" "$work"
settle
for kind in listing article search; do
    for connections in 1 16; do
        drive "$kind, uncached" "$connections" "$work/$kind.txt" "$server"
    done
done
memory=$(awk '/VmRSS/ { print int($2 / 1024) }' "/proc/$server/status")
stop
start --cache-mb 64
settle
for kind in listing article search; do
    drive "$kind, cache cold" 16 "$work/$kind.txt" "$server"
    drive "$kind, cached" 16 "$work/$kind.txt" "$server"
done
curl --silent "http://127.0.0.1:$port$(head -1 "$work/article.txt")" >"$work/page.html"
stop
"$bin/examples/bare" "127.0.0.1:$((port + 1))" "$work/page.html" &
server=$!
await $((port + 1))
echo / >"$work/bare.txt"
drive "bare handler, article's bytes" 16 "$work/bare.txt" "$server" $((port + 1))
stop

{
    printf '\n## %s articles, %s, %s\n\n' "$n" "$(git rev-parse --short HEAD)" "$(date +%F)"
    printf '%s cores, %s. ' "$(nproc)" "$(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo)"
    awk -v n="$n" -v cpu="$load_cpu" -v wall="$load_wall" -v mb="$load_mb" -v disk="$disk" -v raw="$raw" 'BEGIN {
        printf "Loading: %.0f articles a CPU second, %.0f a second, %d MB. Disk: %.2f × raw. ", n / cpu, n / wall, mb, disk / raw }'
    printf 'First page %s ms after exec, first search %s ms. Server after the uncached runs: %s MB.\n\n' \
        "$first_page" "$first_search" "$memory"
    printf '| what | connections | median ms | p95 ms | p99 ms | a second | CPU µs | errors |\n|---|---|---|---|---|---|---|---|\n'
    cat "$work/table"
} | tee -a benches/results.md
