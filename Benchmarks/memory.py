"""How much memory Gatehouse takes: idle, and after much work of all kinds."""

import time

import processes
from settings import ALGORITHMS, SOAK_REQUESTS, SOAK_SECONDS, WORKLOADS


def idle(site):
    """Resident bytes of a Gatehouse that has just been started."""
    site.forget("gatehouse")
    time.sleep(1)
    return processes.resident_bytes(site.authorizer("gatehouse"))


def soak(site):
    """Two turns of all workloads, and more until there were enough requests or the time is over.

    Returns what was resident after how many requests, turn by turn. The first turns fill the cache.
    """
    site.forget("gatehouse")
    pid = site.authorizer("gatehouse")
    start = time.monotonic()
    requests, turns = 0, []
    while len(turns) < 2 or (requests < SOAK_REQUESTS and time.monotonic() - start < SOAK_SECONDS):
        for workload in WORKLOADS:
            for algorithm in ALGORITHMS:
                requests += site.run("gatehouse", workload, algorithm)["requests"]
        turns.append({"requests": requests, "bytes": processes.resident_bytes(pid)})
        print(f"soak: {requests:,} requests, {turns[-1]['bytes'] / 1e6:.1f} MB", flush=True)
    return turns
