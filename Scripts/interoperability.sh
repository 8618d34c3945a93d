#!/bin/sh
# Has PyJWT, joserfc and jwcrypto (PyPI) make tokens with every algorithm they have, and judges them.
set -eu
cd "$(dirname "$0")/.."

directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
python3 -m venv "$directory/venv"
"$directory/venv/bin/pip" --quiet --disable-pip-version-check install pyjwt joserfc jwcrypto
"$directory/venv/bin/python" Scripts/interoperability.py "$directory/tokens"
GATEHOUSE_INTEROPERABILITY=$directory/tokens swift test --disable-xctest --filter InteroperabilityTests
