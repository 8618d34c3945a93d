import OpenSSL
import Testing

@Suite("Bytes that are wiped")
struct SecretBytesTests {
    @Test("a secret is wiped where it came from", arguments: [0, 1, 31, 64, 1_000])
    func wipesItsSource(count: Int) {
        let secret = (0..<count).map { UInt8(truncatingIfNeeded: $0 + 1) }
        var source = secret.map(\.self)
        let bytes = SecretBytes(wiping: &source)
        #expect(source == [UInt8](repeating: 0, count: count))
        #expect(bytes.count == count)
        #expect(bytes.bytes.indices.map { bytes.bytes[$0] } == secret)
    }

    @Test("what others hold a copy of stays theirs")
    func leavesOthersAlone() {
        let others: [UInt8] = [1, 2, 3]
        var source = others
        _ = SecretBytes(wiping: &source)
        #expect(source == [0, 0, 0])
        #expect(others == [1, 2, 3])
    }

    @Test("random bytes are as many as asked for, and others each time")
    func random() throws {
        let (one, other) = (try SecretBytes(randomCount: 32), try SecretBytes(randomCount: 32))
        #expect(one.count == 32)
        #expect(one.bytes.indices.contains { one.bytes[$0] != other.bytes[$0] })
    }
}
