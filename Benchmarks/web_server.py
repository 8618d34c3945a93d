"""nginx with one worker and, for each candidate, a server of its own that has Gatehouse's files as shipped."""

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


class WebServer:
    """nginx in a stage; `ports` has the port of each candidate."""

    def __init__(self, stage, candidates):
        """Candidates are the names of sockets; `none` asks nobody, `NAME+cache` has nginx's own cache."""
        self.stage = stage
        self.ports = {name: free_port() for name in candidates}
        self._copy_shipped_files()
        servers = "".join(self._server(name) for name in candidates)
        stage.write("nginx.conf", TOP.format(
            user="user www-data;" if IS_ROOT else "", directory=stage.directory, servers=servers))

    def _copy_shipped_files(self):
        for source in (ROOT / "nginx").glob("gatehouse_*.conf"):
            text = source.read_text().replace("/run/gatehouse-cache", str(self._cache))
            text = text.replace("/run/gatehouse/", f"{self.stage.directory}/")
            self.stage.write(source.name, text)

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

    @property
    def _cache(self):
        return self.stage.memory / "cache"

    def start(self):
        self.stage.start(
            "nginx", shutil.which("nginx") or "/usr/sbin/nginx", "-p", self.stage.directory, "-c",
            self.stage.path("nginx.conf"), "-e", self.stage.path("nginx.log"),
            ready=lambda: all(map(self.stage.accepts, self.ports.values())))

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
