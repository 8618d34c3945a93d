internal import CLinux

/// One open file descriptor, closed when its owner lets go of it.
package struct FileDescriptor: ~Copyable, Sendable {
    /// The number the kernel knows it by; lent for a call, never stored elsewhere.
    package let number: CInt

    /// Takes over `number`, which nobody else may close any more.
    package init(takingOwnershipOf number: CInt) {
        self.number = number
    }

    /// Gives the number away; the receiver closes it.
    package consuming func release() -> CInt {
        let number = number
        discard self
        return number
    }

    deinit { _ = close(number) }
}
