"""Gatehouse's configurations, and starting it."""

import tokens
from settings import ALGORITHMS, AUDIENCE, BINARIES, ISSUER, ROUNDS, WORKERS
from stage import IS_ROOT

POLICY = """
    audiences: [ "{audience}" ]
    decision-cache-seconds: 3600
    required-claims:
      - {{ name: scp, match: any, separator: " ", values: [ orders.read, orders.admin ] }}
    claim-headers: {{ X-Auth-Subject: sub, X-Auth-Scopes: scp }}
""".format(audience=AUDIENCE)


# The policies whose permissions nginx's own cache may keep. Its keys have the policy in them, so a run under a name of
# its own meets a cache that knows none of its tokens.
CACHED_POLICIES = ["cached", *(f"cached{number}" for number in range(1, ROUNDS * len(ALGORITHMS) + 1))]


def configure(stage, name, policies=1, issuers=1, keys=None, cache_megabytes=32):
    """Writes NAME.yaml: the policy `orders`, those for nginx's cache, and as many more as are asked for."""
    stage.write(f"{name}.jwks.json", tokens.keys(keys))
    names = [f"issuer-{number}" for number in range(1, issuers)] + ["real"]
    lines = [
        f'listen: [ "unix:{stage.path(name)}.sock" ]', f"workers: {WORKERS}", "log-level: warning",
        f"decision-cache-megabytes: {cache_megabytes}", "socket-group: www-data" if IS_ROOT else "", "issuers:"]
    lines += [
        f'  {issuer}: {{ issuer: "{ISSUER}{"" if issuer == "real" else "/" + issuer}", '
        f"jwks-file: {name}.jwks.json }}" for issuer in names]
    lines.append("policies:")
    for policy in [*(f"policy-{number}" for number in range(1, policies)), "orders", *CACHED_POLICIES]:
        lines.append(f"  {policy}:\n    issuers: [ {', '.join(names)} ]{POLICY}")
        if policy in CACHED_POLICIES:
            lines.append("    web-server-cache-seconds: 3600")
    stage.write(f"{name}.yaml", "\n".join(lines))


def start(stage, name):
    """Starts it, or starts it again: with an empty cache."""
    stage.stop(name)
    stage.start(
        name, BINARIES / "gatehouse", "serve", "--config", stage.path(f"{name}.yaml"),
        ready=lambda: stage.accepts(stage.path(f"{name}.sock")))
