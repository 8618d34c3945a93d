"""Whether a hit costs the same however much there is of everything else."""

import resource
import socket

import processes
from settings import ALGORITHMS, ROUNDS, SECONDS, TOKENS

BASE = "base"
IDLE_CONNECTIONS = 2_000
DECISIONS = 100_000

# Gatehouse's configurations; the base has one of everything.
CONFIGURATIONS = {
    BASE: {"keys": 1, "cache_megabytes": 64},
    "policies": {"keys": 1, "policies": 1_000},
    "issuers": {"keys": 1, "issuers": 200},
    "keys": {"keys": 256},
    "connections": {"keys": 1},
    "decisions": {"cache_megabytes": 64},
}

# The algorithm of the key that is alone in a set of one: tokens.keys keeps the last.
ALGORITHM = ALGORITHMS[-1]

# A question that every FastCGI server answers, and after which the connection stays (FastCGI 1.0 section 4.1).
GET_VALUES = bytes([1, 9, 0, 0, 0, 0, 0, 0])


def measure(site):
    """CPU of a hit in microseconds, by configuration, for each round."""
    idle = IdleConnections(site.stage.path("connections.sock"))
    rounds = []
    for _ in range(ROUNDS):
        figures = {}
        for name in CONFIGURATIONS:
            if name == "connections":
                idle.open()
            figures[name] = site.run(name, "repeated", ALGORITHM, seconds=SECONDS)["authorizer_us"]
        rounds.append(figures)
    idle.close()
    return rounds


def fill_cache(site):
    """Has 100,000 decisions kept, or as many as there are tokens; returns resident bytes before and after."""
    pid = site.stage.pid("decisions")
    before = processes.resident_bytes(pid)
    algorithm = min(ALGORITHMS, key=["ES256", "EdDSA", "RS256"].index)
    wanted, kept = min(DECISIONS, TOKENS), 0
    for _ in range(20):
        # A run may end before every token has been sent; the next one begins with those that are known.
        kept = max(kept, site.run("decisions", "fresh", algorithm, seconds=20, count=wanted)["requests"])
        if kept >= wanted * 0.99:
            break
    return {"before": before, "after": processes.resident_bytes(pid), "decisions": kept}


class IdleConnections:
    """Connections to a FastCGI server that have been used and wait."""

    def __init__(self, path):
        self.path = str(path)
        self.clients = []

    def open(self):
        """Opens all anew, since the server may have closed some that waited too long."""
        self.close()
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        for _ in range(IDLE_CONNECTIONS):
            client = socket.socket(socket.AF_UNIX)
            client.connect(self.path)
            client.sendall(GET_VALUES)
            client.recv(64)
            self.clients.append(client)

    def close(self):
        for client in self.clients:
            client.close()
        self.clients = []
