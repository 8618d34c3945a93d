import GatehouseCore
import JSON
import Policy

/// What was found where a token should be, as a value to compare.
enum Found: Equatable {
    case refusal(Refusal)
    case token(String)

    static let twoTokens = Found.refusal(.credentialsMalformed(.moreThanOneToken))
    static let notAToken = Found.refusal(.credentialsMalformed(.notAToken))
}

extension TokenSource {
    /// Looks for the token in `text`.
    func found(in text: String) -> Found {
        found(in: Array(text.utf8))
    }

    /// Looks for the token in any bytes.
    func found(in bytes: [UInt8]) -> Found {
        switch token(in: bytes.span) {
        case .refusal(let refusal): .refusal(refusal)
        case .token(let token): .token(String(copying: token))
        }
    }

    /// What is said when there is no token.
    var nothing: Found { .refusal(.tokenNotPresent(place: place)) }
}
