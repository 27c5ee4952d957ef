#!/usr/bin/env bats
# Every way to log in, to a real Keystone, over TLS.

bats_require_minimum_version 1.5.0
load ../keystone

setup_file() {
	export KEYSTONE="$BATS_FILE_TMPDIR/keystone"
	keystone_start "$KEYSTONE"
	cd "$BATS_FILE_TMPDIR" || return
	keystone_make "$KEYSTONE" domain '{"name": "Acme"}' >acme
	keystone_make "$KEYSTONE" project '{"name": "shop",
		"domain_id": "'"$(<acme)"'"}' >shop
	keystone_make "$KEYSTONE" user '{"name": "billing",
		"domain_id": "'"$(<acme)"'", "password": "bill'\''s \"pw\""}' >billing
	keystone_grant "$KEYSTONE" "$(<billing)" admin "projects/$(<shop)"
	keystone_grant "$KEYSTONE" "$(<billing)" reader "domains/$(<acme)"
	keystone_grant "$KEYSTONE" "$(<billing)" reader system
	keystone_make "$KEYSTONE" service '{"type": "metering"}' >metering
	endpoint North public http://north.test
	endpoint North internal http://north.internal
	endpoint South public http://south.test
	keystone_api "$KEYSTONE" GET 'users?name=admin' |
		jq -r '.users[0].id' >admin
	keystone_api "$KEYSTONE" GET 'projects?name=admin' |
		jq -r '.projects[0].id' >admin-project
	keystone_api "$KEYSTONE" POST \
		"users/$(<admin)/application_credentials" \
		'{"application_credential": {"name": "app",
		"secret": "app s3cr3t", "roles": [{"name": "reader"}]}}' |
		jq -r .application_credential.id >app
}

# endpoint REGION INTERFACE URL: of the metering service.
endpoint() {
	keystone_api "$KEYSTONE" GET "regions/$1" >/dev/null 2>&1 ||
		keystone_make "$KEYSTONE" region "{\"id\": \"$1\"}" >/dev/null
	keystone_make "$KEYSTONE" endpoint '{"region_id": "'"$1"'",
		"interface": "'"$2"'", "url": "'"$3"'",
		"service_id": "'"$(<metering)"'"}' >/dev/null
}

teardown_file() {
	keystone_stop "$KEYSTONE"
}

setup() {
	load ../keystone-stub
	OW_UNIT=${OW_UNIT:-$BATS_TEST_DIRNAME/../../build/release/unit}
	cd "$BATS_FILE_TMPDIR" || return
	stub_environment
	KEYSTONE_URL=$(<"$KEYSTONE/url")
	export OS_CACERT=$KEYSTONE/ca.pem OS_AUTH_URL=$KEYSTONE_URL
	export OS_REGION_NAME=North
	ADMIN="http://north.test project=$(<shop) admin=yes"
}

# The user of a project, by the names of both.
by_name() {
	export OS_USERNAME=billing OS_PASSWORD="bill's \"pw\""
	export OS_USER_DOMAIN_NAME=Acme OS_PROJECT_NAME=shop
	export OS_PROJECT_DOMAIN_NAME=Acme
}

@test "user and project by names, with and without a version in the URL" {
	by_name
	gives "$ADMIN" metering
	OS_AUTH_URL+=/v3 gives "$ADMIN" metering
	OS_AUTH_URL+=/v3/ gives "$ADMIN" metering
	OS_IDENTITY_API_VERSION=3 gives "$ADMIN" metering
}

@test "user and project by ids, domains by id, one domain for both" {
	by_name
	unset OS_USER_DOMAIN_NAME OS_PROJECT_DOMAIN_NAME
	OS_DOMAIN_NAME=Acme gives "$ADMIN" metering
	OS_DOMAIN_ID=$(<acme) gives "$ADMIN" metering
	OS_DEFAULT_DOMAIN=$(<acme) gives "$ADMIN" metering
	unset OS_USERNAME OS_PROJECT_NAME
	export OS_USER_ID OS_PROJECT_ID
	OS_USER_ID=$(<billing)
	OS_PROJECT_ID=$(<shop)
	gives "$ADMIN" metering
}

@test "a token for a domain or the system has no project" {
	by_name
	unset OS_PROJECT_NAME
	OS_DOMAIN_NAME=Acme gives "http://north.test project=- admin=no" \
		metering
	OS_SYSTEM_SCOPE=all gives "http://north.test project=- admin=no" \
		metering
	fails 78 "the token comes without a catalog: name a project, or give\
 --endpoint" metering
}

@test "region and interface choose the endpoint" {
	by_name
	gives "http://south.test project=$(<shop) admin=yes" metering \
		--os-region-name South
	OS_INTERFACE=internal gives "http://north.internal project=$(<shop)\
 admin=yes" metering
	OS_REGION_NAME='' fails 78 "the catalog has several public endpoints\
 of 'metering': choose with --os-region-name" metering
	OS_REGION_NAME=South fails 78 "the catalog has no internal endpoint of\
 'metering' in region 'South'" metering --os-interface internal
}

@test "an application credential by id and by name has its own project and roles" {
	local reader
	reader="http://north.test project=$(<admin-project) admin=no"
	export OS_APPLICATION_CREDENTIAL_SECRET="app s3cr3t"
	OS_APPLICATION_CREDENTIAL_ID=$(<app) gives "$reader" metering
	OS_AUTH_TYPE=v3applicationcredential OS_PROJECT_NAME=shop \
		OS_APPLICATION_CREDENTIAL_ID=$(<app) gives "$reader" metering
	OS_APPLICATION_CREDENTIAL_NAME=app OS_USERNAME=admin \
		gives "$reader" metering
	OS_APPLICATION_CREDENTIAL_NAME=app OS_USER_ID=$(<admin) \
		gives "$reader" metering
}

@test "a token is exchanged for one of a project, or asked what it is good for" {
	local admin
	admin="http://north.test project=$(<admin-project) admin=yes"
	OS_TOKEN=$(<"$KEYSTONE/token") gives "$admin" metering
	OS_TOKEN=$(<"$KEYSTONE/token") OS_PROJECT_NAME=admin \
		gives "$admin" metering
	OS_TOKEN=$(<"$KEYSTONE/token") OS_PROJECT_ID=$(<shop) fails 77 \
		"'$KEYSTONE_URL/v3/auth/tokens': HTTP status 401: 'The request\
 you have made requires authentication.'" metering
}

@test "credentials that Keystone does not take end with 77 at once" {
	local no="'$KEYSTONE_URL/v3/auth/tokens': HTTP status 401: 'The request\
 you have made requires authentication.'"
	by_name
	OS_PASSWORD=s3cr3t fails 77 "$no" metering
	OS_USERNAME=nobody fails 77 "$no" metering
	OS_PROJECT_NAME=nothing fails 77 "$no" metering
	unset OS_USERNAME OS_PASSWORD
	OS_TOKEN=nonsense fails 77 "'$KEYSTONE_URL/v3/auth/tokens': HTTP status\
 404: 'Could not recognize Fernet token'" metering
	OS_PROJECT_NAME='' OS_TOKEN=nonsense fails 77 "$no" metering
	export OS_APPLICATION_CREDENTIAL_SECRET=s3cr3t
	OS_APPLICATION_CREDENTIAL_ID=$(<app) fails 77 "$no" metering
	OS_APPLICATION_CREDENTIAL_ID=none fails 77 "'$KEYSTONE_URL/v3/auth/\
tokens': HTTP status 404: 'Could not find Application Credential: none.'" \
		metering
}

@test "a path with no Keystone behind it ends with 78" {
	by_name
	OS_AUTH_URL+=/nowhere fails 78 \
		"'$KEYSTONE_URL/nowhere/': HTTP status 404" metering
	OS_AUTH_URL+=/nowhere/v3 run -78 client metering
}

@test "the endpoint of the catalog's identity service answers" {
	by_name
	export OS_REGION_NAME=north
	client identity /v3/auth/projects >out 2>err
	[ "$(cat err)" = "status 200" ]
	tail -n 1 out | jq -e '.projects[0].name == "shop"'
}

@test "a cloud of clouds.yaml with its secure.yaml serves as well" {
	cat >clouds.yaml <<-END
	clouds:
	  acme:
	    auth: {auth_url: $KEYSTONE_URL, username: billing,
	      domain_name: Acme, project_name: shop}
	    cacert: $KEYSTONE/ca.pem
	    region_name: North
	END
	cat >secure.yaml <<-'END'
	clouds: {acme: {auth: {password: "bill's \"pw\""}}}
	END
	unset "${!OS_@}"
	gives "$ADMIN" metering --os-cloud acme
	OS_CLOUD=acme gives "$ADMIN" metering
}
