#!/bin/bash
# Runs every test, tests/*.bats and tests/services/*.bats, or those of the files
# and folders that are named, from tests/. Shows what fails, and ends with the
# counts. A skip counts as a failure: what was not run was not shown.
set -u
cd "$(dirname "$0")" || exit 74
[ $# -gt 0 ] || set -- . services

out=$(mktemp) || exit 74
trap 'rm -f "$out"' EXIT

tags=()
if [ -d "${OW_SHARED_DATA-}" ]; then
    echo "The extra tests on captured data run too: $OW_SHARED_DATA"
else
    echo "OW_SHARED_DATA names no folder: the extra tests on captured data are left out."
    tags=(--filter-tags '!captured')
fi

bats --tap "${tags[@]}" "$@" 2>&1 | tee "$out" |
    grep --line-buffered -vE '^(ok [0-9]+ |1\.\.[0-9]+$)' || true

passed=$(grep -cE '^ok [0-9]+ ' "$out")
skipped=$(grep -ciE '^ok [0-9]+ .*# skip' "$out")
failed=$(grep -cE '^not ok [0-9]+ ' "$out")
planned=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$out" | head -n 1)
lost=$((${planned:-1} - passed - failed))
[ "$lost" -ge 0 ] || lost=0
[ "$skipped" = 0 ] || echo "$skipped tests were skipped; they count as failed"
[ "$lost" = 0 ] || echo "$lost tests did not report; they count as failed"
passed=$((passed - skipped))
failed=$((failed + skipped + lost))
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
