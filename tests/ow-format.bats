#!/usr/bin/env bats
# What ow-format makes of usage records. A case is a folder of
# fixtures/format: in.jsonl and the reports that have to come of it.

bats_require_minimum_version 1.5.0

setup() {
	BIN=${OW_BIN:-$BATS_TEST_DIRNAME/../build/release/bin}
	PATH=$BIN:$PATH
	CASES=$BATS_TEST_DIRNAME/fixtures/format
	cd "$BATS_TEST_TMPDIR" || return
}

# A usage record of TYPE and ID; further members override: usage TYPE ID JSON
usage() {
	jq -cn --arg type "$1" --arg id "$2" --argjson more "${3:-{\}}" '
		{kind: "usage", from: "2016-05-01T00:00:00Z",
		till: "2016-06-01T00:00:00Z", project: "p1", type: $type,
		id: $id, seconds: 3600, assumed_seconds: 0} + $more'
}

begin() {
	echo '{"kind":"begin","program":"ow-aggregate","format":1,"id":"may",' \
		'"from":"2016-05-01T00:00:00Z","till":"2016-06-01T00:00:00Z"}'
}

end() {
	echo '{"kind":"end","id":"may","records":'"$1"',"rejected":'"${2:-0}}"
}

header() {
	printf '%s,' From Till 'Customer Account' Tenant 'Instance Id' \
		'Instance type' 'Total run hours' 'Volume Id' \
		'Type of storage' 'Total run hours (Gb.h)' \
		'Floating IPs (IP.h)' 'Image Name'
	echo 'Total run hours (Gb.h)'
}

# Runs ow-format on standard input and expects CODE, one line of stderr, and
# no output: refused CODE MESSAGE [ARG ...]
refused() {
	local code=$1 message=$2
	shift 2
	run -"$code" --separate-stderr ow-format "$@"
	[ "$stderr" = "ow-format: $message" ] || echo "got: $stderr"
	[ "$stderr" = "ow-format: $message" ]
	[ -z "$output" ]
}

# Every report of every case, of the input as COMMAND changes it.
check_cases() {
	local want name
	for want in "$CASES"/*/out.*; do
		name=${want%/*}
		"$@" "$name/in.jsonl" >in
		ow-format -f "${want##*.}" in >out
		cmp out "$want"
	done
}

@test "every case gives its reports, byte for byte" {
	check_cases cat
}

@test "the order of the records changes nothing" {
	# what has a frame has to stay in it
	unframed() { grep -q '"begin"' "$2" && cat "$2" || "$1" "$2"; }
	check_cases unframed tac
	check_cases unframed sort
	check_cases unframed rev_numbers
}

rev_numbers() {
	awk '{ print (NR * 7919) % 101 "\t" $0 }' "$1" | sort -n | cut -f 2-
}

@test "an input that comes twice is billed once" {
	twice() { cat "$1" "$1"; }
	check_cases twice
}

@test "the locale changes nothing" {
	localedef -i de_DE -f UTF-8 "$PWD/de_DE.UTF-8" || true
	export LOCPATH=$PWD LC_ALL=de_DE.UTF-8
	check_cases cat
}

@test "the rows of the JSON report make the CSV report again" {
	for name in month same_name two_windows regions; do
		ow-format -f json "$CASES/$name/in.jsonl" >report.json
		jq -c '.coverage[], .rows[]' report.json >again.jsonl
		ow-format again.jsonl >out
		cmp out "$CASES/$name/out.csv"
	done
}

@test "hours are computed from seconds and size, not read" {
	usage instance vm-1 '{"hours": 99, "unit": "parsec"}' >in
	run -0 ow-format in
	[[ ${lines[1]} == *,vm-1,,1.0000,* ]]
	run -0 ow-format -f json in
	[[ $output == *'"hours":1.0000,"unit":"h"'* ]]
}

@test "a name that holds a member of JSON stays a name" {
	usage instance vm '{"name": "\"hours\":7,\"unit\":", "seconds": 7200}' >in
	ow-format -f json in >out
	run -0 jq -r '.rows[0] | .name, .hours' out
	[ "${lines[0]}" = '"hours":7,"unit":' ]
	[[ ${lines[1]} =~ ^2(\.0+)?$ ]]
}

@test "several files are read as one, and - is standard input" {
	usage instance vm-1 >a
	usage instance vm-2 >b
	usage instance vm-3 | ow-format a - b >out
	cat a b <(usage instance vm-3) | ow-format | cmp - out
	[ "$(wc -l <out)" -eq 4 ]
}

@test "members and kinds it does not know change nothing" {
	usage instance vm-1 >plain
	usage instance vm-1 '{"colour": {"deep": [1, null]}}' >more
	echo '{"kind":"price","of":"m1"}' >>more
	echo '{"kind":"project","id":"p1","name":"late"}' >>more
	ow-format plain >want
	ow-format more | cmp - want
}

@test "a last line without a newline is a line" {
	usage instance vm-1 >in
	ow-format in >want
	printf %s "$(cat in)" | ow-format | cmp - want
}

@test "an empty cloud gives the header alone" {
	{ begin; end 0; } | ow-format >out
	header | cmp - out
}

@test "--raw leaves formulas as they are" {
	usage instance vm-1 '{"tenant": "=1+1", "class": "-x"}' >in
	run -0 ow-format --raw in
	[[ ${lines[1]} == *,,=1+1,vm-1,-x,1.0000,* ]]
	run -0 ow-format --raw -f tsv in
	[[ ${lines[1]} == *$'\t=1+1\tvm-1\t-x\t'* ]]
	run -0 ow-format in
	[[ ${lines[1]} == *",,'=1+1,vm-1,'-x,1.0000,"* ]]
}

@test "--raw lets no control character into TSV" {
	usage image g '{"name": "\u001b]0;\t\n", "size": 1}' >in
	run -0 ow-format --raw -f tsv in
	[[ ${lines[1]} == *$'\t\\x1b]0;\\t\\n\t0.0000' ]]
}

@test "--crlf ends the lines of CSV with CR LF" {
	ow-format "$CASES/month/in.jsonl" | sed 's/$/\r/' >want
	ow-format --crlf "$CASES/month/in.jsonl" | cmp - want
	ow-format --crlf -f tsv "$CASES/month/in.jsonl" |
		cmp - "$CASES/month/out.tsv"
}

@test "a terminal gets no control characters" {
	usage image g '{"name": "a\u001b[2J\u009b\nb\\", "size": 1}' >in
	script -qec 'ow-format in' /dev/null </dev/null >out
	grep -qF ',a\x1b[2J\xc2\x9b\nb\\,0.0000' out
	for format in csv tsv json; do
		script -qec "ow-format -f $format in" /dev/null </dev/null |
			tr -d '\n\r\t' >out
		run -1 env LC_ALL=C grep '[[:cntrl:]]' out
	done
}

@test "JSON escapes all control characters" {
	usage image g '{"name": "\u001b\u007f\u009b", "size": 1}' >in
	ow-format -f json in >out
	run -1 env LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f\x9b]' out
	[ "$(jq -r '.rows[0].name' out)" = $'\x1b\x7f\xc2\x9b' ]
}

@test "nothing at all is no report" {
	: >in
	run -65 --separate-stderr ow-format in
	[[ $stderr == "ow-format: in:"*"incomplete input: no line at all" ]]
	[ -z "$output" ]
	run -65 ow-format /dev/null "$CASES/month/in.jsonl"
}

@test "a frame that did not end is no report" {
	{ begin; usage instance vm-1; } >in
	refused 65 "in:2: incomplete input: frame 'may' began and did not end" \
		in
}

@test "a frame that lost a record is no report" {
	{ begin; usage instance vm-1; end 2; } >in
	refused 65 "in:3: incomplete input: frame 'may' has 1 records, its end counts 2" \
		in
}

@test "--allow-incomplete makes a report of what came, and says so" {
	{ begin; usage instance vm-1; } >in
	run -0 --separate-stderr ow-format --allow-incomplete in
	[ "${lines[1]#*,,p1,}" = "vm-1,,1.0000,,,,,," ]
	[ "$stderr" = "ow-format: in:2: incomplete input: frame 'may' began and did not end" ]
	run -0 --separate-stderr ow-format --allow-incomplete /dev/null
	[ "$output" = "$(header)" ]
}

@test "a bad line in the middle is named, left out and told at the end" {
	{ usage instance vm-1; echo '{"kind":'; usage instance vm-2; } >in
	run -1 --separate-stderr ow-format in
	[ "${#lines[@]}" -eq 3 ]
	[[ ${stderr_lines[0]} == "ow-format: in:2: "* ]]
	[ "${stderr_lines[1]}" = "ow-format: the report lacks records that were rejected: 1" ]
	[ "${#stderr_lines[@]}" -eq 2 ]
}

@test "a line that is too long is named, left out and told at the end" {
	{
		usage instance vm-1
		head -c 17000000 /dev/zero | tr '\0' x
		echo
		usage instance vm-2
	} >in
	run -1 --separate-stderr ow-format in
	[ "${#lines[@]}" -eq 3 ]
	[ "${stderr_lines[0]}" = "ow-format: in:2: line longer than 16777216 bytes" ]
	[ "${stderr_lines[1]}" = "ow-format: the report lacks records that were rejected: 1" ]
}

@test "what an earlier stage rejected is told here too" {
	{ begin; usage instance vm-1; end 1 7; } >in
	run -1 --separate-stderr ow-format in
	[ "${#lines[@]}" -eq 2 ]
	[ "$stderr" = "ow-format: the report lacks records that were rejected: 7" ]
}

@test "spans are no bill" {
	{
		usage instance vm-1
		echo '{"kind":"span","type":"instance","id":"vm-2",' \
			'"first_seen":"2016-05-01T00:00:00Z","first_by":"poll",' \
			'"last_seen":"2016-05-02T00:00:00Z","last_by":"poll"}'
	} >in
	refused 65 "in:2: a span, not usage: run ow-aggregate first" in
}

@test "samples are no bill" {
	echo '{"counter_name":"instance","resource_id":"vm","project_id":"p",' \
		'"timestamp":"2016-05-01T00:00:00","counter_volume":1,' \
		'"resource_metadata":{}}' >in
	refused 65 "in:1: a sample, not usage: run ow-normalize and ow-aggregate first" \
		in
}

@test "an input with neither usage nor a window is no bill" {
	echo '{"kind":"project","id":"p1"}' >in
	refused 65 "neither usage nor a window: run ow-aggregate first" in
}

@test "records of one key that differ are no bill" {
	{ usage instance vm; usage instance vm '{"seconds": 3601}'; } >in
	refused 65 "usage of 'vm', type 'instance', project 'p1', from 2016-05-01T00:00:00Z: there is another record that differs" \
		in
	{ usage instance vm; usage instance vm '{"account": "ACME"}'; } >in
	run -65 ow-format in
}

@test "more time than the window has is no bill" {
	{
		usage volume v '{"size": 1, "seconds": 2678400}'
		usage volume v '{"size": 2, "seconds": 1, "project": "p2"}'
	} >in
	refused 65 "usage of 'v', type 'volume', project 'p2', from 2016-05-01T00:00:00Z: more time than in the window" \
		in
}

@test "a type without a column is no bill, in any format" {
	usage snapshot s >in
	for format in csv tsv json; do
		refused 65 "usage of 's', type 'snapshot', project 'p1', from 2016-05-01T00:00:00Z: the report has no column for its type" \
			-f $format in
	done
}

@test "a volume or image without a size is no bill" {
	for type in volume image; do
		usage $type x >in
		refused 65 "usage of 'x', type '$type', project 'p1', from 2016-05-01T00:00:00Z: it has no size" \
			in
	done
}

@test "an amount that does not fit is no bill" {
	usage volume v '{"size": 9007199254740992, "seconds": 2678400}' >in
	run -65 --separate-stderr ow-format in
	[[ $stderr == *": it is too large" ]]
	[ -z "$output" ]
}

@test "a message shows control characters of names" {
	usage instance '' '{"id": "a\u001b[2J", "seconds": 9999999}' >in
	run -65 --separate-stderr ow-format in
	[[ $stderr == *"usage of 'a\\x1b[2J', "* ]]
}

@test "an unknown option or format is a mistake, told before reading" {
	refused 64 "unknown option '--colour'; see ow-format --help" \
		--colour missing
	refused 64 "unknown format 'xml', not one of csv, tsv, json; see ow-format --help" \
		-f xml missing
	refused 64 "option '--format' needs a value; see ow-format --help" -f
}

@test "a file that cannot be read is said" {
	refused 74 "missing: cannot read: No such file or directory" missing
	run -74 ow-format .
}

@test "a full disk is said" {
	usage instance vm-1 >in
	for format in csv tsv json; do
		run -74 --separate-stderr sh -c "ow-format -f $format in >/dev/full"
		[ "$stderr" = "ow-format: cannot write: No space left on device" ]
	done
	for i in $(seq 2000); do echo "$i"; done |
		jq -c --slurpfile u in '$u[0] + {id: tostring}' >many
	run -74 --separate-stderr sh -c 'ow-format many >/dev/full'
	[ "$stderr" = "ow-format: cannot write: No space left on device" ]
}

@test "a reader that went away is said" {
	usage instance vm-1 >in
	mkfifo pipe
	exec 7<>pipe 8>pipe 7<&-
	run -74 --separate-stderr sh -c 'ow-format in >&8'
	exec 8>&-
	[ "$stderr" = "ow-format: cannot write: Broken pipe" ]
}

@test "a closed standard output is said" {
	usage instance vm-1 >in
	run -74 --separate-stderr sh -c 'ow-format in >&-'
	[ "$stderr" = "ow-format: cannot write: Bad file descriptor" ]
}

@test "the help names every format" {
	run -0 ow-format --help
	for format in csv tsv json; do
		[[ ${lines[2]} == *--format=NAME*$format* ]]
	done
	run -0 ow-format --version
	[[ $output == "ow-format (openwatt) "* ]]
}
