/// A real web server of a test's own, with the daemon to ask and a backend behind it.
package protocol WebServer: Sendable {
    /// Where it listens on 127.0.0.1.
    var port: UInt16 { get }

    /// Ends it.
    func stop()
}
