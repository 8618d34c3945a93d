import Foundation
import Posix
import Synchronization
import TestSupport

/// An nginx that speaks TLS before the test issuer, on a port of its own that stays the same.
final class TLSFront: Sendable {
    /// The certificate it shows.
    enum Certificate: String, CaseIterable, Sendable {
        case expired
        case good
        case otherHost = "other"
        case selfSigned = "self"
    }

    /// Where it listens on 127.0.0.1.
    let port: UInt16

    private let directory: TestDirectory
    private let running = Mutex<(process: ChildProcess, certificate: Certificate)?>(nil)

    /// Makes the certificates; starts nothing.
    init(port: UInt16, in directory: TestDirectory) throws {
        self.port = port
        self.directory = directory
        let made = try CommandRun("/bin/sh", ["-c", "cd \(directory.path) && \(Self.makeCertificates)"])
        guard made.status == 0 else { throw TestFailure("no certificates:\n\(made.errors)") }
    }

    deinit { stop() }

    /// Its URL, as the issuer's documents have it.
    var url: String { "https://localhost:\(port)" }

    /// The file of the authority that signed the good certificate.
    var authority: String { directory.path(of: "ca.pem") }

    /// Starts it, or starts it anew with another certificate.
    ///
    /// - Throws: `TestFailure` with what nginx says.
    func start(_ certificate: Certificate = .good, before issuerPort: UInt16) throws {
        stop()
        try directory.write(configuration(certificate, issuerPort), to: "front.conf")
        let process = try ChildProcess(
            "nginx",
            [
                "-p", directory.path, "-c", directory.path(of: "front.conf"), "-e",
                directory.path(of: "front.log"),
            ], name: "front", directory: directory)
        try process.waitUntil("answering") {
            (try? SocketClient(.tcp(host: "127.0.0.1", port: port))) != nil
        }
        running.withLock { $0 = (process, certificate) }
    }

    /// The certificate it shows now; `nil` while nobody listens.
    var shown: Certificate? { running.withLock { $0?.certificate } }

    /// Ends it: nobody listens on its port then.
    func stop() {
        running.withLock { running in
            running?.process.stop()
            running = nil
        }
    }

    private func configuration(_ certificate: Certificate, _ issuerPort: UInt16) -> String {
        let temporary = ["client_body", "fastcgi", "proxy", "scgi", "uwsgi"].map {
            "\($0)_temp_path \(directory.path)/front-\($0);"
        }
        return """
            daemon off;
            worker_processes 1;
            pid \(directory.path(of: "front.pid"));
            error_log \(directory.path(of: "front.log")) warn;
            events { worker_connections 1024; }
            http {
                access_log off;
                \(temporary.joined(separator: "\n    "))
                server {
                    listen 127.0.0.1:\(port) ssl;
                    ssl_certificate \(directory.path(of: "\(certificate.rawValue).pem"));
                    ssl_certificate_key \(directory.path(of: "\(certificate.rawValue).key"));
                    location / {
                        proxy_pass http://127.0.0.1:\(issuerPort);
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_buffering off;
                    }
                }
            }

            """
    }

    /// An authority, and a certificate of each kind.
    private static let makeCertificates = """
        set -e
        new="openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -batch"
        $new -x509 -days 2 -subj /CN=authority -keyout ca.key -out ca.pem
        $new -x509 -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout self.key -out self.pem
        for name in good expired other; do
            host=localhost; days=2
            if [ $name = other ]; then host=other.example; fi
            if [ $name = expired ]; then days=-1; fi
            echo "subjectAltName=DNS:$host" >$name.ext
            $new -subj /CN=$host -keyout $name.key -out $name.csr
            openssl x509 -req -CA ca.pem -CAkey ca.key -CAcreateserial -days $days -in $name.csr \
                -out $name.pem -extfile $name.ext
        done
        """
}
