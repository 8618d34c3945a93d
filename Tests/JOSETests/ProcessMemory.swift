import Foundation
import Testing

/// The memory of the test's own process, as the kernel shows it: to read it so is no access of Swift's, whatever it
/// was used for and whether or not it is free by now.
enum ProcessMemory {
    /// What the bytes looked for are xor-ed with where they are kept, lest those be found.
    static let mask: UInt8 = 0xA5

    /// How often pieces of 16 bytes of some secrets are in memory that can be written.
    ///
    /// - Parameter secrets: The secrets, masked.
    /// - Returns: The number of places; what is left of a secret counts, if it is a whole piece.
    /// - Throws: What the test ends with when the memory cannot be read.
    static func pieces(ofMasked secrets: [[UInt8]]) throws -> Int {
        let pieces = secrets.flatMap { secret in
            stride(from: 0, to: secret.count - pieceLength + 1, by: pieceLength).map {
                Array(secret[$0..<$0 + pieceLength])
            }
        }
        let needles = UnsafeMutableRawBufferPointer.allocate(
            byteCount: pieces.count * pieceLength, alignment: 16)
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer {
            // The secrets are in both.
            unsafe needles.initializeMemory(as: UInt8.self, repeating: 0)
            unsafe chunk.initializeMemory(as: UInt8.self, repeating: 0)
            unsafe needles.deallocate()
            unsafe chunk.deallocate()
        }
        for (index, byte) in pieces.joined().enumerated() { unsafe needles[index] = byte ^ mask }
        let memory = unsafe open("/proc/self/mem", O_RDONLY)
        try #require(memory >= 0)
        defer { close(memory) }
        let own = unsafe [addresses(of: needles), addresses(of: chunk)]
        var count = 0
        for range in try writableRanges() {
            var start = range.lowerBound
            while start < range.upperBound {
                let wanted = min(chunk.count, range.upperBound - start)
                // A range may be gone by now, and some cannot be read.
                let read = unsafe pread(memory, chunk.baseAddress, wanted, off_t(start))
                guard read >= pieceLength else { break }
                for piece in pieces.indices {
                    let needle = unsafe UnsafeRawBufferPointer(
                        rebasing: needles[piece * pieceLength..<(piece + 1) * pieceLength])
                    let text = unsafe UnsafeRawBufferPointer(rebasing: chunk[..<read])
                    let found = unsafe offsets(of: needle, in: text)
                    count += found.count { offset in !own.contains { $0.contains(start + offset) } }
                }
                // What lies across the end of a chunk is whole in the next.
                start += read < wanted || start + read == range.upperBound ? read : read - pieceLength + 1
            }
        }
        return count
    }

    private static func addresses(of buffer: UnsafeMutableRawBufferPointer) -> Range<Int> {
        let start = Int(bitPattern: buffer.baseAddress)
        return start..<start + buffer.count
    }

    private static func offsets(of needle: UnsafeRawBufferPointer, in text: UnsafeRawBufferPointer) -> [Int] {
        guard let base = text.baseAddress, let needleBase = needle.baseAddress else { return [] }
        var offsets: [Int] = []
        var start = 0
        while start + needle.count <= text.count,
            let hit = unsafe memchr(base + start, CInt(needle[0]), text.count - needle.count + 1 - start)
        {
            let offset = unsafe UnsafeRawPointer(hit) - base
            if unsafe memcmp(hit, needleBase, needle.count) == 0 { offsets.append(offset) }
            start = offset + 1
        }
        return offsets
    }

    /// The ranges that can be written, but for those so long that only a sanitizer has them for its own ends.
    private static func writableRanges() throws -> [Range<Int>] {
        let longest = 1 << 28
        let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
        let ranges = maps.split(separator: "\n").compactMap { line -> Range<Int>? in
            let fields = line.split(separator: " ")
            let ends = fields[0].split(separator: "-").compactMap { Int($0, radix: 16) }
            guard fields[1].hasPrefix("rw"), ends.count == 2, ends[1] - ends[0] <= longest else { return nil }
            return ends[0]..<ends[1]
        }
        try #require(!ranges.isEmpty)
        return ranges
    }

    private static let pieceLength = 16
}
