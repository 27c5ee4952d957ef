# A private MariaDB for tests, from Debian's mariadb-server-core and
# mariadb-client-core. Data, socket and log are in DIR; there is no network
# port, and no option file of the machine is read.

# mariadb_start DIR [OPTION ...]: makes DIR and starts a server in it, with
# more options for it if need be. Returns once it answers.
mariadb_start() {
	local dir=$1 as=() frugal=(--innodb-log-file-size=4M
		--innodb-buffer-pool-size=16M --innodb-doublewrite=0
		--innodb-flush-method=nosync
		--innodb-flush-log-at-trx-commit=0)
	shift
	# A socket's name has room for 107 bytes.
	if [ ${#dir} -gt 90 ]; then
		echo "too long for a socket: $dir" >&2
		return 1
	fi
	if [ "$(id -u)" -eq 0 ]; then
		as=(--user=root)
	fi
	mkdir -p "$dir/tmp" || return
	mariadb-install-db --no-defaults --datadir="$dir/data" "${as[@]}" \
		--tmpdir="$dir/tmp" \
		--auth-root-authentication-method=normal --skip-test-db \
		--skip-name-resolve --force "${frugal[@]}" \
		>"$dir/install.log" 2>&1 || {
		cat "$dir/install.log" >&2
		return 1
	}
	# Descriptor 3 is bats' own. The server goes when its parent goes,
	# even if nobody is left to call mariadb_stop.
	setpriv --pdeathsig KILL \
		"$(PATH=$PATH:/usr/sbin:/sbin command -v mariadbd)" \
		--no-defaults "${as[@]}" --datadir="$dir/data" \
		--tmpdir="$dir/tmp" --socket="$dir/sock" --pid-file="$dir/pid" --skip-networking \
		--character-set-server=utf8mb4 --lock-wait-timeout=20 \
		"${frugal[@]}" "$@" \
		>"$dir/log" 2>&1 </dev/null 3>&- &
	echo $! >"$dir/started"
	mariadb_wait "$dir"
}

# mariadb_port: a free port of 127.0.0.1. A server takes it with the options
# that mariadb_tcp prints for it, one a line.
mariadb_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

mariadb_tcp() {
	printf '%s\n' --skip-networking=0 --bind-address=127.0.0.1 "--port=$1"
}

# mariadb_certificates DIR: a CA in DIR/ca.pem, another in DIR/other.pem, and
# DIR/NAME.pem with DIR/NAME.key, made by the first one, for the names
# `server` (localhost and 127.0.0.1), `alien` (of another host) and `client`.
mariadb_certificates() {
	local new=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
	mkdir -p "$1" && (
		cd "$1" || exit
		for name in ca other; do
			openssl req -x509 "${new[@]}" -days 30 -subj "/CN=$name" \
				-keyout $name.key -out $name.pem || exit
		done
		while read -r name alt; do
			openssl req "${new[@]}" -subj "/CN=$name" \
				-keyout "$name.key" -out "$name.csr" || exit
			echo "subjectAltName=$alt" >ext
			openssl x509 -req -in "$name.csr" -CA ca.pem -days 30 \
				-CAkey ca.key -CAcreateserial -extfile ext \
				-out "$name.pem" || exit
		done <<-'NAMES'
			server DNS:localhost,IP:127.0.0.1
			alien DNS:db.example.org
			client DNS:client
		NAMES
	) 2>"$1.log" || {
		cat "$1.log" >&2
		return 1
	}
}

# mariadb_wait DIR: until the server answers, or 30 s, or it is dead.
mariadb_wait() {
	local dir=$1 tries=0
	until mariadb_sql "$dir" <<<'SELECT 1' >"$dir/ready" 2>&1; do
		if [ $((tries += 1)) -gt 600 ] ||
			! kill -0 "$(<"$dir/started")" 2>/dev/null; then
			tail -n 20 "$dir/log" "$dir/ready" >&2
			return 1
		fi
		sleep 0.05
	done
}

# mariadb_sql DIR [ARG ...]: runs the statements on standard input as root of
# the database; results without headings.
mariadb_sql() {
	local dir=$1
	shift
	mariadb --no-defaults --socket="$dir/sock" --user=root \
		--default-character-set=utf8mb4 --skip-column-names "$@"
}

# mariadb_load DIR DATABASE FILE: a fresh database with what is in FILE.
mariadb_load() {
	mariadb_sql "$1" <<<"DROP DATABASE IF EXISTS $2; CREATE DATABASE $2" &&
		mariadb_sql "$1" "$2" <"$3"
}

# mariadb_option_file DIR FILE USER PASSWORD [LINE ...]: an option file for
# the server, with more lines for its group [client].
mariadb_option_file() {
	local dir=$1 file=$2
	(
		umask 077
		printf '%s\n' '[client]' "socket=$dir/sock" "user=$3" \
			"password=$4" "${@:5}" >"$file"
	)
}

# mariadb_stop DIR: ends the server at once, for nothing of it is kept.
mariadb_stop() {
	local dir=$1 pid tries=0
	[ -e "$dir/started" ] || return 0
	pid=$(<"$dir/started")
	kill -KILL "$pid" 2>/dev/null || true
	wait "$pid" 2>/dev/null || true
	while kill -0 "$pid" 2>/dev/null && [ $((tries += 1)) -le 100 ]; do
		sleep 0.05
	done
	rm -rf "$dir/data" "$dir/sock" "$dir/started"
}
