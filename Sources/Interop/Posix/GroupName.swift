internal import CLinux

/// The system's groups.
enum GroupName {
    /// The number of the group called `name` (`getgrnam_r`).
    static func identifier(of name: String) throws(ListenError) -> UInt32 {
        var entry = unsafe group()
        var found: UnsafeMutablePointer<group>?
        // A group with thousands of members needs much room for its list.
        for capacity in [4096, 65_536, 1 << 20] {
            let status = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
                unsafe getgrnam_r(name, &entry, buffer.baseAddress, buffer.count, &found)
            }
            if status == ERANGE { continue }
            guard status == 0, unsafe found != nil else { throw .unknownGroup(name) }
            return unsafe entry.gr_gid
        }
        throw .unknownGroup(name)
    }
}
