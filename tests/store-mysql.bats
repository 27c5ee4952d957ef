#!/usr/bin/env bats
# A store in a real MariaDB of its own.

load helper.bash
load mariadb

setup_file() {
	export BATS_NO_PARALLELIZE_WITHIN_FILE=true
	export DB="$BATS_FILE_TMPDIR/db"
	mariadb_start "$DB" --innodb-flush-log-at-trx-commit=1
	mariadb_sql "$DB" <<-'SQL'
		CREATE USER collector@localhost IDENTIFIED BY 'geh-heim-42';
		GRANT ALL ON `store%`.* TO collector@localhost;
		CREATE USER reader@localhost IDENTIFIED BY 'lesen';
		GRANT SELECT ON `store%`.* TO reader@localhost;
	SQL
}

teardown_file() {
	mariadb_stop "$DB"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mariadb_option_file "$DB" my.cnf collector geh-heim-42
	mariadb_option_file "$DB" reader.cnf reader lesen
	mariadb_sql "$DB" <<<'DROP DATABASE IF EXISTS store; CREATE DATABASE store'
	URL=mysql:///store
	OPTIONS=(--defaults-file my.cnf --retries 0)
	export ASAN_OPTIONS=detect_leaks=0 # it does not work under strace
}

sql() {
	mariadb_sql "$DB" store <<<"$1"
}

store() {
	ow-store "${OPTIONS[@]}" "$URL" "$@"
}

load_all() {
	ow-load "${OPTIONS[@]}" "$URL" "$@"
}

# all records of all tables
dump() {
	sql 'SELECT part, record FROM ow_label UNION SELECT part, record
		FROM ow_scan UNION SELECT part, record FROM ow_span
		ORDER BY 1, 2'
}

first() {
	span vm-1 08:00:00 09:00:00
	span vm-2 08:00:00 09:00:00 '"region":"North"'
	echo '{"kind":"project","id":"p1","name":"web","account":"Harbour & Sons"}'
}

second() {
	span vm-1 09:10:00 10:00:00
	span vm-3 08:00:00 09:00:00 '"created_at":"2016-05-01"'
	echo '{"kind":"scan","source":"ceilometer","types":["instance"],"meters":["instance"],"read_at":"2016-05-12","from":"2016-05-10","till":"2016-05-11"}'
	echo '{"kind":"project","id":"p1","name":"new"}'
}

made() {
	ow-store --init "${OPTIONS[@]}" "$URL"
	first | frame a | store
}

@test "a database gives back what a folder gives back" {
	made
	second | frame b | store
	ow-store --init folder
	first | ow-store folder
	second | ow-store folder
	for option in '' --scans --projects '--from 2016-05-10 --till 2016-05-11'; do
		# shellcheck disable=SC2086
		ow-load $option folder >want
		# shellcheck disable=SC2086
		load_all $option >got
		diff want got
	done
	ow-store --check folder >want
	ow-store --check "${OPTIONS[@]}" "$URL" >got
	diff want got
	ow-load --defaults-file reader.cnf "$URL" | diff <(ow-load folder) -
}

@test "the tables are made once, and hold what they are said to hold" {
	made
	dump >before
	ends 0 '' ow-store --init "${OPTIONS[@]}" "$URL"
	dump | diff before -
	second | store
	[ "$(sql 'SHOW TABLES' | paste -sd ' ')" = 'ow_label ow_scan ow_span ow_store' ]
	[ "$(sql "SELECT COUNT(*) FROM information_schema.tables WHERE
		table_schema = 'store' AND engine = 'InnoDB' AND
		table_collation = 'utf8mb4_bin'")" = 4 ]
	diff - <(sql 'SELECT part, type, region, id, project, name, class, size,
		state, created_at, deleted_at, deleted_by, first_seen, last_seen
		FROM ow_span ORDER BY id' | tr '\t' '|') <<-'EOF'
		spans.2016-05|instance|NULL|vm-1|p1|vm-1|m1|NULL|active|NULL|NULL|NULL|2016-05-10 08:00:00.000000|2016-05-10 10:00:00.000000
		spans.North.2016-05|instance|North|vm-2|p1|vm-2|m1|NULL|active|NULL|NULL|NULL|2016-05-10 08:00:00.000000|2016-05-10 09:00:00.000000
		spans.2016-05|instance|NULL|vm-3|p1|vm-3|m1|NULL|active|2016-05-01 00:00:00|NULL|NULL|2016-05-10 08:00:00.000000|2016-05-10 09:00:00.000000
	EOF
	diff - <(sql 'SELECT part, source, region, type, meter, project, form,
		begins, ends, read_at FROM ow_scan' | tr '\t' '|') <<-'EOF'
		scans|ceilometer|NULL|instance|instance|NULL|window|2016-05-10 00:00:00|2016-05-11 00:00:00|2016-05-12 00:00:00
	EOF
	diff - <(sql 'SELECT part, kind, id, name, account FROM ow_label' |
		tr '\t' '|') <<-'EOF'
		labels|project|p1|new|Harbour & Sons
	EOF
}

@test "what is stored again changes no row, and commits nothing" {
	made
	second | store
	sql 'SELECT runs FROM ow_store' >runs
	dump >before
	second | store
	first | sed '$d' | store
	sql 'SELECT runs FROM ow_store' | diff runs -
	dump | diff before -
}

@test "rows that stay as they are are not written anew, and columns may be added" {
	made
	sql "ALTER TABLE ow_span ADD note VARCHAR(9) NOT NULL DEFAULT 'new'"
	sql "UPDATE ow_span SET note = 'old'"
	{ first; span vm-9 08:00:00 09:00:00; } | store
	diff - <(sql 'SELECT id, note FROM ow_span ORDER BY id' | tr '\t' ' ') <<-'EOF'
		vm-1 old
		vm-2 old
		vm-9 new
	EOF
}

@test "texts of any kind and length are kept whole" {
	local long
	long=$(printf '%0400d' 0 | sed 's/0/ü/g')
	ow-store --init "${OPTIONS[@]}" "$URL"
	{
		span "$long" 08:00:00 09:00:00
		span "${long}2" 08:00:00 09:00:00
		span vm-1 08:00:00 09:00:00 "\"region\":\"O'Neill \\\\\\\\ \\\"x\\\" %\""
		span vm-2 08:00:00 09:00:00 '"poller":"😀\u0001\n"'
	} >in
	ends 0 '' store in
	load_all | grep '"span"' | sort >got
	ow-normalize in | grep '"span"' | sort | diff - got
	[ "$(sql 'SELECT MAX(CHAR_LENGTH(id)) FROM ow_span')" = 255 ]
	ow-store --check "${OPTIONS[@]}" "$URL" >checked
}

@test "no store, no database, no right and no server are told apart" {
	first >in
	ends 78 "ow-store: there is no store in 'mysql:///store'; ow-store --init makes one" \
		store in
	ends 78 "ow-load: there is no store in 'mysql:///store'; ow-store --init makes one" \
		load_all
	URL=mysql:///nothing
	run -77 --separate-stderr store in
	run -77 --separate-stderr ow-store --init --defaults-file reader.cnf mysql:///store
	mariadb_option_file "$DB" wrong.cnf collector wrong
	run -77 --separate-stderr ow-load --defaults-file wrong.cnf mysql:///store
	[[ "$stderr" != *geh-heim* ]]
	run -75 --separate-stderr ow-load --retries 0 --defaults-file my.cnf \
		'mysql:///store?unix_socket=nowhere'
	[[ "$stderr" == "ow-load: cannot connect to the database: "* ]]
}

@test "a password in the URL is refused and not repeated" {
	ends 64 'ow-store: a password in a URL can be seen by others; put it into an option file' \
		ow-store --init mysql://collector:geheim@localhost/store
	ends 64 'ow-load: the URL names no database' ow-load mysql://localhost
}

@test "a database of a newer format is left alone" {
	made
	sql 'UPDATE ow_store SET format = 2'
	first >in
	ends 78 'ow-store: the store is of format 2, this version knows format 1; use a newer one' \
		store in
}

@test "a row that somebody changed is found" {
	made
	sql "UPDATE ow_span SET record = REPLACE(record, 'vm-1', 'vm-7')"
	ends 65 "ow-store: part 'spans.2016-05': a row is not what was stored" \
		ow-store --check "${OPTIONS[@]}" "$URL"
	ends 65 "ow-load: part 'spans.2016-05': a row is not what was stored" load_all
}

# hold: another session that has the store's lock; let_go ends it.
hold() {
	mkfifo held told
	mariadb_sql "$DB" --unbuffered store <held >told 3>&- &
	exec 8>held 9<told
	echo 'START TRANSACTION; SELECT one FROM ow_store FOR UPDATE;' >&8
	read -r <&9
}

let_go() {
	exec 8>&- 9<&-
}

@test "a run waits for another, and gives up in time; readers do not wait" {
	made
	dump >before
	second >in
	hold
	ends 75 'ow-store: another run has held the store for 1 s' \
		store --wait 1 in
	ends 75 'ow-store: another run has held the store for 0 s' \
		store --wait 0 in
	load_all >out
	let_go
	dump | diff before -
	ends 0 '' store in
}

# until_asked TEXT: until some session of the server runs such a statement
until_asked() {
	local tries=0
	until mariadb_sql "$DB" <<<"SELECT id FROM information_schema.processlist
		WHERE info LIKE '$1%' AND user = 'collector'" | grep . >asked; do
		[ $((tries += 1)) -le 600 ]
		sleep 0.05
	done
}

@test "a connection that is killed is an error, or tried again" {
	local code=0
	made
	dump >before
	second >in
	hold
	store in >out 2>err 3>&- 8>&- 9<&- &
	until_asked 'SELECT format'
	mariadb_sql "$DB" <<<"KILL $(<asked)"
	wait $! || code=$?
	check_code 75 "$code"
	grep -E '^ow-store: database error: .* \(error 20[0-9]+\)$' err
	dump | diff before -
	OPTIONS=(--defaults-file my.cnf --retries 1)
	store in >out 2>err 3>&- 8>&- 9<&- &
	until_asked 'SELECT format'
	mariadb_sql "$DB" <<<"KILL $(<asked)"
	let_go
	wait $!
	[ "$(dump)" != "$(cat before)" ]
}

@test "two collectors at once lose nothing" {
	local n pids=()
	ow-store --init "${OPTIONS[@]}" "$URL"
	for n in {1..8}; do
		span vm-1 "08:0$n:00" "08:0$n:00" >"in-$n"
		store "in-$n" 3>&- &
		pids+=($!)
	done
	for n in "${pids[@]}"; do
		wait "$n"
	done
	[ "$(sql 'SELECT first_seen, last_seen FROM ow_span')" = \
		$'2016-05-10 08:01:00.000000\t2016-05-10 08:08:00.000000' ]
}

# at_every_call CALL INJECTION: has it happen at each such call to the server.
at_every_call() {
	local n code before=0 after=0
	for ((n = 1; ; n++)); do
		mariadb_sql "$DB" store <start.sql
		code=0
		strace -qq -o trace -e "inject=$1:$2:when=$n" "$OW_BIN/ow-store" \
			"${OPTIONS[@]}" "$URL" run >out 2>err || code=$?
		grep -qE 'INJECTED|killed by' trace || break
		echo "$1 $n: ended with $code"
		load_all >seen
		if cmp -s seen after.jsonl; then
			after=$((after + 1))
		else
			[ "$code" != 0 ]
			cmp seen before.jsonl
			before=$((before + 1))
		fi
	done
	store run
	load_all | cmp after.jsonl -
	echo "before: $before, after: $after"
	[ "$before" -gt 5 ]
	[ "$((before + after))" -gt 9 ]
}

# What ow-store calls to talk to a server, and to listen.
crash() {
	made
	load_all >before.jsonl
	mariadb_sql "$DB" <<<'CREATE OR REPLACE DATABASE kept'
	: >start.sql
	for table in label scan span store; do
		sql "CREATE TABLE kept.ow_$table AS SELECT * FROM ow_$table"
		echo "DELETE FROM ow_$table;
			INSERT INTO ow_$table SELECT * FROM kept.ow_$table;" >>start.sql
	done
	second | frame b >run
	store run
	load_all >after.jsonl
	run -1 cmp -s before.jsonl after.jsonl
}

@test "killed whenever it asks the server a run is stored whole or not at all" {
	crash
	at_every_call sendto signal=KILL
}

@test "killed whenever it gets an answer a run is stored whole or not at all" {
	crash
	at_every_call recvfrom signal=KILL
}

@test "cut off whenever it asks a run is stored whole or not at all" {
	crash
	at_every_call sendto error=EPIPE
}

@test "cut off whenever it listens a run is stored whole or not at all" {
	crash
	at_every_call recvfrom error=ECONNRESET
}

@test "a server that dies half way keeps the store, and serves it again" {
	local code=0
	made
	dump >before
	second >in
	hold
	store in >out 2>err 3>&- 8>&- 9<&- &
	until_asked 'SELECT format'
	kill -KILL "$(<"$DB/started")"
	wait $! || code=$?
	check_code 75 "$code"
	let_go
	mariadb_start "$DB" --innodb-flush-log-at-trx-commit=1
	dump | diff before -
	ends 0 '' store in
}
