"""All candidates under all workloads, interleaved, round after round."""

import alternatives
from bench_site import CACHED, CANDIDATES, NONE
from settings import ALGORITHMS, ROUNDS, WORKLOADS


def measure(site, others):
    """The runs of every round; `others` are `alternatives` that were asked for."""
    if "fresh" in WORKLOADS:
        site.web_server.settle()
    runs = []
    for number in range(1, ROUNDS + 1):
        for workload in WORKLOADS:
            for algorithm in ALGORITHMS:
                for candidate in candidates(workload, algorithm):
                    if workload in ("fresh", "invalid"):
                        site.forget(candidate)
                    note(runs, number, site.run(candidate, workload, algorithm))
                if algorithm == alternatives.ALGORITHM:
                    for other in others:
                        note(runs, number, other.run(workload))
    return runs


def candidates(workload, algorithm):
    """Who takes part; without authorization, tokens make no difference, and nginx's cache keeps no refusals."""
    for candidate in CANDIDATES:
        if candidate == NONE and (workload, algorithm) != ("repeated", ALGORITHMS[0]):
            continue
        if candidate == CACHED and workload == "invalid":
            continue
        yield candidate


def note(runs, number, run):
    runs.append({"round": number, **run})
    print(
        f"round {number}  {run['workload']:<9} {run['algorithm']:<6} {run['candidate']:<18}"
        f"{run['rate']:8,.0f}/s  p50 {run['p50'] / 1000:6.2f} ms  p99 {run['p99'] / 1000:6.2f} ms"
        f"  CPU us: nginx {run['nginx_us']:6.1f}  authorizer {run['authorizer_us']:6.1f}", flush=True)
