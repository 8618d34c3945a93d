/// Wakes the thread that waits in `Transfers.wait(for:)`, from any thread.
@safe
package final class TransferWaker: @unchecked Sendable {
    // Shared with the driving thread; only `curl_multi_wakeup(3)` is called, which libcurl allows at any time from
    // any thread while the handle lives, and this reference keeps it alive.
    private let multi: MultiHandle

    init(_ multi: MultiHandle) {
        self.multi = multi
    }

    /// Ends the running wait, or else the next one.
    package func wake() {
        multi.wakeUp()
    }
}
