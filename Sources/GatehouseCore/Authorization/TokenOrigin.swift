internal import JOSE
internal import Policy

/// How a token says it is signed and by whom, found acceptable and still to be proved.
struct TokenOrigin {
    /// The algorithm.
    let algorithm: SignatureAlgorithm

    /// The issuer.
    let issuer: TokenPolicy.AcceptedIssuer

    /// Whose keys judge the token, by their index in a snapshot.
    let keySources: Range<Int>

    /// The token's `iss`, or `nil` when it has none.
    let identifier: String?
}
