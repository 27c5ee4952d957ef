#!/usr/bin/env bats
# The laws of the pipeline over generated clouds: see property.py. A failure
# names the seed and the commands that show it again.

setup_file() {
    export OW_BIN="${OW_BIN:-$BATS_TEST_DIRNAME/../build/release/bin}"
}

law() {
    "$BATS_TEST_DIRNAME/property.py" "$@"
}

@test "the bill equals a generated cloud's true usage" {
    law truth --seeds 1-4
}

@test "clouds that were once billed wrongly are billed right" {
    law truth --case clean --seeds 8
    law truth --case lost --seeds 12
    law truth --case polls-only --seeds 22
    law truth --case polls-only --seeds 64
    law truth --case stale --seeds 13
    law truth --case stale --seeds 26
    law truth --case doubled --seeds 29
    law mergeable --case clean --seeds 12
    law mergeable --case gaps --seeds 13
}

@test "what is normalized stays as it is when normalized again" {
    law idempotent
}

@test "parts normalized alone and joined later equal the whole" {
    law mergeable
}

@test "normalized parts can be joined with raw ones" {
    law mixed --seeds 1
}

@test "days kept apart are billed like the whole" {
    law aggregate --seeds 1
}

@test "rows that come twice change nothing" {
    law duplicates --seeds 1
}

@test "the order of rows and of resources changes nothing" {
    law order --seeds 1
}

@test "a frame cut at any line gives exit 65 and no report" {
    law incomplete --seeds 1
}

# bats test_tags=captured
@test "the bill of a real Ceilometer's samples is its cloud's truth" {
    "$BATS_TEST_DIRNAME/ground-truth.py"
}
