internal import TestTokens

/// One request and what must come of it, whichever web server is in front of the daemon.
///
/// The web server has the locations of `Location`, with the policies of `settings`, and a backend behind them.
package struct AccessCase: Sendable, CustomStringConvertible {
    /// Where requests go.
    package enum Location: String, CaseIterable, Sendable {
        /// Policy `clerks`, which requires a role.
        case clerks
        /// Policy `orders`, and the scope `orders.export`.
        case export
        /// Policy `orders`.
        case orders

        /// The policy that decides.
        package var policy: String { self == .clerks ? "clerks" : "orders" }

        /// The scopes needed beyond the policy's; empty for none.
        package var scopes: String { self == .export ? "orders.export" : "" }
    }

    /// What comes of the request.
    package enum Expectation: Sendable {
        /// It reaches the backend with these headers; a `nil` is one that is not there.
        case allow([String: String?])

        /// It does not reach the backend.
        case refuse(Refusal)
    }

    /// What a refused client sees.
    package struct Refusal: Sendable {
        /// The status.
        package let status: Int

        /// APIM's word.
        package let reason: String

        /// What is said to the client; moments are written `<time>`.
        package let detail: String

        /// The `error` of the challenge.
        package let error: String?

        /// The `scope` of the challenge.
        package let scope: String?

        /// The challenge that it takes, given the detail with its moments.
        package func challenge(realm: String, detail: String) -> String {
            let explanation = error.map { ", error=\"\($0)\", error_description=\"\(detail)\"" } ?? ""
            return "Bearer realm=\"\(realm)\"\(explanation)\(scope.map { ", scope=\"\($0)\"" } ?? "")"
        }
    }

    /// What it is about.
    package let name: String

    /// Where the request goes.
    package let location: Location

    /// What must come of it.
    package let expectation: Expectation

    private let makeCredentials: @Sendable (TokenMint) throws -> String?

    package var description: String { name }

    /// The `Authorization` header; `nil` for none.
    package func credentials(from mint: TokenMint) throws -> String? { try makeCredentials(mint) }

    static func allow(
        _ name: String, at location: Location = .orders, headers: [String: String?],
        _ token: @escaping @Sendable (TokenMint) throws -> String
    ) -> AccessCase {
        AccessCase(name: name, location: location, expectation: .allow(headers)) { "Bearer \(try token($0))" }
    }

    static func refuse(
        _ name: String, at location: Location = .orders, status: Int = 401, _ reason: String,
        _ detail: String,
        error: String? = "invalid_token", scope: String? = nil,
        _ credentials: @escaping @Sendable (TokenMint) throws -> String?
    ) -> AccessCase {
        let refusal = Refusal(status: status, reason: reason, detail: detail, error: error, scope: scope)
        return AccessCase(
            name: name, location: location, expectation: .refuse(refusal), makeCredentials: credentials)
    }

    private init(
        name: String, location: Location, expectation: Expectation,
        makeCredentials: @escaping @Sendable (TokenMint) throws -> String?
    ) {
        self.name = name
        self.location = location
        self.expectation = expectation
        self.makeCredentials = makeCredentials
    }
}
