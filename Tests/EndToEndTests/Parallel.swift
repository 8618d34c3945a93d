import Foundation

/// Runs `body` once for each number below `count`, each on a thread of its own, and waits for all.
///
/// The threads are real: what they do blocks.
func inParallel(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for index in 0..<count {
        group.enter()
        let thread = Thread {
            body(index)
            group.leave()
        }
        thread.start()
    }
    group.wait()
}
