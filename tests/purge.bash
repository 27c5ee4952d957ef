# What the tests of ow-purge-ceilo share: databases of Ceilometer in a private
# MariaDB, and what a purge of them leaves. See mariadb.bash.

PURGE=$BATS_TEST_DIRNAME/purge.py
# The server's clock, set for a session: 2016-05-09, a week after the data.
# shellcheck disable=SC2034 # those who load this use it
NOW='init-command=SET timestamp=1462752000'

# ceilometer FORM SEED COUNT: a fresh database `ceilometer` with COUNT samples.
ceilometer() {
    tables "$1"
    "$PURGE" fill "$1" "$2" "$3" | mariadb_sql "$DB" ceilometer
}

# tables FORM: the same without any row.
tables() {
    local fixtures=$BATS_TEST_DIRNAME/fixtures/purge
    case $1 in
    liberty) cat "$fixtures/juno.sql" "$fixtures/liberty.sql" ;;
    *) cat "$fixtures/$1.sql" ;;
    esac | mariadb_load "$DB" ceilometer /dev/stdin
}

# query STATEMENT: what it gives, in the database.
query() {
    mariadb_sql "$DB" ceilometer <<<"$1"
}

# purge [OPTION ...]: of what is in the file scans, without waits.
purge() {
    run --separate-stderr "$OW_BIN/ow-purge-ceilo" --defaults-file my.cnf \
        --retries 0 --pause 0 "$@" scans
}

# totals MEMBER=N ...: the last record but one is the total, and says so.
totals() {
    local member
    for member; do
        jq -e --arg m "${member%=*}" --argjson n "${member#*=}" \
            'select(.kind == "purge_total") | .[$m] == $n' <<<"${lines[-2]}"
    done
}

# everything: all rows of all tables, to be compared.
everything() {
    local table
    for table in $(query 'SHOW TABLES'); do
        echo "SELECT '$table', t.* FROM \`$table\` AS t;"
    done | mariadb_sql "$DB" ceilometer | LC_ALL=C sort
}

# expect FORM KEEP_HOURS METERS [RESOURCES]: what `everything` has to show
# after the purge is in the file want then, and in all what there was before.
expect() {
    everything >all
    "$PURGE" remains "$1" scans "${@:2}" <all >want
}

# gone TABLE: how many of its rows have to go.
gone() {
    echo $(($(grep -c "^$1	" all) - $(grep -c "^$1	" want)))
}

# scan FROM TILL READ [MEMBER ...]: of all types, on days of May 2016.
scan() {
    local member
    printf '{"kind":"scan","source":"ceilometer","types":["instance","volume","image"],'
    printf '"from":"2016-05-%sT00:00:00Z","till":"2016-05-%sT00:00:00Z","read_at":"2016-05-%s"' "${@:1:3}"
    for member in "${@:4}"; do
        printf ',%s' "$member"
    done
    printf '}\n'
}

# few: four days of scans and 40 samples that are all due, but for the last;
# each has a resource of its own.
few() {
    tables "$1"
    scan 01 05 05T01:00:00Z >scans
    query "INSERT INTO meter VALUES (1, 'instance', 'gauge', 'instance')"
    if [ "$1" = icehouse ]; then
        query "INSERT INTO resource SELECT seq, '{}', NULL, NULL FROM seq_1_to_40;
            INSERT INTO source VALUES ('openstack');
            INSERT INTO sample SELECT seq, 1, NULL, NULL, seq, '{}', 1,
            1462060800 + seq * 60, 1462060801 + seq * 60, '', '' FROM seq_1_to_40;
            INSERT INTO sourceassoc SELECT seq, NULL, NULL, NULL, 'openstack' FROM seq_1_to_40;
            INSERT INTO metadata_text SELECT seq, 'host', 'h' FROM seq_1_to_40"
    else
        query "INSERT INTO resource SELECT seq, seq, NULL, NULL, '', '{}', MD5(seq) FROM seq_1_to_40;
            INSERT INTO sample SELECT seq, 1, seq, 1,
            1462060800 + seq * 60, 1462060801 + seq * 60, '', '' FROM seq_1_to_40;
            INSERT INTO metadata_text SELECT seq, 'host', 'h' FROM seq_1_to_40"
    fi
    query 'UPDATE sample SET timestamp = 1462751000 WHERE id = 40'
}

# gate_close: who asks for the lock `gate` has to wait from now on.
gate_close() {
    mkfifo gate
    mariadb_sql "$DB" <gate >gate.out 3>&- &
    exec 9>gate
    echo "SELECT GET_LOCK('gate', 0);" >&9
    until_sql "SELECT IS_USED_LOCK('gate') IS NOT NULL" 1
}

gate_open() {
    exec 9>&-
}

# gate_at EVENT CONDITION: such as "DELETE ON sample" waits at the gate before
# it changes a row OLD of which this is true.
gate_at() {
    query "CREATE TRIGGER gate BEFORE $1 FOR EACH ROW
        SET @gate = IF($2, GET_LOCK('gate', 600) + RELEASE_LOCK('gate'), 0)"
}

# until_sql QUERY ANSWER: asks until this is the answer, for 30 s.
until_sql() {
    local tries=0
    until [ "$(query "$1")" = "$2" ]; do
        [ $((tries += 1)) -le 600 ] || return 1
        sleep 0.05
    done
}

# The purger's session; its user is that of a trigger while one runs.
AT_WORK="FROM information_schema.processlist
    WHERE db = 'ceilometer' AND id <> CONNECTION_ID()"
# shellcheck disable=SC2034
WAITING="SELECT COUNT(*) $AT_WORK AND state = 'User lock'"

# begin [OPTION ...]: a purge in the background, its process id in $pid.
begin() {
    "$OW_BIN/ow-purge-ceilo" --defaults-file my.cnf --retries 0 --pause 0 \
        --yes --keep 1d --batch 10 "$@" scans >out 2>err 3>&- 9>&- &
    # shellcheck disable=SC2034
    pid=$!
}

# cut_off: the server ends the purger's session.
cut_off() {
    query "KILL $(query "SELECT id $AT_WORK")" || true
    until_sql "SELECT COUNT(*) $AT_WORK" 0
}
