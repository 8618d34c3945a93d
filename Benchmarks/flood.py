"""Good requests beside a flood of tokens whose key ids nobody knows, with an issuer that counts what is fetched."""

import base64
import http.client
import http.server
import json
import threading
import time
import uuid

import gatehouse
import load
import tokens
from settings import ALGORITHMS, ISSUER, WORKERS
from stage import IS_ROOT, Stage
from web_server import WebServer

NAME = "flooded"
REQUESTS = 20_000
SECONDS = 60
SENDERS = 64
GOOD_CONNECTIONS = 4


def measure():
    """The p99 of good requests beside as many others that are good too, and beside the flood; in microseconds."""
    with Stage() as stage, CountingIssuer(tokens.keys(None)) as issuer:
        _configure(stage, issuer)
        gatehouse.start(stage, NAME)
        web_server = WebServer(stage, [NAME])
        web_server.start()
        port = web_server.ports[NAME]
        good = _good_token()
        without = _beside(port, lambda: good, expected=200)
        fetches = issuer.count
        flooded = _beside(port, lambda: _with_unknown_key(good), expected=401)
        web_server.stop()
        return {"p99_without": without, "p99_with": flooded, "fetches": issuer.count - fetches}


class CountingIssuer:
    """Serves a key set on a free port and counts how often."""

    def __init__(self, keys):
        issuer = self
        self.count = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.count += 1
                body = keys.encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()


def _configure(stage, issuer):
    stage.write(f"{NAME}.yaml", "\n".join([
        f'listen: [ "unix:{stage.path(NAME)}.sock" ]', f"workers: {WORKERS}", "log-level: error",
        "socket-group: www-data" if IS_ROOT else "", "issuers:",
        f'  real: {{ issuer: "{ISSUER}", jwks: "http://127.0.0.1:{issuer.port}/keys", '
        "dangerously-allow-http: true }", "policies:", f"  orders:\n    issuers: [ real ]{gatehouse.POLICY}"]))


def _good_token():
    with open(tokens.path(ALGORITHMS[0])) as lines:
        return next(lines).strip()


def _with_unknown_key(token):
    header = json.dumps({"alg": ALGORITHMS[0], "kid": str(uuid.uuid4())}).encode()
    return base64.urlsafe_b64encode(header).rstrip(b"=").decode() + token[token.index("."):]


def _beside(port, make_token, expected):
    """The p99 of good requests while others are sent, evenly over the time."""
    wrong = []
    senders = [
        threading.Thread(target=_send, args=(port, make_token, expected, number / SENDERS, wrong))
        for number in range(SENDERS)]
    for sender in senders:
        sender.start()
    result = load.run(port, "repeated", ALGORITHMS[0], seconds=SECONDS, connections=GOOD_CONNECTIONS)
    for sender in senders:
        sender.join()
    if wrong or result["refused"] or result["broken"]:
        raise RuntimeError(f"flood: {wrong[:3]}, {result}")
    return result["p99"]


def _send(port, make_token, expected, offset, wrong):
    count = REQUESTS // SENDERS
    client = http.client.HTTPConnection("127.0.0.1", port)
    start = time.monotonic() + offset * SECONDS / count
    for number in range(count):
        time.sleep(max(0, start + number * SECONDS / count - time.monotonic()))
        client.request("GET", "/orders/1", headers={"Authorization": f"Bearer {make_token()}"})
        answer = client.getresponse()
        answer.read()
        if answer.status != expected:
            wrong.append(answer.status)
    client.close()
