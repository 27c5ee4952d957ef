#!/bin/sh
# The month's report from more raw samples than one core reads in good time:
#
#     parallel.sh [-b BLOCK] YYYY-MM FILE ... > report.csv
#
# GNU parallel runs ow-normalize on the pieces, one a core, and once more
# ow-normalize joins what they gave. The report is, byte for byte, that of
# `ow-normalize FILE ... | ow-aggregate --month YYYY-MM | ow-format`.
#
# The files are the pieces. With -b each file is cut at newlines into pieces
# of about BLOCK bytes (100M; -2 means two for each core). That is for files
# without frames only, such as a saved answer of the API: what a fetcher wrote
# is a frame, which proves that no line is missing, and a piece of a frame
# proves the contrary: the exit code is 65. Cut only what is in order of time,
# else a sample that is late may cost a grace period; ow-normalize(1) says why.
#
# OW_PARALLEL is more options for GNU parallel: -j 8, or hosts that one can
# reach with ssh and that have perl and, in their PATH, ow-normalize:
#
#     OW_PARALLEL='-S :,big1,big2' parallel.sh -b 100M 2016-05 raw.jsonl
#     OW_PARALLEL='-S big1,big2 --transferfile {} --cleanup' \
#         parallel.sh 2016-05 samples/2016-05-??
#
# Where a piece fails all others are stopped and there is no report.
set -u

usage() {
    echo "usage: parallel.sh [-b BLOCK] YYYY-MM FILE ..." >&2
    exit 64
}

block=
while getopts b: option; do
    case $option in
    b) block=$OPTARG ;;
    *) usage ;;
    esac
done
shift $((OPTIND - 1))
[ $# -ge 2 ] || usage
month=$1
shift

dir=$(mktemp -d) || exit 74
trap 'rm -rf "$dir"' EXIT
trap 'exit 74' HUP INT TERM

# GNU parallel keeps its own files and its user's defaults in there.
export HOME="${HOME:-$dir}" PARALLEL_HOME="$dir" PARALLEL_SHELL=/bin/sh

# on_pieces OPTION ...: the spans of all pieces. --halt ends it all with the
# exit code of what failed.
on_pieces() {
    # The words of OW_PARALLEL are options of their own.
    # shellcheck disable=SC2086
    parallel --plain --will-cite --halt now,fail=1 --joblog "+$dir/jobs" \
        ${OW_PARALLEL-} "$@"
}

# Code 1 says that records were rejected. Their number is in the frame, so
# that the last program ends with 1 too.
single='; code=$?; [ $code -eq 1 ] || exit $code'

# An empty file has no pieces of which one could tell.
cut_up() {
    for file; do
        [ -s "$file" ] || {
            echo "parallel.sh: $file is empty, or is no file" >&2
            return 65
        }
        on_pieces --pipe-part --block "$block" -a "$file" \
            "ow-normalize$single" || return
    done
}

if [ -n "$block" ]; then
    cut_up "$@" >"$dir/spans"
else
    on_pieces "ow-normalize -- {}$single" ::: "$@" >"$dir/spans"
fi
code=$?
if [ $code -ne 0 ]; then
    echo "parallel.sh: a piece failed with $code" >&2
    case $code in
    6[45] | 7[4578]) exit $code ;;
    *) exit 65 ;;
    esac
fi

# Each job wrote a frame: a host that says nothing at all and ends with 0
# would not be missed otherwise.
jobs=$(grep -c '^[0-9]' "$dir/jobs")
frames=$(grep -c '^{"kind":"begin",' "$dir/spans")
if [ "$frames" -ne "$jobs" ]; then
    echo "parallel.sh: $jobs pieces gave $frames outputs" >&2
    exit 65
fi

ow-normalize "$dir/spans" | ow-aggregate --month "$month" | ow-format
