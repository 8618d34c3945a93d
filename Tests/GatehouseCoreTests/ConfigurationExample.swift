import GatehouseCore

/// What the configuration tests share: the design's example, and a way to read text without a disk.
enum ConfigurationExample {
    /// The example of design section 5, as it stands there.
    static let full = """
        listen: [ "unix:/run/gatehouse/gatehouse.sock" ]   # or tcp:127.0.0.1:9000, tcp:[::1]:9000, or systemd's sockets
        socket-mode: "0660"
        socket-group: www-data
        state-directory: /var/lib/gatehouse                # last good keys, for a start while the issuer is down

        issuers:
          entra:
            openid-config: https://login.microsoftonline.com/TENANT/v2.0/.well-known/openid-configuration
          partner:
            issuer: https://partner.example/
            jwks: https://partner.example/keys
          offline:
            issuer: https://issuer.example
            jwks-file: offline.jwks.json                   # relative to this file; re-read when it changes
          legacy:
            issuer: legacy-app
            issuer-signing-keys: [ { id: k1, secret-file: legacy.key } ]   # HS256 … or pem-file

        policies:
          orders:
            issuers: [ entra, partner ]
            audiences: [ "api://orders" ]
            algorithms: [ RS256, ES256 ]                   # default: every asymmetric one; HS* only for an issuer with a secret
            require-expiration-time: true
            require-signed-tokens: true
            require-scheme: Bearer
            header-name: Authorization                     # or query-parameter-name, or cookie-name
            clock-skew: 60                                 # seconds; default 0, as APIM's
            failed-validation-httpcode: 401                # when set, every refusal has it; when not, RFC 6750's (401, 403 insufficient_scope)
            failed-validation-error-message: "…"
            required-claims:
              - { name: scp, match: any, separator: " ", values: [ orders.read, orders.write ] }
              - { name: roles, match: all, values: [ Clerk ] }
              - { name: realm_access.roles, match: any, values: [ clerk ] }     # a path into nested objects
            claim-headers:
              X-Auth-Subject: sub
              X-Auth-Scopes: scp
              X-Auth-Roles: roles
            mode: enforce                                  # or report: decide and log, but allow

        """

    /// The shortest configuration: line 2 is the issuer `main`, line 4 the policy `default`.
    static let minimal = """
        issuers:
          main: { openid-config: "https://issuer.example/.well-known/openid-configuration" }
        policies:
          default: { issuers: [ main ], audiences: [ api ] }

        """

    /// Reads text as on a machine where every file exists, except those whose names say otherwise.
    static func read(_ yaml: String, file: String = "gatehouse.yaml") -> ConfigurationReading {
        ConfigurationReader.read(yaml: yaml, file: file) { path in
            if path.contains("missing") { return .missing }
            if path.contains("directory") { return .notAFile }
            if path.contains("locked") { return .unreadable }
            return path.contains("open") ? .readableByEveryone : .readable
        }
    }

    /// Reads text and shows its problems as the terminal does, without the program's name.
    static func report(_ yaml: String) -> String {
        read(yaml).problems.map(\.report).joined(separator: "\n")
            .split(separator: "\n").map { $0.dropFirst("gatehouse: ".count) }.joined(separator: "\n")
    }
}
