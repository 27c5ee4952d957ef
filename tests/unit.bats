#!/usr/bin/env bats
# The programs of unit/, each of which checks a part of the library.

: "${OW_UNIT:=$BATS_TEST_DIRNAME/../build/release/unit}"

@test "each part of the library does what its header says" {
    local source program ran=0 failed=
    for source in "$BATS_TEST_DIRNAME"/unit/*.c; do
        program=$OW_UNIT/$(basename "$source" .c)
        if "$program" >"$BATS_TEST_TMPDIR/out" 2>&1; then
            ran=$((ran + 1))
        else
            failed="$failed $(basename "$program")"
            cat "$BATS_TEST_TMPDIR/out"
        fi
    done
    echo "failed:${failed:- none}"
    [ -z "$failed" ] && [ "$ran" -gt 0 ]
}

@test "each program that counts its checks has made some" {
    local source program
    for source in $(grep -l '"unit.h"' "$BATS_TEST_DIRNAME"/unit/*.c); do
        program=$OW_UNIT/$(basename "$source" .c)
        "$program" | grep -qx '[1-9][0-9]* checks'
    done
}
