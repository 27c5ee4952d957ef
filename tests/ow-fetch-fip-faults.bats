#!/usr/bin/env bats
# ow-fetch-fip when the server, the connection or the disk fails.

bats_require_minimum_version 1.5.0
load fip-helper

setup_file() {
	fip_start
}

# The server's id of the connection that is asleep in a statement.
asleep() {
	mariadb_sql "$DB" <<-'SQL'
		SELECT id FROM information_schema.processlist
		WHERE state = 'User sleep'
	SQL
}

@test "a server that is away is tried again later" {
	mariadb_option_file "$PWD" my.cnf billing geh-heim-42
	fetch
	failed 75 "cannot connect to the database: 'Can't connect to local server through socket '$PWD/sock' (2)' (error 2002)"
}

@test "a Galera node that is not ready is tried again later" {
	many_addresses "SIGNAL SQLSTATE '08S01' SET MYSQL_ERRNO = 1047,
		MESSAGE_TEXT = 'WSREP has not yet prepared node'" |
		test_database
	fetch --database test
	failed 75 "database error: 'WSREP has not yet prepared node' (error 1047)"
}

@test "an error after four fifths of the rows leaves no sample and no end" {
	many_addresses "IF id > 'd' THEN
		SIGNAL SQLSTATE '70100' SET MYSQL_ERRNO = 1317,
		MESSAGE_TEXT = 'Query execution was interrupted'; END IF" |
		test_database
	fetch --database test
	failed 75 "database error: 'Query execution was interrupted' (error 1317)"
}

@test "a connection killed in the middle leaves no sample and no end" {
	many_addresses "IF id > 'd' THEN KILL CONNECTION_ID(); END IF" |
		test_database
	fetch --database test
	[ "$status" -eq 75 ]
	[[ $stderr = "ow-fetch-fip: database error: "* ]]
	[ "${#lines[@]}" -eq 1 ]
}

@test "a failure that passes is retried" {
	many_addresses "IF CONNECTION_ID() <= (SELECT n FROM bad) THEN
		SIGNAL SQLSTATE '08S01' SET MYSQL_ERRNO = 1047,
		MESSAGE_TEXT = 'WSREP has not yet prepared node'; END IF" |
		sed '1iCREATE TABLE bad (n BIGINT);' | test_database
	# The next connection is the first fetch's first attempt.
	mariadb_sql "$DB" test <<<'INSERT INTO bad VALUES (CONNECTION_ID() + 1)'
	fetch --database test
	[ "$status" -eq 75 ]
	mariadb_sql "$DB" test <<<'UPDATE bad SET n = CONNECTION_ID() + 1'
	fetch --database test --retries 1
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$(grep -c '"name":"ip.floating"' <<<"$output")" -eq 5000 ]
}

@test "a killed fetch leaves no end, and never showed the password" {
	many_addresses 'DO SLEEP(600)' | test_database
	mkfifo fifo
	"$OW_BIN/ow-fetch-fip" --defaults-file my.cnf --database test \
		>fifo 2>err 3>&- &
	exec 4<fifo
	read -r first <&4
	[ "${first:0:15}" = '{"kind":"begin"' ]
	until id=$(asleep) && [ -n "$id" ]; do kill -0 $!; done
	tr '\0' '\n' <"/proc/$!/cmdline" >seen
	tr '\0' '\n' <"/proc/$!/environ" >>seen
	kill -KILL $!
	wait $! || true
	# The server would go on for 5000 times 600 s, and lock the tables.
	mariadb_sql "$DB" <<<"KILL $id"
	cat <&4 >rest
	[ ! -s rest ]
	grep -Fx my.cnf seen
	run ! grep -F geh-heim seen err
}

@test "a full disk is told of" {
	run sh -c '"$OW_BIN/ow-fetch-fip" --defaults-file my.cnf >/dev/full'
	[ "$status" -eq 74 ]
	[ "$output" = 'ow-fetch-fip: cannot write: No space left on device' ]
}

# connections COUNT: that many sleep in the server, until the end of the test.
connections() {
	local i
	for ((i = 0; i < $1; i++)); do
		setpriv --pdeathsig KILL mariadb --no-defaults --user=root \
			--socket="$DB/sock" -e 'DO SLEEP(600)' \
			>clients 2>&1 3>&- &
	done
	until [ "$(asleep | wc -l)" -eq "$1" ]; do kill -0 $!; done
}

@test "a server with too many connections is tried again later" {
	mariadb_sql "$DB" <<<'SET GLOBAL max_connections = 10'
	connections 10
	fetch
	mariadb_sql "$DB" <<<'SET GLOBAL max_connections = 151'
	for id in $(asleep); do mariadb_sql "$DB" <<<"KILL $id"; done
	failed 75 "cannot connect to the database: 'Too many connections' (error 1040)"
}

@test "a wait for a lock that is too long is tried again later" {
	many_addresses "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1205,
		MESSAGE_TEXT = 'Lock wait timeout exceeded'" |
		test_database
	fetch --database test
	failed 75 "database error: 'Lock wait timeout exceeded' (error 1205)"
}

@test "a server that falls silent in the middle is tried again later" {
	many_addresses "IF id > 'd' THEN DO SLEEP(600); END IF" | test_database
	echo read-timeout=1 >>my.cnf
	fetch --database test
	for id in $(asleep); do mariadb_sql "$DB" <<<"KILL $id"; done
	failed 75 "database error: 'Lost connection to server during query' (error 2013)"
}

@test "a connection that another one kills half way leaves no sample and no end" {
	many_addresses "IF id > 'd' THEN DO SLEEP(600); END IF" | test_database
	"$OW_BIN/ow-fetch-fip" --defaults-file my.cnf --database test \
		--retries 0 >out 2>err 3>&- &
	until id=$(asleep) && [ -n "$id" ]; do kill -0 $!; done
	mariadb_sql "$DB" <<<"KILL $id"
	code=0
	wait $! || code=$?
	[ "$code" -eq 75 ]
	grep -qx "ow-fetch-fip: database error: '.*' (error 20..)" err
	[ "$(wc -l <err)" -eq 1 ]
	[ "$(wc -l <out)" -eq 1 ]
}

@test "a server that dies half way leaves no sample and no end" {
	mariadb_start "$PWD/db"
	many_addresses "IF id > 'd' THEN DO SLEEP(600); END IF" >test.sql
	mariadb_load "$PWD/db" test test.sql
	mariadb_option_file "$PWD/db" my.cnf root ''
	"$OW_BIN/ow-fetch-fip" --defaults-file my.cnf --database test \
		--retries 0 >out 2>err 3>&- &
	until DB=$PWD/db asleep | grep -q .; do kill -0 $!; done
	mariadb_stop "$PWD/db"
	code=0
	wait $! || code=$?
	[ "$code" -eq 75 ]
	[ "$(wc -l <err)" -eq 1 ]
	[ "$(wc -l <out)" -eq 1 ]
}

@test "a folder for temporary files that is missing or full is told of" {
	TMPDIR=$PWD/none fetch
	failed 74 'cannot keep the samples in a file: No such file or directory'
	many_addresses 'DO 0' | test_database
	run --separate-stderr bash -c "trap '' XFSZ; ulimit -f 500; exec \
		\"\$OW_BIN/ow-fetch-fip\" --defaults-file my.cnf --database test"
	failed 74 'cannot keep the samples in a file: File too large'
}

@test "nothing stays behind in the folder for temporary files" {
	mkdir tmp
	TMPDIR=$PWD/tmp fetch
	[ "$status" -eq 0 ]
	rmdir tmp
}
