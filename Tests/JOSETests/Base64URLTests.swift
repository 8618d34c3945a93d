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

@Suite("RFC 4648 section 4: base64, with padding")
struct StandardBase64Tests {
    @Test(
        "the vectors of section 10, and both letters that base64url lacks, there and back",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"), ("~~~???", "fn5+Pz8/"),
        ])
    func known(value: String, text: String) {
        let bytes = Array(value.utf8)
        #expect(Base64URL.encodeStandard(bytes) == text)
        #expect(Base64URL.decodeStandard(text) == bytes)
    }
}
