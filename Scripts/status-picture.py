#!/usr/bin/env python3
"""Takes the picture of the status page: starts everything, sends traffic, and has Chromium look.

usage: status-picture.py [MINUTES]

Needs nginx, Chromium and pngquant (Debian's packages of these names) and the programs of `make build`; BINARIES names another
directory. Sends requests for MINUTES (1), then writes docs/status-page.png, and beside it in .build the page as a
phone and a dark screen show it.
"""
import http.client
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARIES = pathlib.Path(os.environ.get("BINARIES", ROOT / ".build/release"))

# Servers in a directory of their own, and nginx among them, are started as the benchmarks start theirs.
sys.path.append(str(ROOT / "Benchmarks"))

from stage import IS_ROOT, Stage, free_port
from web_server import Nginx

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

SERVER = """
    server {{
        listen 127.0.0.1:{port};
        include gatehouse_server.conf;
        include gatehouse_endpoints.conf;
        location /orders/  {{ set $gatehouse_policy orders;  include gatehouse_protect.conf; try_files /none =404; }}
        location /export/  {{ set $gatehouse_policy orders;  set $gatehouse_require_scope orders.export;
                              include gatehouse_protect.conf; try_files /none =404; }}
        location /reports/ {{ set $gatehouse_policy reports; include gatehouse_protect.conf; try_files /none =404; }}
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
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with Stage() as stage:
        try:
            port, issuer = start_everything(stage)
        except RuntimeError as error:
            sys.exit(f"error: {error}")
        send_traffic(port, issuer, minutes * 60)
        address = f"http://127.0.0.1:{port}/gatehouse/status"
        (ROOT / ".build").mkdir(exist_ok=True)
        picture(stage, address, ROOT / "docs/status-page.png", 1040, 1460)
        picture(stage, address, ROOT / ".build/status-page-dark.png", 1040, 1430, "--force-dark-mode",
                "--blink-settings=preferredColorScheme=0")
        picture(stage, address, ROOT / ".build/status-page-phone.png", 500, 2600)


def start_everything(stage):
    stage.start("issuer", BINARIES / "gatehouse-test-issuer", "--listen", "127.0.0.1:0",
                ready=lambda: issuer_of(stage))
    issuer = issuer_of(stage)
    keys = json.load(urllib.request.urlopen(issuer + "/jwks"))["keys"]
    stage.write("machines.json", json.dumps({"keys": [key for key in keys if key["kid"] in MACHINES]}))
    stage.write("gatehouse.yaml", SETTINGS.format(
        directory=stage.directory, issuer=issuer, group="socket-group: www-data" if IS_ROOT else ""))
    stage.start("gatehouse", BINARIES / "gatehouse", "serve", "--config", stage.path("gatehouse.yaml"),
                ready=lambda: stage.accepts(stage.path("gatehouse.sock")))
    port = free_port()
    nginx = Nginx(stage)
    nginx.configure(SERVER.format(port=port), [port])
    nginx.start()
    return port, issuer


def issuer_of(stage):
    """The issuer's URL, once it says that it is ready."""
    lines = stage.path("issuer.log").read_text().splitlines()
    return next((line.split()[1] for line in lines if line.startswith("ready ")), None)


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


def picture(stage, address, file, width, height, *options):
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", *options,
                    f"--user-data-dir={stage.directory}/chromium", f"--window-size={width},{height}",
                    f"--screenshot={file}", address], check=True, stderr=subprocess.DEVNULL)
    subprocess.run(["pngquant", "--force", "--skip-if-larger", "--output", file, "--", file], check=False)
    print(file)


if __name__ == "__main__":
    main()
