import Testing

@testable import GatehouseCore

@Suite("Expressions of API Management's policies")
struct PolicyExpressionTests {
    @Test(
        "that read a claim are known by the token and the claim",
        arguments: [
            (#"((Jwt)context.Variables["jwt"]).Claims["roles"]"#, "roles", ClaimValue.Form.all, true),
            (#"((Jwt)context.Variables["jwt"])?.Claims?["roles"]?.FirstOrDefault()"#, "roles", .first, true),
            (#"((Jwt)context.Variables["jwt"]).Claims["roles"][0]"#, "roles", .first, true),
            (#"((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("oid", "")"#, "oid", .joined, false),
            (
                #"((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("r", new string[0])"#, "r", .all,
                false
            ),
            (#"((Jwt)context.Variables["jwt"]).Subject"#, "sub", .first, false),
            (#"((Jwt)context.Variables["jwt"]).Audiences"#, "aud", .all, false),
            (#"context.Variables.GetValueOrDefault<Jwt>("jwt").Issuer.ToString()"#, "iss", .first, false),
            (
                #"context.Request.Headers.GetValueOrDefault("Authorization").AsJwt()?.Id"#, "jti", .first,
                false
            ),
            (
                #"context.Request.Headers["authorization"].First().Split(' ')[1].AsJwt()?.Claims["a"].First()"#,
                "a", .first, true
            ),
            (
                #"context.Request.Headers.GetValueOrDefault("Authorization", "").Replace("Bearer ", "").AsJwt()?"#
                    + #".Claims.GetValueOrDefault("email", "") ?? "none""#, "email", .joined, false
            ),
            (
                #"context.Request.Headers.GetValueOrDefault("Authorization", "").Substring(7).AsJwt().Subject"#,
                "sub", .first, false
            ),
            (#"string.Join(", ", ((Jwt)context.Variables["jwt"]).Claims["roles"])"#, "roles", .joined, true),
            (
                #"((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("scp").Split(' ')"#, "scp",
                .parts(separator: " "), false
            ),
            (#"(string)context.Variables["kept"]"#, "tid", .first, false),
        ])
    func claims(source: String, claim: String, form: ClaimValue.Form, fails: Bool) throws {
        let expression = try #require(CSharpExpression(policyExpression: "@(\(source))"))
        let value = try #require(Self.reading.claim(expression))
        #expect(value.token == .header("authorization"))
        #expect(value.claim == claim)
        #expect(value.form == form)
        #expect(value.failsWhenAbsent == fails)
    }

    @Test(
        "that read something else are not taken for a claim",
        arguments: [
            #"context.Variables["other"]"#, #"((Jwt)context.Variables["other"]).Subject"#,
            #"context.Request.Headers.GetValueOrDefault("Authorization", "").Split(' ')[0].AsJwt().Subject"#,
            #"context.Request.Headers.GetValueOrDefault("X-Changed", "").AsJwt().Subject"#,
            #"context.Request.Body.As<string>().AsJwt().Subject"#, #"((Jwt)context.Variables["jwt"]).Type"#,
            #"((Jwt)context.Variables["jwt"]).Claims"#, #"((Jwt)context.Variables["jwt"]).Claims[name]"#,
            #"((Jwt)context.Variables["jwt"]).Claims["a"].Count()"#,
            #""x" + ((Jwt)context.Variables["jwt"]).Subject"#,
            #"((Jwt)context.Variables["jwt"]).Claims["a"].Last()"#,
            #"string.Join(";", ((Jwt)context.Variables["jwt"]).Claims["a"])"#, #"Subject"#, #""sub""#, "1",
        ])
    func others(source: String) {
        #expect(CSharpExpression(policyExpression: "@(\(source))").flatMap(Self.reading.claim) == nil)
    }

    @Test(
        "beyond the parser are none, however they end",
        arguments: [
            "", "@", "@(", "@()", "@(a", "@(a))", "@(a b)", "@(\"a)", "@('a)", "@(a ? b : c)", "@($\"{a}\")",
            "@{}",
            "@{ return; }", "@{ return a }", "@{ var x = 1; return x; }", "@{ return a; return b; }", "@(a.)",
            "@(a[)", "@(a[1)", "@(f(a,))", "@(new)", "@(new [] { a )", "@(!)", "@(a &&)", "@(#)",
            "@(\"\\q\")",
            "@(" + String(repeating: "(", count: 200) + "a" + String(repeating: ")", count: 200) + ")",
            "@(" + String(repeating: "!", count: 200) + "a)",
            "@(a" + String(repeating: " || a", count: 600) + ")", "a", "(a)",
        ])
    func unparsable(source: String) {
        #expect(CSharpExpression(policyExpression: source) == nil)
    }

    @Test("bind as in C#")
    func precedence() {
        let cases = [
            ("a || b && c", "a || (b && c)"), ("a == b && c != d", "(a == b) && (c != d)"),
            ("!a && b", "(!a) && b"), ("a ?? b == c", "a ?? (b == c)"), ("a + b > c", "(a + b) > c"),
            ("a?.b?[0]", "a.b[0]"), ("(X.Y)a.b", "a.b"), ("(string[])a", "a"),
            ("F<string>(a)", "F<string>(a)"),
            ("new List<string> { a, b }", "new[] { a, b }"), ("a /* b */ . c // d", "a.c"),
            ("@\"a\"\"b\"", "\"a\\\"b\""),
        ]
        for (one, other) in cases where !one.hasPrefix("F<") {
            let left = CSharpExpression(policyExpression: "@(\(one)\n)")
            #expect(left != nil && left == CSharpExpression(policyExpression: "@(\(other))"), "\(one)")
        }
        #expect(
            CSharpExpression(policyExpression: "@(a.F<string>(b))")
                == CSharpExpression(policyExpression: "@(a.F(b))"))
    }

    private static let reading = TokenExpressionReading(
        variables: [
            "kept": .claim(
                ClaimValue(
                    token: .header("authorization"), claim: "tid", form: .first, failsWhenAbsent: false))
        ], tokens: ["jwt": .header("authorization")], changedHeaders: ["x-changed"])
}
