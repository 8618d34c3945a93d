internal import CCurl

/// One `CURLM *`: many easy handles, driven by one thread.
///
/// Not `Sendable`: only `wakeUp()` may be called from another thread, through `TransferWaker`.
@safe
final class MultiHandle {
    private let handle: UnsafeMutableRawPointer

    /// Creates an empty one that opens at most as many connections as `limits` allow.
    init(limits: TransferLimits) throws(CurlError) {
        try CurlLibrary.initialize()
        guard let handle = unsafe curl_multi_init() else {
            throw .libraryFailed(function: "curl_multi_init", reason: "out of memory")
        }
        unsafe self.handle = unsafe handle
        try set(CURLMOPT_MAX_TOTAL_CONNECTIONS, limits.transfers)
        try set(CURLMOPT_MAXCONNECTS, Self.idleConnections)
    }

    private func set(_ option: CURLMoption, _ value: Int) throws(CurlError) {
        try check(
            unsafe gatehouse_curl_multi_setopt_long(handle, option, value), calling: "curl_multi_setopt")
    }

    /// Begins the transfer of `easy`, which must stay alive until it is removed.
    func add(_ easy: borrowing EasyHandle) throws(CurlError) {
        let code = unsafe easy.withHandlePointer { unsafe curl_multi_add_handle(handle, $0) }
        try check(code, calling: "curl_multi_add_handle")
    }

    /// Ends the transfer of `easy`, finished or not.
    func remove(_ easy: borrowing EasyHandle) throws(CurlError) {
        let code = unsafe easy.withHandlePointer { unsafe curl_multi_remove_handle(handle, $0) }
        try check(code, calling: "curl_multi_remove_handle")
    }

    /// Does what can be done without waiting.
    func perform() throws(CurlError) {
        var running: CInt = 0
        try check(unsafe curl_multi_perform(handle, &running), calling: "curl_multi_perform")
    }

    /// Takes one finished transfer: its handle's identity and libcurl's verdict.
    func nextFinished() -> (identity: Int, code: CURLcode)? {
        var remaining: CInt = 0
        while let message = unsafe curl_multi_info_read(handle, &remaining) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            return unsafe (Int(bitPattern: message.pointee.easy_handle), message.pointee.data.result)
        }
        return nil
    }

    /// Waits until something can be done, `wakeUp()` was called, or `milliseconds` have passed.
    func wait(milliseconds: CInt) throws(CurlError) {
        try check(unsafe curl_multi_poll(handle, nil, 0, milliseconds, nil), calling: "curl_multi_poll")
    }

    /// Ends a `wait(milliseconds:)`, the running one or else the next; from any thread.
    func wakeUp() {
        // It fails only for a handle that is not one, and for a pipe that is full and so wakes anyway.
        _ = unsafe curl_multi_wakeup(handle)
    }

    deinit { _ = unsafe curl_multi_cleanup(handle) }

    /// How many idle connections are kept: one issuer's discovery and keys are often fetched in a row.
    private static let idleConnections = 8
}
