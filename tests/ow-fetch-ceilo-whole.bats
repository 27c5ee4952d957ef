#!/usr/bin/env bats
# ow-fetch-ceilo: a window comes whole, from servers of all kinds.
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

@test "all samples of a window come once, in order, for any page size" {
	for STUB in "${WAYS[@]}"; do
		make_samples 420 >all
		stub_start --seed 1 all
		for page in 2 3 7 100 1000; do
			comes_whole --page "$page"
		done
		[ "$(samples out | wc -l)" -eq 216 ]
	done
}

@test "a tie of more samples than a page is read whole" {
	for STUB in "${WAYS[@]}"; do
		make_samples 420 |
			jq -c '.timestamp = "2026-11-18T00:20:00.5"' >all
		stub_start all
		for page in 2 7 100; do
			comes_whole --page "$page"
		done
		[ "$(samples out | wc -l)" -eq 252 ]
	done
}

@test "redelivered samples come once, within a page and at its edges" {
	for STUB in "${WAYS[@]}"; do
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
	done
}

@test "a sample at --from is read, one at --till is not" {
	for STUB in "${WAYS[@]}"; do
		make_samples 420 >all
		stub_start all
		comes_whole
		[ "$(samples out | jq -r .timestamp | head -n 1)" = "${FROM%Z}" ]
		jq -e --arg t "${TILL%Z}" -s 'any(.timestamp == $t)' all
		jq -e --arg t "${TILL%Z}" -s 'all(.timestamp != $t)' out
	done
}

@test "a long gap between samples does not end the reading" {
	for STUB in "${WAYS[@]}"; do
		make_samples 45 >all
		jq -c '.id += "-late" | .timestamp |= sub("-18T"; "-19T")' all >late
		cat late >>all
		stub_start all
		TILL=2026-11-20T00:00:00Z comes_whole --page 10
	done
}

@test "ties in any order, anew at each request, lose nothing" {
	make_samples 150 |
		jq -c '.timestamp |= (sub(":[0-5][0-9](\\..*)?$"; ":00"))' >all
	for STUB in "${WAYS[@]}"; do
		for seed in 1 2 3; do
			stub_start --seed "$seed" all
			comes_whole --page "$((seed * 3 - 1))"
		done
	done
}

@test "an old server's bodies, ended by its hanging up, are read, and chunks" {
	make_samples 420 >all
	for STUB in "${WAYS[@]}"; do
		for body in close chunked; do
			stub_start --body "$body" all
			comes_whole --page 40
		done
	done
}

@test "where queries are refused, for whatever reason, meters are read" {
	make_samples 420 >all
	for status in 400 403 404 405 501; do
		STUB=--no-query=$status
		stub_start all
		comes_whole --page 50
		[ "$(jq -s 'map(select(.method == "POST")) | length' requests)" = 1 ]
	done
}

@test "queries that are refused half way go on without a loss" {
	make_samples 420 >all
	for status in 403 501; do
		for n in 2 3 4 5; do
			stub_start --fault "$status@$n" all
			comes_whole --page 20
			jq -es 'any(.method == "GET")' requests
		done
	done
}

@test "what a meter tells comes as it was told" {
	make_samples 120 | jq -c '{counter_name: .meter, counter_type: .type,
		counter_unit: .unit, counter_volume: .volume,
		resource_metadata: .metadata, message_id: .id} +
		del(.meter, .type, .unit, .volume, .metadata, .id)' >all
	STUB=--no-query=403
	stub_start all
	fetch >out
	diff <(jq -cS --arg from "${FROM%Z}" 'select(.timestamp >= $from and
			(.counter_name | IN("instance", "volume.size",
			"image.size")))' all |
		jq -cs 'unique_by(.timestamp, .message_id)[]') \
		<(jq -cS 'select(.kind == null)' out)
}

@test "a meter's samples are asked for with all that the API needs" {
	STUB=--no-query=403
	stub_start
	ow-fetch-ceilo --endpoint "$url" --from 2026-11-18T02:00:00.25+02:00 \
		--till 2026-11-18T00:30 --type volume --project "a b" >out 2>err
	[ "$(jq -rs '.[-1].path' requests)" = "/v2/meters/volume.size?limit=1000\
&q.field=timestamp&q.op=ge&q.type=&q.value=2026-11-18T00%3A00%3A00.250000\
&q.field=timestamp&q.op=lt&q.type=&q.value=2026-11-18T00%3A30%3A00.000000\
&q.field=project_id&q.op=eq&q.type=&q.value=a%20b" ]
}

@test "a server that caps every answer in silence loses nothing" {
	make_samples 420 >all
	for cap in 2 3 4 7 16; do
		stub_start --cap "$cap" all
		comes_whole --page 100
	done
	STUB=--no-query=403 # three samples of a meter are at each time
	for cap in 4 7 16; do
		stub_start --cap "$cap" all
		comes_whole --page 100
	done
}

@test "a cap within a moment is found out where meters are read" {
	make_samples 420 >all
	STUB=--no-query=403
	for cap in 2 3; do
		stub_start --cap "$cap" all
		says 65 "the server cuts its answers short" fetch --page 100
	done
}

@test "a moment of more samples than can be asked for is an error" {
	jq -nc 'range(10001) | {id: "\(.)", meter: "instance",
		timestamp: "2026-11-18T00:20:00.5"}' >all
	STUB=--no-query=403
	stub_start all
	says 65 "one moment has more samples than can be asked for at once" \
		fetch --type instance
	sed -i 1,2d all
	stub_start all
	comes_whole --type instance --page 10000
}

# comes_by_id ARG ...: as comes_whole, for samples too long to look into.
comes_by_id() {
	fetch "$@" >out 2>err
	diff <(grep -o '"id":"[^"]*"' all | cut -d: -f2) \
		<(grep -oE '"(message_)?id":"[0-9][^"]*"' out |
			cut -d: -f2)
	grep -q '"kind":"end"' out
}

# long_samples COUNT BYTES: of one meter, ascending.
long_samples() {
	make_samples 75 | jq -cs 'map(select(.meter == "image.size" and
		.timestamp >= "2026-11-18")) | sort_by(.timestamp, .id)[]' |
		head -n "$1" | jq -c --argjson n "$2" \
			'.metadata.long = ("x" * $n)'
}

@test "answers too large for memory are asked for in smaller ones" {
	long_samples 6 3000000 >all
	for STUB in "${WAYS[@]}"; do
		stub_start all
		comes_by_id --page 8 --type image -v
		grep -q ": an answer of more than 16777216 bytes$" err
	done
}

@test "parts too large for memory are read in shorter ones" {
	long_samples 6 3200000 >all
	STUB=--no-query=403
	stub_start all
	comes_by_id --page 3 --type image -v
	grep -q ": more than 16777216 bytes of samples in one part of the\
 window$" err
}

@test "one sample too large for memory is an error" {
	long_samples 1 17000000 >all
	for STUB in "${WAYS[@]}"; do
		stub_start all
		ends 65 ": an answer of more than 16777216 bytes" --page 2 \
			--type image
	done
}

@test "numbers keep their value and texts their characters" {
	for STUB in "${WAYS[@]}"; do
		make_samples 30 | tail -n 15 | jq -c '.volume = 1180667463.25 |
			.metadata.display_name = "\u0001 \ud83d\ude00\n"' >all
		stub_start all
		comes_whole
		grep -qE '"(counter_)?volume":1180667463.25,' out
		grep -qF '"display_name":"\u0001 😀\n"' out
		sed -i 's/1180667463.25/1e+16/' all
		stub_start all
		fetch >out
		samples out | jq -es 'all(.volume == 10000000000000000)'
	done
}

@test "the same samples give the same bytes" {
	for STUB in "${WAYS[@]}"; do
		make_samples 120 >all
		stub_start all
		fetch >one
		stub_start --seed 9 all
		fetch --page 7 >two
		cmp one two
	done
}
