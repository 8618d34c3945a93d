import Foundation
import Posix
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Where the daemon listens")
    struct ListenTests {
        @Test(
            "a unix socket has the mode and the group that it shall have",
            arguments: ["0600", "0660", "0666"])
        func unix(mode: String) throws {
            let group = try CommandRun("id", ["-gn"]).output.trimmingCharacters(in: .newlines)
            // Only root may give a socket to a group that it is not in.
            let chosen = group == "root" ? "www-data" : group
            try withDaemon("socket-mode: \"\(mode)\"\nsocket-group: \(chosen)") { directory, daemon, mint in
                let path = directory.path(of: "gatehouse.sock")
                let status = try #require(SocketFiles.status(of: path))
                #expect(status.mode == UInt32(mode, radix: 8))
                let number = try CommandRun("getent", ["group", chosen]).output.split(separator: ":")[2]
                #expect(status.group == UInt32(number))
                try expectAnswers(.unix(path: path), mint)
            }
        }

        @Test(
            "TCP on IPv4 and IPv6, also both at once",
            arguments: [["127.0.0.1"], ["::1"], ["127.0.0.1", "::1"]])
        func tcp(hosts: [String]) throws {
            let addresses = try hosts.map { host in
                ListenAddress.tcp(host: host, port: try LoopbackListener.freePort())
            }
            let texts = addresses.map { "\($0)" }
            try withDaemon("", listen: texts) { _, daemon, mint in
                #expect(daemon.process.output == "gatehouse: ready on \(texts.joined(separator: ", "))\n")
                try daemon.line(with: "ready listen=\(texts.joined(separator: ","))")
                for address in addresses { try expectAnswers(address, mint) }
            }
        }

        @Test("the sockets of systemd (LISTEN_FDS), also more than one")
        func systemd() throws {
            let directory = try TestDirectory()
            let mint = try prepare(directory, "", listen: ["systemd"])
            let paths = ["one", "two"].map { directory.path(of: $0) }
            let process = try GatehouseDaemon.start(
                ["systemd-socket-activate"] + paths.flatMap { ["-l", $0] } + [
                    TestBinaries.path(of: "gatehouse")
                ],
                in: directory)
            try process.waitUntil("listening") {
                paths.allSatisfy { FileManager.default.fileExists(atPath: $0) }
            }
            // The first connection starts the daemon, which then answers it.
            for path in paths { try expectAnswers(.unix(path: path), mint) }
            let daemon = try GatehouseDaemon(process, in: directory)
            #expect(daemon.process.stop() == .exit(0))
            // They are systemd's: they stay.
            #expect(paths.allSatisfy { FileManager.default.fileExists(atPath: $0) })
        }

        @Test("descriptor 0, as spawn-fcgi hands it over")
        func spawnFCGI() throws {
            let directory = try TestDirectory()
            let mint = try prepare(directory, "", listen: ["stdin"])
            let path = directory.path(of: "gatehouse.sock")
            let process = try GatehouseDaemon.start(
                ["spawn-fcgi", "-n", "-s", path, "--", TestBinaries.path(of: "gatehouse")], in: directory)
            let daemon = try GatehouseDaemon(process, in: directory)
            try expectAnswers(.unix(path: path), mint)
            #expect(daemon.process.stop() == .exit(0))
        }

        @Test(
            "sockets that nobody handed over are an error",
            arguments: [
                ("systemd", "\"listen\" names sockets of systemd, and there are none"),
                ("stdin", "\"listen\" names sockets of standard input (spawn-fcgi), and there are none"),
            ])
        func nothingInherited(place: String, message: String) throws {
            let directory = try TestDirectory()
            _ = try prepare(directory, "", listen: [place])
            let process = try GatehouseDaemon.start(in: directory)
            #expect(process.waitForEnd() == .exit(1))
            #expect(process.errors.hasSuffix("gatehouse: error: \(message)\n"))
        }

        @Test(
            "a socket that somebody listens on is refused, with who that is; what is no socket is left alone")
        func taken() throws {
            try withDaemon("") { directory, daemon, mint in
                let path = directory.path(of: "gatehouse.sock")
                let second = try GatehouseDaemon.start(in: directory)
                #expect(second.waitForEnd() == .exit(1))
                let holder = daemon.process.processID
                #expect(
                    second.errors.hasSuffix(
                        "gatehouse: error: unix:\(path): process \(holder) (gatehouse) listens here\n"))
                try expectAnswers(.unix(path: path), mint)
            }
            let directory = try TestDirectory()
            _ = try prepare(directory, "")
            try directory.write("precious", to: "gatehouse.sock")
            let process = try GatehouseDaemon.start(in: directory)
            #expect(process.waitForEnd() == .exit(1))
            let path = directory.path(of: "gatehouse.sock")
            #expect(
                process.errors.hasSuffix(
                    "gatehouse: error: unix:\(path): something that is not a socket is in the way, and was left alone\n"
                ))
            #expect(directory.text(of: "gatehouse.sock") == "precious")
        }

        @Test("a TCP port that somebody listens on is refused")
        func portTaken() throws {
            let listener = try LoopbackListener()
            let directory = try TestDirectory()
            _ = try prepare(directory, "", listen: ["tcp:127.0.0.1:\(listener.port)"])
            let process = try GatehouseDaemon.start(in: directory)
            #expect(process.waitForEnd() == .exit(1))
            #expect(
                process.errors.hasSuffix("tcp:127.0.0.1:\(listener.port): another process listens here\n"))
        }

        @Test("systemd is told when it is ready, reloads and stops (NOTIFY_SOCKET)")
        func notify() throws {
            let (daemon, manager) = try startUnderManager()
            #expect(manager.next() == "READY=1")
            // A person at a terminal would be told there; systemd's journal has the log.
            #expect(daemon.process.output == "")
            try daemon.reload()
            #expect(manager.next()?.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=\d+/) != nil)
            #expect(manager.next() == "READY=1")
            #expect(daemon.process.stop() == .exit(0))
            #expect(manager.next() == "STOPPING=1")
        }

        @Test("systemd hears signs of life (WATCHDOG_USEC), also after a reload")
        func watchdog() throws {
            let (daemon, manager) = try startUnderManager(["WATCHDOG_USEC": "2000000"])
            #expect(manager.next() == "READY=1")
            for _ in 1...3 { #expect(manager.next() == "WATCHDOG=1") }
            try daemon.reload()
            var heard: [String] = []
            while heard.last != "WATCHDOG=1" || !heard.contains("READY=1"), heard.count < 8 {
                heard.append(try #require(manager.next()))
            }
            #expect(heard.contains { $0.hasPrefix("RELOADING=1\n") })
            #expect(heard.suffix(2) == ["READY=1", "WATCHDOG=1"])
            #expect(daemon.process.stop() == .exit(0))
            #expect(!daemon.process.errors.contains("workers do not answer"))
        }

        @Test("without WATCHDOG_USEC, or with somebody else's WATCHDOG_PID, there is no sign of life to hear")
        func noWatchdog() throws {
            let (daemon, manager) = try startUnderManager(["WATCHDOG_USEC": "100000", "WATCHDOG_PID": "1"])
            #expect(manager.next() == "READY=1")
            #expect(manager.next(within: .milliseconds(300)) == nil)
            #expect(daemon.process.stop() == .exit(0))
        }

        // MARK: Help

        private func prepare(_ directory: TestDirectory, _ settings: String, listen: [String] = []) throws
            -> TokenMint
        {
            let mint = try TokenMint(now: Int64(Date().timeIntervalSince1970))
            try directory.write(try mint.jwks(), to: "keys.json")
            try GatehouseDaemon.configure(
                AccessCase.settings + "\n" + settings, listen: listen, in: directory)
            return mint
        }

        /// A daemon with systemd's variables, and systemd's end of its socket.
        private func startUnderManager(
            _ environment: [String: String] = [:]
        ) throws -> (daemon: GatehouseDaemon, manager: NotifySocket) {
            let directory = try TestDirectory()
            _ = try prepare(directory, "")
            let path = directory.path(of: "notify")
            let manager = try NotifySocket(path)
            let variables = environment.merging(["NOTIFY_SOCKET": path]) { $1 }
            return (try GatehouseDaemon(in: directory, environment: variables), manager)
        }

        private func withDaemon(
            _ settings: String, listen: [String] = [],
            _ body: (TestDirectory, GatehouseDaemon, TokenMint) throws -> Void
        ) throws {
            let directory = try TestDirectory()
            let mint = try prepare(directory, settings, listen: listen)
            let daemon = try GatehouseDaemon(in: directory)
            try body(directory, daemon, mint)
            #expect(daemon.process.stop() == .exit(0))
            #expect(SocketFiles.status(of: directory.path(of: "gatehouse.sock")) == nil)
        }

        private func expectAnswers(_ address: ListenAddress, _ mint: TokenMint) throws {
            let client = try FastCGIClient(address)
            let answer = try client.ask(FastCGIClient.parameters(token: try mint.token(), policy: "orders"))
            #expect(answer.startLine == "Status: 200 OK")
            #expect(answer["X-Auth-Subject"] == "ada")
        }
    }
}
