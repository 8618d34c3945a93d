#!/usr/bin/env python3
"""The backend: a small API that keeps orders in memory. It believes the X-Auth headers that nginx sends, and no other.

    orders.py PORT DOCUMENT      listens on 127.0.0.1:PORT and serves DOCUMENT as /openapi.json
"""

import http.server
import json
import re
import sys
import threading

LONGEST_BODY = 4096
MOST_ORDERS = 100


class Orders:
    """The orders by number, for many threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.by_number = {1: {"number": 1, "item": "coffee", "count": 3}}
        self.last = 1

    def all(self):
        with self.lock:
            return list(self.by_number.values())

    def place(self, item, count):
        with self.lock:
            self.last += 1
            order = {"number": self.last, "item": item, "count": count}
            self.by_number[self.last] = order
            while len(self.by_number) > MOST_ORDERS:
                del self.by_number[next(iter(self.by_number))]
            return order

    def cancel(self, number):
        with self.lock:
            return self.by_number.pop(number, None) is not None


class OrdersHandler(http.server.BaseHTTPRequestHandler):
    orders = Orders()
    document = b""

    def do_GET(self):
        if self.path == "/openapi.json":
            self.answer_bytes(200, self.document)
        elif self.path == "/orders":
            self.answer(200, {"orders": self.orders.all(), "you": self.caller()})
        else:
            self.answer(404, {"error": "there is no such thing"})

    def do_POST(self):
        order = self.new_order()
        if self.path != "/orders":
            self.answer(404, {"error": "there is no such thing"})
        elif order is None:
            self.answer(400, {"error": "an order is an object with an item, and a count from 1"})
        else:
            self.answer(201, {"order": self.orders.place(*order), "you": self.caller()})

    def do_DELETE(self):
        number = re.fullmatch(r"/orders/(\d{1,9})", self.path)
        if number and self.orders.cancel(int(number[1])):
            self.send_response(204)
            self.end_headers()
        else:
            self.answer(404, {"error": "there is no such order"})

    def caller(self):
        """Who calls, as the gateway says."""
        return {name: value for name, value in sorted(self.headers.items()) if name.startswith("X-Auth-")}

    def new_order(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            self.close_connection = True
            return None
        try:
            order = json.loads(self.rfile.read(int(length)))
            item, count = order["item"], order["count"]
        except (ValueError, KeyError, TypeError):
            return None
        return (item[:80], count) if isinstance(item, str) and type(count) is int and count >= 1 else None

    def answer(self, status, content):
        self.answer_bytes(status, json.dumps(content).encode())

    def answer_bytes(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    with open(sys.argv[2], "rb") as document:
        OrdersHandler.document = document.read()
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), OrdersHandler).serve_forever()
