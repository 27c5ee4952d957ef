#!/usr/bin/env bats
# The jobs in examples/cron/, with Ceilometer's stand-in and real stores.

load helper.bash
load ceilo-helper.bash
load cron-helper.bash

setup() {
    ceilo_setup
    cron_setup
    at=2016-05-18T04:31:07Z
}

teardown() {
    stub_stop
    [ -z "${DB-}" ] || mariadb_stop "$DB"
}

# A volume that Ceilometer saw every hour from the 14th to the 18th of May.
ceilometer() {
    jq -cn 'range(96) | {counter_name: "volume.size", counter_volume: 10,
        message_id: "m\(. + 10)", resource_id: "vol-1", project_id: "p1",
        timestamp: (1463184000 + 3600 * . | strftime("%Y-%m-%dT%H:%M:%S")),
        resource_metadata: {status: "in-use"}}' >samples
    stub_start --now 2016-05-18T04:31:07 "$@" samples
    setting OW_CEILO_OPTIONS "'--endpoint $url --retries 0'"
}

# The windows in the store, a line each.
windows() {
    ow-load --scans store | jq -r 'select(.from) | .from + " " + .till'
}

# One listing, with one address.
reading() {
    jq -cn --arg id fip-1 '
        {kind: "begin", program: "ow-fetch-fip", format: 1, id: "n"},
        {name: "ip.floating", type: "gauge", unit: "ip", volume: 1,
            resource_id: $id, project_id: "p1", user_id: null,
            id: "\($id)@\(env.OW_NOW)", source: "neutron",
            timestamp: (env.OW_NOW | tonumber | todate),
            resource_metadata: {status: "ACTIVE"}},
        {kind: "scan", source: "neutron", types: ["floating_ip"],
            at: (env.OW_NOW | tonumber | todate)},
        {kind: "end", id: "n", records: 2, rejected: 0}'
}

# neutron: a program ow-fetch-fip that gives the file `reading`.
neutron() {
    reading >reading
    program ow-fetch-fip <<'END'
#!/bin/sh
cat reading || exit 74
END
}

# The readings in the store: from the first to the last.
readings() {
    ow-load --scans store | jq -r 'select(.source == "neutron") |
        .first_seen + " " + .last_seen'
}

# later SECONDS: time goes on.
later() {
    export OW_NOW=$((OW_NOW + $1))
}

# What all jobs do.

@test "a job without settings, or without a place for its state, says so" {
    for name in fip night purge month; do
        code=0
        OW_CONF=none "$JOBS/$name.sh" >out 2>err || code=$?
        [ "$code" = 78 ]
        diff <(echo "$JOBS/$name.sh: cannot read none") err
    done
    setting OW_STATE /dev/null/state
    job 74 fip
}

@test "a job that is run twice at once ends at once, and leaves the status alone" {
    for name in fip night purge month; do
        mkdir -p state
        echo before >"state/$name.status"
        exec 8>"state/$name.lock"
        flock -n 8
        job 75 "$name"
        exec 8>&-
        diff <(echo "$at $name: another run is not done yet") err
        status "$name" before
    done
}

@test "a job whose status cannot be written fails, and shows the line" {
    neutron
    mkdir state
    ln -s /dev/full state/fip.status.new
    job 74 fip
    says "cannot write $PWD/state/fip.status: OK 0 $at 1 readings"
    diff <(echo "$at $at") <(readings)
}

@test "a job finds its programs with the path that cron has" {
    neutron
    setting PATH "$PATH"
    env -i PATH=/usr/bin:/bin OW_CONF="$OW_CONF" OW_NOW="$OW_NOW" \
        "$JOBS/fip.sh"
    status fip "OK 0 $at 1 readings"
}

@test "a job does not depend on the host's time zone and language" {
    ceilometer
    TZ=America/New_York LC_ALL=C.UTF-8 job 0 night
    status night "OK 0 $at stored: 2016-05-16 2016-05-17"
}

@test "the words of a job that was killed stay in its log, and its status is old" {
    neutron
    job 0 fip
    program ow-fetch-fip <<'END'
#!/bin/sh
echo "the last words" >&2
kill -KILL $PPID
END
    later 600
    code=0
    "$JOBS/fip.sh" 2>err || code=$?
    [ "$code" = 137 ]
    status fip "OK 0 $at 1 readings"
    neutron
    job 0 fip
    diff - state/fip.log <<END
OK 0 $at 1 readings
the last words
OK 0 2016-05-18T04:41:07Z 1 readings
END
}

# The night.

@test "the first night reads the days it looks back on, the next ones one each" {
    ceilometer
    job 0 night
    status night "OK 0 $at stored: 2016-05-16 2016-05-17"
    diff - <(windows) <<'END'
2016-05-15T21:00:00Z 2016-05-18T00:00:00Z
END
    job 0 night
    status night "OK 0 $at stored: nothing"
    stub_start --now 2016-05-19T04:31:07 samples
    setting OW_CEILO_OPTIONS "'--endpoint $url --retries 0'"
    later 86400
    job 0 night
    status night "OK 0 2016-05-19T04:31:07Z stored: 2016-05-18"
    diff - state/night.log <<END
OK 0 $at stored: 2016-05-16 2016-05-17
OK 0 $at stored: nothing
OK 0 2016-05-19T04:31:07Z stored: 2016-05-18
END
}

@test "a night without Ceilometer is told, and read the next time" {
    ceilometer --fault 503@1-
    job 75 night
    says "$at night: 2016-05-16: code 75"
    says "$at night: 2016-05-17: code 75"
    status night "FAILED 75 $at stored: nothing"
    tail -n 1 err | diff state/night.status -
    [ -z "$(windows)" ]
    ceilometer
    job 0 night
    status night "OK 0 $at stored: 2016-05-16 2016-05-17"
}

@test "a day that fails does not keep the next one from being read" {
    ceilometer --fault 503@1
    job 75 night
    status night "FAILED 75 $at stored: 2016-05-17"
    job 0 night
    status night "OK 0 $at stored: 2016-05-16"
}

@test "credentials that are refused are not tried day by day" {
    ceilometer --token other
    job 77 night
    status night "FAILED 77 $at stored: nothing"
    [ "$(requests)" = 1 ]
}

@test "a hole in a day is found, whatever window was read around it" {
    ceilometer
    ow-normalize <<'END' | ow-store store
{"kind":"scan","source":"ceilometer","types":["volume"],"from":"2016-05-16","till":"2016-05-16T11:00:00"}
{"kind":"scan","source":"ceilometer","types":["volume"],"from":"2016-05-16T11:00:01","till":"2016-05-18"}
END
    job 0 night
    status night "OK 0 $at stored: 2016-05-16"
}

@test "a day that was read of one type, region or project alone is missing" {
    ceilometer
    ow-normalize <<'END' | ow-store store
{"kind":"scan","source":"ceilometer","types":["image"],"from":"2016-05-16","till":"2016-05-18"}
{"kind":"scan","source":"ceilometer","region":"South","types":["volume"],"from":"2016-05-16","till":"2016-05-18"}
{"kind":"scan","source":"ceilometer","project":"p1","types":["volume"],"from":"2016-05-16","till":"2016-05-18"}
END
    job 0 night
    status night "OK 0 $at stored: 2016-05-16 2016-05-17"
    setting OW_REGION South
    job 0 night
    status night "OK 0 $at stored: nothing"
}

@test "a day that is named is read again" {
    ceilometer
    job 0 night 2016-05-16
    status night "OK 0 $at stored: 2016-05-16"
    job 0 night 2016-05-16
    status night "OK 0 $at stored: 2016-05-16"
    job 64 night tomorrow?
    says "invalid date"
    status night "FAILED 64 $at stored: nothing"
}

@test "a day with records that are rejected is a warning until somebody looked" {
    ceilometer
    sed -i '60s/"counter_volume":10/"counter_volume":-1/' samples
    stub_start --now 2016-05-18T04:31:07 samples
    setting OW_CEILO_OPTIONS "'--endpoint $url --retries 0'"
    job 1 night
    status night "WARN 1 $at stored: 2016-05-16 2016-05-17"
    job 1 night
    status night "WARN 1 $at stored: 2016-05-16"
    ow-fetch-ceilo --endpoint "$url" --from 2016-05-16 --till 2016-05-17 \
        --overlap 3h --type volume | ow-normalize 2>err |
        ow-store --allow-rejected store 2>err || true
    job 0 night
    status night "OK 0 $at stored: nothing"
}

@test "a store that cannot be read ends the night before Ceilometer is asked" {
    ceilometer
    rm store/index.jsonl
    job 78 night
    says "there is no store in"
    status night "FAILED 78 $at the days that are missing are not known"
    [ ! -s requests ]
}

@test "a machine without jq is told so" {
    ceilometer
    program jq <<<'exit 127'
    job 78 night
    status night "FAILED 78 $at the days that are missing are not known"
    [ ! -s requests ]
}

@test "a stage that is killed leaves the day for the next night" {
    setting OW_LOOK_BACK 1
    ceilometer
    for stage in ow-fetch-ceilo ow-normalize ow-store; do
        program $stage <<END
#!/bin/sh
head -c 300
kill -KILL \$\$
END
        code=0
        "$JOBS/night.sh" 2>err </dev/null || code=$?
        [ "$code" -gt 1 ]
        status night "FAILED $code $at stored: nothing"
        [ -z "$(rm wrapped/$stage; hash -r; windows)" ]
    done
    job 0 night
    status night "OK 0 $at stored: 2016-05-17"
}

@test "a disk that is full while the night is stored leaves it for the next" {
    ceilometer
    program ow-store <<END
#!/bin/sh
trap '' XFSZ
ulimit -f 0
exec "$OW_BIN/ow-store" "\$@"
END
    job 74 night
    says "2016-05-16: code 74"
    status night "FAILED 74 $at stored: nothing"
    rm wrapped/ow-store
    job 0 night
    status night "OK 0 $at stored: 2016-05-16 2016-05-17"
}

@test "labels are stored each night, and a night without them fails at its end" {
    ceilometer
    setting OW_PROJECTS_FILE "$PWD/projects"
    job 65 night
    status night "FAILED 65 $at stored: 2016-05-16 2016-05-17"
    echo '{"kind":"project","id":"p1","name":"web","account":"A"}' >projects
    job 0 night
    ow-load --projects store | grep '"account":"A"'
    setting OW_PROJECTS_OPTIONS "'--retries 0'"
    program ow-fetch-projects <<'END'
#!/bin/sh
echo '{"kind":"begin","program":"x","format":1,"id":"x"}'
echo "Keystone is away" >&2
exit 75
END
    job 75 night
    says "Keystone is away"
    says "$at night: labels: code 75"
    status night "FAILED 75 $at stored: nothing"
    program ow-fetch-projects <<'END'
#!/bin/sh
echo "$@" >args
echo '{"kind":"project","id":"p2","name":"db","account":"B"}'
END
    job 0 night
    diff <(echo --retries 0) args
    ow-load --projects store | grep '"account":"B"'
}

@test "what is left out has nothing to do" {
    setting OW_CEILO_OPTIONS none
    setting OW_FIP_OPTIONS none
    setting OW_PURGE_OPTIONS none
    for name in fip night purge; do
        job 0 $name
        status $name "OK 0 $at nothing to do"
    done
}

# The readings of floating IPs.

@test "a reading is stored at once" {
    neutron
    job 0 fip
    status fip "OK 0 $at 1 readings"
    [ -z "$(ls state/spool)" ]
    diff <(echo "$at $at") <(readings)
}

@test "readings wait while the store is away, and all are stored then" {
    mv store away
    neutron
    job 78 fip
    status fip "FAILED 78 $at 1 readings"
    later 600
    neutron
    job 78 fip
    status fip "FAILED 78 2016-05-18T04:41:07Z 2 readings"
    mv away store
    later 600
    neutron
    job 0 fip
    status fip "OK 0 2016-05-18T04:51:07Z 3 readings"
    diff <(echo "$at 2016-05-18T04:51:07Z") <(readings)
    [ -z "$(ls state/spool)" ]
}

@test "a reading that failed is told, and those that wait are stored all the same" {
    mv store away
    neutron
    job 78 fip
    mv away store
    program ow-fetch-fip <<'END'
#!/bin/sh
echo '{"kind":"begin","program":"ow-fetch-fip","format":1,"id":"n"}'
echo "the database is away" >&2
exit 75
END
    later 600
    job 75 fip
    says "the database is away"
    status fip "FAILED 75 2016-05-18T04:41:07Z 1 readings"
    diff <(echo "$at $at") <(readings)
    later 600
    job 75 fip
    status fip "FAILED 75 2016-05-18T04:51:07Z nothing read"
}

@test "a reading on a full disk is told" {
    neutron
    mkdir -p state/spool
    ln -s /dev/full state/spool/.part
    job 74 fip <<<''
    status fip "FAILED 74 $at nothing read"
}

@test "a reading that was cut is put aside, and blocks no other" {
    neutron
    mkdir -p state/spool
    head -n 2 reading >state/spool/0-cut
    echo '{"counter_name":"ip.floating"}' >state/spool/1-bad
    job 1 fip
    says "incomplete input"
    says "put aside: $PWD/state/aside/0-cut"
    says "put aside: $PWD/state/aside/1-bad"
    status fip "WARN 1 $at 3 readings"
    diff <(echo "$at $at") <(readings)
    later 600
    neutron
    job 1 fip
    status fip "WARN 1 2016-05-18T04:41:07Z 1 readings"
    rm state/aside/*
    later 600
    neutron
    job 0 fip
    diff <(echo "$at 2016-05-18T04:51:07Z") <(readings)
}

@test "a store that is damaged keeps the readings waiting" {
    neutron
    job 0 fip
    echo x >>store/scans.jsonl.gz
    later 600
    neutron
    job 65 fip
    status fip "FAILED 65 2016-05-18T04:41:07Z 1 readings"
    [ "$(ls state/spool | wc -l)" = 1 ]
    [ ! -e state/aside ]
}

# The month.

# whole_month: all of April and more was read, of both sources.
whole_month() {
    {
        jq -cn 'range(1460160000; 1460246400; 3600) |
            {counter_name: "volume.size", counter_volume: 10,
            resource_id: "vol-1", project_id: "p1",
            timestamp: (. | todate),
            resource_metadata: {status: "in-use"}}'
        echo '{"kind":"project","id":"p1","name":"web","account":"A"}'
        echo '{"kind":"scan","source":"ceilometer","types":["volume"],"from":"2016-03-31","till":"2016-05-02"}'
        jq -cn 'range(0; 40 * 48) | {kind: "scan", source: "neutron",
            types: ["floating_ip"],
            at: (1459296000 + 1800 * . | todate)}'
    } | ow-normalize | ow-store store
}

@test "the report of the last month is written once and named" {
    whole_month
    job 0 month
    diff <(echo "$PWD/reports/2016-04.csv") out
    status month "OK 0 $at $PWD/reports/2016-04.csv"
    cp reports/2016-04.csv before
    grep '^2016-04-01T00:00:00Z,2016-05-01T00:00:00Z,A,web,' before
    job 0 month 2016-04
    cmp before reports/2016-04.csv
    [ "$(ls -A reports)" = 2016-04.csv ]
}

@test "a report that differs is written beside the one that is there" {
    whole_month
    mkdir reports
    echo before >reports/2016-04.csv
    job 1 month
    says "$at month: $PWD/reports/2016-04.csv is there and differs"
    status month "WARN 1 $at $PWD/reports/2016-04.$at.csv"
    diff <(echo before) reports/2016-04.csv
    diff <(echo "$PWD/reports/2016-04.$at.csv") out
    grep ,A,web, "reports/2016-04.$at.csv"
}

@test "the report of a month of which a night is missing is not sure" {
    ow-normalize <<'END' | ow-store store
{"kind":"scan","source":"ceilometer","types":["volume"],"from":"2016-03-31","till":"2016-04-09"}
{"kind":"scan","source":"ceilometer","types":["volume"],"from":"2016-04-10","till":"2016-05-02"}
END
    setting OW_FIP_OPTIONS none
    job 1 month
    says "not read from 2016-04-09T00:00:00Z till 2016-04-10T00:00:00Z"
    status month "WARN 1 $at $PWD/reports/2016-04.UNSURE.csv"
    whole_month
    job 0 month
    [ -e reports/2016-04.csv ]
}

@test "a month in which floating IPs were not read all the time is a warning" {
    ow-normalize <<'END' | ow-store store
{"kind":"scan","source":"ceilometer","types":["volume"],"from":"2016-03-31","till":"2016-05-02"}
{"kind":"scan","source":"neutron","types":["floating_ip"],"at":"2016-03-31T23:59:00Z"}
{"kind":"scan","source":"neutron","types":["floating_ip"],"at":"2016-05-01T00:01:00Z"}
END
    job 1 month
    says "$at month: floating IPs were not read all the month"
    status month "WARN 1 $at $PWD/reports/2016-04.csv"
    setting OW_FIP_OPTIONS none
    job 0 month
}

@test "a month that is not over is not sure" {
    whole_month
    job 1 month 2016-05
    [ -e reports/2016-05.UNSURE.csv ]
}

@test "a month is one of the zone of the report" {
    whole_month
    setting OW_TZ Europe/Bucharest
    job 0 month
    grep '^2016-03-31T21:00:00Z,2016-04-30T21:00:00Z,A,web,' \
        reports/2016-04.csv
    # There, May begins three hours earlier, and so does "the last month".
    OW_NOW=1462050000 job 0 month
    diff <(echo "$PWD/reports/2016-04.csv") out
}

@test "no report is written for what is no month" {
    for month in 2016-5 2016-13 2016-00 april 2016-04-01 ../2016-04; do
        job 64 month "$month"
        status month "FAILED 64 $at no month: $month"
    done
    [ ! -e reports ]
}

@test "no report is written from a store that cannot be read" {
    rm store/index.jsonl
    job 65 month
    says "there is no store in"
    status month "FAILED 65 $at 2016-04: no report"
    [ -z "$(ls -A reports)" ]
}

# The purge.

# purger: a program ow-purge-ceilo that keeps what it was told.
purger() {
    setting OW_PURGE_OPTIONS --pause=1
    program ow-purge-ceilo <<'END'
#!/bin/sh
echo "$@" >args
cat >scans
echo '{"kind":"purge_total","deleted":7}'
END
}

@test "samples are purged after a good night" {
    ceilometer
    purger
    job 0 night
    job 0 purge
    status purge "OK 0 $at kept 14d"
    diff <(echo --yes --keep 14d --pause=1) args
    ow-load --scans store | diff - scans
    grep -xF '{"kind":"purge_total","deleted":7}' state/purge.log
}

@test "samples that came too late for their night are told by the purge" {
    ceilometer
    purger
    job 0 night
    echo "echo '{\"kind\":\"purge\",\"meter\":\"volume.size\",\"from\":\"2016-05-01T00:00:00Z\",\"till\":\"2016-05-02T00:00:00Z\",\"late\":3}'" \
        >>wrapped/ow-purge-ceilo
    job 1 purge
    says "$at purge: came after their night was read: 3 of volume.size, 2016-05-01T00:00:00Z to 2016-05-02T00:00:00Z"
    status purge "WARN 1 $at kept 14d"
}

@test "nothing is purged unless the last night was good, and not a day ago" {
    ceilometer --fault 503@1
    purger
    job 75 purge
    status purge "FAILED 75 $at night.sh was not well: none"
    job 75 night
    job 75 purge
    status purge "FAILED 75 $at night.sh was not well: FAILED"
    job 0 night
    later 86400
    job 75 purge
    status purge "FAILED 75 2016-05-19T04:31:07Z night.sh did not run: $at"
    [ ! -e args ]
    later -1
    job 0 purge
    [ -e args ]
}

@test "nothing is purged while the store is damaged" {
    ceilometer
    purger
    job 0 night
    echo x >>store/spans.2016-05.jsonl.gz
    job 65 purge
    status purge "FAILED 65 $at the store is not sound"
    [ ! -e args ]
}

@test "the code of a purge that failed is passed on" {
    ceilometer
    job 0 night
    setting OW_PURGE_OPTIONS --pause=1
    program ow-purge-ceilo <<<'exit 77'
    job 77 purge
    status purge "FAILED 77 $at kept 14d"
}

@test "the real purge deletes what the store has" {
    load mariadb.bash
    load purge.bash
    DB=$BATS_TEST_TMPDIR/db
    mariadb_start "$DB"
    few juno
    mariadb_sql "$DB" <<<"GRANT SELECT, UPDATE, DELETE ON ceilometer.*
        TO purger@localhost IDENTIFIED BY 'x'"
    mariadb_option_file "$DB" my.cnf purger x "$NOW"
    ow-normalize scans | ow-store store
    setting OW_KEEP 1d
    setting OW_PURGE_OPTIONS \
        "'--defaults-file my.cnf --pause 0 --collectors-stopped'"
    mkdir state
    echo "OK 0 $at stored: nothing" >state/night.status
    job 0 purge
    mariadb_sql "$DB" ceilometer <<<'SELECT id FROM sample' | diff <(echo 40) -
    grep purge_total state/purge.log | jq -e '.deleted == 39'
}

# What tells how to set them up.

README="$BATS_TEST_DIRNAME/../examples/README.md"

@test "the first run of the README shows what comes" {
    mkdir opt
    cp "$JOBS"/*.sh "$JOBS/missing.jq" opt
    ceilometer
    neutron
    rm -r store
    sed -n '/^```console/,/^```/s/^\$ //p' "$README" |
        sed "s|/opt/openwatt|$PWD/opt|g; s|/var/lib/openwatt|$PWD|g" >session
    sh -e session >out
    sed -n '/^```console/,/^```/p' "$README" | grep -v '^[`$]' | diff - out
}

@test "the grants of the README are those of the pages" {
    sed -n 's/^    \(GRANT .*\)/\1/p' "$README" >grants
    [ "$(wc -l <grants)" = 3 ]
    grep neutron grants | while read -r line; do
        grep -qxF "$line" "$BATS_TEST_DIRNAME/../man/ow-fetch-fip.1"
    done
}

@test "each setting is one that a job reads, and each that it reads is there" {
    sed -n 's/^\(OW_[A-Z_]*\)=.*/\1/p' "$JOBS/openwatt.conf" | sort >settings
    grep -oh 'OW_[A-Z_]*' "$JOBS"/*.sh | sort -u |
        grep -vxE 'OW_CONF|OW_NOW' | diff settings -
}

@test "the crontab and the units run each job" {
    for name in fip night purge month; do
        grep -q "openwatt  .*/opt/openwatt/$name.sh" "$JOBS/openwatt.cron"
        grep -qx "Unit=openwatt@$name.service" \
            "$JOBS/systemd/openwatt-$name.timer"
    done
}
