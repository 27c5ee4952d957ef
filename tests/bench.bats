#!/usr/bin/env bats
# That the bench measures what it says; nothing about speed.

bats_require_minimum_version 1.5.0

bench="$BATS_TEST_DIRNAME/bench"

setup() {
    export OW_BIN="${OW_BIN:-$BATS_TEST_DIRNAME/../build/release/bin}"
    OW_BIN="$(cd "$OW_BIN" && pwd)"
    cd "$BATS_TEST_TMPDIR" || return
}

# has_row NAME: the table has a row of this name, and there is a number in
# each column but those that cannot have one.
has_row() {
    grep -E "^$1 +[0-9.]+ +([0-9.]+|-) +([0-9.]+|-) +[0-9.]+( +([0-9.]+|-)){6}$" table
}

@test "the bench has a row for each stage, peer, growth, form and number of cores" {
    "$bench/bench.sh" --quick --mb 1 --only filters,growth,cores,forms --dir data >table
    for shape in polled notified; do
        grep -E "^$shape samples: [0-9]+ of 1[12][0-9]{2} bytes$" table
        for how in days resources; do
            grep -E "^growth of $shape samples, [0-9]+ resources in .*, by $how$" table
        done
    done
    for name in 'normalize \| aggregate \| format' '  on one core' ow-normalize \
        ow-aggregate ow-format 'jq, two fields' 'jq, group' 'cat \| cat' 'wc -l' \
        'as the API writes it' 'each line in another order' '[1248] x days' '[1248] x resources' 'parallel.sh, cores: 1'; do
        has_row "$name"
    done
    [ "$(grep -c '^memory: -*[0-9]* bytes for each resource more' table)" -eq 2 ]
    grep '^the reports are the same; ' table
}

@test "the bench takes a pipe of any part's own and compares its rows" {
    seq 100000 >numbers
    BENCH_REPEATS=2 "$bench/measure.py" --title 'two pipes' numbers \
        'one' 'cat' 'two' 'sort -rn | wc -l' >table
    head -n 2 table | grep '^two pipes$'
    has_row one
    has_row two
}

@test "the bench ends when a program of a pipe fails" {
    : >nothing
    run -1 --separate-stderr "$bench/measure.py" nothing 'a pipe' 'ow-normalize | cat'
    [ "$stderr" = $'a pipe exits 65: ow-normalize: <stdin>: incomplete input: no line at all' ]
}

@test "many times the days are one longer life, and many clouds are many" {
    "$BATS_TEST_DIRNAME/cloud.py" --still --seen-by polls --margin 0 --fips 0 \
        --from 2016-05-10 --till 2016-05-11 --out .
    count() { ow-normalize | grep -c '"kind":"span"'; }
    PATH=$OW_BIN:$PATH
    once=$(count <samples.jsonl)
    [ "$once" -eq 12 ]
    [ "$("$bench/multiply.py" --days 5 samples.jsonl | count)" -eq "$once" ]
    [ "$("$bench/multiply.py" --resources 5 samples.jsonl | count)" -eq $((5 * once)) ]
    "$bench/multiply.py" --days 1 samples.jsonl | cmp - samples.jsonl
    [ "$("$bench/multiply.py" --days 5 samples.jsonl | wc -c)" -eq $((5 * $(wc -c <samples.jsonl))) ]
}

@test "the bench refuses options and parts that it does not have" {
    run -64 "$bench/bench.sh" --slow
    run -64 "$bench/bench.sh" --only nothing
}
