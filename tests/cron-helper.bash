# What the tests of examples/cron/ share: settings for a place of their own,
# and what a job has to say and leave behind.

cron_setup() {
    PATH=$OW_BIN:$PATH
    export JOBS="$BATS_TEST_DIRNAME/../examples/cron"
    export OW_CONF="$BATS_TEST_TMPDIR/openwatt.conf"
    export OW_NOW=1463545867 # 2016-05-18T04:31:07Z
    sed "s|/var/lib/openwatt|$BATS_TEST_TMPDIR|" "$JOBS/openwatt.conf" \
        >"$OW_CONF"
    setting OS_CLOUD "''"
    setting OW_TYPES volume
    setting OW_LOOK_BACK 2
    setting OW_PROJECTS_OPTIONS none
    setting OW_FIP_OPTIONS "'--retries 0'"
    ow-store --init store
}

# setting NAME VALUE: the last one counts.
setting() {
    echo "$1=$2" >>"$OW_CONF"
}

# program NAME <SCRIPT: a program that comes before all others of this name.
program() {
    mkdir -p wrapped
    cat >"wrapped/$1"
    chmod +x "wrapped/$1"
    [[ $PATH == "$PWD/wrapped:"* ]] || PATH=$PWD/wrapped:$PATH
}

# job CODE NAME [ARG ...]: runs a job. What it printed is then in out and err,
# and where all was well that is nothing.
job() {
    local want=$1 name=$2 code=0
    shift 2
    "$JOBS/$name.sh" "$@" >out 2>err || code=$?
    [ "$code" = "$want" ] || {
        echo "$name.sh ended with $code, not with $want:"
        cat err
        return 1
    }
    [ "$want" != 0 ] || diff /dev/null err
}

# status NAME LINE: what the job left.
status() {
    diff <(echo "$2") "state/$1.status"
}

# says TEXT: it is in what the job showed.
says() {
    grep -qF -- "$1" err || {
        cat err
        return 1
    }
}
