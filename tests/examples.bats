#!/usr/bin/env bats
# The scripts and the data in examples/.

bats_require_minimum_version 1.5.0

setup_file() {
    OW_BIN="$(cd "${OW_BIN:-$BATS_TEST_DIRNAME/../build/release/bin}" && pwd)"
    export OW_BIN PATH="$OW_BIN:$PATH"
    export examples="$BATS_TEST_DIRNAME/../examples"
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

copy_month() {
    mkdir 2016-05
    cp "$examples/2016-05/"* 2016-05/
}

@test "the example month's bill equals its truth" {
    zcat "$examples/2016-05/samples.jsonl.gz" >samples
    ow-normalize samples "$examples/2016-05/projects.jsonl" >spans
    ow-aggregate --month 2016-05 spans >usage
    "$BATS_TEST_DIRNAME/compare.py" "$examples/2016-05/truth.json" \
        "$examples/2016-05/projects.jsonl" <usage
}

@test "the example month is what its generator makes" {
    "$BATS_TEST_DIRNAME/example-month.py" made
    for name in projects.jsonl truth.json; do
        cmp "made/$name" "$examples/2016-05/$name"
    done
    # Libraries compress in ways of their own.
    cmp <(zcat made/samples.jsonl.gz) \
        <(zcat "$examples/2016-05/samples.jsonl.gz")
}

@test "report.sh prints the report from any directory" {
    "$examples/report.sh" >report.csv
    head -n 1 report.csv | grep '^From,Till,Customer Account,Tenant,'
    [ "$(wc -l <report.csv)" -gt 20 ]
    grep -F '"Northwind Logistics, Ltd.",northwind' report.csv
}

@test "report.sh takes a directory and the options of ow-format" {
    copy_month
    "$examples/report.sh" 2016-05 -f json | jq -e '.rows | length > 20'
}

@test "report.sh prints no report from a cut archive" {
    copy_month
    head -c 200000 "$examples/2016-05/samples.jsonl.gz" \
        >2016-05/samples.jsonl.gz
    run -65 --separate-stderr "$examples/report.sh" 2016-05
    [ -z "$output" ]
}

@test "report.sh prints no report from records that were cut" {
    copy_month
    zcat "$examples/2016-05/samples.jsonl.gz" | head -n 20000 |
        gzip >2016-05/samples.jsonl.gz
    run -65 --separate-stderr "$examples/report.sh" 2016-05
    [ -z "$output" ]
}

@test "report.sh prints no report without samples or names" {
    copy_month
    rm 2016-05/projects.jsonl
    run -65 --separate-stderr "$examples/report.sh" 2016-05
    [ -z "$output" ]
    rm 2016-05/samples.jsonl.gz
    run -65 --separate-stderr "$examples/report.sh" 2016-05
    [ -z "$output" ]
}

# accounts TEXT: what accounts.jq makes of a CSV file with this text, which is
# read with printf.
accounts() {
    # shellcheck disable=SC2059 # the text is a format
    printf "$1" | jq -Rnc -f "$examples/accounts.jq"
}

@test "accounts.jq makes the example's labels of its CSV file" {
    jq -Rnc -f "$examples/accounts.jq" "$examples/accounts.csv" >labels
    grep '"kind":"project"' "$examples/2016-05/projects.jsonl" | diff - labels
}

@test "accounts.jq reads what a spreadsheet saves" {
    accounts '\xef\xbb\xbfaccount,x,project\r\n"K ""1"", é",,p1\r\n\r\n,,p2\r\n,,' |
        diff - <(cat <<'END'
{"kind":"project","id":"p1","name":null,"account":"K \"1\", é"}
{"kind":"project","id":"p2","name":null,"account":null}
END
)
    [ "$(accounts 'project\np1')" = \
        '{"kind":"project","id":"p1","name":null,"account":null}' ]
}

# accounts_fail TEXT MESSAGE: no record comes of the text, but this message.
accounts_fail() {
    run -5 --separate-stderr accounts "$1"
    [ -z "$output" ]
    [[ $stderr == *": $2" ]]
}

@test "accounts.jq makes nothing of a file with a line that is wrong" {
    local good='project,account\np1,a\n'
    accounts_fail "$good\"p2,b" 'no line of CSV: "p2,b'
    accounts_fail "${good}p2,b \"c\"\n" 'no line of CSV: p2,b "c"'
    accounts_fail "${good}p2\n" \
        'not as many cells as the first line has: p2'
    accounts_fail "${good}p2,b,c" \
        'not as many cells as the first line has: p2,b,c'
    accounts_fail "$good,b" 'no project: ,b'
    accounts_fail 'id,account\np1,a' 'no project: p1,a'
    accounts_fail '' break
}

# day OPTION ...: a cloud's day as raw.jsonl, which is in order of time and has
# no frames, and the report that one ow-normalize makes of it as want.csv.
day() {
    "$BATS_TEST_DIRNAME/cloud.py" --seed parallel --from 2016-05-10 \
        --till 2016-05-11 --out . "$@"
    cat samples.jsonl projects.jsonl >raw.jsonl
    ow-normalize raw.jsonl | ow-aggregate --month 2016-05 | ow-format >want.csv
    [ "$(wc -l <want.csv)" -gt 3 ]
}

# dies HOW: ow-normalize, but for that the third piece does what HOW says.
dies() {
    mkdir -p stubs
    cat >stubs/ow-normalize <<END
#!/bin/sh
if [ "\${PARALLEL_SEQ-}" = 3 ]; then
    $1
fi
exec "$OW_BIN/ow-normalize" "\$@"
END
    chmod +x stubs/ow-normalize
}

# without_report WANT: parallel.sh on raw.jsonl ends so and prints nothing.
without_report() {
    PATH=$PWD/stubs:$PATH run "-$1" --separate-stderr \
        "$examples/parallel.sh" -b 300k 2016-05 raw.jsonl
    [ -z "$output" ]
}

@test "parallel.sh makes the same report of pieces of any size, and says nothing" {
    day --gaps --ties --dups 0.02
    for block in 100M 1M 77k -1 -3; do
        "$examples/parallel.sh" -b "$block" 2016-05 raw.jsonl >got.csv 2>err
        cmp want.csv got.csv
        diff /dev/null err
    done
}

@test "parallel.sh makes the same report of pieces of one line" {
    day
    { head -n 40 samples.jsonl && cat projects.jsonl; } >raw.jsonl
    ow-normalize raw.jsonl | ow-aggregate --month 2016-05 | ow-format >want.csv
    "$examples/parallel.sh" -b 1 2016-05 raw.jsonl >got.csv
    cmp want.csv got.csv
}

@test "parallel.sh takes files whose frames prove that they are whole" {
    copy_month
    gunzip 2016-05/samples.jsonl.gz
    "$examples/parallel.sh" 2016-05 2016-05/samples.jsonl \
        2016-05/projects.jsonl >got.csv
    "$examples/report.sh" | cmp - got.csv
}

@test "parallel.sh prints no report when it is told to cut a frame" {
    copy_month
    gunzip 2016-05/samples.jsonl.gz
    run -65 --separate-stderr "$examples/parallel.sh" -b 5M 2016-05 \
        2016-05/samples.jsonl
    [ -z "$output" ]
    [[ $stderr == *'incomplete input: frame'* ]]
}

@test "parallel.sh prints no report when a piece is killed, fails or is lost" {
    day
    dies 'kill -9 $$'
    without_report 65
    [[ $stderr == *'parallel.sh: a piece failed with 137' ]]
    dies 'exit 74'
    without_report 74
    [[ $stderr == *'parallel.sh: a piece failed with 74' ]]
    dies 'exec "$OW_BIN/ow-normalize" | head -n 3'
    without_report 65
    dies 'exit 0'
    without_report 65
    [[ $stderr =~ 'parallel.sh: '([0-9]+)' pieces gave '([0-9]+)' outputs' ]]
    [ "${BASH_REMATCH[1]}" -eq $((BASH_REMATCH[2] + 1)) ]
}

@test "parallel.sh prints no report when a file is empty or missing" {
    day
    : >empty.jsonl
    run -65 --separate-stderr "$examples/parallel.sh" 2016-05 raw.jsonl empty.jsonl
    [ -z "$output" ]
    run -74 --separate-stderr "$examples/parallel.sh" 2016-05 raw.jsonl nothing.jsonl
    [ -z "$output" ]
    for file in empty.jsonl nothing.jsonl; do
        run -65 --separate-stderr "$examples/parallel.sh" -b 1M 2016-05 raw.jsonl "$file"
        [ -z "$output" ]
        [[ $stderr == *"parallel.sh: $file is empty, or is no file"* ]]
    done
}

@test "parallel.sh passes on that records were rejected" {
    day
    echo '{"counter_name": broken' >>raw.jsonl
    run -1 "$examples/parallel.sh" -b 300k 2016-05 raw.jsonl
    "$examples/parallel.sh" -b 300k 2016-05 raw.jsonl >got.csv || true
    cmp want.csv got.csv
}

@test "parallel.sh spreads the pieces over hosts" {
    day
    mkdir stubs
    cat >stubs/ssh <<END
#!/bin/sh
echo "\$1" >>"$BATS_TEST_TMPDIR/hosts"
shift 2
exec sh -c "\$*"
END
    chmod +x stubs/ssh
    OW_PARALLEL="--ssh $PWD/stubs/ssh -S big1,big2" \
        "$examples/parallel.sh" -b 300k 2016-05 raw.jsonl >got.csv
    cmp want.csv got.csv
    [ "$(sort -u hosts | tr '\n' ' ')" = 'big1 big2 ' ]
}

@test "parallel.sh needs no home and no shell of its user's" {
    day
    env -i PATH="$PATH" "$examples/parallel.sh" -b 300k 2016-05 raw.jsonl \
        >got.csv 2>err
    cmp want.csv got.csv
    diff /dev/null err
}

@test "parallel.sh refuses a command line without files" {
    run -64 "$examples/parallel.sh" 2016-05
    run -64 "$examples/parallel.sh" -x 2016-05 raw.jsonl
}
