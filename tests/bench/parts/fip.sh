#!/bin/bash
# Speed and memory of ow-fetch-fip on a database of many floating IPs, beside
# MySQL's own client writing the same columns as text.
# There are a million, in a private MariaDB.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=../../mariadb.bash
. "$here/../../mariadb.bash"
: "${OW_BIN:=$here/../../../build/release/bin}" "${BENCH_REPEATS:=3}"
count=1000000
[ -z "${BENCH_QUICK-}" ] || count=10000

dir=$(mktemp -d)
trap 'mariadb_stop "$dir/db"; rm -rf "$dir"' EXIT

# The ids are those of no order, as Neutron's are.
fill() {
    cat "$here/../../fixtures/neutron/newton.sql"
    cat <<SQL
SET foreign_key_checks = 0, unique_checks = 0;
DELETE FROM floatingips;
DELETE FROM standardattributes;
INSERT INTO standardattributes (id, resource_type, created_at)
SELECT seq, 'floatingips', '2016-05-01' + INTERVAL seq SECOND
FROM seq_1_to_$count;
INSERT INTO floatingips
SELECT MD5(seq % 5000), INSERT(INSERT(INSERT(INSERT(MD5(seq), 9, 0, '-'),
    14, 0, '-'), 19, 0, '-'), 24, 0, '-'), INET_NTOA(167772160 + seq),
    '1f8c6e4b-5a03-4d97-b2e6-c0d9f7a18354',
    '8d6b4f2e-c1a9-4735-90f8-e7b5d3c1a062',
    '4e2c0a8f-6d1b-4359-97f5-b3e8d0c6a721', '10.30.0.14',
    '5b9e7d1f-3c8a-4f60-a2d4-0e6c8b5f7193', NULL, 'ACTIVE', seq
FROM seq_1_to_$count ORDER BY 2;
SQL
}

mariadb_start "$dir/db" --innodb-buffer-pool-size=512M
fill >"$dir/fill.sql"
mariadb_load "$dir/db" neutron "$dir/fill.sql"
mariadb_option_file "$dir/db" "$dir/my.cnf" root ''

# timed NAME LINES COMMAND ...: the least of the times, and the peak memory.
timed() {
    local name=$1 lines=$2 got i
    shift 2
    for ((i = 0; i < BENCH_REPEATS; i++)); do
        /usr/bin/time -a -o "$dir/$name" -f '%e %U %S %M' "$@" >"$dir/out"
        got=$(wc -l <"$dir/out")
        [ "$got" -eq "$lines" ] || {
            echo "fip.sh: $name wrote $got lines, not $lines" >&2
            return 1
        }
    done
    sort -n "$dir/$name" | awk -v name="$name" -v n="$count" '
        NR == 1 { s = $1; cpu = $2 + $3 }
        $4 > peak { peak = $4 }
        END {
            printf "%-28s %8.2f s %8.2f s CPU %9d addresses/s %7.1f MB\n",
                name, s, cpu, n / (s > 0 ? s : 0.01), peak * 1024 / 1e6
        }'
}

echo
echo "$count floating IPs from MariaDB, the fastest of $BENCH_REPEATS runs:"
timed ow-fetch-fip $((count + 3)) "$OW_BIN/ow-fetch-fip" \
    --defaults-file "$dir/my.cnf"
columns='f.id, project_id, status, floating_ip_address, floating_network_id,
    fixed_ip_address, fixed_port_id, router_id, created_at'
timed mariadb-quick "$count" mariadb --defaults-file="$dir/my.cnf" --quick \
    --batch --skip-column-names -e "SELECT $columns FROM floatingips AS f
    LEFT JOIN standardattributes AS s ON s.id = standard_attr_id
    ORDER BY f.id" neutron
