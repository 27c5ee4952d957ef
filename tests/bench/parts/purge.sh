#!/bin/bash
# Speed of ow-purge-ceilo on a real MariaDB that syncs as usual, and for how
# long its longest transaction held its locks.
#
# The samples are those of notifications, seven for each, and all go. In the
# tables of Juno each notification has 40 rows of metadata, in those of
# Icehouse each sample has.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=../../mariadb.bash
. "$here/../../mariadb.bash"
count=70000
[ -z "${BENCH_QUICK-}" ] || count=1400
: "${OW_BIN:=$here/../../../build/release/bin}"
dir=$(mktemp -d)
trap 'mariadb_stop "$dir/db"; rm -rf "$dir"' EXIT

mariadb_start "$dir/db" --innodb-flush-log-at-trx-commit=1 \
    --innodb-flush-method=fsync --innodb-buffer-pool-size=128M \
    --innodb-log-file-size=64M --slow-query-log-file="$dir/slow" \
    --long-query-time=0
mariadb_option_file "$dir/db" "$dir/my.cnf" root ''

# rows FORM: COUNT samples of ten days.
rows() {
    cat <<-SQL
	INSERT INTO meter VALUES (1, 'instance', '', ''), (2, 'memory', '', ''),
	(3, 'vcpus', '', ''), (4, 'disk.root.size', '', ''),
	(5, 'disk.ephemeral.size', '', ''), (6, 'instance:m1', '', ''),
	(7, 'cpu', '', '');
	SET @step = 864000 / $count;
	SQL
    if [ "$1" = icehouse ]; then
        cat <<-SQL
	INSERT INTO source VALUES ('openstack');
	INSERT INTO resource SELECT seq, '{}', NULL, NULL FROM seq_0_to_1000;
	INSERT INTO sample SELECT seq, 1 + seq % 7, NULL, NULL, seq % 1000,
	REPEAT('x', 2000), 1, 1462060800 + seq * @step,
	1462060801 + seq * @step, '', UUID() FROM seq_1_to_$count;
	INSERT INTO sourceassoc
	SELECT seq, NULL, NULL, NULL, 'openstack' FROM seq_1_to_$count;
	INSERT INTO metadata_text SELECT s.seq, k.seq, REPEAT('v', 20)
	FROM seq_1_to_$count AS s, seq_1_to_40 AS k;
	SQL
    else
        cat <<-SQL
	INSERT INTO resource SELECT seq, seq % 1000, 'u', 'p', 'openstack',
	REPEAT('x', 2000), MD5(seq) FROM seq_1_to_$((count / 7));
	INSERT INTO sample SELECT seq, 1 + seq % 7, 1 + (seq - 1) DIV 7, 1,
	1462060800 + seq * @step, 1462060801 + seq * @step, '', UUID()
	FROM seq_1_to_$count;
	INSERT INTO metadata_text SELECT s.seq, k.seq, REPEAT('v', 20)
	FROM seq_1_to_$((count / 7)) AS s, seq_1_to_40 AS k;
	SQL
    fi
}

# The longest of: a transaction, or a statement outside one. In ms.
longest() {
    awk '/^# Query_time:/ { t = $3 }
        /^START TRANSACTION/ { inside = 1; sum = 0 }
        /^(START|DELETE|UPDATE|COMMIT)/ {
            sum = inside ? sum + t : t
            if (sum > max)
                max = sum
        }
        /^COMMIT/ { inside = 0 }
        END { printf "%.0f", max * 1000 }' "$dir/slow"
}

printf '\nThe purge, with an fsync for each transaction:\n%-9s %9s %9s %7s %10s %11s\n' tables samples resources s samples/s 'longest ms'
for form in icehouse juno liberty; do
    fixtures=$here/../../fixtures/purge
    case $form in
    liberty) cat "$fixtures/juno.sql" "$fixtures/liberty.sql" ;;
    *) cat "$fixtures/$form.sql" ;;
    esac >"$dir/tables"
    rows "$form" >>"$dir/tables"
    mariadb_load "$dir/db" ceilometer "$dir/tables"
    mariadb_sql "$dir/db" <<<'SET GLOBAL slow_query_log = 1'
    begun=$(date +%s%N)
    echo '{"kind":"scan","source":"ceilometer","types":["instance"],"from":"2016-04-30","till":"2016-06-01","read_at":"2016-06-02"}' |
        "$OW_BIN/ow-purge-ceilo" --defaults-file "$dir/my.cnf" --yes --keep 1d \
            --meter memory,vcpus,disk.root.size,disk.ephemeral.size,instance:m1,cpu \
            --pause 0 --collectors-stopped >"$dir/out"
    ended=$(date +%s%N)
    mariadb_sql "$dir/db" <<<'SET GLOBAL slow_query_log = 0'
    read -r samples resources < <(jq -r 'select(.kind == "purge_total") |
        [.deleted, .resources] | @tsv' "$dir/out")
    ms=$(((ended - begun) / 1000000 + 1))
    printf '%-9s %9d %9d %5d.%d %10d %11d\n' "$form" "$samples" "$resources" \
        $((ms / 1000)) $((ms % 1000 / 100)) $((samples * 1000 / ms)) "$(longest)"
    rm "$dir/slow"
    mariadb_sql "$dir/db" <<<'FLUSH SLOW LOGS'
done
