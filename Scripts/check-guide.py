#!/usr/bin/env python3
"""Has `gatehouse check` read every configuration in docs/guide. Needs the release build."""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
GATEHOUSE = ROOT / ".build/release/gatehouse"
PROVIDERS = ("auth0", "aws-cognito", "entra-id", "glewlwyd", "gitlab", "google", "keycloak", "okta")


def main():
    problems = []
    for page in sorted((ROOT / "docs/guide").glob("*.md")):
        blocks = configurations(page.read_text())
        if page.stem in PROVIDERS and not blocks:
            problems.append(f"{page.name} has no configuration")
        for line, block in blocks:
            found = complaints(block)
            print(f"{page.name}:{line}: {'refused' if found else 'fine'}")
            problems += [f"{page.name}:{line}: {complaint}" for complaint in found]
    missing = [name for name in PROVIDERS if not (ROOT / f"docs/guide/{name}.md").exists()]
    problems += [f"there is no page {name}.md" for name in missing]
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
    """What `gatehouse check` says against it, a line each."""
    with tempfile.TemporaryDirectory() as directory:
        file = pathlib.Path(directory, "gatehouse.yaml")
        file.write_text(configuration)
        run = subprocess.run([GATEHOUSE, "check", "--config", file], capture_output=True, text=True)
    if run.returncode == 0:
        return []
    return [line for line in (run.stdout + run.stderr).splitlines() if line] or ["refused without a word"]


if __name__ == "__main__":
    sys.exit(main())
