"""The reference responders: compiled, and started."""

import commands
from settings import EPOLL_THREADS, HERE, LIBFCGI_THREADS, WORK

THREADS = {"responder_epoll": EPOLL_THREADS, "responder_libfcgi": LIBFCGI_THREADS}


def compile_program(source, *libraries):
    """Compiles a C file; returns the program."""
    WORK.mkdir(parents=True, exist_ok=True)
    program = WORK / source.stem
    commands.output("cc", "-O2", source, "-o", program, *(f"-l{name}" for name in libraries))
    return program


def start(stage, name):
    program = compile_program(HERE / "references" / f"{name}.c", "fcgi", "pthread")
    stage.stop(name)
    socket = stage.path(f"{name}.sock")
    stage.start(name, program, socket, THREADS[name], ready=lambda: stage.accepts(socket))
