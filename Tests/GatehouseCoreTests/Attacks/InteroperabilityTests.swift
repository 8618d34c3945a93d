import Testing

@Suite("Interoperability: tokens of PyJWT, joserfc and jwcrypto")
struct InteroperabilityTests {
    @Test("every token that they make is accepted: 396 of them")
    func accepted() throws {
        let vault = try Vault.shared.get()
        // Fresh ones may be more, as those who make them learn more.
        #expect(vault.tokens.count >= 396)
        for made in vault.tokens {
            let policy = made.isEncrypted ? "sealed" : "default"
            let refusal = try vault.fortress.refusal(of: Array("Bearer \(made.token)".utf8), policy: policy)
            #expect(refusal == nil, "\(made.library) \(made.name)")
        }
    }
}
