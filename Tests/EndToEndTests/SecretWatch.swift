import Synchronization
import TestSupport
import Testing

/// Knows every token that was sent, and finds them where they must not be.
final class SecretWatch: Sendable {
    private let secrets = Mutex<Set<String>>([])

    /// Notes the tokens in what is about to be sent, and their signatures by themselves.
    func note(in text: String) {
        for word in text.split(whereSeparator: { !Self.isOfToken($0) }) {
            let parts = word.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0].hasPrefix("eyJ") else { continue }
            secrets.withLock { secrets in
                secrets.insert(String(word))
                if parts[2].count > 16 { secrets.insert(String(parts[2])) }
            }
        }
    }

    /// The first of them in a text; `nil` when there is none, as it must be.
    func found(in text: String) -> String? {
        secrets.withLock { secrets in secrets.first { text.contains($0) } }
    }

    private static func isOfToken(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "-_.".contains(character))
    }
}

@Suite("What tests look for in every answer and every log")
struct SecretWatchTests {
    @Test("is a token or its signature, wherever the token was sent")
    func finds() throws {
        let mint = try TokenMint(now: 1_700_000_000)
        for place in ["Bearer TOKEN", "/x?access_token=TOKEN&b=c", "a=b; session=TOKEN"] {
            let token = try mint.token()
            let watch = SecretWatch()
            watch.note(in: place.replacing("TOKEN", with: token))
            let signature = try #require(token.split(separator: ".").last)
            #expect(watch.found(in: "refused: \(token)") != nil)
            #expect(watch.found(in: "\"\(signature)\"") != nil)
            #expect(watch.found(in: "nothing of that kind") == nil)
        }
    }
}
