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

    /// A place for a descriptor that has none in it: what is left when one is taken out of a property.
    package static var none: FileDescriptor { FileDescriptor(takingOwnershipOf: -1) }

    deinit {
        if number >= 0 { _ = close(number) }
    }
}
