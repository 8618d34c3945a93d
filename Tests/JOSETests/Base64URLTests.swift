import JOSE
import Testing

@Suite("RFC 4648 section 5: base64url, without padding")
struct Base64URLTests {
    @Test("every length and every byte comes back")
    func roundTrip() {
        let bytes = (0..<256).map { UInt8($0) }
        for count in 0...bytes.count {
            let value = Array(bytes.suffix(count))
            #expect(Base64URL.decode(Base64URL.encode(value)) == value)
        }
    }

    @Test(
        "known texts are read",
        arguments: [
            ("", []), ("AA", [0]), ("_w", [255]), ("-_8", [251, 255]), ("AQID", [1, 2, 3]),
            ("AQIDBA", [1, 2, 3, 4]),
        ] as [(String, [UInt8])])
    func known(text: String, bytes: [UInt8]) {
        #expect(Base64URL.decode(text) == bytes)
        #expect(Base64URL.encode(bytes) == text)
    }

    @Test(
        "what is not canonical is refused",
        arguments: [
            "A", "AAAAA", "AA==", "AAA=", "AB", "_x", "AAB", "AA\n", " AAA", "A A A", "AAAA\u{0}AAA", "+AAA",
            "/AAA", "AAA.", "AÄA", "=", "====",
        ])
    func refused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}
