internal import CLinux
internal import Synchronization

/// One named thread of the operating system (`pthread_create`).
@safe
package final class WorkerThread: Sendable {
    private let thread: pthread_t
    private let isJoined = Atomic(false)

    /// Starts a thread that runs `body` and ends with it.
    ///
    /// - Parameters:
    ///   - name: What `ps -L` and a debugger call it; the kernel keeps the first 15 bytes.
    ///   - stackSize: Bytes of stack. musl and some hardened systems give too little by themselves.
    ///   - body: What it does. It cannot throw: whoever starts a thread decides what a failure means.
    /// - Throws: When the system has no thread left.
    package init(
        name: String, stackSize: Int = 1 << 20, body: @escaping @Sendable () -> Void
    ) throws(PosixError) {
        precondition(stackSize >= 512 << 10, "a worker has at least 512 KiB of stack")
        var attributes = pthread_attr_t()
        try Self.check(unsafe pthread_attr_init(&attributes), calling: "pthread_attr_init")
        defer { unsafe pthread_attr_destroy(&attributes) }
        try Self.check(
            unsafe pthread_attr_setstacksize(&attributes, stackSize), calling: "pthread_attr_setstacksize")

        // Retained here; released by the new thread's first line, or below when there is no new thread.
        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, start.toOpaque())
        if status != 0 { unsafe start.release() }
        try Self.check(status, calling: "pthread_create")
        self.thread = thread
    }

    /// Waits until the thread has ended; may be called once.
    package func join() {
        precondition(!isJoined.exchange(true, ordering: .relaxed), "a thread is joined once")
        pthread_join(thread, nil)
    }

    deinit {
        if !isJoined.load(ordering: .relaxed) { pthread_detach(thread) }
    }

    private static func check(_ status: CInt, calling function: String) throws(PosixError) {
        guard status == 0 else { throw PosixError(calling: function, code: status) }
    }

    /// What a new thread is handed.
    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        func run() {
            // A longer name is refused whole (ERANGE). A thread without a name works as well.
            _ = unsafe pthread_setname_np(pthread_self(), String(name.prefix(15)))
            body()
        }
    }
}
