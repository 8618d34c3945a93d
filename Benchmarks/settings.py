"""What the environment may choose, and where things are."""

import os
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
BINARIES = ROOT / ".build" / "release"
WORK = ROOT / ".build" / "bench"  # tokens and compiled references, kept from run to run


def _number(name, default):
    return float(os.environ.get(name) or default)


def _words(name, default):
    return (os.environ.get(name) or default).split()


ROUNDS = int(_number("ROUNDS", 5))
SECONDS = _number("SECONDS", 5)  # of one run
CONNECTIONS = 64
ALGORITHMS = _words("ALGORITHMS", "RS256 ES256 EdDSA")
WORKLOADS = _words("WORKLOADS", "repeated rotation fresh invalid")
PARTS = _words("PARTS", "throughput latency flat memory calls verify decisions soak flood")
WITH = _words("WITH", "")
TOKENS = int(_number("TOKENS", max(100_000, SECONDS * 15_000)))  # of each algorithm
ROTATION = 2_000
SOAK_REQUESTS = int(_number("SOAK_REQUESTS", 5_000_000))
SOAK_SECONDS = _number("SOAK_SECONDS", 600)
RESULTS = pathlib.Path(os.environ.get("RESULTS") or WORK / "results.json")

ISSUER = "https://issuer.example"
AUDIENCE = "api://orders"
WORKERS = 2
LIBFCGI_THREADS = 4
EPOLL_THREADS = 2
