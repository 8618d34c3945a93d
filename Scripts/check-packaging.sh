#!/bin/sh
# Holds what the packages are made of to what its readers accept: mandoc, systemd, the shells and the program itself.
# Needs the release build. Takes some seconds.
set -eu
cd "$(dirname "$0")/.."

binary=$PWD/.build/release/gatehouse
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
failures=0

wrong() {
    echo "error: $*" >&2
    failures=$((failures + 1))
}

# What the Makefile passes on when nobody has chosen anything must count as nothing.
PREFIX=/usr SYSCONFDIR='' DESTDIR=$directory/root WEB_GROUP='' UNIT_DIR='' ZSH_DIR='' Scripts/install.sh install
root=$directory/root

# Whether a manual that we refer to is installed here says nothing about ours.
for page in man8/gatehouse.8 man5/gatehouse.yaml.5; do
    mandoc -T lint "$root/usr/share/man/$page" >"$directory/mandoc" 2>/dev/null || true
    grep -v 'referenced manual not found' "$directory/mandoc" && wrong "mandoc finds fault with $page"
done

# gatehouse(8) has every command and option that the program has.
commands=$("$binary" --help | sed -n '/^SUBCOMMANDS:/,$s/^  \([a-z][a-z-]*\) .*/\1/p')
for command in $commands; do
    grep -qx ".It Cm $command" Packaging/man/gatehouse.8 || wrong "gatehouse(8) lacks the command $command"
    for option in $("$binary" help "$command" | grep -oE '^  (-., )?--[a-z-]+' | grep -oE '[a-z][a-z-]*$'); do
        grep -qE "Fl -$option( |\$)" Packaging/man/gatehouse.8 || wrong "gatehouse(8) lacks --$option of $command"
    done
done

# The units, with the program's path being one that is there.
units=$root/usr/lib/systemd/system
sed -i "s|/usr/bin/gatehouse|$root/usr/bin/gatehouse|" "$units/gatehouse.service"
said=$(systemd-analyze verify --man=no "$units/gatehouse.service" "$units/gatehouse.socket" 2>&1) ||
    wrong "systemd-analyze verify fails"
[ -z "$said" ] || wrong "systemd-analyze verify says: $said"
# The threshold is in tenths.
score=$(systemd-analyze security --offline=true --threshold=15 --no-pager "$units/gatehouse.service") ||
    wrong "the sandbox is not tight enough"
printf '%s\n' "$score" | tail -n 1

said=$(systemd-sysusers --dry-run --root="$root" "$root/usr/lib/sysusers.d/gatehouse.conf" 2>&1) ||
    wrong "systemd-sysusers fails: $said"
for line in "Creating user 'gatehouse'" "Creating group 'www-data'"; do
    case $said in *"$line"*) ;; *) wrong "systemd-sysusers does not say \"$line\": $said" ;; esac
done

# No name that is to be filled in is left over.
if grep -rn '@[A-Z_]*@' "$root/usr/lib"; then wrong "a name was not filled in"; fi

# Every program of ours that a shell reads.
for script in Packaging/debian/gatehouse.init Packaging/debian/gatehouse.postinst Packaging/debian/gatehouse.postrm; do
    sh -n "$script" || wrong "$script is no shell script"
done
bash -n "$root/usr/share/bash-completion/completions/gatehouse" || wrong "the completions for bash are broken"
for command in $commands; do
    for file in bash-completion/completions/gatehouse zsh/site-functions/_gatehouse \
        fish/vendor_completions.d/gatehouse.fish; do
        grep -q "$command" "$root/usr/share/$file" || wrong "$file does not know \"$command\""
    done
done
[ -n "$commands" ] || wrong "the program names no commands"

# The example is a configuration, and the package's version is the program's.
"$binary" check --config Packaging/gatehouse.yaml >/dev/null || wrong "Packaging/gatehouse.yaml has problems"
version=$("$binary" version | sed -n 's/^gatehouse //p')
head -n 1 Packaging/debian/changelog | grep -qF "gatehouse ($version)" ||
    wrong "Packaging/debian/changelog does not begin with version $version"

# What was installed goes, and what an administrator wrote stays.
touch "$root/etc/gatehouse/gatehouse.yaml" "$root/etc/nginx/nginx.conf"
PREFIX=/usr SYSCONFDIR='' DESTDIR=$root WEB_GROUP='' UNIT_DIR='' ZSH_DIR='' Scripts/install.sh uninstall
left=$(cd "$root" && find . ! -type d | sort | tr '\n' ' ')
[ "$left" = "./etc/gatehouse/gatehouse.yaml ./etc/nginx/nginx.conf " ] || wrong "uninstalling leaves: $left"

[ "$failures" -eq 0 ]
