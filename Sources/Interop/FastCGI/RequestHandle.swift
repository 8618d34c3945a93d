internal import CFastCGI
package import Posix

/// One libfcgi request (`FCGX_Request`), reused by a worker for every request it serves.
///
/// Our side of the bargain: libfcgi gets only bytes that are one whole well-formed request, so it never
/// waits; and it never keeps a descriptor, so that who closes what is said by the types. libfcgi's streams
/// point into the struct, so it lives at a fixed heap address.
@safe
package struct RequestHandle: ~Copyable {
    private let request: UnsafeMutablePointer<FCGX_Request>

    /// What libfcgi reads from when the bytes are ours already; `nil` after libfcgi has closed it.
    private var replay: FileDescriptor?

    /// Prepares libfcgi, once in a process (`FCGX_Init`).
    ///
    /// Its handlers for `SIGPIPE`, `SIGUSR1` and `SIGTERM` are taken out again: signals are the process's own
    /// affair.
    package static func prepareLibrary() throws(FastCGIError) {
        guard Library.initialStatus == 0 else { throw .libraryUnavailable(status: Library.initialStatus) }
    }

    /// Makes a handle without a request.
    package init() throws(FastCGIError) {
        try Self.prepareLibrary()
        // At the start, since a file may be hard to get in the middle of the work.
        self.replay = try Self.makeReplayFile()
        unsafe self.request = .allocate(capacity: 1)
        unsafe request.initialize(to: FCGX_Request())
        // It listens nowhere (-1): after a bad request, FCGX_Accept_r fails instead of accepting another.
        _ = unsafe FCGX_InitRequest(request, -1, 0)
    }

    deinit {
        unsafe FCGX_Free(request, 0)
        unsafe request.deinitialize(count: 1)
        unsafe request.deallocate()
    }

    /// Reads one request that waits whole in `socket` (`FCGX_Accept_r`).
    ///
    /// - Parameter socket: Its unread bytes are exactly one request of at most 8192 bytes, which libfcgi
    ///   takes with one `read`.
    /// - Returns: The socket, to answer on; `nil` when libfcgi refused the request, and the socket is closed.
    package mutating func accept(from socket: consuming FileDescriptor) -> FileDescriptor? {
        let number = socket.release()
        return read(from: number) ? FileDescriptor(takingOwnershipOf: number) : nil
    }

    /// Reads one request from `bytes` (`FCGX_Accept_r`).
    ///
    /// libfcgi reads them from a file in memory. A pipe would do as well, but has no room for the largest
    /// request, and what libfcgi leaves in it would meet the next one.
    ///
    /// - Parameter bytes: One whole request in records, as a web server would send it.
    /// - Returns: False when libfcgi refused it.
    /// - Throws: When there is no file for the bytes.
    package mutating func accept(bytes: [UInt8]) throws(FastCGIError) -> Bool {
        if replay == nil { replay = try Self.makeReplayFile() }
        guard let file = replay.take() else { return false }
        do throws(PosixError) { try file.replaceContents(with: bytes) } catch { throw .noReplayFile(error) }
        replay = accept(from: file)
        return replay != nil
    }

    /// Lends the value of a parameter, or `nil` when the request has none of that name.
    ///
    /// The first of several counts (`FCGX_GetParam`). A value ends at its first NUL, so admission lets no
    /// NUL pass.
    @_lifetime(borrow self)
    package borrowing func value(ofParameter name: [UInt8]) -> Span<UInt8>? {
        guard let value = unsafe find(name) else { return nil }
        let bytes = unsafe UnsafeBufferPointer(
            start: UnsafeRawPointer(value).assumingMemoryBound(to: UInt8.self), count: strlen(value))
        return unsafe _overrideLifetime(bytes.span, borrowing: self)
    }

    /// Whether the request has several parameters of that name.
    package borrowing func isRepeated(parameter name: [UInt8]) -> Bool {
        unsafe find(name, after: 1) != nil
    }

    /// Answers the request and forgets it (`FCGX_PutStr`, `FCGX_FClose`, `FCGX_Free`).
    ///
    /// An answer of less than 8 KiB is one `write`.
    ///
    /// - Returns: False when the peer did not take all of it, so that the connection is of no more use.
    package mutating func finish(_ answer: [UInt8], on socket: borrowing FileDescriptor) -> Bool {
        // libfcgi does not wait for a peer that reads slowly: what it writes must find room.
        if answer.count > Self.largeAnswer { socket.enlargeSendBuffer(to: 2 * answer.count) }
        unsafe request.pointee.ipcFd = socket.number
        let count = CInt(clamping: answer.count)
        let isWritten = unsafe answer.withUnsafeBytes { bytes in
            unsafe FCGX_PutStr(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), count, request.pointee.out) == count
        }
        // After a failed write libfcgi would write its whole buffer again at the close.
        let isClosed =
            unsafe isWritten && FCGX_FClose(request.pointee.err) == 0
            && FCGX_FClose(request.pointee.out) == 0
        forget()
        return isClosed
    }

    /// Drops the request without an answer.
    package mutating func forget() {
        unsafe request.pointee.ipcFd = -1
        unsafe FCGX_Free(request, 0)
        unsafe request.pointee.envp = nil
    }

    /// Lets libfcgi read one request from `number`.
    ///
    /// - Returns: False when it did not, and `number` is closed.
    private mutating func read(from number: CInt) -> Bool {
        unsafe precondition(request.pointee.in == nil, "a request is finished before the next is accepted")
        unsafe request.pointee.ipcFd = number
        // Without it FCGX_Accept_r would finish the last request first, and close this one's descriptor.
        unsafe request.pointee.keepConnection = 1
        // Should libfcgi close, then without waiting two seconds for the peer.
        unsafe request.pointee.detached = 1
        let isAccepted = unsafe FCGX_Accept_r(request) == 0
        unsafe request.pointee.ipcFd = -1
        guard isAccepted else { return false }
        // To libfcgi, parameters that break off because nothing more can be read have come to their end.
        guard unsafe FCGX_GetError(request.pointee.in) == 0 else {
            forget()
            _ = FileDescriptor(takingOwnershipOf: number)
            return false
        }
        return true
    }

    /// Beyond it, an answer may not fit into a socket's usual buffer, in bytes.
    private static let largeAnswer = 1 << 16

    private static func makeReplayFile() throws(FastCGIError) -> FileDescriptor {
        do throws(PosixError) { return try .makeMemoryFile(name: "gatehouse-request") } catch {
            throw .noReplayFile(error)
        }
    }

    /// Finds the parameter of that name that comes after `skipped` others of it.
    private borrowing func find(_ name: [UInt8], after skipped: Int = 0) -> UnsafePointer<CChar>? {
        unsafe name.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, var entry = unsafe request.pointee.envp else { return nil }
            var left = skipped
            while let pair = unsafe entry.pointee {
                if unsafe strncmp(pair, start.assumingMemoryBound(to: CChar.self), bytes.count) == 0,
                    unsafe pair[bytes.count] == CChar(bitPattern: UInt8(ascii: "="))
                {
                    if left == 0 { return unsafe UnsafePointer(pair + bytes.count + 1) }
                    left -= 1
                }
                unsafe entry += 1
            }
            return nil
        }
    }
}

/// libfcgi's own beginning, once in a process.
private enum Library {
    static let initialStatus = gatehouse_fcgi_init_keeping_signals()
}
