internal import CLinux

/// A system call that failed, and why.
package struct PosixError: Error, Hashable {
    /// The C function that failed, for example `"bind"`.
    package let function: String

    /// The `errno` it left.
    package let code: CInt

    init(calling function: String, code: CInt) {
        self.function = function
        self.code = code
    }

    /// Whether what was asked for may succeed in a moment (`EAGAIN`).
    package var isTransient: Bool { code == EAGAIN }

    /// Whether whoever read what is written is gone (`EPIPE`).
    package var isBrokenPipe: Bool { code == EPIPE }

    /// Whether there is nothing of that name (`ENOENT`).
    package var isMissingFile: Bool { code == ENOENT }
}

extension PosixError: CustomStringConvertible {
    package var description: String { "\(function): \(Self.text(of: code))" }

    /// The system's words for `code` (`strerror_r`), with a lower-case first letter as our style has it.
    private static func text(of code: CInt) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
            guard let base = buffer.baseAddress, unsafe strerror_r(code, base, buffer.count) == 0 else {
                return "error \(code)"
            }
            let words = unsafe String(cString: base)
            return words.prefix(1).lowercased() + words.dropFirst()
        }
    }
}

/// Passes `result` on unless it is negative, which is how a system call reports failure.
@discardableResult
func check<Result: SignedInteger>(_ result: Result, calling function: String) throws(PosixError) -> Result {
    let code = gatehouse_errno()
    guard result >= 0 else { throw PosixError(calling: function, code: code) }
    return result
}
