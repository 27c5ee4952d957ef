#!/bin/bash
# cover.sh DIR: the share of lines that the suite ran, by file, from gcov.
set -eu
cd "$(dirname "$0")/.."
find "$1/lib" "$1/cmd" -name '*.gcda' -print0 | xargs -0 gcov -n 2>/dev/null |
    awk -F"[:'% ]+" '/^File .(lib|cmd)\// { file = $2 }
        /^Lines executed/ && file { printf "%6.2f %5d %s\n", $3, $5, file; all += $5; ran += $3 * $5 / 100; file = "" }
        END { printf "%6.2f %5d all\n", 100 * ran / all, all }' | sort -n
