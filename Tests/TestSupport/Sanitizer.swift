internal import Glibc

/// The sanitizers that a test may run under.
package enum Sanitizer {
    /// Whether this process runs under the address or the thread sanitizer, whose allocators keep freed memory, and
    /// all of it in mappings of terabytes.
    package static var isActive: Bool {
        unsafe dlsym(nil, "__asan_init") != nil || dlsym(nil, "__tsan_init") != nil
    }
}
