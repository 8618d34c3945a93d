#!/bin/sh
# Fuzzes what reads bytes of strangers, with libFuzzer and the address sanitizer.
#
# usage: fuzz.sh [SECONDS [TARGET ...]]
#
# Every target, or the named ones, for so many seconds each (600): admission, configuration, import-policy, key-set and
# token. Starts from the inputs in Tests/Fuzz/Corpus, and keeps what it finds out beside them in .build-fuzz/corpus. An
# input that makes a target fail is left in .build-fuzz, and the status is not 0.
set -eu
cd "$(dirname "$0")/.."

seconds=${1:-600}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- admission configuration import-policy key-set token

export GATEHOUSE_FUZZ=1
# A trap is libFuzzer's to report: Swift's own backtracer may hang on a program that a sanitizer is ending.
export SWIFT_BACKTRACE=enable=no
export LSAN_OPTIONS="suppressions=$PWD/Scripts/leaks.supp:print_suppressions=0"
# Of two --sanitize, the Swift compiler hears only the last, so it is told both at once.
swift build --scratch-path .build-fuzz --product Fuzz --sanitize fuzzer \
    -Xswiftc -sanitize=fuzzer,address -Xcxx -fsanitize=address
for target in "$@"; do
    mkdir -p ".build-fuzz/corpus/$target"
    printf '\n==> fuzzing %s for %s s\n' "$target" "$seconds"
    GATEHOUSE_FUZZ_TARGET=$target .build-fuzz/debug/Fuzz -max_total_time="$seconds" -max_len=20000 -timeout=10 \
        -artifact_prefix=".build-fuzz/$target-" -print_final_stats=1 \
        ".build-fuzz/corpus/$target" "Tests/Fuzz/Corpus/$target" 2>".build-fuzz/$target.log" || {
        tail -n 40 ".build-fuzz/$target.log" >&2
        exit 1
    }
    grep -E 'stat::number_of_executed_units|^Done' ".build-fuzz/$target.log"
done
