#!/usr/bin/env bash
# Installs the Debian package on a fresh Debian 12, and sets it up behind nginx the way README.md says.
#
# The system is made by debootstrap in a temporary directory and runs in namespaces of its own: what it starts ends with
# it, and its network is a loopback interface only. Needs root, a package mirror, and the package (`make deb`), which is
# built when it is not there.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n==> %s\n' "$*"; }

if [ "$(id -u)" -ne 0 ]; then
    echo "error: only root can make a system in a directory" >&2
    echo "hint: run it as root: sudo make try-package" >&2
    exit 1
fi
packages=(.build/deb/gatehouse_*.deb)
if [ ! -e "${packages[0]}" ]; then
    Scripts/deb.sh
    packages=(.build/deb/gatehouse_*.deb)
fi
Scripts/install-dependencies.sh debootstrap iproute2
[ -x .build/release/gatehouse-test-issuer ] || Scripts/build.sh

directory=$(mktemp -d)
trap 'rm -rf --one-file-system "$directory"' EXIT
trap 'exit 1' HUP INT TERM
root=$directory/root

# inside NETWORK COMMAND ...: runs a command in the system, with the host's network or with none but a loopback interface.
inside() {
    local flags=(--mount --pid --fork --kill-child) network=$1
    shift
    [ "$network" = host ] || flags+=(--net)
    # shellcheck disable=SC2016 # for the other shell
    unshare "${flags[@]}" sh -euc '
        root=$1 network=$2
        shift 2
        [ "$network" = host ] || ip link set lo up
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        mount -t tmpfs -o mode=755 tmpfs "$root/run"
        exec chroot "$root" /usr/bin/env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
            DEBIAN_FRONTEND=noninteractive "$@"
    ' sh "$root" "$network" "$@"
}

say "a fresh Debian 12"
debootstrap --variant=minbase bookworm "$root" >"$directory/debootstrap.log" 2>&1 || {
    tail -n 20 "$directory/debootstrap.log" >&2
    exit 1
}
cp /etc/resolv.conf "$root/etc/resolv.conf"
# Packages that bring a service must not start it while they are installed.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"

say "apt install ./${packages[0]##*/}"
cp "${packages[0]}" "$root/tmp/gatehouse.deb"
inside host sh -euc 'apt-get -qq update
    apt-get -qq install -y --no-install-recommends ca-certificates curl logrotate nginx-light /tmp/gatehouse.deb' \
    >"$directory/apt.log" 2>&1 || {
    tail -n 30 "$directory/apt.log" >&2
    exit 1
}
if inside host sh -c 'command -v swift'; then
    echo "error: there is a Swift inside" >&2
    exit 1
fi

# Keys and tokens, as an issuer makes them. README.md word for word: its first block is nginx's configuration, and its
# section "Install" has the steps, of which those that build and install the package are done.
mkdir "$root/tmp/issuer"
.build/release/gatehouse-test-issuer mint --tokens RS256:1 "$root/tmp/issuer"
{
    printf 'user www-data;\npid /run/nginx.pid;\nevents {}\n'
    # shellcheck disable=SC2016 # awk's and Markdown's, not the shell's
    awk '/^```nginx$/ { on = 1; next } on && /^```$/ { exit } on' README.md
} >"$root/tmp/nginx.conf"
awk '/^## / { on = /^## Install$/ } on && /^    / && !/^    (make|apt) /' README.md >"$root/tmp/steps.sh"
grep -q '^    systemctl start gatehouse$' "$root/tmp/steps.sh"

# --- What happens inside ---------------------------------------------------------------------------------

look_at_the_package() {
    say "what the package has made"
    getent passwd gatehouse
    id gatehouse
    ls -ld /etc/gatehouse /etc/nginx/gatehouse_http.conf
    [ "$(stat -c '%U:%G %a' /etc/gatehouse)" = "root:gatehouse 750" ]

    cp /tmp/nginx.conf /etc/nginx/nginx.conf
    cat >/tmp/backend.conf <<END
user www-data;
pid /run/backend.pid;
events {}
http {
    access_log off;
    server { listen 127.0.0.1:3000; location / { return 200 "subject \$http_x_auth_subject\n"; } }
}
END
}

start_nginx() {
    say "nginx, as README.md begins"
    nginx -q -t
    nginx -q
    nginx -q -c /tmp/backend.conf
    expect 503 '"reason":"GatehouseUnavailable"'
}

# What an administrator writes into the example: an issuer and an API of their own.
editor() {
    cp /tmp/issuer/jwks.json /etc/gatehouse/
    sed -i -e 's|openid-config: .*|issuer: https://issuer.example\n    jwks-file: jwks.json|' \
        -e 's|"https://api.example.com"|"api://orders"|; s|: scope$|: scp|' "$1"
}

# Nothing runs systemd in here.
systemctl() {
    service "$2" "$1"
}

by_the_init_script() {
    say "started by README.md's steps, and by the init script for hosts without systemd"
    cat /tmp/steps.sh
    # shellcheck disable=SC1091 # it is made above
    . /tmp/steps.sh
    service gatehouse status
    expect_answers
    service gatehouse reload
    mv /etc/gatehouse/gatehouse.yaml /tmp/
    echo 'nonsense: true' >/etc/gatehouse/gatehouse.yaml
    if service gatehouse reload || service gatehouse restart; then
        echo "error: a configuration with problems was taken" >&2
        exit 1
    fi
    expect_answers
    mv /tmp/gatehouse.yaml /etc/gatehouse/
    service gatehouse restart
    expect_answers
    # An audit log in a file: told by SIGHUP, the daemon opens it anew, and says so in the log that is new itself.
    echo '{}' | install -o gatehouse -g gatehouse -m 640 /dev/stdin /var/log/gatehouse/audit.log
    logrotate --force /etc/logrotate.d/gatehouse
    [ -s /var/log/gatehouse.log.1 ]
    [ -s /var/log/gatehouse/audit.log.1 ]
    for _ in {1..100}; do
        ! grep -q 'the configuration was reloaded' /var/log/gatehouse.log || break
        sleep 0.1
    done
    grep 'the configuration was reloaded' /var/log/gatehouse.log
    [ "$(grep -c outcome= /var/log/gatehouse.log)" = 0 ]
    expect_answers
    service gatehouse stop
    if service gatehouse status; then exit 1; fi
    grep -q 'outcome=allow' /var/log/gatehouse.log
    expect 503 '"reason":"GatehouseUnavailable"'
}

# As systemd would: the unit's own command, as the service's user, without any right beyond, under the unit's rules for
# system calls, addresses and memory, with no more of /proc than it gets there.
by_the_unit() {
    say "started by the unit's command, under the unit's rules"
    local unit=/lib/systemd/system/gatehouse.service command
    command=$(sed -n 's/^ExecStart=//p' "$unit")
    echo "$command"
    mount -t proc -o subset=pid,hidepid=invisible proc /proc
    systemd-tmpfiles --create /usr/lib/tmpfiles.d/gatehouse.conf
    install -d -o gatehouse -g gatehouse -m 700 /var/lib/gatehouse
    # shellcheck disable=SC2086 # it is words
    setpriv --reuid gatehouse --regid gatehouse --init-groups --no-new-privs --bounding-set -all --inh-caps -all \
        /tmp/under-unit.py "$unit" $command >/tmp/gatehouse.log 2>&1 &
    daemon=$!
    expect_answers
    # The filter is in force, and the process is the daemon.
    grep -q '^Seccomp:.*2$' "/proc/$daemon/status"
    grep -q '^Name:.*gatehouse$' "/proc/$daemon/status"
    kill "$daemon"
    wait "$daemon"
    [ ! -e /run/gatehouse/gatehouse.sock ]
}

purge() {
    say "removed again; what the administrator wrote stays"
    apt-get -qq purge -y gatehouse >/dev/null
    [ "$(cd /etc/gatehouse && echo *)" = "gatehouse.yaml jwks.json" ]
    local path
    for path in /usr/bin/gatehouse /etc/nginx/gatehouse_http.conf /var/lib/gatehouse /var/log/gatehouse.log; do
        [ ! -e "$path" ]
        [ ! -L "$path" ]
    done
}

expect_answers() {
    local token
    token=$(cat /tmp/issuer/RS256.tokens)
    expect 401 '"reason":"TokenNotPresent"'
    expect 401 '"reason":"TokenSignatureInvalid"' --header "Authorization: Bearer $(cat /tmp/issuer/RS256.broken)"
    expect 200 'subject Qz3mT0pWvX9sLk2uRf5gHy7jBn4cDe6a-000000' --header "Authorization: Bearer $token"
}

# expect STATUS TEXT [CURL OPTION ...]: asks until the answer is the one, for ten seconds.
expect() {
    local status=$1 text=$2 got
    shift 2
    for _ in {1..100}; do
        got=$(curl --silent --write-out '%{http_code}' "$@" http://localhost/orders/1) || true
        if [[ $got == *"$text"*"$status" ]]; then
            echo "GET /orders/1: ${got//$'\n'/ }"
            return
        fi
        sleep 0.1
    done
    echo "error: expected $status with $text, got: $got" >&2
    cat /tmp/gatehouse.log /var/log/gatehouse.log /var/log/nginx/error.log >&2 || true
    exit 1
}

functions=$(declare -f say look_at_the_package start_nginx editor systemctl by_the_init_script by_the_unit purge \
    expect_answers expect)
inside none bash -euo pipefail -c "$functions; look_at_the_package; start_nginx; by_the_init_script"

# For the rules alone: the package itself needs none of these.
install -m 755 Scripts/under-unit.py "$root/tmp/"
inside host apt-get -qq install -y --no-install-recommends python3-seccomp systemd >"$directory/apt.log" 2>&1
inside none bash -euo pipefail -c "$functions; start_nginx; by_the_unit; purge"
say "a request was refused and one was allowed on a fresh Debian 12"
