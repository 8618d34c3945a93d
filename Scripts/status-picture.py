#!/usr/bin/env python3
"""Takes the picture of the status page: starts everything, sends traffic, and has Chromium look.

usage: status-picture.py [MINUTES]

Needs nginx, Chromium (Debian's `nginx` and `chromium`) and the programs of `make build`; BINARIES names another
directory. Sends requests for MINUTES (1), then writes docs/status-page.png, and beside it in .build the page as a
phone and a dark screen show it.
"""
import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARIES = pathlib.Path(os.environ.get("BINARIES", ROOT / ".build/release"))

SETTINGS = """
listen: [ "unix:{directory}/gatehouse.sock" ]
{group}
log-level: warning
issuers:
  workforce:
    openid-config: {issuer}/.well-known/openid-configuration
    dangerously-allow-http: true
  machines:
    issuer: https://machines.example
    jwks-file: machines.json
  partner:
    issuer: https://partner.example
    jwks: https://127.0.0.1:9/keys
policies:
  orders:
    issuers: [ workforce, machines, partner ]
    audiences: [ "api://orders" ]
    required-claims: [ {{ name: roles, match: any, values: [ Clerk ] }} ]
  reports:
    issuers: [ workforce ]
    audiences: [ "api://orders" ]
    mode: report
"""

SITE = """
daemon off;
{user}
pid       {directory}/nginx.pid;
error_log {directory}/nginx.log warn;
events {{ worker_connections 512; }}
http {{
    access_log            off;
    client_body_temp_path {directory}/body;
    fastcgi_temp_path     {directory}/fastcgi;
    proxy_temp_path       {directory}/proxy;
    scgi_temp_path        {directory}/scgi;
    uwsgi_temp_path       {directory}/uwsgi;
    include gatehouse_http.conf;
    server {{
        listen 127.0.0.1:{port};
        include gatehouse_server.conf;
        include gatehouse_endpoints.conf;
        location /orders/  {{ set $gatehouse_policy orders;  include gatehouse_protect.conf; try_files /none =404; }}
        location /export/  {{ set $gatehouse_policy orders;  set $gatehouse_require_scope orders.export;
                              include gatehouse_protect.conf; try_files /none =404; }}
        location /reports/ {{ set $gatehouse_policy reports; include gatehouse_protect.conf; try_files /none =404; }}
    }}
}}
"""

MACHINES = ["es256-1", "ed25519-1"]

# Path, fields of the token (None for none), and how often of a hundred.
REQUESTS = [
    ("/orders/1", {}, 70), ("/orders/2", {"alg": "ES256"}, 12), ("/orders/3", None, 4), ("/orders/4", {"expired": "on"}, 5),
    ("/orders/5", {"corrupt": "on"}, 1), ("/orders/6", {"aud": "api://bills"}, 2), ("/export/1", {}, 3),
    ("/reports/1", {"aud": "api://bills"}, 2), ("/orders/7", {"claims": '{"roles":["Guest"]}'}, 1),
]


def main():
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 1
    directory = pathlib.Path(tempfile.mkdtemp())
    children = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        port, issuer = start_everything(directory, children)
        send_traffic(port, issuer, minutes * 60)
        address = f"http://127.0.0.1:{port}/gatehouse/status"
        (ROOT / ".build").mkdir(exist_ok=True)
        picture(directory, address, ROOT / "docs/status-page.png", 1040, 1460)
        picture(directory, address, ROOT / ".build/status-page-dark.png", 1040, 1430, "--force-dark-mode",
                "--blink-settings=preferredColorScheme=0")
        picture(directory, address, ROOT / ".build/status-page-phone.png", 500, 2600)
    finally:
        for child in reversed(children):
            child.terminate()
        for child in children:
            child.wait()
        shutil.rmtree(directory)


def start_everything(directory, children):
    directory.chmod(0o711)
    start(children, directory, "issuer", BINARIES / "gatehouse-test-issuer", "--listen", "127.0.0.1:0")
    issuer = wait(lambda: next((line.split()[1] for line in (directory / "issuer.out").read_text().splitlines()
                                if line.startswith("ready ")), None), "the issuer")
    keys = json.load(urllib.request.urlopen(issuer + "/jwks"))["keys"]
    (directory / "machines.json").write_text(json.dumps({"keys": [key for key in keys if key["kid"] in MACHINES]}))
    as_root = os.geteuid() == 0
    port = free_port()
    fill = {"directory": directory, "issuer": issuer, "port": port, "user": "user www-data;" if as_root else "",
            "group": "socket-group: www-data" if as_root else ""}
    (directory / "gatehouse.yaml").write_text(SETTINGS.format(**fill))
    (directory / "nginx.conf").write_text(SITE.format(**fill))
    for file in (ROOT / "nginx").glob("gatehouse_*.conf"):
        (directory / file.name).write_text(file.read_text().replace("/run/gatehouse/", f"{directory}/"))
    start(children, directory, "gatehouse", BINARIES / "gatehouse", "serve", "--config", directory / "gatehouse.yaml")
    wait(lambda: (directory / "gatehouse.sock").exists(), "the daemon")
    start(children, directory, "nginx", "/usr/sbin/nginx", "-p", directory, "-c", directory / "nginx.conf", "-e",
          directory / "nginx.log")
    wait(lambda: status_of(port, "/gatehouse/metrics") == 200, "nginx")
    return port, issuer


def start(children, directory, name, *command):
    with open(directory / f"{name}.out", "w") as output:
        children.append(subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
                                         stderr=subprocess.STDOUT))


def wait(condition, what):
    for _ in range(200):
        result = condition()
        if result:
            return result
        time.sleep(0.05)
    sys.exit(f"error: gave up waiting for {what}")


def free_port():
    import socket
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def status_of(port, path, token=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def send_traffic(port, issuer, seconds):
    """Sends requests at a rate that goes up and down, with tokens of which some come again."""
    choices = random.choices(REQUESTS, weights=[weight for _, _, weight in REQUESTS], k=100_000)
    kept, end, rate = {}, time.monotonic() + seconds, 12.0
    for path, fields, _ in choices:
        if time.monotonic() > end:
            break
        token = None
        if fields is not None:
            tokens = kept.setdefault(path, [])
            if len(tokens) < 3 or random.random() < 0.05:
                data = urllib.parse.urlencode({"aud": "api://orders", "sub": f"user-{random.randrange(99)}", **fields})
                tokens.append(urllib.request.urlopen(issuer + "/sign", data.encode()).read().decode().strip())
            token = random.choice(tokens[-3:])
        status_of(port, path, token)
        rate = min(25.0, max(3.0, rate * random.uniform(0.97, 1.031)))
        time.sleep(1 / rate)


def picture(directory, address, file, width, height, *options):
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *options,
                    f"--user-data-dir={directory}/chromium", f"--window-size={width},{height}",
                    f"--screenshot={file}", address], check=True, stderr=subprocess.DEVNULL)
    print(file)


if __name__ == "__main__":
    main()
