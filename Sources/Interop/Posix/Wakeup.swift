internal import CLinux

/// A bell that one thread rings and another hears in its `EpollSet` (`eventfd`).
package final class Wakeup: Sendable {
    /// What an `EpollSet` watches; readable from a `ring()` to the next `clear()`.
    package let descriptor: FileDescriptor

    /// Makes a bell that is silent.
    package init() throws(PosixError) {
        let number = try check(eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK)), calling: "eventfd")
        self.descriptor = FileDescriptor(takingOwnershipOf: number)
    }

    /// Rings; rings that nobody heard yet are one.
    package func ring() {
        // EAGAIN means that 2^64 - 2 rings are unheard: this one need not be added.
        _ = eventfd_write(descriptor.number, 1)
    }

    /// Silences the bell.
    package func clear() {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor.number, &count)
    }

    /// Waits until the bell rings, and silences it.
    ///
    /// - Parameter milliseconds: How long at most; -1 is for ever.
    package func wait(milliseconds: CInt = -1) {
        var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        // An interrupted wait is a wait that ended early: the caller looks and waits again.
        _ = unsafe poll(&entry, 1, milliseconds)
        clear()
    }
}
