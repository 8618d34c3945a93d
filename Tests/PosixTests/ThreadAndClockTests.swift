import Posix
import Synchronization
import TestSupport
import Testing

@Suite("threads, bells, clocks and signals")
struct ThreadAndClockTests {
    @Test("a thread runs its work once and can be waited for")
    func thread() throws {
        let count = Counter()
        let thread = try WorkerThread(name: "a name that is too long for the kernel") {
            count.value.add(1, ordering: .relaxed)
        }
        thread.join()
        #expect(count.value.load(ordering: .relaxed) == 1)
    }

    @Test("a bell that rings is heard in an epoll set, once for any number of rings")
    func bell() throws {
        let bell = try Wakeup()
        let set = try EpollSet()
        try set.add(bell.descriptor, for: .bytes, token: 42)
        #expect(try set.wait(timeout: .zero) == 0)
        bell.ring()
        bell.ring()
        #expect(try set.wait(timeout: nil) == 1)
        #expect(set.event(at: 0).token == 42)
        bell.clear()
        #expect(try set.wait(timeout: .milliseconds(1)) == 0)
        try set.remove(bell.descriptor)
        bell.ring()
        #expect(try set.wait(timeout: .zero) == 0)
    }

    @Test("an epoll set waits for as long as it is told, and no less")
    func wait() throws {
        let set = try EpollSet()
        let start = MonotonicClock.now()
        #expect(try set.wait(timeout: .microseconds(20_100)) == 0)
        #expect(MonotonicClock.now() - start >= .microseconds(20_100))
    }

    @Test("the wall clock is in this century, and the monotonic clock moves on")
    func clocks() {
        #expect(WallClock.seconds() > 1_700_000_000)
        let first = MonotonicClock.nanoseconds()
        #expect(MonotonicClock.nanoseconds() >= first)
    }

    @Test("a file in memory holds what was put in last, and nothing longer")
    func memoryFile() throws {
        let file = try FileDescriptor.makeMemoryFile(name: "test")
        try file.replaceContents(with: [UInt8](repeating: 1, count: 100_000))
        try file.replaceContents(with: [1, 2, 3])
        #expect(SocketFiles.contents(of: file.number) == [1, 2, 3])
    }

    @Test("systemd hears what it is told, at a path and at an abstract name", arguments: [false, true])
    func notifier(_ isAbstract: Bool) throws {
        let directory = SocketDirectory()
        let name = isAbstract ? "@\(directory.path)" : "\(directory.path)/n"
        let listener = try #require(DatagramListener(name))
        #expect(ServiceNotifier(socket: name).notify("READY=1"))
        #expect(listener.receive() == "READY=1")
        #expect(!ServiceNotifier(socket: "\(directory.path)/nobody").notify("READY=1"))
        #expect(!ServiceNotifier(socket: nil).notify("READY=1"))
    }

    @Test("signals are read one after the other")
    func signals() throws {
        let results = Counter()
        // In a thread of its own, since the mask stays with the thread.
        let thread = try WorkerThread(name: "signals") {
            guard let source = try? SignalSource() else { return }
            SocketFiles.raise(SignalSource.Signal.user1.rawValue)
            if (try? source.next(timeout: .seconds(5))) == .user1 { results.value.add(1, ordering: .relaxed) }
            if (try? source.next(timeout: .milliseconds(20))) == nil {
                results.value.add(1, ordering: .relaxed)
            }
        }
        thread.join()
        #expect(results.value.load(ordering: .relaxed) == 2)
    }
}

private final class Counter: Sendable {
    let value = Atomic(0)
}
