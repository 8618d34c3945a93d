"""Glewlwyd from Debian as the identity provider: its files, its start, its stop."""

import os
import re
import shutil
import sqlite3

from children import answers

PROGRAM = "/usr/bin/glewlwyd"
PAGES = "/usr/share/glewlwyd/webapp"
TEMPLATES = "/usr/share/glewlwyd/templates"
SCHEMA = "/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3"

# The administrator whom the schema brings; registrations.py gives him another password.
FIRST_ADMINISTRATOR = ("admin", "password")


class Provider:
    """One Glewlwyd on SQLite, in a directory of its own, for the user who runs the portal."""

    def __init__(self, children, directory, port):
        self.children = children
        self.directory = directory
        self.url = f"http://127.0.0.1:{port}"
        self.port = port
        self.issuer = f"{self.url}/api/oidc"
        os.mkdir(directory, 0o700)
        self.prepare_pages()
        self.prepare_database()
        self.prepare_configuration()

    def start(self):
        self.children.start("glewlwyd", PROGRAM, f"--config-file={self.directory}/glewlwyd.conf")
        self.children.wait_until("the provider answers", lambda: answers(f"{self.url}/config"))

    def stop(self):
        self.children.stop("glewlwyd")

    def prepare_pages(self):
        # A copy: Glewlwyd follows no links, and Debian's package has many. The one where the pages' configuration
        # should be leads to a directory.
        pages = f"{self.directory}/pages"
        shutil.copytree(PAGES, pages, ignore=shutil.ignore_patterns("config.json"))
        shutil.copyfile(f"{TEMPLATES}/config.json", f"{pages}/config.json")

    def prepare_database(self):
        database = sqlite3.connect(f"{self.directory}/glewlwyd.db")
        with open(SCHEMA) as schema:
            database.executescript(schema.read())
        database.close()

    def prepare_configuration(self):
        with open(f"{TEMPLATES}/glewlwyd-debian.conf.properties") as template:
            text = template.read()
        with open(f"{self.directory}/glewlwyd.conf", "w") as configuration:
            configuration.write(configured(text, self.directory, self.url, self.port))


def configured(text, directory, url, port):
    """Debian's configuration, bound to loopback and to files in `directory`."""
    database = f'database = {{ type = "sqlite3" path = "{directory}/glewlwyd.db" }};'
    text = re.sub(r"(?m)^@include .*$", lambda _: database, text)
    settings = {
        "port": str(port),
        "bind_address": '"127.0.0.1"',
        "external_url": f'"{url}"',
        "static_files_path": f'"{directory}/pages/"',
        "log_mode": '"console"',
        "log_level": '"WARNING"',
        # Plain HTTP, on loopback only.
        "cookie_secure": "0",
        # The sign-in's cookie goes with a click that leads to the provider, never with another page's request.
        "cookie_same_site": '"lax"',
    }
    for name, value in settings.items():
        text, count = re.subn(rf"(?m)^#? ?{name} ?=.*$", lambda _: f"{name}={value}", text, count=1)
        if count == 0:
            raise ValueError(f"glewlwyd's configuration has no {name}")
    return text
