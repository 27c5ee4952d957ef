#!/bin/sh
# The report of a month: month.sh [YYYY-MM], or of the last month.
#
# Prints the name of the file. Where nights of the month are missing or
# records were rejected, the name says UNSURE and the exit code is 1: such a
# report is for reading, not for billing. A report that is there is never
# written over: one that differs gets the time into its name.
. "$(dirname "$0")/common.sh"
job month

# The month before the one that now is, in the zone of the report.
last_month() {
    this=$(TZ=$OW_TZ date -d "@$(now)" +%Y-%m)
    date -d "$this-01 - 1 day" +%Y-%m
}

# Midnight in the zone of the report, as UTC.
midnight() {
    stamp "$(TZ=$OW_TZ date -d "$1 00:00:00" +%s)"
}

# Were floating IPs read all the time? ow-load does not ask, for where they
# were not, nobody can read them any more.
all_readings() {
    ow-load --scans "$OW_STORE" |
        jq -en --arg from "$from" --arg till "$till" --arg region "$OW_REGION" \
            'any(inputs; .kind == "scan" and .source == "neutron"
            and (.region // "") == $region and .first_seen
            and .first_seen <= $from and .last_seen >= $till)' >/dev/null
}

month=${1:-$(last_month)}
case $month in
[0-9][0-9][0-9][0-9]-[01][0-9]) ;;
*) finish 64 "no month: $month" ;;
esac
from=$(midnight "$month-01") || finish 64 "no month: $month"
till=$(midnight "$(date -d "$month-01 + 1 month" +%F)")
part=$OW_REPORTS/.$month.part
mkdir -p "$OW_REPORTS" && touch "$part" || finish 74 "$month: no report"

ow-load --from "$from" --till "$till" "$OW_STORE" |
    ow-aggregate ${OW_GRACE:+--grace="$OW_GRACE"} \
        --month "$month" --tz "$OW_TZ" |
    ow-format -f csv >"$part"
code=$?
if [ $code -gt 1 ]; then
    rm -f "$part"
    finish $code "$month: no report"
fi

name=$OW_REPORTS/$month.csv
[ $code = 0 ] || name=$OW_REPORTS/$month.UNSURE.csv
if [ $code = 0 ] && [ -e "$name" ] && ! cmp -s "$part" "$name"; then
    say "$name is there and differs"
    name=$OW_REPORTS/$month.$(stamp "$(now)").csv
    code=1
fi
if [ "$OW_FIP_OPTIONS" != none ] && ! all_readings; then
    say "floating IPs were not read all the month: some may be missing"
    code=1
fi
mv "$part" "$name" || finish 74 "$month: no report"
echo "$name"
finish $code "$name"
