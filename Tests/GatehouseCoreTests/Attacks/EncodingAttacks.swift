import JOSE
import JSON
import OpenSSL
import Policy
import TestSupport
import Testing

@Suite("Attacks: encodings")
struct EncodingAttacks {
    @Test("a token has one text, and a bounded one", arguments: attacks)
    func attack(_ attack: Attack) throws { try attack.expectRefusal() }

    static let attacks: [Attack] = [
        .token("one part", .malformed(.partCount(1))) { forge in
            try forge.good("rsa").replacing(".", with: "")
        },
        .token("two parts", .malformed(.partCount(2))) { forge in
            try forge.good("rsa").split(separator: ".").prefix(2).joined(separator: ".")
        },
        .token("four parts", .malformed(.partCount(4))) { forge in
            try forge.good("rsa") + ".AAAA"
        },
        .token("five parts", .malformed(.encrypted)) { forge in
            try forge.good("rsa") + ".AAAA.AAAA"
        },
        .token("six parts", .malformed(.partCount(6))) { forge in
            try forge.good("rsa") + ".AAAA.AAAA.AAAA"
        },
        .token("a dot at the end", .malformed(.partCount(4))) { forge in
            try forge.good("rsa") + "."
        },
        .token("a dot before it", .malformed(.partCount(4))) { forge in
            try "." + forge.good("rsa")
        },
        .token("two dots and nothing else", .notJSON(.header, SimdjsonWord.empty)) { _ in ".." },
        .token("no header", .notJSON(.header, SimdjsonWord.empty)) { forge in
            try "." + forge.good("rsa").split(separator: ".").suffix(2).joined(separator: ".")
        },
        .token("no payload", .notJSON(.payload, SimdjsonWord.empty)) { forge in
            let parts = try forge.good("rsa").split(separator: ".")
            return "\(parts[0])..\(parts[2])"
        },
        .token("the header with padding", .malformed(.notBase64URL(.header))) { forge in
            try forge.changed(part: 0, Forge.padded)
        },
        .token("the header with a bit set that stands for nothing", .malformed(.notBase64URL(.header))) {
            forge in
            try forge.changed(part: 0, Forge.withLooseBit)
        },
        .token("the header with a letter that stands for no byte", .malformed(.notBase64URL(.header))) {
            forge in
            try forge.changed(part: 0, Forge.withLooseLetter)
        },
        .token("the header with the standard alphabet", .malformed(.notBase64URL(.header))) { forge in
            try forge.changed(part: 0, Forge.standard)
        },
        .token("the header with a tilde", .malformed(.notBase64URL(.header))) { forge in
            try forge.changed(part: 0, Forge.withTilde)
        },
        .token("the payload with padding", .malformed(.notBase64URL(.payload))) { forge in
            try forge.changed(part: 1, Forge.padded)
        },
        .token("the payload with a bit set that stands for nothing", .malformed(.notBase64URL(.payload))) {
            forge in
            try forge.changed(part: 1, Forge.withLooseBit)
        },
        .token("the payload with a letter that stands for no byte", .malformed(.notBase64URL(.payload))) {
            forge in
            try forge.changed(part: 1, Forge.withLooseLetter)
        },
        .token("the payload with the standard alphabet", .malformed(.notBase64URL(.payload))) { forge in
            try forge.changed(part: 1, Forge.standard)
        },
        .token("the payload with a tilde", .malformed(.notBase64URL(.payload))) { forge in
            try forge.changed(part: 1, Forge.withTilde)
        },
        .token("the signature with padding", .malformed(.notBase64URL(.signature))) { forge in
            try forge.changed(part: 2, Forge.padded)
        },
        .token("the signature with a bit set that stands for nothing", .malformed(.notBase64URL(.signature)))
        { forge in
            try forge.changed(part: 2, Forge.withLooseBit)
        },
        .token("the signature with a letter that stands for no byte", .malformed(.notBase64URL(.signature))) {
            forge in
            try forge.changed(part: 2, Forge.withLooseLetter)
        },
        .token("the signature with the standard alphabet", .malformed(.notBase64URL(.signature))) { forge in
            try forge.changed(part: 2, Forge.standard)
        },
        .token("the signature with a tilde", .malformed(.notBase64URL(.signature))) { forge in
            try forge.changed(part: 2, Forge.withTilde)
        },
        .token("16 KiB and one byte", .malformed(.tooLong(limit: 16_384))) { _ in
            String(repeating: "A", count: 16_385)
        },
        .token("a megabyte", .malformed(.tooLong(limit: 16_384))) { _ in
            String(repeating: "A", count: 1_000_000)
        },
        .token("a megabyte of dots", .malformed(.tooLong(limit: 16_384))) { _ in
            String(repeating: ".", count: 1_000_000)
        },
        .token("100,000 brackets", .malformed(.tooLong(limit: 16_384))) { _ in
            Forge.joined(String(repeating: "[", count: 100_000))
        },
        .token("a header of 9,000 bytes", .malformed(.partTooLong(.header, limit: 8_192))) { forge in
            let padding = String(repeating: "x", count: 9_000)
            return try forge.signed(#"{"alg":"RS256","kid":"rsa","x":"\#(padding)"}"#, by: "rsa")
        },
    ]
}

extension Forge {
    /// The good token with one of its parts changed as text.
    fileprivate func changed(part: Int, _ change: (String) -> String) throws -> String {
        // A length that leaves bits over in the last letter of the part.
        let tokens = try (0..<3).map { extra -> [String] in
            let filler = String(repeating: "x", count: extra)
            let header = #"{"alg":"RS256","kid":"rsa","x":"\#(filler)"}"#
            let token = try signed(header, Forge.payload(["x": "\"\(filler)\""]), by: "rsa")
            return token.split(separator: ".").map(String.init)
        }
        var parts = try #require(tokens.first { !$0[part].count.isMultiple(of: 4) })
        parts[part] = change(parts[part])
        return parts.joined(separator: ".")
    }

    fileprivate static func padded(_ text: String) -> String {
        text + String(repeating: "=", count: (4 - text.count % 4) % 4)
    }

    fileprivate static func withLooseBit(_ text: String) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let last = text.last.flatMap { letters.firstIndex(of: $0) } ?? 0
        return text.dropLast() + String(letters[last | 1])
    }

    fileprivate static func withLooseLetter(_ text: String) -> String {
        text.dropLast(text.count % 4) + "A"
    }

    fileprivate static func standard(_ text: String) -> String { "+/" + text.dropFirst(2) }

    fileprivate static func withTilde(_ text: String) -> String { "~" + text.dropFirst() }
}
