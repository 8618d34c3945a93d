internal import Foundation
internal import Glibc

/// Starts processes from one thread that lives as long as the tests do.
///
/// Each child is told by the kernel when that thread dies (`PR_SET_PDEATHSIG`, by way of `setpriv`), so even
/// tests that are killed leave no process behind. A thread of a pool would not do: it may end early.
final class ProcessSpawner: Sendable {
    /// What a process is started with.
    struct Order: Sendable {
        let executable: String
        let arguments: [String]
        let environment: [String: String]
        let input: String
        let output: String
        let errors: String
    }

    static let shared = ProcessSpawner()

    private let orders = NSCondition()
    private nonisolated(unsafe) var waiting: [@Sendable () -> Void] = []

    private init() {
        let thread = Thread { [self] in
            while true { nextOrder()() }
        }
        thread.start()
    }

    private func nextOrder() -> @Sendable () -> Void {
        orders.lock()
        defer { orders.unlock() }
        while unsafe waiting.isEmpty { orders.wait() }
        return unsafe waiting.removeFirst()
    }

    /// Starts a process.
    ///
    /// - Throws: `TestFailure` when that cannot be done.
    /// - Returns: Its number.
    func spawn(_ order: Order) throws -> pid_t {
        let done = DispatchSemaphore(value: 0)
        nonisolated(unsafe) var result: (code: CInt, process: pid_t) = (0, 0)
        orders.lock()
        unsafe waiting.append {
            unsafe result = Self.start(order)
            done.signal()
        }
        orders.signal()
        orders.unlock()
        done.wait()
        let (code, process) = unsafe result
        guard code == 0 else { throw TestFailure("\(order.executable): not started, error \(code)") }
        return process
    }

    private static func start(_ order: Order) -> (CInt, pid_t) {
        var files = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&files)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&files)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        let writing = O_WRONLY | O_CREAT | O_APPEND
        unsafe posix_spawn_file_actions_addopen(&files, 0, order.input, O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&files, 1, order.output, writing, 0o600)
        unsafe posix_spawn_file_actions_addopen(&files, 2, order.errors, writing, 0o600)
        for number in SocketFiles.names(in: "/proc/self/fd").compactMap({ CInt($0) }) where number > 2 {
            unsafe posix_spawn_file_actions_addclose(&files, number)
        }
        // Whatever this thread blocks or ignores is none of the child's business.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let words = ["setpriv", "--pdeathsig", "TERM", "--", order.executable] + order.arguments
        var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
        var environment = unsafe order.environment.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { unsafe (arguments + environment).forEach { unsafe free($0) } }
        var process = pid_t()
        let code = unsafe posix_spawnp(&process, "setpriv", &files, &attributes, &arguments, &environment)
        return (code, process)
    }
}
