import OpenSSL
import Testing

@Suite("FIPS 180-4: SHA-256")
struct SHA256HasherTests {
    static func hex(_ digest: SHA256Digest) -> String {
        unsafe withUnsafeBytes(of: digest.words) { bytes in
            unsafe bytes.map { (UInt8($0) < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    @Test(
        "known digests come out, one after the other and however the message is cut",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func digests(message: String, expected: String) {
        let bytes = Array(message.utf8)
        for cut in 0...bytes.count {
            var hasher = SHA256Hasher()
            hasher.update(Array(bytes[..<cut]).span)
            hasher.update(Array(bytes[cut...]).span)
            #expect(Self.hex(hasher.finish()) == expected)
        }
        #expect(Self.hex(SHA256Digest(of: bytes.span)) == expected)
    }
}
