internal import Bytes

/// base64url without padding (RFC 4648 section 5, RFC 7515 section 2), read strictly.
///
/// One value has exactly one text: `=`, white space, the standard alphabet's `+` and `/`, a length that no
/// bytes have, and bits left over that are not zero are all refused. Otherwise a token could be changed
/// without breaking its signature, and a cache or a revocation list would take it for another.
package enum Base64URL {
    /// Appends what `text` encodes to `bytes`.
    ///
    /// - Parameters:
    ///   - text: The encoded text. Chosen by a peer: any bytes.
    ///   - bytes: Where to append; holds part of the value when the text is refused.
    /// - Returns: Whether the text was canonical base64url.
    package static func decode(_ text: Span<UInt8>, appendingTo bytes: inout [UInt8]) -> Bool {
        let tail = text.count % 4
        guard tail != 1 else { return false }
        bytes.reserveCapacity(bytes.count + text.count / 4 * 3 + 2)
        let whole = text.count - tail
        guard decoder.append(text.extracting(..<whole), to: &bytes) else { return false }
        guard tail > 0 else { return true }

        // The letter `A` stands for zero bits: filled up with it, the rest is a group, and its surplus bytes are what
        // must be zero.
        var group = InlineArray<4, UInt8>(repeating: alphabet[0])
        for index in 0..<tail { group[index] = text[whole + index] }
        guard decoder.append(group.span, to: &bytes) else { return false }
        for _ in tail..<4 where bytes.removeLast() != 0 { return false }
        return true
    }

    /// The value of `text`, or `nil` when it is not canonical base64url.
    package static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        return decode(Array(text.utf8).span, appendingTo: &bytes) ? bytes : nil
    }

    /// The value of `text` in the standard alphabet with padding (RFC 4648 section 4), as strictly; in tokens
    /// and key sets `x5c` alone is written so (RFC 7517 section 4.7).
    package static func decodeStandard(_ text: String) -> [UInt8]? {
        guard text.utf8.count.isMultiple(of: 4) else { return nil }
        var letters = Array(text.utf8)
        for _ in 0..<2 where letters.last == UInt8(ascii: "=") { letters.removeLast() }
        for index in letters.indices {
            switch letters[index] {
            case UInt8(ascii: "+"): letters[index] = UInt8(ascii: "-")
            case UInt8(ascii: "/"): letters[index] = UInt8(ascii: "_")
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            default: continue
            }
        }
        var bytes: [UInt8] = []
        return decode(letters.span, appendingTo: &bytes) ? bytes : nil
    }

    /// Encodes `bytes`.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let second = start + 1 < bytes.count ? bytes[start + 1] : 0
            let third = start + 2 < bytes.count ? bytes[start + 2] : 0
            text.append(alphabet[Int(bytes[start] >> 2)])
            text.append(alphabet[Int(bytes[start] << 4 & 0x3F | second >> 4)])
            if start + 1 < bytes.count { text.append(alphabet[Int(second << 2 & 0x3F | third >> 6)]) }
            if start + 2 < bytes.count { text.append(alphabet[Int(third & 0x3F)]) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Encodes `bytes` in the standard alphabet with padding (RFC 4648 section 4).
    package static func encodeStandard(_ bytes: [UInt8]) -> String {
        var letters = Array(encode(bytes).utf8)
        for index in letters.indices {
            switch letters[index] {
            case UInt8(ascii: "-"): letters[index] = UInt8(ascii: "+")
            case UInt8(ascii: "_"): letters[index] = UInt8(ascii: "/")
            default: continue
            }
        }
        while !letters.count.isMultiple(of: 4) { letters.append(UInt8(ascii: "=")) }
        return String(decoding: letters, as: UTF8.self)
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static let decoder = SixBitDecoder(alphabet: alphabet)
}
