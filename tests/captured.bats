#!/usr/bin/env bats
# The pipeline on answers of real and rebuilt clouds, which are not shipped.
# run.sh runs what bears the tag `captured` only where OW_SHARED_DATA names that
# folder, and says so.
# bats file_tags=captured

: "${OW_BIN:=$BATS_TEST_DIRNAME/../build/release/bin}"
PATH=$OW_BIN:$PATH
DATA=${OW_SHARED_DATA-}

# The bill of the samples on stdin for a window: type, class, size, seconds.
bill() {
    ow-normalize | ow-aggregate --from "$1" --till "$2" |
        jq -r 'select(.kind == "usage") |
            [.type, .id[0:8], .project[0:6], .class // "-", .size // "-", .seconds] | join(" ")'
}

# The day of web-01, data-01 and the two images, as its story tells it: all
# ends and changes were told by events, but for the volume's new project, which
# the audit of 10:00:05 is the first to show.
story='instance b4f1c1f2 8a78fa m1.medium - 2614
instance b4f1c1f2 8a78fa m1.small - 2854
volume 982c1e1f 8a78fa 2fbf14d8-e544-487e-aba7-98c1ebba8fcd 10 1942
volume 982c1e1f 8a78fa 2fbf14d8-e544-487e-aba7-98c1ebba8fcd 25 2244
volume 982c1e1f cd3dea 2fbf14d8-e544-487e-aba7-98c1ebba8fcd 25 1228
image 7e0c3f5b 8a78fa - 1476395008 1589
image c1b0a2d7 8a78fa - 25165824 1742'

told_day() {
    local dir=$DATA/releases/$1 day=$2
    for meter in instance volume.size image.size; do
        jq -c '.[]' "$dir/meters_$meter.json"
    done | bill "$day" "$(date -u -d "$day + 1 day" +%F)"
}

@test "an Icehouse cloud's day is billed as its story tells" {
    [ "$(told_day icehouse 2014-05-12)" = "$story" ]
}

@test "a Juno cloud's day is billed as its story tells" {
    [ "$(told_day juno 2014-11-12)" = "$story" ]
}

@test "a Kilo cloud's day is billed as its story tells" {
    [ "$(told_day kilo 2015-06-12)" = "$story" ]
}

@test "a Mitaka cloud's day, all meters at once in the other spelling, too" {
    result=$(jq -c '.[]' "$DATA/releases/mitaka/samples.json" |
        bill 2016-05-12 2016-05-13 | grep -v '^floating_ip')
    [ "$result" = "$story" ]
}

@test "polls alone split a server's hours at the first poll of the new flavor" {
    result=$(jq -c '.[]' "$DATA/releases/mitaka/meters_instance.json" |
        bill 2016-05-12 2016-05-12T10:10:00Z)
    [ "$result" = "instance b4f1c1f2 8a78fa m1.medium - 1800
instance b4f1c1f2 8a78fa m1.small - 3000" ]
}

@test "repeated and late rows change nothing" {
    for release in icehouse juno mitaka; do
        dir=$DATA/releases/$release
        jq -c '.[]' "$dir/meters_volume.size.json" | ow-normalize >"$BATS_TEST_TMPDIR/once"
        jq -c '.[]' "$dir/meters_volume.size.json" "$dir/hazard_duplicates_and_late.json" |
            ow-normalize >"$BATS_TEST_TMPDIR/more"
        cmp "$BATS_TEST_TMPDIR/once" "$BATS_TEST_TMPDIR/more"
    done
}

@test "today's file publisher is read: a server, a volume, an image, an address" {
    for file in "$DATA"/releases/filepub/*.jsonl; do
        day=$(head -n 1 "$file" | jq -r '.timestamp[0:10]')
        result=$(bill "$day" "${day}T10:20:33Z" <"$file")
        # the server has lost its event types: from created_at to deleted_at
        grep -qx "instance b4f1c1f2 8a78fa m1.small - 5482" <<<"$result"
        # notified with the type's id and polled with its name: one type
        grep -qx "volume 982c1e1f 8a78fa ssd 10 5414" <<<"$result"
        # created_at to deleted_at: no upload was seen
        grep -qx "image 7e0c3f5b 8a78fa - 1476395008 1604" <<<"$result"
        grep -qx "floating_ip 99e2d00e 8a78fa - - 4833" <<<"$result"
    done
}

@test "no real sample of any release is rejected" {
    count=0
    for file in "$DATA"/releases/*/{meters_*,samples,hazard*}.json \
        "$DATA"/releases/httppub/*.json "$DATA"/real-2014/2014-??_{instance,volume,image,ip}*.json; do
        jq -c '.[]' "$file" >"$BATS_TEST_TMPDIR/in"
        [ -s "$BATS_TEST_TMPDIR/in" ] || continue
        run ow-normalize "$BATS_TEST_TMPDIR/in"
        [ "$status" = 0 ] || { echo "$file: $output"; false; }
        count=$((count + 1))
    done
    for file in "$DATA"/releases/filepub/*.jsonl "$DATA"/openstack/ceilometer/samples.json; do
        ow-normalize "$file" >"$BATS_TEST_TMPDIR/out"
        count=$((count + 1))
    done
    echo "$count files"
    [ "$count" -gt 100 ]
}

@test "in a Havana cloud the failed server and the failed volume cost nothing" {
    result=$(jq -c '.[]' "$DATA"/real-2014/2014-02_{instance_,volume.size_}*.json |
        bill 2014-02-01 2014-02-11T03:35:47Z)
    run grep -cE '3d736ab0|volume' <<<"$result"
    [ "$output" = 0 ]
    [ "$(wc -l <<<"$result")" = 3 ]
}

@test "in a Havana cloud a resize splits a server, launched_at or not" {
    result=$(jq -c '.[]' "$DATA"/real-2014/2014-03_instance_f2bbc7d1.json |
        bill 2014-03-18 2014-03-19)
    # nano when built, 23:26:03, micro from 23:26:36, nano from 23:51:10; a
    # poll that tells no state saw it while it was being built
    [ "$result" = "instance f2bbc7d1 cd3dea m1.micro - 1474
instance f2bbc7d1 cd3dea m1.nano - 563" ]
}

@test "in a Havana cloud terminated_at and delete.end end a server" {
    result=$(jq -c '.[]' "$DATA"/real-2014/2014-03_instance_7992f8f7.json |
        bill 2014-03-18 2014-03-19)
    # active from 23:40:10 to 23:56:49
    [ "$result" = "instance 7992f8f7 cd3dea m1.nano - 999" ]
}
