"""The four grants, without a browser."""

import registrations
from browserless import Browserless
from flow_steps import Flows, claims, in_fragment, in_query


class GrantFlows(Flows):
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
