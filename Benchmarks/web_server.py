"""nginx with Gatehouse's files as shipped; and, for each candidate of a measurement, a server of its own."""

import shutil
import time

import processes
from settings import ROOT
from stage import IS_ROOT, free_port

TOP = """
daemon off;
{user}
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/nginx.log error;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    fastcgi_temp_path {directory}/fastcgi;
    proxy_temp_path {directory}/proxy;
    scgi_temp_path {directory}/scgi;
    uwsgi_temp_path {directory}/uwsgi;
    keepalive_requests 100000000;
    include gatehouse_http.conf;
    include gatehouse_cache_http.conf;
{servers}
}}
"""

UPSTREAM = """
    upstream to_{name} {{ server unix:{directory}/{name}.sock; }}
"""

SERVER = """
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        include {include};
        location / {{
            set $gatehouse_policy {policy};
            {protection}
            empty_gif;
        }}
    }}
"""


class Nginx:
    """nginx with one worker in a stage, and Gatehouse's files as shipped, but for the stage's paths."""

    def __init__(self, stage):
        self.stage = stage
        for source in (ROOT / "nginx").glob("gatehouse_*.conf"):
            text = source.read_text().replace("/run/gatehouse-cache", str(self._cache))
            text = text.replace("/run/gatehouse/", f"{stage.directory}/")
            stage.write(source.name, text)

    def configure(self, servers, ports):
        """What it serves: the text of its servers, and the ports that they listen on."""
        self._ports = list(ports)
        self.stage.write("nginx.conf", TOP.format(
            user="user www-data;" if IS_ROOT else "", directory=self.stage.directory, servers=servers))

    def start(self):
        self.stage.start(
            "nginx", shutil.which("nginx") or "/usr/sbin/nginx", "-p", self.stage.directory, "-c",
            self.stage.path("nginx.conf"), "-e", self.stage.path("nginx.log"),
            ready=lambda: all(map(self.stage.accepts, self._ports)))

    @property
    def _cache(self):
        return self.stage.memory / "cache"


class WebServer(Nginx):
    """nginx as it is measured; `ports` has the port of each candidate."""

    def __init__(self, stage, candidates):
        """Candidates are the names of sockets; `none` asks nobody, `NAME+cache` has nginx's own cache."""
        super().__init__(stage)
        self.ports = {name: free_port() for name in candidates}
        self.configure("".join(self._server(name) for name in candidates), self.ports.values())

    def _server(self, name):
        socket, _, variant = name.partition("+")
        kind = "gatehouse_cache_server" if variant else "gatehouse_server"
        # The shipped file, asking this candidate instead.
        text = self.stage.path(f"{kind}.conf").read_text()
        if not variant:
            text = text.replace("fastcgi_pass gatehouse;", f"fastcgi_pass to_{socket};")
        self.stage.write(f"{name}.conf", text)
        upstream = "" if variant else UPSTREAM.format(name=socket, directory=self.stage.directory)
        return upstream + SERVER.format(
            port=self.ports[name], include=f"{name}.conf", policy="cached$arg_run" if variant else "orders",
            protection="" if name == "none" else "include gatehouse_protect.conf;")

    def settle(self):
        """Waits until the cache's loader is through, which begins a minute after nginx: until then, nginx looks for a
        file for every key that it does not know."""
        print("waiting for nginx's cache loader, which comes a minute after nginx ...", flush=True)
        for _ in range(900):
            if len(processes.children(self.stage.pid("nginx"))) <= 2:  # the worker and the cache's manager
                return
            time.sleep(0.1)
        raise RuntimeError("nginx's cache loader does not end")

    @property
    def worker(self):
        """The worker's process; the cache's manager and loader come later."""
        for _ in range(100):
            if found := processes.children(self.stage.pid("nginx")):
                return found[0]
            time.sleep(0.01)
        raise RuntimeError("nginx has no worker")
