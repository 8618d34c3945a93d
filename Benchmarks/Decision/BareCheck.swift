internal import JOSE
internal import OpenSSL
internal import Posix
internal import TestTokens

/// The check of a signature alone, as OpenSSL does it, to compare a whole decision with.
struct BareCheck {
    private let check: SignatureCheck
    private let message: [UInt8]
    private let signature: [UInt8]

    /// Makes a key, and signs a message as long as a token of Entra's.
    ///
    /// - Parameter algorithm: What is signed with.
    /// - Throws: `OpenSSLError` when there is no such key.
    init(_ algorithm: SigningAlgorithm) throws {
        let key = try SigningKey.generate(algorithm, identifier: "measured-key")
        let set = try JWKSet(parsing: Array(SigningKey.set([key]).text.utf8), origin: .localFile)
        guard case .publicKey(let publicKey)? = set.keys.first?.key.material else {
            throw WorkloadFailure(description: "a public key was not read")
        }
        check = try SignatureCheck(key: publicKey, scheme: algorithm.scheme)
        message = [UInt8](repeating: UInt8(ascii: "A"), count: 1_500)
        signature = try key.key.signature(of: message, by: algorithm.scheme)
    }

    /// The median time of one check.
    ///
    /// - Parameters:
    ///   - batches: How many batches are measured.
    ///   - count: How many checks a batch has.
    /// - Returns: Nanoseconds.
    /// - Throws: When a signature is not valid.
    func nanoseconds(batches: Int, count: Int) throws -> Int64 {
        var times: [Int64] = []
        for _ in 0..<batches {
            let start = MonotonicClock.nanoseconds()
            for _ in 0..<count {
                guard try check.isValid(signature.span, of: message.span) else {
                    throw WorkloadFailure(description: "a signature was refused")
                }
            }
            times.append((MonotonicClock.nanoseconds() - start) / Int64(count))
        }
        times.sort()
        return times[times.count / 2]
    }
}
