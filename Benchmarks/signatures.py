"""What judging a whole token costs beyond the check of its signature, as OpenSSL's own measure has that."""

import json

import commands
from settings import BINARIES, ROUNDS

# The names of `openssl speed -mr` (apps/speed.c): the line's kind, and the place of verifications per second.
LINES = {"+F2": "RS256", "+F4": "ES256", "+F6": "EdDSA"}


def measure():
    """For each round, microseconds by algorithm: `openssl speed`'s verification, and ours of a whole token."""
    return [{"openssl": openssl_speed(), "token": whole_tokens()} for _ in range(ROUNDS)]


def openssl_speed():
    """Microseconds of one verification; of a digest that is there already, which flatters it by the hash."""
    output = commands.output("openssl", "speed", "-mr", "-seconds", 1, "rsa2048", "ecdsap256", "ed25519")
    rows = [line.split(":") for line in output.splitlines()]
    return {LINES[row[0]]: 1e6 / float(row[-1]) for row in rows if row[0] in LINES}


def whole_tokens():
    """Microseconds of a decision about a token that was never seen: read, verified, judged, answered, kept."""
    lines = [json.loads(line) for line in commands.output(BINARIES / "decision-benchmark", "time").splitlines()]
    return {line["algorithm"]: line["nanoseconds"] / 1000 for line in lines if line.get("kind") == "miss"}
