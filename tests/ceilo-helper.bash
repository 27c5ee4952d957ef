# What the tests of ow-fetch-ceilo share: the stub of the API in
# stub/ceilometer.py, samples for it, and what has to come of them.

ceilo_setup() {
	PATH=${OW_BIN:-${BASH_SOURCE[0]%/*}/../build/release/bin}:$PATH
	cd "$BATS_TEST_TMPDIR" || return
	unset "${!OS_@}" XDG_CONFIG_HOME
	export HOME=$BATS_TEST_TMPDIR OS_TOKEN=stub-token
	unset http_proxy HTTP_PROXY all_proxy ALL_PROXY
}

# log_in_with_password: as most clouds are read, here with the stub's Keystone.
log_in_with_password() {
	unset OS_TOKEN
	export OS_AUTH_URL=$url/v3 OS_IDENTITY_API_VERSION=3 OS_USERNAME=admin \
		OS_PASSWORD=s3cr3t OS_PROJECT_NAME=admin \
		OS_USER_DOMAIN_ID=default OS_PROJECT_DOMAIN_ID=default
}

# The two ways to read: by complex queries, and without, where the server
# refuses them. Each is what $STUB holds while the stub is started.
# shellcheck disable=SC2034 # the tests use it
WAYS=("" --no-query=403)

# stub_start [ARG ...]: starts the stub in the background, with its requests
# logged in ./requests, and sets $url. It goes with the test's shell, too.
stub_start() {
	local port
	stub_stop
	exec {stub_out}< <(exec setpriv --pdeathsig KILL python3 -B \
		"${BASH_SOURCE[0]%/*}/stub/ceilometer.py" --log requests \
		${STUB:+"$STUB"} "$@" \
		2>stub.err 3>&-)
	stub_pid=$!
	read -r port <&"$stub_out" || {
		cat stub.err >&2
		return 1
	}
	url=http://127.0.0.1:$port
}

stub_stop() {
	if [ -n "${stub_pid:-}" ]; then
		kill "$stub_pid"
		exec {stub_out}<&-
		stub_pid=
	fi
}

# The window of the samples below: the first time in it has samples, so has
# its end, which is not in it.
FROM=2026-11-18T00:00:00Z
TILL=2026-11-18T01:02:48Z

# make_samples COUNT: samples of five meters, 15 at each time, 157 s apart,
# beginning before the window; the order of ids is not that of the lines.
make_samples() {
	jq -cn --argjson n "$1" '
	def digits($k): "00000000\(.)"[-$k:];
	range($n) | . as $i | ($i / 15 | floor) as $t |
	{id: "\($i * 7919 % 100003 | digits(6))-e6e1-11f1",
	meter: ["instance", "volume.size", "image.size", "vcpus",
		"volume"][$i % 5],
	type: "gauge", unit: "x", volume: ($i + 0.5), user_id: null,
	project_id: "p\($i % 3)", resource_id: "r\($i % 40)",
	source: "openstack",
	timestamp: ((1794960000 + 157 * ($t - 1) |
		strftime("%Y-%m-%dT%H:%M:%S")) +
		if $t % 3 == 1 then "" else ".\($t * 7 | digits(6))" end),
	recorded_at: "2026-11-18T09:00:00.000001",
	metadata: {display_name: "na\u00efve \\ \"\($i)\"\n", a: "None"}}'
}

# The three meters' samples of the window from a file of samples, as they
# have to come out, but for the time of recording.
expected() {
	jq -cS --arg from "${FROM%Z}" --arg till "${TILL%Z}" '
		select(.timestamp >= $from and .timestamp < $till) |
		select(.meter | IN("instance", "volume.size", "image.size")) |
		del(.recorded_at)' "$1" |
		jq -cs 'unique_by(.timestamp, .id)[]'
}

# The samples of an output in the same form, whichever way they were read.
samples() {
	jq -cS 'def new: {counter_name: "meter", counter_type: "type",
			counter_unit: "unit", counter_volume: "volume",
			resource_metadata: "metadata", message_id: "id"};
		select(.kind == null) | del(.recorded_at) |
		with_entries(.key |= (new[.] // .))' "$1"
}

# fetch [ARG ...]: reads the window from the stub.
fetch() {
	ow-fetch-ceilo --endpoint "$url" --from "$FROM" --till "$TILL" "$@"
}

# comes_whole [ARG ...]: all samples of the file "all" come out of fetch,
# each once, ascending, in a frame.
comes_whole() {
	fetch "$@" >out 2>err || {
		cat err
		return 1
	}
	diff <(expected all) <(samples out)
	is_framed out
}

# A begin, a scan, an end with the same id and the right count.
is_framed() {
	jq -es '.[0].kind == "begin" and .[-2].kind == "scan" and
		.[-1].kind == "end" and .[-1].id == .[0].id and
		.[-1].records == length - 2 and .[-1].rejected == 0' "$1" >is
}

# says CODE TEXT COMMAND [ARG ...]: the command ends with the code, exactly
# the text is on its standard error, behind its name, and what it printed has
# no end.
# shellcheck disable=SC2154 # run sets them
says() {
	local code=$1 text=$2
	shift 2
	run --separate-stderr "$@"
	diff <(echo "ow-fetch-ceilo: $text") <(echo "$stderr")
	diff <(echo "$code") <(echo "$status")
	[[ $output != *'"end"'* ]]
}

# fails CODE TEXT [ARG ...]: as says, for a fetch whose message begins with
# the URL.
fails() {
	local code=$1 text=$2
	shift 2
	says "$code" "'$url/v2/query/samples'$text" fetch "$@"
}

# ends CODE TEXT [ARG ...]: as fails, wherever the message begins and however
# it was read.
ends() {
	local code=$1 text=$2
	shift 2
	run --separate-stderr fetch "$@"
	diff <(echo "$code") <(echo "$status")
	[[ $stderr == "ow-fetch-ceilo: "*"$text" ]]
	[[ $output != *'"end"'* ]]
}

# The number of requests so far.
requests() {
	wc -l <requests
}

# asked N: the N-th request's body, its texts of JSON as JSON.
asked() {
	jq -cs --argjson n "$1" '.[$n - 1].body | fromjson |
		.filter |= fromjson | .orderby |= fromjson' requests
}
