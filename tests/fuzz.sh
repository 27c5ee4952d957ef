#!/bin/bash
# fuzz.sh SECONDS: each tests/fuzz/*.c for so long, under libFuzzer with the
# address and undefined sanitizers, from its own corpus.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
dir=build/fuzz
mkdir -p "$dir"

mapfile -t library < <(ls lib/base/*.c lib/record/*.c lib/kind/*.c lib/bill/*.c lib/report/*.c)
for driver in tests/fuzz/*.c; do
    name=$(basename "$driver" .c)
    # shellcheck disable=SC2046
    clang -std=c11 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -DOW_FUZZ -Iinclude -g -O1 \
        -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
        -o "$dir/$name" "$driver" "${library[@]}" \
        $(pkg-config --cflags --libs jansson) -lm
    mkdir -p "$dir/corpus-$name"
    echo "fuzz: $name, $seconds s"
    "$dir/$name" -max_total_time="$seconds" -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$dir/$name-" "$dir/corpus-$name" tests/fuzz/corpus/"$name"
done
