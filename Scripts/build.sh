#!/bin/sh
# Builds the release binaries; the daemon carries the Swift runtime with it.
set -eu
cd "$(dirname "$0")/.."

for product in gatehouse gatehouse-test-issuer; do
    swift build --configuration release --static-swift-stdlib --product "$product"
done
