# What the tests of the pages share. A page is a file of man/, a block is a
# literal display in it (or a fenced one in README.md), a session is a block
# whose command lines start with "$ ".

PROJECT=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
BIN=$(cd "${OW_BIN:-$PROJECT/build/release/bin}" && pwd)

programs() {
    local source
    for source in "$PROJECT"/cmd/ow-*.c; do
        basename "$source" .c
    done
}

# Prints a page as it is read, in lines as long as they need, no overstrike.
render() {
    mandoc -T utf8 -O width=1000 "$@" | sed 's/.\x08//g'
}

# The lines of a rendered page's section: section NAME <page
section() {
    sed -n "/^$1\$/,/^[A-Z]/p" | sed '1d; /^[A-Z]/d'
}

# Both print LETTER|- NAME ARGUMENT|- for each option, in order.
options_of_page() {
    render "$1" | section DESCRIPTION |
        sed -n 's/^     \(-.*\)/\1/p' | sed 's/   *.*//' | option_fields
}

options_of_program() {
    "$BIN/$1" --help | sed -n 's/^  *\(-.*\)/\1/p' |
        sed 's/   *.*//; s/ \([^-]\)/\n\1/; s/\n.*//' | option_fields
}

# "-g TYPE=TIME, --grace=TYPE=TIME" or "-g, --grace=TYPE=TIME"
option_fields() {
    sed -n -e 's/^-\([^-]\).*, --/\1 /' -e 's/^--/- /' \
        -e '/=/!s/$/=-/' -e 's/=/ /p'
}

# Exit codes and what they mean: CODE TEXT, a line each.
codes_of_page() {
    render "$1" | section 'EXIT STATUS' | awk '
        /^     [0-9]/ { code = $1; $1 = "" }
        code != "" && !(code in text) { order[++n] = code }
        code != "" { text[code] = text[code] $0 }
        END { for (i = 1; i <= n; i++) print order[i] text[order[i]] }'
}

# Writes each literal display of a page to DIR/N, as it is read.
blocks_of_page() {
    local source
    awk -v dir="$2" '
        /^\.Bd -literal/ { n++; inside = 1; next }
        /^\.Ed/ { inside = 0 }
        inside { print >(dir "/" n ".mdoc") }' "$1"
    for source in "$2"/*.mdoc; do
        [ -e "$source" ] || continue
        {
            printf '.Dd May 1, 2016\n.Dt X 1\n.Os\n.Sh X\n'
            printf '.Bd -literal -compact\n'
            cat "$source"
            echo .Ed
        } | render | sed '1,/^X$/d' | head -n -2 | sed 's/^     //' \
            >"${source%.mdoc}"
        rm "$source"
    done
}

blocks_of_readme() {
    awk -v dir="$2" '
        /^```console$/ { n++; inside = 1; next }
        /^```/ { inside = 0 }
        inside { print >(dir "/" n) }' "$1"
}

# Turns the sessions in DIR into DIR/session.sh and, for the Nth command,
# DIR/N.cmd and DIR/N.want; the script leaves DIR/N.got.
script_of_blocks() {
    # shellcheck disable=SC2016 # the awk program has no expansions
    find "$1" -type f | sort -V | xargs -r awk -v dir="$1" '
        function finish() {
            if (!open)
                return
            printf "} >%s/%d.got 2>&1 </dev/null\n", dir, n >script
            close(want)
            open = 0
        }
        function begin(command) {
            finish()
            n++
            want = dir "/" n ".want"
            printf "" >want
            printf "{\n%s\n", command >script
            print command >(dir "/" n ".cmd")
            open = typing = 1
        }
        BEGIN { script = dir "/session.sh" }
        FNR == 1 { finish(); session = /^\$ / }
        !session { next }
        /^\$ / { begin(substr($0, 3)); next }
        typing && /^>( |$)/ {
            print substr($0, 3) >script
            print substr($0, 3) >(dir "/" n ".cmd")
            next
        }
        { typing = 0; print >want }
        END { finish(); close(script) }'
}

# Runs the sessions of a page (or README.md) in an empty folder, all in one
# shell, and compares what comes with what the page shows.
run_sessions() {
    local page=$1 dir want n failed=0
    dir=$BATS_TEST_TMPDIR/sessions.$(basename "$page")
    mkdir -p "$dir/blocks" "$dir/here"
    ln -s "$PROJECT/examples" "$dir/here/examples"
    case $page in
    *.md) blocks_of_readme "$page" "$dir/blocks" ;;
    *) blocks_of_page "$page" "$dir/blocks" ;;
    esac
    script_of_blocks "$dir/blocks"
    [ -e "$dir/blocks/session.sh" ] || return 0
    (cd "$dir/here" && PATH=$BIN:$PATH LC_ALL=C.UTF-8 TZ=UTC \
        bash "$dir/blocks/session.sh") </dev/null || true
    for want in "$dir/blocks"/*.want; do
        n=${want%.want}
        diff -u --label page "$want" --label program "$n.got" && continue
        echo "^ $(basename "$page"): $(cat "$n.cmd")"
        failed=1
    done
    return "$failed"
}

# How many commands the page's sessions have, once they were run.
session_length() {
    find "$BATS_TEST_TMPDIR/sessions.$1/blocks" -name '*.cmd' | wc -l
}
