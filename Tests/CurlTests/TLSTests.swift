import Foundation
import Testing

@testable import Curl

/// `openssl s_server` with certificates made for the test; it answers every GET with the file it names.
private final class TLSServer {
    private static let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

    private let process = Process()
    let port: Int

    /// Starts a server on a free port; the options are what `openssl s_server` is told beside that.
    init(_ options: [String]) throws {
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.currentDirectoryURL = try Self.prepared.get()
        process.arguments = ["s_server", "-accept", "127.0.0.1:0", "-HTTP"] + options
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.hasSuffix("\n") || !text.contains("ACCEPT") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            text += String(decoding: data, as: UTF8.self)
        }
        port = text.split(separator: ":").last.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }

    deinit {
        // Not SIGTERM: the thread that started it may have had that blocked, and it inherits this.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    static func path(_ name: String) -> String { directory.appending(path: name).path }

    func request(host: String = "localhost", caFile: String? = TLSServer.path("ca.pem")) -> TransferRequest {
        var request = TransferRequest(url: "https://\(host):\(port)/answer")
        request.caFile = caFile
        request.proxy = ""
        return request
    }

    /// An authority; certificates for localhost, for another host and one that has expired; and the answer.
    private static let prepared = Result {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data("HTTP/1.0 200 OK\r\n\r\nanswer".utf8).write(to: directory.appending(path: "answer"))
        let script = """
            set -e
            new="openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -batch"
            $new -x509 -days 2 -subj /CN=authority -keyout ca.key -out ca.pem
            $new -x509 -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout self.key -out self.pem
            sign() { openssl x509 -req -CA ca.pem -CAkey ca.key -CAcreateserial -in "$1.csr" -out "$1.pem" -extfile "$1.ext" $2; }
            for name in good old other client; do
                host=localhost; days="-days 2"
                if [ $name = other ]; then host=other.example; fi
                if [ $name = old ]; then days="-days -1"; fi
                echo "subjectAltName=DNS:$host" > $name.ext
                $new -subj /CN=$host -keyout $name.key -out $name.csr
                sign $name "$days"
            done
            """
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", script]
        process.currentDirectoryURL = directory
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return directory
    }
}

@Suite("Transfers over TLS")
struct TLSTests {
    @Test("trust the authority that is named, and no other")
    func authority() throws {
        let server = try TLSServer(["-cert", "good.pem", "-key", "good.key"])
        #expect(try fetch(server.request()).result.get().body == Array("answer".utf8))
        #expect(throws: CurlError.self) { try fetch(server.request(caFile: nil)).result.get() }
        #expect(throws: CurlError.self) {
            try fetch(server.request(caFile: TLSServer.path("self.pem"))).result.get()
        }
    }

    @Test(
        "refuse a certificate that is expired, self-signed or another host's, and say so",
        arguments: [
            ("old", "certificate has expired"), ("self", "self-signed certificate"),
            ("other", "no alternative certificate subject name matches target host name"),
        ])
    func certificates(name: String, words: String) throws {
        let server = try TLSServer(["-cert", "\(name).pem", "-key", "\(name).key"])
        guard case .failure(.certificateRefused(let detail)) = try fetch(server.request()).result else {
            Issue.record("the certificate should be refused")
            return
        }
        #expect(detail.contains(words))
    }

    @Test("refuse TLS before 1.2")
    func oldVersion() throws {
        let options = ["-cert", "good.pem", "-key", "good.key", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]
        let server = try TLSServer(options)
        guard case .failure(.tlsFailed) = try fetch(server.request()).result else {
            Issue.record("TLS 1.1 should be refused")
            return
        }
    }

    @Test("show the client certificate to a server that asks for one")
    func clientCertificate() throws {
        let server = try TLSServer(
            [
                "-cert", "good.pem", "-key", "good.key", "-Verify", "1", "-verify_return_error", "-CAfile",
                "ca.pem",
            ])
        #expect(throws: CurlError.self) { try fetch(server.request()).result.get() }
        var request = server.request()
        request.clientCertificateFile = TLSServer.path("client.pem")
        request.clientKeyFile = TLSServer.path("client.key")
        #expect(try fetch(request).result.get().status == 200)
    }

    @Test("say which file of ours is the problem, and fail")
    func localFiles() throws {
        let server = try TLSServer(["-cert", "good.pem", "-key", "good.key"])
        guard
            case .failure(.localFileUnusable(let detail)) = try fetch(server.request(caFile: "/nowhere.pem"))
                .result
        else {
            Issue.record("the missing file should be named")
            return
        }
        #expect(detail.contains("/nowhere.pem"))
    }
}
