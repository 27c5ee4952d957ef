#!/usr/bin/env bats
# What the fetchers take for granted of Keystone, asked of a real one.

bats_require_minimum_version 1.5.0
load ../keystone

setup_file() {
	export KEYSTONE="$BATS_FILE_TMPDIR/keystone"
	keystone_start "$KEYSTONE" '[DEFAULT]' 'list_limit = 3'
	for name in a b c d; do
		keystone_make "$KEYSTONE" project "{\"name\": \"$name\"}" >/dev/null
	done
}

teardown_file() {
	keystone_stop "$KEYSTONE"
}

@test "a list that the server cuts is marked, and has no next page" {
	keystone_api "$KEYSTONE" GET projects >"$BATS_TEST_TMPDIR/list"
	jq -e '(.projects | length) == 3 and .truncated and
		.links.next == null' "$BATS_TEST_TMPDIR/list"
}

@test "a list that is not cut has no such mark" {
	keystone_api "$KEYSTONE" GET domains >"$BATS_TEST_TMPDIR/list"
	jq -e '(.domains | length) == 1 and (has("truncated") | not)' \
		"$BATS_TEST_TMPDIR/list"
}
