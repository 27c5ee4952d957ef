#!/usr/bin/env bats
# ow-fetch-projects against a real Keystone, over TLS.
# shellcheck disable=SC2154 # run sets $stderr

bats_require_minimum_version 1.5.0
load ../keystone

setup_file() {
	export KEYSTONE="$BATS_FILE_TMPDIR/keystone"
	keystone_start "$KEYSTONE"
	make_cloud
}

teardown_file() {
	keystone_stop "$KEYSTONE"
}

# Two domains with projects that have accounts in every place, and users with
# every role. Each id goes to the file of its name in $BATS_FILE_TMPDIR/ids.
make_cloud() {
	mkdir "$BATS_FILE_TMPDIR/ids"
	make acme domain '"name": "Acme \"Süd\", Ltd."'
	make closed domain '"name": "closed", "enabled": false'
	make shop project '"name": "shop", "contract": "K-47",
		"tags": ["prod", "account:K-48"],
		"description": "The shop\nContract: K-49, since May"'
	make lab project '"name": "l\u0001ab é", "contract": 4711,
		"domain_id": "'"$(id acme)"'", "enabled": false,
		"billing": {"contract": "deep"}'
	make nested project '"name": "nested", "contract": ["K-50"],
		"tags": ["account:a", "account:b"],
		"parent_id": "'"$(id shop)"'"'
	make_user member member "projects/$(id shop)"
	make_user reader reader "projects/$(id shop)"
	make_user watcher reader system
	make_user domain-reader reader "domains/$(id acme)"
	keystone_api "$KEYSTONE" GET 'projects?name=admin' |
		jq -r '.projects[0].id' >"$BATS_FILE_TMPDIR/ids/admin"
	make_application_credential
}

id() {
	cat "$BATS_FILE_TMPDIR/ids/$1"
}

# make FILE KIND MEMBERS
make() {
	keystone_make "$KEYSTONE" "$2" "{$3}" >"$BATS_FILE_TMPDIR/ids/$1"
}

# make_user NAME ROLE WHERE: whose password is "NAME's".
make_user() {
	make "$1" user "\"name\": \"$1\", \"password\": \"$1's\""
	keystone_grant "$KEYSTONE" "$(id "$1")" "$2" "$3"
}

# An application credential of admin's, with all its roles.
make_application_credential() {
	local user
	user=$(keystone_api "$KEYSTONE" GET 'users?name=admin' |
		jq -r '.users[0].id')
	echo "$user" >"$BATS_FILE_TMPDIR/ids/admin-user"
	keystone_api "$KEYSTONE" POST "users/$user/application_credentials" \
		'{"application_credential": {"name": "billing",
		"secret": "app-geheim"}}' |
		jq -r .application_credential.id \
			>"$BATS_FILE_TMPDIR/ids/billing"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	bin=${OW_BIN:-$BATS_TEST_DIRNAME/../../build/release/bin}
	url=$(<"$KEYSTONE/url")/v3
	service=("OS_AUTH_URL=$url" "OS_CACERT=$KEYSTONE/ca.pem")
	admin=("${service[@]}" OS_USERNAME=admin
		"OS_PASSWORD=$(<"$KEYSTONE/password")"
		OS_USER_DOMAIN_NAME=Default OS_PROJECT_NAME=admin
		OS_PROJECT_DOMAIN_NAME=Default)
}

# fetch VARIABLE=VALUE ... [ARG ...]: with these variables, and no others.
fetch() {
	local variables=()
	while [[ ${1-} == OS_* ]]; do
		variables+=("$1")
		shift
	done
	run --separate-stderr env -i PATH="$PATH" HOME="$PWD" \
		"${variables[@]}" "$bin/ow-fetch-projects" "$@"
}

# The names and accounts of the last output, which is a whole frame, sorted.
labels() {
	jq -es '.[0].kind == "begin" and .[-1].kind == "end" and
		.[-1].id == .[0].id and .[-1].records == length - 2 and
		(.[1:-1] | map(.id) == (map(.id) | sort))' <<<"$output" >whole
	jq -c 'select(.kind == "project") | [.name, .account]' \
		<<<"$output" | LC_ALL=C sort
}

# comes CODE STDERR: the last fetch ended so, and its labels are on standard
# input.
comes() {
	[ "$status" -eq "$1" ]
	diff <(printf '%s' "${2:+$2$'\n'}") <(printf '%s' "${stderr:+$stderr$'\n'}")
	diff - <(labels)
}

# fails CODE STDERR: the last fetch ended so, with no project and no end.
fails() {
	diff <(echo "ow-fetch-projects: $2") <(echo "$stderr")
	[ "$status" -eq "$1" ]
	[[ $output != *'"project"'* && $output != *'"end"'* ]]
}

all_come() {
	comes 0 '' <<-'END'
	["admin","Default"]
	["l\u0001ab é","Acme \"Süd\", Ltd."]
	["nested","Default"]
	["shop","Default"]
	END
}

@test "a password opens the list, by names" {
	fetch "${admin[@]}"
	all_come
}

@test "a password opens the list, by ids" {
	fetch "${service[@]}" OS_USER_ID="$(id admin-user)" \
		OS_PASSWORD="$(<"$KEYSTONE/password")" \
		OS_PROJECT_ID="$(id admin)"
	all_come
}

@test "an application credential opens the list, by id and by name" {
	fetch "${service[@]}" OS_AUTH_TYPE=v3applicationcredential \
		OS_APPLICATION_CREDENTIAL_ID="$(id billing)" \
		OS_APPLICATION_CREDENTIAL_SECRET=app-geheim
	all_come
	fetch "${service[@]}" OS_AUTH_TYPE=v3applicationcredential \
		OS_APPLICATION_CREDENTIAL_NAME=billing \
		OS_APPLICATION_CREDENTIAL_SECRET=app-geheim \
		OS_USERNAME=admin OS_USER_DOMAIN_ID=default
	all_come
}

@test "a token opens the list" {
	fetch "${service[@]}" OS_AUTH_TYPE=v3token \
		OS_TOKEN="$(<"$KEYSTONE/token")" \
		OS_PROJECT_NAME=admin OS_PROJECT_DOMAIN_ID=default
	all_come
	fetch "${service[@]}" OS_AUTH_TYPE=v3token \
		OS_TOKEN="$(<"$KEYSTONE/token")"
	all_come
}

@test "a reader of the system may list all" {
	fetch "${service[@]}" OS_USERNAME=watcher OS_PASSWORD="watcher's" \
		OS_USER_DOMAIN_ID=default OS_SYSTEM_SCOPE=all
	all_come
}

@test "clouds.yaml and secure.yaml are enough" {
	cat >clouds.yaml <<-END
	clouds:
	  other:
	    auth: {auth_url: "http://127.0.0.1:9/v3"}
	  here:
	    cacert: $KEYSTONE/ca.pem
	    region_name: north
	    auth:
	      auth_url: $url
	      username: admin
	      project_name: admin
	      user_domain_id: default
	      project_domain_id: default
	END
	cat >secure.yaml <<-END
	clouds:
	  here:
	    auth: {password: "$(<"$KEYSTONE/password")"}
	END
	fetch --os-cloud here
	all_come
	fetch OS_CLOUD=here
	all_come
}

@test "a member, and a reader of one project, are refused" {
	for name in member reader; do
		fetch "${service[@]}" OS_USERNAME=$name \
			OS_PASSWORD="$name's" OS_USER_DOMAIN_ID=default \
			OS_PROJECT_ID="$(id shop)"
		fails 77 "'$url/projects': HTTP status 403: 'You are not authorized to perform the requested action: identity:list_projects.'; needed is the role admin, or reader for the system"
	done
}

@test "a login for one domain, which lists its projects alone, is refused" {
	said="a login for one domain lists no other's projects; log in for a project, or for the system"
	fetch "${service[@]}" OS_USERNAME=domain-reader \
		OS_PASSWORD="domain-reader's" OS_USER_DOMAIN_ID=default \
		OS_DOMAIN_ID="$(id acme)"
	fails 77 "$said"
	token=$(keystone_login "$KEYSTONE" domain-reader "domain-reader's" \
		"{\"domain\": {\"id\": \"$(id acme)\"}}")
	fetch "${service[@]}" OS_AUTH_TYPE=v3token OS_TOKEN="$token"
	fails 77 "$said"
	# Of a token that is sent as it is nothing is known.
	fetch OS_TOKEN="$token" OS_CACERT="$KEYSTONE/ca.pem" --endpoint "$url"
	fails 77 "'$url/domains': HTTP status 403: 'You are not authorized to perform the requested action: identity:list_domains.'; needed is the role admin, or reader for the system"
}

@test "wrong credentials are refused, and are in no message" {
	fetch "${admin[@]}" OS_PASSWORD=falsch
	fails 77 "'$url/auth/tokens': HTTP status 401: 'The request you have made requires authentication.'"
	fetch "${service[@]}" OS_AUTH_TYPE=v3applicationcredential \
		OS_APPLICATION_CREDENTIAL_ID=unknown \
		OS_APPLICATION_CREDENTIAL_SECRET=falsch
	[ "$status" -eq 77 ]
	[[ $stderr != *falsch* ]]
	fetch "${service[@]}" OS_AUTH_TYPE=v3token OS_TOKEN=falsch
	[ "$status" -eq 77 ]
	[[ $stderr != *falsch* ]]
}

@test "a certificate of an unknown authority is refused unless told otherwise" {
	fetch "${admin[@]}" OS_CACERT=
	fails 78 "'$url/auth/tokens': the server's certificate is not trusted"
	fetch "${admin[@]}" OS_CACERT= --insecure
	all_come
}

@test "a certificate for another name is refused" {
	fetch "${admin[@]}" OS_AUTH_URL="${url/127.0.0.1/localhost}"
	fails 78 "'${url/127.0.0.1/localhost}/auth/tokens': the server's certificate is not trusted"
}

@test "a list that the server cuts is an error" {
	keystone_start "$PWD/cut" '[resource]' 'list_limit = 1'
	keystone_make "$PWD/cut" project '{"name": "second"}'
	service=("OS_AUTH_URL=$(<cut/url)/v3" "OS_CACERT=$PWD/cut/ca.pem")
	fetch "${admin[@]}" "${service[@]}"
	said="'$(<cut/url)/v3/projects': the server cut the list of projects; raise its list_limit"
	keystone_stop "$PWD/cut"
	fails 65 "$said"
}

@test "the account is an attribute, also one in another, if it is told so" {
	fetch "${admin[@]}" --account-from attribute:contract
	comes 1 "ow-fetch-projects: project '$(id nested)': attribute 'contract' is neither a text nor a whole number
ow-fetch-projects: warning: 1 project has no account, the first is 'admin' ('$(id admin)')" <<-'END'
	["admin",null]
	["l\u0001ab é","4711"]
	["nested",null]
	["shop","K-47"]
	END
	jq -es '.[-1].rejected == 1' <<<"$output"
	fetch "${admin[@]}" --account-from=attribute:billing.contract
	[ "$status" -eq 0 ]
	[[ $stderr == 'ow-fetch-projects: warning: 3 projects have no account, the first is '* ]]
	labels | grep -Fx '["l\u0001ab é","deep"]'
}

@test "the account is a tag, if it is told so" {
	fetch "${admin[@]}" --account-from tag:account:
	[ "$status" -eq 1 ]
	[[ $stderr == *"ow-fetch-projects: project '$(id nested)': two tags begin with 'account:'"* ]]
	[[ $stderr == *'warning: 2 projects have no account, '* ]]
	diff - <(labels) <<-'END'
	["admin",null]
	["l\u0001ab é",null]
	["nested",null]
	["shop","K-48"]
	END
}

@test "the account is found in the description, if it is told so" {
	fetch "${admin[@]}" --account-from 'description:^Contract: ([^,]*)'
	[ "$status" -eq 0 ]
	[[ $stderr == *'warning: 3 projects have no account, '* ]]
	labels | grep -Fx '["shop","K-49"]'
}
