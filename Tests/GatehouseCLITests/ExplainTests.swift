import TestSupport
import Testing

@Suite("gatehouse explain, for people")
struct ExplainTests {
    @Test("shows each step, what was seen, what is accepted, and what to change", arguments: decided)
    func decision(script: CommandScript) throws {
        try script.run(in: CommandFiles())
    }

    @Test("says why there is no decision", arguments: undecided)
    func noDecision(script: CommandScript) throws {
        try script.run(in: CommandFiles())
    }

    static let decided = [
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --policy orders --at 1700000000 < good
            ok    token      357 bytes
            ok    format     JWS
            ok    algorithm  ES256
            ok    issuer     https://issuer.example
            ok    key        k1
            ok    signature  valid
            ok    lifetime   exp 2023-11-14T23:13:20Z, nbf 2023-11-14T22:13:20Z, iat 2023-11-14T22:13:20Z
            ok    audience   "api://orders"
            ok    scope      "orders.read"

            decision: allow (200)
              X-Auth-Subject: ada
              X-Auth-Roles: Clerk,%C3%84rzte
              X-Auth-Email: 
            exit 0
            """#),
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --policy orders --at 1700003600 < good
            ok    token      357 bytes
            ok    format     JWS
            ok    algorithm  ES256
            ok    issuer     https://issuer.example
            ok    key        k1
            ok    signature  valid
            FAIL  lifetime   exp 2023-11-14T23:13:20Z, nbf 2023-11-14T22:13:20Z, iat 2023-11-14T22:13:20Z
                             accepted: exp after now, nbf absent or not after now; now is \#
            2023-11-14T23:13:20Z, clock skew is 0 s
                             hint: it expired 0 s ago: get a new token; if it is new, this host's \#
            clock is ahead of the issuer's
            ok    audience   "api://orders"
            ok    scope      "orders.read"

            decision: refuse (401 TokenExpired)
              Lifetime validation failed: the token expired at 2023-11-14T23:13:20Z, now is 2023-11-14T23:13:20Z, clock skew is 0 s. Access denied.
            exit 1
            """#),
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --policy orders --at 1700003599 < good
            ok    token      357 bytes
            ok    format     JWS
            ok    algorithm  ES256
            ok    issuer     https://issuer.example
            ok    key        k1
            ok    signature  valid
            ok    lifetime   exp 2023-11-14T23:13:20Z, nbf 2023-11-14T22:13:20Z, iat 2023-11-14T22:13:20Z
            ok    audience   "api://orders"
            ok    scope      "orders.read"

            decision: allow (200)
              X-Auth-Subject: ada
              X-Auth-Roles: Clerk,%C3%84rzte
              X-Auth-Email: 
            exit 0
            """#),
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --policy orders --at 1700000000 \#
            --require-scope orders.export < good
            ok    token      357 bytes
            ok    format     JWS
            ok    algorithm  ES256
            ok    issuer     https://issuer.example
            ok    key        k1
            ok    signature  valid
            ok    lifetime   exp 2023-11-14T23:13:20Z, nbf 2023-11-14T22:13:20Z, iat 2023-11-14T22:13:20Z
            ok    audience   "api://orders"
            FAIL  scope      "orders.read"
                             accepted: all of "orders.export"
                             hint: the caller needs the permission at the issuer, and then a new token

            decision: refuse (403 InsufficientScope)
              the token has the scopes "orders.read", required is "orders.export"
            exit 1
            """#),
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --policy orders --at 1700000000 < nothing-fits
            ok    token      293 bytes
            ok    format     JWS
            ok    algorithm  ES256
            ok    issuer     https://issuer.example
            ok    key        k1
            ok    signature  valid
            FAIL  lifetime   exp 2023-11-14T22:12:20Z, nbf 2023-11-14T22:13:20Z, iat 2023-11-14T22:13:20Z
                             accepted: exp after now, nbf absent or not after now; now is \#
            2023-11-14T22:13:20Z, clock skew is 0 s
                             hint: "exp" is before "iat": the issuer's clock or its configuration is wrong
            fail  audience   "api://other"
                             accepted: "api://orders"
                             hint: ask the issuer for a token for this API, or add the audience to \#
            the policy's "audiences"
            ok    scope      no scope

            decision: refuse (401 TokenExpired)
              Lifetime validation failed: the token expired at 2023-11-14T22:12:20Z, now is 2023-11-14T22:13:20Z, clock skew is 0 s. Access denied.
            exit 1
            """#),
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --policy orders --at 1700000000 < \#
            bad-signature
            ok    token      321 bytes
            ok    format     JWS
            ok    algorithm  ES256
            ok    issuer     https://issuer.example
            ok    key        k1
            FAIL  signature  not valid
                             accepted: a valid signature
                             hint: the token was changed or cut on its way, or somebody else signed it \#
            under this key's name
            ok    lifetime   exp 2023-11-14T23:13:20Z, nbf 2023-11-14T22:13:20Z, iat 2023-11-14T22:13:20Z
            ok    audience   "api://orders"
            ok    scope      "orders.read"

            decision: refuse (401 TokenSignatureInvalid)
              Signature validation failed: the ES256 signature was not made with key "k1" of issuer "local". Access denied.
            exit 1
            """#),
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --policy orders --at 1700000000 < other-issuer
            ok    token      334 bytes
            ok    format     JWS
            ok    algorithm  ES256
            FAIL  issuer     "https://other.example/\u{1b}[31m"
                             accepted: https://issuer.example, https://remote.example
                             hint: compare "iss" and the issuer's "issuer" byte by byte; if the token \#
            is another provider's, get one from the right provider or list this one under "issuers"
            ok    lifetime   exp 2023-11-14T23:13:20Z, nbf 2023-11-14T22:13:20Z, iat 2023-11-14T22:13:20Z
            ok    audience   "api://orders"
            ok    scope      "orders.read"

            decision: refuse (401 TokenIssuerNotAllowed)
              Issuer validation failed: "iss" is "https://other.example/\u{1b}[31m", accepted is any of \#
            "https://issuer.example", "https://remote.example". Access denied.
            exit 1
            """#),
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --policy orders --at 1700000000 < text
            FAIL  token  more than one token was presented, accepted is one
                         accepted: the Authorization header
                         hint: send the token once, and nothing after it

            decision: refuse (400 JwtInvalid)
              more than one token was presented, accepted is one
            exit 1
            """#),
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --policy orders --at 1700000000 < no-token
            FAIL  token  JWT not present. There is no token in the Authorization header.
                         accepted: the Authorization header

            decision: refuse (401 TokenNotPresent)
              JWT not present. There is no token in the Authorization header.
            exit 1
            """#),
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --policy watch --at 1700000000 < good
            ok    token      357 bytes
            ok    format     JWS
            ok    algorithm  ES256
            ok    issuer     https://issuer.example
            ok    key        k1
            ok    signature  valid
            ok    lifetime   exp 2023-11-14T23:13:20Z, nbf 2023-11-14T22:13:20Z, iat 2023-11-14T22:13:20Z
            FAIL  audience   "api://orders"
                             accepted: "api://reports"
                             hint: ask the issuer for a token for this API, or add the audience to \#
            the policy's "audiences"
            ok    scope      "orders.read"

            decision: allow (200 TokenAudienceNotAllowed)
              Audience validation failed: "aud" is "api://orders", accepted is "api://reports". Access denied.
              the policy only reports: the request goes through
            exit 0
            """#),
    ]

    static let undecided = [
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --policy orders --at 1700000000 < remote
            ok    token      321 bytes
            ok    format     JWS
            ok    algorithm  ES256
            ok    issuer     https://remote.example
            FAIL  key        k1
                             accepted: a key of issuer remote
                             hint: fetch them with --fetch, or look at the log for why the issuer \#
            cannot be reached
            ok    lifetime   exp 2023-11-14T23:13:20Z, nbf 2023-11-14T22:13:20Z, iat 2023-11-14T22:13:20Z
            ok    audience   "api://orders"
            ok    scope      "orders.read"

            decision: refuse (503 KeysUnavailable)
              the keys of issuer "remote" are not available
            exit 2
            """#),
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --policy nope < good
            ! gatehouse: error: {dir}/gatehouse.yaml: no policy "nope"
            ! gatehouse: hint: choose one with --policy: orders, watch
            exit 2
            """#),
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/broken.yaml --policy orders < good
            ! gatehouse: error: {dir}/broken.yaml:1: missing "issuers"
            ! gatehouse: error: {dir}/broken.yaml:1: listen[0]: found the path "relative.sock", \#
            expected an absolute one
            ! gatehouse: error: {dir}/broken.yaml:2: unknown key "isuers"
            ! gatehouse: hint: did you mean "issuers"?
            ! gatehouse: warning: {dir}/broken.yaml:5: policies.orders: no "audiences": a token \#
            that these issuers made for any other API is accepted
            ! gatehouse: hint: list the "aud" of this API
            ! gatehouse: error: {dir}/broken.yaml:5: policies.orders.clock-skew: found "soon", \#
            expected a time from 0 to 1h
            ! gatehouse: hint: write seconds, or a number and s, m, h or d: 90, 90s, 5m, 24h
            exit 2
            """#),
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --at=-1 < good
            ! Error: --at takes seconds from 0 to 253402300799, the year 9999
            ! Usage: gatehouse explain --config <config> [--policy <policy>] [--require-scope \#
            <require-scope>] [--at <at>] [--format <format>] [--fetch]
            !   See 'gatehouse explain --help' for more information.
            exit 64
            """#),
        CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml \#
            eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJlLXNpZ25hdHVyZQ < good
            ! Error: the token is read from standard input, and nothing else is an argument
            ! Usage: gatehouse explain --config <config> [--policy <policy>] [--require-scope \#
            <require-scope>] [--at <at>] [--format <format>] [--fetch]
            !   See 'gatehouse explain --help' for more information.
            exit 64
            """#),
    ]
}
