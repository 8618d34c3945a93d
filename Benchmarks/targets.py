"""What was asked of a measurement, and what it reached (issue 5)."""

from statistics import median

from figures import Runs

EPOLL, LIBFCGI, OURS, CACHED = "responder_epoll", "responder_libfcgi", "gatehouse", "gatehouse+cache"
MEGABYTE = 1e6
ALLOWED_CALLS = {"accept4", "recvfrom", "read", "write", "close", "epoll_wait", "epoll_ctl"}


def rows(results):
    """Rows of what was measured, what was asked, what was reached, and whether that is enough."""
    return [
        row for part in (_throughput, _signatures, _alternatives, _flatness, _memory, _latency, _system_calls, _allocations, _flood)
        for row in part(results)]


def _throughput(results):
    runs = Runs(results.get("runs", []))
    algorithms = runs.names("algorithm")

    def each(name, asked, limit, is_most, value):
        """One row with a figure for each algorithm."""
        found = {algorithm: value(algorithm) for algorithm in algorithms}
        found = {algorithm: figure for algorithm, figure in found.items() if figure is not None}
        if not found:
            return []
        words = " · ".join(f"{algorithm} {figure:.2f}" for algorithm, figure in found.items())
        is_reached = all((figure <= limit) if is_most else (figure >= limit) for figure in found.values())
        return [(name, asked, words, is_reached)]

    def ratio(field, workload, one, other, other_workload=None):
        return lambda algorithm: runs.ratio(
            field, {"candidate": one, "workload": workload, "algorithm": algorithm},
            {"candidate": other, "workload": other_workload or workload, "algorithm": algorithm})

    def beyond_verification(algorithm):
        where = {"workload": "fresh", "algorithm": algorithm}
        added = runs.difference("authorizer_us", {"candidate": OURS, **where}, {"candidate": EPOLL, **where})
        verification = results.get("verify_us", {}).get(algorithm)
        return None if added is None or verification is None else added - verification

    yield from each("repeated: authorizer CPU / epoll", "≤ 1.15", 1.15, True,
                    ratio("authorizer_us", "repeated", OURS, EPOLL))
    yield from each("repeated: authorizer CPU / libfcgi", "≤ 0.90", 0.90, True,
                    ratio("authorizer_us", "repeated", OURS, LIBFCGI))
    yield from each("repeated: requests/s / epoll", "≥ 0.93", 0.93, False, ratio("rate", "repeated", OURS, EPOLL))
    yield from each("rotation: authorizer CPU / epoll", "≤ 1.20", 1.20, True,
                    ratio("authorizer_us", "rotation", OURS, EPOLL))
    yield from each("rotation: requests/s / epoll", "≥ 0.92", 0.92, False, ratio("rate", "rotation", OURS, EPOLL))
    yield from each("fresh: CPU µs beyond epoll and EVP_DigestVerify", "≤ 12", 12, True, beyond_verification)
    yield from each("invalid: authorizer CPU / fresh", "≤ 1", 1.0, True,
                    ratio("authorizer_us", "invalid", OURS, OURS, "fresh"))
    yield from each("nginx's cache, repeated: requests/s / without", "≥ 1.4", 1.4, False,
                    ratio("rate", "repeated", CACHED, OURS))
    yield from each("nginx's cache, fresh: nginx CPU / without", "≤ 1.3", 1.3, True,
                    ratio("nginx_us", "fresh", CACHED, OURS))


def _signatures(results):
    rounds = results.get("signatures_us", [])
    if rounds:
        found = {name: median(figures["token"][name] - figures["openssl"][name] for figures in rounds)
                 for name in rounds[0]["openssl"]}
        words = " · ".join(f"{name} {beyond:.1f}" for name, beyond in found.items())
        yield "a whole token, in process: µs beyond openssl speed", "≤ 12", words, max(found.values()) <= 12


def _alternatives(results):
    runs = Runs(results.get("runs", []))
    where = {"workload": "repeated", "algorithm": "RS256"}
    for one, other, limit in (
            (OURS, "haproxy", 1.1), (CACHED, "haproxy", 1.7), (OURS, "mod_auth_openidc", 2.5)):
        found = runs.ratio("rate", {"candidate": one, **where}, {"candidate": other, **where})
        if found is not None:
            yield f"repeated: requests/s of {one} / {other}", f"≥ {limit}", f"{found:.2f}", found >= limit


def _flatness(results):
    rounds = results.get("flat_us", [])
    for name in (rounds[0] if rounds else {}):
        if name != "base":
            found = median(figures[name] / figures["base"] for figures in rounds)
            yield f"hit path, CPU with many {name} / with one", "≤ 1.1", f"{found:.2f}", found <= 1.1


def _memory(results):
    if "idle_bytes" in results:
        idle = results["idle_bytes"] / MEGABYTE
        yield "memory, idle", "≤ 20 MB", f"{idle:.1f} MB", idle <= 20
    if "cached_decisions" in results:
        found = results["cached_decisions"]
        after = found["after"] / MEGABYTE
        yield (f"memory, {found['decisions']:,} cached decisions", "≤ 20 MB + 64 MiB", f"{after:.1f} MB",
               after <= 20 + 64 * 1.048576)
    if "soak" in results:
        turns = results["soak"]
        # From the middle: until then, caches fill.
        first, last = turns[(len(turns) - 1) // 2], turns[-1]
        growth = (last["bytes"] - first["bytes"]) / MEGABYTE
        yield (f"memory, growth from {first['requests']:,} to {last['requests']:,} requests", "none",
               f"{growth:+.1f} MB", growth <= 0.02 * first["bytes"] / MEGABYTE)


def _latency(results):
    rounds = results.get("latency_us", [])
    if rounds:
        # A wrk that sees no difference says so in whole microseconds.
        found = median(
            (figures[OURS] - figures["none"]) / max(1, figures[EPOLL] - figures["none"]) for figures in rounds)
        yield "latency added, one connection, p50 / epoll", "≤ 1.15", f"{found:.2f}", found <= 1.15


def _system_calls(results):
    calls = results.get("system_calls")
    if calls:
        # What comes less than once in a thousand requests is the clock's, not the requests'.
        usual = {name: count for name, count in calls.items() if count >= 0.001}
        words = ", ".join(f"{name} {count:.2f}" for name, count in sorted(usual.items()))
        yield "system calls of a hit", "accept, peek, read, write, close, epoll's", words, usual.keys() <= ALLOWED_CALLS


def _allocations(results):
    hits = {name: found for name, found in results.get("decisions", {}).items() if name.endswith("hit")}
    if hits:
        most = max(found["allocations"] for found in hits.values())
        yield "allocations of a hit", "0", f"{most:g}", most == 0


def _flood(results):
    found = results.get("flood_us")
    if found:
        ratio = found["p99_with"] / found["p99_without"]
        yield "20,000 unknown key ids in a minute: p99 of good requests / without", "≤ 1.5", f"{ratio:.2f}", ratio <= 1.5
        # After 0, 10 and 30 s, when the cooldown doubles; one more for what was due anyway.
        yield "the same: fetches of the key set", "≤ 4", str(found["fetches"]), found["fetches"] <= 4
