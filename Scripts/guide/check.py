#!/usr/bin/env python3
"""Holds docs/guide to what it says: each configuration is accepted by `gatehouse check`, and decides about tokens as the
provider makes them as the page claims. Needs the release build.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

from cases import CASES, ENTRA_CASES, TENANT

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GATEHOUSE = ROOT / ".build/release/gatehouse"
TEST_ISSUER = ROOT / ".build/release/gatehouse-test-issuer"


def main():
    problems = []
    pages = {page.stem: configurations(page.read_text()) for page in (ROOT / "docs/guide").glob("*.md")}
    for name, blocks in sorted(pages.items()):
        for line, block in blocks:
            problems += [f"{name}.md:{line}: {complaint}" for complaint in complaints(block)]
    decided = 0
    with subprocess.Popen([TEST_ISSUER, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True) as issuer:
        try:
            url = issuer.stdout.readline().removeprefix("ready ").strip()
            for page, policy, token, reason in tokens(url):
                seen = decision(at_test_issuer(pages[page][0][1], url), policy, token)
                decided += 1
                if seen != reason:
                    problems.append(f"{page}.md: policy {policy} says {seen} instead of {reason}")
        finally:
            issuer.terminate()
    print(f"{sum(map(len, pages.values()))} configurations checked, {decided} tokens decided")
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    return 1 if problems else 0


def configurations(text):
    """The YAML blocks of a page, with their lines. One for another program names it in a comment at its head."""
    found = []
    for match in re.finditer(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if not match[1].startswith("# "):
            found.append((text.count("\n", 0, match.start()) + 1, match[1]))
    return found


def complaints(configuration):
    """What `gatehouse check` has against it, a line each."""
    run = gatehouse(configuration, "check")
    if run.returncode == 0:
        return []
    return [line for line in (run.stdout + run.stderr).splitlines() if line] or ["refused without a word"]


def decision(configuration, policy, token):
    """"allow", or the reason of the refusal."""
    run = gatehouse(configuration, "explain", "--policy", policy, "--format", "json", "--fetch", token=token)
    if run.returncode not in (0, 1) or not run.stdout:
        return run.stderr.strip()
    answer = json.loads(run.stdout)
    return answer["reason"] or answer["decision"]


def gatehouse(configuration, command, *options, token=""):
    with tempfile.TemporaryDirectory() as directory:
        file = pathlib.Path(directory, "gatehouse.yaml")
        file.write_text(configuration)
        return subprocess.run([GATEHOUSE, command, "--config", file, *options], input=token, capture_output=True,
                              text=True)


def at_test_issuer(configuration, url):
    """The same configuration, with the test issuer in the provider's place."""
    discovery = f"{url}/.well-known/openid-configuration"
    changed = re.sub(r"(?m)^    openid-config: .*$", f"    openid-config: {discovery}\n"
                     "    dangerously-allow-http: true", configuration)
    return re.sub(r"(?m)^    tenant-id: .*$", rf"\g<0>\n    authentication-endpoint: {url}\n"
                  "    dangerously-allow-http: true", changed)


def tokens(url):
    """Page, policy, token, and what is to be said about it."""
    for (page, policy), (good, changes) in CASES.items():
        header = {"typ": "at+jwt"} if page == "glewlwyd" else {}
        for change, reason in [({}, "allow"), *changes]:
            claims = without_nothing({**good, **change})
            yield page, policy, signed(f"{url}/sign", claims=claims, header=header), reason
    for policy, (client, good, changes) in ENTRA_CASES.items():
        for change, reason in [({}, "allow"), *changes]:
            for version in ("1.0", "2.0"):
                claims = {**good, **change}
                yield "entra-id", policy, signed(
                    f"{url}/{TENANT}/sign", claims=without_nothing(claims), version=version, client=client,
                    roles=""), reason


def without_nothing(claims):
    return {name: value for name, value in claims.items() if value is not None}


def signed(url, **form):
    fields = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in form.items()}
    with urllib.request.urlopen(url, urllib.parse.urlencode(fields).encode(), timeout=10) as answer:
        return answer.read().decode().strip()


if __name__ == "__main__":
    sys.exit(main())
