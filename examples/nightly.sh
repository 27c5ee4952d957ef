#!/bin/sh
# What cron runs to keep a store from which any month can be billed:
#
#     */15 * * * *  nightly.sh reading
#     30 4 * * *    nightly.sh
#
# `reading` lists the floating IPs that are held now. Neutron keeps no history,
# so an address counts up to the last reading that shows it, and readings
# should be closer together than the grace period of an hour.
#
# Without it, or with a day as in `nightly.sh 2016-05-17`, the samples of that
# day (yesterday, UTC) are fetched and normalized together with its readings.
# Half past four leaves samples that arrive late some hours to do so.
#
# The store is $OW_STORE. A file gets its name once it is whole; what a
# failed run wrote stays beside it, named .part, and the next run starts
# anew. The report of a month:
#
#     cd $OW_STORE/spans && ow-aggregate --month 2016-05 ../projects \
#         2016-04-30 2016-05-?? 2016-06-01 | ow-format
#
# OW_CEILO_OPTIONS and OW_FIP_OPTIONS are more options for the fetchers.
set -u
umask 027

store=${OW_STORE:-/var/lib/openwatt}
worst=0

# save FILE COMMAND ...: its output becomes FILE if it is whole. Code 1 says
# that single records were rejected: the file is good, and cron hears of it.
save() {
    file=$1
    shift
    mkdir -p "$(dirname "$file")" || exit 74
    "$@" >"$file.part"
    code=$?
    case $code in
    0) ;;
    1) worst=1 ;;
    *)
        echo "nightly.sh: $1 failed with $code: see $file.part" >&2
        exit $code
        ;;
    esac
    mv "$file.part" "$file" || exit 74
}

reading() {
    now=$(date -u +%Y-%m-%dT%H%M%S)
    # The words of OW_FIP_OPTIONS are options of their own.
    # shellcheck disable=SC2086
    save "$store/readings/${now%T*}/$now" ow-fetch-fip ${OW_FIP_OPTIONS-}
}

night() {
    day=$1
    next=$(date -u -d "$day + 1 day" +%F) || exit 64
    # shellcheck disable=SC2086
    save "$store/samples/$day" ow-fetch-ceilo \
        --from "${day}T00:00:00Z" --till "${next}T00:00:00Z" \
        ${OW_CEILO_OPTIONS-}
    set -- "$store/samples/$day"
    for file in "$store/readings/$day"/*; do
        case $file in
        *.part | *'/*') ;;
        *) set -- "$@" "$file" ;;
        esac
    done
    save "$store/spans/$day" ow-normalize "$@"
}

case ${1-} in
reading) reading ;;
'') night "$(date -u -d yesterday +%F)" ;;
????-??-??) night "$1" ;;
*)
    echo "usage: nightly.sh [reading | YYYY-MM-DD]" >&2
    exit 64
    ;;
esac
exit $worst
