#!/bin/sh
# Installs what `make build` has built, with everything around it; or removes it again.
#
# usage: install.sh install|uninstall
#
# Variables, each with its default:
#   PREFIX=/usr/local        where programs, manuals and shared files go
#   SYSCONFDIR=/etc          where the configuration is, and the web servers'
#   DESTDIR=                 put before every path, for packages; nothing but files is made there
#   WEB_GROUP=www-data       the group that the web server runs as
#   UNIT_DIR=PREFIX/lib/systemd/system, ZSH_DIR=PREFIX/share/zsh/site-functions
set -eu
cd "$(dirname "$0")/.."

prefix=${PREFIX:-/usr/local}
sysconfdir=${SYSCONFDIR:-/etc}
destdir=${DESTDIR:-}
web_group=${WEB_GROUP:-www-data}
unit_dir=${UNIT_DIR:-$prefix/lib/systemd/system}
zsh_dir=${ZSH_DIR:-$prefix/share/zsh/site-functions}
shared=$prefix/share/gatehouse
binary=.build/release/gatehouse
servers="nginx apache lighttpd"

fail() {
    echo "error: $1" >&2
    echo "hint: $2" >&2
    exit 1
}

# file MODE SOURCE PATH: installs one file.
file() {
    install -D -m "$1" "$2" "$destdir$3"
}

# filled MODE SOURCE PATH: the same, with this installation's names written in.
filled() {
    sed -e "s|@BINDIR@|$prefix/bin|g; s|@SYSCONFDIR@|$sysconfdir|g; s|@WEB_GROUP@|$web_group|g" \
        "$2" >"$scratch/filled"
    file "$1" "$scratch/filled" "$3"
}

# completion SHELL PATH: what the shell needs to complete our commands, which the program itself knows. The shell reads it
# and never runs it, so a first line for the kernel has no place there.
completion() {
    "$binary" --generate-completion-script "$1" | sed '1{/^#!/d;}' >"$scratch/completion"
    file 644 "$scratch/completion" "$2"
}

install_everything() {
    [ -x "$binary" ] || fail "there is no $binary" "build it first, as yourself: make build"
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT

    file 755 "$binary" "$prefix/bin/gatehouse"
    file 644 Packaging/man/gatehouse.8 "$prefix/share/man/man8/gatehouse.8"
    file 644 Packaging/man/gatehouse.yaml.5 "$prefix/share/man/man5/gatehouse.yaml.5"
    completion bash "$prefix/share/bash-completion/completions/gatehouse"
    completion zsh "$zsh_dir/_gatehouse"
    completion fish "$prefix/share/fish/vendor_completions.d/gatehouse.fish"
    filled 644 Packaging/systemd/gatehouse.service.in "$unit_dir/gatehouse.service"
    filled 644 Packaging/systemd/gatehouse.socket.in "$unit_dir/gatehouse.socket"
    filled 644 Packaging/systemd/gatehouse.sysusers.in "$prefix/lib/sysusers.d/gatehouse.conf"
    file 644 Packaging/systemd/gatehouse.tmpfiles "$prefix/lib/tmpfiles.d/gatehouse.conf"

    file 644 Packaging/gatehouse.yaml "$shared/gatehouse.yaml"
    install -d -m 750 "$destdir$sysconfdir/gatehouse"
    install_web_server_files
}

# What a web server's configuration includes is shared, so that it changes with the program; where the server looks for
# names, it finds links.
install_web_server_files() {
    for server in $servers; do
        [ -d "$server" ] || continue
        find "$server" -type f | while read -r source; do
            mode=644
            [ ! -x "$source" ] || mode=755
            file "$mode" "$source" "$shared/$source"
        done
        install -d "$destdir$(links_of "$server")"
        for source in "$server"/gatehouse*; do
            ln -sf "$shared/$source" "$destdir$(links_of "$server")/"
        done
    done
}

# Where the links for a web server are.
links_of() {
    case $1 in
    apache) echo "$sysconfdir/apache2/conf-available" ;;
    *) echo "$sysconfdir/$1" ;;
    esac
}

# What an administrator has written stays: the configuration, and links that lead elsewhere.
uninstall_everything() {
    rm -f "$destdir$prefix/bin/gatehouse" "$destdir$prefix/share/man/man8/gatehouse.8" \
        "$destdir$prefix/share/man/man5/gatehouse.yaml.5" \
        "$destdir$prefix/share/bash-completion/completions/gatehouse" "$destdir$zsh_dir/_gatehouse" \
        "$destdir$prefix/share/fish/vendor_completions.d/gatehouse.fish" \
        "$destdir$unit_dir/gatehouse.service" "$destdir$unit_dir/gatehouse.socket" \
        "$destdir$prefix/lib/sysusers.d/gatehouse.conf" "$destdir$prefix/lib/tmpfiles.d/gatehouse.conf"
    for server in $servers; do
        for link in "$destdir$(links_of "$server")"/gatehouse*; do
            case $(readlink "$link" || true) in "$shared"/*) rm -f "$link" ;; esac
        done
    done
    rm -rf "$destdir$shared"
    rmdir "$destdir$sysconfdir/gatehouse" 2>/dev/null || true
}

case ${1:-} in
install) install_everything ;;
uninstall) uninstall_everything ;;
*) fail "\"${1:-}\" is neither install nor uninstall" "use it through make: make install" ;;
esac
