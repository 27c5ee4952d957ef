#!/bin/bash
# fuzz.sh SECONDS [NAME ...]: each tests/fuzz/*.c, or those named, for so long,
# under libFuzzer with the address and undefined sanitizers, from its own corpus
# or from the seeds that the unit test of that name writes. CPPFLAGS is honoured:
# with -DOW_PORTABLE samples are read without SIMD.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
dir=build/fuzz
mkdir -p "$dir"

mapfile -t library < <(ls lib/base/*.c lib/record/*.c lib/kind/*.c lib/bill/*.c lib/report/*.c)
names=("$@")
[ $# -gt 0 ] || mapfile -t names < <(basename -s .c tests/fuzz/*.c)

# build TARGET SOURCE [FLAG ...]
build() {
    local target=$1 source=$2
    shift 2
    # shellcheck disable=SC2046,SC2086
    clang -std=c11 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 ${CPPFLAGS-} -Iinclude -g -O1 \
        "$@" -o "$target" "$source" "${library[@]}" $(pkg-config --cflags --libs jansson) -lm
}

for name in "${names[@]}"; do
    corpus=tests/fuzz/corpus/$name
    if [ ! -d "$corpus" ]; then
        corpus=$dir/seeds-$name
        mkdir -p "$corpus"
        build "$dir/write-$name" "tests/unit/$name.c"
        "$dir/write-$name" "$corpus"
    fi
    build "$dir/$name" "tests/fuzz/$name.c" -DOW_FUZZ -fsanitize=fuzzer,address,undefined \
        -fno-sanitize-recover=all
    mkdir -p "$dir/corpus-$name"
    echo "fuzz: $name, $seconds s"
    "$dir/$name" -max_total_time="$seconds" -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$dir/$name-" "$dir/corpus-$name" "$corpus"
done
