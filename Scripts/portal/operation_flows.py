"""What becomes of tokens, and what an operator relies on."""

import base64
import json
import subprocess

import registrations
from browserless import Browserless
from flow_steps import Flows, claims, header
from keys import signing_key
from portal import GATEHOUSE


class OperationFlows(Flows):
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

    def configuration_is_fine(self):
        self.report.flow("The configurations")
        directory = self.portal.directory
        check = subprocess.run([GATEHOUSE, "check", "--config", f"{directory}/gatehouse.yaml",
                                "--nginx", f"{directory}/nginx.conf"], capture_output=True, text=True)
        self.report.check("gatehouse check finds nothing wrong with nginx's and its own", check.returncode == 0
                          and "nginx.conf: fine, 1 protected location" in check.stdout, check.stdout + check.stderr)

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

    def no_token_in_a_log(self, tokens):
        self.report.flow("The logs")
        for name in ("gatehouse", "nginx"):
            with open(self.portal.children.log(name)) as log:
                text = log.read()
            secret = [token for token in tokens if token.split(".")[2] in text]
            self.report.expect(f"tokens in the log of {name}", len(secret), 0)
