#!/bin/sh
# Everything that must hold before a change lands. The last lines are the test runner's.
set -eu
cd "$(dirname "$0")/.."

step() { printf '\n==> %s\n' "$*"; }

# Web servers ask, spawn-fcgi and systemd hand sockets over, mandoc and prometheus (promtool) judge manuals and metrics,
# python3 has the guide's configurations decide.
Scripts/install-dependencies.sh apache2-bin caddy haproxy lighttpd lighttpd-modules-lua mandoc prometheus python3 \
    spawn-fcgi systemd

step "layers"
Scripts/check-boundaries.sh

step "style"
swift format lint --strict --recursive Sources Tests Benchmarks Package.swift

step "release build, for the end-to-end tests"
Scripts/build.sh

step "manuals, units and what else is installed"
Scripts/check-packaging.sh

# Without --disable-xctest the XCTest runner itself leaks, and the run always fails.
step "every test under the address and leak sanitizer, and the daemons they start"
LSAN_OPTIONS="suppressions=$PWD/Scripts/leaks.supp:print_suppressions=0" \
    swift test --sanitize=address --disable-xctest --scratch-path .build-asan

step "every test under the thread sanitizer, likewise"
TSAN_OPTIONS="suppressions=$PWD/Scripts/races.supp:print_suppressions=0" \
    swift test --sanitize=thread --disable-xctest --scratch-path .build-tsan

step "fuzzing, briefly"
Scripts/fuzz.sh 10

step "the configurations in the guide"
Scripts/guide/check.py

step "the four grants, with a real provider"
Scripts/portal.sh flows

step "every test"
swift test --disable-xctest
