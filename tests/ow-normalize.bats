#!/usr/bin/env bats
# What ow-normalize makes of samples. A case is a folder of fixtures/normalize:
# in.jsonl, the spans that have to come of it (out.jsonl), and what has to be
# billed for them (bill.jsonl) in May 2016, or as the file args says.

load helper.bash

setup() {
    CASES=$BATS_TEST_DIRNAME/fixtures/normalize
    cd "$BATS_TEST_TMPDIR" || return
}

# The case gives its spans, and these give its bill.
normalizes() {
    local dir=$CASES/$1 args=(--month 2016-05)
    if [ -e "$dir/out.jsonl" ]; then
        check_case "$dir" ow-normalize
    fi
    if [ -e "$dir/bill.jsonl" ]; then
        [ ! -e "$dir/args" ] || read -ra args <"$dir/args"
        ow-normalize <"$dir/in.jsonl" 2>err |
            ow-aggregate "${args[@]}" >bill.jsonl 2>bill.err
        diff "$dir/bill.jsonl" bill.jsonl
        check_text bill.err "$dir/bill.err"
    fi
    [ -e "$dir/out.jsonl" ] || [ -e "$dir/bill.jsonl" ]
}

@test "a creation date is the same date in every form that a service prints" {
    normalizes dates_of_every_form
}

@test "a date of None, of nothing or of null is no date" {
    normalizes dates_not_set
}

@test "a flavor polled by its id and notified by its name is one flavor" {
    normalizes flavor_id_and_name
}

@test "a resize splits a life where it is finished, though launched_at moves and the flavor shows early" {
    normalizes resize_confirmed
}

@test "a resize that is reverted is billed for as long as it was tried" {
    normalizes resize_reverted
}

@test "a resize and its revert are billed right where polls alone tell of them" {
    normalizes resize_reverted_by_polls
}

@test "a server that went to another host and came back is billed there again once its host tells anew" {
    normalizes resize_reverted_unseen
}

@test "a host that goes on reporting a server that was resized away does not undo the resize" {
    normalizes two_hosts
}

@test "of two hosts that poll one server the one that saw it last counts, with no event to tell" {
    normalizes two_hosts_by_polls
}

@test "an audit after the deletion adds nothing to a life" {
    normalizes audit_after_deletion
}

@test "a server known only by the audit after its deletion is billed from its creation to its end" {
    normalizes only_an_audit_after_deletion
}

@test "a server known only by its delete.end is billed from its creation to its end" {
    normalizes only_a_delete_end
}

@test "a server that ran for 84 seconds and was never polled is billed for 84 seconds" {
    normalizes short_server
}

@test "where delete.end has no deleted_at its terminated_at is the end" {
    normalizes terminated_counts
}

@test "a delete.end without any date ends a life at its own time" {
    normalizes delete_end_without_dates
}

@test "a date of deletion in the metadata beats the time of the event" {
    normalizes date_beats_event
}

@test "a terminated_at on a server that is not deleted ends nothing" {
    normalizes terminated_and_alive
}

@test "a server that was soft-deleted and restored lives on, and is not billed in between" {
    normalizes soft_delete_restored
}

@test "a server that was soft-deleted and reclaimed days later is billed until it was soft-deleted" {
    normalizes soft_delete_reclaimed
}

@test "a server that is shelved and offloaded is neither billed nor taken for deleted while it is silent" {
    normalizes shelved
}

@test "a server that stays shelved and offloaded is alive and not billed" {
    normalizes shelved_for_good
}

@test "a server whose build failed never lived" {
    normalizes failed_build
}

@test "a server known only by its deletion and never launched is not billed" {
    normalizes failed_build_by_delete
}

@test "a server that ran and then failed is billed until it failed" {
    normalizes error_later
}

@test "a flavor that was deleted is billed by the name it had" {
    normalizes deleted_flavor
}

@test "the API's names for states are Nova's own ones" {
    normalizes api_status
}

@test "a poll a little after delete.end does not beat it" {
    normalizes poll_after_deletion
}

@test "a server seen alive long after its deletion is billed until the deletion, and named" {
    normalizes alive_after_deletion
}

@test "a server deleted before it was created is not billed, and named" {
    normalizes deleted_before_created
}

@test "one notification in several meters is one sight of one server, and other meters are left out" {
    normalizes many_meters
}

@test "a server with a new name is the same server, and goes by its last name" {
    normalizes rename
}

@test "a deletion that the API host does with the compute host down ends a life, whatever the state" {
    normalizes local_delete
}

@test "a poll of Icehouse, which tells no state, does not end a building that create.end ends" {
    normalizes poll_while_building
}

@test "a notified sample that has lost its event_type still ends a life by its deleted_at" {
    normalizes rocky_deletion
}

@test "a date of deletion that a later sample without a state has lost was a soft deletion" {
    normalizes rocky_soft_delete
}

@test "notified samples with neither event nor dates show a server that lives" {
    normalizes pike_without_dates
}

@test "a server that is polled no more while others are has ended at its last poll" {
    normalizes lost_deletion
}

@test "a server unseen for just the grace period is alive" {
    normalizes not_yet_absent
}

@test "an outage of the collector is no mass deletion" {
    normalizes outage
}

@test "a server that comes back was never deleted" {
    normalizes came_back
}

@test "an exists sent for a resize is no audit that others would have to show up in" {
    normalizes exists_of_a_resize
}

@test "a server in the first poll was there when coverage began" {
    normalizes there_when_coverage_began
}

@test "a server without dates begins with its first poll where others were polled before" {
    normalizes first_seen_later
}

@test "a sample that came twice, under one message id or two, counts once" {
    normalizes duplicates
}

@test "a late sample that contradicts what was joined around it is placed by its time and counted" {
    normalizes late_sample
}

@test "samples spelled as /v2/meters does give their spans" {
    normalizes spelling_of_meters
}

@test "samples spelled as /v2/samples does give the same spans" {
    normalizes spelling_of_samples
}

@test "samples spelled as the file publisher does, nested and typed, give the same spans" {
    normalizes spelling_of_publishers
}

@test "equal ids in two regions are two servers, and one of no region is a third" {
    normalizes regions
}

@test "a volume extended twice is billed in three parts" {
    normalizes extended_twice
}

@test "of a start, an end and an audit at one instant the end is believed" {
    normalizes extended_in_an_instant
}

@test "an end at the instant of a start and a poll is believed for servers too" {
    normalizes resized_in_an_instant
}

@test "a volume given to another project is that project's from its first sight on" {
    normalizes transferred
}

@test "a volume that failed to be created and shows only in its deletion never lived" {
    normalizes error_volume
}

@test "a failed volume is not billed while it is being deleted either" {
    normalizes error_volume_deleting
}

@test "a volume whose deletion failed lives on" {
    normalizes delete_failed
}

@test "a volume that an audit lists as deleted was still there when the period of the audit began" {
    normalizes exists_deleted
}

@test "a volume known only by an audit that lists it as deleted is billed until the period of the audit began" {
    normalizes only_an_exists_deleted
}

@test "the size that the audit of a deleted volume shows is its last one and not that of the beginning of the period" {
    normalizes exists_deleted_extended
}

@test "a volume that an audit lists as deleted and that was created after its period began is named" {
    normalizes created_and_deleted_in_a_period
}

@test "an audit after the deletion of a volume adds nothing to its life" {
    normalizes audit_after_volume_deletion
}

@test "a deletion that cinder's audit sends again, hours later, counts at its true date" {
    normalizes deletion_sent_again
}

@test "a volume known only by what the audit sent again is billed from its creation to its deletion" {
    normalizes life_sent_again
}

@test "a creation that is sent again late holds back to the date of creation" {
    normalizes creation_sent_again
}

@test "a volume type notified by its id goes by the name that a volume_type record tells" {
    normalizes volume_type_mapped
}

@test "a volume type notified by its id goes by the name that a poll of the volume tells" {
    normalizes volume_type_seen
}

@test "a volume type that nothing names goes by its id, and an untyped volume by none" {
    normalizes volume_type_unknown
}

@test "a volume of another type is billed by type from that moment" {
    normalizes retyped
}

@test "a volume that the audits leave out has ended at its last sight" {
    normalizes lost_volume_deletion
}

@test "an image deleted by the first API, with deleted_at None, ends with the event" {
    normalizes image_deleted_by_v1
}

@test "an image deleted by the second API ends at its deleted_at" {
    normalizes image_deleted_by_v2
}

@test "an image that is polled no more while others are has ended at its last poll" {
    normalizes image_polled_no_more
}

@test "an image that is queued for ever is alive and not billed, with a size of 0 or of null" {
    normalizes image_never_uploaded
}

@test "an image whose deletion is delayed ends with the event of deletion" {
    normalizes image_pending_delete
}

@test "an image in pending_delete is not billed, though no event told of its end" {
    normalizes image_pending_without_event
}

@test "an image that is deactivated is stored and billed" {
    normalizes image_deactivated
}

@test "an image of no project is billed to nobody, and named" {
    normalizes image_of_nobody
}

@test "an image given to another project is that project's from then on" {
    normalizes image_given_away
}

@test "an address that a later listing leaves out has ended at its last sight" {
    normalizes address_gone
}

@test "a listing of no address at all ends the last one" {
    normalizes last_address_gone
}

@test "an address that one listing left out and a later one shows was held all the time" {
    normalizes address_back
}

@test "an address is held and billed whether it is ACTIVE or DOWN" {
    normalizes address_down
}

@test "the volume of ip.floating is a status code and never a count" {
    normalizes address_status_code
}

@test "a notified address is its owner's and not that of who asked" {
    normalizes address_owner
}

@test "an address polled from Nova has no project: it is billed to nobody, and named" {
    normalizes address_of_nobody
}

@test "windows that touch and listings near each other fold into one scan each" {
    normalizes scans_fold
}

@test "labels come out once each and in order" {
    normalizes labels_pass
}

@test "the three spellings give the same spans" {
    cmp "$CASES"/spelling_of_{meters,samples}/out.jsonl
    cmp "$CASES"/spelling_of_{meters,publishers}/out.jsonl
}

@test "each case has its test" {
    local dir
    for dir in "$CASES"/*/; do
        grep -q "^    normalizes $(basename "$dir")\$" "$BATS_TEST_FILENAME"
    done
}

# Runs COMMAND with each case's input in "in" and its spans in "want". A late
# sample depends on the order by its nature.
each_case() {
    local dir
    for dir in "$CASES"/*/; do
        [ "$(basename "$dir")" != late_sample ] || continue
        cp "$dir/in.jsonl" in
        ow-normalize in >want
        echo "case ${dir%/}"
        "$@"
    done
}

@test "to normalize again changes nothing, in any case" {
    again() { ow-normalize want | cmp - want; }
    each_case again
}

@test "the other direction gives the same, in any case" {
    backwards() { tac in | ow-normalize | cmp - want; }
    each_case backwards
}

@test "an input that comes twice gives the same, in any case" {
    twice() { ow-normalize in in | cmp - want; }
    each_case twice
}

@test "two parts normalized alone and then together give the same, in any case" {
    parted() {
        local lines
        lines=$(($(wc -l <in) / 2))
        [ "$lines" -gt 0 ] || return 0
        head -n "$lines" in | ow-normalize >a
        tail -n "+$((lines + 1))" in | ow-normalize >b
        ow-normalize a b | cmp - want
    }
    each_case parted
}

@test "spans of two parts give the same in whichever order they come" {
    exchanged() {
        local line
        line=$(wc -l <in)
        while [ "$line" -gt 1 ]; do
            tail -n "+$line" in | ow-normalize >b
            head -n "$((line - 1))" in | ow-normalize >a
            ow-normalize b a | cmp - want
            line=$((line - 1))
        done
    }
    each_case exchanged
}

@test "a server taken for deleted in one day's spans lives on with the next day's" {
    {
        poll web-1 08:00:00
        poll db-1 08:00:00
        poll db-1 09:00:00
        poll db-1 10:00:00
    } >day1
    poll web-1 11:00:00 >day2
    ow-normalize day1 >spans1
    ow-normalize day2 >spans2
    [ "$(jq -r 'select(.id == "web-1") | .deleted_at' spans1)" = 2016-05-10T08:00:00Z ]
    ow-normalize spans1 spans2 >both
    ow-normalize day1 day2 | cmp - both
    [ "$(jq -r 'select(.id == "web-1") | .deleted_by' both | sort -u)" = null ]
}

@test "the grace period decides what is joined, by type" {
    {
        poll web-1 08:00:00
        poll web-1 09:30:00
    } >in
    spans() { ow-normalize "$@" in | jq -r 'select(.kind == "span") | .first_seen + " " + .last_seen'; }
    diff <(spans) - <<'END'
2016-05-10T08:00:00Z 2016-05-10T08:00:00Z
2016-05-10T09:30:00Z 2016-05-10T09:30:00Z
END
    diff <(spans --grace volume=1h,instance=1h30m) - <<<"2016-05-10T08:00:00Z 2016-05-10T09:30:00Z"
    [ "$(spans -g instance=5399)" = "$(spans)" ]
    [ "$(spans --grace=instance=5400s)" = "$(spans -ginstance=90m)" ]
}

@test "the region of an option stands in where a sample, a span or a scan names none" {
    {
        poll web-1 08:00:00
        poll web-1 08:30:00 | sed 's/^{/{"region":"south",/'
        span web-1 09:00:00 09:30:00
        echo '{"kind":"scan","source":"s","types":["instance"],"from":"2016-05-10T08:00:00Z","till":"2016-05-10T10:00:00Z"}'
        echo '{"kind":"scan","source":"s","region":"west","types":["instance"],"from":"2016-05-10T08:00:00Z","till":"2016-05-10T10:00:00Z"}'
    } >in
    ow-normalize -r north in >out
    diff <(jq -r 'select(.region) | .kind + " " + .region' out) - <<'END'
scan north
scan south
scan north
scan west
span north
span north
span south
END
    lacks '"region":null' out
}

# Samples that are sound JSON and make no sense.

# The sample of STDIN, changed by a jq filter, is rejected for a reason:
# rejects REASON FILTER. What stands around it comes through.
rejects() {
    poll web-1 08:00:00 >good
    {
        cat good
        jq -c "$2" <<<"$sample"
        poll web-1 08:30:00
    } >in
    ends 1 "ow-normalize: in:2: $1" ow-normalize in
    [ "$(jq -r 'select(.kind == "span") | .last_seen' out)" = 2016-05-10T08:30:00Z ]
    [ "$(tail -n 1 out)" = '{"kind":"end","id":"ow-normalize","records":2,"rejected":1}' ]
}

@test "a sample without meter, resource or time is rejected" {
    sample=$(poll db-1 08:00:00)
    rejects "no meter" 'del(.counter_name)'
    rejects "no meter" '.counter_name = 7'
    rejects "no resource_id" 'del(.resource_id)'
    rejects "no resource_id" '.resource_id = "None"'
    rejects "no timestamp" '.timestamp = null'
    rejects "timestamp 'soon' is no time" '.timestamp = "soon"'
    rejects "timestamp '2016-02-30T00:00:00' is no time" '.timestamp = "2016-02-30T00:00:00"'
    rejects "timestamp '2016-05-10T08:00:60' is no time" '.timestamp = "2016-05-10T08:00:60"'
    rejects "timestamp 'a\\x0ab\\x1b' is no time" '.timestamp = "a\nb\u001b"'
}

@test "a sample with a volume that is no whole number is rejected where it counts" {
    sample=$(poll db-1 08:00:00)
    rejects "volume is no number" '.counter_volume = "1"'
    sample=$(poll db-1 08:00:00 | jq -c '.counter_name = "volume.size"')
    rejects "volume of volume.size is no whole number" '.counter_volume = 1.5'
    rejects "volume of volume.size is no whole number" '.counter_volume = -1'
    rejects "volume of image.size is no whole number" '.counter_name = "image.size" | .counter_volume = 1e300'
}

@test "a sample with a date that is none, or with metadata that are no object, is rejected" {
    sample=$(poll db-1 08:00:00)
    rejects "resource_metadata is no object" '.resource_metadata = "{}"'
    rejects "date 'yesterday' is no time" '.resource_metadata.created_at = "yesterday"'
    rejects "date '2016-05-32' is no time" '.resource_metadata.deleted_at = "2016-05-32"'
}

@test "a sample without project, metadata or any other member is a sample" {
    echo '{"meter":"instance","resource_id":"web-1","timestamp":"2016-05-10T08:00:00"}' >in
    ends 0 "" ow-normalize in
    [ "$(jq -c 'select(.kind == "span") | [.id, .project, .name, .class, .state, .first_seen]' out)" = \
        '["web-1",null,null,null,null,"2016-05-10T08:00:00Z"]' ]
}

@test "unknown members of samples and of metadata change nothing" {
    poll web-1 08:00:00 >in
    ow-normalize in >want
    poll web-1 08:00:00 '"weather":{"is":["fine",[1,2.5e3]]}' '"a.b:c":"x"' |
        jq -c '. + {unheard: null, of: [{}]}' >in
    ends 0 "" ow-normalize in
    cmp out want
}

@test "a huge image is as large as it is, written as an integer or with an exponent" {
    local size
    for size in 10000000000000000 1e16 1e+16 1.0e16; do
        echo '{"name":"image.size","volume":'$size',"resource_id":"i","timestamp":"2016-05-10T08:00:00Z"}' >in
        ends 0 "" ow-normalize in
        [ "$(grep -o '"size":[^,]*' out)" = '"size":10000000000000000' ]
    done
}

@test "two names of one volume type are a contradiction: the second is rejected" {
    {
        echo '{"kind":"volume_type","id":"t1","name":"ssd"}'
        echo '{"kind":"volume_type","id":"t1","name":"hdd"}'
    } >in
    ends 1 "ow-normalize: in:2: volume type 't1' has two names" ow-normalize in
}

@test "an incomplete input leaves a begin and no end" {
    span web-1 08:00:00 09:00:00 | frame f | head -n 2 >in
    ends 65 "ow-normalize: in:2: incomplete input: frame 'f' began and did not end" ow-normalize in
    [ "$(cat out)" = '{"kind":"begin","program":"ow-normalize","format":1,"id":"ow-normalize"}' ]
}

@test "a mistake in the options is one of usage" {
    bad() { ends 64 "ow-normalize: $1; see ow-normalize --help" ow-normalize "${@:2}" </dev/null; }
    bad "unknown option '--month'" --month 2016-05
    bad "unknown option '-xg'" -xg
    bad "option '--grace' needs a value" --grace
    bad "option '--region' needs a value" -r
    bad "'instance' is not NAME=VALUE" --grace instance
    bad "'' is not NAME=VALUE" --grace volume=3h,
    bad "unknown type 'router'" --grace router=1h
    bad "grace '' is no duration" --grace instance=
    bad "grace '1y' is no duration" --grace instance=1y
    bad "grace '-1h' is no duration" --grace volume=1h,instance=-1h
    bad "option '--help' takes no value" --help=yes
    [ ! -s out ]
}
