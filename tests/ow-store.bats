#!/usr/bin/env bats
# ow-store on a folder: what is kept, what is refused, and what the folder
# looks like. Killed and failing runs: store-crash.bats.

load helper.bash

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# scan FROM TILL [MEMBER ...]: a window of instances that was read.
scan() {
    local from=$1 till=$2 more
    shift 2
    printf '{"kind":"scan","source":"ceilometer","types":["instance"],'
    printf '"from":"%s","till":"%s"' "$from" "$till"
    for more; do
        printf ',%s' "$more"
    done
    printf '}\n'
}

# night: a server and the window it was read in
night() {
    scan 2016-05-10 2016-05-11
    span vm-1 08:00:00 09:00:00
}

# sums: every byte of the store
sums() {
    (cd store && find . -type f -exec md5sum {} + | sort -k 2)
}

# records: all lines of its files but the frames'
records() {
    zcat store/*.gz | grep -vE '"kind":"(begin|end)"'
}

made() {
    ow-store --init store
    night | frame a | ow-store store
}

@test "a store is made once, and making it again leaves it as it is" {
    ends 0 '' ow-store --init store
    [ "$(ls -A store)" = $'index.jsonl\nlock' ]
    [ "$(cat store/index.jsonl)" = '{"kind":"store","format":1}' ]
    night | ow-store store
    sums >before
    ends 0 '' ow-store --init store
    sums | diff before -
}

@test "no store is made where none was asked for" {
    night >in
    ends 78 "ow-store: there is no store in 'store'; ow-store --init makes one" \
        ow-store store in
    [ ! -e store ]
    mkdir store
    ends 78 "ow-store: there is no store in 'store'; ow-store --init makes one" \
        ow-store store in
    [ -z "$(ls -A store)" ]
}

@test "a folder that holds other things is no store and is not made one" {
    mkdir store
    echo mine >store/file
    ends 78 "ow-store: 'store' is no store, and not empty" \
        ow-store --init store
    [ "$(ls -A store)" = file ]
    touch other
    ends 74 "ow-store: cannot open 'other': Not a directory" \
        ow-store --init other
}

@test "a store of a newer format is left alone" {
    made
    sed -i '1s/"format":1/"format":2/' store/index.jsonl
    sums >before
    night >in
    for wanted in 'ow-store store in' 'ow-store --check store' 'ow-load store'; do
        # shellcheck disable=SC2086
        ends 78 "${wanted%% *}: the store is of format 2, this version knows format 1; use a newer one" $wanted
    done
    sums | diff before -
}

@test "spans are kept by region and month, scans by region, labels together" {
    ow-store --init store
    {
        night
        span vm-2 08:00:00 09:00:00 '"region":"North"'
        span vm-3 08:00:00 09:00:00 | sed 's/2016-05-10T08/2015-12-31T23/'
        scan 2016-05-10 2016-05-11 '"region":"North"'
        echo '{"kind":"project","id":"p1","name":"web"}'
        echo '{"kind":"volume_type","id":"t1","name":"ssd"}'
    } | frame a | ow-store store
    [ "$(cd store && ls ./*.gz)" = "\
./labels.jsonl.gz
./scans.North.jsonl.gz
./scans.jsonl.gz
./spans.2015-12.jsonl.gz
./spans.2016-05.jsonl.gz
./spans.North.2016-05.jsonl.gz" ]
    [ "$(zcat store/spans.2015-12.jsonl.gz | jq -r 'select(.kind == "span").id')" = vm-3 ]
}

@test "every file is a frame of its own and all together can be billed" {
    made
    zcat store/spans.2016-05.jsonl.gz >file
    [ "$(wc -l <file)" = 3 ]
    [ "$(head -n 1 file)" = '{"kind":"begin","program":"ow-store","format":1,"id":"spans.2016-05"}' ]
    [ "$(tail -n 1 file)" = '{"kind":"end","id":"spans.2016-05","records":1,"rejected":0}' ]
    zcat store/*.gz | ow-aggregate --month 2016-05 >usage
    grep -c '"usage"' usage
}

@test "a region may have any name, and no two share a file" {
    local region
    ow-store --init store
    for region in .. ../../x / '' . 'a/b' 'a%2Fb' 'Zürich 1' 2016-05 North north; do
        span vm-1 08:00:00 09:00:00 "\"region\":\"$region\"" |
            frame a | ow-store store
        scan 2016-05-10 2016-05-11 "\"region\":\"$region\"" |
            frame a | ow-store store
    done
    made
    # two files for each of the eleven, two for no region
    [ "$(ls store/*.gz | wc -l)" = 24 ]
    ls store/spans.%2E%2E.2016-05.jsonl.gz store/spans.Z%C3%BCrich%201.2016-05.jsonl.gz \
        store/spans..2016-05.jsonl.gz store/spans.2016-05.2016-05.jsonl.gz
    [ "$(ls)" = "$(printf 'framed\nstore')" ]
    [ "$(ow-load store | jq -c 'select(.kind == "span").region' | sort -u | wc -l)" = 12 ]
    ow-store --check store
}

@test "a region whose name is too long for a file is rejected" {
    local long
    long=$(printf '%0100d' 0 | tr 0 'ü' | sed 's/\xc3/\xc3\xbc/g')
    ow-store --init store
    { span vm-1 08:00:00 09:00:00; span vm-2 08:00:00 09:00:00 "\"region\":\"$long\""; } >in
    run -1 --separate-stderr ow-store store in
    [[ "${stderr_lines[0]}" == "ow-store: in:2: the name of region 'üüü"*"...' is too long to keep" ]]
    [ "$(records | wc -l)" = 1 ]
}

@test "what is stored again changes no byte" {
    made
    sums >before
    night | frame a | ow-store store
    sums | diff before -
    { night; night; } | frame b | ow-store store
    sums | diff before -
}

@test "a later reading adds and takes nothing away" {
    made
    { scan 2016-05-10 2016-05-11; span vm-2 08:00:00 09:00:00; } |
        frame b | ow-store store
    span vm-1 08:30:00 09:30:00 | frame c | ow-store store
    records | jq -r 'select(.kind == "span") | [.id, .first_seen, .last_seen] | @tsv' >spans
    diff - spans <<'EOF'
vm-1	2016-05-10T08:00:00Z	2016-05-10T09:30:00Z
vm-2	2016-05-10T08:00:00Z	2016-05-10T09:00:00Z
EOF
}

@test "of two readings of a window the later one counts, in whatever order" {
    local order
    scan 2016-05-10 2016-05-12 '"read_at":"2016-05-13T04:00:00Z"' >early
    scan 2016-05-11 2016-05-13 '"read_at":"2016-05-14T04:00:00Z"' >late
    for order in 'early late' 'late early'; do
        rm -rf store
        ow-store --init store
        for file in $order; do
            ow-store store "$file"
        done
        records | jq -c '[.from, .till, .read_at]' >scans
        diff - scans <<'EOF'
["2016-05-10T00:00:00Z","2016-05-11T00:00:00Z","2016-05-13T04:00:00Z"]
["2016-05-11T00:00:00Z","2016-05-13T00:00:00Z","2016-05-14T04:00:00Z"]
EOF
    done
}

@test "the last label stored counts, and completes what it does not tell" {
    ow-store --init store
    ow-store store <<<'{"kind":"project","id":"p1","name":"old","account":"A"}'
    ow-store store <<<'{"kind":"project","id":"p1","name":"new"}'
    ow-store store <<<'{"kind":"volume_type","id":"t","name":"ssd"}'
    ow-store store <<<'{"kind":"volume_type","id":"t","name":"nvme"}'
    diff - <(records) <<'EOF'
{"kind":"project","id":"p1","name":"new","account":"A"}
{"kind":"volume_type","id":"t","name":"nvme"}
EOF
}

@test "labels of one run that contradict each other are rejected" {
    ow-store --init store
    cat >in <<'EOF'
{"kind":"project","id":"p1","name":"a"}
{"kind":"project","id":"p1","name":"b"}
{"kind":"volume_type","id":"t","name":"ssd"}
{"kind":"volume_type","id":"t","name":"nvme"}
EOF
    ends 1 "ow-store: in:2: project 'p1' has two names
ow-store: in:4: volume type 't' has two names
ow-store: records were rejected; the others are stored, but no scan: nothing counts as covered by this input" \
        ow-store store in
    records | grep -c '"a"'
}

@test "an input that is cut, unframed at its end or empty stores nothing" {
    made
    sums >before
    { night; span vm-2 08:00:00 09:00:00; } | frame b >whole
    for keep in 0 1 2 3 4; do
        head -n $keep whole >cut
        run -65 ow-store store cut
    done
    ends 65 'ow-store: cut: incomplete input: no line at all' \
        ow-store store /dev/null cut || true
    grep -v vm-2 whole >lost
    ends 65 "ow-store: lost:4: incomplete input: frame 'b' has 2 records, its end counts 3" \
        ow-store store lost
    sums | diff before -
    ends 0 '' ow-store store whole
    [ "$(sums)" != "$(cat before)" ]
}

@test "samples and usage are refused and nothing is stored" {
    made
    sums >before
    { night; poll vm-9 08:00:00; } >in
    ends 65 'ow-store: in:3: a raw sample; run ow-normalize first' \
        ow-store store in
    night | ow-aggregate --month 2016-05 >usage
    ends 65 'ow-store: usage:3: a usage record; a store keeps what ow-normalize writes' \
        ow-store store usage
    sums | diff before -
}

@test "a bad line is named and left out, and its input covers nothing" {
    ow-store --init store
    { night; echo '{"kind":"span"'; } >in
    run -1 --separate-stderr ow-store store in
    [[ "${stderr_lines[0]}" == 'ow-store: in:3: no JSON object: '* ]]
    [ "${stderr_lines[1]}" = 'ow-store: records were rejected; the others are stored, but no scan: nothing counts as covered by this input' ]
    records | jq -r .kind | diff <(echo span) -
    { night; echo '{"kind":"flavor","id":"x"}'; } >in
    ends 1 'ow-store: in:3: a record of a kind that a store does not keep
ow-store: records were rejected; the others are stored' \
        ow-store --allow-rejected store in
    records | jq -r .kind | diff <(printf 'scan\nspan\n') -
}

@test "records that were rejected before count as those rejected here" {
    ow-store --init store
    night | frame a 3 >in
    ends 1 'ow-store: records were rejected; the others are stored, but no scan: nothing counts as covered by this input' \
        ow-store store in
    records | jq -r .kind | diff <(echo span) -
}

@test "a span of an unknown type is rejected" {
    ow-store --init store
    span vm-1 08:00:00 09:00:00 | sed 's/"instance"/"router"/' >in
    run -1 --separate-stderr ow-store store in
    [ "${stderr_lines[0]}" = "ow-store: in:1: unknown type 'router'" ]
}

@test "members that are not known are dropped and lines need no last newline" {
    ow-store --init store
    printf '%s' "$(span vm-1 08:00:00 09:00:00 '"x":[1]')" | ow-store store
    [ "$(records | jq -c 'has("x")')" = false ]
}

@test "grace periods are kept with the store" {
    ow-store --init --grace instance=15m store
    {
        scan 2016-05-10 2016-05-11
        echo '{"kind":"scan","source":"polls","types":["instance"],"first_seen":"2016-05-10T08:00:00Z","last_seen":"2016-05-10T09:00:00Z"}'
        echo '{"kind":"scan","source":"polls","types":["instance"],"first_seen":"2016-05-10T09:30:00Z","last_seen":"2016-05-10T10:00:00Z"}'
    } | frame a | ow-store store
    # an hour would have bridged the half hour in which nobody looked
    [ "$(records | wc -l)" = 3 ]
    [ "$(ow-load store | grep -c polls)" = 2 ]
    ends 64 "ow-store: grace 'x' is no duration; see ow-store --help" \
        ow-store --init --grace instance=x other
    [ ! -e other ]
    ends 0 '' ow-store --init --grace instance=15m store
    ends 78 'ow-store: the store is there, with other grace periods' \
        ow-store --init --grace instance=1h store
    ends 0 '' ow-store --init store
}

@test "runs wait for each other, and give up in time" {
    made
    sums >before
    span vm-2 08:00:00 09:00:00 >in
    exec 9>>store/lock
    flock -x 9
    ends 75 'ow-store: another run has held the store for 0 s' \
        ow-store --wait 0 store in
    ends 75 'ow-load: another run has held the store for 0 s' \
        ow-load --wait=0 store
    ends 75 'ow-store: another run has held the store for 1 s' \
        ow-store --wait 1 store in
    exec 9>&-
    sums | diff before -
    # readers do not keep readers out
    exec 9<store/lock
    flock -s 9
    ends 0 '' ow-load --wait 0 store
    ends 75 'ow-store: another run has held the store for 0 s' \
        ow-store --wait 0 store in
    exec 9<&-
    ends 0 '' ow-store --wait 0 store in
}

@test "many collectors at once lose nothing" {
    local n
    ow-store --init store
    for n in {1..12}; do
        span "vm-$n" 08:00:00 09:00:00 >"in-$n"
        ow-store store "in-$n" 3>&- &
        pids+=($!)
    done
    for n in "${pids[@]}"; do
        wait "$n"
    done
    [ "$(records | wc -l)" = 12 ]
    ow-store --check store >checked
}

@test "a check tells what is covered, and the holes" {
    ow-store --init store
    {
        scan 2016-05-10 2016-05-11
        scan 2016-05-12 2016-05-13
        scan 2016-05-11 2016-05-12 '"project":"p1"'
    } | frame a | ow-store store
    ends 0 '' ow-store --check store
    diff - out <<'EOF'
{"kind":"begin","program":"ow-store","format":1,"id":"ow-store"}
{"kind":"scan","source":"ceilometer","region":null,"types":["instance"],"from":"2016-05-10T00:00:00Z","till":"2016-05-11T00:00:00Z"}
{"kind":"scan","source":"ceilometer","region":null,"types":["instance"],"from":"2016-05-12T00:00:00Z","till":"2016-05-13T00:00:00Z"}
{"kind":"scan","source":"ceilometer","region":null,"types":["instance"],"project":"p1","from":"2016-05-11T00:00:00Z","till":"2016-05-12T00:00:00Z"}
{"kind":"hole","source":"ceilometer","region":null,"type":"instance","from":"2016-05-11T00:00:00Z","till":"2016-05-12T00:00:00Z"}
{"kind":"end","id":"ow-store","records":4,"rejected":0}
EOF
    ends 0 '' ow-store --check --from 2016-05-10T12:00Z --till 2016-05-14 store
    [ "$(jq -c 'select(.kind == "hole") | [.from, .till]' out)" = \
        '["2016-05-11T00:00:00Z","2016-05-12T00:00:00Z"]
["2016-05-13T00:00:00Z","2016-05-14T00:00:00Z"]' ]
    ends 0 '' ow-store --check --from 2016-05-10 --till 2016-05-11 store
    lacks '"hole"' out
}

@test "in a store that read nothing all is one hole" {
    ow-store --init store
    ends 0 '' ow-store --check --from 2016-05-10 --till 2016-05-14 store
    grep -xF '{"kind":"hole","source":null,"region":null,"type":null,"from":"2016-05-10T00:00:00Z","till":"2016-05-14T00:00:00Z"}' out
    ends 0 '' ow-store --check store
    lacks '"hole"' out
}

# spoil WHAT: damages the store in a way; prints what is said of it.
spoil() {
    local file=store/spans.2016-05.jsonl.gz
    case $1 in
    missing)
        rm $file
        echo "'spans.2016-05.jsonl.gz' is missing"
        ;;
    cut)
        truncate -s -5 $file
        echo "'spans.2016-05.jsonl.gz' is damaged or cut"
        ;;
    longer)
        echo x >>$file
        echo "'spans.2016-05.jsonl.gz' is damaged or cut"
        ;;
    emptied)
        : >$file
        echo "'spans.2016-05.jsonl.gz' is damaged or cut"
        ;;
    flipped)
        printf x | dd of=$file bs=1 seek=40 conv=notrunc status=none
        echo "'spans.2016-05.jsonl.gz' is damaged or cut"
        ;;
    edited)
        zcat $file | sed 's/vm-1/vm-7/' | gzip -n >edited
        mv edited $file
        echo "'spans.2016-05.jsonl.gz' is not what was stored last"
        ;;
    index)
        truncate -s -5 store/index.jsonl
        echo "index.jsonl is damaged"
        ;;
    esac
}

@test "damage of every kind is found, by each program, and nothing is stored" {
    local how said
    span vm-2 08:00:00 09:00:00 >in
    for how in missing cut longer emptied flipped edited index; do
        rm -rf store
        made
        said=$(spoil "$how")
        sums >before
        ends 65 "ow-store: $said" ow-store --check store
        lacks '"end"' out
        ends 65 "ow-load: $said" ow-load store
        lacks '"span"' out
        ends 65 "ow-store: $said" ow-store store in
        sums | diff before -
    done
}

@test "a check names all that is damaged, and what is not as it was stored" {
    made
    span vm-1 08:00:00 09:00:00 '"region":"North"' | ow-store store
    # with a sum that fits: only the order of its lines is wrong
    for file in spans.North.2016-05 spans.2016-05; do
        {
            zcat store/$file.jsonl.gz | sed 's/"records":1/"records":2/' | sed '$d'
            zcat store/$file.jsonl.gz | sed -n 2p
            zcat store/$file.jsonl.gz | sed 's/"records":1/"records":2/' | sed -n '$p'
        } | gzip -n >file
        sum=$(gzip -lv file | awk 'NR == 2 { print $2 }')
        sed -i "/\"$file\"/s/\"sum\":[0-9]*/\"sum\":$((16#$sum))/" store/index.jsonl
        mv file store/$file.jsonl.gz
    done
    ends 65 "ow-store: part 'spans.2016-05': its records are not as they were stored
ow-store: part 'spans.North.2016-05': its records are not as they were stored" \
        ow-store --check store
}

@test "the command line is checked" {
    local see='; see ow-store --help'
    ends 64 "ow-store: name a store$see" ow-store
    ends 64 "ow-store: --init and --check exclude each other$see" \
        ow-store --init --check store
    ends 64 "ow-store: --init and --check read no records; name one store$see" \
        ow-store --init store file
    ends 64 "ow-store: --grace is set once, with --init$see" \
        ow-store --grace instance=1h store
    ends 64 "ow-store: --from and --till are for --check$see" \
        ow-store --from 2016-05-01 --till 2016-05-02 store
    ends 64 "ow-store: --from and --till go together$see" \
        ow-store --check --from 2016-05-01 store
    ends 64 "ow-store: --wait takes 0 to 86400, not 'x'$see" \
        ow-store --wait x store
    ends 64 "ow-store: unknown option '--nope'$see" ow-store --nope store
}

@test "a full pipe or disk is told" {
    made
    ends 74 'ow-store: cannot write: No space left on device' \
        bash -c 'ow-store --check store >/dev/full'
    ends 74 "ow-store: nothing: cannot read: No such file or directory" \
        ow-store store nothing
}
