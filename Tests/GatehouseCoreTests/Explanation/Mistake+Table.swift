import TestSupport

@testable import GatehouseCore

extension Mistake {
    static let all =
        kindsOfToken + issuers + tenants + audiences + applications + permissions + times + signatures

    private static let now = TestGate.now
    private static let good: Sending = { try $0.token() }
    private static let tenant = "7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e"
    private static let v1 = "https://sts.windows.net/\(tenant)/"
    private static let v2 = "https://login.microsoftonline.com/\(tenant)/v2.0"

    // MARK: What was sent

    private static let kindsOfToken = [
        Mistake(
            "a token without its scheme", sending: { "Authorization: \(try $0.token())" },
            is: """
                FAIL token JWT not present. The Authorization header has the scheme "none", accepted is "Bearer".
                accepted: the Authorization header
                hint: write Bearer and a space before the token: "Authorization: Bearer TOKEN"
                """,
            mend: .sending { "Authorization: Bearer \(try $0.token())" }),
        Mistake(
            "a client's own name and secret", sending: { _ in "Authorization: Basic YTpi" },
            is: """
                FAIL token JWT not present. The Authorization header has the scheme "Basic", accepted is "Bearer".
                accepted: the Authorization header
                hint: a client's name and secret go to the issuer's token endpoint; the API wants the token that \
                comes from there
                """,
            mend: .sending(good)),
        Mistake(
            "a token in quotes", sending: { "\"\(try $0.token())\"" },
            is: """
                FAIL token the credentials hold characters that no token has (RFC 6750 section 2.1)
                accepted: the Authorization header
                hint: send the token as the issuer gave it: without quotes, line breaks or brackets
                """,
            mend: .sending(good)),
        Mistake(
            "the scheme twice", sending: { "Bearer Bearer \(try $0.token())" },
            is: """
                FAIL token more than one token was presented, accepted is one
                accepted: the Authorization header
                hint: send the token once, and nothing after it
                """,
            mend: .sending(good)),
        Mistake(
            "an opaque token", sending: { _ in "2YotnFZFEjr1zCsicMWpAA" },
            is: """
                FAIL format the token has 1 part, and a signed token (JWS) has three
                accepted: JWS in compact serialization
                hint: this is an opaque token, which only its issuer can read: ask for a JWT (with Auth0, by \
                naming an "audience"; with Okta, from a custom authorization server)
                """,
            mend: .sending(good)),
        Mistake(
            "an encrypted token", sending: { _ in "e30.a.b.c.d" },
            is: """
                FAIL format the token is encrypted (JWE), and the policy's issuers have no "decryption-keys"
                accepted: JWS in compact serialization
                hint: the token is encrypted: give its issuer "decryption-keys", or ask for a signed one (with \
                Auth0, by naming an "audience")
                """,
            mend: .sending(good)),
        Mistake(
            "a token that was cut", sending: { String(try $0.token().prefix { $0 != "." }) + ".e30" },
            is: """
                FAIL format the token has 2 parts, and a signed token (JWS) has three
                accepted: JWS in compact serialization
                hint: copy the whole token: three parts with dots between them
                """,
            mend: .sending(good)),
        Mistake(
            "an ID token",
            sending: { try $0.token(["aud": "client-app", "scp": nil, "nonce": "n", "at_hash": "h"]) },
            is: """
                FAIL audience "client-app"
                accepted: "api://orders"
                hint: this looks like an ID token, which is for the client that signed the user in: send the \
                access token
                """,
            mend: .sending(good)),
        Mistake(
            "a refresh token",
            sending: { try $0.token(["aud": "https://issuer.example", "typ": "Refresh"]) },
            is: """
                FAIL audience "https://issuer.example"
                accepted: "api://orders"
                hint: this is a refresh token, which is for the issuer alone: exchange it there, and send the \
                access token
                """,
            mend: .sending(good)),
    ]

    // MARK: Who made it

    private static let issuers = [
        Mistake(
            "a v1 token of Entra ID", in: ["https://issuer.example\"": "\(v2)\""],
            sending: { try $0.token(["iss": .string(v1), "ver": "1.0"]) },
            is: """
                FAIL issuer \(v1)
                accepted: \(v2)
                hint: Entra ID made a v1 token, and the policy accepts v2: set "requestedAccessTokenVersion" to 2 \
                in the manifest of the API's app registration, or let "tenant-id" accept both
                """,
            mend: .sending { try $0.token(["iss": .string(v2), "ver": "2.0"]) }),
        Mistake(
            "a v2 token of Entra ID", in: ["https://issuer.example\"": "\(v1)\""],
            sending: { try $0.token(["iss": .string(v2), "ver": "2.0"]) },
            is: """
                FAIL issuer \(v2)
                accepted: \(v1)
                hint: Entra ID made a v2 token, and the policy accepts v1: set "requestedAccessTokenVersion" to \
                null in the manifest of the API's app registration, or let "tenant-id" accept both
                """,
            mend: .sending { try $0.token(["iss": .string(v1), "ver": "1.0"]) }),
        Mistake(
            "another tenant's token", in: ["https://issuer.example\"": "\(v2)\""],
            sending: {
                try $0.token([
                    "iss": "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"
                ])
            },
            is: """
                FAIL issuer https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0
                accepted: \(v2)
                hint: the token is of the Entra ID tenant "11111111-2222-3333-4444-555555555555", which the policy \
                does not accept: sign in to the right tenant, or list this one
                """,
            mend: .sending { try $0.token(["iss": .string(v2)]) }),
        Mistake(
            "a slash at the end of iss", sending: { try $0.token(["iss": "https://issuer.example/"]) },
            is: """
                FAIL issuer https://issuer.example/
                accepted: https://issuer.example
                hint: the token's has a slash at the end and the policy's has none: write "issuer" byte by byte as \
                the token has it
                """,
            mend: .configuration(["issuer: \"https://issuer.example\"": "issuer: \"https://issuer.example/\""]
            )),
        Mistake(
            "an iss without its scheme, as Google's",
            in: ["issuer: \"https://": "issuer: \"https://accounts."],
            sending: { try $0.token(["iss": "accounts.issuer.example"]) },
            is: """
                FAIL issuer accounts.issuer.example
                accepted: https://accounts.issuer.example
                hint: one has "https://" and the other has not: write "issuer" byte by byte as the token has it
                """,
            mend: .configuration(["issuer: \"https://accounts.": "issuer: \"accounts."])),
    ]

    // MARK: Whom it is for

    private static let audiences = [
        Mistake(
            "an audience without api://", in: ["api://orders": "api://0e9b1a52"],
            sending: { try $0.token(["aud": "0e9b1a52"]) },
            is: """
                FAIL audience "0e9b1a52"
                accepted: "api://0e9b1a52"
                hint: it is the same application without "api://", as v2 tokens of Entra ID have it: add \
                "0e9b1a52" to the policy's "audiences"
                """,
            mend: .configuration(["api://0e9b1a52": "api://0e9b1a52, 0e9b1a52"])),
        Mistake(
            "an audience with api://", in: ["api://orders": "0e9b1a52"],
            sending: { try $0.token(["aud": "api://0e9b1a52"]) },
            is: """
                FAIL audience "api://0e9b1a52"
                accepted: "0e9b1a52"
                hint: it is the same application with "api://", as v1 tokens of Entra ID have it: add \
                "api://0e9b1a52" to the policy's "audiences"
                """,
            mend: .configuration(["[ 0e9b1a52": "[ api://0e9b1a52, 0e9b1a52"])),
        Mistake(
            "a token for Microsoft Graph",
            sending: { try $0.token(["aud": "00000003-0000-0000-c000-000000000000", "scp": "User.Read"]) },
            is: """
                FAIL audience "00000003-0000-0000-c000-000000000000"
                accepted: "api://orders"
                hint: the token is for Microsoft Graph, and only Graph can use it: ask for a scope of this API, \
                such as "api://orders/.default", in a request without Graph's scopes
                """,
            mend: .sending(good)),
        Mistake(
            "Keycloak's own audience", sending: { try $0.token(["aud": "account"]) },
            is: """
                FAIL audience "account"
                accepted: "api://orders"
                hint: "account" is Keycloak's own: add an audience mapper for this API to a scope of the client
                """,
            mend: .sending { try $0.token(["aud": ["account", "api://orders"]]) }),
        Mistake(
            "an access token of Cognito, which has no audience",
            sending: {
                try $0.token(["aud": nil, "token_use": "access", "client_id": "c1"])
            },
            is: """
                FAIL audience no aud
                accepted: "api://orders"
                hint: access tokens of AWS Cognito have no "aud": remove "audiences", and require "client_id" and \
                "scope" instead
                """,
            mend: .configuration([
                "    audiences: [ api://orders ]\n": "",
                "claims: [": "claims: [ { name: client_id, values: [ c1 ] },",
            ])),
    ]

    // MARK: What it permits

    private static let permissions = [
        Mistake(
            "an application permission where a scope is needed",
            sending: { try $0.token(["scp": nil, "roles": ["Orders.Read"], "idtyp": "app"]) },
            is: """
                FAIL claim scp missing
                accepted: "orders.read"
                hint: this is an application's own token (client credentials), which has application permissions \
                in "roles" and never scopes: require "roles" for such callers, or have a user sign in
                """,
            mend: .configuration([
                "name: scp, separator: \" \", values: [ orders.read ]": "name: roles, values: [ Orders.Read ]"
            ])),
        Mistake(
            "a delegated permission where a role is needed",
            in: ["name: scp, separator: \" \", values: [ orders.read ]": "name: roles, values: [ Clerk ]"],
            sending: good,
            is: """
                FAIL claim roles missing
                accepted: "Clerk"
                hint: this is a user's token with delegated permissions in "scp": assign the user an app role, or \
                require "scp" instead of "roles"
                """,
            mend: .sending { try $0.token(["roles": ["Clerk"]]) }),
        Mistake(
            "scopes in one text without a separator", in: ["separator: \" \", ": ""],
            sending: { try $0.token(["scp": "orders.read orders.write"]) },
            is: """
                FAIL claim scp "orders.read orders.write"
                accepted: "orders.read"
                hint: the values stand in one text: add separator: " " to the required claim
                """,
            mend: .configuration(["name: scp,": "name: scp, separator: \" \","])),
        Mistake(
            "scopes under the other name",
            sending: { try $0.token(["scp": nil, "scope": "orders.read openid"]) },
            is: """
                FAIL claim scp missing
                accepted: "orders.read"
                hint: "orders.read" stands in the claim "scope": name that one in "required-claims", if it is the \
                one that grants the permission
                """,
            mend: .configuration(["name: scp,": "name: scope,"])),
        Mistake(
            "roles that are nested, as Keycloak's",
            in: ["name: scp, separator: \" \", values: [ orders.read ]": "name: roles, values: [ clerk ]"],
            sending: { try $0.token(["scp": nil, "realm_access": ["roles": ["clerk"]]]) },
            is: """
                FAIL claim roles missing
                accepted: "clerk"
                hint: "clerk" stands in the claim "realm_access.roles": name that one in "required-claims", if it \
                is the one that grants the permission
                """,
            mend: .configuration(["name: roles,": "name: realm_access.roles,"])),
        Mistake(
            "a scope in the wrong case", sending: { try $0.token(["scp": "Orders.Read"]) },
            is: """
                FAIL claim scp "Orders.Read"
                accepted: "orders.read"
                hint: "Orders.Read" differs only in upper and lower case, which counts
                """,
            mend: .configuration(["[ orders.read ]": "[ Orders.Read ]"])),
    ]

    // MARK: When it may be used

    private static let times = [
        Mistake(
            "a token that expired two hours ago",
            sending: { try $0.token(["exp": .integer(now - 7500), "iat": .integer(now - 11100)]) },
            is: """
                FAIL lifetime exp 2023-11-14T20:08:20Z, nbf 2023-11-14T22:13:20Z, iat 2023-11-14T19:08:20Z
                accepted: exp after now, nbf absent or not after now; now is 2023-11-14T22:13:20Z, clock skew is 0 s
                hint: it expired 2 h 5 min ago: get a new token
                """,
            mend: .sending(good)),
        Mistake(
            "a clock that is behind", sending: { try $0.token(["nbf": .integer(now + 130)]) },
            is: """
                FAIL lifetime exp 2023-11-14T23:13:20Z, nbf 2023-11-14T22:15:30Z, iat 2023-11-14T22:13:20Z
                accepted: exp after now, nbf absent or not after now; now is 2023-11-14T22:13:20Z, clock skew is 0 s
                hint: this host's clock is 2 min 10 s behind the issuer's: set it by NTP, or allow for it with \
                "clock-skew"
                """,
            mend: .configuration(["  default:\n": "  default:\n    clock-skew: 130\n"])),
        Mistake(
            "a lifetime in place of a time", sending: { try $0.token(["exp": 3600]) },
            is: """
                FAIL lifetime exp 1970-01-01T01:00:00Z, nbf 2023-11-14T22:13:20Z, iat 2023-11-14T22:13:20Z
                accepted: exp after now, nbf absent or not after now; now is 2023-11-14T22:13:20Z, clock skew is 0 s
                hint: "exp" looks like a lifetime: it must be the time when the token ends, in seconds since 1970
                """,
            mend: .sending(good)),
        Mistake(
            "a time in quotes", sending: { try $0.token(["exp": "1700003600"]) },
            is: """
                FAIL lifetime exp "\\"1700003600\\"", nbf 2023-11-14T22:13:20Z, iat 2023-11-14T22:13:20Z
                accepted: exp after now, nbf absent or not after now; now is 2023-11-14T22:13:20Z, clock skew is 0 s
                hint: have the issuer write "exp" as a number of seconds since 1970, without quotes
                """,
            mend: .sending(good)),
    ]

    // MARK: Who signed it

    private static let signatures = [
        Mistake(
            "a key that was rotated away",
            sending: { mint in
                try TokenMint(keyIdentifier: "k0", now: now).token()
            },
            is: """
                FAIL key k0
                accepted: a key of issuer main
                hint: the key was rotated away, or somebody else made the token; if the issuer publishes the key, \
                run "gatehouse refresh"
                """,
            mend: .sending(good)),
        Mistake(
            "a token that was changed", sending: { try $0.tokenWithBadSignature() },
            is: """
                FAIL signature not valid
                accepted: a valid signature
                hint: the token was changed or cut on its way, or somebody else signed it under this key's name
                """,
            mend: .sending(good)),
        Mistake(
            "a shared secret", sending: { try $0.token(header: ["alg": "HS256"]) },
            is: """
                FAIL algorithm HS256
                accepted: \(Algorithms.asymmetric.joined(separator: ", "))
                hint: the token is signed with a shared secret: have the issuer sign with a key pair, such as \
                RS256; only an issuer with a local secret, and a policy that names the algorithm, accept this
                """,
            mend: .sending(good)),
    ]
}
