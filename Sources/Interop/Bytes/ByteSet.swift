/// A set of bytes that texts are held against.
package struct ByteSet: Sendable {
    /// 1 for each byte that is not in the set.
    private let isForeign: [UInt8]

    /// The bytes of `text`.
    package init(_ text: String) {
        self.init(text.utf8)
    }

    /// The set of `bytes`.
    package init(_ bytes: some Sequence<UInt8>) {
        var isForeign = [UInt8](repeating: 1, count: 256)
        for byte in bytes { isForeign[Int(byte)] = 0 }
        self.isForeign = isForeign
    }

    /// Whether all of `bytes` are in the set.
    ///
    /// Looks at each without a branch: nearly always all of them are.
    package func containsAll(of bytes: Span<UInt8>) -> Bool {
        unsafe isForeign.withUnsafeBufferPointer { isForeign in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                var foreign: UInt8 = 0
                for index in 0..<bytes.count { foreign |= unsafe isForeign[Int(bytes[index])] }
                return foreign == 0
            }
        }
    }
}
