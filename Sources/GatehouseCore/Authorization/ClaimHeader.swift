package import JOSE

/// A header with what it tells the backend.
package struct ClaimHeader: Hashable, Sendable {
    /// What a header carries.
    package enum Content: Hashable, Sendable {
        /// One claim.
        case claim(ClaimPath)

        /// The whole verified payload as base64url JSON.
        case payload
    }

    /// The header's name: an RFC 9110 token without `_`, of none that HTTP, the web server or Gatehouse owns.
    package let name: String

    /// What it carries.
    package let content: Content

    package init(name: String, content: Content) {
        self.name = name
        self.content = content
    }
}
