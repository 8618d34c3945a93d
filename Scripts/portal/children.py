"""Processes that live as long as the portal, and how to wait for them."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request


class Failure(Exception):
    """Something that the portal cannot go on after; its text is for the person at the terminal."""


class Children:
    """The servers that were started. All of them end with `stop_all`, and none is left behind."""

    def __init__(self, directory):
        self.directory = directory
        self.running = {}

    def start(self, name, *command):
        """Starts a server under a name; what it says goes to NAME.log in the portal's directory."""
        with open(self.log(name), "ab") as log:
            # In a group of its own, so that Ctrl-C reaches the portal alone and it ends them in order.
            self.running[name] = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    def stop(self, name):
        """Ends a server and waits until it is gone."""
        child = self.running.pop(name)
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def stop_all(self):
        for name in reversed(list(self.running)):
            self.stop(name)

    def watch(self):
        """Waits until a server has ended by itself, which is a failure."""
        while (name := self.ended()) is None:
            time.sleep(0.5)
        raise Failure(f"{name} has ended\n{self.tail(name)}")

    def log(self, name):
        return os.path.join(self.directory, name + ".log")

    def ended(self):
        """The name of a server that has ended by itself, or None."""
        return next((name for name, child in self.running.items() if child.poll() is not None), None)

    def wait_until(self, what, condition, seconds=20):
        """Asks for `condition` until it holds; gives up when a server has ended or after `seconds`."""
        deadline = time.monotonic() + seconds
        while not condition():
            name = self.ended()
            if name is not None:
                raise Failure(f"{name} has ended before {what}\n{self.tail(name)}")
            if time.monotonic() > deadline:
                raise Failure(f"gave up waiting until {what}")
            time.sleep(0.05)

    def tail(self, name):
        with open(self.log(name), errors="replace") as log:
            return "".join(log.readlines()[-15:])


def free_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def listens(path):
    """Whether a server takes connections at a Unix socket."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(path) == 0


def answers(url):
    """Whether a server gives any HTTP answer at `url`."""
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
