"""Runs wrk against a port."""

import json

import commands
import tokens
from settings import CONNECTIONS, HERE, ROTATION, SECONDS, TOKENS

# How many tokens a workload sends, whether each only once, and whether their signatures are broken.
KINDS = {
    "repeated": (1, "again", False),
    "rotation": (ROTATION, "again", False),
    "fresh": (TOKENS, "once", False),
    "invalid": (TOKENS, "once", True),
}


def run(port, workload, algorithm, seconds=SECONDS, connections=CONNECTIONS, count=None, query=""):
    """One run; returns requests, seconds, p50 and p99 in microseconds, refused and broken."""
    usual_count, repetition, is_broken = KINDS[workload]
    answer = commands.output(
        "wrk", "--threads", 1, "--connections", connections, "--duration", f"{max(1, round(seconds))}s",
        "--timeout", "10s", "--script", HERE / "wrk.lua", f"http://127.0.0.1:{port}/orders/1{query}", "--",
        tokens.path(algorithm, is_broken), count or usual_count, repetition)
    return json.loads(answer.splitlines()[-1])
