import Posix
import TestSupport
import Testing

extension EndToEnd {
    @Suite("A key that is gone")
    struct KeyRemovalTests {
        @Test("lets nobody in any more once keys were fetched anew, not even by a decision that is cached")
        func refresh() throws {
            try withIssuerSite { site in
                let token = try site.issuer.sign(["alg": "ES256"])
                try withDaemon(of: site) { daemon in
                    for _ in 0..<3 { #expect(try site.ask(token).status == 200) }
                    try site.issuer.rotate()
                    #expect(try site.ask(token).status == 200)

                    let run = try CommandRun(
                        TestBinaries.path(of: "gatehouse"),
                        ["refresh", "--config", site.directory.path(of: "gatehouse.yaml")])
                    let process = daemon.process.processID
                    #expect(
                        run.output
                            == "gatehouse: process \(process) fetches all keys anew; its log says what comes\n"
                    )
                    #expect(run.status == 0)
                    try daemon.line(with: " notice ", "fetching all keys anew")
                    #expect(eventually { daemon.log.count { $0.contains("keys fetched") } == 2 })
                    for _ in 0..<3 {
                        let answer = try site.ask(token)
                        #expect(answer.status == 401)
                        #expect(TestJSON(text: answer.text)?["reason"] == "TokenSignatureKeyNotFound")
                    }
                    #expect(try site.ask(try site.issuer.sign(["alg": "ES256"])).status == 200)
                }
            }
        }

        @Test("can only be told to a daemon that is found: the command says what is in the way")
        func notFound() throws {
            let directory = try TestDirectory()
            func refresh(listen: String) throws -> CommandRun {
                try directory.write(try TokenMint(now: 0).jwks(), to: "keys.json")
                try GatehouseDaemon.configure(AccessCase.settings, listen: [listen], in: directory)
                return try CommandRun(
                    TestBinaries.path(of: "gatehouse"),
                    ["refresh", "--config", directory.path(of: "gatehouse.yaml")])
            }
            let hint =
                "gatehouse: hint: send SIGUSR1 to the daemon, as with: systemctl kill --signal=USR1 gatehouse\n"
            let socket = directory.path(of: "s")

            let absent = try refresh(listen: "unix:\(socket)")
            #expect(absent.status == 1)
            #expect(
                absent.errors
                    == "gatehouse: error: no daemon is found at unix:\(socket): connect: no such file or directory\n"
                    + hint)

            let port = try refresh(listen: "tcp:127.0.0.1:9")
            #expect(port.status == 1)
            #expect(
                port.errors.hasSuffix(
                    "gatehouse: error: there is no unix socket in \"listen\" to find the daemon by\n" + hint))

            // As systemd would, if the daemon's socket were its.
            let stranger = try ListenSocket(listeningAt: .unix(path: socket))
            let taken = try refresh(listen: "\(stranger.address)")
            #expect(taken.status == 1)
            #expect(taken.errors.contains("unix:\(socket) was opened by process \(SocketFiles.processID) ("))
            #expect(taken.errors.hasSuffix("), and one named \"gatehouse\" is expected\n" + hint))
        }
    }
}
