"""A directory and the servers that run in it; all of them end with it."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time


class Stage:
    """Starts programs by name, and ends them at the end of a `with`."""

    def __init__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-bench-"))
        # In memory on every Linux; /tmp need not be.
        self.memory = pathlib.Path(tempfile.mkdtemp(prefix="gatehouse-bench-", dir="/dev/shm"))
        for directory in (self.directory, self.memory):
            directory.chmod(0o711)  # as root, nginx's worker is somebody else
        self.programs = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for name in list(self.programs):
            self.stop(name)
        shutil.rmtree(self.directory)
        shutil.rmtree(self.memory)

    def path(self, name):
        return self.directory / name

    def write(self, name, text):
        self.path(name).write_text(text)
        self.path(name).chmod(0o644)

    def start(self, name, *command, ready):
        """Starts a program and waits until `ready()` is true."""
        with open(self.path(f"{name}.log"), "ab") as log:
            self.programs[name] = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        for _ in range(400):
            if self.programs[name].poll() is not None:
                break
            if ready():
                return
            time.sleep(0.025)
        raise RuntimeError(f"{name} did not start:\n{self.path(f'{name}.log').read_text()[-2000:]}")

    def stop(self, name):
        program = self.programs.pop(name, None)
        if program is None:
            return
        program.send_signal(signal.SIGTERM)
        try:
            program.wait(15)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()

    def pid(self, name):
        return self.programs[name].pid

    def accepts(self, address):
        """Whether somebody listens at a path or a port."""
        family = socket.AF_INET if isinstance(address, int) else socket.AF_UNIX
        with socket.socket(family) as client:
            try:
                client.connect(("127.0.0.1", address) if isinstance(address, int) else str(address))
                return True
            except OSError:
                return False


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


IS_ROOT = os.geteuid() == 0
