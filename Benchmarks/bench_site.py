"""nginx, Gatehouse and the references together, and one measured run against one of them."""

import gatehouse
import load
import processes
import references
from web_server import WebServer

NONE = "none"
CACHED = "gatehouse+cache"
CANDIDATES = [NONE, *references.THREADS, "gatehouse", CACHED]


class BenchSite:
    """Everything runs; `run` measures one candidate."""

    def __init__(self, stage, others=()):
        """`others` are configurations of Gatehouse by name, for `gatehouse.configure`."""
        self.stage = stage
        self.others = dict(others)
        gatehouse.configure(stage, "gatehouse")
        gatehouse.start(stage, "gatehouse")
        for name in references.THREADS:
            references.start(stage, name)
        for name, options in self.others.items():
            gatehouse.configure(stage, name, **options)
            gatehouse.start(stage, name)
        self.web_server = WebServer(stage, CANDIDATES + list(self.others))
        self.web_server.start()
        self.cached_runs = 0

    def authorizer(self, candidate):
        """Its process; `None` when nobody is asked."""
        return None if candidate == NONE else self.stage.pid(candidate.partition("+")[0])

    def forget(self, candidate):
        """Has the candidate's caches know none of the tokens."""
        name = candidate.partition("+")[0]
        if name == "gatehouse" or name in self.others:
            gatehouse.start(self.stage, name)
        if candidate == CACHED:
            self.cached_runs += 1

    def run(self, candidate, workload, algorithm, **options):
        """One run, with what nginx and the authorizer used of the processor in microseconds a request."""
        worker, authorizer = self.web_server.worker, self.authorizer(candidate)
        before = self._cpu(worker), self._cpu(authorizer)
        # Which policy is asked for, and so which keys nginx's cache is asked for (gatehouse.CACHED_POLICIES).
        query = f"?run={self.cached_runs}" if candidate == CACHED and workload == "fresh" else ""
        result = load.run(self.web_server.ports[candidate], workload, algorithm, query=query, **options)
        after = self._cpu(worker), self._cpu(authorizer)
        self._check(result, candidate, workload)
        count = result["requests"]
        return {
            "candidate": candidate, "workload": workload, "algorithm": algorithm, **result,
            "rate": count / result["seconds"],
            "nginx_us": (after[0] - before[0]) / count * 1e6,
            "authorizer_us": (after[1] - before[1]) / count * 1e6,
        }

    @staticmethod
    def _cpu(pid):
        return processes.cpu_seconds(pid) if pid else 0

    def _check(self, result, candidate, workload):
        """A figure of wrong answers is no figure."""
        asks_about_tokens = candidate.startswith("gatehouse") or candidate in self.others
        expected = result["requests"] if workload == "invalid" and asks_about_tokens else 0
        if result["broken"] or result["refused"] != expected or not result["requests"]:
            raise RuntimeError(f"{candidate}, {workload}: {result}, expected {expected} refused")
