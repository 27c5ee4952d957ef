#!/bin/sh
# Every day, after night.sh: raw samples that the store has may go.
#
# What the store lacks, ow-purge-ceilo leaves alone anyway. All is left alone
# unless the last night was a good one, not a day ago, and the store is sound:
# what goes here is the last copy but that.
. "$(dirname "$0")/common.sh"
job purge

[ "$OW_PURGE_OPTIONS" != none ] || finish 0 "nothing to do"
word=none when=
read -r word _ when _ <"$OW_STATE/night.status"
[ "$word" = OK ] || finish 75 "night.sh was not well: $word"
age=$(($(now) - $(date -d "$when" +%s))) || finish 75 "when was night.sh?"
[ "$age" -lt 86400 ] || finish 75 "night.sh did not run: $when"
ow-store --check "$OW_STORE" >/dev/null || finish $? "the store is not sound"

# shellcheck disable=SC2086 # the words are options of their own
ow-load --scans "$OW_STORE" |
    ow-purge-ceilo --yes --keep "$OW_KEEP" \
        ${OW_REGION:+--region="$OW_REGION"} $OW_PURGE_OPTIONS \
        >"$OW_STATE/purge.report"
code=$?
cat "$OW_STATE/purge.report" >>"$log"

# Samples that came after their night was read stay, and the bill lacks them
# until night.sh has read that day again.
late=$(jq -r 'select(.kind == "purge" and .late > 0) |
    "\(.late) of \(.meter), \(.from) to \(.till)"' "$OW_STATE/purge.report") ||
    code=$(worse $code 74)
if [ -n "$late" ]; then
    say "came after their night was read: $late"
    code=$(worse "$code" 1)
fi
finish "$code" "kept $OW_KEEP"
