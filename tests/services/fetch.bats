#!/usr/bin/env bats
# ow-fetch-ceilo by way of a real Keystone: the cloud of a clouds.yaml, a login
# over TLS, the catalog, and what it does with the token.

bats_require_minimum_version 1.5.0
load ../keystone

setup_file() {
	export KEYSTONE="$BATS_FILE_TMPDIR/keystone"
	keystone_start "$KEYSTONE"
	keystone_make "$KEYSTONE" service '{"type": "metering"}' \
		>"$KEYSTONE/metering"
}

teardown_file() {
	keystone_stop "$KEYSTONE"
}

setup() {
	load ../ceilo-helper
	ceilo_setup
	unset OS_TOKEN
	make_samples 120 >all
}

teardown() {
	stub_stop
}

# service: starts the stub, which asks Keystone about tokens.
service() {
	stub_start --keystone "$(<"$KEYSTONE/url")" \
		--cacert "$KEYSTONE/ca.pem" all
}

# endpoint REGION: the stub is the metering service of this region.
endpoint() {
	keystone_make "$KEYSTONE" region "{\"id\": \"$1\"}" >made
	keystone_make "$KEYSTONE" endpoint '{"region_id": "'"$1"'",
		"interface": "public", "url": "'"$url"'",
		"service_id": "'"$(<"$KEYSTONE/metering")"'"}' >made
}

# cloud PASSWORD: a clouds.yaml and a secure.yaml beside it.
cloud() {
	cat >clouds.yaml <<-END
	clouds:
	  billing:
	    auth:
	      auth_url: $(<"$KEYSTONE/url")/v3
	      username: admin
	      project_name: admin
	      user_domain_id: default
	      project_domain_id: default
	    cacert: $KEYSTONE/ca.pem
	END
	printf 'clouds: {billing: {auth: {password: "%s"}}}\n' "$1" >secure.yaml
	chmod 600 secure.yaml
}

@test "a window is read with what clouds.yaml and the catalog say" {
	service
	endpoint North
	cloud "$(<"$KEYSTONE/password")"
	ow-fetch-ceilo --os-cloud billing --os-region-name North \
		--from "$FROM" --till "$TILL" >out
	diff <(expected all) <(samples out)
	is_framed out
}

@test "a password that Keystone does not take ends it with 77" {
	service
	cloud wrong-s3cr3t
	says 77 "'$(<"$KEYSTONE/url")/v3/auth/tokens': HTTP status 401: 'The\
 request you have made requires authentication.'" ow-fetch-ceilo \
		--os-cloud billing --from "$FROM" --till "$TILL"
	run ! grep -r s3cr3t out
	[ "$(requests)" -eq 0 ]
}

@test "a Keystone of an unknown authority ends it with 78, unless asked for" {
	service
	endpoint South
	cloud "$(<"$KEYSTONE/password")"
	sed -i /cacert/d clouds.yaml
	run -78 --separate-stderr ow-fetch-ceilo --os-cloud billing \
		--os-region-name South --from "$FROM" --till "$TILL"
	[[ $stderr == *certificate* ]]
	ow-fetch-ceilo --os-cloud billing --os-region-name South --insecure \
		--from "$FROM" --till "$TILL" >out
	diff <(expected all) <(samples out)
}
