"""What the provider is told: the API, its applications and its people.

Everything goes through Glewlwyd's own administration interface, and may be done again at any time: what is not there
is added, what is there is brought to this state.
"""

import http.cookiejar
import json
import urllib.error
import urllib.parse
import urllib.request

from children import Failure

# The backend app: what a token must be for, and what it may allow.
# Glewlwyd takes https: URLs only as RFC 8707 resources; nobody need be there.
AUDIENCE = "https://orders.example/"
SCOPES = {
    "openid": "Who you are",
    "orders.read": "See orders",
    "orders.write": "Place orders",
}

# The people. `roles` are the application's, which no scope can give: a Manager may cancel orders.
USERS = {
    "ada": {"name": "Ada Lovelace", "roles": ["Clerk"], "scope": list(SCOPES)},
    "grace": {"name": "Grace Hopper", "roles": ["Clerk", "Manager"], "scope": list(SCOPES)},
}

# The applications, one for each grant. What has no secret is public.
CLIENTS = {
    "orders-console": {"name": "Orders console", "grants": ["code", "refresh_token"]},
    "orders-page": {"name": "Orders page without a server", "grants": ["token"]},
    "orders-service": {"name": "Nightly export", "grants": ["client_credentials"], "scope": ["orders.read"]},
    "orders-terminal": {"name": "Till in the shop", "grants": ["password", "refresh_token"]},
}
CONFIDENTIAL = ("orders-service", "orders-terminal")

# Which of them the console is, by OpenAPI 3's name of the grant.
CLIENT_OF_GRANT = {
    "authorizationCode": "orders-console",
    "implicit": "orders-page",
    "clientCredentials": "orders-service",
    "password": "orders-terminal",
}


def accepted_audiences():
    """What `aud` may be. Glewlwyd's password grant knows no resource: it names the scopes instead."""
    return [AUDIENCE, "orders.read", "orders.write", "orders.read orders.write"]


class Administration:
    """A signed-in administrator of Glewlwyd."""

    def __init__(self, url, name, password):
        self.url = f"{url}/api"
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        if self.call("POST", "/auth/", {"username": name, "password": password})[0] != 200:
            raise Failure(f"the provider does not take the password of its administrator \"{name}\"")

    def call(self, method, path, content=None):
        """The status and the content of an answer, whatever the status is."""
        body = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(
            self.url + path, data=body, method=method, headers={"Content-Type": "application/json"})
        try:
            answer = self.opener.open(request, timeout=10)
        except urllib.error.HTTPError as refusal:
            answer = refusal
        with answer:
            text = answer.read()
            return answer.status, json.loads(text) if text else None

    def demand(self, method, path, content=None):
        status, answer = self.call(method, path, content)
        if status != 200:
            raise Failure(f"the provider answers {status} to {method} {path}: {json.dumps(answer)}")
        return answer

    def put(self, path, name, content):
        """Brings one thing to the state that `content` says, and adds it when it is not there."""
        own = f"{path}{urllib.parse.quote(name)}"
        if self.call("GET", own)[0] == 200:
            self.demand("PUT", own, content)
        else:
            self.demand("POST", path, content)


def register(administration, issuer, keys, redirect_uri, secrets, passwords, token_lifetime):
    """Tells the provider everything.

    `keys` is its key set, the first signs; `secrets` and `passwords` are by the names of CONFIDENTIAL and USERS;
    `token_lifetime` is that of access tokens, in seconds.
    """
    for name, meaning in SCOPES.items():
        administration.put("/scope/", name, {
            "name": name, "display_name": meaning, "description": meaning,
            "password_required": True, "password_max_age": 0, "scheme": {}})

    keep_properties(administration)
    for name, user in USERS.items():
        administration.put("/user/", name, {
            "username": name, "enabled": True, "password": passwords[name], **user})

    for name, client in CLIENTS.items():
        confidential = name in CONFIDENTIAL
        administration.put("/client/", name, {
            "client_id": name, "name": client["name"], "enabled": True, "confidential": confidential,
            "authorization_type": client["grants"], "scope": client.get("scope", []),
            "redirect_uri": [redirect_uri],
            "post_logout_redirect_uris": [redirect_uri.removesuffix("callback.html")],
            "token_endpoint_auth_method": ["client_secret_basic", "client_secret_post"] if confidential else ["none"],
            **({"client_secret": secrets[name]} if confidential else {})})

    serve_openid(administration, issuer, keys, token_lifetime)


def keep_properties(administration):
    """Lets users have roles, and clients a page to come back to: Glewlwyd keeps what it was told of, and no more."""
    for path, name, profile in (("/mod/user/database", "roles", {"profile-read": True, "profile-write": False}),
                                ("/mod/client/database", "post_logout_redirect_uris", {})):
        module = administration.demand("GET", path)
        module["parameters"]["data-format"][name] = {"multiple": True, "read": True, "write": True, **profile}
        administration.demand("PUT", path, module)
        administration.demand("PUT", f"{path}/reset")


def serve_openid(administration, issuer, keys, token_lifetime):
    """The OpenID provider itself. Called again, it changes keys or lifetime of one that runs."""
    administration.put("/mod/plugin/", "oidc", {
        "module": "oidc", "name": "oidc", "display_name": "OpenID Connect", "order_rank": 0, "readonly": False,
        "parameters": {
            "iss": issuer,
            "subject-type": "public",
            "allowed-scope": list(SCOPES),
            "jwt-type": "ecdsa", "jwt-key-size": "256", "key": "", "cert": "",
            "jwks-private": json.dumps(keys), "jwks-show": True,
            "access-token-duration": token_lifetime,
            "refresh-token-duration": 86400, "refresh-token-rolling": True, "code-duration": 60,
            "allow-non-oidc": True,
            "auth-type-code-enabled": True, "auth-type-code-revoke-replayed": True,
            "auth-type-token-enabled": True, "auth-type-implicit-enabled": True, "auth-type-id-token-enabled": True,
            "auth-type-client-enabled": True, "auth-type-password-enabled": True, "auth-type-refresh-enabled": True,
            "pkce-allowed": True, "pkce-method-plain-allowed": False, "pkce-required-public-client": True,
            # RFC 8707: the client says which API its token is for, and that becomes `aud`.
            "resource-allowed": True,
            "resource-scope": {"orders.read": [AUDIENCE], "orders.write": [AUDIENCE]},
            # A list becomes one string, with commas.
            "additional-parameters": [
                {"user-parameter": "roles", "token-parameter": "roles"},
                {"user-parameter": "name", "token-parameter": "name"}],
            "session-management-allowed": True, "front-channel-logout-allowed": True,
            "session-cookie-name": "GLEWLWYD2_OIDC_SID", "session-cookie-expiration": 86400,
        }})
    administration.demand("PUT", "/mod/plugin/oidc/reset")
