import JOSE
import JSON
import OpenSSL
import Policy
import TestSupport
import Testing

@Suite("Attacks: signatures")
struct SignatureAttacks {
    @Test("a signature is the one that the key made, in its one form", arguments: attacks)
    func attack(_ attack: Attack) throws { try attack.expectRefusal() }

    static let attacks: [Attack] = [
        .token("ES256: r and s are 0", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { _ in
                Self.bytes(
                    "0000000000000000000000000000000000000000000000000000000000000000"
                        + "0000000000000000000000000000000000000000000000000000000000000000")
            }
        },
        .token("ES256: r is 0, s is 1", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { _ in
                Self.bytes(
                    "0000000000000000000000000000000000000000000000000000000000000000"
                        + "0000000000000000000000000000000000000000000000000000000000000001")
            }
        },
        .token("ES256: r is 1, s is 0", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { _ in
                Self.bytes(
                    "0000000000000000000000000000000000000000000000000000000000000001"
                        + "0000000000000000000000000000000000000000000000000000000000000000")
            }
        },
        .token("ES256: r is n, s is 1", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { _ in
                Self.bytes(
                    "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"
                        + "0000000000000000000000000000000000000000000000000000000000000001")
            }
        },
        .token("ES256: r is 1, s is n", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { _ in
                Self.bytes(
                    "0000000000000000000000000000000000000000000000000000000000000001"
                        + "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551")
            }
        },
        .token("ES256: r and s are n + 1", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { _ in
                Self.bytes(
                    "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632552"
                        + "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632552")
            }
        },
        .token("ES256: r and s are 1", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { _ in
                Self.bytes(
                    "0000000000000000000000000000000000000000000000000000000000000001"
                        + "0000000000000000000000000000000000000000000000000000000000000001")
            }
        },
        .token("ES384: r and s are 0", .badSignature("ec384", "ES384")) { forge in
            try forge.resigned("ec384") { _ in
                Self.bytes(
                    "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
                        + "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
                        + "00000000000000000000000000000000")
            }
        },
        .token("ES384: r is n, s is 1", .badSignature("ec384", "ES384")) { forge in
            try forge.resigned("ec384") { _ in
                Self.bytes(
                    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77A"
                        + "ECEC196ACCC529730000000000000000000000000000000000000000000000000000000000000000"
                        + "00000000000000000000000000000001")
            }
        },
        .token("ES384: r is 1, s is n", .badSignature("ec384", "ES384")) { forge in
            try forge.resigned("ec384") { _ in
                Self.bytes(
                    "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
                        + "0000000000000001FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF"
                        + "581A0DB248B0A77AECEC196ACCC52973")
            }
        },
        .token("ES384: r and s are n + 1", .badSignature("ec384", "ES384")) { forge in
            try forge.resigned("ec384") { _ in
                Self.bytes(
                    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77A"
                        + "ECEC196ACCC52974FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF"
                        + "581A0DB248B0A77AECEC196ACCC52974")
            }
        },
        .token("ES512: r and s are 0", .badSignature("ec521", "ES512")) { forge in
            try forge.resigned("ec521") { _ in
                Self.bytes(
                    "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
                        + "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
                        + "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
                        + "000000000000000000000000")
            }
        },
        .token("ES512: r is n, s is 1", .badSignature("ec521", "ES512")) { forge in
            try forge.resigned("ec521") { _ in
                Self.bytes(
                    "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F"
                        + "966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E913864090000000000000000000000000000"
                        + "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
                        + "000000000000000000000001")
            }
        },
        .token("ES512: r is 1, s is n", .badSignature("ec521", "ES512")) { forge in
            try forge.resigned("ec521") { _ in
                Self.bytes(
                    "00000000000000000000000000000000000000000000000000000000000000000000000000000000"
                        + "000000000000000000000000000000000000000000000000000101FFFFFFFFFFFFFFFFFFFFFFFFFF"
                        + "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8"
                        + "899C47AEBB6FB71E91386409")
            }
        },
        .token("ES512: r and s are n + 1", .badSignature("ec521", "ES512")) { forge in
            try forge.resigned("ec521") { _ in
                Self.bytes(
                    "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F"
                        + "966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E9138640A01FFFFFFFFFFFFFFFFFFFFFFFFFF"
                        + "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8"
                        + "899C47AEBB6FB71E9138640A")
            }
        },
        .token("ES256K: r and s are 0", .badSignature("k1", "ES256K")) { forge in
            try forge.resigned("k1") { _ in
                Self.bytes(
                    "0000000000000000000000000000000000000000000000000000000000000000"
                        + "0000000000000000000000000000000000000000000000000000000000000000")
            }
        },
        .token("ES256K: r is n, s is 1", .badSignature("k1", "ES256K")) { forge in
            try forge.resigned("k1") { _ in
                Self.bytes(
                    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141"
                        + "0000000000000000000000000000000000000000000000000000000000000001")
            }
        },
        .token("ES256K: r is 1, s is n", .badSignature("k1", "ES256K")) { forge in
            try forge.resigned("k1") { _ in
                Self.bytes(
                    "0000000000000000000000000000000000000000000000000000000000000001"
                        + "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141")
            }
        },
        .token("ES256K: r and s are n + 1", .badSignature("k1", "ES256K")) { forge in
            try forge.resigned("k1") { _ in
                Self.bytes(
                    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364142"
                        + "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364142")
            }
        },
        .token("ES256: nothing but ones", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { _ in [UInt8](repeating: 0xFF, count: 64) }
        },
        .token("ES256: no signature", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { _ in [] }
        },
        .token("ES256: DER instead of r and s", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { Self.der($0) }
        },
        .token("ES256: a zero byte before each number", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { [0] + $0.prefix(32) + [0] + $0.suffix(32) }
        },
        .token("ES256: one byte short", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { $0.dropLast() }
        },
        .token("ES256: one byte long", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { $0 + [0] }
        },
        .token("ES256: half of it", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { Array($0.prefix(32)) }
        },
        .token("ES256: twice", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { $0 + $0 }
        },
        .token("ES256: r and s swapped", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { Array($0.suffix(32) + $0.prefix(32)) }
        },
        .token("ES256: one bit changed", .badSignature("ec", "ES256")) { forge in
            try forge.resigned("ec") { [$0[0] ^ 1] + $0.dropFirst() }
        },
        .token("RS256: no signature", .badSignature("rsa", "RS256")) { forge in
            try forge.resigned("rsa") { _ in [] }
        },
        .token("RS256: zero", .badSignature("rsa", "RS256")) { forge in
            try forge.resigned("rsa") { $0.map { _ in 0 } }
        },
        .token("RS256: one", .badSignature("rsa", "RS256")) { forge in
            try forge.resigned("rsa") { $0.dropLast().map { _ in 0 } + [1] }
        },
        .token("RS256: nothing but ones", .badSignature("rsa", "RS256")) { forge in
            try forge.resigned("rsa") { $0.map { _ in 0xFF } }
        },
        .token("RS256: one byte short", .badSignature("rsa", "RS256")) { forge in
            try forge.resigned("rsa") { $0.dropLast() }
        },
        .token("RS256: without its first byte", .badSignature("rsa", "RS256")) { forge in
            try forge.resigned("rsa") { Array($0.dropFirst()) }
        },
        .token("RS256: a zero byte before it", .badSignature("rsa", "RS256")) { forge in
            try forge.resigned("rsa") { [0] + $0 }
        },
        .token("RS256: a zero byte after it", .badSignature("rsa", "RS256")) { forge in
            try forge.resigned("rsa") { $0 + [0] }
        },
        .token("RS256: twice", .badSignature("rsa", "RS256")) { forge in
            try forge.resigned("rsa") { $0 + $0 }
        },
        .token("RS256: one bit changed", .badSignature("rsa", "RS256")) { forge in
            try forge.resigned("rsa") { $0.dropLast() + [($0.last ?? 0) ^ 1] }
        },
        .token("RS256: the modulus", .badSignature("rsa", "RS256")) { forge in
            let modulus = try forge.modulus("rsa")
            return try forge.resigned("rsa") { _ in modulus }
        },
        .token("PS256: no signature", .badSignature("pss", "PS256")) { forge in
            try forge.resigned("pss") { _ in [] }
        },
        .token("PS256: zero", .badSignature("pss", "PS256")) { forge in
            try forge.resigned("pss") { $0.map { _ in 0 } }
        },
        .token("PS256: one", .badSignature("pss", "PS256")) { forge in
            try forge.resigned("pss") { $0.dropLast().map { _ in 0 } + [1] }
        },
        .token("PS256: nothing but ones", .badSignature("pss", "PS256")) { forge in
            try forge.resigned("pss") { $0.map { _ in 0xFF } }
        },
        .token("PS256: one byte short", .badSignature("pss", "PS256")) { forge in
            try forge.resigned("pss") { $0.dropLast() }
        },
        .token("PS256: without its first byte", .badSignature("pss", "PS256")) { forge in
            try forge.resigned("pss") { Array($0.dropFirst()) }
        },
        .token("PS256: a zero byte before it", .badSignature("pss", "PS256")) { forge in
            try forge.resigned("pss") { [0] + $0 }
        },
        .token("PS256: a zero byte after it", .badSignature("pss", "PS256")) { forge in
            try forge.resigned("pss") { $0 + [0] }
        },
        .token("PS256: twice", .badSignature("pss", "PS256")) { forge in
            try forge.resigned("pss") { $0 + $0 }
        },
        .token("PS256: one bit changed", .badSignature("pss", "PS256")) { forge in
            try forge.resigned("pss") { $0.dropLast() + [($0.last ?? 0) ^ 1] }
        },
        .token("PS256: the modulus", .badSignature("pss", "PS256")) { forge in
            let modulus = try forge.modulus("pss")
            return try forge.resigned("pss") { _ in modulus }
        },
        .token("EdDSA: no signature", .badSignature("ed", "EdDSA")) { forge in
            try forge.resigned("ed") { _ in [] }
        },
        .token("EdDSA: zero", .badSignature("ed", "EdDSA")) { forge in
            try forge.resigned("ed") { $0.map { _ in 0 } }
        },
        .token("EdDSA: one byte short", .badSignature("ed", "EdDSA")) { forge in
            try forge.resigned("ed") { $0.dropLast() }
        },
        .token("EdDSA: one byte long", .badSignature("ed", "EdDSA")) { forge in
            try forge.resigned("ed") { $0 + [0] }
        },
        .token("EdDSA: S and the order added (RFC 8032 section 8.4)", .badSignature("ed", "EdDSA")) { forge in
            try forge.resigned("ed") { Self.added(Self.ed25519Order, to: $0) }
        },
        .token("EdDSA: R and S swapped", .badSignature("ed", "EdDSA")) { forge in
            try forge.resigned("ed") { Array($0.suffix(32) + $0.prefix(32)) }
        },
        .token("EdDSA: the neutral point as R, and S of zero", .badSignature("ed", "EdDSA")) { forge in
            try forge.resigned("ed") { _ in [1] + [UInt8](repeating: 0, count: 63) }
        },
        .token("Ed448: no signature", .badSignature("ed448", "Ed448")) { forge in
            try forge.resigned("ed448") { _ in [] }
        },
        .token("Ed448: zero", .badSignature("ed448", "Ed448")) { forge in
            try forge.resigned("ed448") { $0.map { _ in 0 } }
        },
        .token("Ed448: one byte short", .badSignature("ed448", "Ed448")) { forge in
            try forge.resigned("ed448") { $0.dropLast() }
        },
        .token("Ed448: one byte long", .badSignature("ed448", "Ed448")) { forge in
            try forge.resigned("ed448") { $0 + [0] }
        },
        .token("Ed448: S and the order added (RFC 8032 section 8.4)", .badSignature("ed448", "Ed448")) {
            forge in
            try forge.resigned("ed448") { Self.added(Self.ed448Order, to: $0) }
        },
        .token("Ed448: the length of an Ed25519 signature", .badSignature("ed448", "Ed448")) { forge in
            try forge.resigned("ed448") { Array($0.prefix(64)) }
        },
        .token("HS256: no code", .badSignature("shared", "HS256", issuer: "legacy")) { forge in
            try forge.reauthenticated { _ in [] }
        },
        .token("HS256: the first 16 bytes of it", .badSignature("shared", "HS256", issuer: "legacy")) {
            forge in
            try forge.reauthenticated { Array($0.prefix(16)) }
        },
        .token("HS256: one byte short", .badSignature("shared", "HS256", issuer: "legacy")) { forge in
            try forge.reauthenticated { $0.dropLast() }
        },
        .token("HS256: one byte long", .badSignature("shared", "HS256", issuer: "legacy")) { forge in
            try forge.reauthenticated { $0 + [0] }
        },
        .token("HS256: zero", .badSignature("shared", "HS256", issuer: "legacy")) { forge in
            try forge.reauthenticated { $0.map { _ in 0 } }
        },
        .token("HS256: one bit changed", .badSignature("shared", "HS256", issuer: "legacy")) { forge in
            try forge.reauthenticated { [$0[0] ^ 0x80] + $0.dropFirst() }
        },
        .token("HS256: another secret", .badSignature("shared", "HS256", issuer: "legacy")) { forge in
            try Forge.authenticated(
                #"{"alg":"HS256","kid":"shared"}"#, secret: forge.fortress.secret.reversed())
        },
        .token("the payload changed", .badSignature("rsa", "RS256")) { forge in
            let parts = try forge.good("rsa").split(separator: ".")
            let payload = Base64URL.encode(Array(Forge.payload(["sub": "\"admin\""]).utf8))
            return "\(parts[0]).\(payload).\(parts[2])"
        },
        .token("the header changed", .badSignature("rsa", "RS256")) { forge in
            let parts = try forge.good("rsa").split(separator: ".")
            let header = Base64URL.encode(Array(#"{"kid":"rsa","alg":"RS256"}"#.utf8))
            return "\(header).\(parts[1]).\(parts[2])"
        },
        .token("the signature of another token", .badSignature("rsa", "RS256")) { forge in
            let other = try forge.good("rsa", payload: Forge.payload(["sub": "\"bob\""])).split(
                separator: ".")
            let parts = try forge.good("rsa").split(separator: ".")
            return "\(parts[0]).\(parts[1]).\(other[2])"
        },
    ]

    /// The bytes of a hexadecimal number.
    private static func bytes(_ text: String) -> [UInt8] {
        let digits = Array(text)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0..<($0 + 2)]), radix: 16)
        }
    }

    /// r and s as OpenSSL writes them.
    private static func der(_ signature: [UInt8]) -> [UInt8] {
        let numbers = [signature.prefix(32), signature.suffix(32)].flatMap { number -> [UInt8] in
            let digits = (number[number.startIndex] >= 0x80 ? [0] : []) + Array(number)
            return [0x02, UInt8(digits.count)] + digits
        }
        return [0x30, UInt8(numbers.count)] + numbers
    }

    /// An EdDSA signature with the group's order added to S, which a careless verifier takes for the same.
    private static func added(_ order: [UInt8], to signature: [UInt8]) -> [UInt8] {
        var carry = 0
        let sum = zip(signature.suffix(order.count), order).map { digit, other -> UInt8 in
            carry += Int(digit) + Int(other)
            defer { carry >>= 8 }
            return UInt8(carry & 0xFF)
        }
        return signature.prefix(signature.count - order.count) + sum
    }

    /// The orders of the groups, little-endian, as long as S (RFC 8032 sections 5.1 and 5.2).
    private static let ed25519Order =
        bytes("EDD3F55C1A631258D69CF7A2DEF9DE14") + [UInt8](repeating: 0, count: 15) + [0x10]
    private static let ed448Order =
        bytes("F34458AB92C27823558FC58D72C26C219036D6AE49DB4EC4E923CA7C")
        + [UInt8](repeating: 0xFF, count: 27) + [0x3F, 0x00]
}
