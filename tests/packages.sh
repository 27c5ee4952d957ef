#!/bin/sh
# packages.sh SET ...: installs Debian's packages that a target needs and this
# machine does not have, and says so. Asks for nothing if all are there.
set -eu

build='gcc libc6-dev make pkg-config libjansson-dev libcurl4-openssl-dev
    default-libmysqlclient-dev libyaml-dev zlib1g-dev'
check='bats jq mandoc python3 gzip tzdata openssl procps strace parallel time
    mariadb-server-core mariadb-client-core'
services='python3-keystone curl'
lint='clang-format clang-tidy cppcheck shellcheck mandoc python3'
bench='jq miller python3 time parallel mariadb-server-core mariadb-client-core'
duckdb='npm'
fuzz='clang llvm libclang-rt-14-dev'

missing=
for set in "$@"; do
    case $set in
    build) names=$build ;;
    check) names=$check ;;
    services) names=$services ;;
    lint) names=$lint ;;
    bench) names=$bench ;;
    duckdb) names=$duckdb ;;
    fuzz) names=$fuzz ;;
    *)
        echo "packages.sh: no set '$set'" >&2
        exit 64
        ;;
    esac
    for name in $names; do
        state=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) ||
            state=
        [ "$state" = installed ] || missing="$missing $name"
    done
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
    as_root='sudo env DEBIAN_FRONTEND=noninteractive'
fi
echo "Installing from Debian:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# shellcheck disable=SC2086 # the lists are meant to be split
if ! { $as_root apt-get update && $as_root apt-get install -y \
    --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    echo "packages.sh: could not install:$missing" >&2
    exit 78
fi
rm -f "$log"
