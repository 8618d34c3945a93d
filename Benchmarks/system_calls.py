"""Which system calls a hit takes, counted by strace."""

import re
import signal
import subprocess
import time

from settings import ALGORITHMS


def measure(site):
    """Calls per request by name, of all threads of Gatehouse."""
    site.run("gatehouse", "repeated", ALGORITHMS[0], seconds=1)
    output = site.stage.path("strace.out")
    tracer = subprocess.Popen(
        ["strace", "-f", "-c", "-o", output, "-p", str(site.authorizer("gatehouse"))],
        stderr=subprocess.DEVNULL)
    time.sleep(1)
    run = site.run("gatehouse", "repeated", ALGORITHMS[0], seconds=3)
    tracer.send_signal(signal.SIGINT)
    tracer.wait()
    return {name: count / run["requests"] for name, count in parse(output.read_text()).items()}


def parse(summary):
    """The calls by name from strace's table: % time, seconds, usecs/call, calls, errors if any, name."""
    rows = re.findall(r"^ *[\d.]+ +[\d.]+ +\d+ +(\d+) +(?:\d+ +)?(\w+)$", summary, re.MULTILINE)
    return {name: int(count) for count, name in rows if name != "total"}
