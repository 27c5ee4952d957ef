# What the tests of logging in share: the stub of Keystone and of a metering
# service in stub/keystone.py, and the client in unit/keystone.c.

bats_require_minimum_version 1.5.0

: "${OW_UNIT:=$BATS_TEST_DIRNAME/../build/release/unit}"

# Nothing of whoever runs the tests tells how to log in.
stub_environment() {
	local name
	for name in "${!OS_@}" http_proxy HTTP_PROXY https_proxy HTTPS_PROXY \
		all_proxy ALL_PROXY; do
		unset "$name"
	done
	export OS_CLIENT_CONFIG_FILE=/dev/null
	export OS_CLIENT_SECURE_FILE=/dev/null
}

# stub_start [ARG ...]: starts the stub with an empty ./requests, sets $port
# and the OS_* variables of its user u, whose password is s3cr3t.
stub_start() {
	stub_stop
	: >requests
	exec {stub_out}< <(exec setpriv --pdeathsig KILL python3 -B \
		"$BATS_TEST_DIRNAME/stub/keystone.py" "$@" 2>stub.err 3>&-)
	stub_pid=$!
	read -r port <&"$stub_out" || {
		cat stub.err >&2
		return 1
	}
	export OS_AUTH_URL=http://127.0.0.1:$port OS_USERNAME=u
	export OS_PASSWORD=s3cr3t OS_PROJECT_NAME=t
}

stub_stop() {
	if [ -n "${stub_pid:-}" ]; then
		kill "$stub_pid"
		exec {stub_out}<&-
		stub_pid=
	fi
}

# client [ARG ...]: logs in and asks; see unit/keystone.c.
client() {
	"$OW_UNIT/keystone" "$@"
}

# gives TEXT [ARG ...]: the client prints exactly that, and ends with 0.
gives() {
	local want=$1
	shift
	client "$@" >out 2>err || {
		cat err
		return 1
	}
	diff <(echo "$want") out
}

# fails CODE TEXT [ARG ...]: the client ends with the code, and the last line
# of its standard error is the text. No secret is in what it prints.
fails() {
	local code=$1 text=$2 got=0
	shift 2
	client "$@" >out 2>err || got=$?
	diff <(echo "keystone: $text") <(tail -n 1 err)
	diff <(echo "$code") <(echo "$got")
	run ! grep s3cr3t out err
}

# asked: method and path of all requests so far, on one line.
asked() {
	jq -r '.method + " " + .path' requests | paste -sd,
}
