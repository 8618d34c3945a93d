import Foundation
import Posix
import TestSupport
import Testing

extension EndToEnd {
    @Suite("The release binary, as Scripts/build.sh builds it")
    struct ReleaseBinaryTests {
        private let path = TestBinaries.releasePath(of: "gatehouse")

        @Test("needs at most 20 MB of memory while it is idle")
        func memory() throws {
            try #require(FileManager.default.isExecutableFile(atPath: path), "run Scripts/build.sh first")
            let directory = try TestDirectory()
            let mint = try TokenMint(now: Int64(Date().timeIntervalSince1970))
            try directory.write(try mint.jwks(), to: "keys.json")
            try GatehouseDaemon.configure(AccessCase.settings, in: directory)
            let daemon = try GatehouseDaemon(path, in: directory)
            // It gives the memory of its start back right after it says that it is ready.
            _ = eventually(within: .seconds(5)) { daemon.process.status("VmRSS") ?? .max <= 20_480 }
            let kilobytes = try #require(daemon.process.status("VmRSS"))
            print("the release binary has \(kilobytes) kB (VmRSS) while it is idle")
            #expect(kilobytes <= 20_480)

            let client = try FastCGIClient(.unix(path: directory.path(of: "gatehouse.sock")))
            let answer = try client.ask(FastCGIClient.parameters(token: try mint.token(), policy: "orders"))
            #expect(answer.startLine == "Status: 200 OK")
            #expect(daemon.process.stop() == .exit(0))
        }

        @Test("carries the Swift runtime with it")
        func linking() throws {
            try #require(FileManager.default.isExecutableFile(atPath: path), "run Scripts/build.sh first")
            let libraries = try CommandRun("ldd", [path]).output
            #expect(libraries.contains("libcrypto.so.3"))
            for name in [
                "libswift", "libFoundation", "libdispatch", "libBlocksRuntime", "lib_Foundation", "not found",
            ] {
                #expect(!libraries.contains(name), "\(libraries)")
            }
        }
    }
}
