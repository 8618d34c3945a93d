import Testing

@Suite("Configuration: claims")
struct ConfigurationClaimTests {
    @Test("each mistake gets its exact text", arguments: cases)
    func report(of mistake: MalformedCase) {
        mistake.expectReport()
    }

    static let cases: [MalformedCase] = [
        MalformedCase(
            "required claims as a map",
            policy("required-claims: { scp: orders.read }"),
            """
            error: gatehouse.yaml:7: policies.default.required-claims: found a map, expected a list of claims
            """),
        MalformedCase(
            "no required claims",
            policy("required-claims: []"),
            """
            error: gatehouse.yaml:7: policies.default.required-claims: is empty, expected a list of claims
            """),
        MalformedCase(
            "a required claim that is text",
            claims("- scp"),
            """
            error: gatehouse.yaml:8: policies.default.required-claims[0]: found a single value, expected a map with "name"
            """),
        MalformedCase(
            "a required claim without a name",
            claims("- { values: [ a ] }"),
            """
            error: gatehouse.yaml:8: policies.default.required-claims[0]: missing "name"
            """),
        MalformedCase(
            "an unknown key in a claim",
            claims("- { name: scp, value: [ a ] }"),
            """
            error: gatehouse.yaml:8: policies.default.required-claims[0]: unknown key "value"
            hint: did you mean "values"?
            """),
        MalformedCase(
            "an unknown match",
            claims("- { name: scp, match: some, values: [ a ] }"),
            """
            error: gatehouse.yaml:8: policies.default.required-claims[0].match: found "some", expected "all" or "any"
            """),
        MalformedCase(
            "a match and a separator without values",
            claims(#"- { name: scp, match: any, separator: " " }"#),
            """
            error: gatehouse.yaml:8: policies.default.required-claims[0].match: has no effect without "values"
            hint: remove it
            error: gatehouse.yaml:8: policies.default.required-claims[0].separator: has no effect without "values"
            hint: remove it
            """),
        MalformedCase(
            "values as text",
            claims("- { name: scp, values: orders.read }"),
            """
            error: gatehouse.yaml:8: policies.default.required-claims[0].values: found a single value, expected a list of values
            hint: write [ … ] around it, or "- " before it
            """),
        MalformedCase(
            "values of wrong kinds",
            claims("- { name: scp, values: [ ~, [ a ], { b: c }, a, a ] }"),
            """
            error: gatehouse.yaml:8: policies.default.required-claims[0].values[0]: found nothing, expected text, a number, true or false
            error: gatehouse.yaml:8: policies.default.required-claims[0].values[1]: found a list, expected text, a number, true or false
            error: gatehouse.yaml:8: policies.default.required-claims[0].values[2]: found a map, expected text, a number, true or false
            error: gatehouse.yaml:8: policies.default.required-claims[0].values[4]: found "a" a second time
            """),
        MalformedCase(
            "values that the separator keeps from matching",
            claims(#"- { name: scp, separator: " ", values: [ "a b", "" ] }"#),
            """
            error: gatehouse.yaml:8: policies.default.required-claims[0].values[0]: "a b" can never match: it contains the separator
            error: gatehouse.yaml:8: policies.default.required-claims[0].values[1]: "" can never match: it is empty
            """),
        MalformedCase(
            "an empty separator",
            claims(#"- { name: scp, separator: "", values: [ a ] }"#),
            """
            error: gatehouse.yaml:8: policies.default.required-claims[0].separator: is empty, expected a separator
            """),
        MalformedCase(
            "claim names with empty parts",
            claims(
                #"""
                - { name: a..b }
                - { name: .a }
                - { name: a. }
                - { name: 'a\b' }
                """#),
            #"""
            error: gatehouse.yaml:8: policies.default.required-claims[0].name: found "a..b", expected a claim's name or names with dots between
            hint: a dot inside a name is written \., a backslash \\
            error: gatehouse.yaml:9: policies.default.required-claims[1].name: found ".a", expected a claim's name or names with dots between
            hint: a dot inside a name is written \., a backslash \\
            error: gatehouse.yaml:10: policies.default.required-claims[2].name: found "a.", expected a claim's name or names with dots between
            hint: a dot inside a name is written \., a backslash \\
            error: gatehouse.yaml:11: policies.default.required-claims[3].name: found "a\\b", expected a claim's name or names with dots between
            hint: a dot inside a name is written \., a backslash \\
            """#),
        MalformedCase(
            "claim headers as a list",
            policy("claim-headers: [ X-Auth-Subject ]"),
            """
            error: gatehouse.yaml:7: policies.default.claim-headers: found a list, expected a map of header names to claims
            """),
        MalformedCase(
            "no claim headers",
            policy("claim-headers: {}"),
            """
            error: gatehouse.yaml:7: policies.default.claim-headers: is empty, expected a map of header names to claims
            """),
        MalformedCase(
            "a header twice, in another case",
            headers(
                """
                X-Auth-Subject: sub
                x-auth-subject: oid
                """),
            """
            error: gatehouse.yaml:9: policies.default.claim-headers.x-auth-subject: the same header a second time: case makes no difference
            """),
        MalformedCase(
            "headers that others own",
            headers(
                """
                Host: sub
                content-length: sub
                Connection: sub
                Authorization: sub
                Status: sub
                X-Gatehouse-Status: sub
                X-Accel-Redirect: sub
                WWW-Authenticate: sub
                """),
            """
            error: gatehouse.yaml:8: policies.default.claim-headers.Host: cannot carry a claim: HTTP, the web server or Gatehouse uses this header
            hint: choose a name such as "X-Auth-Subject"
            error: gatehouse.yaml:9: policies.default.claim-headers.content-length: cannot carry a claim: HTTP, the web server or Gatehouse uses this header
            hint: choose a name such as "X-Auth-Subject"
            error: gatehouse.yaml:10: policies.default.claim-headers.Connection: cannot carry a claim: HTTP, the web server or Gatehouse uses this header
            hint: choose a name such as "X-Auth-Subject"
            error: gatehouse.yaml:11: policies.default.claim-headers.Authorization: cannot carry a claim: HTTP, the web server or Gatehouse uses this header
            hint: choose a name such as "X-Auth-Subject"
            error: gatehouse.yaml:12: policies.default.claim-headers.Status: cannot carry a claim: HTTP, the web server or Gatehouse uses this header
            hint: choose a name such as "X-Auth-Subject"
            error: gatehouse.yaml:13: policies.default.claim-headers.X-Gatehouse-Status: cannot carry a claim: HTTP, the web server or Gatehouse uses this header
            hint: choose a name such as "X-Auth-Subject"
            error: gatehouse.yaml:14: policies.default.claim-headers.X-Accel-Redirect: cannot carry a claim: HTTP, the web server or Gatehouse uses this header
            hint: choose a name such as "X-Auth-Subject"
            error: gatehouse.yaml:15: policies.default.claim-headers.WWW-Authenticate: cannot carry a claim: HTTP, the web server or Gatehouse uses this header
            hint: choose a name such as "X-Auth-Subject"
            """),
        MalformedCase(
            "a header's name with an underscore",
            headers("X_Auth_Subject: sub"),
            """
            error: gatehouse.yaml:8: policies.default.claim-headers.X_Auth_Subject: found "_" in the header name: web servers cannot tell it from "-"
            hint: write "X-Auth-Subject"
            """),
        MalformedCase(
            "a header's name that is none",
            headers(#""X Auth": sub"#),
            """
            error: gatehouse.yaml:8: policies.default.claim-headers.X Auth: found the header name "X Auth", expected letters, digits and "-"
            """),
        MalformedCase(
            "a header without a claim",
            headers("X-Auth-Subject:"),
            """
            error: gatehouse.yaml:8: policies.default.claim-headers.X-Auth-Subject: found nothing, expected a claim's name
            """),
        MalformedCase(
            "an unknown special value",
            headers(#"X-Auth-Token: "@paylod""#),
            """
            error: gatehouse.yaml:8: policies.default.claim-headers.X-Auth-Token: found "@paylod", expected a claim's name or "@payload"
            hint: did you mean "@payload"?
            """),
        MalformedCase(
            "a claim header with a broken path",
            headers("X-Auth-Roles: realm_access..roles"),
            #"""
            error: gatehouse.yaml:8: policies.default.claim-headers.X-Auth-Roles: found "realm_access..roles", expected a claim's name or names with dots between
            hint: a dot inside a name is written \., a backslash \\
            """#),
    ]
}
