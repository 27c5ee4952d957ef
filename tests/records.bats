#!/usr/bin/env bats
# What all filters do with lines, frames, files and their own command line,
# whatever the records say. Each test runs ow-normalize and ow-aggregate.

load helper.bash

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    span web-1 08:00:00 09:00:00 >good
}

# Runs COMMAND with $program and, in $filter, its whole command line.
both() {
    for program in ow-normalize ow-aggregate; do
        filter=("$program")
        [ "$program" = ow-normalize ] || filter+=(--month 2016-05)
        echo "with $program:"
        "$@"
    done
}

# The records of its output, without the frame.
records() {
    grep -vE '^\{"kind":"(begin|end)"' "$1"
}

# last_counts REJECTED: the output is a whole frame that counts so many.
last_counts() {
    [ "$(tail -n 1 out | jq -c '[.kind, .id, .records, .rejected]')" = \
        "[\"end\",\"$program\",$(records out | wc -l),$1]" ]
}

# The output is what the file "good" gives, with REJECTED records counted.
is_good() {
    cp out got
    "${filter[@]}" good >want
    diff <(records want) <(records got)
    mv got out
    last_counts "$1"
}

# Lines

# The line on standard input, between two good ones, is rejected.
rejects() {
    cat >bad
    cat good bad good >in
    rejected_line() {
        ends 1 "$program: in:2: $1" "${filter[@]}" in
        is_good 1
    }
    both rejected_line "$1"
}

@test "a line that is no JSON is rejected by file and line, and the rest goes on" {
    rejects "no JSON object: '[' or '{' expected near 'hello' at byte 5" <<<'hello'
    rejects "no JSON object: '}' expected near end of file at byte 14" <<<'{"kind":"span"'
    rejects "no JSON object: unexpected token near '}' at byte 9" <<<'{"kind":}'
    rejects "no JSON object: string or '}' expected near '}' at byte 13" <<<'{"kind":"x",}'
    rejects "no JSON object: string or '}' expected near ''' at byte 2" <<<"{'kind': 'span'}"
    rejects "no JSON object: end of file expected near '{' at byte 14" <<<'{"kind":"x"} {"kind":"y"}'
    rejects "no JSON object: invalid token near 'NaN' at byte 19" <<<'{"kind":"x","a":NaN}'
}

@test "a line that is JSON and no object is rejected" {
    rejects "no JSON object: '[' or '{' expected near '\"span\"' at byte 6" <<<'"span"'
    rejects "no JSON object: '[' or '{' expected near 'null' at byte 4" <<<'null'
    rejects "no JSON object: '[' or '{' expected near '42' at byte 2" <<<'42'
}

@test "an array in a line is rejected, and the message says how to split it" {
    rejects "a JSON array, not an object; split it with jq -c '.[]'" <<<'[{"kind":"span"}]'
    rejects "a JSON array, not an object; split it with jq -c '.[]'" <<<'[]'
}

@test "a member that is given twice is rejected" {
    rejects "no JSON object: duplicate object key near '\"id\"' at byte 25" <<<'{"kind":"x","id":"a","id":"b"}'
    rejects "no JSON object: duplicate object key near '\"b\"' at byte 26" <<<'{"kind":"x","a":{"b":1,"b":1}}'
}

@test "text that is no UTF-8 is rejected" {
    printf '{"kind":"x","a":"\xff"}\n' | rejects "no JSON object: unable to decode byte 0xff near '\"' at byte 17"
    printf '{"kind":"x","a":"\xed\xa0\x80"}\n' | rejects "no JSON object: unable to decode byte 0xed near '\"' at byte 17"
    printf '{"kind":"x","a":"\xc0\xaf"}\n' | rejects "no JSON object: unable to decode byte 0xc0 near '\"' at byte 17"
    rejects "no JSON object: invalid Unicode '\uD800' near '\"\ud800\"' at byte 24" <<<'{"kind":"x","a":"\ud800"}'
}

@test "a NUL is rejected, as a byte and as an escape" {
    rejects "no JSON object: \\u0000 is not allowed without JSON_ALLOW_NUL near '\"\\u0000\"' at byte 24" <<<'{"kind":"x","a":"\u0000"}'
    printf '{"kind":"x"}\0\n' | rejects "no JSON object: end of file expected near end of file at byte 13"
    printf '{"kind":"x","a":"\0"}\n' | rejects "no JSON object: control character 0x0 near '\"' at byte 17"
}

@test "a control character in a line is rejected and not printed" {
    printf '{"kind":"x",\x1b[2J}\n' | rejects "no JSON object: string or '}' expected near '?' at byte 13"
    printf '{"kind":"x","a":"\x1b[2J"}\n' | rejects "no JSON object: control character 0x1b near '\"' at byte 17"
}

@test "a number that is too large is rejected" {
    rejects "no JSON object: real number overflow near '1e400' at byte 21" <<<'{"kind":"x","a":1e400}'
    rejects "no JSON object: too big integer near '9223372036854775808' at byte 35" <<<'{"kind":"x","a":9223372036854775808}'
}

@test "nesting of 64 is taken and nesting of 65 rejected" {
    local open close
    open=$(printf '[%.0s' {1..63}) close=$(printf ']%.0s' {1..63})
    rejects "nested deeper than 64" <<<"{\"kind\":\"x\",\"a\":[$open$close]}"
    rejects "nested deeper than 64" < <(printf '[%.0s' {1..100000}; echo)
    echo "{\"kind\":\"x\",\"a\":$open$close,\"b\":\"[[\\\"[\",\"c\":{}}" >in
    taken() {
        ends 0 "" "${filter[@]}" in
        cmp <(records out) in
    }
    both taken
}

@test "a kind that is no text is rejected" {
    rejects "kind is not a text" <<<'{"kind":null}'
    rejects "kind is not a text" <<<'{"kind":7,"id":"a"}'
}

@test "a project without an id and a volume type without a name are rejected" {
    rejects "no id" <<<'{"kind":"project","name":"web"}'
    rejects "name is not a text" <<<'{"kind":"project","id":"p1","name":7}'
    rejects "no name" <<<'{"kind":"volume_type","id":"t1"}'
}

@test "a line of 16 MiB is taken and a longer one rejected" {
    local mib
    printf -v mib '%1048576s' ''
    {
        printf '{"kind":"x","a":"'
        for _ in {1..15}; do printf '%s' "$mib"; done
        printf '%1048557s"}\n' ''
    } >in
    [ "$(stat -c %s in)" = 16777217 ]
    taken() {
        ends 0 "" "${filter[@]}" in
        cmp <(records out) in
    }
    both taken
    {
        cat good
        head -c 1000 in | tr -d '\n'
        cat in good
    } >long
    too_long() {
        ends 1 "$program: long:2: line longer than 16777216 bytes" "${filter[@]}" long
        is_good 1
    }
    both too_long
}

@test "a line of 17 MiB without an end is rejected too" {
    {
        cat good
        head -c 17825792 /dev/zero | tr '\0' x
    } >in
    rejected() {
        ends 1 "$program: in:2: line longer than 16777216 bytes" "${filter[@]}" in
        is_good 1
    }
    both rejected
}

@test "the last line counts without its newline too" {
    printf '%s' "$(cat good)" >in
    whole() {
        ends 0 "" "${filter[@]}" in
        is_good 0
    }
    both whole
    printf '%s' "$(frame f <good)" >in
    both whole
    printf '{"kind"' >in
    broken() {
        ends 1 "$program: in:1: no JSON object: ':' expected near end of file at byte 7" "${filter[@]}" in
    }
    both broken
}

@test "blank lines and the line ends of Windows change nothing" {
    {
        printf '\n \t \n'
        frame f <good | sed 's/$/\r/'
        printf '\r\n\n'
    } >in
    whole() {
        ends 0 "" "${filter[@]}" in
        is_good 0
    }
    both whole
}

@test "lines count from one in each file, blank ones too" {
    printf '\n\nx\n' >a
    printf 'y\n' >b
    counted() {
        ends 1 "$program: a:3: no JSON object: '[' or '{' expected near 'x' at byte 1
$program: b:1: no JSON object: '[' or '{' expected near 'y' at byte 1
$program: <stdin>:2: no JSON object: '[' or '{' expected near 'z' at byte 1" "${filter[@]}" a good b - < <(printf '\nz\n')
        is_good 3
    }
    both counted
}

@test "unknown members change nothing" {
    jq -c '. + {weather: "fine", of: {a: [1, null]}}' good >in
    same() {
        ends 0 "" "${filter[@]}" in
        is_good 0
    }
    both same
}

@test "a record of an unknown kind passes as it is" {
    printf '%s\n' '{"kind": "weather",  "b":1.50, "a":"\u00fc"}' '{"since":1,"kind":"tide"}' >others
    cat others good >in
    passed() {
        ends 0 "" "${filter[@]}" in
        diff <(grep -E 'weather|tide' out) others
        last_counts 0
    }
    both passed
}

# Frames

# The input (its lines on standard input) is incomplete: nothing whole comes
# of it. incomplete MESSAGE [FILE ...]
incomplete() {
    cat >in
    local message=$1
    shift
    given_up() {
        ends 65 "$program: $message" "${filter[@]}" "${@:-in}"
        lacks '"end"' out
        lacks '"usage"' out
    }
    both given_up "$@"
}

begin='{"kind":"begin","program":"test","format":1,"id":"f"}'
end='{"kind":"end","id":"f","records":1,"rejected":0}'

@test "an input with no line at all is incomplete" {
    incomplete "in: incomplete input: no line at all" </dev/null
    incomplete "<stdin>: incomplete input: no line at all" - </dev/null
    : >empty
    incomplete "empty: incomplete input: no line at all" good empty good </dev/null
    incomplete "in:3: incomplete input: no line at all" < <(printf '\n\n\n')
}

@test "a frame that begins and does not end is incomplete" {
    incomplete "in:2: incomplete input: frame 'f' began and did not end" < <(echo "$begin"; cat good)
    incomplete "in:1: incomplete input: frame 'f' began and did not end" <<<"$begin"
}

@test "a frame that ends and did not begin is incomplete" {
    incomplete "in:2: incomplete input: frame 'f' ends but did not begin" < <(cat good; echo "$end")
    incomplete "in:3: incomplete input: frame 'g' ends but did not begin" < <(echo "$begin"; cat good; echo "${end/f/g}")
    incomplete "in:4: incomplete input: frame 'f' ends but did not begin" < <(frame f <good; echo "$end")
}

@test "a frame that counts other records than came is incomplete" {
    incomplete "in:3: incomplete input: frame 'f' has 1 records, its end counts 2" < <(echo "$begin"; cat good; echo "${end/:1/:2}")
    incomplete "in:4: incomplete input: frame 'f' has 2 records, its end counts 1" < <(echo "$begin"; cat good good; echo "$end")
    incomplete "in:2: incomplete input: frame 'f' has 0 records, its end counts 1" < <(echo "$begin"; echo "$end")
}

@test "a frame that begins inside another is incomplete" {
    incomplete "in:3: incomplete input: another frame begins before 'f' ended" < <(echo "$begin"; cat good; echo "${begin/\"f\"/\"g\"}"; cat good; echo "$end")
}

@test "a frame of another format is incomplete" {
    incomplete "in:1: incomplete input: a frame of another format than 1; which version wrote it?" < <(echo "${begin/:1/:2}"; cat good; echo "$end")
}

@test "a begin or an end that is broken leaves a frame incomplete" {
    first_told() {
        ends 65 "$program: in:1: no program
$program: in:3: incomplete input: frame 'f' ends but did not begin" "${filter[@]}" in
    }
    { echo "${begin/program/author}"; cat good; echo "$end"; } >in
    both first_told
    last_told() {
        ends 65 "$program: in:3: no records
$program: in:3: incomplete input: frame 'f' began and did not end" "${filter[@]}" in
    }
    { echo "$begin"; cat good; echo "${end/records/lines}"; } >in
    both last_told
}

@test "a frame that is spread over two files is incomplete" {
    frame f <good >whole
    head -n 1 whole >a
    tail -n +2 whole >b
    incomplete "a:1: incomplete input: frame 'f' began and did not end" a b </dev/null
    cat a b >in
    ok() {
        ends 0 "" "${filter[@]}" in
        is_good 0
    }
    both ok
}

@test "the id of a frame is shown with its control characters visible" {
    incomplete "in:1: incomplete input: frame 'a\\x0a\\x1b[2J' began and did not end" <<<"${begin/\"f\"/\"a\\n\\u001b[2J\"}"
}

@test "several frames, the same one twice, empty ones and lines between them are fine" {
    {
        cat good
        frame f <good
        frame f <good
        cat good
        frame g </dev/null
    } >in
    whole() {
        ends 0 "" "${filter[@]}" in good in
        is_good 0
    }
    both whole
}

@test "a rejected line in a frame is one of its records" {
    { cat good; echo x; } | frame f >in
    counted() {
        ends 1 "$program: in:3: no JSON object: '[' or '{' expected near 'x' at byte 1" "${filter[@]}" in
        is_good 1
    }
    both counted
}

@test "rejected records that frames tell of are counted on, and told by the exit code" {
    frame f 3 <good >a
    frame g 4 <good >b
    counted() {
        ends 1 "" "${filter[@]}" a b
        is_good 7
    }
    both counted
    frame f 9223372036854775807 <good >a
    most() {
        ends 1 "" "${filter[@]}" a b
        [ "$(tail -n 1 out | grep -o '"rejected":.*')" = '"rejected":9223372036854775807}' ]
    }
    both most
}

@test "the output is a frame that the next stage takes" {
    taken() {
        "${filter[@]}" good >first
        ow-normalize first >second
        ends 0 "" ow-normalize first second
        [ "$(head -n 1 first | jq -c '[.kind, .program, .format, .id]')" = "[\"begin\",\"$program\",1,\"$program\"]" ]
        cp first out
        last_counts 0
    }
    both taken
}

# Files

@test "a file that is not there, or is a folder, is a failed read" {
    mkdir folder
    unread() {
        ends 74 "$program: nowhere: cannot read: No such file or directory" "${filter[@]}" good nowhere
        lacks '"end"' out
        ends 74 "$program: folder: cannot read: Is a directory" "${filter[@]}" folder
        ends 74 "$program: <stdin>: cannot read: Is a directory" "${filter[@]}" <folder
        ends 74 "$program: <stdin>: cannot read: Bad file descriptor" "${filter[@]}" <&-
    }
    both unread
}

@test "a full disk is a failed write" {
    full() {
        local code=0
        "${filter[@]}" good >/dev/full 2>err || code=$?
        diff err - <<<"$program: cannot write: No space left on device"
        check_code 74 "$code"
    }
    both full
    local n
    for n in {1..300}; do span "web-$n" 08:00:00 09:00:00; done >good
    both full
}

@test "a closed standard output is a failed write" {
    closed() {
        local code=0
        "${filter[@]}" good >&- 2>err || code=$?
        diff err - <<<"$program: cannot write: Bad file descriptor"
        check_code 74 "$code"
    }
    both closed
}

@test "a reader that went away is a failed write" {
    mkfifo in
    gone() {
        local code
        # the reader closes the pipe before the input comes
        {
            "${filter[@]}" in 2>err || echo $? >code
        } | {
            exec <&-
            cat good >in
        }
        read -r code <code
        diff err - <<<"$program: cannot write: Broken pipe"
        check_code 74 "$code"
    }
    both gone
}

@test "a dash is standard input, and after two dashes all are files" {
    cp good ./-g
    same() {
        ends 0 "" "${filter[@]}" - <good
        is_good 0
        ends 0 "" "${filter[@]}" good - <good
        is_good 0
        ends 0 "" "${filter[@]}" -- -g
        is_good 0
        ends 74 "$program: --help: cannot read: No such file or directory" "${filter[@]}" -- --help
    }
    both same
}

@test "options may stand after files" {
    ends 0 "" ow-normalize good --region north
    grep -q '"region":"north"' out
    ends 0 "" ow-aggregate good --month 2016-05
    grep -q '"usage"' out
}

# Help

@test "help is printed on standard output and tells of each option" {
    helped() {
        ends 0 "" "$program" --help
        [ "$(head -n 1 out | cut -d ' ' -f 1-2)" = "usage: $program" ]
        cp out long
        ends 0 "" "$program" -h
        cmp out long
        grep -qE '^  -h, --help  +[a-z]' out
        grep -qE '^      --version  +[a-z]' out
    }
    both helped
    ow-normalize --help >out
    for option in grace region; do grep -q -- "^  -., --$option=" out; done
    ow-aggregate --help >out
    for option in month from till tz states gaps grace; do grep -q -- "^  ...* --$option=" out; done
    grep -q -- '^      --allow-incomplete ' out
}

@test "the version is printed on standard output" {
    versioned() {
        ends 0 "" "$program" --version
        grep -qxE "$program \\(openwatt\\) [0-9]+\\.[0-9]+" out
    }
    both versioned
}

@test "help that cannot be written is a failed write" {
    unwritten() {
        local code=0
        "$program" "$1" >/dev/full 2>err || code=$?
        diff err - <<<"$program: cannot write"
        check_code 74 "$code"
    }
    both unwritten --help
    both unwritten --version
}
