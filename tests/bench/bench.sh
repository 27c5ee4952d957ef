#!/bin/sh
# Speed and memory, beside jq, Miller and, with --duckdb, DuckDB.
#
#     bench.sh [--quick] [--only PART,...] [--repeats N] [--mb N] [--size N]
#         [--duckdb] [--dir DIR]
#
# Runs every executable file in parts/, or those named (`--only growth`). The
# data are generated once into DIR (build/bench): a cloud's day as it is
# polled and as it is notified, --mb megabytes each (250), and such days of
# clouds in which nothing happens. --size 10G adds a run of so many bytes,
# which are made as they are read. --duckdb gets DuckDB for Node.js by npm,
# into DIR too. --quick takes two megabytes: it shows that all this works, and
# nothing about speed.
#
# A part prints rows by measure.py: import it, or give it commands. It finds
# OW_BIN and BENCH_DIR, BENCH_REPEATS, BENCH_MB, BENCH_SIZE, BENCH_QUICK and
# BENCH_DUCKDB in its environment.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
BENCH_DIR=$root/build/bench BENCH_REPEATS=3 BENCH_MB=250 BENCH_SIZE=''
BENCH_QUICK='' BENCH_DUCKDB=''
duckdb='' only=''
# DuckDB is known to work in this version.
duckdb_package=@duckdb/node-api@1.5.6-r.1

usage() {
    sed -n '4,5s/^# *//p' "$0" >&2
    exit 64
}

while [ $# -gt 0 ]; do
    case $1 in
    --quick) BENCH_QUICK=1 BENCH_REPEATS=1 BENCH_MB=2 ;;
    --duckdb) duckdb=1 ;;
    --only | --repeats | --mb | --size | --dir)
        [ $# -ge 2 ] || usage
        case $1 in
        --only) only=$2 ;;
        --repeats) BENCH_REPEATS=$2 ;;
        --mb) BENCH_MB=$2 ;;
        --size) BENCH_SIZE=$(numfmt --from=si "$2") || usage ;;
        --dir) BENCH_DIR=$2 ;;
        esac
        shift
        ;;
    *) usage ;;
    esac
    shift
done
: "${OW_BIN:=$root/build/release/bin}"
mkdir -p "$BENCH_DIR"
BENCH_DIR=$(CDPATH='' cd -- "$BENCH_DIR" && pwd)
export OW_BIN BENCH_DIR BENCH_REPEATS BENCH_MB BENCH_SIZE BENCH_QUICK \
    BENCH_DUCKDB PYTHONPATH="$here" PYTHONDONTWRITEBYTECODE=1

# data NAME MB OPTION ...: samples in DIR/NAME, unless they are there. So many
# resources for each MB that it comes out at about that size, of 1.24 kB each.
data() {
    name=$1 stamp="$*"
    shift 2
    if [ "$(cat "$BENCH_DIR/$name/stamp" 2>/dev/null)" != "$stamp" ]; then
        echo "generating $BENCH_DIR/$name/samples.jsonl" >&2
        rm -f "$BENCH_DIR/$name/stamp"
        "$root/tests/cloud.py" --seed bench --from 2016-05-10 \
            --till 2016-05-11 --fips 0 "$@" --out "$BENCH_DIR/$name"
        echo "$stamp" >"$BENCH_DIR/$name/stamp"
    fi
}

install_duckdb() {
    BENCH_DUCKDB=$BENCH_DIR/duckdb
    [ -d "$BENCH_DUCKDB/node_modules/@duckdb/node-api" ] && return
    command -v npm >/dev/null || "$root/tests/packages.sh" duckdb
    echo "installing $duckdb_package by npm into $BENCH_DUCKDB" >&2
    mkdir -p "$BENCH_DUCKDB"
    npm install --prefix "$BENCH_DUCKDB" --no-audit --no-fund \
        --loglevel=error "$duckdb_package" >&2
}

# What a reader needs to know of the machine, and how loaded it is.
machine() {
    model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
    load=$(cut -d ' ' -f 1-3 /proc/loadavg)
    echo "$(date -u +%FT%TZ), $(nproc) x ${model:-unknown CPU}, load $load," \
        "$BENCH_REPEATS runs each; medians; x: times the first row's"
}

# chosen: is the part $name to run?
chosen() {
    case ",${only:-$name}," in
    *",$name,"*) [ -x "$part" ] ;;
    *) false ;;
    esac
}

parts=''
for part in "$here"/parts/*; do
    name=$(basename -- "${part%.*}")
    ! chosen || parts="$parts $(basename -- "$part")"
done
[ -n "$parts" ] || usage

mb=$BENCH_MB
data polled "$mb" --seen-by polls --instances $((mb * 6)) \
    --images $((mb * 2)) --volumes 0
data notified "$mb" --seen-by notifications --instances $((mb * 10)) \
    --images 0 --volumes $((mb * 21))
still=$(((mb + 7) / 8))
data still-polled "$still" --still --margin 0 --seen-by polls --poll 3600 \
    --instances $((still * 27)) --images $((still * 7)) --volumes 0
data still-notified "$still" --still --margin 0 --seen-by notifications \
    --instances $((still * 12)) --images 0 --volumes $((still * 20))
[ -z "$duckdb" ] || install_duckdb

machine
for part in $parts; do
    "$here/parts/$part"
done
echo
machine
