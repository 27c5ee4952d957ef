#!/usr/bin/env bats
# What ow-aggregate bills for spans. A case is a folder of fixtures/aggregate:
# in.jsonl, the options in args, and the usage that has to come of it.

load helper.bash

setup() {
    CASES=$BATS_TEST_DIRNAME/fixtures/aggregate
    cd "$BATS_TEST_TMPDIR" || return
}

# The case gives its usage.
aggregates() {
    local dir=$CASES/$1 args
    read -ra args <"$dir/args"
    check_case "$dir" ow-aggregate "${args[@]}"
}

@test "the window is half open, and what lies on an edge is on the right side of it" {
    aggregates edges
}

@test "a month is its days in UTC" {
    aggregates month
}

@test "February of a leap year has 696 hours" {
    aggregates leap_february
}

@test "February of any other year has 672 hours" {
    aggregates february
}

@test "December ends with the year" {
    aggregates december
}

@test "March in Bucharest has 743 hours" {
    aggregates march_in_bucharest
}

@test "October in Bucharest has 745 hours" {
    aggregates october_in_bucharest
}

@test "a day on which the clocks go forward has 23 hours" {
    aggregates short_day
}

@test "a window may have any offsets" {
    aggregates offsets
}

@test "an offset of its own beats the time zone" {
    aggregates offset_beats_zone
}

@test "building, error and shelved servers are not billed unless an option says so" {
    aggregates states_by_default
}

@test "the option names the states that are not billed, and no others" {
    aggregates states_replaced
}

@test "a type with no states named is billed in all of them" {
    aggregates states_all
}

@test "the states of one type leave those of another alone" {
    aggregates states_of_another_type
}

@test "each type has its own states that are not billed" {
    aggregates states_of_all_types
}

@test "seconds with no evidence near are billed and counted" {
    aggregates gaps_bridged
}

@test "to bridge gaps is what is done without the option" {
    aggregates gaps_bridged_by_name
}

@test "gaps that are cut are not billed" {
    aggregates gaps_cut
}

@test "what lasts no longer than the grace period is no gap" {
    aggregates gaps_and_grace
}

@test "a state in which a server is silent by nature has no gaps" {
    aggregates gap_while_shelved
}

@test "evidence from outside the window is used, and what it stands for is counted" {
    aggregates evidence_outside
}

@test "a server without dates in the first poll of a scan was there when the scan began" {
    aggregates begins_with_coverage
}

@test "an end that was inferred is inferred again from the scans at hand" {
    aggregates absence_again
}

@test "without scans the end that the spans inferred is believed" {
    aggregates absence_without_scans
}

@test "a life is billed in one part for each project, class and size, in order" {
    aggregates parts
}

@test "a project's tenant and account come from its records, wherever they stand" {
    aggregates labels
}

@test "equal ids in two regions are billed apart" {
    aggregates regions
}

@test "a project with two names or two accounts keeps the first, and the other is rejected" {
    aggregates labels_conflict
}

@test "hours have four decimals, half up, of exact integers" {
    aggregates rounding
}

@test "a volume whose size nothing tells cannot be billed, and counts as rejected" {
    aggregates no_size
}

@test "records of kinds that it does not know pass" {
    aggregates other_kinds
}

@test "a raw sample and a usage record are rejected" {
    aggregates not_its_records
}

@test "a server of no project is billed to nobody, and named" {
    aggregates no_project
}

@test "a server deleted before it was created is not billed, and named" {
    aggregates negative_life
}

@test "a volume_type record names the class, wherever it stands" {
    aggregates volume_types
}

@test "each case has its test" {
    local dir
    for dir in "$CASES"/*/; do
        grep -q "^    aggregates $(basename "$dir")\$" "$BATS_TEST_FILENAME"
    done
}

@test "the order of the spans changes nothing, nor do spans that come twice" {
    local dir args
    for dir in "$CASES"/*/; do
        case $dir in
        */labels_conflict/ | */not_its_records/ | */other_kinds/) continue ;;
        esac
        read -ra args <"$dir/args"
        tac "$dir/in.jsonl" | ow-aggregate "${args[@]}" 2>err | diff "$dir/out.jsonl" -
        ow-aggregate "${args[@]}" "$dir/in.jsonl" "$dir/in.jsonl" 2>err | grep -v '"kind":"end"' |
            diff <(grep -v '"kind":"end"' "$dir/out.jsonl") -
    done
}

@test "the time zone of the environment changes nothing" {
    local args name
    for name in month october_in_bucharest offsets; do
        read -ra args <"$CASES/$name/args"
        TZ=America/New_York ow-aggregate "${args[@]}" "$CASES/$name/in.jsonl" | diff "$CASES/$name/out.jsonl" -
    done
}

MAY=(--month 2016-05)

@test "a mistake in the options is one of usage" {
    bad() { ends 64 "ow-aggregate: $1; see ow-aggregate --help" ow-aggregate "${@:2}" </dev/null; }
    bad "name the window: --month, or --from and --till"
    bad "name the window: --month, or --from and --till" --from 2016-05-01
    bad "name the window: --month, or --from and --till" --till 2016-05-01
    bad "--month and --from or --till exclude each other" "${MAY[@]}" --till 2016-06-01
    bad "'2016-13' is no month YYYY-MM" --month 2016-13
    bad "'2016-5' is no month YYYY-MM" --month 2016-5
    bad "'2016-05-01' is no month YYYY-MM" --month 2016-05-01
    bad "'' is no month YYYY-MM" --month=
    bad "'today' is no time" --from today --till 2016-06-01
    bad "the window is empty: it ends before it begins" --from 2016-05-01 --till 2016-05-01
    bad "the window is empty: it ends before it begins" --from 2016-05-02 --till 2016-05-01
    bad "--gaps is either bridge or cut" "${MAY[@]}" --gaps fill
    bad "'instance' is not NAME=VALUE" "${MAY[@]}" --states instance
    bad "unknown type 'router'" "${MAY[@]}" --states router=
    bad "type instance has no state 'asleep'" "${MAY[@]}" --states volume=,instance=stopped+asleep
    bad "type volume has no state 'stopped'" "${MAY[@]}" --states volume=stopped
    bad "grace 'soon' is no duration" "${MAY[@]}" --grace instance=soon
    bad "unknown option '--months'" --months 2016-05
    bad "option '--allow-incomplete' takes no value" "${MAY[@]}" --allow-incomplete=yes
    bad "option '--till' needs a value" --from 2016-05-01 --till
    bad "'' is no time zone" "${MAY[@]}" --tz ''
    bad "'../../etc/passwd' is no time zone" "${MAY[@]}" --tz ../../etc/passwd
    [ ! -s out ]
}

@test "a time zone that is not known here is a matter of configuration" {
    local zone
    span web-1 08:00:00 09:00:00 >in
    for zone in Europe/Cluj EET-2EEST; do
        ends 78 "ow-aggregate: time zone '$zone' is not known here; is tzdata installed?" ow-aggregate "${MAY[@]}" --tz "$zone" in
        [ ! -s out ]
    done
}

@test "what is no zone among the files of the zones is no time zone either" {
    local zone
    span web-1 08:00:00 09:00:00 >in
    for zone in Europe zone.tab; do
        ends 78 "ow-aggregate: time zone '$zone' is not known here; is tzdata installed?" ow-aggregate "${MAY[@]}" --tz "$zone" in
        [ ! -s out ]
    done
}

@test "an incomplete input gives no record at all" {
    span web-1 08:00:00 09:00:00 | frame f | head -n 2 >in
    ends 65 "ow-aggregate: in:2: incomplete input: frame 'f' began and did not end" ow-aggregate "${MAY[@]}" in
    [ ! -s out ]
}

@test "an incomplete input is billed if an option says so, and the gap is told" {
    billed() {
        ends 0 "ow-aggregate: $1" ow-aggregate "${MAY[@]}" --allow-incomplete "${@:2}"
        [ "$(grep -c '"kind":"usage"' out)" = 1 ]
        [ "$(tail -n 1 out | jq -c .kind)" = '"end"' ]
    }
    span web-1 08:00:00 09:00:00 | frame f >whole
    head -n 2 whole >in
    billed "in:2: incomplete input: frame 'f' began and did not end" in
    tail -n 2 whole >in
    billed "in:2: incomplete input: frame 'f' ends but did not begin" in
    sed 's/"records":1/"records":2/' whole >in
    billed "in:3: incomplete input: frame 'f' has 1 records, its end counts 2" in
    : >empty
    billed "empty: incomplete input: no line at all" empty whole
}

@test "an incomplete input that ow-normalize gave up on gives no bill further on" {
    local code=0
    poll web-1 08:00:00 | frame f | head -n 2 >in
    { ow-normalize in 2>err || true; } | ow-aggregate "${MAY[@]}" >out 2>err || code=$?
    check_code 65 "$code"
    [ ! -s out ]
    diff err - <<<"ow-aggregate: <stdin>:1: incomplete input: frame 'ow-normalize' began and did not end"
}

@test "records rejected further up are counted, and told by the exit code" {
    local code=0
    {
        poll web-1 08:00:00
        echo '[]'
        echo 'x'
    } >in
    { ow-normalize in 2>err || true; } >spans
    ends 1 "" ow-aggregate "${MAY[@]}" spans
    [ "$(tail -n 1 out | jq -c .rejected)" = 2 ]
    ow-aggregate "${MAY[@]}" spans spans >out || code=$?
    check_code 1 "$code"
    [ "$(tail -n 1 out | jq -c .rejected)" = 4 ]
}

@test "a broken span is rejected by file and line, and the rest is billed" {
    rejects() {
        {
            span web-1 08:00:00 09:00:00
            span db-1 08:00:00 09:00:00 | jq -c "$2"
            span web-1 09:30:00 10:00:00
        } >in
        ends 1 "ow-aggregate: in:2: $1" ow-aggregate --from 2016-05-10T08:00 --till 2016-05-10T10:00 in
        diff <(jq -c 'select(.kind == "usage") | [.id, .seconds]' out) - <<<'["web-1",7200]'
        [ "$(tail -n 1 out | jq -c .rejected)" = 1 ]
    }
    rejects "no id" 'del(.id)'
    rejects "no type" '.type = null'
    rejects "id is not a text" '.id = 7'
    rejects "no first_seen" 'del(.first_seen)'
    rejects "first_seen is not a time" '.first_seen = 1462867200'
    rejects "last_seen is not a time" '.last_seen = "later"'
    rejects "last_seen is before first_seen" '.last_seen = "2016-05-10T07:59:59Z"'
    rejects "last_seen is before first_seen" '.first_us = 1 | .last_seen = .first_seen'
    rejects "first_us is not a count" '.first_us = 1000000'
    rejects "last_by is not a word it may be" '.last_by = "hearsay"'
    rejects "size is not a count" '.size = -1'
    rejects "size is not a count" '.size = 1.5'
    rejects "size is not a count" '.size = "10"'
    rejects "created_at is not a time" '.created_at = "None"'
    rejects "deleted_by is not a word it may be" '.deleted_by = "me"'
    rejects "deleted_at and deleted_by go together" '.deleted_by = "event"'
    rejects "deleted_at and deleted_by go together" '.deleted_at = .last_seen'
    rejects "unknown type 'router'" '.type = "router"'
    rejects "kind is not a text" '.kind = ["span"]'
}

@test "a broken scan is rejected" {
    local form
    span web-1 08:00:00 09:00:00 >good
    for form in '{}' '{from: $t}' '{from: $t, till: $t, at: $t}' '{from: "2016-05-02", till: "2016-05-01"}' '{first_seen: $t}' '{first_seen: $t, last_seen: "2016-01-01"}'; do
        jq -cn --arg t 2016-05-10T08:00:00Z "{kind: \"scan\", source: \"s\", types: [\"instance\"]} + $form" | cat good - >in
        ends 1 "ow-aggregate: in:2: a scan has from and till, or at, or first_seen and last_seen" ow-aggregate "${MAY[@]}" in
    done
    for form in 'null' '[]' '"instance"' '[1]'; do
        echo '{"kind":"scan","source":"s","at":"2016-05-10","types":'"$form"'}' | cat good - >in
        if [ "$form" = null ]; then
            ends 1 "ow-aggregate: in:2: no types" ow-aggregate "${MAY[@]}" in
        else
            ends 1 "ow-aggregate: in:2: types is not a list of names" ow-aggregate "${MAY[@]}" in
        fi
    done
}
