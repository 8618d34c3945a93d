/// Turns a JWS's ECDSA signature into the form OpenSSL reads.
///
/// RFC 7518 section 3.4 writes r and s one after the other, each as long as a coordinate; OpenSSL wants
/// DER's `SEQUENCE { INTEGER, INTEGER }` (RFC 3279 section 2.2.3).
enum ECDSASignature {
    /// Writes `signature` as DER to `der`, replacing what is there.
    ///
    /// - Parameters:
    ///   - signature: r and s, of even length, at most 132 bytes. Whether the numbers are in range is
    ///     left to OpenSSL, which refuses zero and anything from the group's order on.
    ///   - der: Where to write; keeps its memory.
    static func writeDER(of signature: Span<UInt8>, to der: inout [UInt8]) {
        let half = signature.count / 2
        let r = significant(signature.extracting(..<half))
        let s = significant(signature.extracting(half...))
        let length = integerLength(r) + integerLength(s)
        der.removeAll(keepingCapacity: true)
        der.append(0x30)
        // The longest, of P-521, has 138 bytes of content: one length byte more than the short form has.
        if length >= 0x80 { der.append(0x81) }
        der.append(UInt8(length))
        appendInteger(r, to: &der)
        appendInteger(s, to: &der)
    }

    /// The number without leading zeros, though at least one byte of it.
    @_lifetime(copy number)
    private static func significant(_ number: Span<UInt8>) -> Span<UInt8> {
        var start = 0
        while start < number.count - 1, number[start] == 0 { start += 1 }
        return number.extracting(start...)
    }

    /// A DER integer is signed, so a number whose first bit is set gets a zero byte before it.
    private static func needsZero(_ number: Span<UInt8>) -> Bool {
        number.count > 0 && number[0] >= 0x80
    }

    private static func integerLength(_ number: Span<UInt8>) -> Int {
        2 + number.count + (needsZero(number) ? 1 : 0)
    }

    private static func appendInteger(_ number: Span<UInt8>, to der: inout [UInt8]) {
        der.append(0x02)
        der.append(UInt8(integerLength(number) - 2))
        if needsZero(number) { der.append(0) }
        for index in number.indices { der.append(number[index]) }
    }
}
