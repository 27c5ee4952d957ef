#!/usr/bin/env bats
# ow-fetch-ceilo against a stub that answers, and fails, as real servers do.
# shellcheck disable=SC2154 # run sets $stderr

bats_require_minimum_version 1.5.0

setup() {
	load ceilo-helper
	PATH=${OW_BIN:-$BATS_TEST_DIRNAME/../build/release/bin}:$PATH
	cd "$BATS_TEST_TMPDIR" || return
	export OS_TOKEN=stub-token
	unset http_proxy HTTP_PROXY all_proxy ALL_PROXY
	ERR="a sample out of order or not asked for"
}

teardown() {
	stub_stop
}

@test "all samples of a window come once, in order, for any page size" {
	make_samples 420 >all
	stub_start all
	for page in 2 3 7 100 1000; do
		comes_whole --page "$page"
	done
	[ "$(samples out | wc -l)" -eq 216 ]
}

@test "a tie of more samples than a page is read whole" {
	make_samples 420 |
		jq -c '.timestamp = "2026-11-18T00:20:00.5"' >all
	stub_start all
	for page in 2 7 100; do
		comes_whole --page "$page"
	done
	[ "$(samples out | wc -l)" -eq 252 ]
}

@test "redelivered samples come once, within a page and at its edges" {
	make_samples 120 >once
	{
		cat once
		jq -c '.recorded_at = "2026-11-18T09:30:00"' once
		sed -n '40,50p' once
	} >all
	stub_start all
	for page in 2 3 4 5 7 100; do
		comes_whole --page "$page"
	done
}

@test "a sample at --from is read, one at --till is not" {
	make_samples 420 >all
	stub_start all
	comes_whole
	[ "$(jq -r 'select(.meter).timestamp' out | head -n 1)" = "${FROM%Z}" ]
	jq -e --arg t "${TILL%Z}" -s 'any(.timestamp == $t)' all
	jq -e --arg t "${TILL%Z}" -s 'all(.timestamp != $t)' out
}

@test "the window is asked for in UTC, whatever its offset" {
	stub_start
	ow-fetch-ceilo --endpoint "$url" --from 2026-11-18T02:00:00.25+02:00 \
		--till '2026-11-17 19:59:59.5-0500' >out
	asked 1 >first
	jq -e '.filter.and[1:] == [
		{">=": {timestamp: "2026-11-18T00:00:00.250000"}},
		{"<": {timestamp: "2026-11-18T00:59:59.500000"}}]' first
}

@test "the scan claims the whole seconds that were read" {
	stub_start
	ow-fetch-ceilo --endpoint "$url" --from 2026-11-18T00:00:00.25 \
		--till 2026-11-18T00:59:59.5 --region north >out
	diff - out <<-'END'
	{"kind":"begin","program":"ow-fetch-ceilo","format":1,"id":"ceilometer/north/instance,volume,image/2026-11-18T00:00:01Z/2026-11-18T00:59:59Z","from":"2026-11-18T00:00:01Z","till":"2026-11-18T00:59:59Z"}
	{"kind":"scan","source":"ceilometer","region":"north","types":["instance","volume","image"],"from":"2026-11-18T00:00:01Z","till":"2026-11-18T00:59:59Z"}
	{"kind":"end","id":"ceilometer/north/instance,volume,image/2026-11-18T00:00:01Z/2026-11-18T00:59:59Z","records":1,"rejected":0}
	END
}

@test "an empty window is a scan and a warning for each meter" {
	stub_start
	run --separate-stderr fetch
	[ "$status" -eq 0 ]
	[ "$(jq -r .kind <<<"$output" | xargs)" = "begin scan end" ]
	diff - <(echo "$stderr") <<-'END'
	ow-fetch-ceilo: warning: no sample of meter 'instance'
	ow-fetch-ceilo: warning: no sample of meter 'volume.size'
	ow-fetch-ceilo: warning: no sample of meter 'image.size'
	END
}

@test "a long gap between samples does not end the reading" {
	make_samples 45 >all
	jq -c '.id += "-late" | .timestamp |= sub("-18T"; "-19T")' all >late
	cat late >>all
	stub_start all
	TILL=2026-11-20T00:00:00Z comes_whole --page 10
}

@test "--type chooses the meters and what the scan names" {
	make_samples 420 >all
	stub_start all
	fetch --type volume >out
	asked 1 | jq -e '.filter.and[0] == {"=": {meter: "volume.size"}}'
	diff <(expected all | jq -c 'select(.meter == "volume.size")') \
		<(samples out)
	jq -es '.[-2].types == ["volume"]' out
	fetch --type image,instance >out
	diff <(expected all | jq -c 'select(.meter != "volume.size")') \
		<(samples out)
	jq -es '.[-2].types == ["image", "instance"]' out
}

@test "--region is added to each sample and nothing else changes" {
	make_samples 120 >all
	stub_start all
	fetch --region "Östlich 1" >out
	diff <(expected all | jq -cS '.region = "Östlich 1"') <(samples out)
	[ "$(jq -r 'select(.kind == "scan").region' out)" = "Östlich 1" ]
}

@test "numbers keep their value and texts their characters" {
	make_samples 30 | tail -n 15 | jq -c '.volume = 1180667463.25 |
		.metadata.display_name = "\u0001 \ud83d\ude00\n"' >all
	stub_start all
	comes_whole
	grep -qF '"volume":1180667463.25,' out
	grep -qF '"display_name":"\u0001 😀\n"' out
	sed -i 's/1180667463.25/1e+16/' all
	stub_start all
	fetch >out
	jq -es '.[1:-2] | all(.volume == 10000000000000000)' out
}

@test "the same samples give the same bytes" {
	make_samples 120 >all
	stub_start all
	fetch >one
	fetch --page 7 >two
	cmp one two
}

@test "requests are such as all releases take" {
	make_samples 120 >all
	stub_start all
	fetch --page 10 >out
	jq -es --arg host "${url#http://}" 'all(.method == "POST" and
		.path == "/v2/query/samples" and
		.headers.Accept == "application/json" and
		.headers["Content-Type"] == "application/json" and
		.headers["X-Auth-Token"] == "stub-token" and
		.headers["Content-Length"] == (.body | length | tostring) and
		(.headers | has("Transfer-Encoding") or has("Expect") | not))
		' requests
	asked 2 | jq -e '.limit == 10 and
		.orderby == [{timestamp: "asc"}, {message_id: "asc"}] and
		(.filter.and | length) == 4 and
		(.filter.and[3].or | map(keys[0])) == [">", ">"]'
}

@test "no request asks for more than an hour" {
	stub_start
	ow-fetch-ceilo --endpoint "$url" --from 2026-11-18 --till 2026-11-19 \
		>out
	[ "$(requests)" -eq 24 ]
	jq -es 'all(.body | fromjson.filter | fromjson.and[1:3] |
		map(.[].timestamp[:19] + "Z" | fromdate) |
		.[1] - .[0] <= 3600)' requests
}

@test "the endpoint may end in a slash or its version" {
	make_samples 60 >all
	stub_start all
	for tail in / /v2 /v2/; do
		ow-fetch-ceilo --endpoint "$url$tail" --from "$FROM" \
			--till "$TILL" >out
		diff <(expected all) <(samples out)
	done
}

@test "a server that caps every answer in silence loses nothing" {
	make_samples 420 >all
	stub_start --cap 7 all
	comes_whole --page 100
}

@test "faults that pass are tried again and leave no trace" {
	make_samples 420 >all
	local n=0 args=()
	for fault in cut cutlist reset empty html 500 503 429 408; do
		args+=(--fault "$fault@$((n += 2))")
	done
	stub_start "${args[@]}" all
	comes_whole --page 20
	diff /dev/null err
	[ "$(requests)" -gt 18 ]
}

@test "a server that hangs is given up in time and asked again" {
	make_samples 60 >all
	stub_start --fault hang@1 all
	comes_whole --timeout 1
}

@test "what does not pass ends with 75, after the tries asked for" {
	make_samples 420 >all
	local served="A fault that was asked for"
	while IFS='|' read -r fault text; do
		stub_start --fault "$fault@2-" all
		fails 75 ": $text" --page 50 --retries 0
		[ "$(requests)" -eq 2 ]
	done <<-END
	cut|the answer was cut off
	cutlist|the answer was cut off
	reset|no answer
	empty|the answer was cut off
	html|HTTP status 502
	500|HTTP status 500: '$served'
	503|HTTP status 503: '$served'
	429|HTTP status 429: '$served'
	END
	fails 75 ": HTTP status 429: '$served' (tried 3 times)" --page 50 \
		--retries 2
	[ "$(requests)" -eq 5 ]
}

@test "a server that never answers ends with 75" {
	stub_start --fault hang@1-
	fails 75 ": no answer in time" --timeout 1 --retries 0
}

@test "a server that is not there ends with 75" {
	stub_start
	stub_stop
	fails 75 ": cannot connect" --retries 0
	fails 75 ": cannot connect (tried 2 times)" --retries 1
}

@test "a token that is refused ends with 77 at once" {
	make_samples 420 >all
	stub_start all
	OS_TOKEN=other fails 77 ": HTTP status 401: 'The request you have made\
 requires authentication.'"
	[ "$(requests)" -eq 1 ]
	stub_start --plain-auth all
	OS_TOKEN=other fails 77 ": HTTP status 401: 'Authentication required'"
	stub_start --fault 403@1 all
	fails 77 ": HTTP status 403: 'A fault that was asked for'"
}

@test "a token that expires on the way ends with 77 and no end" {
	make_samples 420 >all
	stub_start --fault 401@3- all
	fails 77 ": HTTP status 401: 'A fault that was asked for'" --page 50
	[ "$(requests)" -eq 3 ]
	[ "$(samples - <<<"$output" | wc -l)" -gt 0 ]
}

@test "a service without this API ends with 78 at once" {
	make_samples 60 >all
	local served="A fault that was asked for"
	while IFS='|' read -r fault text; do
		stub_start --fault "$fault@1-" all
		fails 78 ": HTTP status $text"
		[ "$(requests)" -eq 1 ]
	done <<-END
	gnocchi|410: '410 Gone This resource is no longer available. No\
 forwarding address is given. This telemetry installation is configured to\
 use Gnocchi.'
	moved|301, a redirection, which is not followed: 'http://elsewhere.test/v2/'
	404|404
	405|405
	400|400: '$served'
	501|501: '$served'
	END
}

@test "an answer that is no list of samples ends with 65" {
	make_samples 420 >all
	stub_start --fault text@2 all
	fails 65 ": the answer is no JSON" --page 50
	stub_start --fault object@2 all
	fails 65 ": the answer is JSON, but no list of samples" --page 50
	stub_start --fault oddrow@2 all
	fails 65 " answered with something that is no sample" --page 50
}

@test "samples without id, meter or time are no samples" {
	make_samples 60 >all
	for member in id meter timestamp; do
		stub_start --fault "no$member@1" all
		fails 65 " answered with something that is no sample"
	done
}

@test "an ignored filter is no data" {
	make_samples 420 >all
	stub_start --fault nofilter@1- all
	fails 65 " answered with $ERR"
	stub_start --fault nofilter@2- all
	fails 65 " answered with $ERR" --page 50
	jq -c '.timestamp = "2026-11-18T00:30:00" | .meter = "vcpus"' all >renamed
	stub_start --fault nofilter@1- renamed
	fails 65 " answered with a sample of a meter not asked for"
	stub_start --fault nokey@2- all
	fails 65 " answered with $ERR" --page 50
}

@test "answers in another order are no data" {
	make_samples 420 >all
	for fault in reverse@1- reverse@3 shuffle@1-; do
		stub_start --fault "$fault" all
		fails 65 " answered with $ERR" --page 50
	done
}

@test "samples of one project alone give a warning" {
	make_samples 420 >all
	stub_start --project p1 all
	run --separate-stderr fetch
	[ "$status" -eq 0 ]
	[ "$stderr" = "ow-fetch-ceilo: warning: all samples are of project \
'p1'; without the admin role a token reads only its own" ]
	jq -c 'select(.project_id == "p1"),
		(select(.project_id == "p2") | .project_id = null)' all >nulls
	stub_start nulls
	run --separate-stderr fetch
	[ "$status" -eq 0 ]
	[ "$stderr" = "" ]
}

@test "the token is in no argument, message or record" {
	export OS_TOKEN=s3cr3t-token
	make_samples 60 >all
	stub_start --token "$OS_TOKEN" --fault hang@1 all
	ow-fetch-ceilo --endpoint "$url" --from "$FROM" --till "$TILL" \
		--timeout 1 >out 2>err 3>&- &
	local pid=$!
	while [ ! -s requests ]; do
		kill -0 "$pid"
		sleep 0.02
	done
	tr '\0' ' ' <"/proc/$pid/cmdline" >cmdline
	grep -q -- '--timeout 1' cmdline
	wait "$pid"
	stub_start --token "$OS_TOKEN" --fault echo@1 all
	fails 75 ": HTTP status 500" --retries 0
	stub_start --token "$OS_TOKEN" --fault moved@1 all
	fetch >>out 2>>err || true
	grep -c s3cr3t requests
	run ! grep -r s3cr3t out err cmdline
}

@test "a token that no header takes is not sent" {
	stub_start
	OS_TOKEN=$'a\r\nX-Evil: b' says 78 \
		"the token holds a blank or a control character" fetch
	[ "$(requests)" -eq 0 ]
}

@test "without a token or an endpoint it ends with 78" {
	stub_start
	unset OS_TOKEN
	says 78 "no token: set OS_TOKEN" fetch
	OS_TOKEN='' says 78 "no token: set OS_TOKEN" fetch
	OS_TOKEN=x says 78 "no endpoint: name the metering service's URL with\
 --endpoint" ow-fetch-ceilo --from 2026-11-18 --till 2026-11-19
}

@test "an endpoint that is no plain URL ends with 78 and is not repeated" {
	for bad in '' localhost:8777 ftp://h/ file:///etc/passwd http:// \
		http://admin:pw@h:8777 'http://h/?a=b' 'http://h/#a' \
		'http://h h'; do
		says 78 "the endpoint is not http[s]://HOST[:PORT][/PATH]" \
			fetch --endpoint "$bad"
	done
}

@test "a wrong command line ends with 64" {
	stub_start
	local see="see ow-fetch-ceilo --help" time="a time such as\
 2016-05-01T00:00:00+03:00"
	says 64 "--from and --till are needed; $see" ow-fetch-ceilo
	says 64 "--from and --till are needed; $see" \
		ow-fetch-ceilo --from 2026-11-18
	says 64 "takes no operands; $see" fetch more
	while IFS='|' read -r args text; do
		# shellcheck disable=SC2086 # several words
		says 64 "$text; $see" fetch $args
	done <<-END
	--till 2026-11-18|--from is not before --till
	--till 2026-11-18T02:00+02:00|--from is not before --till
	--till 2026-11-18T00:00:00.9|the window holds no whole second
	--from yesterday|--from takes $time, not 'yesterday'
	--till 2026-11-31|--till takes $time, not '2026-11-31'
	--type disk|--type takes each of instance,volume,image once, not 'disk'
	--type=|--type takes each of instance,volume,image once, not ''
	--type image,|--type takes each of instance,volume,image once, not\
 'image,'
	--type image,image|--type takes each of instance,volume,image once, not\
 'image,image'
	--page 1|--page takes 2 to 10000, not '1'
	--page 10001|--page takes 2 to 10000, not '10001'
	--page 1e3|--page takes 2 to 10000, not '1e3'
	--timeout 0|--timeout takes 1 to 86400, not '0'
	--timeout -5|--timeout takes 1 to 86400, not '-5'
	--retries 9999999999999|--retries takes 0 to 100, not '9999999999999'
	--region=|--region takes a name in UTF-8
	--regiom=x|unknown option '--regiom=x'
	END
	says 64 "--region takes a name in UTF-8; $see" fetch --region $'\xff'
	[ "$(requests)" -eq 0 ]
}

@test "output that cannot be written ends with 74" {
	make_samples 420 >all
	stub_start all
	on_a_full_disk() {
		fetch >/dev/full
	}
	run --separate-stderr on_a_full_disk
	[ "$status" -eq 74 ]
	[ "$stderr" = "ow-fetch-ceilo: cannot write: No space left on device" ]
	[ "$(requests)" -eq 0 ]
}

@test "a reader that goes away ends it with 74, not by a signal" {
	make_samples 420 >all
	stub_start all
	for_one_line() {
		fetch --page 10 | head -n 1 >first
		return "${PIPESTATUS[0]}"
	}
	run --separate-stderr for_one_line
	[ "$status" -eq 74 ]
	[ "$stderr" = "ow-fetch-ceilo: cannot write: Broken pipe" ]
	jq -e '.kind == "begin"' first
	[ "$(requests)" -lt 20 ]
}

@test "progress shows on a terminal alone" {
	make_samples 1200 >all
	stub_start all
	export -f fetch
	export url FROM
	export TILL=2026-11-19T00:00:00Z
	# script runs $SHELL, and without one sh, which drops exported functions
	SHELL=$BASH script -qec 'fetch >out' /dev/null >screen.txt </dev/null
	grep -q $'\row-fetch-ceilo: 500 samples, read up to 2026-11-18T0' screen.txt
	is_framed out
	fetch >out 2>err
	diff /dev/null err
}

@test "help and version are printed" {
	run --separate-stderr ow-fetch-ceilo --help
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "usage: ow-fetch-ceilo --from=TIME --till=TIME\
 --endpoint=URL [OPTION ...]" ]
	run --separate-stderr ow-fetch-ceilo --version
	[ "$status" -eq 0 ]
	[[ $output =~ ^ow-fetch-ceilo\ \(openwatt\)\ [0-9]+\.[0-9]+$ ]]
	[ "$stderr" = "" ]
}

@test "the page describes the options of the help, in its order" {
	local page=$BATS_TEST_DIRNAME/../man/ow-fetch-ceilo.1
	diff <(ow-fetch-ceilo --help | sed -n 's/^  .*\(--[a-z]*\).*/\1/p') \
		<(sed -n 's/^\.It Fl .*Fl -\([a-z]*\).*/--\1/p;t
			s/^\.It Fl -\([a-z]*\).*/--\1/p' "$page")
}

@test "the examples of the page do what they say" {
	local page=$BATS_TEST_DIRNAME/../man/ow-fetch-ceilo.1
	jq -nc '("2016-04-29", "2016-04-30", "2016-05-01", "2016-06-02") | {
		id: ., meter: "volume.size", resource_id: "r", volume: 5,
		timestamp: (. + "T10:30:00.5")}' >all
	stub_start all
	sed -n '/^\.Bd/,/^\.Ed/{/^\./d;p}' "$page" |
		sed "s,\\\\e$,\\\\,; s,http://controller:8777,$url," >examples
	grep -c "$url" examples
	bash -e examples >shown
	diff - shown <<-'END'
	2016-05-01T10:30:00.5	r	5
	END
	is_framed may.jsonl
	[ "$(jq -r 'select(.meter).id' may.jsonl | xargs)" = \
		"2016-04-30 2016-05-01" ]
}

# A real server's answer of four days; run.sh leaves this test out where
# OW_SHARED_DATA names no folder.
# bats test_tags=captured
@test "the samples of a real server come once each" {
	local real=${OW_SHARED_DATA:?}/ceilometer-7.1/z7-query-all-asc.json.gz
	zcat "$real" | jq -c '.[]' >all
	stub_start all
	FROM=2026-11-17T00:00:00Z TILL=2026-11-21T00:00:00Z comes_whole
	[ "$(jq -r 'select(.meter).meter' out | sort | uniq -c | xargs)" = \
		"2831 image.size 5191 instance 708 volume.size" ]
}
