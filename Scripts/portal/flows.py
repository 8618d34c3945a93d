"""The four grants and what becomes of their tokens, without a browser."""

import base64
import json
import time
import urllib.parse

import registrations
from browserless import Browserless
from keys import signing_key


def run_flows(portal, report):
    """Goes through everything; the portal is as it was when they end, but for its keys."""
    flows = Flows(portal, report)
    flows.registrations_can_be_repeated()
    flows.nobody_without_a_token()
    flows.authorization_code()
    flows.implicit()
    flows.client_credentials()
    flows.password()
    flows.other_origins()
    flows.expired_token()
    flows.key_rotation()
    flows.provider_outage()
    flows.gatehouse_outage()
    flows.no_token_in_a_log()


class Flows:
    def __init__(self, portal, report):
        self.portal = portal
        self.report = report
        self.tokens = []

    # --- The grants ------------------------------------------------------------------------------------------

    def authorization_code(self):
        report = self.report
        report.flow("Authorization code with PKCE: a person")
        ada = self.person("ada")
        client = "orders-console"
        ada.consent(client, "")
        place, _ = ada.authorize(client, "orders.read")
        report.check("the provider gives nothing before consent", "code=" not in place, "a code")

        issued = self.sign_in_with_code(ada, client, "openid orders.read")
        token = self.kept(issued["access_token"])
        answer = ada.orders(token, **{"X-Auth-Subject": "root"})
        report.expect("GET /orders", answer.status, 200)
        report.expect("the API knows the caller, whatever the call itself says", answer.json()["you"], {
            "X-Auth-Subject": claims(token)["sub"], "X-Auth-Issuer": self.portal.provider.issuer,
            "X-Auth-Client": client, "X-Auth-Scopes": "openid orders.read", "X-Auth-Roles": "Clerk",
            "X-Auth-Name": "Ada Lovelace"})
        report.refusal("POST /orders without the scope", ada.orders(token, "POST", body={"item": "tea", "count": 1}),
                       403, "InsufficientScope", 'error="insufficient_scope"')
        report.refusal("the ID token is no access token", ada.orders(self.kept(issued["id_token"])), 401, "JwtInvalid")

        refreshed = ada.token(grant_type="refresh_token", client_id=client, refresh_token=issued["refresh_token"])
        report.expect("the refresh token gives another one", refreshed.status, 200)
        renewed = self.kept(refreshed.json()["access_token"])
        report.check("which is new", renewed != token, "the same token")
        report.expect("and good", ada.orders(renewed).status, 200)

        place, _ = ada.authorize(client, "openid orders.read")
        stolen = ada.redeem(client, in_query(place)["code"], "a" * 43)
        report.check("a code is worth nothing without its verifier", stolen.status in (400, 401, 403), stolen.status)

        report.flow("Authorization code with PKCE: rights")
        clerk = self.kept(self.sign_in_with_code(ada, client, "orders.read orders.write")["access_token"])
        placed = ada.orders(clerk, "POST", body={"item": "tea", "count": 2})
        report.expect("a clerk with the scope places an order", placed.status, 201)
        number = placed.json()["order"]["number"]
        report.refusal("and may not cancel it", ada.orders(clerk, "DELETE", f"/{number}"),
                       403, "TokenClaimValueNotAllowed", 'error="insufficient_scope"')
        grace = self.person("grace")
        manager = self.kept(self.sign_in_with_code(grace, client, "orders.write")["access_token"])
        report.expect("a manager may", grace.orders(manager, "DELETE", f"/{number}").status, 204)
        report.refusal("but sees nothing without that scope", grace.orders(manager), 403, "InsufficientScope")

    def implicit(self):
        self.report.flow("Implicit: a page without a server")
        ada = self.person("ada")
        ada.consent("orders-page", "orders.read")
        place, _ = ada.authorize("orders-page", "orders.read", response_type="token")
        token = self.kept(in_fragment(place)["access_token"])
        answer = ada.orders(token)
        self.report.expect("GET /orders", answer.status, 200)
        self.report.expect("the API knows the application", answer.json()["you"]["X-Auth-Client"], "orders-page")
        self.report.refusal("POST /orders without the scope", ada.orders(token, "POST", body={}), 403,
                            "InsufficientScope", 'scope="orders.write"')

    def client_credentials(self):
        self.report.flow("Client credentials: a service")
        service = Browserless(self.portal)
        token = self.service_token(service)
        answer = service.orders(token)
        self.report.expect("GET /orders", answer.status, 200)
        self.report.expect("the API knows the service", answer.json()["you"]["X-Auth-Subject"], "orders-service")
        self.report.refusal("POST /orders without the scope", service.orders(token, "POST", body={}), 403,
                            "InsufficientScope", 'scope="orders.write"')
        more = service.token("orders-service", grant_type="client_credentials", scope="orders.write",
                             resource=registrations.AUDIENCE)
        self.report.expect("the provider does not give it the scope", more.status, 400)

    def password(self):
        self.report.flow("Password: an old application of one's own")
        till = Browserless(self.portal)
        form = {"grant_type": "password", "username": "grace", "scope": "orders.read"}
        issued = till.token("orders-terminal", password=self.portal.passwords["grace"], **form)
        self.report.expect("the provider takes the password", issued.status, 200)
        token = self.kept(issued.json()["access_token"])
        answer = till.orders(token)
        self.report.expect("GET /orders", answer.status, 200)
        self.report.expect("the API knows the person", answer.json()["you"]["X-Auth-Roles"], "Clerk,Manager")
        self.report.refusal("POST /orders without the scope", till.orders(token, "POST", body={}), 403,
                            "InsufficientScope", 'scope="orders.write"')
        wrong = till.token("orders-terminal", password="guessed", **form)
        self.report.check("a wrong password gives nothing", wrong.status in (400, 401, 403), wrong.status)

    # --- What becomes of tokens ------------------------------------------------------------------------------

    def nobody_without_a_token(self):
        self.report.flow("No token, and one that nobody issued")
        stranger = Browserless(self.portal)
        self.report.refusal("no token", stranger.orders(), 401, "TokenNotPresent", 'scope="orders.read"')
        token = self.service_token(stranger)
        head, _, signature = token.split(".")
        content = base64.urlsafe_b64encode(json.dumps({**claims(token), "sub": "root"}).encode()).decode().rstrip("=")
        self.report.refusal("a changed token", stranger.orders(f"{head}.{content}.{signature}"), 401,
                            "TokenSignatureInvalid", 'error="invalid_token"')

    def expired_token(self):
        self.report.flow("A token whose life is over")
        self.portal.serve_openid(token_lifetime=3)
        service = Browserless(self.portal)
        token = self.service_token(service)
        self.portal.serve_openid()
        self.report.expect("it is good at first", service.orders(token).status, 200)
        answer = self.eventually(lambda: service.orders(token), lambda answer: answer.status != 200)
        self.report.refusal("and then no longer", answer, 401, "TokenExpired", 'error="invalid_token"')

    def key_rotation(self):
        self.report.flow("The provider changes its key while it is in use")
        service = Browserless(self.portal)
        before = self.service_token(service)
        self.report.expect("a token of the old key", service.orders(before).status, 200)
        self.portal.keys.insert(0, signing_key())
        self.portal.serve_openid()
        after = self.service_token(service)
        self.report.check("the provider signs with the new key", header(before)["kid"] != header(after)["kid"],
                          "the old one")
        self.report.expect("a token of the new key", service.orders(after).status, 200)
        self.report.expect("and still one of the old key", service.orders(before).status, 200)

    def provider_outage(self):
        self.report.flow("The provider is down, and comes back with other keys")
        service = Browserless(self.portal)
        used, fresh = self.service_token(service), self.service_token(service)
        self.report.expect("a token before", service.orders(used).status, 200)
        self.portal.provider.stop()
        self.report.expect("the same token while it is down", service.orders(used).status, 200)
        self.report.expect("one that Gatehouse has not seen", service.orders(fresh).status, 200)
        self.portal.provider.start()
        self.portal.keys[:] = [signing_key()]
        self.portal.serve_openid()
        new = self.service_token(service)
        # Keys are not fetched for every unknown name: ten seconds must lie between two.
        answer = self.eventually(lambda: service.orders(new), lambda answer: answer.status == 200)
        self.report.expect("a token of the new key, without touching Gatehouse", answer.status, 200)
        self.report.refusal("and none of the keys that are gone", service.orders(used), 401,
                            "TokenSignatureKeyNotFound")

    def gatehouse_outage(self):
        self.report.flow("Gatehouse is down")
        service = Browserless(self.portal)
        token = self.service_token(service)
        self.portal.children.stop("gatehouse")
        answer = service.orders(token, Origin=self.portal.console)
        self.report.expect("nobody is let in", (answer.status, answer.json()["reason"]), (503, "GatehouseUnavailable"))
        self.report.expect("and the console may read that", answer.headers.get("Access-Control-Allow-Origin"),
                           self.portal.console)
        self.portal.start_gatehouse()
        self.report.expect("back again", service.orders(token).status, 200)

    # --- What an operator relies on --------------------------------------------------------------------------

    def registrations_can_be_repeated(self):
        self.report.flow("The registrations")
        administration = registrations.Administration(self.portal.provider.url, *self.portal.administrator)

        def registered():
            return {path: sorted(json.dumps(entry, sort_keys=True) for entry in administration.demand("GET", path))
                    for path in ("/scope/", "/client/", "/user/", "/mod/plugin/")}
        before = registered()
        self.portal.register()
        self.report.check("made again, they change nothing", registered() == before, "something else is registered")

    def other_origins(self):
        self.report.flow("Pages of other origins")
        caller = Browserless(self.portal)
        preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
        for origin, status, allowed in (
                (self.portal.console, 204, self.portal.console), ("https://elsewhere.example", 401, None)):
            asked = caller.call("OPTIONS", f"{self.portal.api}/orders", Origin=origin, **preflight)
            self.report.expect(f"the question of {origin}", asked.status, status)
            self.report.expect("whose origin is named", asked.headers.get("Access-Control-Allow-Origin"), allowed)
            refused = caller.orders(Origin=origin)
            self.report.expect("also in a refusal", refused.headers.get("Access-Control-Allow-Origin"), allowed)
        page = caller.call("GET", f"{self.portal.console}/console/")
        policy = page.headers.get("Content-Security-Policy", "")
        self.report.check("the console's page has a strict policy", "script-src 'self';" in policy
                          and "unsafe" not in policy, policy)

    def no_token_in_a_log(self):
        self.report.flow("The logs")
        for name in ("gatehouse", "nginx"):
            with open(self.portal.children.log(name)) as log:
                text = log.read()
            secret = [token for token in self.tokens if token.split(".")[2] in text]
            self.report.expect(f"tokens in the log of {name}", len(secret), 0)

    # --- Steps -----------------------------------------------------------------------------------------------

    def person(self, name):
        browser = Browserless(self.portal)
        self.report.expect(f"{name} signs in", browser.sign_in(name, self.portal.passwords[name]).status, 200)
        return browser

    def sign_in_with_code(self, browser, client, scope):
        browser.consent(client, scope)
        place, verifier = browser.authorize(client, scope)
        issued = browser.redeem(client, in_query(place)["code"], verifier)
        self.report.expect(f"a code for {scope}, redeemed", issued.status, 200)
        return issued.json()

    def service_token(self, browser):
        return self.kept(browser.token(
            "orders-service", grant_type="client_credentials", scope="orders.read",
            resource=registrations.AUDIENCE).json()["access_token"])

    def kept(self, token):
        self.tokens.append(token)
        return token

    def eventually(self, attempt, enough, seconds=20):
        deadline = time.monotonic() + seconds
        result = attempt()
        while not enough(result) and time.monotonic() < deadline:
            time.sleep(0.1)
            result = attempt()
        return result


def claims(token):
    return decoded(token.split(".")[1])


def header(token):
    return decoded(token.split(".")[0])


def decoded(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def in_query(place):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(place).query))


def in_fragment(place):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(place).fragment))
