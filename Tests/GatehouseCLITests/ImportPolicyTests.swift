import Foundation
import TestSupport
import Testing

@Suite("gatehouse import-policy")
struct ImportPolicyTests {
    private let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    @Test("writes the configuration with nginx's lines below it, and nothing else when all was carried over")
    func whole() throws {
        try directory.write(Self.whole, to: "orders.policy.xml")
        let run = try run([directory.path(of: "orders.policy.xml")])
        #expect(run.output == Self.wholeResult)
        #expect(run.errors == "")
        #expect(run.status == 0)
    }

    @Test("reads standard input, and takes names, a location and named values from its arguments")
    func arguments() throws {
        let policy = Self.whole.replacing("<audience>orders<", with: "<audience>{{audience}}<")
        let run = try run(
            ["-", "--name", "api", "--location", "/orders", "--named-value", "audience=a=b"], input: policy)
        #expect(run.errors == "")
        #expect(
            run.output
                == Self.wholeResult.replacing("orders.policy.xml", with: "standard input")
                .replacing("audiences: [ orders ]", with: "audiences: [ \"a=b\" ]")
                .replacing("  orders:", with: "  api:").replacing("[ orders ]", with: "[ api ]")
                .replacing("policy orders;", with: "policy api;")
                .replacing("location / ", with: "location /orders/ "))
        #expect(run.status == 0)
    }

    @Test("says on standard error what was not carried over, and exits with 1")
    func notes() throws {
        let policy = Self.whole.replacing("</inbound>", with: "<base />\n</inbound>")
        let run = try run(["-"], input: policy)
        #expect(run.output.contains("audiences: [ orders ]"))
        #expect(
            run.errors == """
                gatehouse: note: standard input:6: "<base>": what outer scopes require is not in this document, \
                and nothing here asks for it
                gatehouse: hint: import their policies too, and add what they require

                """)
        #expect(run.status == 1)
    }

    @Test("writes nothing and exits with 2 when there is nothing usable")
    func nothing() throws {
        let path = directory.path(of: "empty.xml")
        try directory.write("<policies />", to: "empty.xml")
        let unusable = try run([path, "--directory", directory.path(of: "new")])
        #expect(unusable.output == "")
        #expect(
            unusable.errors == """
                gatehouse: note: \(path): has no check of tokens that can be carried over
                gatehouse: error: \(path): nothing in it can be used

                """)
        #expect(unusable.status == 2)
        #expect(!FileManager.default.fileExists(atPath: directory.path(of: "new")))

        let missing = try run([directory.path(of: "missing.xml")])
        #expect(missing.errors.hasPrefix("gatehouse: error: \(directory.path(of: "missing.xml")): "))
        #expect(missing.status == 2)
        #expect(try run([directory.path]).status == 2)
    }

    @Test("writes files for this user alone into a directory, with which gatehouse check is content")
    func files() throws {
        try directory.write(Self.secret, to: "legacy.xml")
        let new = directory.path(of: "new")
        let arguments = [directory.path(of: "legacy.xml"), "--directory", new]
        let run = try run(arguments)
        #expect(run.output == "gatehouse: wrote \(new)/gatehouse.yaml and \(new)/nginx.conf\n")
        #expect(
            run.errors == """
                gatehouse: note: \(arguments[0]):5: legacy-key-2.base64 has a key that nobody has: it stands for \
                the Base64 text that is the value of {{next-key}}
                gatehouse: hint: replace the file
                gatehouse: note: \(arguments[0]):6: legacy-key-3.pem has a key that nobody has: it stands for the \
                certificate "signing" in PEM
                gatehouse: hint: replace the file

                """)
        #expect(run.status == 1)
        #expect(directory.text(of: "new/legacy-key-1.base64") == Self.key + "\n")
        #expect(!directory.text(of: "new/gatehouse.yaml").contains(Self.key))
        #expect(directory.text(of: "new/nginx.conf").contains("set $gatehouse_policy legacy;"))
        let names = try FileManager.default.contentsOfDirectory(atPath: new).sorted()
        #expect(
            names == [
                "gatehouse.yaml", "legacy-key-1.base64", "legacy-key-2.base64", "legacy-key-3.pem",
                "nginx.conf",
            ])
        for name in names { #expect(try mode(of: "new/\(name)") == 0o600) }
        #expect(try mode(of: "new") == 0o700)

        let check = try CommandRun(
            TestBinaries.path(of: "gatehouse"), ["check", "--config", "\(new)/gatehouse.yaml"])
        #expect(check.errors == "")
        #expect(check.output == "\(new)/gatehouse.yaml: fine, 1 policy, 1 issuer\n")

        // What is there stays: a second run writes nothing.
        try directory.write("mine", to: "new/nginx.conf")
        try FileManager.default.removeItem(atPath: "\(new)/gatehouse.yaml")
        let again = try self.run(arguments)
        #expect(
            again.errors.hasSuffix(
                "gatehouse: error: \(new)/nginx.conf is there already, and is not replaced\n"))
        #expect(again.status == 2)
        #expect(directory.text(of: "new/nginx.conf") == "mine")
        #expect(!FileManager.default.fileExists(atPath: "\(new)/gatehouse.yaml"))
    }

    @Test(
        "refuses arguments that mean nothing, and repeats no value that may be a secret",
        arguments: [
            (["--named-value", "hunter2"], "Error: --named-value takes NAME=VALUE"),
            (["--named-value", "=hunter2"], "Error: --named-value takes NAME=VALUE"),
            (["--name", "a b"], "Error: --name takes letters, digits, \".\", \"_\" and \"-\", at most 40"),
            (
                ["--location", "orders"],
                "Error: --location takes a path such as /orders/, of letters, digits and -._~/"
            ),
            (
                ["--location", "/a;b"],
                "Error: --location takes a path such as /orders/, of letters, digits and -._~/"
            ),
        ])
    func badArguments(arguments: [String], message: String) throws {
        let run = try run(["-"] + arguments, input: Self.whole)
        #expect(run.output == "")
        #expect(run.errors.split(separator: "\n").first.map(String.init) == message)
        #expect(!run.errors.contains("hunter2"))
        #expect(run.status == 64)
    }

    private func run(_ arguments: [String], input: String = "") throws -> CommandRun {
        try CommandRun(TestBinaries.path(of: "gatehouse"), ["import-policy"] + arguments, input: input)
    }

    private func mode(of name: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.path(of: name))
        return attributes[.posixPermissions] as? Int
    }

    private static let whole = """
        <inbound>
          <validate-jwt header-name="Authorization">
            <openid-config url="https://issuer.example/.well-known/openid-configuration" />
            <audiences><audience>orders</audience></audiences>
          </validate-jwt>
        </inbound>
        """

    private static let wholeResult = """
        # Made of orders.policy.xml by gatehouse import-policy.
        socket-group: www-data    # the web server's, so that it may connect

        issuers:
          orders:
            openid-config: "https://issuer.example/.well-known/openid-configuration"
            issuer-from-metadata: true

        policies:
          orders:    # <validate-jwt> on line 2
            issuers: [ orders ]
            audiences: [ orders ]

        # # In server, below gatehouse_server.conf:
        # location / {
        #     set $gatehouse_policy orders;
        #     include gatehouse_protect.conf;
        #     proxy_pass http://BACKEND;
        # }

        """

    private static let key = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA=="

    private static let secret = """
        <fragment>
          <validate-jwt header-name="Authorization">
            <issuer-signing-keys>
              <key id="now">\(key)</key>
              <key id="next">{{next-key}}</key>
              <key certificate-id="signing" />
            </issuer-signing-keys>
            <audiences><audience>legacy</audience></audiences>
            <issuers><issuer>legacy-app</issuer></issuers>
          </validate-jwt>
        </fragment>
        """
}
