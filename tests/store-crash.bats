#!/usr/bin/env bats
# A folder that ow-store was killed in, or was failed by the system in, at
# every call it makes: it is as before the run or as after it.

load helper.bash

# strace(1) counts each of these calls for itself.
CALLS='openat mkdirat write fsync close flock renameat unlinkat getdents64'

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    export ASAN_OPTIONS=detect_leaks=0 # it does not work under strace
    ow-store --init base
    {
        span vm-1 08:00:00 09:00:00
        span vm-2 08:00:00 09:00:00 '"region":"North"'
        echo '{"kind":"project","id":"p1","name":"web"}'
    } | frame a | ow-store base
    {
        span vm-1 09:10:00 10:00:00
        span vm-2 09:10:00 10:00:00 '"region":"North"'
        span vm-3 08:00:00 09:00:00
        echo '{"kind":"scan","source":"ceilometer","types":["instance"],"from":"2016-05-10","till":"2016-05-11"}'
        echo '{"kind":"project","id":"p1","name":"new"}'
    } | frame b >run
    cp -a base store
    ow-store store run
    mv store after
    ow-load base >before.jsonl
    ow-load after >after.jsonl
    run -1 cmp -s before.jsonl after.jsonl
}

# as_before_or_after CODE: what a reader sees after a run that ended with CODE;
# and what the next run makes of it.
as_before_or_after() {
    ow-store --check store >checked
    ow-load store >seen
    if cmp -s seen after.jsonl; then
        seen_after=$((seen_after + 1))
    else
        [ "$1" != 0 ]
        cmp seen before.jsonl
        seen_before=$((seen_before + 1))
    fi
    ow-store store run
    diff -r after store
}

# at_every_call WHAT: has WHAT happen at each call in turn.
at_every_call() {
    local call n code
    seen_before=0 seen_after=0
    for call in $CALLS; do
        for ((n = 1; ; n++)); do
            rm -rf store
            cp -a base store
            code=0
            strace -qq -o trace -e "inject=$call:$1:when=$n" \
                "$OW_BIN/ow-store" store run >out 2>err || code=$?
            grep -qE 'INJECTED|killed by' trace || break
            echo "$call $n: ended with $code"
            as_before_or_after "$code"
        done
    done
    echo "before: $seen_before, after: $seen_after"
    [ "$seen_before" -gt 20 ]
    [ "$seen_after" -gt 8 ]
}

@test "killed at any call a run is stored whole or not at all" {
    at_every_call signal=KILL
}

@test "with any call failing a run is stored whole or not at all" {
    at_every_call error=ENOSPC
}

@test "an error of the disk when a run is made to last is told" {
    local n code
    for ((n = 1; ; n++)); do
        rm -rf store
        cp -a base store
        code=0
        strace -qq -o trace -e "inject=fsync:error=EIO:when=$n" \
            "$OW_BIN/ow-store" store run >out 2>err || code=$?
        grep -q INJECTED trace || break
        check_code 74 "$code"
        grep -E "^ow-store: cannot (write|sync) '[^']*': Input/output error$" err
    done
    [ "$n" -gt 6 ]
    check_code 0 "$code"
}

@test "making a store can be killed at any call and done again" {
    local call n code made=0
    for call in $CALLS mkdir; do
        for ((n = 1; ; n++)); do
            rm -rf store
            code=0
            strace -qq -o trace -e "inject=$call:signal=KILL:when=$n" \
                "$OW_BIN/ow-store" --init store >out 2>err || code=$?
            grep -q 'killed by' trace || break
            made=$((made + 1))
            ow-store --init store
            ow-store store run
            ow-store --check store >checked
        done
    done
    [ "$made" -gt 20 ]
}

@test "readers see a run that was committed and not yet put in its place" {
    cp -a base store
    strace -qq -o trace -e inject=renameat:signal=KILL:when=3 \
        "$OW_BIN/ow-store" store run || true
    ls store/.commit
    cp -a store held
    chmod -R a-w store
    ow-load store | cmp after.jsonl -
    ow-store --check store >checked
    chmod -R u+w store
    diff -r held store
}

@test "on a full disk the store stays as it is, and the run can be repeated" {
    local n
    cp -a base store
    {
        cat run
        for n in {1..200}; do
            span "$(md5sum <<<"$n")" 08:00:00 09:00:00
        done
    } >large
    ends 74 "ow-store: cannot write 'spans.2016-05.jsonl.gz': File too large" \
        bash -c 'trap "" XFSZ; ulimit -f 2; exec ow-store store large'
    ow-load store | cmp before.jsonl -
    run -153 bash -c 'ulimit -f 2; exec ow-store store large'
    ow-load store | cmp before.jsonl -
    ow-store store large
    [ "$(ow-load store | grep -c '"span"')" = 203 ]
    [ ! -e store/.new ]
}
