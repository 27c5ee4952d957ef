#!/usr/bin/env bats
# The pages: sound, complete, and true to the programs. What an example shows
# is what comes when it is typed.

bats_require_minimum_version 1.5.0

load man.bash

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

@test "every page is clean mdoc" {
    mandoc -T lint -W warning "$PROJECT"/man/*.[1-8]
}

@test "each program has a page, and each program's page a program" {
    local name page
    for name in $(programs); do
        ls "$PROJECT/man/$name.1"
    done
    for page in "$PROJECT"/man/*.1; do
        ls "$PROJECT/cmd/$(basename "$page" .1).c"
    done
}

@test "a page bears the name of its file" {
    local page name section
    for page in "$PROJECT"/man/*.[1-8]; do
        section=${page##*.}
        name=$(basename "$page" ".$section")
        grep -x "\.Dt ${name^^} $section" "$page"
        grep -x "\.Nm $name" "$page"
    done
}

@test "the pages of the programs have the usual sections in the usual order" {
    local page
    cat >usual <<'EOF'
NAME
SYNOPSIS
DESCRIPTION
ENVIRONMENT
FILES
EXIT STATUS
EXAMPLES
DIAGNOSTICS
SEE ALSO
STANDARDS
CAVEATS
EOF
    grep -vxE 'ENVIRONMENT|FILES|STANDARDS' usual >needed
    for page in "$PROJECT"/man/*.1; do
        sed -n 's/^\.Sh //p' "$page" >found
        diff -u <(grep -xFf found usual) found
        diff -u needed <(grep -xFf needed found)
    done
}

@test "a page tells the options that its program has, in the same order" {
    local name
    for name in $(programs); do
        options_of_program "$name" >program
        options_of_page "$PROJECT/man/$name.1" >page
        grep '^- version -$' program
        diff -u page program || { echo "$name"; return 1; }
    done
}

@test "a synopsis names each option but help and version" {
    local name letter option
    for name in $(programs); do
        render "$PROJECT/man/$name.1" | section SYNOPSIS >synopsis
        options_of_program "$name" | while read -r letter option _; do
            case $option in help | version) continue ;; esac
            grep -qE -e "(-$letter|--$option)([]= ]|\$)" synopsis ||
                { echo "$name: $option"; exit 1; }
        done
    done
}

@test "exit codes mean the same in all pages" {
    local page code text means
    for page in "$PROJECT"/man/*.1 "$PROJECT"/man/ow.7; do
        codes_of_page "$page" >codes
        [ -s codes ]
        while read -r code text; do
            case $code in
            0) means=. ;;
            1) means='reject' ;;
            64) means='command line' ;;
            65) means='incomplete|unusable|something else' ;;
            74) means='read|writ' ;;
            75) means='memory|retr|for now|later' ;;
            77) means='refused' ;;
            78) means='configur|option file|missing|unusable' ;;
            *) means='no such code' ;;
            esac
            echo "$text" | grep -qiE "$means" ||
                { echo "${page##*/}: $code $text"; return 1; }
        done <codes
    done
}

@test "a page has the exit codes that its program can end with" {
    local name code codes
    for name in $(programs); do
        codes="0 64 74 75"
        if "$BIN/$name" --help | grep -q '^usage.*\[FILE \.\.\.\]'; then
            codes+=" 1 65" # it reads records
        else
            codes+=" 77 78" # it asks a service
        fi
        for code in $codes; do
            codes_of_page "$PROJECT/man/$name.1" |
                grep -q "^$code " || { echo "$name: $code"; return 1; }
        done
    done
    codes_of_page "$PROJECT/man/ow.7" | cut -d ' ' -f 1 | paste -sd ' ' |
        grep -x '0 1 64 65 74 75 77 78'
}

@test "every page of ours that a page points to is there" {
    local page target
    for page in "$PROJECT"/man/*.[1-8]; do
        grep -q '^\.Sh SEE ALSO' "$page"
        grep -oE '^\.Xr ow[a-z-]* [1-8]' "$page" |
            while read -r _ name section; do
                ls "$PROJECT/man/$name.$section"
            done
    done
}

@test "the tour points to every other page" {
    local page target
    for page in "$PROJECT"/man/*.[1-8]; do
        target=$(basename "$page")
        [ "$target" != ow.7 ] || continue
        grep -q "^\.Xr ${target%.*} ${target##*.}" "$PROJECT/man/ow.7" ||
            { echo "$target"; return 1; }
    done
}

@test "no page names a place on this machine" {
    local home=${HOME-}
    home=${home%/} # whoever has none has no place there
    run ! grep -nF -e "$PROJECT" -e "${home:-$PROJECT}/" "$PROJECT"/man/*.[1-8]
    run ! grep -nE '/(home|root|tmp|mnt|build)/' "$PROJECT"/man/*.[1-8]
}

@test "what the examples of the pages show is what comes" {
    local page failed=
    for page in "$PROJECT"/man/*.[1-8]; do
        run_sessions "$page" || failed+=" ${page##*/}"
    done
    [ -z "$failed" ]
}

@test "what README.md shows is what comes" {
    [ ! -e "$PROJECT/README.md" ] || run_sessions "$PROJECT/README.md"
}

@test "an example that shows something else than comes is found" {
    cat >wrong.7 <<'EOF'
.Bd -literal
$ echo a
b
.Ed
EOF
    run -1 run_sessions wrong.7
    cat >right.7 <<'EOF'
.Bd -literal -offset indent
$ cat <<E
> a\eb
>
> E
a\eb

$ false
$ echo $?
1
$ x=2
.Ed
.Bd -literal
# this is no session, nor is what follows
$ rm x
.Ed
.Bd -literal
$ echo $x >&2
2
.Ed
EOF
    run_sessions right.7
    [ "$(session_length right.7)" = 5 ]
}

@test "every page of a filter, the tour and the records have examples that run" {
    local page
    for page in ow-normalize.1 ow-aggregate.1 ow-format.1 ow.7 ow-records.5; do
        run_sessions "$PROJECT/man/$page" || true # see above
        [ "$(session_length "$page")" -gt 0 ]
    done
}

# TYPE STATE yes|no, of the tables of ow-aggregate(1)
states_of_page() {
    awk '/^\.It Em [a-z_]+ Ta Em billed/ { type = $3; next }
        /^\.El/ { type = "" }
        type && /^\.It Li/ { print type, $3, $5 }' \
        "$PROJECT/man/ow-aggregate.1"
}

@test "the states that are said to be billed are, and no others" {
    local type state billed got
    states_of_page >states
    [ "$(cut -d ' ' -f 1 states | uniq | paste -sd ' ')" = \
        'instance volume image floating_ip' ]
    while read -r type state billed; do
        got=$(jq -cn --arg type "$type" --arg state "$state" '{
            kind: "span", type: $type, id: "x", project: "p",
            size: 1, state: $state, first_by: "poll",
            last_by: "poll", first_seen: "2016-05-01",
            last_seen: "2016-05-02"}' |
            "$BIN/ow-aggregate" --from 2016-05-01 \
                --till 2016-05-02 | grep -c '"usage"') || true
        echo "$type $state: $got"
        [ "$got" = $((${#billed} - 2)) ]
        # and the option knows it
        "$BIN/ow-aggregate" --month 2016-05 --states "$type=$state" \
            <<<'{"kind":"x"}' >/dev/null
    done <states
}

@test "every member that the programs write is in the reference" {
    local kind member
    gzip -dc "$PROJECT"/examples/2016-05/samples.jsonl.gz >samples
    "$BIN/ow-normalize" samples "$PROJECT"/examples/2016-05/projects.jsonl >spans
    "$BIN/ow-aggregate" --month 2016-05 spans >usage
    cat spans usage | jq -r '.kind as $k | keys[] | "\($k) \(.)"' |
        sort -u >members
    cut -d ' ' -f 1 members | sort -u | paste -sd ' ' |
        grep -x 'begin end project scan span usage volume_type'
    while read -r kind member; do
        [ "$member" != kind ] || continue
        sed -n "/^\.Ss .*$kind/,/^\.Ss/p" "$PROJECT/man/ow-records.5" |
            grep -qE "^\.It Li ([a-z_]+ , )*$member( |\$)" ||
            { echo "$kind $member"; return 1; }
    done <members
}
