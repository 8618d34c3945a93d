internal import CLinux

/// The variables that this process was started with.
package enum Environment {
    /// The value of `name` (`getenv`), or `nil` when it is not set.
    package static func value(of name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}
