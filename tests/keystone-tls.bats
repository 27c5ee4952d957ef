#!/usr/bin/env bats
# Who is trusted: certificates of the server and of the client.
# shellcheck disable=SC2154 # keystone-stub.bash sets $port

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	local name
	for name in ca other; do
		openssl req -x509 -newkey ec -pkeyopt \
			ec_paramgen_curve:prime256v1 -nodes -days 2 \
			-subj "/CN=$name" -keyout "$name.key" \
			-out "$name.pem" 2>openssl.log
	done
	signed server IP:127.0.0.1
	signed elsewhere DNS:elsewhere.test
	signed client DNS:client.test
}

# signed NAME SAN: NAME.pem, a key and a certificate of the CA's.
signed() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
		-subj "/CN=$1" -keyout "$1.key" -out "$1.csr" 2>>openssl.log
	openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key \
		-CAcreateserial -days 2 -out "$1.crt" \
		-extfile <(echo "subjectAltName=$2") 2>>openssl.log
	cat "$1.key" "$1.crt" >"$1.pem"
}

setup() {
	load keystone-stub
	cd "$BATS_FILE_TMPDIR" || return
	stub_environment
}

teardown() {
	stub_stop
}

# secure_start [ARG ...]: as stub_start, with TLS.
secure_start() {
	stub_start --tls server.pem "$@"
	OS_AUTH_URL=https://127.0.0.1:$port
	SERVICE="https://127.0.0.1:$port/metering project=p3 admin=yes"
}

@test "a certificate of a CA that is named is taken" {
	secure_start
	OS_CACERT=ca.pem gives "$SERVICE" metering
}

@test "a folder of certificates serves, too" {
	secure_start
	mkdir folder
	cp ca.pem folder
	openssl rehash folder
	OS_CACERT=folder gives "$SERVICE" metering
	mkdir empty
	OS_CACERT=empty fails 78 "'$OS_AUTH_URL/': the server's certificate is\
 not trusted" metering
}

@test "any other certificate is refused at once, and nothing was sent" {
	secure_start
	local text="'$OS_AUTH_URL/': the server's certificate is not trusted"
	fails 78 "$text" metering
	OS_CACERT=other.pem fails 78 "$text" metering
	[ ! -s requests ]
	OS_CACERT=none.pem fails 78 "'$OS_AUTH_URL/': the file of trusted\
 certificates cannot be used" metering
}

@test "a certificate for another host is refused" {
	secure_start --tls elsewhere.pem
	OS_CACERT=ca.pem fails 78 "'$OS_AUTH_URL/': the server's certificate is\
 not trusted" metering
	[ ! -s requests ]
}

@test "--insecure, OS_INSECURE and verify take any, if asked" {
	secure_start --tls elsewhere.pem
	gives "$SERVICE" metering --insecure
	OS_INSECURE=true gives "$SERVICE" metering
	OS_INSECURE=false fails 78 "'$OS_AUTH_URL/': the server's certificate\
 is not trusted" metering
	OS_INSECURE=false gives "$SERVICE" metering --insecure
	OS_CACERT=other.pem gives "$SERVICE" metering --insecure
}

@test "a client's certificate is shown, its key in the same file or another" {
	secure_start --client-ca ca.pem
	export OS_CACERT=ca.pem
	OS_CERT=client.pem gives "$SERVICE" metering
	OS_CERT=client.crt OS_KEY=client.key gives "$SERVICE" metering
	run -75 client metering --retries 0
	OS_CERT=client.crt fails 78 "'$OS_AUTH_URL/': the client's certificate\
 or key cannot be used" metering
}

@test "a server that speaks no TLS is no service" {
	stub_start
	OS_AUTH_URL=https://127.0.0.1:$port
	run -75 client metering --retries 0
	[ ! -s requests ]
}
