internal import COpenSSL

/// The parameter sets of ML-DSA (FIPS 204), which OpenSSL has from version 3.5 on.
package enum ModuleLattice: String, CaseIterable, Sendable {
    case mlDSA44 = "ML-DSA-44"
    case mlDSA65 = "ML-DSA-65"
    case mlDSA87 = "ML-DSA-87"

    /// The length of a public key in bytes.
    package var keyLength: Int {
        switch self {
        case .mlDSA44: 1_312
        case .mlDSA65: 1_952
        case .mlDSA87: 2_592
        }
    }

    /// The length of a signature in bytes.
    package var signatureLength: Int {
        switch self {
        case .mlDSA44: 2_420
        case .mlDSA65: 3_309
        case .mlDSA87: 4_627
        }
    }

    /// Whether the OpenSSL in use can verify its signatures (`EVP_SIGNATURE_fetch`).
    package var isOffered: Bool {
        guard let signature = unsafe EVP_SIGNATURE_fetch(nil, rawValue, nil) else {
            ERR_clear_error()
            return false
        }
        unsafe EVP_SIGNATURE_free(signature)
        return true
    }

    /// The parameter set of a key; fails when it is none of these.
    init?(of key: OpaquePointer) {
        guard let set = Self.allCases.first(where: { unsafe EVP_PKEY_is_a(key, $0.rawValue) == 1 }) else {
            return nil
        }
        self = set
    }
}
