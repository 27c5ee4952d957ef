#!/usr/bin/env bats
# ow-fetch-ceilo: faults and refusals; no short answer passes for all.
# shellcheck disable=SC2154 # run sets $stderr
# shellcheck disable=SC2034 # stub_start reads $STUB

bats_require_minimum_version 1.5.0

setup() {
	load ceilo-helper
	ceilo_setup
	ERR="the answer holds a sample out of order or not asked for"
}

teardown() {
	stub_stop
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

@test "every fault at every request: all samples, or its code and no end" {
	make_samples 105 >all
	TILL=2026-11-18T00:12:00Z expected all >expected.jsonl
	python3 -B "$BATS_TEST_DIRNAME/stub/sweep.py" all expected.jsonl \
		"$FROM" 2026-11-18T00:12:00Z
}

@test "a server that hangs is given up in time and asked again" {
	make_samples 60 >all
	stub_start --fault hang@1 all
	comes_whole --timeout 1
	stub_start --fault hang@2 all
	comes_whole --timeout 1
}

@test "what took too long is asked for in smaller parts" {
	make_samples 420 >all
	for STUB in "${WAYS[@]}"; do
		stub_start --fault hang@3 --fault 504@4 all
		comes_whole --timeout 1 --page 100 -v
		jq -s '[.[] | select(.n > 2) | if .method == "POST"
			then .body | fromjson.limit
			else .path | capture("limit=(?<n>[0-9]+)").n | tonumber
			end] | .[0:3] == [100, 50, 25] and max == 100' \
			requests >shrunk
		[ "$(cat shrunk)" = true ]
		grep -q ": no answer in time$" err
	done
}

@test "what does not pass ends with 75, after the tries asked for" {
	make_samples 420 >all
	local served="A fault that was asked for"
	while IFS='|' read -r fault text; do
		stub_start --fault "$fault@3-" all
		fails 75 ": $text" --page 50 --retries 0
		[ "$(requests)" -eq 3 ]
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
	stub_start --fault 429@4- all
	fails 75 ": HTTP status 429: '$served' (tried 3 times)" --page 50 \
		--retries 2
	[ "$(requests)" -eq 6 ]
}

@test "a server that never answers ends with 75" {
	stub_start --fault hang@1-
	fails 75 ": no answer in time" --timeout 1 --retries 0
	fails 75 ": no answer in time (tried 2 times)" --timeout 1 --retries 1
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
	stub_start --fault 403@1- all
	ends 77 "': HTTP status 403: 'A fault that was asked for'"
}

@test "a token that expires on the way ends with 77 and no end" {
	make_samples 420 >all
	stub_start --fault expired@3- all
	fails 77 ": HTTP status 401: 'The request you have made\
 requires authentication.'" --page 50
	[ "$(requests)" -eq 3 ]
	[ "$(samples - <<<"$output" | wc -l)" -gt 0 ]
}

@test "a token that expires on the way is renewed, once" {
	make_samples 105 >all
	for STUB in "${WAYS[@]}"; do
		stub_start --fault forget@4 all
		log_in_with_password
		comes_whole --page 20
		jq -es 'map(.headers["X-Auth-Token"]) | .[3] == "token-1" and
			.[4] == "token-3" and .[4:] == [.[4:][] | "token-3"]' \
			requests
	done
}

@test "a token that is refused once more ends with 77, not in a loop" {
	make_samples 105 >all
	stub_start --fault expired@3- all
	log_in_with_password
	fails 77 ": HTTP status 401: 'The request you have made requires\
 authentication.'" --page 20
	[ "$(requests)" -eq 4 ]
	stub_start --fault 401@3- all
	log_in_with_password
	fails 77 ": HTTP status 401: 'A fault that was asked for'" --page 20
	[ "$(requests)" -eq 3 ]
}

@test "a service without this API ends with 78 at once" {
	make_samples 60 >all
	local served="A fault that was asked for"
	while IFS='|' read -r fault tries text; do
		stub_start --fault "$fault@1-" all
		ends 78 "': HTTP status $text"
		[ "$(requests)" -eq "$tries" ]
	done <<-END
	moved|1|301, a redirection, which is not followed: 'http://elsewhere.test/v2/'
	404|2|404
	405|2|405
	400|2|400: '$served'
	501|2|501: '$served'
	END
	stub_start --fault gnocchi@1- all
	says 78 "HTTP status 410: this cloud keeps its samples in Gnocchi,\
 which has no such API" fetch
	[ "$(requests)" -eq 1 ]
}

@test "an answer that is no list of samples ends with 65" {
	make_samples 420 >all
	stub_start --fault text@2 all
	fails 65 ": the answer is no JSON" --page 50
	stub_start --fault object@2 all
	fails 65 ": the answer is JSON, but no list of samples" --page 50
	stub_start --fault oddrow@2 all
	fails 65 ": the answer holds something that is no sample" --page 50
}

@test "samples without id, meter or time are no samples" {
	make_samples 60 >all
	for STUB in "${WAYS[@]}"; do
		for member in id meter timestamp; do
			stub_start --fault "no$member@3" all
			ends 65 ": the answer holds something that is no\
 sample" --page 10
		done
	done
}

@test "an ignored filter is no data" {
	make_samples 420 >all
	stub_start --fault nofilter@1- all
	fails 65 ": the answer holds a sample of a project not asked for"
	for n in 2 3; do
		stub_start --fault "nofilter@$n-" all
		fails 65 ": $ERR" --page 50
	done
	jq -c '.timestamp = "2026-11-18T00:30:00" | .meter = "vcpus"' all >renamed
	for STUB in "${WAYS[@]}"; do
		stub_start --fault nofilter@3- renamed
		ends 65 ": the answer holds a sample of a meter not asked for"
	done
	STUB=
	stub_start --fault nokey@3- all
	fails 65 ": $ERR" --page 50
	STUB=--no-query=403
	jq -c '.meter = "instance"' all >renamed
	stub_start --fault nofilter@3- renamed
	ends 65 ": $ERR" --type instance
}

@test "answers in another order are no data" {
	make_samples 420 >all
	for fault in reverse@2- reverse@3 shuffle@2-; do
		stub_start --fault "$fault" all
		fails 65 ": $ERR" --page 50
	done
	STUB=--no-query=403
	stub_start --fault reverse@4 all
	ends 65 ": $ERR" --page 50
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
		"the OS_* variables: 'token' is no UTF-8, or has a control\
 character" fetch
	OS_TOKEN='a b' says 78 \
		"the token holds a blank or a control character" fetch
	[ "$(requests)" -eq 0 ]
}

@test "a token without the admin role is refused: it would read too little" {
	make_samples 420 >all
	for STUB in "${WAYS[@]}"; do
		stub_start --project p1 all
		says 77 "this token reads its own project alone: take one with\
 the admin role, or name the project with --project" fetch
		ends 77 ": 'Not Authorized to access project p2'" --project p2
	done
}

@test "--project reads one project alone, and the scan says so" {
	make_samples 420 >all
	for STUB in "${WAYS[@]}"; do
		for whose in --project=p1 --seed=1; do
			stub_start "$whose" all
			fetch --project p1 --page 20 >out
			is_framed out
			diff <(expected all |
				jq -c 'select(.project_id == "p1")') \
				<(samples out)
			jq -es '.[-2].project == "p1"' out
		done
	done
}
