# A private Keystone for tests, from Debian's python3-keystone, with TLS by a
# certificate authority of its own. Its database, keys and log are in DIR, an
# absolute path.

# keystone_start DIR [LINE ...]: makes DIR and starts a Keystone in it, with
# more lines for its configuration if need be. Returns once it answers. Its
# URL is then in DIR/url, the authority's certificate in DIR/ca.pem, and a
# token of its user admin, for keystone_api, in DIR/token.
keystone_start() {
	local dir=$1
	mkdir -p "$dir" || return
	keystone_certificates "$dir" >"$dir/openssl.log" 2>&1 || {
		cat "$dir/openssl.log" >&2
		return 1
	}
	printf 'adm1n-geheim' >"$dir/password"
	# Descriptor 3 is bats' own. The server goes when its parent goes.
	# Another python than Debian's, which is first in some PATHs, has not
	# Debian's modules.
	setpriv --pdeathsig KILL /usr/bin/python3 -B \
		"$(dirname "${BASH_SOURCE[0]}")/services/serve-keystone.py" \
		"$@" \
		>"$dir/log" 2>&1 </dev/null 3>&- &
	echo $! >"$dir/started"
	keystone_wait "$dir" || return
	keystone_login "$dir" admin "$(<"$dir/password")" \
		'{"project": {"name": "admin", "domain": {"id": "default"}}}' \
		>"$dir/token"
}

# keystone_wait DIR: until it serves, or 60 s, or it is dead.
keystone_wait() {
	local dir=$1 tries=0
	until [ -e "$dir/url" ]; do
		if [ $((tries += 1)) -gt 1200 ] ||
			! kill -0 "$(<"$dir/started")" 2>/dev/null; then
			tail -n 20 "$dir/log" >&2
			return 1
		fi
		sleep 0.05
	done
}

# keystone_certificates DIR: an authority, ca.pem, and what it vouches for:
# server.pem and server.key, for 127.0.0.1 and no other name.
keystone_certificates() (
	cd "$1" || exit
	local new=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
	openssl req -x509 "${new[@]}" -days 30 -subj '/CN=Test authority' \
		-keyout ca.key -out ca.pem &&
		openssl req "${new[@]}" -subj /CN=localhost \
			-keyout server.key -out server.csr &&
		openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key \
			-CAcreateserial -days 30 -out server.pem -extfile \
			<(echo 'subjectAltName=IP:127.0.0.1')
)

# keystone_stop DIR: ends it at once, for nothing of it is kept.
keystone_stop() {
	local dir=$1 pid
	[ -e "$dir/started" ] || return 0
	pid=$(<"$dir/started")
	kill -KILL "$pid" 2>/dev/null || true
	wait "$pid" 2>/dev/null || true
	rm -rf "$dir"
}

# keystone_curl DIR PATH [ARG ...]: curl that knows the certificate, and takes
# nothing but a success for one.
keystone_curl() {
	local dir=$1 path=$2
	shift 2
	curl -q -sS --fail-with-body --noproxy '*' --cacert "$dir/ca.pem" \
		-H 'Content-Type: application/json' "$@" \
		"$(<"$dir/url")/v3/$path"
}

# keystone_api DIR METHOD PATH [JSON]: a request by admin; prints the answer.
keystone_api() {
	keystone_curl "$1" "$3" -X "$2" -H "X-Auth-Token: $(<"$1/token")" \
		${4:+-d "$4"}
}

# keystone_make DIR KIND JSON: makes a project, user, ..., and prints its id.
keystone_make() {
	local answer
	answer=$(keystone_api "$1" POST "${2}s" "{\"$2\": $3}") || {
		echo "no $2: $answer" >&2
		return 1
	}
	jq -er ".$2.id" <<<"$answer"
}

# keystone_login DIR USER PASSWORD SCOPE: logs a user of the domain default in
# and prints the token.
keystone_login() {
	local body
	body=$(jq -cn --arg user "$2" --arg password "$3" --argjson scope "$4" '
		{auth: {scope: $scope, identity: {methods: ["password"],
			password: {user: {name: $user, password: $password,
				domain: {id: "default"}}}}}}')
	keystone_curl "$1" auth/tokens -d "$body" -D - -o "$1/login" |
		sed -n 's/^x-subject-token: *\([^[:space:]]*\).*/\1/Ip'
}

# keystone_grant DIR USER ROLE WHERE: gives the user, by id, a role at
# projects/ID, domains/ID or system.
keystone_grant() {
	local role
	role=$(keystone_api "$1" GET "roles?name=$3" | jq -r '.roles[0].id')
	keystone_api "$1" PUT "$4/users/$2/roles/$role"
}
