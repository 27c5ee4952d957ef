# What the tests of the filters share. Programs are those in $OW_BIN. A test
# stands in its own empty folder, $BATS_TEST_TMPDIR.

bats_require_minimum_version 1.5.0

: "${OW_BIN:=$BATS_TEST_DIRNAME/../build/release/bin}"
PATH=$OW_BIN:$PATH

# check_case DIR PROGRAM [ARG ...]: the program makes DIR/out.jsonl of
# DIR/in.jsonl and says exactly DIR/err, or nothing if there is none. It ends
# with 0, or with 1 if the end of out.jsonl counts rejected records.
check_case() {
    local dir=$1 code=0 want=1
    shift
    "$@" <"$dir/in.jsonl" >out.jsonl 2>err || code=$?
    diff "$dir/out.jsonl" out.jsonl
    check_text err "$dir/err"
    [[ $(tail -n 1 "$dir/out.jsonl") != *'"rejected":0}' ]] || want=0
    check_code "$want" "$code"
}

# check_text FILE WANT: FILE is as WANT, or empty if there is no WANT.
check_text() {
    if [ -e "$2" ]; then
        diff "$2" "$1"
    else
        diff /dev/null "$1"
    fi
}

# check_code WANT GOT
check_code() {
    [ "$1" = "$2" ] || {
        echo "ended with $2, not with $1"
        return 1
    }
}

# ends CODE STDERR COMMAND [ARG ...]: runs the command; what it wrote is then
# in the files out and err, and err is exactly STDERR, which may be empty.
ends() {
    local want=$1 text=$2 code=0
    shift 2
    "$@" >out 2>err || code=$?
    diff <(printf '%s' "${text:+$text$'\n'}") err
    check_code "$want" "$code"
}

# lacks TEXT FILE: no line of the file has the text.
lacks() {
    if grep -F -- "$1" "$2"; then
        return 1
    fi
}

# span ID FIRST LAST [MEMBER ...]: a span of a server that was active on the
# tenth of May from FIRST to LAST (HH:MM:SS); members ('"size":1') are added.
span() {
    local id=$1 first=$2 last=$3 more
    shift 3
    printf '{"kind":"span","type":"instance","id":"%s",' "$id"
    printf '"project":"p1","name":"%s","class":"m1","state":"active",' "$id"
    printf '"first_seen":"2016-05-10T%sZ","first_by":"poll",' "$first"
    printf '"last_seen":"2016-05-10T%sZ","last_by":"poll"' "$last"
    for more; do
        printf ',%s' "$more"
    done
    printf '}\n'
}

# poll ID TIME [METADATA ...]: a polled sample of a server on the tenth of May.
poll() {
    local id=$1 at=$2 more
    shift 2
    printf '{"counter_name":"instance","counter_type":"gauge",'
    printf '"counter_unit":"instance","counter_volume":1.0,"user_id":"u1",'
    printf '"project_id":"p1","resource_id":"%s","message_id":"%s-%s",' \
        "$id" "$id" "$at"
    printf '"source":"openstack","timestamp":"2016-05-10T%s",' "$at"
    printf '"resource_metadata":{"display_name":"%s",' "$id"
    printf '"flavor.name":"m1","host":"h1","status":"active"'
    for more; do
        printf ',%s' "$more"
    done
    printf '}}\n'
}

# frame ID [REJECTED] <LINES: the lines as a frame.
frame() {
    printf '{"kind":"begin","program":"test","format":1,"id":"%s"}\n' "$1"
    tee framed
    printf '{"kind":"end","id":"%s","records":%d,"rejected":%d}\n' \
        "$1" "$(wc -l <framed)" "${2:-0}"
}
