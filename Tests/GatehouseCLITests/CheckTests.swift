import TestSupport
import Testing

@Suite("gatehouse check")
struct CheckTests {
    @Test("says that all is well, or everything that is wrong", arguments: scripts)
    func script(script: CommandScript) throws {
        try script.run(in: CommandFiles())
    }

    @Test("and explain contact nobody, unless they are told to")
    func offline() throws {
        let files = try CommandFiles()
        let issuer = try LoopbackListener()
        try files.directory.write(
            """
            issuers:
              here: { issuer: "https://issuer.example", jwks-file: keys.json }
              remote:
                openid-config: http://127.0.0.1:\(issuer.port)/.well-known/openid-configuration
                dangerously-allow-http: true
            policies: { p: { issuers: [ here, remote ], audiences: [ "api://orders" ] } }
            """, to: "remote.yaml")
        let path = files.directory.path(of: "remote.yaml")
        let program = TestBinaries.path(of: "gatehouse")
        #expect(try CommandRun(program, ["check", "--config", path]).status == 0)
        let explain = ["explain", "--config", path, "--policy", "p", "--at", "1700000000"]
        #expect(try CommandRun(program, explain, input: files.inputs["good"] ?? "").status == 0)
        #expect(!issuer.wasContacted)

        // Told to, they do; the issuer hangs up.
        let fetching = try ChildProcess(
            program, ["check", "--config", path, "--fetch"], name: "check", directory: files.directory)
        #expect(eventually { issuer.wasContacted })
        fetching.stop()
    }

    static let scripts = [
        CommandScript(
            #"""
            > gatehouse check --config {dir}/gatehouse.yaml
            {dir}/gatehouse.yaml: fine, 2 policies, 2 issuers
            exit 0
            """#),
        CommandScript(
            #"""
            > gatehouse check --config {dir}/broken.yaml
            ! gatehouse: error: {dir}/broken.yaml:1: missing "issuers"
            ! gatehouse: error: {dir}/broken.yaml:1: listen[0]: found the path "relative.sock", \#
            expected an absolute one
            ! gatehouse: error: {dir}/broken.yaml:2: unknown key "isuers"
            ! gatehouse: hint: did you mean "issuers"?
            ! gatehouse: warning: {dir}/broken.yaml:5: policies.orders: no "audiences": a token \#
            that these issuers made for any other API is accepted
            ! gatehouse: hint: list the "aud" of this API
            ! gatehouse: error: {dir}/broken.yaml:5: policies.orders.clock-skew: found "soon", \#
            expected a time from 0 to 1h
            ! gatehouse: hint: write seconds, or a number and s, m, h or d: 90, 90s, 5m, 24h
            exit 1
            """#),
        CommandScript(
            #"""
            > gatehouse check --config {dir}/empty.yaml
            ! gatehouse: error: {dir}/empty.yaml: issuer "local": {dir}/empty.json: there is no usable key
            exit 1
            """#),
        CommandScript(
            #"""
            > gatehouse check --config {dir}/short-secret.yaml
            ! gatehouse: warning: {dir}/short-secret.yaml:14: policies.watch.debug-secret-file: the file can be \#
            read by every user
            ! gatehouse: hint: take that right away: chmod o-r
            ! gatehouse: error: {dir}/short-secret.yaml: policy "watch": debug-secret-file: the first line must \#
            have 32 characters or more, all of visible ASCII, as of: openssl rand -hex 32
            exit 1
            """#),
        CommandScript(
            #"""
            > gatehouse check --config {dir}/none.yaml
            ! gatehouse: error: {dir}/none.yaml: no such file
            exit 1
            """#),
        CommandScript(
            #"""
            > gatehouse check
            ! Error: Missing expected argument '--config <config>'
            ! Usage: gatehouse check [--config <config>] [--nginx <nginx>] [--fetch]
            !   See 'gatehouse check --help' for more information.
            exit 64
            """#),
        CommandScript(
            #"""
            > gatehouse check --fetch --nginx {dir}/nginx.conf
            ! Error: '--fetch' needs '--config <config>'
            ! Usage: gatehouse check [--config <config>] [--nginx <nginx>] [--fetch]
            !   See 'gatehouse check --help' for more information.
            exit 64
            """#),
        CommandScript(
            #"""
            > gatehouse check --nginx {dir}/nginx.conf --config {dir}/gatehouse.yaml
            {dir}/gatehouse.yaml: fine, 2 policies, 2 issuers
            ! gatehouse: error: {dir}/nginx.conf:5: location /a: "return 200" answers before access is checked, \#
            so nobody needs a token
            ! gatehouse: hint: put it into a location of its own, without gatehouse_protect.conf
            exit 1
            """#),
        CommandScript(
            #"""
            > gatehouse check --nginx {dir}/nginx-fine.conf
            {dir}/nginx-fine.conf: fine, 1 protected location
            exit 0
            """#),
        CommandScript(
            #"""
            > gatehouse check --nginx {dir}/none.conf
            ! gatehouse: error: {dir}/none.conf: no such file
            exit 1
            """#),
    ]
}
