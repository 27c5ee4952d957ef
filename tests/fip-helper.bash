# What the tests of ow-fetch-fip share: a real MariaDB of their own, Neutron's
# tables of three releases in it, and what has to come of a fetch.

load mariadb

# 2016-05-12 09:00:00.654321 UTC, set for a session: the tests need no clock.
AT='init-command=SET timestamp=1463043600.654321'

# fip_start [OPTION ...]: for setup_file; more options are the server's.
fip_start() {
	export BATS_NO_PARALLELIZE_WITHIN_FILE=true
	export OW_BIN="${OW_BIN:-$BATS_TEST_DIRNAME/../build/release/bin}"
	export DB="$BATS_FILE_TMPDIR/db"
	export SQL="$BATS_TEST_DIRNAME/fixtures/neutron"
	mariadb_start "$DB" "$@"
	for release in icehouse mitaka newton; do
		mariadb_load "$DB" $release "$SQL/$release.sql"
	done
	mariadb_load "$DB" neutron "$SQL/newton.sql"
	mariadb_sql "$DB" <<-'SQL'
		CREATE DATABASE test;
		CREATE USER billing@localhost IDENTIFIED BY 'geh-heim-42';
		GRANT SELECT ON icehouse.* TO billing@localhost;
		GRANT SELECT ON mitaka.* TO billing@localhost;
		GRANT SELECT ON newton.* TO billing@localhost;
		GRANT SELECT ON neutron.floatingips TO billing@localhost;
		GRANT SELECT ON neutron.standardattributes TO billing@localhost;
		GRANT SELECT, EXECUTE ON test.* TO billing@localhost;
	SQL
}

teardown_file() {
	mariadb_stop "$DB"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mariadb_option_file "$DB" my.cnf billing geh-heim-42 "$AT"
}

# fetch [OPTION ...]: without retries, which would take their time.
fetch() {
	run --separate-stderr "$OW_BIN/ow-fetch-fip" --defaults-file my.cnf \
		--retries 0 "$@"
}

# failed CODE TEXT: with this one message, and a frame that has no end.
failed() {
	[ "$status" -eq "$1" ]
	[ "$stderr" = "ow-fetch-fip: $2" ]
	[ "$output" = '{"kind":"begin","program":"ow-fetch-fip","format":1,"id":"neutron"}' ]
}

# refused TEXT: the same, for a wrong command line. Nothing is begun.
refused() {
	[ "$status" -eq 64 ]
	[ "$stderr" = "ow-fetch-fip: $1; see ow-fetch-fip --help" ]
	[ -z "$output" ]
}

# test_database: statements on standard input, in a fresh database `test`.
test_database() {
	mariadb_load "$DB" test /dev/stdin
}

# many_addresses STATEMENT: 5000 addresses, made in no order of their ids.
# The STATEMENT is the body of a function that is called with each id.
many_addresses() {
	cat <<-SQL
		CREATE TABLE stored (id VARCHAR(36) PRIMARY KEY) ENGINE=InnoDB;
		INSERT INTO stored
		SELECT INSERT(INSERT(INSERT(INSERT(MD5(seq),
		9,0,'-'),14,0,'-'),19,0,'-'),24,0,'-') FROM seq_1_to_5000;
		DELIMITER //
		CREATE FUNCTION status_of(id VARCHAR(36)) RETURNS VARCHAR(16)
		READS SQL DATA BEGIN $1; RETURN 'ACTIVE'; END //
		DELIMITER ;
		CREATE VIEW floatingips AS SELECT id, 'p1' AS tenant_id,
		status_of(id) AS status, '192.0.2.1' AS floating_ip_address,
		'n1' AS floating_network_id, NULL AS fixed_ip_address,
		NULL AS fixed_port_id, NULL AS router_id FROM stored;
	SQL
}
