#!/usr/bin/env bash
# Starts nginx, Gatehouse, a test issuer and a backend, and shows what a client sees.
#
# PORT (8080) is nginx's; everything else takes a free one. With ONCE=1 it ends after the demonstration,
# with status 0 only if each step did what it must.
set -euo pipefail
cd "$(dirname "$0")/.."

port=${PORT:-8080}
once=${ONCE:-}
binaries=$PWD/.build/release
base="http://127.0.0.1:$port"
directory=""
children=()
failures=0

main() {
    check_port
    Scripts/install-dependencies.sh
    echo "Building (the first time takes some minutes) ..."
    Scripts/build.sh

    directory=$(mktemp -d)
    trap stop_everything EXIT
    trap 'exit 0' INT TERM HUP
    start_everything
    demonstrate
    if [ "$failures" -gt 0 ]; then
        fail "$failures of the steps above did not do what they must"
    fi
    if [ -n "$once" ]; then
        printf '\nEvery step did what it must.\n'
        return
    fi
    tell_what_to_try
    wait -n "${children[@]}" || true
    fail "one of the servers has ended"
}

fail() {
    echo "error: $1" >&2
    shift
    for hint in "$@"; do echo "hint: $hint" >&2; done
    if [ -n "$directory" ]; then
        for log in "$directory"/*.log; do
            if [ -s "$log" ]; then
                echo "--- the end of ${log##*/}" >&2
                tail -n 15 "$log" >&2
            fi
        done
    fi
    exit 1
}

check_port() {
    if ! [[ $port =~ ^[0-9]+$ ]] || ((port < 1 || port > 65535)); then
        fail "PORT is \"$port\", not a port number"
    fi
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
        fail "port $port is in use" "choose another one: make run PORT=$((port < 65535 ? port + 1 : 8080))"
    fi
}

# --- The servers -----------------------------------------------------------------------------------------

start_everything() {
    start issuer "$binaries/gatehouse-test-issuer" --listen 127.0.0.1:0
    issuer=$(ready_address issuer)
    start backend "$binaries/gatehouse-test-issuer" backend --listen 127.0.0.1:0
    backend=$(ready_address backend)

    # As root, nginx gives up its rights to www-data, which must then reach the socket.
    local user="" group=""
    if [ "$(id -u)" -eq 0 ]; then
        chmod 711 "$directory"
        user="user www-data;"
        group="socket-group: www-data"
    fi
    local file
    for file in Scripts/demo/gatehouse.yaml Scripts/demo/nginx.conf nginx/gatehouse_*.conf; do
        sed -e "s|@DIRECTORY@|$directory|g; s|@ISSUER@|$issuer|g; s|@BACKEND@|$backend|g; s|@PORT@|$port|g" \
            -e "s|@USER@|$user|; s|@SOCKET_GROUP@|$group|" \
            -e "s|unix:/run/gatehouse/gatehouse.sock|unix:$directory/gatehouse.sock|" \
            "$file" >"$directory/${file##*/}"
    done

    start gatehouse "$binaries/gatehouse" serve --config "$directory/gatehouse.yaml"
    wait_until "Gatehouse listens" test -S "$directory/gatehouse.sock"
    # Not every user has /usr/sbin in PATH.
    start nginx env PATH="$PATH:/usr/sbin" nginx -p "$directory" -c "$directory/nginx.conf" \
        -e "$directory/nginx.log"
    wait_until "nginx answers" curl --silent --output /dev/null "$base/"
}

start() {
    local name=$1
    shift
    "$@" >"$directory/$name.log" 2>&1 </dev/null &
    children+=($!)
}

# The address in the line `ready http://...` that a server of ours prints.
ready_address() {
    wait_until "the $1 is ready" grep -q '^ready ' "$directory/$1.log"
    sed -n 's/^ready //p' "$directory/$1.log"
}

# Tries a command for ten seconds, and gives up at once when a server has ended.
wait_until() {
    local what=$1 child
    shift
    for _ in {1..200}; do
        if "$@" 2>/dev/null; then return; fi
        for child in "${children[@]}"; do
            kill -0 "$child" 2>/dev/null || fail "one of the servers has ended before $what"
        done
        sleep 0.05
    done
    fail "gave up waiting until $what"
}

stop_everything() {
    trap - EXIT INT TERM HUP
    local child
    for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
    for child in "${children[@]}"; do wait "$child" 2>/dev/null || true; done
    rm -rf "$directory"
}

# --- The demonstration -----------------------------------------------------------------------------------

demonstrate() {
    local good expired
    good=$(sign)
    expired=$(sign --data expired=on)

    show "Without a token" "/orders/1" 401 '"reason":"TokenNotPresent"'
    show "With a token that has expired" "/orders/1" 401 '"reason":"TokenExpired"' "$expired"
    show "With a good token: the claims as the backend saw them" "/orders/1" 200 \
        '"X-Auth-Subject":"ada"' "$good" --header "X-Auth-Subject: forged"
    show "With a good token that lacks a scope of this location" "/orders/export/1" 403 \
        '"reason":"InsufficientScope"' "$good"
}

sign() {
    curl --silent --show-error --fail "$@" --data aud=api://orders "$issuer/sign"
}

# show TITLE PATH STATUS TEXT [TOKEN [CURL OPTION ...]]: asks, prints, and counts a failure unless the answer has
# the status and its body the text; a refusal must have a challenge, too.
show() {
    local title=$1 path=$2 status=$3 text=$4 token=${5:-} got body challenge
    shift $(($# < 5 ? $# : 5))
    printf '\n== %s\n   GET %s\n' "$title" "$path"
    if [ -n "$token" ]; then set -- --header "Authorization: Bearer $token" "$@"; fi
    got=$(curl --silent --show-error --max-time 10 --dump-header "$directory/headers" \
        --output "$directory/answer" --write-out '%{http_code}' "$@" "$base$path") || got="no answer"
    body=$(cat "$directory/answer" 2>/dev/null || true)
    challenge=$(tr -d '\r' <"$directory/headers" | grep -i '^WWW-Authenticate:' || true)
    echo "   $got"
    if [ -n "$challenge" ]; then echo "   $challenge"; fi
    # One header a line, and the token itself only in part.
    printf '%s\n' "$body" | sed -e 's/","X-Auth/",\n      "X-Auth/g' -e 's/\(Bearer eyJ[^"]\{12\}\)[^"]*/\1.../' \
        -e 's/\("X-Auth-Claims":"[^"]\{12\}\)[^"]*/\1.../' -e 's/^/   /'

    if [ "$got" != "$status" ]; then
        wrong "the status is $got, not $status"
    elif [[ $body != *"$text"* ]]; then
        wrong "the body does not have $text"
    elif [ "$status" != 200 ] && [ -z "$challenge" ]; then
        wrong "there is no challenge"
    fi
}

wrong() {
    echo "   WRONG: $1"
    failures=$((failures + 1))
}

tell_what_to_try() {
    cat <<END

Try it yourself:

  TOKEN=\$(curl -s -d sub=grace $issuer/sign)
  curl -i -H "Authorization: Bearer \$TOKEN" $base/orders/1
  curl -i $base/orders/1

A token as an application gets it (RFC 6749 section 4.4), with the scope for $base/orders/export/1:

  curl -s -u demo:demo-secret -d grant_type=client_credentials -d scope=reports.read $issuer/token

A page to order tokens at is $issuer/; how Gatehouse is doing is at
$base/gatehouse/status. Gatehouse's log: $directory/gatehouse.log
Ctrl-C ends everything.
END
}

main
