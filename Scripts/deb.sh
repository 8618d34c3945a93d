#!/usr/bin/env bash
# Builds the Debian package of what git has here, with the distribution's own tools, and has lintian look at it.
#
# The tree is copied to .build/deb first, so that nothing of this machine's gets into the package and debian/ stays out
# of the top of the repository. The package is left in .build/deb.
set -euo pipefail
cd "$(dirname "$0")/.."

Scripts/install-dependencies.sh debhelper fakeroot lintian
version=$(sed -n '1s/^[a-z]* (\(.*\)).*/\1/p' Packaging/debian/changelog)
tree=.build/deb/gatehouse-$version

# What SwiftPM has compiled stays for the next time; everything else is laid anew.
mkdir -p "$tree"
find "$tree" -mindepth 1 -maxdepth 1 ! -name .build -exec rm -rf {} +
rm -f .build/deb/gatehouse*.deb .build/deb/gatehouse*.changes .build/deb/gatehouse*.buildinfo
git ls-files -z | while IFS= read -r -d '' name; do [ ! -e "$name" ] || printf '%s\0' "$name"; done |
    tar --null --files-from - -cf - | tar -xf - -C "$tree"
[ ! -e Package.resolved ] || cp Package.resolved "$tree/"
mv "$tree/Packaging/debian" "$tree/debian"

(cd "$tree" && dpkg-buildpackage --build=binary --no-sign --no-pre-clean)
printf '\n==> lintian\n'
lintian --allow-root --fail-on error,warning --info .build/deb/gatehouse_"$version"_*.changes
printf '\n%s\n' .build/deb/gatehouse_"$version"_*.deb
