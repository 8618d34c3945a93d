#!/usr/bin/env python3
"""Measures Gatehouse behind nginx beside the reference responders; `make bench` builds first.

The environment chooses: ROUNDS, SECONDS of a run, ALGORITHMS, WORKLOADS, PARTS, WITH, TOKENS, SOAK_REQUESTS,
SOAK_SECONDS, RESULTS (settings.py). Prints each run, then the report.
"""

import datetime
import json
import os
import pathlib
import platform
import signal
import subprocess
import sys

import alternatives
import commands
import decisions
import flatness
import flood
import latency
import memory
import references
import report
import signatures
import system_calls
import throughput
import tokens
from bench_site import BenchSite
from settings import BINARIES, CONNECTIONS, HERE, PARTS, RESULTS, ROUNDS, SECONDS, WORK
from stage import Stage


def main():
    # So that an end from outside ends the servers, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    WORK.mkdir(parents=True, exist_ok=True)
    tokens.prepare()
    results = {"setting": setting()}
    if "verify" in PARTS:
        results["verify_us"] = bare_verification()
        results["signatures_us"] = signatures.measure()
    if "decisions" in PARTS:
        results["decisions"] = in_process()
    with Stage() as stage:
        measure(BenchSite(stage), stage, results)
    if "flat" in PARTS:
        with Stage() as stage:
            site = BenchSite(stage, others=flatness.CONFIGURATIONS)
            results["cached_decisions"] = flatness.fill_cache(site)
            results["flat_us"] = flatness.measure(site)
    if "flood" in PARTS:
        results["flood_us"] = flood.measure()
    RESULTS.write_text(json.dumps(results, indent=1))
    print(f"\n{report.page(results)}\nAll figures: {RESULTS}")


def measure(site, stage, results):
    """What needs nginx and one Gatehouse."""
    if "memory" in PARTS:
        results["idle_bytes"] = memory.idle(site)
    if "calls" in PARTS:
        results["system_calls"] = system_calls.measure(site)
    if "latency" in PARTS:
        results["latency_us"] = latency.measure(site)
    if "throughput" in PARTS:
        results["runs"] = throughput.measure(site, alternatives.start(stage))
    if "soak" in PARTS:
        results["soak"] = memory.soak(site)


def bare_verification():
    """Microseconds of EVP_DigestVerify by algorithm, by verify.c."""
    program = references.compile_program(HERE / "verify.c", "crypto")
    lines = commands.output(program).splitlines()
    return {name: float(time) for name, time in (line.split() for line in lines)}


def in_process():
    """Nanoseconds, instructions and allocations of one decision."""
    times = [json.loads(line) for line in commands.output(BINARIES / "decision-benchmark", "time").splitlines()]
    figures = decisions.figures(decisions.stripped())
    for time in times:
        if "kind" not in time:
            continue  # the bare check of a signature, which verify.c measures too
        figures[f"{time['algorithm']} {time['kind']}"]["nanoseconds"] = time["nanoseconds"]
    return figures


def setting():
    """Where and how it was measured."""
    cpu = next(
        (line.split(":")[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.machine())
    nginx = subprocess.run(
        ["nginx", "-v"], capture_output=True, text=True, env={"PATH": os.environ["PATH"] + ":/usr/sbin"})
    return {
        "date": datetime.date.today().isoformat(), "cpu": cpu, "cores": os.cpu_count(),
        "kernel": platform.release(), "nginx": nginx.stderr.strip().rpartition("/")[2],
        "rounds": ROUNDS, "seconds": SECONDS, "connections": CONNECTIONS,
    }


if __name__ == "__main__":
    main()
