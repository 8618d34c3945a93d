/// A SHA-256 digest, as four words in memory order.
package struct SHA256Digest: Sendable {
    /// The digest's bytes, eight to a word.
    package var words: (UInt64, UInt64, UInt64, UInt64)

    /// A digest that is at hand.
    package init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// The digest of a message that is at hand as a whole.
    package init(of message: Span<UInt8>) {
        var hasher = SHA256Hasher()
        hasher.update(message)
        self = hasher.finish()
    }
}

extension SHA256Digest: Hashable {
    package static func == (left: SHA256Digest, right: SHA256Digest) -> Bool {
        left.words == right.words
    }

    /// One word is as random as all of them.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}
