#!/usr/bin/env bats
# ow-fetch-projects against a stub that answers what a Keystone should not;
# services/projects.bats has a real one.

load helper.bash

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	unset "${!OS_@}" http_proxy all_proxy ALL_PROXY
	export OS_TOKEN=stub-token OS_CLIENT_CONFIG_FILE=/dev/null \
		OS_CLIENT_SECURE_FILE=/dev/null
	exec {stub_out}< <(exec setpriv --pdeathsig KILL python3 -B \
		"$BATS_TEST_DIRNAME/stub/projects.py" 2>stub.err 3>&-)
	stub_pid=$!
	read -r port <&"$stub_out"
	url=http://127.0.0.1:$port
	domains '{"id": "d1", "name": "Acme"}'
}

teardown() {
	[ -z "$stub_pid" ] || kill "$stub_pid"
}

# domains JSON ..., projects JSON ...: what the server has.
domains() { list domains "$@"; }
projects() { list projects "$@"; }

list() {
	local name=$1
	shift
	jq -n "{\"$name\": [$(IFS=,; echo "$*")], \"links\": {\"next\": null}}" \
		>"$name"
}

# project ID NAME [MEMBER ...]: an object of Keystone's list.
project() {
	local id=$1 name=$2
	shift 2
	printf '{"id": "%s", "name": "%s", "domain_id": "d1"' "$id" "$name"
	printf ', %s' "\"enabled\": true" "$@"
	printf '}'
}

# shellcheck disable=SC2120 # most of its callers are an argument of ends
fetch() {
	ow-fetch-projects --endpoint "$url" --retries 0 "$@"
}

# The records of the output, and nothing else, are on standard input.
comes() {
	{
		echo '{"kind":"begin","program":"ow-fetch-projects","format":1,"id":"keystone"}'
		tee records
		echo "{\"kind\":\"end\",\"id\":\"keystone\",\"records\":$(wc -l <records),\"rejected\":${1:-0}}"
	} >want
	diff want out
}

# fails CODE TEXT [ARG ...]: so ends a fetch, with no project and no end.
fails() {
	local code=$1 text=$2
	shift 2
	ends "$code" "ow-fetch-projects: $text" fetch "$@"
	echo '{"kind":"begin","program":"ow-fetch-projects","format":1,"id":"keystone"}' |
		diff - out
}

# The same, of an answer that cannot be used.
list_fails() {
	fails "$1" "'$url/v3/${3-projects}': $2"
}

@test "all projects come sorted by id, whatever the order of the list" {
	projects "$(project c3 shop)" "$(project a1 lab '"enabled": false')" \
		"$(project b2 shop)"
	ends 0 '' fetch
	comes <<-'END'
	{"kind":"project","id":"a1","name":"lab","account":"Acme"}
	{"kind":"project","id":"b2","name":"shop","account":"Acme"}
	{"kind":"project","id":"c3","name":"shop","account":"Acme"}
	END
	mv out one
	projects "$(project b2 shop)" "$(project c3 shop)" "$(project a1 lab)"
	ends 0 '' fetch
	cmp one out
}

@test "the endpoint may name the version, and the token goes there alone" {
	projects "$(project a1 lab)"
	ends 0 '' ow-fetch-projects --endpoint "$url/v3/"
	diff - requests <<-'END'
	/v3/projects stub-token
	/v3/domains stub-token
	END
}

@test "a cloud without projects is a frame without records" {
	projects
	ends 0 '' fetch
	comes </dev/null
}

@test "names are data, whatever is in them" {
	projects "$(project a1 '\u0001\u001b[31m\n\"é\ud83d\ude00 ')"
	ends 0 '' fetch
	comes <<-'END'
	{"kind":"project","id":"a1","name":"\u0001\u001B[31m\n\"é😀 ","account":"Acme"}
	END
}

@test "pages are followed to the last one" {
	projects "$(project b2 shop)"
	jq '.links.next = "https://elsewhere.example/v3/projects?marker=b2&limit=1" |
		.truncated = true' projects >first
	mv first projects
	list 'projects?marker=b2&limit=1' "$(project a1 lab)"
	sed -i 's/"projects?[^"]*"/"projects"/' 'projects?marker=b2&limit=1'
	ends 0 '' fetch
	comes <<-'END'
	{"kind":"project","id":"a1","name":"lab","account":"Acme"}
	{"kind":"project","id":"b2","name":"shop","account":"Acme"}
	END
}

@test "a server that gives the same page again is no endless list" {
	projects "$(project b2 shop)"
	jq '.links.next = "/v3/projects?marker=b2"' projects >again
	mv again projects
	cp projects 'projects?marker=b2'
	list_fails 65 "project 'b2' is listed twice" 'projects?marker=b2'
}

@test "a list that was cut is an error" {
	projects "$(project a1 lab)"
	cp domains all-domains
	jq '.truncated = true' all-domains >domains
	list_fails 65 'the server cut the list of domains; raise its list_limit' \
		domains
	jq '.truncated = true' projects >cut
	mv cut projects
	list_fails 65 'the server cut the list of projects; raise its list_limit'
}

@test "what is no sound list is an error" {
	projects "$(project a1 lab)" "$(project a1 lab)"
	list_fails 65 "project 'a1' is listed twice"
	projects '{"id": "a1", "domain_id": "d1"}'
	list_fails 65 "project 'a1' has no name"
	projects '{"name": "lab", "domain_id": "d1"}'
	list_fails 65 'a project without an id'
	echo '{"tenants": []}' >projects
	list_fails 65 'the answer is JSON, but no list of projects'
	echo '<html>' >projects
	list_fails 65 'the answer is no JSON'
	printf '{"projects": [{"id": "a1", "name": "\xe9"}]}' >projects
	list_fails 65 'the answer is no JSON'
	printf '{"projects": [' >projects
	list_fails 75 'the answer was cut off'
	: >projects
	list_fails 75 'the answer was cut off'
}

@test "a project of a domain that is not listed is an error" {
	projects "$(project a1 lab)"
	domains
	fails 65 "project 'a1' is of a domain that is not listed"
	fails 65 "project 'a1' is of a domain that is not listed" \
		--account-from tag:x
}

@test "what the server refuses ends with the code for it" {
	projects
	echo '{"error": {"message": "Forbidden fruit"}}' >domains
	echo 403 >domains.status
	list_fails 77 "HTTP status 403: 'Forbidden fruit'; needed is the role admin, or reader for the system" domains
	echo 401 >projects.status
	list_fails 77 'HTTP status 401'
	echo 503 >projects.status
	list_fails 75 'HTTP status 503'
	rm projects
	list_fails 78 'HTTP status 404'
	kill "$stub_pid"
	wait "$stub_pid" || true
	stub_pid=
	list_fails 75 'cannot connect'
}

@test "an answer that repeats the token is not shown" {
	echo '{"error": {"message": "bad stub-token"}}' >projects
	echo 400 >projects.status
	list_fails 78 'HTTP status 400'
}

@test "accounts that cannot be are told of and counted, those missing are told" {
	projects "$(project a1 'l\nab' '"k": ""')" \
		"$(project b2 shop '"k": [1]')" "$(project c3 web '"k": "K-1"')" \
		"$(project d4 dev)"
	ends 1 "ow-fetch-projects: project 'b2': attribute 'k' is neither a text nor a whole number
ow-fetch-projects: warning: 2 projects have no account, the first is 'l\\x0aab' ('a1')" \
		fetch --account-from attribute:k
	comes 1 <<-'END'
	{"kind":"project","id":"a1","name":"l\nab","account":null}
	{"kind":"project","id":"b2","name":"shop","account":null}
	{"kind":"project","id":"c3","name":"web","account":"K-1"}
	{"kind":"project","id":"d4","name":"dev","account":null}
	END
}

@test "a wrong command line is told before anything is written" {
	rule='domain, attribute:NAME, tag:PREFIX or description:PATTERN'
	ends 64 "ow-fetch-projects: takes no operands; see ow-fetch-projects --help" \
		fetch x
	ends 64 "ow-fetch-projects: --account-from takes $rule, not 'tags'; see ow-fetch-projects --help" \
		fetch --account-from tags
	ends 64 "ow-fetch-projects: --account-from: 'K-' has 0 groups in brackets, not one; see ow-fetch-projects --help" \
		fetch --account-from description:K-
	ends 64 "ow-fetch-projects: --retries takes 0 to 100, not 'x'; see ow-fetch-projects --help" \
		fetch --retries x
	[ ! -s out ]
	[ ! -e requests ]
}

@test "output that cannot be written is an error" {
	projects "$(project a1 lab)"
	full() { fetch >/dev/full; }
	ends 74 'ow-fetch-projects: cannot write: No space left on device' full
}

@test "ow-aggregate labels its usage with what comes" {
	projects "$(project p1 lab)"
	ends 0 '' fetch
	span vm 10:00:00 11:00:00 | ow-aggregate --from 2016-05-10 \
		--till 2016-05-11 out - |
		jq -es 'map(select(.kind == "usage")) | length == 1 and
			.[0].tenant == "lab" and .[0].account == "Acme"'
}

# The body of an answer that was captured.
body_of() {
	sed '1,/^-* response -*/d' "$OW_SHARED_DATA/openstack/keystone/$1" |
		sed '1,/^\r*$/d'
}

# bats test_tags=captured
@test "the projects that a Keystone of Zed once listed all come" {
	body_of 40-projects-admin.http >projects
	body_of 56-domains-admin.http >domains
	ends 0 '' fetch
	jq -c --slurpfile domains domains '
		INDEX($domains[0].domains[]; .id) as $domain |
		.projects | sort_by(.id)[] | {kind: "project", id, name,
			account: $domain[.domain_id].name}' projects >want
	[ "$(wc -l <want)" -eq 21 ]
	diff want <(grep '"kind":"project"' out)
	body_of 70-projects-list_limit-truncated.http >projects
	list_fails 65 'the server cut the list of projects; raise its list_limit'
}
