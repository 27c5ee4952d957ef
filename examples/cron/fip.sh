#!/bin/sh
# Every ten minutes: which floating IPs are held now?
#
# Neutron keeps no history: what is not read now is lost. So a reading is
# saved first, and stored with all that wait when the store can be had. One
# that cannot be stored as it should is put aside, in aside/ beside spool/, so
# that it does not block the others; the job warns until somebody removes it.
. "$(dirname "$0")/common.sh"
job fip
spool=$OW_STATE/spool
aside=$OW_STATE/aside

# A store that hangs may not cost the next reading.
store() {
    ow-normalize ${OW_GRACE:+--grace="$OW_GRACE"} "$@" |
        timeout 300 ow-store "$OW_STORE"
}

# 1 or 65: something is wrong with a reading, or with the store.
one_by_one() {
    left=0
    for file; do
        store "$file"
        code=$?
        ow-normalize "$file" >/dev/null 2>&1
        case $code-$? in
        0-*) rm -f "$file" ;;
        1-* | 65-65) mkdir -p "$aside" && mv "$file" "$aside" ;;
        *) left=$(worse "$left" $code) ;;
        esac
    done
    return "$left"
}

[ "$OW_FIP_OPTIONS" != none ] || finish 0 "nothing to do"
mkdir -p "$spool" || finish 74 "no spool"
# shellcheck disable=SC2086 # the words are options of their own
ow-fetch-fip ${OW_REGION:+--region="$OW_REGION"} $OW_FIP_OPTIONS \
    >"$spool/.part"
worst=$?
[ $worst -gt 1 ] || mv "$spool/.part" "$spool/$(stamp "$(now)")-$$" ||
    worst=74

set -- "$spool"/*
[ -e "$1" ] || finish $worst "nothing read"
store "$@"
code=$?
case $code in
0) rm -f "$@" ;;
1 | 65)
    one_by_one "$@"
    code=$?
    ;;
esac
worst=$(worse $worst $code)
for file in "$aside"/*; do
    [ ! -e "$file" ] || worst=$(worse "$worst" 1)
    [ ! -e "$file" ] || say "put aside: $file"
done
finish "$worst" "$# readings"
