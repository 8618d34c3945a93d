import Bytes
import Testing

@Suite("Bytes of a text")
struct ByteTests {
    @Test("are found from any place on", arguments: [0, 1, 2, 5, 6, 7])
    func firstIndex(start: Int) {
        let bytes = Array(".a.bc.".utf8) + [0]
        let expected = bytes.indices.first { $0 >= start && bytes[$0] == UInt8(ascii: ".") }
        let found = bytes.span.firstIndex(of: UInt8(ascii: "."), from: start)
        let notFound = bytes.span.firstIndex(of: UInt8(ascii: "x"), from: start)
        #expect(found == expected)
        #expect(notFound == nil)
    }

    @Test("are none when there are none")
    func empty() {
        let none: [UInt8] = []
        let index = none.span.firstIndex(of: 0, from: 0)
        let isSame = none.span.isSame(as: none.span)
        let isInSet = ByteSet("a").containsAll(of: none.span)
        #expect(index == nil)
        #expect(isSame)
        #expect(isInSet)
    }

    @Test("are counted")
    func count() {
        let few = Array("a.b..c".utf8)
        let many = [UInt8](repeating: 7, count: 100_001)
        let counts = (few.span.count(of: UInt8(ascii: ".")), many.span.count(of: 7))
        #expect(counts == (3, 100_001))
    }

    @Test(
        "are the same only when each is and there are as many",
        arguments: [
            ("token", true), ("", false), ("toke", false), ("tokens", false), ("tokem", false),
            ("Token", false), ("token\0", false),
        ])
    func same(other: String, isSame: Bool) {
        let text = Array("token".utf8)
        let others = Array(other.utf8)
        let found = text.span.isSame(as: others.span)
        #expect(found == isSame)
    }

    @Test("are in a set only when all are, whichever one is not")
    func set() {
        let set = ByteSet("abc~")
        for byte in UInt8.min...UInt8.max {
            let bytes: [UInt8] = [97, byte, 98]
            let isInSet = set.containsAll(of: bytes.span)
            #expect(isInSet == Array("abc~".utf8).contains(byte))
        }
    }
}

@Suite("Groups of six bits")
struct SixBitDecoderTests {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private let decoder = SixBitDecoder(alphabet: alphabet)

    @Test("are joined to the bytes they stand for, at each place and of each value")
    func values() {
        for place in 0..<4 {
            for value in 0..<64 {
                var letters = [UInt8](repeating: UInt8(ascii: "A"), count: 4)
                letters[place] = Self.alphabet[value]
                var bytes: [UInt8] = [9]
                let areKnown = decoder.append(letters.span, to: &bytes)
                #expect(areKnown)
                let bits = value << (18 - 6 * place)
                #expect(bytes == [9, UInt8(bits >> 16), UInt8(bits >> 8 & 0xFF), UInt8(bits & 0xFF)])
            }
        }
    }

    @Test("refuse every letter of another alphabet, at each place")
    func foreign() {
        for place in 0..<8 {
            for byte in UInt8.min...UInt8.max where !Self.alphabet.contains(byte) {
                var letters = [UInt8](repeating: UInt8(ascii: "_"), count: 8)
                letters[place] = byte
                var bytes: [UInt8] = []
                let areKnown = decoder.append(letters.span, to: &bytes)
                #expect(!areKnown)
            }
        }
    }
}
