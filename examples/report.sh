#!/bin/sh
# The month's report, from saved samples:
#
#     report.sh [DIR [OPTION ...]] > report.csv
#
# DIR is named after its month (2016-05 beside this script) and holds
# samples.jsonl.gz, what the fetchers saved, and projects.jsonl, the names of
# tenants and customers. The options are ow-format's: -f json, --crlf, ...
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
dir=${1:-$here/2016-05}
[ $# -eq 0 ] || shift
month=$(basename -- "$dir")

# A damaged archive is found before it is read. What then breaks in the pipe
# is seen by its last program: the frames in the records do not end, so there
# is no report and the exit code is 65, without `pipefail`.
gzip -t "$dir/samples.jsonl.gz" || exit 65
[ -r "$dir/projects.jsonl" ] || {
    echo "report.sh: cannot read $dir/projects.jsonl" >&2
    exit 65
}

{ zcat "$dir/samples.jsonl.gz" && cat "$dir/projects.jsonl"; } |
    ow-normalize |
    ow-aggregate --month "$month" |
    ow-format "$@"
