internal import OpenSSL
internal import TestTokens

/// Signs many tokens with one key, on all cores.
struct TokenPress: Sendable {
    /// Some tokens, one a line.
    struct Page: Sendable {
        /// Good ones.
        var tokens = ""

        /// The same with wrong signatures.
        var broken = ""
    }

    let key: SigningKey
    let issuer: String
    let audience: String
    let now: Int64
    let lifetime: Int64

    /// Signs tokens that differ from each other.
    func pages(tokenCount: Int) async throws -> [Page] {
        try await withThrowingTaskGroup(of: (Int, Page).self) { group in
            let starts = stride(from: 0, to: tokenCount, by: Self.pageLength)
            for start in starts {
                let numbers = start..<min(start + Self.pageLength, tokenCount)
                group.addTask { (start, try page(numbers)) }
            }
            var pages: [Int: Page] = [:]
            for try await (start, page) in group { pages[start] = page }
            return starts.compactMap { pages[$0] }
        }
    }

    private func page(_ numbers: Range<Int>) throws -> Page {
        var page = Page()
        for number in numbers {
            let claims = EntraClaims.claims(
                number: number, issuer: issuer, audience: audience, now: now, lifetime: lifetime)
            let token = try CompactToken.sign(claims, by: key)
            page.tokens += token + "\n"
            page.broken += CompactToken.withBrokenSignature(token) + "\n"
        }
        return page
    }

    private static let pageLength = 500
}
