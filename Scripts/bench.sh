#!/bin/sh
# Builds everything for release, and measures it (Benchmarks/bench.py).
set -eu
cd "$(dirname "$0")/.."

Scripts/install-dependencies.sh binutils gcc libc6-dev python3 strace valgrind wrk
Scripts/build.sh
swift build --configuration release --static-swift-stdlib --product decision-benchmark
exec Benchmarks/bench.py
