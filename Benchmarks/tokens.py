"""The tokens that are sent: made once, and again when they are too few or about to end."""

import json
import time

import commands
from settings import ALGORITHMS, BINARIES, ISSUER, TOKENS, WORK

DIRECTORY = WORK / "tokens"
LIFETIME = 7 * 86_400
OTHER_KEYS = 256


def prepare():
    """Mints what is missing."""
    receipt = DIRECTORY / "receipt.json"
    order = {"algorithms": ALGORITHMS, "count": TOKENS}
    if receipt.exists() and time.time() - receipt.stat().st_mtime < LIFETIME / 2:
        if json.loads(receipt.read_text()) == order:
            return
    print(f"minting {TOKENS:,} tokens for each of {' '.join(ALGORITHMS)} ...", flush=True)
    DIRECTORY.mkdir(parents=True, exist_ok=True)
    counts = [argument for name in ALGORITHMS for argument in ("--tokens", f"{name}:{TOKENS}")]
    commands.output(
        BINARIES / "gatehouse-test-issuer", "mint", *counts, "--issuer", ISSUER, "--lifetime", LIFETIME,
        "--other-keys", OTHER_KEYS, DIRECTORY)
    receipt.write_text(json.dumps(order))


def path(algorithm, is_broken=False):
    """The file of an algorithm's tokens, or of the same with wrong signatures; one token a line."""
    return DIRECTORY / f"{algorithm}.{'broken' if is_broken else 'tokens'}"


def keys(count=None):
    """The key set as text: those that sign, or `count` keys, of which those that sign come last."""
    published = json.loads((DIRECTORY / "jwks.json").read_text())["keys"]
    signing = published[:len(ALGORITHMS)]
    if count is None:
        return json.dumps({"keys": signing})
    others = published[len(ALGORITHMS):]
    return json.dumps({"keys": (others[:max(0, count - len(signing))] + signing)[-count:]})
