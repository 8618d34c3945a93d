"""What authorization adds to the time of one request when nothing else is going on."""

from bench_site import CACHED, CANDIDATES
from settings import ALGORITHMS, ROUNDS, SECONDS


def measure(site):
    """The median time of a request in microseconds, by candidate, for each round."""
    rounds = []
    for _ in range(ROUNDS):
        rounds.append({
            candidate: site.run(
                candidate, "repeated", ALGORITHMS[0], connections=1, seconds=SECONDS / 2)["p50"]
            for candidate in CANDIDATES if candidate != CACHED})
    return rounds
