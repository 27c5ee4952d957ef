# shellcheck shell=sh
# What the jobs of this folder share; each reads it first:
#
#     . "$(dirname "$0")/common.sh"
#     job NAME
#
# A job runs once at a time, writes all it says into $OW_STATE/NAME.log, shows
# it too if something is wrong (so cron sends mail then, and only then), and
# leaves one line in $OW_STATE/NAME.status when it is done:
#
#     OK 0 2016-05-18T04:31:07Z stored: 2016-05-17
#
# the word OK, WARN (code 1: somebody has to look) or FAILED, the exit code,
# the time, and what was done. The codes are those of the programs, see ow(7).
set -u
umask 027
export LC_ALL=C TZ=UTC PATH="$PATH:/usr/local/bin"

# A shell that cannot read a file here would end with a code of its own.
conf=${OW_CONF:-/etc/openwatt/openwatt.conf}
if [ ! -r "$conf" ]; then
    echo "$0: cannot read $conf" >&2
    exit 78
fi
# shellcheck source=examples/cron/openwatt.conf
. "$conf"

# Seconds since 1970. OW_NOW is there for tests.
now() {
    echo "${OW_NOW:-$(date +%s)}"
}

# stamp SECONDS [FORMAT]
stamp() {
    date -d "@$1" "+${2:-%Y-%m-%dT%H:%M:%SZ}"
}

say() {
    echo "$(stamp "$(now)") $job: $*" >&2
}

# The exit code that counts of two: of failures the first, but one that may
# pass (75) gives way to one that stays.
worse() {
    case $1 in
    0) echo "$2" ;;
    1 | 75) if [ "$2" -gt 1 ]; then echo "$2"; else echo "$1"; fi ;;
    *) echo "$1" ;;
    esac
}

# keep COMMAND ...: stores what the command prints. Its own exit code tells
# more than that of the store, which sees no more than a frame without an end.
keep() {
    code=$({
        { "$@"; echo $? >&4; } |
            ow-normalize ${OW_GRACE:+--grace="$OW_GRACE"} |
            ow-store "$OW_STORE" >&2
    } 4>&1)
    set -- $? "${code:-0}"
    [ "$1" = 0 ] || [ "$2" -le 1 ] || return "$2"
    return "$1"
}

# job NAME: begins a job. A second one at the same time ends at once, and
# leaves the status to the first.
job() {
    job=$1
    log=$OW_STATE/$job.log
    mkdir -p "$OW_STATE" && touch "$OW_STATE/$job.lock" "$log" || exit 74
    exec 9>"$OW_STATE/$job.lock"
    if ! flock -n 9; then
        say "another run is not done yet"
        exit 75
    fi
    begun=$(wc -c <"$log")
    exec 3>&2 2>>"$log"
}

# finish CODE TEXT: leaves the status line, shows what was said if need be,
# and ends the job. One that is killed leaves the line as it was: its time
# tells. Where the line cannot be left, the exit code is a failure, too.
finish() {
    code=$1
    case $code in
    0) word=OK ;;
    1) word=WARN ;;
    *) word=FAILED ;;
    esac
    line="$word $code $(stamp "$(now)") $2"
    new=$OW_STATE/$job.status.new
    echo "$line" >>"$log"
    [ "$code" = 0 ] || tail -c "+$((begun + 1))" "$log" >&3
    if ! { echo "$line" >"$new" && mv "$new" "$OW_STATE/$job.status"; }; then
        echo "cannot write $OW_STATE/$job.status: $line" >&3
        code=$(worse "$code" 74)
    fi
    exit "$code"
}
