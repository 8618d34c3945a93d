#!/bin/sh
# Puts Swagger UI 5, which the console needs, into a directory. It comes from PyPI, inside swagger-ui-py; the hash is
# that of the release which the console is tested with.
#
#     sh swagger-ui.sh /usr/local/share/swagger-ui
set -eu

if [ $# -ne 1 ]; then
    echo "error: one argument is needed, the directory to put Swagger UI into" >&2
    echo "hint: sh swagger-ui.sh /usr/local/share/swagger-ui" >&2
    exit 1
fi
directory=$1
release="swagger-ui-py==25.7.1 --hash=sha256:3a6b14952d5714bdfce66d7de405e80cbe9e311d7aed4ef6c190e006d1dbb545"
if [ "$(cat "$directory/RELEASE" 2>/dev/null)" = "$release" ]; then exit 0; fi

temporary=$(mktemp -d)
trap 'rm -rf "$temporary"' EXIT
trap 'exit 1' HUP INT TERM
echo "$release" >"$temporary/requirements.txt"
python3 -m venv "$temporary/venv"
# Its files only: nothing of the package runs, and none of what it depends on is installed.
"$temporary/venv/bin/pip" --quiet --disable-pip-version-check install --no-deps --no-compile --only-binary :all: \
    --require-hashes --target "$temporary/package" --requirement "$temporary/requirements.txt"

mkdir -p "$directory"
for file in LICENSE favicon-32x32.png swagger-ui.css swagger-ui-bundle.js; do
    install -m 644 "$temporary/package/swagger_ui/static/$file" "$directory/$file"
done
echo "$release" >"$directory/RELEASE"
