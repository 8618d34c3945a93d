"""What the flows have in common: sign-ins, tokens, and what a token says."""

import base64
import json
import time
import urllib.parse

import registrations
from browserless import Browserless


class Flows:
    """Flows over one portal; the tokens that they get are kept, to look for them in logs."""

    def __init__(self, portal, report):
        self.portal = portal
        self.report = report
        self.tokens = []

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
