#!/usr/bin/env bats
# The library's way to a database, on a real MariaDB.

bats_require_minimum_version 1.5.0
load mariadb

: "${OW_UNIT:=$BATS_TEST_DIRNAME/../build/release/unit}"

setup_file() {
	export DB="$BATS_FILE_TMPDIR/db"
	mariadb_start "$DB"
}

teardown_file() {
	mariadb_stop "$DB"
}

@test "statements, quoting, rows and lost connections are as the header says" {
	cd "$BATS_TEST_TMPDIR"
	mariadb_load "$DB" test /dev/null
	mariadb_option_file "$DB" my.cnf root '' '[database]' database=test
	run "$OW_UNIT/database" my.cnf
	[ "$status" -eq 0 ]
	[ "${output% checks}" -gt 20000 ]
}
