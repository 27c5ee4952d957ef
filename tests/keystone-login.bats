#!/usr/bin/env bats
# Logging in, against a stub: old clouds, tokens that expire, faults. What a
# real Keystone can show is in services/.
# shellcheck disable=SC2154 # keystone-stub.bash sets $port

setup() {
	load keystone-stub
	cd "$BATS_TEST_TMPDIR" || return
	stub_environment
}

teardown() {
	stub_stop
}

@test "the version is asked for, and v3 is preferred" {
	stub_start --versions v2.0,v3.14
	gives "http://127.0.0.1:$port/metering project=p3 admin=yes" metering
	[ "$(asked)" = "GET /,POST /v3/auth/tokens" ]
}

@test "an old cloud has v2.0 alone" {
	stub_start --versions v2.0 --role member
	OS_REGION_NAME=S gives \
		"http://127.0.0.1:$port/metering project=p2 admin=no" metering
	[ "$(asked)" = "GET /,POST /v2.0/tokens" ]
	[ "$(jq -r 'select(.body != "").body' requests)" = '{"auth":{"passwordCredentials":{"username":"u","password":"s3cr3t"},"tenantName":"t"}}' ]
	gives "http://S.test project=p2 admin=no" metering \
		--os-interface internal --os-region-name S
}

@test "a version that is told is not asked for" {
	stub_start
	OS_IDENTITY_API_VERSION=2 client metering
	OS_AUTH_URL+=/v2.0 client metering
	[ "$(asked)" = "POST /v2.0/tokens,POST /v2.0/tokens" ]
	stub_start
	OS_IDENTITY_API_VERSION=3 client metering
	OS_AUTH_URL+=/v3/ client metering
	OS_AUTH_URL+=/v2.0 OS_IDENTITY_API_VERSION=3 client metering
	[ "$(asked)" = "POST /v3/auth/tokens,POST /v3/auth/tokens,POST /v3/auth/tokens" ]
}

@test "several regions have to be chosen from, if they differ" {
	stub_start --versions v2.0
	OS_INTERFACE=public client metering
	OS_INTERFACE=internal fails 78 "the catalog has several internal\
 endpoints of 'metering': choose with --os-region-name" metering
	OS_INTERFACE=adminURL fails 78 "the catalog has no admin endpoint of\
 'metering'" metering
	OS_REGION_NAME=T fails 78 "the catalog has no public endpoint of\
 'metering' in region 'T'" metering
}

@test "without a project there is no catalog" {
	stub_start --versions v2.0
	OS_PROJECT_NAME='' fails 78 "the token comes without a catalog: name\
 a project, or give --endpoint" metering
	OS_PROJECT_NAME='' gives "http://m.test project=- admin=yes" metering \
		--endpoint http://m.test/
}

@test "a token that a service is tired of is renewed, and the request repeated" {
	stub_start --uses 2
	client metering /1 /2 /3 /4 /5 >out 2>err
	[ "$(tail -n 5 out | paste -sd ' ')" = "1 2 3 4 5" ]
	[ "$(grep -c 'status 200' err)" -eq 5 ]
	[ "$(asked | grep -o POST | wc -l)" -eq 3 ]
	[ "$(tail -n 1 requests | jq -r .token)" = token-3-s3cr3t ]
}

@test "a token that is refused though it is new ends with 77" {
	stub_start --uses 0
	fails 77 "'http://127.0.0.1:$port/metering/1': HTTP status 401: 'The\
 request you have made requires authentication.'" metering /1
	[ "$(asked | grep -o POST | wc -l)" -eq 2 ]
}

@test "a 401 about another's project brings no new token" {
	stub_start
	fails 77 "'http://127.0.0.1:$port/metering/other': HTTP status 401:\
 'Not Authorized to access project p'" metering /other
	[ "$(asked | grep -o POST | wc -l)" -eq 1 ]
}

@test "a token that was given is sent as it is, and not renewed" {
	stub_start
	local auth_url=$OS_AUTH_URL
	unset OS_AUTH_URL OS_USERNAME OS_PASSWORD
	OS_TOKEN=s3cr3t-given fails 77 "'$auth_url/metering/1': HTTP status\
 401: 'The request you have made requires authentication.'" metering \
		--endpoint "$auth_url/metering" /1
	[ "$(asked)" = "GET /metering/1" ]
	jq -e '.token == "s3cr3t-given"' requests
	OS_TOKEN='s3cr3t given' fails 78 "the token holds a blank or a\
 control character" metering --endpoint "$auth_url/metering" /1
	OS_TOKEN=t gives "http://m.test project=- admin=unknown" metering \
		--endpoint http://m.test
}

@test "with an endpoint and nothing else no token is sent" {
	stub_start
	local url=$OS_AUTH_URL/metering
	unset OS_AUTH_URL OS_USERNAME OS_PASSWORD OS_PROJECT_NAME
	fails 77 "'$url/1': HTTP status 401: 'The request you have made\
 requires authentication.'" metering --endpoint "$url" /1
	jq -e '.token == null' requests
	fails 78 "no endpoint: name a cloud with --os-cloud, set the OS_*\
 variables, or give --endpoint" metering
}

@test "an endpoint of the settings stands for the catalog's" {
	stub_start
	OS_METERING_ENDPOINT_OVERRIDE=http://o.test/ gives \
		"http://o.test project=p3 admin=yes" metering
	OS_METERING_ENDPOINT_OVERRIDE=http://o.test/ gives \
		"http://m.test project=p3 admin=yes" metering \
		--endpoint http://m.test
	OS_METERING_ENDPOINT_OVERRIDE=o.test fails 78 \
		"the endpoint is not http[s]://HOST[:PORT][/PATH]" metering
}

@test "a wrong password ends with 77 at once" {
	stub_start
	OS_PASSWORD=s3cr3t2 fails 77 "'http://127.0.0.1:$port/v3/auth/tokens':\
 HTTP status 401: 'The request you have made requires authentication.'" \
		metering
	[ "$(asked)" = "GET /,POST /v3/auth/tokens" ]
}

@test "an answer that quotes the password is not shown" {
	stub_start --fault quote@2
	fails 78 "'http://127.0.0.1:$port/v3/auth/tokens': HTTP status 400" \
		metering
	stub_start --fault quote@2
	OS_PASSWORD="s3cr3t's" fails 78 \
		"'http://127.0.0.1:$port/v3/auth/tokens': HTTP status 400" \
		metering
}

@test "a redirection is not followed, and not shown with a secret" {
	stub_start --fault moved@2
	fails 78 "'http://127.0.0.1:$port/v3/auth/tokens': HTTP status 302, a\
 redirection, which is not followed" metering
	[ "$(wc -l <requests)" -eq 2 ]
}

@test "what is no Keystone ends with 78" {
	stub_start --fault page@1
	fails 78 "'http://127.0.0.1:$port/': no versions of the Identity\
 service" metering
	stub_start --fault page@2
	fails 78 "'http://127.0.0.1:$port/v3/auth/tokens': the answer has no\
 token" metering
	stub_start
	OS_AUTH_URL+=/identity fails 78 \
		"'http://127.0.0.1:$port/identity/': HTTP status 404: 'Not\
 Found'" metering
}

@test "faults that pass are tried again, and told if asked for" {
	stub_start --fault 503@1 --fault 429/1@2 --fault 500@4 \
		--fault '503/Wed, 21 Oct 2015 07:28:00 GMT@6'
	client -v metering /1 2>err
	sed -E "s/[0-9]\.[0-9] s/N s/; s/:$port//" err | diff - <(cat <<-'END'
	keystone: 'http://127.0.0.1/': HTTP status 503; trying again in N s (1 of 8)
	keystone: 'http://127.0.0.1/': HTTP status 429; trying again in N s (2 of 8)
	keystone: 'http://127.0.0.1/v3/auth/tokens': HTTP status 500; trying again in N s (1 of 8)
	keystone: 'http://127.0.0.1/metering/1': HTTP status 503; trying again in N s (1 of 8)
	status 200
	END
	)
	grep -E '429; trying again in 1\.[0-9] s' err
	grep -E '503; trying again in 0\.[0-9] s' err
	stub_start --fault 503@1
	client metering /1 2>err
	[ "$(cat err)" = "status 200" ]
	stub_start --fault 503@2-
	fails 75 "'http://127.0.0.1:$port/v3/auth/tokens': HTTP status 503\
 (tried 2 times)" metering --retries 1
}

@test "no secret is in the command line" {
	stub_start --fault 503/2@1
	"$OW_UNIT/keystone" metering 2>err 3>&- &
	local pid=$!
	while [ ! -s requests ]; do
		kill -0 "$pid"
		sleep 0.02
	done
	tr '\0' ' ' <"/proc/$pid/cmdline" >cmdline
	grep -q 'keystone metering' cmdline
	wait "$pid"
	run ! grep s3cr3t cmdline err
}

@test "a cloud of clouds.yaml is chosen by option or variable" {
	stub_start
	cat >c.yaml <<-END
	clouds:
	  one: {auth: {auth_url: $OS_AUTH_URL, username: u, project_name: t}}
	  two: {auth: {auth_url: $OS_AUTH_URL, username: v}}
	END
	echo 'clouds: {one: {auth: {password: s3cr3t}}}' >secure.yaml
	unset "${!OS_@}"
	export OS_CLIENT_CONFIG_FILE=c.yaml
	gives "http://127.0.0.1:$port/metering project=p3 admin=yes" metering \
		--os-cloud one
	OS_CLOUD=one client metering
	OS_CLOUD=one fails 78 "cloud 'two': no password" metering \
		--os-cloud two
	fails 78 "clouds.yaml has several clouds: name one with --os-cloud or\
 OS_CLOUD" metering
}

# logs_in_by BODY CLOUD: refused though it is, the client asked with that body.
logs_in_by() {
	: >requests
	run -77 client metering --os-cloud "$2"
	diff <(echo "$1") <(jq -r 'select(.body != "").body' requests)
}

@test "the files that the page shows log in as it says" {
	stub_start
	unset "${!OS_@}"
	load man
	mkdir page
	blocks_of_page "$BATS_TEST_DIRNAME/../man/ow-login.7" page
	sed -E "s,http(s://keystone.example|://controller):5000,http://127.0.0.1:$port," page/1 >clouds.yaml
	cp page/2 secure.yaml
	logs_in_by '{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"billing","domain":{"name":"Default"},"password":"correct horse"}}},"scope":{"project":{"name":"admin","domain":{"name":"Default"}}}}}' new
	logs_in_by '{"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"961e2402de624c69bf36e0365ded4f99","secret":"battery"}}}}' south
	logs_in_by '{"auth":{"passwordCredentials":{"username":"billing","password":"staple"},"tenantName":"admin"}}' old
}
