"""Reads what `valgrind --tool=callgrind` writes: costs and calls by function."""

import collections
import re
import subprocess

ALLOCATORS = ("malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc", "memalign")


class Profile:
    """Instructions by function (alone, and with what they call), and calls by caller and callee."""

    def __init__(self):
        self.alone = collections.Counter()
        self.inclusive = collections.Counter()
        self.calls = collections.Counter()  # by (caller, callee)

    @property
    def instructions(self):
        return sum(self.alone.values())

    @property
    def allocations(self):
        """Calls into the C library's allocator, without those that it makes itself."""
        return sum(count for _, count in self.allocation_callers())

    def allocation_callers(self):
        """Who calls the allocator how often, the most frequent first."""
        callers = collections.Counter()
        for (caller, callee), count in self.calls.items():
            if callee in ALLOCATORS and caller not in ALLOCATORS:
                callers[caller] += count
        return callers.most_common()

    def callers_of(self, name):
        """Who calls a function how often, the most frequent first."""
        callers = collections.Counter()
        for (caller, callee), count in self.calls.items():
            if callee == name:
                callers[caller] += count
        return callers.most_common()


def read(path):
    """Reads one file (the format is in callgrind's manual, appendix "Callgrind Format Specification")."""
    profile = Profile()
    names = {}
    function = callee = None
    call_count = 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if match := re.match(r"(c?fn)=\((\d+)\)(?: (.*))?", line):
                kind, number, name = match.groups()
                if name:
                    names[number] = name.split("'")[0]  # a recursive call is NAME'2
                if kind == "fn":
                    function = names[number]
                else:
                    callee = names[number]
            elif line.startswith("calls="):
                call_count = int(line[len("calls="):].split()[0])
            elif re.match(r"[+*\d-]", line) and function:
                cost = int(line.split()[1])
                if callee:
                    profile.calls[function, callee] += call_count
                    if callee != function:
                        profile.inclusive[function] += cost
                    callee = None
                else:
                    profile.alone[function] += cost
                    profile.inclusive[function] += cost
    return profile


def demangled(names):
    """Swift's names in words, in the same order."""
    answer = subprocess.run(
        ["swift", "demangle", "--compact", "--simplified"], input="\n".join(names), text=True,
        capture_output=True, check=True)
    return answer.stdout.splitlines()
