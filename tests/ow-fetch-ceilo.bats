#!/usr/bin/env bats
# ow-fetch-ceilo: its command line, and what it says and writes.
# shellcheck disable=SC2154 # run sets $stderr
# shellcheck disable=SC2034 # stub_start reads $STUB

bats_require_minimum_version 1.5.0

setup() {
	load ceilo-helper
	ceilo_setup
}

teardown() {
	stub_stop
}

@test "the window is asked for in UTC, whatever its offset" {
	stub_start
	ow-fetch-ceilo --endpoint "$url" --from 2026-11-18T02:00:00.25+02:00 \
		--till '2026-11-17 19:59:59.5-0500' >out
	asked 2 >first
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
	{"kind":"scan","source":"ceilometer","region":"north","types":["instance","volume","image"],"meters":["instance","volume.size","image.size"],"from":"2026-11-18T00:00:01Z","till":"2026-11-18T00:59:59Z","read_at":"2026-12-01T12:00:00Z"}
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

@test "--type chooses the meters and what the scan names" {
	make_samples 420 >all
	stub_start all
	fetch --type volume >out
	asked 2 | jq -e '.filter.and[0] == {"=": {meter: "volume.size"}}'
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
	asked 3 | jq -e '.limit == 10 and
		.orderby == [{timestamp: "asc"}, {message_id: "asc"}] and
		(.filter.and | length) == 4 and
		(.filter.and[3].or | map(keys[0])) == [">", ">"]'
}

@test "no request asks for more than an hour" {
	stub_start
	ow-fetch-ceilo --endpoint "$url" --from 2026-11-18 --till 2026-11-19 \
		>out
	[ "$(requests)" -eq 25 ]
	jq -es 'all(.body | fromjson.filter | fromjson.and[1:3] |
		map(.[].timestamp[:19] + "Z" | fromdate) |
		.[1] - .[0] <= 3600)' requests
	STUB=--no-query=403
	stub_start
	ow-fetch-ceilo --endpoint "$url" --from 2026-11-18 --till 2026-11-19 \
		--type image >out
	[ "$(requests)" -eq 26 ]
	jq -es '.[1:] | all([.path | scan("T[0-9:%A]*")] | map(.[1:3] |
		tonumber) | (.[1] - .[0] + 24) % 24 <= 1)' requests
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

@test "--meter names the meter of a type, and the scan tells it" {
	make_samples 420 >all
	stub_start all
	fetch --meter instance=vcpus >out
	diff <(jq -cS --arg from "${FROM%Z}" --arg till "${TILL%Z}" 'select(
		.meter == "vcpus" and .timestamp >= $from and .timestamp < $till
		) | del(.recorded_at)' all |
		jq -cs 'sort_by(.timestamp, .id)[]') <(samples out)
	jq -es '.[-2] | .types == ["instance"] and .meters == ["vcpus"]' out
	fetch --type volume --meter instance=vcpus,volumes=volume >out
	jq -es '.[-2] | .types == ["volume", "instance", "volumes"] and
		.meters == ["volume.size", "vcpus", "volume"]' out
	jq -es '[.[].meter // empty] | unique == ["vcpus", "volume",
		"volume.size"]' out
}

@test "a meter that bills no type is not read as coverage of one" {
	for wrong in volume=volume image=image instance=volume.size \
		floating_ip=network; do
		says 64 "--meter: no ${wrong%=*} is billed by that meter; give\
 it a type of another name; see ow-fetch-ceilo --help" \
			fetch --meter "$wrong"
	done
}

@test "what --meter reads beside the bill changes no bill" {
	jq -nc 'range(12) | {id: "v\(.)", meter: "volume.size", volume: 5,
		resource_id: "vol", project_id: "p", metadata: {status: "in-use"},
		timestamp: "2026-11-18T00:\(. * 5 + 10 | tostring[-2:]):00"}' |
		jq -c 'select(.timestamp < "2026-11-18T00:59")' >some
	jq -c '., (.id = "n" + .id | .meter = "volume" | .volume = 1)' some >all
	stub_start all
	fetch --type volume >usual
	fetch --type volume --meter volumes=volume >more
	for file in usual more; do
		ow-normalize "$file" | ow-aggregate --from 2026-11-18 \
			--till 2026-11-18T01:00 | ow-format -f json |
			jq '.rows' >"$file.bill"
	done
	grep -q vol usual.bill
	cmp usual.bill more.bill
}

@test "--overlap reads from before the window on, and the scan says so" {
	make_samples 420 >all
	stub_start all
	ow-fetch-ceilo --endpoint "$url" --from 2026-11-18T00:20:00Z \
		--till "$TILL" --overlap 20m >out
	diff <(expected all) <(samples out)
	jq -es '.[-2].from == "2026-11-18T00:00:00Z" and
		.[0].from == .[-2].from' out
}

@test "no more is claimed than the server's clock had seen" {
	make_samples 420 >all
	stub_start --now 2026-11-18T00:20:30 all
	run --separate-stderr fetch
	[ "$status" -eq 0 ]
	[ "$stderr" = "ow-fetch-ceilo: --till is in the future: read till\
 2026-11-18T00:20:30Z, the server's time" ]
	jq -es '.[0].till == "2026-11-18T01:02:48Z" and
		(.[-2] | .till == .read_at and .till == "2026-11-18T00:20:30Z")
		and all(.[1:-2][]; .timestamp < "2026-11-18T00:20:30")' <<<"$output"
	TILL=2026-11-18T00:20:30Z
	diff <(expected all) <(samples - <<<"$output")
	for now in 2026-11-17T23:00:00 2026-11-18T00:00:00; do
		stub_start --now "$now" all
		says 75 "the window has not begun yet: the server's clock shows\
 ${now}Z" fetch
	done
}

@test "where the server tells no clock, ours counts" {
	make_samples 60 >all
	stub_start --now untold all
	local before after
	before=$(date -u +%FT%TZ)
	fetch >out
	after=$(date -u +%FT%TZ)
	jq -es --arg before "$before" --arg after "$after" '.[-2].read_at |
		. >= $before and . <= $after' out
}

@test "-v tells of each answer, and no secret" {
	export OS_TOKEN=s3cr3t-token
	make_samples 60 >all
	stub_start --token "$OS_TOKEN" all
	fetch -v >out 2>err
	sed -i 's/ [0-9]*\.[0-9]* s$/ T s/' err
	diff - err <<-'END'
	ow-fetch-ceilo: 2026-11-18T00:00:00.000000 to 2026-11-18T00:00:01.000000: 0 samples of at most 1 in T s
	ow-fetch-ceilo: 2026-11-18T00:00:00.000000 to 2026-11-18T01:00:00.000000: 27 samples of at most 1000 in T s
	ow-fetch-ceilo: 2026-11-18T00:05:14.000021 to 2026-11-18T01:02:48.000000: 0 samples of at most 1000 in T s
	END
	STUB=--no-query=403
	stub_start --token "$OS_TOKEN" --fault 500@3 all
	fetch -v --type image >out 2>err
	grep -q ": 9 samples of at most 1000 in" err
	grep -q ", image.size: " err
	grep -q "'A fault that was asked for'; trying again in " err
	run ! grep -r s3cr3t out err
}

@test "without an endpoint or a cloud it ends with 78" {
	unset OS_TOKEN
	says 78 "no endpoint: name a cloud with --os-cloud, set the OS_*\
 variables, or give --endpoint" ow-fetch-ceilo --from 2026-11-18 \
		--till 2026-11-19
}

@test "the endpoint comes from the catalog" {
	make_samples 120 >all
	stub_start all
	log_in_with_password
	ow-fetch-ceilo --from "$FROM" --till "$TILL" >out
	diff <(expected all) <(samples out)
}

@test "a cloud of clouds.yaml is logged in to, and its password not shown" {
	make_samples 120 >all
	stub_start all
	unset OS_TOKEN
	cat >clouds.yaml <<-END
	clouds:
	  old:
	    auth: {auth_url: "$url/v3", username: admin, password: s3cr3t-word,
	      user_domain_id: default, project_name: admin,
	      project_domain_id: default}
	    identity_api_version: 3
	END
	ow-fetch-ceilo --os-cloud old --from "$FROM" --till "$TILL" -v \
		>out 2>err
	diff <(expected all) <(samples out)
	run ! grep -r s3cr3t out err
}

@test "an endpoint that is no plain URL ends with 78 and is not repeated" {
	for bad in localhost:8777 ftp://h/ file:///etc/passwd http:// \
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
	--type disk|'disk' is none of instance,volume,image
	--type=|'' is none of instance,volume,image
	--type image,|'' is none of instance,volume,image
	--type image,image|'image' is named twice
	--type image --meter image=vcpus|'image' is named twice
	--meter instance=vcpus,cpus=vcpus|'vcpus' is read for another type
	--meter vcpus|'vcpus' is not NAME=VALUE
	--meter =vcpus|'' is not TYPE=METER
	--meter instance=|'instance' is not TYPE=METER
	--overlap 1w|--overlap takes a duration such as 90m, not '1w'
	--overlap -1|--overlap takes a duration such as 90m, not '-1'
	--project=|--project takes the id of a project, not ''
	--page 1|--page takes 2 to 10000, not '1'
	--page 10001|--page takes 2 to 10000, not '10001'
	--page 1e3|--page takes 2 to 10000, not '1e3'
	--timeout 0|--timeout takes 1 to 86400, not '0'
	--timeout -5|--timeout takes 1 to 86400, not '-5'
	--retries 9999999999999|--retries takes 0 to 100, not '9999999999999'
	--timeout 1 --retries x|--retries takes 0 to 100, not 'x'
	--region=|--region takes a name in UTF-8
	--regiom=x|unknown option '--regiom=x'
	END
	says 64 "--region takes a name in UTF-8; $see" fetch --region $'\xff'
	says 64 "--overlap leads before the year 1; $see" ow-fetch-ceilo \
		--from 0001-01-01 --till 2026-11-18 --overlap 1s
	says 64 "more than 16 types; $see" fetch --meter \
		"$(seq 17 | sed 's/.*/t&=m&/' | paste -sd,)"
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
	grep -qE $'\row-fetch-ceilo: [0-9]+ %, [0-9]+ samples, [0-9]+/s' screen.txt
	grep -qE $'\row-fetch-ceilo: 100 %, 711 samples, [0-9]+/s, 0:00 left' screen.txt
	is_framed out
	fetch >out 2>err
	diff /dev/null err
}

@test "help and version are printed" {
	run --separate-stderr ow-fetch-ceilo --help
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "usage: ow-fetch-ceilo --from=TIME --till=TIME\
 [OPTION ...]" ]
	run --separate-stderr ow-fetch-ceilo --version
	[ "$status" -eq 0 ]
	[[ $output =~ ^ow-fetch-ceilo\ \(openwatt\)\ [0-9]+\.[0-9]+$ ]]
	[ "$stderr" = "" ]
}

@test "the page describes the options of the help, in its order" {
	local page=$BATS_TEST_DIRNAME/../man/ow-fetch-ceilo.1
	diff <(ow-fetch-ceilo --help | sed -n 's/^  .*\(--[a-z-]*\).*/\1/p') \
		<(sed -n 's/^\.It Fl .*Fl -\([a-z-]*\).*/--\1/p;t
			s/^\.It Fl -\([a-z-]*\).*/--\1/p' "$page")
}

@test "the examples of the page do what they say" {
	local page=$BATS_TEST_DIRNAME/../man/ow-fetch-ceilo.1
	jq -nc '("2016-04-29", "2016-04-30", "2016-05-01", "2016-06-02") | {
		id: ., meter: "volume.size", resource_id: "r", volume: 5,
		timestamp: (. + "T10:30:00.5")}' >all
	stub_start all
	sed -n '/^\.Bd/,/^\.Ed/{/^\./d;p}' "$page" |
		sed "s,\\\\e$,\\\\,; s,http://controller:8777,$url,
			s,--os-cloud billing,--endpoint $url," >examples
	grep -c "$url" examples
	bash -e examples >shown
	diff - shown <<-'END'
	2016-05-01T10:30:00.5	r	5
	END
	is_framed may.jsonl
	[ "$(jq -r 'select(.meter).id' may.jsonl | xargs)" = \
		"2016-04-30 2016-05-01" ]
}
