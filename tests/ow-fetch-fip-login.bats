#!/usr/bin/env bats
# How ow-fetch-fip finds its database and logs in: option files, neutron.conf, TLS.

bats_require_minimum_version 1.5.0
load fip-helper

setup_file() {
	fip_start
	mariadb_sql "$DB" <<-'SQL'
		CREATE USER 'käse'@localhost IDENTIFIED BY 'p@ss/w:%#ü';
		GRANT SELECT ON newton.* TO 'käse'@localhost;
	SQL
	# A second server, with TLS and TCP.
	export SAFE="$BATS_FILE_TMPDIR/safe" KEYS="$BATS_FILE_TMPDIR/keys"
	mariadb_certificates "$KEYS"
	PORT=$(mariadb_port)
	export PORT
	mapfile -t tcp < <(mariadb_tcp "$PORT")
	mariadb_start "$SAFE" "${tcp[@]}" --ssl-ca="$KEYS/ca.pem" \
		--ssl-cert="$KEYS/server.pem" --ssl-key="$KEYS/server.key"
	mariadb_load "$SAFE" neutron "$SQL/newton.sql"
	mariadb_sql "$SAFE" <<-'SQL'
		CREATE USER billing@localhost IDENTIFIED BY 'x' REQUIRE SSL;
		GRANT SELECT ON neutron.* TO billing@localhost;
		CREATE USER known@localhost REQUIRE X509;
		GRANT SELECT ON neutron.* TO known@localhost;
		CREATE USER plain@localhost IDENTIFIED BY 'x';
		GRANT SELECT ON neutron.* TO plain@localhost;
	SQL
}

teardown_file() {
	mariadb_stop "$DB"
	mariadb_stop "$SAFE"
}

# tcp USER [LINE ...]: an option file for the second server, by TCP.
tcp() {
	mariadb_option_file "$SAFE" my.cnf "$1" x "$AT" protocol=tcp \
		"port=$PORT" "${@:2}"
}

# complete: all came out that is in the database.
complete() {
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	diff "$SQL/newton.jsonl" - <<<"$output"
}

# conf URL: a neutron.conf with that connection; reads by it.
conf() {
	printf '%s\n' '[DEFAULT]' 'core_plugin = ml2' '' '[database]' \
		"connection = $1" >neutron.conf
	HOME=$PWD run --separate-stderr "$OW_BIN/ow-fetch-fip" --retries 0 \
		--neutron-conf neutron.conf
}

# came_out: three addresses, whatever the time of the reading.
came_out() {
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$(grep -c '"name":"ip.floating"' <<<"$output")" -eq 3 ]
	[ "${lines[-1]}" = '{"kind":"end","id":"neutron","records":4,"rejected":0}' ]
}

@test "a wrong password is refused" {
	mariadb_option_file "$DB" my.cnf billing wrong-77
	fetch
	failed 77 "cannot connect to the database: 'Access denied for user 'billing'@'localhost' (using password: YES)' (error 1045)"
}

@test "a database that the user has no right to is refused" {
	fetch --database mysql
	failed 77 "cannot connect to the database: 'Access denied for user 'billing'@'localhost' to database 'mysql'' (error 1044)"
}

@test "an unknown database is a mistake in the configuration" {
	mariadb_option_file "$DB" my.cnf root ''
	fetch --database neutrino
	failed 78 "cannot connect to the database: 'Unknown database 'neutrino'' (error 1049)"
}

@test "the group ow-fetch-fip of an option file counts, no other program's" {
	printf '%s\n' '[client]' "socket=$DB/sock" user=nobody \
		'[ow-fetch-fip]' user=billing password=geh-heim-42 "$AT" \
		'[mysqldump]' user=dumper ssl-mode=REQUIRED >my.cnf
	fetch --region RegionOne
	[ "$status" -eq 0 ]
	diff "$SQL/newton.jsonl" - <<<"$output"
}

@test "without --defaults-file the user's own option file is read" {
	mv my.cnf .my.cnf
	HOME=$PWD run --separate-stderr "$OW_BIN/ow-fetch-fip" \
		--retries 0 --region RegionOne
	[ "$status" -eq 0 ]
	diff "$SQL/newton.jsonl" - <<<"$output"
}

@test "an option file that is not there is a mistake in the configuration" {
	fetch --defaults-file none.cnf
	failed 78 "option file 'none.cnf': No such file or directory"
}

@test "an option file has to be a file" {
	fetch --defaults-file .
	failed 78 "option file '.': is not a regular file"
}

@test "an option before any group is a mistake in the configuration" {
	printf '%s\n' '# mine' '' password=geh-heim-42 '[client]' >my.cnf
	fetch
	failed 78 "option file 'my.cnf', line 3: an option before any group"
}

@test "a group that is not closed is a mistake in the configuration" {
	printf '%s\n' '[client' password=geh-heim-42 >my.cnf
	fetch
	failed 78 "option file 'my.cnf', line 1: a group without its ']'"
}

@test "an over-long line in an option file is a mistake" {
	{ echo '[client]'; printf 'password=%05000d\n' 0; } >my.cnf
	fetch
	failed 78 "option file 'my.cnf', line 2: the line is too long"
}

@test "an option that only the file's own group could mean has to be known" {
	mariadb_option_file "$DB" my.cnf billing geh-heim-42 "$AT" safe-updates
	fetch
	[ "$status" -eq 0 ]
	echo '[ow-fetch-fip]' >>my.cnf
	echo passwort=geh-heim-42 >>my.cnf
	fetch
	failed 78 "option file 'my.cnf', line 8: this program knows no such option"
}

@test "--defaults-extra-file comes before the user's own option file" {
	printf '%s\n' '[client]' password=wrong-77 "$AT" >extra.cnf
	printf '%s\n' '[client]' "socket=$DB/sock" user=billing \
		password=geh-heim-42 >.my.cnf
	HOME=$PWD run --separate-stderr "$OW_BIN/ow-fetch-fip" \
		--defaults-extra-file extra.cnf --retries 0 --region RegionOne
	[ "$status" -eq 0 ]
	diff "$SQL/newton.jsonl" - <<<"$output"
	rm extra.cnf
	HOME=$PWD run --separate-stderr "$OW_BIN/ow-fetch-fip" \
		--defaults-extra-file extra.cnf --retries 0 --region RegionOne
	failed 78 "option file 'extra.cnf': No such file or directory"
}

@test "a server without TLS is refused if TLS is asked for" {
	for option in tls-enforce=1 ssl ssl-mode=REQUIRED \
		ssl-key="$DB/sock"; do
		mariadb_option_file "$DB" my.cnf billing geh-heim-42 $option
		fetch
		failed 78 'TLS is asked for, and the database server offers none'
	done
}

@test "a TLS option with a value that is none is a mistake" {
	mariadb_option_file "$DB" my.cnf billing geh-heim-42 ssl-mode=VERIFY
	fetch
	failed 78 "option file 'my.cnf', line 5: ssl-mode takes DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY"
	mariadb_option_file "$DB" my.cnf billing geh-heim-42 ssl=maybe
	fetch
	failed 78 "option file 'my.cnf', line 5: this option takes 0 or 1"
}

@test "an option file may be split over files and folders" {
	mkdir conf.d
	sed -n '1,3p' my.cnf >socket
	{ echo '[client]'; sed -n '4,$p' my.cnf; } >conf.d/1.cnf
	echo '[client' >conf.d/1.cnf.bak
	printf '%s\n' "!include $PWD/socket" "!includedir $PWD/conf.d" >my.cnf
	fetch --region RegionOne
	complete
	echo '[client]x=1' >>my.cnf
	echo "!include $PWD/none" >>my.cnf
	fetch
	failed 78 "option file '$PWD/none': No such file or directory"
}

@test "an option file that everybody may write is refused" {
	chmod 666 my.cnf
	fetch
	failed 78 "option file 'my.cnf': may be written by everybody"
}

@test "a password may hold any character, in quotes" {
	mariadb_option_file "$DB" my.cnf käse '"p@ss/w:%#ü" # of the user' "$AT"
	fetch --database newton --region RegionOne
	complete
}

@test "a number in an option file has to be one" {
	for number in 0 65536 3306x '' 999999; do
		mariadb_option_file "$DB" my.cnf billing x "port=$number"
		fetch
		failed 78 "option file 'my.cnf', line 5: this option takes 1 to 65535"
	done
}

@test "a server is reached by TCP, by name and by number" {
	tcp plain host=127.0.0.1
	fetch --region RegionOne
	complete
	tcp plain host=localhost
	fetch --region RegionOne
	complete
	tcp plain host=127.0.0.1 port=1
	fetch
	[ "$status" -eq 75 ]
	[[ $stderr = "ow-fetch-fip: cannot connect to the database: 'Can't connect to server on '127.0.0.1' ("*")' (error 2002)" ]]
}

@test "a server whose certificate is verified is read, by name and by number" {
	for host in localhost 127.0.0.1; do
		tcp billing "host=$host" "ssl-ca=$KEYS/ca.pem"
		fetch --region RegionOne
		complete
		tcp billing "host=$host" "ssl-ca=$KEYS/ca.pem" \
			ssl-mode=VERIFY_IDENTITY
		fetch --region RegionOne
		complete
	done
}

@test "a server that demands TLS is not read without it" {
	tcp billing host=127.0.0.1 ssl-mode=DISABLED
	fetch
	failed 77 "cannot connect to the database: 'Access denied for user 'billing'@'localhost' (using password: YES)' (error 1045)"
	tcp billing host=127.0.0.1 ssl-mode=REQUIRED
	fetch --region RegionOne
	complete
}

@test "a certificate of another CA is refused, with and without its name" {
	for mode in REQUIRED VERIFY_CA VERIFY_IDENTITY; do
		tcp plain host=localhost "ssl-ca=$KEYS/other.pem" ssl-mode=$mode
		fetch
		failed 78 "cannot connect to the database: 'TLS/SSL error: self-signed certificate in certificate chain' (error 2026)"
	done
	tcp plain host=localhost ssl-verify-server-cert
	fetch
	failed 78 "cannot connect to the database: 'TLS/SSL error: self-signed certificate in certificate chain' (error 2026)"
}

@test "a certificate of another host is refused if its name is to be verified" {
	port=$(mariadb_port)
	mapfile -t options < <(mariadb_tcp "$port")
	mariadb_start "$PWD/alien" "${options[@]}" \
		--ssl-cert="$KEYS/alien.pem" --ssl-key="$KEYS/alien.key"
	mariadb_load "$PWD/alien" neutron "$SQL/newton.sql"
	mariadb_sql "$PWD/alien" <<-'SQL'
		CREATE USER plain@localhost IDENTIFIED BY 'x';
		GRANT SELECT ON neutron.* TO plain@localhost;
	SQL
	PORT=$port tcp plain host=localhost "ssl-ca=$KEYS/ca.pem" \
		ssl-mode=VERIFY_IDENTITY
	fetch
	failed 78 "cannot connect to the database: 'TLS/SSL error: Validation of SSL server certificate failed' (error 2026)"
	sed -i s/VERIFY_IDENTITY/VERIFY_CA/ my.cnf
	fetch --region RegionOne
	mariadb_stop "$PWD/alien"
	complete
}

@test "a client's own certificate lets it in" {
	tcp known host=localhost password= "ssl-ca=$KEYS/ca.pem" \
		"ssl-cert=$KEYS/client.pem" "ssl-key=$KEYS/client.key"
	fetch --region RegionOne
	complete
	tcp known host=localhost password= "ssl-ca=$KEYS/ca.pem"
	fetch
	failed 77 "cannot connect to the database: 'Access denied for user 'known'@'localhost' (using password: NO)' (error 1045)"
}

@test "a CA that cannot be read, or none where one is needed, is a mistake" {
	tcp plain host=localhost "ssl-ca=$KEYS/none.pem"
	fetch
	failed 78 "cannot connect to the database: 'TLS/SSL error: No such file or directory (2)' (error 2026)"
	tcp plain host=localhost ssl-mode=VERIFY_CA
	fetch
	failed 78 'ssl-mode=VERIFY_CA asks for ssl-ca or ssl-capath'
}

@test "--neutron-conf connects as Neutron does" {
	conf "mysql+pymysql://plain:x@127.0.0.1:$PORT/neutron?charset=utf8"
	came_out
	conf "mysql://plain:x@localhost/neutron?unix_socket=$SAFE/sock"
	came_out
	conf "mysql+pymysql://k%c3%a4se:p%40ss%2Fw%3a%25%23%C3%BC@db.example.org:1/newton?unix_socket=$DB/sock"
	came_out
}

@test "--neutron-conf reads no option file" {
	mv my.cnf .my.cnf
	printf 'socket=/nowhere\nreadonly=1\n' >>.my.cnf
	conf "mysql://plain:x@localhost/neutron?unix_socket=$SAFE/sock"
	came_out
}

@test "a CA in a neutron.conf means that the server is verified" {
	url=mysql+pymysql://plain:x@127.0.0.1:$PORT/neutron
	conf "$url?charset=utf8&ssl_ca=$KEYS/ca.pem"
	came_out
	conf "$url?ssl_ca=$KEYS/other.pem"
	failed 78 "cannot connect to the database: 'TLS/SSL error: self-signed certificate in certificate chain' (error 2026)"
	conf "$url?ssl_ca=$KEYS/other.pem&ssl_verify_cert=false"
	came_out
	conf "mysql://root@localhost/neutron?unix_socket=$DB/sock&ssl_ca=$KEYS/ca.pem"
	[ "$status" -eq 78 ]
	[[ $stderr = *'TLS'* ]]
	[ "${#lines[@]}" -eq 1 ]
}

@test "--database overrules the name in a neutron.conf" {
	conf "mysql://plain:x@localhost/none?unix_socket=$SAFE/sock"
	failed 77 "cannot connect to the database: 'Access denied for user 'plain'@'localhost' to database 'none'' (error 1044)"
	run --separate-stderr "$OW_BIN/ow-fetch-fip" --retries 0 \
		--neutron-conf neutron.conf --database neutron
	came_out
}

@test "a neutron.conf that cannot be used is a mistake, and is not shown" {
	conf sqlite:////var/lib/neutron/geheim.sqlite
	failed 78 "neutron.conf 'neutron.conf', line 5: database URL: does not begin with mysql://"
	conf 'mysql://neutron:$geheim@h/d'
	failed 78 "neutron.conf 'neutron.conf', line 5: the connection names another option by a '\$'"
	rm neutron.conf
	run --separate-stderr "$OW_BIN/ow-fetch-fip" --neutron-conf neutron.conf
	failed 78 "neutron.conf 'neutron.conf': No such file or directory"
}

@test "only one way to say where the database is can be chosen" {
	for other in --defaults-extra-file --neutron-conf; do
		fetch $other my.cnf
		refused '--defaults-file, --defaults-extra-file and --neutron-conf exclude each other'
	done
}
