/// How much a server takes upon itself.
package struct ServerLimits: Hashable, Sendable {
    /// How many connections one worker keeps open; beyond it the oldest without a request goes.
    package var connectionsPerWorker: Int

    /// How long a peer may take from the first byte of a request to its last.
    package var requestTime: Duration

    /// How long a connection may be open without a request.
    package var idleTime: Duration

    /// Limits, each with a default that suits web servers on the same machine.
    package init(
        connectionsPerWorker: Int = 4096, requestTime: Duration = .seconds(10),
        idleTime: Duration = .seconds(60)
    ) {
        precondition(connectionsPerWorker > 0, "a worker keeps at least one connection")
        self.connectionsPerWorker = connectionsPerWorker
        self.requestTime = requestTime
        self.idleTime = idleTime
    }
}
