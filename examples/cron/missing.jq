# The days of which not all was read, one a line, oldest first. Input: what
# `ow-load --scans` prints. Needs --arg region, --arg types (with commas) and
# --args with all days, and the one behind the last.
#
# A cut input has fewer scans: then a day is read once more, which is no harm.

# How far it was read from $day on without a hole.
def reach($windows; $day):
  reduce $windows[] as $w ($day;
    if $w.from <= . and $w.till > . then $w.till else . end);

[inputs | select(.kind == "scan" and .source == "ceilometer" and .from
  and .project == null and (.region // "") == $region)] as $scans
| ($types / ",") as $types
| ($ARGS.positional | map(. + "T00:00:00Z")) as $days
| range($days | length - 1) as $i
| select(any($types[];
    . as $type
    | [$scans[] | select(.types | index($type))] | sort_by(.from)
    | reach(.; $days[$i]) < $days[$i + 1]))
| $ARGS.positional[$i]
