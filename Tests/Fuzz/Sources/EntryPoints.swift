internal import Foundation

// What libFuzzer calls (https://llvm.org/docs/LibFuzzer.html); the one program has every target, chosen by
// `GATEHOUSE_FUZZ_TARGET`.

/// Chooses the target before the first input.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_: UnsafeMutablePointer<CInt>?, _: UnsafeMutableRawPointer?) -> CInt {
    _ = Target.chosen
    return 0
}

/// Runs the target on one input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: count))
    Target.chosen.run(bytes)
    return 0
}

/// What is fuzzed.
enum Target: String, CaseIterable {
    case admission
    case configuration
    case importPolicy = "import-policy"
    case keySet = "key-set"
    case token

    /// The target that the environment names.
    static let chosen: Target = {
        let name = ProcessInfo.processInfo.environment["GATEHOUSE_FUZZ_TARGET"] ?? ""
        guard let target = Target(rawValue: name) else {
            fatalError("GATEHOUSE_FUZZ_TARGET is \(name), not one of \(Target.allCases.map(\.rawValue))")
        }
        return target
    }()

    func run(_ bytes: [UInt8]) {
        switch self {
        case .admission: AdmissionTarget.run(bytes)
        case .configuration: ConfigurationTarget.run(bytes)
        case .importPolicy: ImportPolicyTarget.run(bytes)
        case .keySet: KeySetTarget.run(bytes)
        case .token: unsafe TokenTarget.shared.run(bytes)
        }
    }
}
