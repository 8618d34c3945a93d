#!/usr/bin/python3
"""Runs a command under the rules that a systemd unit sets for the kernel to hold, on a host that has no systemd running.

usage: under-unit.py UNIT COMMAND [ARGUMENT ...]

Applied are SystemCallFilter=, RestrictAddressFamilies= and MemoryDenyWriteExecute=, as far as systemd-analyze(1), the
kernel's prctl(2) and libseccomp (Debian: python3-seccomp) know them. What the unit forbids fails with EPERM, as
SystemCallErrorNumber=EPERM has it. Users, capabilities and file systems are left to others, as setpriv(1).
"""

import ctypes
import os
import re
import socket
import subprocess
import sys

import seccomp

PR_SET_NO_NEW_PRIVS = 38
PR_SET_MDWE = 65
EPERM = 1


def values(unit, name):
    """What a unit says of a setting, in its order."""
    return re.findall(rf"^{name}=(.*)$", unit, re.MULTILINE)


def calls(name):
    """The system calls that a word of SystemCallFilter= stands for."""
    if not name.startswith("@"):
        return {name}
    listing = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], check=True, capture_output=True, text=True
    ).stdout
    words = (line.strip() for line in listing.splitlines()[1:])
    return {call for word in words if word and not word.startswith("#") for call in calls(word)}


def allowed_calls(unit):
    """The system calls that a unit allows; systemd adds @default to every list of allowed ones."""
    allowed = calls("@default")
    for line in values(unit, "SystemCallFilter"):
        for word in line.lstrip("~").split():
            allowed = allowed - calls(word) if line.startswith("~") else allowed | calls(word)
    return allowed


def call_filter(unit):
    """The kernel's filter for it."""
    result = seccomp.SyscallFilter(seccomp.ERRNO(EPERM))
    for call in sorted(allowed_calls(unit) - {"socket"}):
        try:
            result.add_rule(seccomp.ALLOW, call)
        except (OSError, RuntimeError):
            pass  # another architecture's, or newer than the library
    for family in " ".join(values(unit, "RestrictAddressFamilies")).split():
        number = getattr(socket, family)
        result.add_rule(seccomp.ALLOW, "socket", seccomp.Arg(0, seccomp.EQ, number))
    return result


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        unit = file.read()
    rules = call_filter(unit)
    libc = ctypes.CDLL(None, use_errno=True)
    if values(unit, "MemoryDenyWriteExecute") == ["yes"] and libc.prctl(PR_SET_MDWE, 1, 0, 0, 0) != 0:
        print("under-unit.py: this kernel cannot deny memory that is written and run", file=sys.stderr)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        sys.exit("under-unit.py: the kernel refuses PR_SET_NO_NEW_PRIVS")
    rules.load()
    os.execv(sys.argv[2], sys.argv[2:])


main()
