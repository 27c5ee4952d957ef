#!/usr/bin/env bats
# The stub against the answers of a real server, and ow-fetch-ceilo on its
# samples. run.sh leaves these out where OW_SHARED_DATA names no folder.
# bats file_tags=captured

# shellcheck disable=SC2034 # stub_start reads $STUB

bats_require_minimum_version 1.5.0

setup() {
	load ceilo-helper
	ceilo_setup
	REAL=$OW_SHARED_DATA/ceilometer-7.1
	zcat "$REAL/z1-samples-all.json.gz" | jq -c '.[]' >all
}

teardown() {
	stub_stop
}

@test "the stub answers what a real server was asked as that did" {
	stub_start all
	"$BATS_TEST_DIRNAME/stub/replay.py" "$REAL/index.md" "$url" >out || {
		cat out
		false
	}
	[ "$(cat out)" = "148 requests compared" ]
}

@test "the samples of a real server come once each, in both ways" {
	for STUB in "${WAYS[@]}"; do
		stub_start all
		FROM=2026-11-17T00:00:00Z TILL=2026-11-21T00:00:00Z \
			comes_whole --page 400
		[ "$(samples out | jq -r .meter | sort | uniq -c | xargs)" = \
			"2831 image.size 5191 instance 708 volume.size" ]
	done
}

@test "what a real member is told is refused" {
	stub_start --project 770c9a0d583e4a62b76c73aa4cfd2ddd all
	says 77 "this token reads its own project alone: take one with the\
 admin role, or name the project with --project" fetch
}
