"""What the guide's configurations must decide about tokens as each provider makes them.

By page and policy, the claims of a token that is let in, and changes of it with the reason of the refusal; `None` as a
change's value leaves the claim out.
"""

TENANT = "7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e"
CONSOLE = "0e9b1a52-6f3c-4c1d-9a7e-2b8d4f6a1c3e"
JOB = "8b7a6c5d-4e3f-4a2b-9c1d-0e9f8a7b6c5d"

CASES = {
    ("auth0", "orders"): (
        {"aud": ["https://orders.example/", "https://shop.eu.auth0.com/userinfo"], "azp": "console",
         "scope": "openid read:orders", "permissions": ["read:orders"], "https://shop.example/roles": ["clerk"]},
        [({"permissions": None}, "TokenClaimNotFound"), ({"permissions": ["read:stock"]}, "TokenClaimValueNotAllowed"),
         ({"aud": "https://shop.eu.auth0.com/userinfo"}, "TokenAudienceNotAllowed")]),
    ("aws-cognito", "orders"): (
        {"aud": None, "token_use": "access", "client_id": "1example23456789", "username": "ada",
         "scope": "openid https://orders.example/orders.read", "cognito:groups": ["clerks"]},
        [({"token_use": "id"}, "TokenClaimValueNotAllowed"), ({"client_id": "other"}, "TokenClaimValueNotAllowed"),
         ({"scope": "aws.cognito.signin.user.admin"}, "TokenClaimValueNotAllowed"),
         ({"cognito:groups": None}, "TokenClaimNotFound")]),
    ("gitlab", "deploy"): (
        {"aud": "https://deploy.example/", "project_path": "shop/orders", "ref_type": "branch", "ref": "main",
         "ref_protected": "true", "user_login": "ada"},
        [({"project_path": "shop/orders-fork"}, "TokenClaimValueNotAllowed"),
         ({"ref_protected": "false"}, "TokenClaimValueNotAllowed"), ({"ref_type": "tag"}, "TokenClaimValueNotAllowed")]),
    ("glewlwyd", "orders"): (
        {"aud": "https://orders.example/", "client_id": "orders-console", "scope": "orders.read", "roles": "Clerk,Other"},
        [({"aud": "orders.read"}, "TokenAudienceNotAllowed"), ({"roles": "Other"}, "TokenClaimValueNotAllowed")]),
    ("google", "orders"): (
        {"aud": "1234567890-abcdef.apps.googleusercontent.com", "hd": "shop.example", "email": "ada@shop.example"},
        [({"hd": None}, "TokenClaimNotFound"), ({"hd": "elsewhere.example"}, "TokenClaimValueNotAllowed")]),
    ("google", "jobs"): (
        {"aud": "https://api.example/jobs", "email": "nightly@shop.iam.gserviceaccount.com"},
        [({"email": "nightly@other.iam.gserviceaccount.com"}, "TokenClaimValueNotAllowed")]),
    ("keycloak", "orders"): (
        {"aud": ["orders", "account"], "azp": "console", "typ": "Bearer", "scope": "openid profile",
         "resource_access": {"orders": {"roles": ["clerk"]}}, "realm_access": {"roles": ["staff"]}},
        [({"aud": "account"}, "TokenAudienceNotAllowed"), ({"typ": "ID"}, "TokenClaimValueNotAllowed"),
         ({"resource_access": {"account": {"roles": ["clerk"]}}}, "TokenClaimNotFound")]),
    ("okta", "orders"): (
        {"aud": "api://default", "cid": "console", "uid": "00u1", "scp": ["openid", "orders.read"], "groups": ["Clerks"]},
        [({"groups": None}, "TokenClaimNotFound"), ({"scp": ["openid"]}, "TokenClaimValueNotAllowed")]),
}

# The stand-in for Entra ID signs for an application, which is `client`; the rest as above.
ENTRA_CASES = {
    "orders": (CONSOLE, {"scp": "orders.read orders.write"},
               [({"scp": None}, "TokenClaimNotFound"), ({"scp": "other"}, "TokenClaimValueNotAllowed")]),
    "orders-cancel": (CONSOLE, {"scp": "orders.write", "roles": ["Manager"]},
                      [({"roles": ["Clerk"]}, "TokenClaimValueNotAllowed"), ({"scp": "orders.read"}, "TokenClaimValueNotAllowed")]),
    "export": (JOB, {"roles": ["Orders.Export"]},
               [({"roles": ["Manager"]}, "TokenClaimValueNotAllowed")]),
}
