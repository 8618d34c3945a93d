internal import CLinux

/// The code that ran once, to read the configuration and to set everything up.
package enum StartupCode {
    /// Gives the memory back that holds it, as far as the kernel can read it from disk again
    /// (`madvise(MADV_DONTNEED)`).
    ///
    /// A process that waits for requests needs a tenth of the code it started with; the rest would count
    /// as its memory until something else is short of it. What is needed after all is mapped again at the
    /// first touch. Only files mapped for execution and not for writing are named: they are never changed
    /// after loading, so nothing can be lost.
    package static func release() {
        guard let maps = SmallFile.contents(at: "/proc/self/maps") else { return }
        for line in maps.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count > 5, fields[1] == "r-xp", fields[5].hasPrefix("/") else { continue }
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, ends[1] > ends[0] else { continue }
            _ = unsafe madvise(
                UnsafeMutableRawPointer(bitPattern: ends[0]), Int(ends[1] - ends[0]), MADV_DONTNEED)
        }
    }
}
