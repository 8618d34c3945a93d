#!/usr/bin/env python3
"""Counts instructions and allocations of one decision with callgrind, and holds them to thresholds.json.

  decisions.py check              fails when a figure is more than 5 % above its threshold
  decisions.py record             writes the figures of now as thresholds
  decisions.py profile ALG KIND   prints the most expensive functions: decisions.py profile ES256 miss
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import callgrind
import commands

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
THRESHOLDS = HERE / "thresholds.json"
ALGORITHMS = ("RS256", "ES256", "EdDSA")
KINDS = ("hit", "miss", "invalid")
TOLERANCE = 1.05
COUNT = 200


def build():
    """Builds the benchmark; returns what `stripped` does."""
    subprocess.run(
        ["swift", "build", "--configuration", "release", "--static-swift-stdlib", "--product",
         "decision-benchmark"], cwd=ROOT, check=True, stdout=sys.stderr)
    return stripped()


def stripped():
    """A copy of the benchmark without the debug information, which valgrind cannot read."""
    program = ROOT / ".build" / "release" / "decision-benchmark"
    copy = ROOT / ".build" / "decision-benchmark.stripped"
    commands.output("strip", "--strip-debug", "-o", copy, program)
    return copy


def profile(program, algorithm, kind):
    """Runs one workload under callgrind.

    It writes a file whenever `measuredDecisions` is entered, and once more at the end. The second one has
    what happened between the first entry and the second: one batch.
    """
    with tempfile.TemporaryDirectory() as directory:
        path = f"{directory}/callgrind.out"
        commands.output(
            "valgrind", "--tool=callgrind", f"--callgrind-out-file={path}",
            "--dump-before=*measuredDecisions*", program, "repeat", algorithm, kind, "--count", COUNT)
        return callgrind.read(f"{path}.2")


def figures(program):
    """Instructions and allocations per decision, by workload."""
    found = {}
    for algorithm in ALGORITHMS:
        for kind in KINDS:
            counted = profile(program, algorithm, kind)
            found[f"{algorithm} {kind}"] = {
                "instructions": round(counted.instructions / COUNT),
                "allocations": round(counted.allocations / COUNT, 2),
            }
    return found


def check(found):
    """Prints figures beside their thresholds; returns how many are exceeded."""
    thresholds = json.loads(THRESHOLDS.read_text(encoding="utf-8"))
    exceeded = 0
    print(f"{'per decision':<14}{'':<14}{'counted':>10}{'threshold':>11}")
    for workload, kinds in thresholds.items():
        for kind, threshold in kinds.items():
            counted = found[workload][kind]
            is_over = counted > threshold * TOLERANCE
            exceeded += is_over
            print(f"{workload:<14}{kind:<14}{counted:>10}{threshold:>11}{'  exceeded' if is_over else ''}")
    return exceeded


def print_profile(counted, rows=60):
    """Prints the most expensive functions, and who allocates."""
    print(f"{counted.instructions / COUNT:,.0f} instructions, {counted.allocations / COUNT:.2f} allocations"
          " per decision")
    for title, costs in (("alone", counted.alone), ("inclusive", counted.inclusive)):
        print_table(f"instructions per decision, {title}", costs.most_common(rows), counted.instructions)
    print_table("allocator called by, times per decision", counted.allocation_callers()[:rows])
    print_table("swift_allocObject called by, times per decision",
                counted.callers_of("swift_allocObject")[:rows])


def print_table(title, rows, total=None):
    print(f"\n{title}")
    for name, (_, cost) in zip(callgrind.demangled([name for name, _ in rows]), rows):
        share = f"{cost / total:7.1%}" if total else ""
        print(f"{cost / COUNT:12,.2f}{share}  {name[:150]}")


def main():
    match sys.argv[1:]:
        case ["check"]:
            sys.exit(1 if check(figures(build())) else 0)
        case ["record"]:
            THRESHOLDS.write_text(json.dumps(figures(build()), indent=4) + "\n", encoding="utf-8")
        case ["profile", algorithm, kind]:
            print_profile(profile(build(), algorithm, kind))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
