"""The four grants, from the console in a real browser."""

import json
import os

from console import Console
from keys import signing_key
from portal import ROOT


def run_console_flows(portal, report):
    """Goes through everything; screenshots come into SCREENSHOTS, or else into the build directory."""
    screenshots = os.environ.get("SCREENSHOTS") or f"{ROOT}/.build/portal/screenshots"
    with Console(portal, screenshots) as console:
        flows = ConsoleFlows(portal, console, report)
        flows.nobody()
        flows.authorization_code()
        flows.implicit()
        flows.client_credentials()
        flows.password()
        flows.key_rotation()
        flows.what_the_browser_noticed()
    print(f"\nScreenshots are in {screenshots}")


class ConsoleFlows:
    def __init__(self, portal, console, report):
        self.portal = portal
        self.console = console
        self.report = report

    def nobody(self):
        self.report.flow("The console, before anybody signs in")
        self.console.open()
        self.console.picture("before")
        self.refused("listOrders", 401, "TokenNotPresent", "Press Authorize")

    def authorization_code(self):
        self.report.flow("Authorization code with PKCE")
        console = self.console
        console.open()
        part = console.fill_grant("authorizationCode", ["openid", "orders.read"])
        console.picture("authorize")
        console.authorize(part)
        console.provider_window()
        console.element("#password")
        console.picture("sign-in")
        self.report.check("the request has a state that nobody can guess", len(console.state_of_request()) == 36,
                          console.state_of_request())
        console.sign_in("ada")
        console.element("input[id='grant-orders.read']")
        console.picture("consent")
        console.consent()
        console.proceed()
        console.back_in_console()
        console.close_dialog()
        self.report.expect("the console greets the person", console.status(), "a token for Ada Lovelace")

        verdict = self.allowed("orders-console", "Ada Lovelace", "openid orders.read")
        console.picture("allowed", of=verdict)
        verdict = self.refused("placeOrder", 403, "InsufficientScope", "does not have the scope that this call needs")
        console.picture("refused", of=verdict)
        verdict = self.expires(lambda: self.again("authorizationCode", ["openid", "orders.read"]))
        console.picture("expired", of=verdict)
        self.sign_out_at_provider("authorizationCode", ["openid", "orders.read"])

    def implicit(self):
        self.report.flow("Implicit")
        console = self.console
        console.open()
        console.authorize(console.fill_grant("implicit", ["orders.read"]))
        console.provider_window()
        console.sign_in("grace")
        console.consent()
        console.proceed()
        console.back_in_console()
        console.close_dialog()
        self.allowed("orders-page", "Grace Hopper", "orders.read")
        self.refused("placeOrder", 403, "InsufficientScope", "does not have the scope")
        self.expires(lambda: self.again("implicit", ["orders.read"]))
        self.sign_out_at_provider("implicit", ["orders.read"])

    def client_credentials(self):
        self.report.flow("Client credentials")
        self.console.open()
        self.authorize_service()
        self.allowed("orders-service", None, "orders.read")
        self.refused("placeOrder", 403, "InsufficientScope", "does not have the scope")
        self.expires(self.authorize_service)
        self.sign_out()

    def password(self):
        self.report.flow("Password")
        self.console.open()

        def authorize():
            self.console.authorize(self.console.fill_grant(
                "password", ["orders.read"], username="grace", password=self.portal.passwords["grace"],
                clientSecret=self.portal.secrets["orders-terminal"]))
            self.console.close_dialog()
        authorize()
        self.allowed("orders-terminal", "Grace Hopper", "orders.read")
        self.refused("placeOrder", 403, "InsufficientScope", "does not have the scope")
        self.expires(authorize)
        self.sign_out()

    def key_rotation(self):
        self.report.flow("The provider changes its key while the console is in use")
        self.console.open()
        self.authorize_service()
        self.portal.keys.insert(0, signing_key())
        self.portal.serve_openid()
        self.allowed("orders-service", None, "orders.read")
        self.console.forget_token()
        self.authorize_service()
        self.report.check("the console shows a token of the new key",
                          self.portal.keys[0]["kid"] in self.console.element("#token").text, "another key")
        self.allowed("orders-service", None, "orders.read")

    # --- Steps -----------------------------------------------------------------------------------------------

    def allowed(self, client, name, scopes):
        """GET /orders is let in, and the console shows the claims that the API got."""
        block = self.console.call("listOrders")
        self.report.expect("GET /orders", self.console.response_status(block), 200)
        verdict = self.console.verdict(block)
        wanted = {"X-Auth-Client": client, "X-Auth-Scopes": scopes, "X-Auth-Issuer": self.portal.provider.issuer}
        if name:
            wanted["X-Auth-Name"] = name
        rows = [row.text.split(" ", 1) for row in verdict.find_elements("css selector", "tr")]
        shown = {header: value for header, value in rows}
        self.report.expect("the claims beside it", {header: shown.get(header) for header in wanted}, wanted)
        body = block.find_element("css selector", ".live-responses-table .highlight-code").text
        self.report.check("the API tells the same caller", f'"X-Auth-Client": "{client}"' in body, "another one")
        return verdict

    def refused(self, operation, status, reason, words):
        """A call is refused, and the console says why."""
        block = self.console.call(operation)
        self.report.expect(f"{operation}", self.console.response_status(block), status)
        verdict = self.console.verdict(block)
        self.report.check(f"{reason}, in words: \"...{words}...\"", f"Gatehouse refused: {reason}" in verdict.text
                          and words in verdict.text, verdict.text)
        if status == 403:
            self.report.check("the challenge says insufficient_scope", 'error="insufficient_scope"' in verdict.text
                              and 'scope="orders.write"' in verdict.text, verdict.text)
        return verdict

    def expires(self, authorize):
        """A token of a short life is used after its end."""
        self.portal.serve_openid(token_lifetime=4)
        self.console.forget_token()
        authorize()
        self.portal.serve_openid()
        self.console.wait_for_expiry()
        return self.refused("listOrders", 401, "TokenExpired", "the token expired at")

    def authorize_service(self):
        secret = self.portal.secrets["orders-service"]
        self.console.authorize(self.console.fill_grant("clientCredentials", ["orders.read"], clientSecret=secret))
        self.console.close_dialog()

    def again(self, grant, scopes):
        """Authorizes once more: the provider knows the person, and asks for no password."""
        self.console.authorize(self.console.fill_grant(grant, scopes))
        self.console.provider_window()
        self.console.proceed()
        self.console.back_in_console()
        self.console.close_dialog()

    def sign_out(self):
        self.console.click("#sign-out")
        self.console.wait.until(lambda _: self.console.status().startswith("no token"))
        self.refused("listOrders", 401, "TokenNotPresent", "Press Authorize")

    def sign_out_at_provider(self, grant, scopes):
        """Signs out, at the provider as well: it asks for the password when somebody wants a token again."""
        console = self.console
        console.click("#sign-out")
        console.wait.until(lambda driver: driver.current_url.startswith(self.portal.provider.url))
        console.end_session()
        console.open()
        verdict = self.refused("listOrders", 401, "TokenNotPresent", "Press Authorize")
        console.picture("signed-out", of=verdict)
        console.authorize(console.fill_grant(grant, scopes))
        console.provider_window()
        self.report.check("the provider asks who it is", console.element("#password") is not None, "it does not")
        console.driver.close()
        console.back_in_console()

    def what_the_browser_noticed(self):
        self.report.flow("What the browser noticed")
        self.report.expect("errors of the console's pages", self.console.complaints(), [])
        known = {self.portal.console, self.portal.api, self.portal.provider.url}
        strangers = {url for url in self.requested() if not any(url.startswith(f"{origin}/") for origin in known)}
        self.report.expect("requests to anybody else", strangers, set())

    def requested(self):
        for entry in self.console.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                if url.startswith("http"):
                    yield url
