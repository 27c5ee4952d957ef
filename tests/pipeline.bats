#!/usr/bin/env bats
# The five programs in one shell pipe, with a MariaDB and the stand-in for
# Ceilometer's API that both fetchers are tested with.

: "${OW_BIN:=$BATS_TEST_DIRNAME/../build/release/bin}"
PATH=$OW_BIN:$PATH
export OS_TOKEN=pipeline-token

bats_require_minimum_version 1.5.0

load ceilo-helper.bash
load mariadb.bash

EXAMPLE=$BATS_TEST_DIRNAME/../examples/2016-05
DATA=${OW_SHARED_DATA-}

setup_file() {
    export DB=$BATS_FILE_TMPDIR/db
    mariadb_start "$DB"
    mariadb_load "$DB" neutron "$BATS_TEST_DIRNAME/fixtures/neutron/newton.sql"
    mariadb_sql "$DB" <<<"CREATE USER b@localhost IDENTIFIED BY 'pw'; GRANT SELECT ON *.* TO b@localhost"
    mariadb_option_file "$DB" "$BATS_FILE_TMPDIR/my.cnf" b pw
    export CNF=$BATS_FILE_TMPDIR/my.cnf
}

teardown_file() {
    mariadb_stop "$DB"
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
    stub_stop
}

# All lines of the example but its frames, which do not survive a cut.
example_lines() {
    gzip -dc "$EXAMPLE/samples.jsonl.gz" | jq -c 'select(.kind != "begin" and .kind != "end")'
}

# The samples of the example that Ceilometer's API would serve.
example_samples() {
    gzip -dc "$EXAMPLE/samples.jsonl.gz" |
        grep -E '"counter_name": ?"(instance|volume\.size|image\.size)"'
}

# Seconds by type, id, project, class and size, of usage on stdin.
seconds() {
    jq -r 'select(.kind == "usage") |
        [.type, .id, .project, .class, .size, .seconds] | @tsv' | sort
}

@test "a month fetched, normalized, aggregated and formatted is the month of the files" {
    example_samples >served
    stub_start --token "$OS_TOKEN" served
    {
        cat "$EXAMPLE/projects.jsonl"
        ow-fetch-ceilo --from 2016-04-30 --till 2016-06-02 --endpoint "$url" --page 5000
        ow-fetch-fip --defaults-file "$CNF"
    } | ow-normalize >spans
    ow-aggregate --month 2016-05 spans >usage
    cat "$EXAMPLE/projects.jsonl" served | ow-normalize |
        ow-aggregate --month 2016-05 >expected
    diff <(seconds <expected) <(seconds <usage | grep -v '^floating_ip')
    [ "$(seconds <expected | wc -l)" -gt 20 ]
    ow-format -f csv usage >report.csv
    head -n 1 report.csv | grep -qx 'From,Till,Customer Account,Tenant,Instance Id,Instance type,Total run hours,Volume Id,Type of storage,Total run hours (Gb.h),Floating IPs (IP.h),Image Name,Total run hours (Gb.h)'
    grep -q 'Harbour & Sons' report.csv
}

@test "addresses read from Neutron's database come out in the report" {
    ow-fetch-fip --defaults-file "$CNF" >fips
    at=$(jq -r 'select(.kind == "scan") | .at' fips)
    till=$(date -u -d "$at + 30 minutes" +%FT%TZ)
    ow-normalize fips | ow-aggregate --from "$at" --till "$till" | ow-format -f tsv >report
    # one row for each project that holds one, half an hour for each address
    expected=$(mariadb_sql "$DB" neutron <<<"SELECT COUNT(*) * 5000 FROM floatingips WHERE project_id IS NOT NULL")
    [ "$(awk -F '\t' 'NR > 1 && $4 != "" { sum += $11 * 10000 } END { print sum }' report)" = "$expected" ]
}

@test "when a fetcher dies in the middle there is no report, whatever the shell says" {
    example_samples >served
    stub_start --token "$OS_TOKEN" --fault 503@3- served
    run bash -c '{
        ow-fetch-ceilo --from 2016-05-01 --till 2016-05-03 --endpoint "$0" --retries 0
        ow-fetch-fip --defaults-file "$CNF"
    } 2>/dev/null | ow-normalize 2>/dev/null | ow-aggregate --month 2016-05 2>/dev/null |
        ow-format 2>err >report' "$url"
    [ "$status" = 65 ]
    [ ! -s report ]
    grep -q '^ow-format: <stdin>: incomplete input: no line at all$' err
}

@test "when the database is away there is no report either" {
    printf '[client]\nsocket=/nonexistent\nuser=b\n' >away.cnf
    run bash -c 'ow-fetch-fip --defaults-file away.cnf --retries 0 2>/dev/null | ow-normalize 2>err1 |
        ow-aggregate --month 2016-05 2>err2 | ow-format >report 2>err3'
    [ "$status" = 65 ]
    [ ! -s report ]
    [ -s err1 ] && [ -s err2 ] && [ -s err3 ]
}

@test "a record rejected in the first stage makes the last one exit with 1" {
    {
        example_samples | head -n 500
        echo '{"counter_name": "instance", broken'
    } >in
    run --separate-stderr bash -c 'ow-normalize in | ow-aggregate --month 2016-05 | ow-format >report'
    [ "$status" = 1 ]
    [ -s report ]
    grep -q '^ow-normalize: in:501: no JSON object' <<<"$stderr"
}

@test "the same month in any arrangement of files gives the same report" {
    example_lines >all
    report() { ow-normalize "$@" "$EXAMPLE/projects.jsonl" | ow-aggregate --month 2016-05 | ow-format; }
    report all >one
    split -n l/5 all part.
    report part.ae part.ab part.ad part.aa part.ac >two
    tac all >backward
    report backward >three
    report all all >four
    cmp one two
    cmp one three
    cmp one four
}

@test "days normalized alone and joined later give the same report" {
    example_lines >all
    jq -r '(.timestamp // .at)[0:10]' all | paste - all | awk -F '\t' '{ print $2 > "day." $1 }'
    for day in day.*; do
        ow-normalize "$day" >"spans.$day"
    done
    ow-normalize all >whole
    ow-normalize spans.* >joined
    cmp whole joined
    # the aggregator joins them just as well by itself
    ow-aggregate --month 2016-05 whole >one
    ow-aggregate --month 2016-05 spans.* >two
    cmp one two
}

# bats test_tags=captured
@test "the five in one pipe bill the captured cloud and its 8 addresses" {
    for meter in z2-instance-all z3-volume.size-all z6-image.size-all; do
        zcat "$DATA/ceilometer-7.1/$meter.json.gz" | jq -c '.[]'
    done >served
    stub_start --token "$OS_TOKEN" served
    mariadb_load "$DB" seen "$DATA/openstack/neutron.sql"
    {
        ow-fetch-ceilo --from 2026-11-17 --till 2026-11-21 --endpoint "$url"
        ow-fetch-fip --defaults-file "$CNF" --database seen
    } | ow-normalize | ow-aggregate --from 2026-11-17 --till 2026-11-20 >usage
    ow-normalize served | ow-aggregate --from 2026-11-17 --till 2026-11-20 >expected
    diff <(seconds <expected) <(seconds <usage | grep -v ^floating_ip)
    [ "$(seconds <expected | wc -l)" = 44 ]
    ow-fetch-fip --defaults-file "$CNF" --database seen | ow-normalize |
        ow-aggregate --from 2026-11-01 --till 2100-01-01 | seconds >held
    [ "$(wc -l <held)" = 8 ]
    diff <(cut -f 2,3 held) <(mariadb_sql "$DB" seen <<<"SELECT id, project_id FROM floatingips" | sort)
}
