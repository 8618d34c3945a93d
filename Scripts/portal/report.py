"""What the flows found, on the terminal."""


class Report:
    """Prints each finding as it comes, and counts those that are wrong."""

    def __init__(self):
        self.findings = 0
        self.failures = 0

    def flow(self, title):
        print(f"\n== {title}", flush=True)

    def expect(self, what, seen, wanted):
        """A finding: it is right when `seen` is `wanted`."""
        self.check(what, seen == wanted, f"{seen!r} instead of {wanted!r}")

    def check(self, what, right, seen):
        """A finding with a condition of its own; `seen` is told when it does not hold, so it has no token in it."""
        self.findings += 1
        if right:
            print(f"   {what}", flush=True)
        else:
            self.failures += 1
            print(f"   WRONG: {what}: {seen}", flush=True)

    def refusal(self, what, answer, status, reason, challenge=None):
        """A refusal of Gatehouse's, as the client got it: status, reason, and a part of the challenge."""
        problem = answer.json() or {}
        header = answer.headers.get("WWW-Authenticate", "")
        right = (answer.status, problem.get("reason")) == (status, reason) and (challenge or "Bearer") in header
        self.check(f"{what}: {status} {reason}, \"{problem.get('detail')}\"", right,
                   f"{answer.status} {problem.get('reason')}, challenge {header!r}")
