import TestSupport
import Testing

@Suite("The token mint")
struct TokenMintTests {
    @Test("changes and removes claims as told")
    func claims() throws {
        let mint = try TokenMint(now: 1000)
        let claims = mint.claims(["exp": nil, "sub": "grace", "roles": ["clerk", 7, true]])
        #expect(
            claims.text == """
                {"aud":"api://orders","iat":1000,"iss":"https://issuer.example","nbf":1000,\
                "roles":["clerk",7,true],"scp":"orders.read","sub":"grace"}
                """)
    }

    @Test("writes three parts, the header first")
    func token() throws {
        let parts = try TokenMint(.edDSA, keyIdentifier: "a", now: 0).token().split(separator: ".")
        #expect(parts.count == 3)
        #expect(
            parts[0] == CompactToken.base64URL(Array(#"{"alg":"EdDSA","kid":"a","typ":"JWT"}"#.utf8)))
    }

    @Test("reads back the JSON it writes")
    func json() {
        let text = #"{"a":[1,-2.5,null,"ä/\"\n"],"b":{"c":false}}"#
        #expect(TestJSON(text: text)?.text == text)
        #expect(TestJSON(text: "{") == nil)
    }
}
