#!/bin/sh
# Speed and memory of the filters on a month of raw samples, beside jq and
# Miller doing no more than a group-by over the same file.
#
#     tests/bench/bench.sh [--quick] [--repeats N] [--dir DIR]
#
# The data are generated once into DIR (build/bench) and used again. --quick
# takes some megabytes in place of a gigabyte: it shows that this works, and
# nothing about speed.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$here/../..
dir=$root/build/bench
size=month
repeats=3

while [ $# -gt 0 ]; do
    case $1 in
    --quick) size=quick repeats=1 ;;
    --repeats) repeats=$2 && shift ;;
    --dir) dir=$2 && shift ;;
    *)
        echo "usage: bench.sh [--quick] [--repeats N] [--dir DIR]" >&2
        exit 64
        ;;
    esac
    shift
done

OW_BIN=${OW_BIN:-$root/build/release/bin}
export OW_BIN

# An instance that is polled each 10 minutes leaves some 5 MB in a month.
generate() {
    case $size in
    quick) set -- --from 2016-05-10 --till 2016-05-11 --instances 10 ;;
    month) set -- --from 2016-05-01 --till 2016-06-01 --instances 320 \
        --volumes 250 --images 80 --fips 80 ;;
    esac
    "$root/tests/cloud.py" --seed bench "$@" --lost 0.05 --dups 0.01 \
        --out "$dir/$size"
}

if [ ! -s "$dir/$size/truth.json" ]; then
    mkdir -p "$dir"
    echo "generating $dir/$size/samples.jsonl" >&2
    generate
fi

exec "$here/measure.py" --repeats "$repeats" "$dir/$size"
