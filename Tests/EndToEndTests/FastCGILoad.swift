import Posix
import Synchronization
import TestSupport

/// Clients that ask the daemon over its socket, as a web server would, until it listens no more.
///
/// Nothing is tried again: whatever happens after a connection was made is an answer or a problem.
final class FastCGILoad: Sendable {
    private let answers = Atomic(0)
    private let problems = Mutex<[String]>([])
    private let isStopped = Atomic(false)

    /// How many right answers there have been.
    var answerCount: Int { answers.load(ordering: .relaxed) }

    /// What went wrong so far.
    var problemsSoFar: [String] { problems.withLock { $0 } }

    /// Has the clients end after the request they are at.
    func stop() {
        isStopped.store(true, ordering: .relaxed)
    }

    /// Runs one client; returns when it was stopped, or nobody listens any more.
    ///
    /// - Parameters:
    ///   - address: Where the daemon listens.
    ///   - token: The token of its requests.
    ///   - policy: Their policy.
    ///   - keepsConnections: Whether all requests go over one connection.
    func run(
        _ address: ListenAddress, token: String, policy: String = "orders", keepsConnections: Bool = false
    ) {
        let parameters = FastCGIClient.parameters(token: token, policy: policy)
        var kept: FastCGIClient?
        while !isStopped.load(ordering: .relaxed) {
            guard let client = kept ?? (try? FastCGIClient(address)) else { return }
            if keepsConnections { kept = client }
            do {
                let answer = try client.ask(parameters, keepsConnection: keepsConnections)
                if answer.startLine == "Status: 200 OK", answer["X-Auth-Subject"] == "ada" {
                    answers.add(1, ordering: .relaxed)
                } else {
                    problems.withLock { $0.append(answer.head) }
                }
            } catch {
                problems.withLock { $0.append("\(error)") }
                kept = nil
            }
        }
    }
}
