#!/usr/bin/env bats
# The laws of a store over generated clouds: see store-laws.py.

setup_file() {
    export OW_BIN="${OW_BIN:-$BATS_TEST_DIRNAME/../build/release/bin}"
}

law() {
    "$BATS_TEST_DIRNAME/store-laws.py" "$@"
}

@test "a window loaded is billed like the whole store" {
    law window
}

@test "runs stored in any order are billed alike" {
    law order
}

@test "runs stored again change no byte" {
    law again
}
