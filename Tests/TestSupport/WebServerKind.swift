/// The web servers that Gatehouse ships a configuration for, and how they differ where the same is asked of all.
package enum WebServerKind: String, CaseIterable, CustomStringConvertible, Sendable {
    case apache
    case lighttpd
    case nginx

    package var description: String { rawValue }

    /// Whether it knows TCP only, and no unix sockets.
    package var needsTCP: Bool { self == .apache }

    /// The headers of a refusal that it passes on to the client beside those that all do.
    ///
    /// nginx asks as a responder and takes out of the answer what it needs; the others hand an authorizer's refusal to
    /// the client as it is.
    package var surplusHeaders: Set<String> {
        switch self {
        case .apache, .lighttpd: ["x-gatehouse-message", "x-gatehouse-reason"]
        case .nginx: []
        }
    }

    /// What a client is told while no daemon listens.
    package var statusWithoutDaemon: Int {
        switch self {
        case .apache: 500
        case .lighttpd, .nginx: 503
        }
    }

    /// Who refuses two `Authorization` headers with a 400: nginx itself, or the daemon, which gets both in one.
    package var refusesTwoAuthorizationsItself: Bool { self == .nginx }

    /// What makes a location protected, in its own words.
    ///
    /// - Parameters:
    ///   - path: The path's beginning.
    ///   - policy: The policy.
    ///   - scopes: Scopes needed beyond the policy's; empty for none.
    /// - Returns: A location with the backend `@BACKEND@` (its URL) or `@BACKEND_PORT@`.
    package func location(_ path: String, policy: String, scopes: String = "") -> String {
        switch self {
        case .apache:
            """
            <Location "\(path)">
                \(scopes.isEmpty ? "Use Gatehouse \(policy)" : "Use GatehouseScoped \(policy) \"\(scopes)\"")
                ProxyPass "@BACKEND@\(path)"
            </Location>

            """
        case .lighttpd:
            """
            $HTTP["url"] =~ "^\(path)" {
                setenv.set-environment = (
                    "GATEHOUSE_POLICY" => "\(policy)",
                    \(scopes.isEmpty ? "" : "\"GATEHOUSE_REQUIRE_SCOPE\" => \"\(scopes)\",")
                )
                fastcgi.server = var.gatehouse
                proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => @BACKEND_PORT@ )) )
            }

            """
        case .nginx:
            """
            location \(path) {
                set $gatehouse_policy \(policy);
                \(scopes.isEmpty ? "" : "set $gatehouse_require_scope \"\(scopes)\";")
                include gatehouse_protect.conf;
                proxy_pass @BACKEND@;
            }

            """
        }
    }
}
