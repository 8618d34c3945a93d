import Posix
import Synchronization
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Several daemons")
    struct SeveralDaemonsTests {
        @Test("one killed under load costs no request, and it is asked again when it is back")
        func killed() throws {
            let mint = try TokenMint(now: WallClock.seconds())
            let ports = [try LoopbackListener.freePort(), try LoopbackListener.freePort()]
            let directories = [try TestDirectory(), try TestDirectory()]
            for (port, directory) in zip(ports, directories) {
                try directory.write(try mint.jwks(), to: "keys.json")
                try GatehouseDaemon.configure(
                    AccessCase.settings, listen: ["tcp:127.0.0.1:\(port)"], in: directory)
            }
            var daemons = try directories.map { try GatehouseDaemon(in: $0) }
            defer { daemons.forEach { $0.process.stop() } }
            let web = try TestDirectory()
            // nginx is its own backend: nothing else is measured.
            let echo = """
                server { listen unix:@DIRECTORY@/echo.sock; return 200 "$http_x_auth_subject\\n"; }
                # Two daemons
                """
            let example = ExampleFile(
                "nginx/examples/several_daemons.conf",
                replacing: [
                    "127.0.0.1:9001": "127.0.0.1:\(ports[0])", "127.0.0.1:9002": "127.0.0.1:\(ports[1])",
                    "http://127.0.0.1:3000": "http://unix:@DIRECTORY@/echo.sock", "# Two daemons": echo,
                ])
            let nginx = try NginxServer(example: example, backendPort: 1, directory: web)
            defer { nginx.stop() }

            let token = try mint.token()
            let problems = Mutex<[String]>([])
            let answers = Atomic(0)
            let victim = daemons[0].process
            // A fourth of the requests has a method that nginx does not repeat by itself.
            inParallel(9) { index in
                if index == 8 {
                    _ = eventually { answers.load(ordering: .relaxed) > 500 }
                    victim.send(.kill)
                    return
                }
                let client = HTTPClient(port: nginx.port)
                let header = HTTPMessage.Header("Authorization", "Bearer \(token)")
                for turn in 0..<400 {
                    let method = turn % 4 == 0 ? "POST" : "GET"
                    let answer = try? client.ask(method, "/orders/\(turn)", headers: [header])
                    if answer?.status == 200, answer?.text == "ada\n" {
                        answers.add(1, ordering: .relaxed)
                    } else {
                        problems.withLock { $0.append("turn \(turn): \(answer?.head ?? "no answer")") }
                    }
                }
            }
            #expect(problems.withLock { $0 } == [])
            #expect(answers.load(ordering: .relaxed) == 3_200)
            #expect(victim.waitForEnd() == .signal(9))
            // Both had their share.
            for daemon in daemons {
                #expect(eventually { daemon.log.contains { $0.contains("outcome=allow") } })
            }

            daemons[0] = try GatehouseDaemon(in: directories[0])
            let client = HTTPClient(port: nginx.port)
            let header = HTTPMessage.Header("Authorization", "Bearer \(token)")
            let isBack = try eventually {
                _ = try client.ask("GET", "/orders/back", headers: [header])
                return daemons[0].log.contains { $0.contains("path=/orders/back") }
            }
            #expect(isBack)
        }
    }
}
