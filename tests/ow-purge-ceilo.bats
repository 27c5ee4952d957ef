#!/usr/bin/env bats
# ow-purge-ceilo against a real MariaDB, with the tables of each release.

bats_require_minimum_version 1.5.0
load mariadb
load purge

setup_file() {
    export BATS_NO_PARALLELIZE_WITHIN_FILE=true
    export OW_BIN="${OW_BIN:-$BATS_TEST_DIRNAME/../build/release/bin}"
    export PATH="$OW_BIN:$PATH" DB="$BATS_FILE_TMPDIR/db"
    mariadb_start "$DB"
    mariadb_sql "$DB" <<-'SQL'
	CREATE USER purger@localhost IDENTIFIED BY 'geh-heim-42';
	GRANT SELECT, DELETE, UPDATE ON ceilometer.* TO purger@localhost;
	SQL
}

teardown_file() {
    mariadb_stop "$DB"
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    mariadb_option_file "$DB" my.cnf purger geh-heim-42 "$NOW"
}

@test "what goes is what a judge, who looks at each sample alone, lets go" {
    local form seed keep meters resources=0
    for form in icehouse juno liberty; do
        for seed in 1 2 3 4; do
            keep=$((24 + seed % 3 * 12)) meters=
            [ $((seed % 2)) = 0 ] || meters=cpu_util,instance:m1.small
            ceilometer "$form" "$seed" 600
            "$PURGE" scans "$seed" >scans
            expect "$form" "$keep" "$meters" resources
            purge --yes --keep "${keep}h" --batch $((seed * 7)) \
                ${meters:+--meter "$meters"} --collectors-stopped
            echo "$form $seed: $stderr"
            [ "$status" -eq 0 ]
            everything >got
            diff want got
            [ "$(gone sample)" -gt 10 ]
            resources=$((resources + $(gone resource)))
            totals "deleted=$(gone sample)" "resources=$(gone resource)"
        done
    done
    [ "$resources" -gt 40 ]
}

@test "without --yes no row changes, and the right to read is enough" {
    ceilometer juno 1 600
    "$PURGE" scans 1 >scans
    mariadb_sql "$DB" <<-'SQL'
	CREATE USER reader@localhost IDENTIFIED BY 'x';
	GRANT SELECT ON ceilometer.* TO reader@localhost;
	SQL
    expect juno 36 ''
    mariadb_option_file "$DB" my.cnf reader x "$NOW"
    purge --keep 36h --collectors-stopped
    [ "$status" -eq 0 ]
    everything | diff all -
    totals "samples=$(gone sample)" deleted=0 resources=0
    [ "${stderr##*$'\n'}" = "ow-purge-ceilo: samples that --yes would delete: $(gone sample)" ]
}

@test "edges are half open and exact to the microsecond" {
    tables juno
    query "INSERT INTO meter VALUES (1, 'instance', 'gauge', 'instance');
        INSERT INTO sample VALUES
        (1, 1, NULL, 1, 1462147199.999999, 1462147200, '', ''),
        (2, 1, NULL, 1, 1462147200.000000, 1462147200, '', ''),
        (3, 1, NULL, 1, 1462233599.999999, 1462233600, '', ''),
        (4, 1, NULL, 1, 1462233600.000000, 1462233600, '', ''),
        (5, 1, NULL, 1, 1462150000.000000, 1462236599.999999, '', ''),
        (6, 1, NULL, 1, 1462150000.000000, 1462236600.000000, '', ''),
        (7, 1, NULL, 1, 1462150000.000000, NULL, '', '')"
    scan 02 03 03T01:00:00Z '"region":"RegionOne"' >scans
    purge --yes --keep 1d
    [ "$status" -eq 0 ]
    [ "$(query 'SELECT GROUP_CONCAT(id ORDER BY id) FROM sample')" = 1,4,6,7 ]
    diff - <(printf '%s\n' "$output") <<'JSON'
{"kind":"begin","program":"ow-purge-ceilo","format":1,"id":"ceilometer"}
{"kind":"purge","region":"RegionOne","meter":"instance","from":"2016-05-02T00:00:00Z","till":"2016-05-03T00:00:00Z","recorded_before":"2016-05-03T00:50:00Z","samples":3,"late":2,"deleted":3}
{"kind":"purge_total","region":"RegionOne","samples":3,"late":2,"deleted":3,"resources":0}
{"kind":"end","id":"ceilometer","records":2,"rejected":0}
JSON
    diff - <(printf '%s\n' "$stderr") <<'TEXT'
ow-purge-ceilo: warning: the database has no meter 'volume.size'
ow-purge-ceilo: warning: the database has no meter 'image.size'
ow-purge-ceilo: samples that came after their window was read, and are kept: 2
TEXT
}

@test "what is as young as --keep says stays, whatever the time zones" {
    tables juno
    query "INSERT INTO meter VALUES (1, 'instance', 'gauge', 'instance');
        INSERT INTO sample VALUES
        (1, 1, NULL, 1, 1462492799.999999, 1462492800, '', ''),
        (2, 1, NULL, 1, 1462492800.000000, 1462492800, '', '')"
    scan 01 08 08T01:00:00Z >scans
    mariadb_sql "$DB" <<<"SET GLOBAL time_zone = '+05:00'"
    TZ=Pacific/Honolulu purge --yes --keep 3d
    mariadb_sql "$DB" <<<"SET GLOBAL time_zone = 'SYSTEM'"
    [ "$status" -eq 0 ]
    [ "$(query 'SELECT id FROM sample')" = 2 ]
}

@test "a late sample goes once its window was read again" {
    few juno
    query "UPDATE sample SET recorded_at = 1462500000 WHERE id = 7"
    purge --yes --keep 1d --collectors-stopped
    [ "$status" -eq 0 ]
    [ "$(query 'SELECT GROUP_CONCAT(id ORDER BY id) FROM sample')" = 7,40 ]
    scan 01 02 08T01:00:00Z >>scans
    purge --yes --keep 1d --collectors-stopped
    [ "$status" -eq 0 ]
    [ "$(query 'SELECT id FROM sample')" = 40 ]
}

@test "a meter that nobody reads goes where all types were read" {
    few juno
    query "INSERT INTO meter VALUES (2, 'cpu_util', 'gauge', '%');
        INSERT INTO sample VALUES
        (51, 2, 1, 1, 1462060800, 1462060800, '', ''),
        (52, 2, 1, 1, 1462233600, 1462233600, '', '')"
    {
        scan 01 05 05T01:00:00Z '"meters":["instance","volume.size","image.size"]' |
            sed 's/"types":[^]]*]/"types":["instance"]/; s/"meters":[^]]*]/"meters":["instance"]/'
        scan 03 05 05T01:00:00Z | sed 's/"types":[^]]*]/"types":["volume"]/'
    } >scans
    purge --yes --keep 1d --meter cpu_util --collectors-stopped
    [ "$status" -eq 0 ]
    [ "$(query 'SELECT GROUP_CONCAT(id ORDER BY id) FROM sample')" = 40,51 ]
}

@test "a meter of a type that no scan covers does not go" {
    few juno
    sed -i 's/"types":[^]]*]/"types":["instance"]/' scans
    purge --yes --keep 1d --meter cpu_util,volume.size
    [ "$status" -eq 64 ]
    [ "$stderr" = "ow-purge-ceilo: --meter volume.size tells of the type volume, which no scan covers; see ow-purge-ceilo --help" ]
    [ "$(query 'SELECT COUNT(*) FROM sample')" = 40 ]
}

@test "scans of several regions need --region, which takes those of one" {
    few juno
    scan 01 05 05T01:00:00Z '"region":"RegionOne"' >scans
    scan 01 02 05T01:00:00Z '"region":"RegionTwo"' >>scans
    purge --yes --keep 1d
    [ "$status" -eq 64 ]
    [ "$stderr" = "ow-purge-ceilo: the scans name more than one region, 'RegionOne' and 'RegionTwo': say with --region whose database this is; see ow-purge-ceilo --help" ]
    scan 01 05 05T01:00:00Z >>scans
    purge --keep 1d --region RegionTwo
    [ "$status" -eq 0 ]
    totals samples=39
    [[ ${lines[1]} == *'"region":"RegionTwo"'*'"till":"2016-05-02T00:00:00Z"'* ]]
    purge --keep 1d --region RegionThree
    [ "$status" -eq 65 ]
    [ "$stderr" = "ow-purge-ceilo: no scan tells of a window of Ceilometer's samples that was read" ]
}

@test "a reading of one project, of another source or of no known time counts for nothing" {
    few juno
    scan 01 05 05T01:00:00Z '"project":"p1"' >scans
    scan 01 05 05T01:00:00Z | sed 's/"ceilometer"/"gnocchi"/' >>scans
    purge --yes --keep 1d
    [ "$status" -eq 65 ]
    [ "$stderr" = "ow-purge-ceilo: no scan tells of a window of Ceilometer's samples that was read" ]
    scan 01 05 05T01:00:00Z | sed 's/,"read_at":"[^"]*"//' >>scans
    purge --yes --keep 1d
    [ "$status" -eq 65 ]
    [ "$stderr" = "ow-purge-ceilo: no window tells its read_at, so none tells what was read" ]
    [ "$(query 'SELECT COUNT(*) FROM sample')" = 40 ]
}

@test "an input that is empty, cut off or tells of rejected records deletes nothing" {
    few juno
    mv scans scan
    : >scans
    purge --yes --keep 1d
    [ "$status" -eq 65 ]
    [ "$stderr" = "ow-purge-ceilo: scans: incomplete input: no line at all" ]
    {
        echo '{"kind":"begin","program":"ow-load","format":1,"id":"x"}'
        cat scan
    } >scans
    purge --yes --keep 1d
    [ "$status" -eq 65 ]
    [ "$stderr" = "ow-purge-ceilo: scans:2: incomplete input: frame 'x' began and did not end" ]
    echo '{"kind":"end","id":"x","records":1,"rejected":2}' >>scans
    purge --yes --keep 1d
    [ "$status" -eq 65 ]
    [ "$stderr" = "ow-purge-ceilo: the input tells of 2 rejected records; nothing is deleted" ]
    [ -z "$output" ]
    purge --keep 1d
    [ "$status" -eq 1 ]
    totals samples=39 deleted=0
    [ "${lines[-1]}" = '{"kind":"end","id":"ceilometer","records":2,"rejected":2}' ]
    {
        echo nonsense
        cat scan
    } >scans
    purge --yes --keep 1d
    [ "$status" -eq 65 ]
    [ "$stderr" = "ow-purge-ceilo: scans:1: no JSON object: '[' or '{' expected near 'nonsense' at byte 8
ow-purge-ceilo: the input tells of 1 rejected records; nothing is deleted" ]
    [ "$(query 'SELECT COUNT(*) FROM sample')" = 40 ]
}

@test "a wrong command line deletes nothing" {
    few juno
    wrong() {
        purge --yes "${@:2}"
        [ "$status" -eq 64 ]
        [ "$stderr" = "ow-purge-ceilo: $1; see ow-purge-ceilo --help" ]
    }
    wrong '--keep is needed'
    wrong "--keep takes a day or more, such as 7d, not '7'" --keep 7
    wrong "--keep takes a day or more, such as 7d, not '23h'" --keep 23h
    wrong "--keep takes a day or more, such as 7d, not 'x'" --keep x
    wrong "--batch takes 1 to 10000, not '0'" --keep 1d --batch 0
    wrong "--pause takes seconds such as 0.1, up to 9999.999, not '1.'" --keep 1d --pause 1.
    wrong "--pause takes seconds such as 0.1, up to 9999.999, not '.5'" --keep 1d --pause .5
    wrong "--pause takes seconds such as 0.1, up to 9999.999, not '0.1s'" --keep 1d --pause 0.1s
    wrong "--pause takes seconds such as 0.1, up to 9999.999, not '0.0001'" --keep 1d --pause 0.0001
    wrong '--meter takes names with commas in between' --keep 1d --meter a,,b
    wrong '--meter takes names with commas in between' --keep 1d --meter $'caf\xe9'
    wrong "--retries takes 0 to 20, not '21'" --keep 1d --retries 21
    [ "$(query 'SELECT COUNT(*) FROM sample')" = 40 ]
}

@test "a reading of later than the server's now deletes nothing" {
    few juno
    scan 01 05 09T00:10:01Z >scans
    purge --yes --keep 1d
    [ "$status" -eq 65 ]
    [ "$stderr" = "ow-purge-ceilo: a window was read at 2016-05-09T00:10:01Z, and the database server says it is 2016-05-09T00:00:00Z only" ]
    [ "$(query 'SELECT COUNT(*) FROM sample')" = 40 ]
}

@test "killed at any row of any table, and run again, it comes to the same end" {
    local form at row
    for at in 'icehouse DELETE ON metadata_text' 'icehouse DELETE ON sample' \
        'icehouse DELETE ON sourceassoc' 'icehouse DELETE ON resource' \
        'juno UPDATE ON resource' 'juno DELETE ON sample' \
        'juno DELETE ON metadata_text' 'juno DELETE ON resource' \
        'liberty DELETE ON resource'; do
        form=${at%% *}
        few "$form"
        expect "$form" 24 '' resources
        row=id
        case $at in
        *sourceassoc) row=sample_id ;;
        juno*resource | liberty*resource) row=internal_id ;;
        esac
        gate_close
        gate_at "${at#* }" "OLD.$row = 17"
        begin --collectors-stopped
        until_sql "$WAITING" 1
        kill -KILL "$pid"
        wait "$pid" || true
        cut_off
        gate_open
        rm gate
        query 'DROP TRIGGER gate'
        echo "$at"
        [ "$(query 'SELECT COUNT(*) FROM metadata_text')" -gt 1 ] ||
            [ "$at" = 'liberty DELETE ON resource' ] || [ "$at" = 'juno DELETE ON resource' ]
        purge --yes --keep 1d --collectors-stopped
        [ "$status" -eq 0 ]
        everything | diff want -
    done
}

@test "a session that is cut off half way is replaced, and nothing is lost" {
    few icehouse
    expect icehouse 24 ''
    gate_close
    gate_at 'DELETE ON sample' 'OLD.id = 17'
    begin --retries 9
    until_sql "$WAITING" 1
    query "KILL $(query "SELECT id $AT_WORK")"
    gate_open
    wait "$pid"
    query 'DROP TRIGGER gate'
    everything | diff want -
    grep -F '"samples":39,"late":0,"deleted":39,"resources":0' out
}

@test "a deadlock or a lock that is not given up is tried again, with an end" {
    few juno
    expect juno 24 '' resources
    query "CREATE TABLE odd (n INT) ENGINE=Aria TRANSACTIONAL=0;
        INSERT INTO odd VALUES (1);
        DELIMITER //
        CREATE TRIGGER odd BEFORE DELETE ON sample FOR EACH ROW
        IF OLD.id = 5 AND (SELECT n FROM odd) > 0 THEN
            UPDATE odd SET n = n - 1;
            SIGNAL SQLSTATE '40001'
                SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'dead';
        END IF //"
    purge --yes --keep 1d --collectors-stopped
    [ "$status" -eq 75 ]
    [ "${stderr##*$'\n'}" = "ow-purge-ceilo: database error: 'dead' (error 1213)" ]
    [ "${#lines[@]}" -eq 1 ]
    query 'UPDATE odd SET n = 1'
    purge --yes --keep 1d --collectors-stopped --retries 1
    [ "$status" -eq 0 ]
    query 'DROP TABLE odd'
    everything | diff want -
}

@test "a signal ends it after the batch" {
    few icehouse
    gate_close
    gate_at 'DELETE ON sample' 'OLD.id = 17'
    begin
    until_sql "$WAITING" 1
    kill -TERM "$pid"
    gate_open
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 75 ]
    query 'DROP TRIGGER gate'
    [ "$(query 'SELECT GROUP_CONCAT(id ORDER BY id) FROM sample')" = "$(seq -s , 21 40)" ]
    diff - err <<'TEXT'
ow-purge-ceilo: warning: the database has no meter 'volume.size'
ow-purge-ceilo: warning: the database has no meter 'image.size'
ow-purge-ceilo: samples deleted so far; the rest is for the next run: 20
ow-purge-ceilo: stopped by a signal
TEXT
    [ "$(cat out)" = '{"kind":"begin","program":"ow-purge-ceilo","format":1,"id":"ceilometer"}' ]
}

@test "two at once do not work on one database" {
    few juno
    gate_close
    gate_at 'DELETE ON sample' 'OLD.id = 17'
    begin --collectors-stopped
    until_sql "$WAITING" 1
    purge --yes --keep 1d
    gate_open
    wait "$pid"
    query 'DROP TRIGGER gate'
    [ "$status" -eq 75 ]
    [ "$stderr" = "ow-purge-ceilo: another ow-purge-ceilo is at work on this database" ]
}

@test "a sample whose collector knew the resource before it was marked is not lost" {
    few juno
    mkfifo collector
    mariadb_sql "$DB" ceilometer <collector >found 3>&- &
    exec 8>collector
    echo 'BEGIN; SELECT internal_id FROM resource WHERE metadata_hash = MD5(3);' >&8
    until_sql "SELECT COUNT(*) FROM information_schema.innodb_trx" 1
    begin
    until_sql "SELECT COUNT(*) FROM sample" 1
    echo 'INSERT INTO sample VALUES (NULL, 1, 3, 1, 1462752000, 1462752000, "", ""); COMMIT;' >&8
    exec 8>&-
    until_sql "SELECT COUNT(*) FROM sample" 2
    # it leaves the collectors a minute; nobody here has that long
    kill -TERM "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 75 ]
    [ "$(query "SELECT COUNT(*) FROM resource WHERE metadata_hash LIKE 'delete%'")" = 39 ]
    [ "$(query 'SELECT COUNT(*) FROM resource WHERE metadata_hash = MD5(3)')" = 0 ]
    purge --yes --keep 1d --collectors-stopped
    [ "$status" -eq 0 ]
    totals resources=38
    [ "$(query 'SELECT GROUP_CONCAT(internal_id ORDER BY internal_id) FROM resource')" = 3,40 ]
    [ "$(query 'SELECT GROUP_CONCAT(id ORDER BY id) FROM metadata_text')" = 3,40 ]
}

@test "rows of resource in Icehouse stay while collectors may need them" {
    few icehouse
    purge --yes --keep 1d
    [ "$status" -eq 0 ]
    [ "$(query 'SELECT COUNT(*) FROM sample')" = 1 ]
    [ "$(query 'SELECT COUNT(*) FROM resource')" = 40 ]
    totals deleted=39 resources=0
}

@test "a database that is not understood is not touched" {
    refused() {
        purge --yes --keep 1d
        [ "$status" -eq 78 ]
        echo "$stderr"
        [ "$stderr" = "ow-purge-ceilo: $1" ]
    }
    few juno
    mariadb_load "$DB" ceilometer /dev/null
    refused "database 'ceilometer' has no column resource.internal_id or sourceassoc.sample_id, or this user may not read it"
    few juno
    query 'ALTER TABLE sample DROP recorded_at'
    refused "database 'ceilometer' has no column sample.recorded_at decimal(20,6), or this user may not read it"
    few icehouse
    query 'DELETE FROM metadata_text; DELETE FROM sourceassoc; DELETE FROM sample;
        ALTER TABLE sample MODIFY timestamp DATETIME(6)'
    refused "database 'ceilometer' has no column sample.timestamp decimal(20,6), or this user may not read it"
    few juno
    query 'ALTER TABLE sample DROP KEY ix_sample_timestamp'
    refused "database 'ceilometer' has no index that begins with sample.timestamp: whole tables would be read"
    few juno
    query 'CREATE TABLE note (sample_id INT, FOREIGN KEY (sample_id) REFERENCES sample (id)) ENGINE=InnoDB'
    refused "table 'note' refers to rows that are to be deleted, and is not known"
    few juno
    query 'ALTER TABLE metadata_float DROP FOREIGN KEY metadata_float_ibfk_1;
        ALTER TABLE metadata_float ENGINE=MyISAM'
    refused "table 'metadata_float' has no transactions"
    few icehouse
    query 'ALTER TABLE sample DROP FOREIGN KEY sample_ibfk_4, DROP KEY resource_id'
    purge --yes --keep 1d --collectors-stopped
    [ "$status" -eq 78 ]
    [ "$stderr" = "ow-purge-ceilo: --collectors-stopped needs an index that begins with sample.resource_id" ]
}

@test "no statement reads a whole table" {
    local form
    for form in icehouse juno liberty; do
        ceilometer "$form" 1 3000
        "$PURGE" scans 1 >scans
        mariadb_sql "$DB" <<<"SET GLOBAL slow_query_log_file = '$PWD/slow.$form',
            slow_query_log = 1, log_queries_not_using_indexes = 1"
        purge --yes --keep 1d --collectors-stopped --batch 50
        mariadb_sql "$DB" <<<'SET GLOBAL slow_query_log = 0, log_queries_not_using_indexes = 0'
        [ "$status" -eq 0 ]
        [ "$(jq 'select(.kind == "purge_total").deleted' <<<"${lines[-2]}")" -gt 100 ]
        # it does log: the few meters are read whole
        grep 'FROM meter' "slow.$form"
        run grep -E '^(DELETE|UPDATE|SELECT [^L]).* (sample|resource|metadata_[a-z]*|sourceassoc) AS ' "slow.$form"
        echo "$form: $output"
        [ "$status" -eq 1 ]
    done
}

@test "rights that are missing and a server that is away are told apart" {
    few juno
    mariadb_option_file "$DB" my.cnf purger wrong-77 "$NOW"
    purge --yes --keep 1d
    [ "$status" -eq 77 ]
    mariadb_sql "$DB" <<-'SQL'
	CREATE USER half@localhost IDENTIFIED BY 'x';
	GRANT SELECT ON ceilometer.* TO half@localhost;
	SQL
    mariadb_option_file "$DB" my.cnf half x "$NOW"
    purge --yes --keep 1d
    [ "$status" -eq 77 ]
    [ "$(query 'SELECT COUNT(*) FROM sample')" = 40 ]
    mariadb_option_file "$PWD" my.cnf purger geh-heim-42
    purge --yes --keep 1d
    [ "$status" -eq 75 ]
    [ "$stderr" = "ow-purge-ceilo: cannot connect to the database: 'Can't connect to local server through socket '$PWD/sock' (2)' (error 2002)" ]
}

@test "a report that cannot be written is an error" {
    few icehouse
    run --separate-stderr bash -c '"$OW_BIN/ow-purge-ceilo" --defaults-file my.cnf --keep 1d scans >/dev/full'
    [ "$status" -eq 74 ]
    [[ $stderr == *"ow-purge-ceilo: cannot write: "* ]]
}

@test "what a store has is deleted, and what it lost is not" {
    few juno
    ow-store --init store
    ow-store --init other
    scan 01 02 05T01:00:00Z | ow-normalize | ow-store store
    scan 02 03 05T01:00:00Z | ow-normalize | ow-store store
    ow-load --scans store | "$OW_BIN/ow-purge-ceilo" --defaults-file my.cnf \
        --keep 1d >out
    grep -F '"samples":39,"late":0,"deleted":0,"resources":0' out
    scan 02 03 05T01:00:00Z | ow-normalize | ow-store other
    ow-load --scans other | "$OW_BIN/ow-purge-ceilo" --defaults-file my.cnf \
        --keep 1d --yes >out
    grep -F '"samples":0,"late":0,"deleted":0,"resources":0' out
    [ "$(query 'SELECT COUNT(*) FROM sample')" = 40 ]
}
