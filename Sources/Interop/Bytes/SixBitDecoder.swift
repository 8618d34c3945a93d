/// Joins letters that stand for six bits each into bytes: the inner loop of base64 in any alphabet (RFC 4648).
///
/// A letter has four entries, one for each place in a group of four, with its bits where they belong in the group's
/// 24: a group is three disjunctions, and a letter of another alphabet shows in a bit that none of them has.
package struct SixBitDecoder: Sendable {
    private let values: [UInt32]

    /// Makes a decoder.
    ///
    /// - Parameter alphabet: The 64 letters in the order of their values.
    package init(alphabet: [UInt8]) {
        precondition(alphabet.count == 64, "six bits have 64 values")
        var values = [UInt32](repeating: Self.foreign, count: 4 * 256)
        for (value, letter) in alphabet.enumerated() {
            let bits = UInt32(value)
            // The first of a group's three bytes is the lowest.
            values[Int(letter)] = bits << 2
            values[256 + Int(letter)] = bits >> 4 | (bits & 0xF) << 12
            values[512 + Int(letter)] = (bits >> 2) << 8 | (bits & 0x3) << 22
            values[768 + Int(letter)] = bits << 16
        }
        self.values = values
    }

    /// Appends the bytes of whole groups of four letters.
    ///
    /// - Parameters:
    ///   - text: The letters, a multiple of four. Chosen by a peer: any bytes.
    ///   - bytes: Where to append three bytes a group, of whatever value when a letter is foreign.
    /// - Returns: Whether all letters are of the alphabet.
    package func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) -> Bool {
        precondition(text.count.isMultiple(of: 4), "a group has four letters")
        let groups = text.count / 4
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: groups * 3))
        return unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            unsafe text.withUnsafeBufferPointer { text in
                unsafe values.withUnsafeBufferPointer { values in
                    var all: UInt32 = 0
                    for group in 0..<groups {
                        let letter = group &* 4
                        let joined =
                            unsafe values[Int(text[letter])] | values[256 &+ Int(text[letter &+ 1])]
                            | values[512 &+ Int(text[letter &+ 2])] | values[768 &+ Int(text[letter &+ 3])]
                        all |= joined
                        let place = start &+ group &* 3
                        unsafe bytes[place] = UInt8(truncatingIfNeeded: joined)
                        unsafe bytes[place &+ 1] = UInt8(truncatingIfNeeded: joined >> 8)
                        unsafe bytes[place &+ 2] = UInt8(truncatingIfNeeded: joined >> 16)
                    }
                    return all & Self.foreign == 0
                }
            }
        }
    }

    /// A bit that no group of 24 has.
    private static let foreign: UInt32 = 1 << 31
}
