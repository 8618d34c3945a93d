"""An application without a browser: asks for tokens by each grant, and calls the API with them."""

import base64
import dataclasses
import hashlib
import http.cookiejar
import json
import secrets
import urllib.error
import urllib.parse
import urllib.request

from registrations import AUDIENCE


@dataclasses.dataclass
class Answer:
    status: int
    headers: object
    text: str

    def json(self):
        return json.loads(self.text) if self.text else None


class Browserless:
    """One person's, or one service's, HTTP client. It keeps cookies, and follows no redirect by itself."""

    def __init__(self, portal):
        self.portal = portal
        self.issuer = portal.provider.issuer
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), Unfollowed,
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def call(self, method, url, body=None, **headers):
        request = urllib.request.Request(url, data=body, method=method, headers=headers)
        try:
            answer = self.opener.open(request, timeout=10)
        except urllib.error.HTTPError as other:
            answer = other
        with answer:
            return Answer(answer.status, answer.headers, answer.read().decode())

    # --- The provider ----------------------------------------------------------------------------------------

    def sign_in(self, name, password):
        """Signs a person in at the provider, as its page does; the session is in a cookie."""
        body = json.dumps({"username": name, "password": password}).encode()
        return self.call("POST", f"{self.portal.provider.url}/api/auth/", body, **{"Content-Type": "application/json"})

    def consent(self, client, scope):
        """Lets an application have scopes of the person who is signed in."""
        body = json.dumps({"scope": scope}).encode()
        return self.call("PUT", f"{self.portal.provider.url}/api/auth/grant/{client}", body,
                         **{"Content-Type": "application/json"})

    def authorize(self, client, scope, response_type="code", **parameters):
        """Asks for a code or a token. Returns where the provider sends the browser, and the PKCE verifier."""
        verifier = secrets.token_urlsafe(32)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": response_type, "client_id": client, "redirect_uri": self.portal.redirect_uri,
            "scope": scope, "state": secrets.token_urlsafe(8), "nonce": secrets.token_urlsafe(8),
            "resource": AUDIENCE, **parameters}
        if response_type == "code":
            query.update({"code_challenge": challenge, "code_challenge_method": "S256"})
        answer = self.call("GET", f"{self.issuer}/auth?{urllib.parse.urlencode(query)}")
        place = answer.headers.get("Location", "")
        if place.startswith(f"{self.portal.provider.url}/login.html?"):
            # The page of sign-in and consent: once both are done, it leads back here.
            back = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(place).query))["callback_url"]
            place = self.call("GET", f"{back}&g_continue").headers.get("Location", "")
        return place, verifier

    def redeem(self, client, code, verifier):
        return self.token(grant_type="authorization_code", client_id=client, code=code, code_verifier=verifier,
                          redirect_uri=self.portal.redirect_uri, resource=AUDIENCE)

    def token(self, client=None, **form):
        """A token request; `client` is a confidential one, which then proves itself."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if client:
            pair = f"{client}:{self.portal.secrets[client]}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        return self.call("POST", f"{self.issuer}/token", urllib.parse.urlencode(form).encode(), **headers)

    # --- The API ---------------------------------------------------------------------------------------------

    def orders(self, token=None, method="GET", path="", body=None, **headers):
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            body = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        return self.call(method, f"{self.portal.api}/orders{path}", body, **headers)


class Unfollowed(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer here: its Location has the code, or leads to a page to click on."""

    def redirect_request(self, *_):
        return None
