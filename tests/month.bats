#!/usr/bin/env bats
# A month of operation: the jobs of examples/cron/ on each of 33 nights and
# eight readings a day, against Ceilometer's stand-in and Neutron's tables in a
# real MariaDB, for a generated cloud. Once nothing goes wrong, and once much.

load helper.bash
load mariadb.bash
load ceilo-helper.bash
load cron-helper.bash

setup_file() {
    export BATS_NO_PARALLELIZE_WITHIN_FILE=true
    export DB="$BATS_FILE_TMPDIR/db"
    mariadb_start "$DB"
}

teardown_file() {
    mariadb_stop "$DB"
}

setup() {
    ceilo_setup
    OW_BIN=$(cd "$OW_BIN" && pwd)
    export OW_BIN
    "$BATS_TEST_DIRNAME/cloud.py" --seed m1 --from 2016-05-01 \
        --till 2016-06-01 --margin 90000 --instances 4 --volumes 4 \
        --images 3 --fips 6 --read 10800 --late 0.02 --out .
    grep -v '"source":"neutron"' samples.jsonl >ceilometer
    cat projects.jsonl volume-types.jsonl >labels
}

# neutron NAME: a database with Neutron's tables, in which the floating IPs are
# those of the time that update_neutron is told.
neutron() {
    mariadb_load "$DB" "$1" "$BATS_TEST_DIRNAME/fixtures/neutron/newton.sql"
    {
        echo "CREATE TABLE lives (id VARCHAR(36) PRIMARY KEY,
            address VARCHAR(64), project VARCHAR(255), n INT,
            created DATETIME NOT NULL, deleted DATETIME);
            GRANT SELECT ON $1.* TO billing@localhost IDENTIFIED BY 'x';"
        jq -r '(.lines | map({(.id): .project}) | add) as $project |
            [.resources[] | select(.type == "floating_ip")] | to_entries[] |
            "INSERT INTO lives VALUES (\"\(.value.id)\", \"\(.value.name)\",
            \"\($project[.value.id])\", \(.key),
            \"\(.value.created_at | rtrimstr("Z"))\", \(.value.deleted_at |
            if . then "\"\(rtrimstr("Z"))\"" else "NULL" end));"' \
            "$BATS_TEST_TMPDIR/truth.json"
    } | mariadb_sql "$DB" "$1"
}

update_neutron() {
    mariadb_sql "$DB" "$1" <<-SQL
	DELETE FROM floatingips;
	DELETE FROM standardattributes;
	INSERT INTO standardattributes (id, resource_type, created_at)
	SELECT n + 1, 'floatingips', created FROM lives;
	INSERT INTO floatingips (project_id, id, floating_ip_address,
		floating_network_id, floating_port_id, status, standard_attr_id)
	SELECT project, id, address, 'n', id, 'ACTIVE', n + 1 FROM lives
	WHERE created <= '$2' AND (deleted IS NULL OR deleted > '$2');
	SQL
}

# night [SECONDS]: night.sh, on a host whose clock is so much fast.
night() {
    OW_NOW=$((now + ${1:-0})) "$JOBS/night.sh" || echo "${at%:*} night $?" >>told
}

fip() {
    mariadb_option_file "$DB" my.cnf billing x "init-command=SET timestamp=$now"
    update_neutron "$name" "$(date -ud "@$now" '+%F %T')"
    OW_NOW=$now "$JOBS/fip.sh" || echo "${at%:*} fip $?" >>told
}

# wrapped NAME COMMAND ...: a night in which the program is this instead.
wrapped() {
    local program=$1
    shift
    program "$program" < <(printf '%s\n' '#!/bin/sh' "$@")
    night
    rm "wrapped/$program"
    hash -r
}

killed() {
    wrapped "$1" "\"$OW_BIN/$1\" \"\$@\" | head -c $2" "kill -KILL \$\$"
}

# What goes wrong, by the time; all else is a reading or a night.
calm() {
    case $1 in
    *T00:40) night ;;
    *) fip ;;
    esac
}

rough() {
    case $1 in
    2016-05-03T00:40)
        touch away
        night
        rm away
        ;;
    2016-05-05T00:40) killed ow-fetch-ceilo 100000 ;;
    2016-05-06T00:40) killed ow-normalize 1000 ;;
    2016-05-07T00:40)
        # The leak checker does not work under strace.
        wrapped ow-store "export ASAN_OPTIONS=detect_leaks=0" \
            "exec strace -qq -o /dev/null -e \
            inject=renameat:signal=KILL:when=2 $OW_BIN/ow-store \"\$@\""
        ;;
    2016-05-09T00:40)
        wrapped ow-store "trap '' XFSZ" "ulimit -f 2" \
            "exec $OW_BIN/ow-store \"\$@\""
        ;;
    2016-05-11T00:40) night -3600 ;;
    2016-05-12T00:40)
        night
        night -90000
        ;;
    2016-05-14T00:*) echo "${at%:*} off" >>told ;;
    2016-05-16T00:40)
        # Either may be first; one may be done before the other begins.
        OW_NOW=$now "$JOBS/night.sh" &
        OW_NOW=$now "$JOBS/night.sh" || true
        wait $! || true
        ;;
    2016-05-18T00:40) night 86400 ;;
    2016-05-21T15:00)
        mv store away.store
        fip
        ;;
    2016-05-21T21:00)
        mv away.store store
        fip
        ;;
    2016-05-23T00:00)
        echo '{"kind":"begin","program":"x","format":1,"id":"x"}' \
            >state/spool/0
        fip
        rm -r state/aside
        ;;
    *) calm "$1" ;;
    esac
}

# month NAME: in a folder of this name; it is also that of the database, and
# of the function that is told each time.
month() (
    name=$1
    mkdir "$name" && cd "$name" || exit
    BATS_TEST_TMPDIR=$PWD cron_setup
    rm -r store
    ow-store --init --grace floating_ip=7h store
    echo 2016-05-01T00:00:00 >clock
    exec {out}< <(exec setpriv --pdeathsig KILL python3 -B \
        "$BATS_TEST_DIRNAME/stub/clock.py" ../ceilometer 3>&-)
    read -r port <&"$out"
    setting OW_CEILO_OPTIONS \
        "'--endpoint http://127.0.0.1:$port --retries 0'"
    setting OW_LOOK_BACK 14
    setting OW_TYPES instance,volume,image
    setting OW_FIP_OPTIONS \
        "'--defaults-file my.cnf --database $name --retries 0'"
    setting OW_GRACE floating_ip=7h
    setting OW_PROJECTS_FILE "$PWD/../labels"
    neutron "$name"
    now=$(date -ud 2016-04-30 +%s)
    for ((; now <= $(date -ud 2016-06-02 +%s); now += 10800)); do
        at=$(date -ud "@$now" +%FT%H:%M)
        echo "$at:00" >clock
        "$name" "$at"
        [[ $at != *T00:00 ]] || {
            now=$((now + 2400))
            echo "${at%00}40:00" >clock
            "$name" "${at%00}40"
            now=$((now - 2400))
        }
    done >out 2>err
    code=0
    OW_NOW=$now "$JOBS/month.sh" 2016-05 >name 2>>err || code=$?
    echo "month $code" >>told
)

@test "a month of failures has the report of the month without any" {
    TZ=America/New_York month rough 3>&- &
    month calm
    wait $!
    diff <(echo "month 0") calm/told
    diff calm/reports/2016-05.csv rough/reports/2016-05.csv
    diff - rough/told <<'END'
2016-05-03T00 night 75
2016-05-05T00 night 137
2016-05-06T00 night 65
2016-05-07T00 night 137
2016-05-09T00 night 74
2016-05-14T00 off
2016-05-14T00 off
2016-05-21T15 fip 78
2016-05-21T18 fip 78
2016-05-23T00 fip 1
month 0
END
    for name in calm rough; do
        ow-load --from 2016-05-01 --till 2016-06-01 $name/store |
            ow-aggregate --grace floating_ip=7h --month 2016-05 |
            "$BATS_TEST_DIRNAME/compare.py" truth.json projects.jsonl
    done
}
