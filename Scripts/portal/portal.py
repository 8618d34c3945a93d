"""The whole picture on one machine: provider, API, Gatehouse, nginx, console. All on loopback."""

import json
import os
import secrets
import shutil
import signal
import sys
import tempfile

import registrations
from children import Children, answers, free_port, listens
from keys import signing_key
from provider import FIRST_ADMINISTRATOR, Provider

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
GATEHOUSE = f"{ROOT}/.build/release/gatehouse"
SWAGGER_UI = f"{ROOT}/.build/portal/swagger-ui"

# How long an access token lives, in seconds: long enough to look around, short enough to see one end.
TOKEN_LIFETIME = 300


# Where a provider without the rest listens: Glewlwyd's own port.
PROVIDER_PORT = 4593


class ProviderAlone:
    """The provider and what it is told of, as a context: it runs inside the `with`, and nothing of it is left after."""

    def __init__(self, console, port=PROVIDER_PORT):
        self.console = console
        self.provider_port = port
        self.redirect_uri = f"{console}/console/callback.html"
        self.passwords = {name: secrets.token_urlsafe(9) for name in registrations.USERS}
        self.secrets = {name: secrets.token_urlsafe(18) for name in registrations.CONFIDENTIAL}
        self.keys = [signing_key()]
        self.administrator = ("admin", secrets.token_urlsafe(18))

    def __enter__(self):
        self.directory = tempfile.mkdtemp(prefix="portal-")
        self.children = Children(self.directory)
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        # A second Ctrl-C must not leave half of it behind.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        self.children.stop_all()
        shutil.rmtree(self.directory)

    def start(self):
        self.provider = Provider(self.children, f"{self.directory}/glewlwyd", self.provider_port)
        self.provider.start()
        first = registrations.Administration(self.provider.url, *FIRST_ADMINISTRATOR)
        first.demand("PUT", "/user/admin", {"username": "admin", "password": self.administrator[1]})
        self.register()

    def register(self, token_lifetime=TOKEN_LIFETIME):
        """Brings all registrations to what they shall be."""
        registrations.register(
            registrations.Administration(self.provider.url, *self.administrator), self.provider.issuer,
            {"keys": self.keys}, self.redirect_uri, self.secrets, self.passwords, token_lifetime)

    def serve_openid(self, token_lifetime=TOKEN_LIFETIME):
        """Has the running provider take `keys` and a lifetime of access tokens."""
        registrations.serve_openid(
            registrations.Administration(self.provider.url, *self.administrator), self.provider.issuer,
            {"keys": self.keys}, token_lifetime)


class Portal(ProviderAlone):
    """Everything: with the API, Gatehouse, nginx and the console."""

    def __init__(self, port=None):
        self.ports = {"console": port or free_port(), "api": free_port(), "backend": free_port()}
        self.api = f"http://127.0.0.1:{self.ports['api']}"
        super().__init__(f"http://127.0.0.1:{self.ports['console']}", free_port())

    def start(self):
        super().start()
        self.render()
        self.children.start("orders", sys.executable, f"{HERE}/orders.py", str(self.ports["backend"]),
                            f"{self.directory}/openapi.json")
        self.start_gatehouse()
        self.children.start("nginx", shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin"),
                            "-p", self.directory, "-c", f"{self.directory}/nginx.conf",
                            "-e", f"{self.directory}/nginx.log")
        self.children.wait_until("the API answers", lambda: answers(f"{self.api}/openapi.json"))

    def start_gatehouse(self):
        self.children.start("gatehouse", GATEHOUSE, "serve", "--config", f"{self.directory}/gatehouse.yaml")
        self.children.wait_until("Gatehouse listens", lambda: listens(f"{self.directory}/gatehouse.sock"))

    # --- The files -------------------------------------------------------------------------------------------

    def render(self):
        """Writes the configuration of this run, the operator's files in nginx/ among it, with its own paths."""
        as_root = os.getuid() == 0
        if as_root:
            # nginx gives up its rights to www-data, which must then reach the socket and the console.
            os.chmod(self.directory, 0o711)
        values = {
            "@DIRECTORY@": self.directory,
            "@USER@": "user www-data;" if as_root else "",
            "@SOCKET_GROUP@": "socket-group: www-data" if as_root else "",
            "@PORT@": str(self.ports["console"]),
            "@API_PORT@": str(self.ports["api"]),
            "@API@": self.api,
            "@CONSOLE@": self.console,
            "@BACKEND@": f"http://127.0.0.1:{self.ports['backend']}",
            "@PROVIDER@": self.provider.url,
            "@ISSUER@": self.provider.issuer,
            "@AUDIENCES@": ", ".join(f'"{audience}"' for audience in registrations.accepted_audiences()),
            "unix:/run/gatehouse/gatehouse.sock": f"unix:{self.directory}/gatehouse.sock",
            "/usr/share/gatehouse/nginx/console": f"{self.directory}/share/console",
            "/usr/local/share/swagger-ui": f"{self.directory}/share/swagger-ui",
            "/etc/nginx/gatehouse_console.json": f"{self.directory}/share/console.json",
        }
        files = [f"{HERE}/{name}" for name in ("nginx.conf", "gatehouse.yaml", "openapi.json")]
        files += [entry.path for entry in os.scandir(f"{ROOT}/nginx") if entry.name.startswith("gatehouse_")]
        for path in files:
            with open(path) as source:
                text = source.read()
            for placeholder, value in values.items():
                text = text.replace(placeholder, value)
            with open(f"{self.directory}/{os.path.basename(path)}", "w") as target:
                target.write(text)

        # Copies, so that nginx's user can read them wherever the repository lies.
        shutil.copytree(f"{ROOT}/nginx/console", f"{self.directory}/share/console")
        if os.path.isdir(SWAGGER_UI):
            shutil.copytree(SWAGGER_UI, f"{self.directory}/share/swagger-ui")
        with open(f"{self.directory}/share/console.json", "w") as settings:
            json.dump(self.console_settings(), settings)

    def console_settings(self):
        return {
            "title": "Orders console",
            "openapi": f"{self.api}/openapi.json",
            "clients": registrations.CLIENT_OF_GRANT,
            "parameters": {"resource": registrations.AUDIENCE},
            "scopes": ["openid", "orders.read"],
            "signOut": f"{self.provider.issuer}/end_session",
            "signOutWithoutHint": f"{self.provider.url}/login.html?prompt=single_logout",
        }
