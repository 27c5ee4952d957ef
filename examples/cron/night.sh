#!/bin/sh
# Every night: reads the days that the store lacks from Ceilometer.
#
#     night.sh [YYYY-MM-DD ...]
#
# Without days these are all of the last $OW_LOOK_BACK that were not read in
# full, up to yesterday. A day is stored as a whole or not at all, so what
# fails tonight is still missing tomorrow, and is read then. A day of which
# records were rejected is stored but counts as missing, until somebody has
# looked and stored it with --allow-rejected.
. "$(dirname "$0")/common.sh"
job night

# Labels: an old name or account is better than no night.
labels() {
    worst=0
    if [ -n "$OW_PROJECTS_FILE" ]; then
        keep cat "$OW_PROJECTS_FILE" || worst=$?
    fi
    [ "$OW_PROJECTS_OPTIONS" != none ] || return "$worst"
    # shellcheck disable=SC2086 # the words are options of their own
    keep ow-fetch-projects $OW_PROJECTS_OPTIONS || return
    return "$worst"
}

# So many days ago, as a date.
ago() {
    stamp $(($(now) - $1 * 86400)) %F
}

# Prints the days of which not all was read.
missing() {
    ow-load --scans "$OW_STORE" >"$OW_STATE/night.scans" || return
    i=$OW_LOOK_BACK
    set --
    while [ "$i" -ge 0 ]; do
        set -- "$@" "$(ago "$i")"
        i=$((i - 1))
    done
    jq -rn --arg region "$OW_REGION" --arg types "$OW_TYPES" \
        -f "$(dirname "$0")/missing.jq" --args "$@" \
        <"$OW_STATE/night.scans" || return 78
}

# read_day YYYY-MM-DD
read_day() {
    next=$(date -d "$1 + 1 day" +%F) || return 64
    # shellcheck disable=SC2086 # the words are options of their own
    keep ow-fetch-ceilo --from "$1" --till "$next" \
        --overlap "$OW_OVERLAP" --type "$OW_TYPES" \
        ${OW_REGION:+--region="$OW_REGION"} $OW_CEILO_OPTIONS
}

[ "$OW_CEILO_OPTIONS" != none ] || finish 0 "nothing to do"
labels
worst=$?
[ $worst = 0 ] || say "labels: code $worst"

if [ $# = 0 ]; then
    days=$(missing) || finish $? "the days that are missing are not known"
    # shellcheck disable=SC2086
    set -- $days
fi
stored=
for day; do
    read_day "$day"
    code=$?
    worst=$(worse "$worst" $code)
    [ $code = 0 ] || say "$day: code $code"
    case $code in
    0 | 1) stored="$stored $day" ;;
    # It is no better on other days.
    64 | 77 | 78) break ;;
    esac
done
finish "$worst" "stored:${stored:- nothing}"
