"""What else a user could take, measured beside Gatehouse when `WITH` names it: HAProxy, Apache."""

import json
import os
import shutil
import time

import jwk
import load
import processes
import tokens
from settings import AUDIENCE, HERE, ISSUER, WITH
from stage import IS_ROOT, free_port

ALGORITHM = "RS256"  # the one that all of them know
MODULES = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules")


class Alternative:
    """A web server that checks tokens itself; its workers' processor time is the whole cost."""

    def __init__(self, stage, name, template, program, *arguments):
        self.stage, self.name, self.port = stage, name, free_port()
        stage.write("alternatives.pem", jwk.rsa_pem(key()))
        stage.write("answer.gif", "ok")
        stage.write(template, (HERE / "alternatives" / template).read_text().format(
            port=self.port, directory=stage.directory, issuer=ISSUER, audience=AUDIENCE, kid=key()["kid"],
            user="User www-data\nGroup www-data" if IS_ROOT else "", modules=modules()))
        words = [str(stage.path(template)) if word == "FILE" else word for word in arguments]
        stage.start(name, program, *words, ready=lambda: stage.accepts(self.port))
        time.sleep(1)

    def run(self, workload):
        """One run; all of its processor time counts as the web server's."""
        before = self._cpu()
        result = load.run(self.port, workload, ALGORITHM)
        used = self._cpu() - before
        expected = result["requests"] if workload == "invalid" else 0
        if result["refused"] != expected:
            raise RuntimeError(f"{self.name}, {workload}: {result}, expected {expected} refused")
        return {
            "candidate": self.name, "workload": workload, "algorithm": ALGORITHM, **result,
            "rate": result["requests"] / result["seconds"],
            "nginx_us": used / result["requests"] * 1e6, "authorizer_us": 0,
        }

    def _cpu(self):
        pid = self.stage.pid(self.name)
        return sum(map(processes.cpu_seconds, [pid, *processes.children(pid)]))


def start(stage):
    """Starts those that were asked for and are installed."""
    found = []
    if "haproxy" in WITH and (program := find("haproxy")):
        found.append(Alternative(stage, "haproxy", "haproxy.cfg", program, "-db", "-f", "FILE"))
    if "mod_auth_openidc" in WITH and (program := find("apache2")):
        found.append(
            Alternative(stage, "mod_auth_openidc", "apache.conf", program, "-DFOREGROUND", "-f", "FILE"))
    return found


def find(program):
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if path is None:
        print(f"{program} is not installed, so it is not measured", flush=True)
    return path


def key():
    """The key that signs the tokens of `ALGORITHM`."""
    return next(key for key in json.loads(tokens.keys())["keys"] if key["alg"] == ALGORITHM)


def modules():
    return next((path for path in MODULES if os.path.isdir(path)), MODULES[0])
