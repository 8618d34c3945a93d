#!/bin/sh
# Installs the Debian packages that building, testing and demonstrating need, and those that the arguments name.
# Does nothing when they are there.
set -eu

packages="curl g++ libcurl4-openssl-dev libfcgi-dev libsimdjson-dev libssl-dev nginx openssl pkg-config $*"

say() { printf '%s\n' "$*" >&2; }

if ! command -v swift >/dev/null; then
    say "error: there is no \"swift\" in PATH"
    say "hint: install Swift 6.3 from https://swift.org/install"
    exit 1
fi
if ! command -v dpkg-query >/dev/null; then
    say "error: this is no Debian, so the packages cannot be installed for you"
    say "hint: install what corresponds to: $packages"
    exit 1
fi

missing=""
for package in $packages; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || status=""
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    # At a terminal, somebody is there to type a password.
    as_root="sudo"
else
    say "error: not installed:$missing"
    say "hint: as root, run: apt-get install$missing"
    exit 1
fi

say "Installing$missing"
# A package that brings a service starts it, unless policy-rc.d says no; no web server must take port 80 here.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap '$as_root rm -f "$policy"' EXIT
    trap 'exit 1' HUP INT TERM
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod 755 "$policy"
fi
apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120"
$apt update >&2
case $missing in
*glewlwyd*)
    # It would set up a database and a service of its own otherwise. Whoever needs it here brings the configuration.
    echo "glewlwyd glewlwyd/config_type select No configuration" | $as_root debconf-set-selections
    ;;
esac
# shellcheck disable=SC2086 # the list is meant to be split
$apt install --no-install-recommends -y $missing >&2
