#!/usr/bin/env bats
# ow-load: what a window needs. The law behind it is in store-laws.py.

load helper.bash

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

scan() {
    printf '{"kind":"scan","source":"ceilometer","region":"R","types":["instance"],'
    printf '"from":"%s","till":"%s"}\n' "$1" "$2"
}

# seen ID STATE FIRST LAST [MEMBER ...]: a span over days
seen() {
    local id=$1 state=$2 first=$3 last=$4
    shift 4
    span "$id" 00:00:00 00:00:00 '"region":"R"' "$@" |
        sed "s/\"active\"/\"$state\"/
            s/\"first_seen\":\"[^\"]*/\"first_seen\":\"${first}T00:00:00Z/
            s/\"last_seen\":\"[^\"]*/\"last_seen\":\"${last}T00:00:00Z/"
}

polls() {
    printf '{"kind":"scan","source":"polls","region":"R","types":["instance"],'
    printf '"first_seen":"%sT00:00:00Z","last_seen":"%sT00:00:00Z"}\n' "$1" "$2"
}

ids() {
    jq -r 'select(.kind == "span").id' "$1" | sort -u | paste -sd ' '
}

# years: servers of a few years, each stored when it was read
years() {
    ow-store --init store
    {
        scan 2014-01-01 2016-07-01
        polls 2014-01-02 2016-06-30
        seen old active 2014-01-02 2014-02-01 '"deleted_at":"2014-02-01","deleted_by":"event"'
        seen silent active 2014-01-02 2014-02-01
        seen silent shelved_offloaded 2014-02-01 2014-02-01
        seen absent active 2014-01-02 2014-02-01
        seen touching active 2014-01-02 2016-05-01 '"deleted_at":"2016-05-01","deleted_by":"event"'
        seen new active 2016-06-01 2016-06-30
        seen late active 2016-06-01 2016-06-30 '"created_at":"2016-05-20"'
        seen gap active 2015-01-01 2015-01-02
        seen gap active 2016-06-10 2016-06-30
        echo '{"kind":"project","id":"p1","name":"web"}'
    } >all
    while read -r line; do
        ow-store store <<<"$line"
    done <all
}

@test "a window gets the resources whose lives touch it, and all of their spans" {
    years
    ends 0 '' ow-load --from 2016-05-01 --till 2016-06-01 store
    [ "$(ids out)" = 'gap late silent touching' ]
    [ "$(grep -c '"silent"' out)" = 2 ]
    [ "$(head -n 1 out)" = '{"kind":"begin","program":"ow-load","format":1,"id":"ow-load","from":"2016-05-01T00:00:00Z","till":"2016-06-01T00:00:00Z"}' ]
    [ "$(tail -n 1 out)" = "{\"kind\":\"end\",\"id\":\"ow-load\",\"records\":$(($(wc -l <out) - 2)),\"rejected\":0}" ]
    ow-aggregate --month 2016-05 out >got
    ow-aggregate --month 2016-05 all | diff - got
    ends 0 '' ow-load --from 2014-02-01 --till 2014-02-02 store
    [ "$(ids out)" = 'absent old silent touching' ]
    ends 0 '' ow-load --from 2014-02-02 --till 2014-02-03 store
    [ "$(ids out)" = 'silent touching' ]
}

@test "without a window all is given, as ow-normalize would" {
    years
    ends 0 '' ow-load store
    ow-normalize all | sed '1d;$d' >want
    sed '1d;$d' out | diff want -
}

@test "scans and labels can be had alone" {
    years
    ends 0 '' ow-load --scans store
    jq -r .kind out | paste -sd ' ' | grep -x 'begin scan scan end'
    ends 0 '' ow-load --projects store
    jq -r .kind out | paste -sd ' ' | grep -x 'begin project end'
}

@test "an empty store gives an empty frame" {
    ow-store --init store
    ends 0 '' ow-load --from 2016-05-01 --till 2016-06-01 store
    diff - out <<'EOF'
{"kind":"begin","program":"ow-load","format":1,"id":"ow-load","from":"2016-05-01T00:00:00Z","till":"2016-06-01T00:00:00Z"}
{"kind":"end","id":"ow-load","records":0,"rejected":0}
EOF
}

@test "no store, a file, and a folder that is none are told apart" {
    ends 78 "ow-load: there is no store in 'store'; ow-store --init makes one" ow-load store
    mkdir store
    ends 78 "ow-load: there is no store in 'store'; ow-store --init makes one" ow-load store
    touch file
    ends 74 "ow-load: cannot open 'file': Not a directory" ow-load file
}

@test "times of the window that nobody read make every later stage exit 1" {
    ow-store --init store
    { scan 2016-05-02 2016-05-10; scan 2016-05-11 2016-05-31; } | ow-store store
    ends 1 "ow-load: 'instance' of region 'R': not read from 2016-05-01T00:00:00Z till 2016-05-02T00:00:00Z
ow-load: 'instance' of region 'R': not read from 2016-05-10T00:00:00Z till 2016-05-11T00:00:00Z
ow-load: 'instance' of region 'R': not read from 2016-05-31T00:00:00Z till 2016-06-01T00:00:00Z" \
        ow-load --from 2016-05-01 --till 2016-06-01 store
    mv out loaded
    ends 1 '' ow-aggregate --month 2016-05 loaded
    mv out usage
    ends 1 'ow-format: the report lacks records that were rejected: 3' \
        ow-format usage
    ends 0 '' ow-load --from 2016-05-11 --till 2016-05-31 store
    # nobody had begun to read then, but somebody should have gone on
    ends 0 '' ow-load --from 2016-04-01 --till 2016-05-01 store
    ends 1 "ow-load: 'instance' of region 'R': not read from 2016-06-01T00:00:00Z till 2016-07-01T00:00:00Z" \
        ow-load --from 2016-06-01 --till 2016-07-01 store
}

@test "grace periods of the store decide who is gone" {
    # seen for two hours after it: gone, unless three are allowed
    {
        seen vm active 2016-05-10 2016-05-10
        echo '{"kind":"scan","source":"polls","region":"R","types":["instance"],"first_seen":"2016-05-10T00:00:00Z","last_seen":"2016-05-10T02:00:00Z"}'
    } >in
    ow-store --init store
    ow-store store in
    ow-load --from 2016-05-11 --till 2016-05-12 store >out
    lacks '"span"' out
    ow-store --init --grace instance=3h patient
    ow-store patient in
    ow-load --from 2016-05-11 --till 2016-05-12 patient >out
    grep '"span"' out
}

@test "the command line is checked" {
    local see='; see ow-load --help'
    ends 64 "ow-load: name one store$see" ow-load
    ends 64 "ow-load: name one store$see" ow-load a b
    ends 64 "ow-load: --from and --till go together$see" ow-load --from 2016-05-01 a
    ends 64 "ow-load: a window, --scans and --projects exclude each other$see" \
        ow-load --scans --projects a
    ends 64 "ow-load: a window, --scans and --projects exclude each other$see" \
        ow-load --scans --till 2016-05-01 a
    ends 64 "ow-load: the window is empty: it ends before it begins$see" \
        ow-load --from 2016-05-02 --till 2016-05-02 a
    ends 64 "ow-load: --wait takes 0 to 86400, not '-1'$see" ow-load --wait=-1 a
}

@test "what cannot be written is told" {
    ow-store --init store
    ends 74 'ow-load: cannot write: No space left on device' \
        bash -c 'ow-load store >/dev/full'
}
