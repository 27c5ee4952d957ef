#!/usr/bin/env bats
# What the fetchers take for granted of Keystone, asked of a real one, and
# what they make of its catalog.
# shellcheck disable=SC2154 # run sets $stderr

bats_require_minimum_version 1.5.0
load ../keystone

setup_file() {
	export KEYSTONE="$BATS_FILE_TMPDIR/keystone"
	keystone_start "$KEYSTONE" '[DEFAULT]' 'list_limit = 3'
	for name in a b c d; do
		keystone_make "$KEYSTONE" project "{\"name\": \"$name\"}" >/dev/null
	done
	keystone_make "$KEYSTONE" region '{"id": "south"}' >/dev/null
	make_endpoints south "$(keystone_api "$KEYSTONE" GET \
		'services?type=identity' | jq -r '.services[0].id')" \
		"$(<"$KEYSTONE/url")"
	metering=$(keystone_make "$KEYSTONE" service \
		'{"type": "metering", "name": "ceilometer"}')
	make_endpoints north "$metering" http://north.example
	make_endpoints south "$metering" http://south.example
}

teardown_file() {
	keystone_stop "$KEYSTONE"
}

# make_endpoints REGION SERVICE URL: one for each interface, below the URL.
make_endpoints() {
	for interface in public internal admin; do
		keystone_make "$KEYSTONE" endpoint "{\"region_id\": \"$1\",
			\"service_id\": \"$2\", \"interface\": \"$interface\",
			\"url\": \"$3/$interface\"}" >/dev/null
	done
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	bin=${OW_BIN:-$BATS_TEST_DIRNAME/../../build/release/bin}
	unit=${OW_UNIT:-$BATS_TEST_DIRNAME/../../build/release/unit}
	url=$(<"$KEYSTONE/url")
}

# as_admin COMMAND [ARG ...]: with a login of admin's, and no other.
as_admin() {
	run --separate-stderr env -i PATH="$PATH" HOME="$PWD" \
		OS_AUTH_URL="$url/v3" OS_CACERT="$KEYSTONE/ca.pem" \
		OS_USERNAME=admin OS_PASSWORD="$(<"$KEYSTONE/password")" \
		OS_USER_DOMAIN_ID=default OS_PROJECT_NAME=admin \
		OS_PROJECT_DOMAIN_ID=default "$@"
}

# fetch CODE ERROR [ARG ...]: ow-fetch-projects ends so.
fetch() {
	local code=$1 text=$2
	shift 2
	as_admin "$bin/ow-fetch-projects" "$@"
	diff <(echo "ow-fetch-projects: $text") <(echo "$stderr")
	[ "$status" -eq "$code" ]
}

# finds URL [VARIABLE=VALUE ...]: the metering service is there, for admin.
finds() {
	local want=$1 project
	shift
	as_admin env "$@" "$unit/keystone" metering
	project=$(jq -r .token.project.id "$KEYSTONE/login")
	diff <(echo "$want project=$project admin=yes") <(echo "$output")
	[ "$status" -eq 0 ]
}

@test "a list that the server cuts is marked, and has no next page" {
	keystone_api "$KEYSTONE" GET projects >list
	jq -e '(.projects | length) == 3 and .truncated and
		.links.next == null' list
}

@test "a list that is not cut has no such mark" {
	keystone_api "$KEYSTONE" GET domains >list
	jq -e '(.domains | length) == 1 and (has("truncated") | not)' list
}

@test "Keystone is asked where the catalog has it, by region and interface" {
	cut="'$url/v3/projects': the server cut the list of projects; raise its list_limit"
	fetch 65 "$cut" --os-region-name north
	fetch 65 "$cut" --os-region-name north --os-interface admin
	fetch 65 "$cut" --os-region-name south --endpoint "$url"
	for interface in public internal admin; do
		fetch 78 "'$url/$interface/v3/projects': HTTP status 404" \
			--os-region-name south --os-interface $interface
	done
	fetch 78 "'$url/public/v3/projects': HTTP status 404" \
		--os-region-name south
	fetch 78 "the catalog has no public endpoint of 'identity' in region 'west'" \
		--os-region-name west
	fetch 78 "the catalog has several public endpoints of 'identity': choose with --os-region-name"
}

@test "a metering service is found in the catalog by region and interface" {
	for region in north south; do
		finds "http://$region.example/public" OS_REGION_NAME=$region
		for interface in public internal admin; do
			finds "http://$region.example/$interface" \
				OS_REGION_NAME=$region OS_INTERFACE=$interface
		done
	done
}
