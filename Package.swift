// swift-tools-version: 6.3
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // A wrapper lends its bytes as a `Span` that the compiler ties to the wrapper's life (SE-0447).
    .enableExperimentalFeature("Lifetimes"),
]

/// `make fuzz` alone builds the fuzzer: its program has libFuzzer's `main`, and no other build could link it.
let isFuzzing = Context.environment["GATEHOUSE_FUZZ"] != nil
let fuzzer: [Target] =
    !isFuzzing
    ? []
    : [
        .executableTarget(
            name: "Fuzz",
            dependencies: ["GatehouseCore", "JOSE", "JSON", "Keys", "OpenSSL", "Policy", "Server"],
            path: "Tests/Fuzz/Sources", swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])])
    ]

let package = Package(
    name: "gatehouse",
    products: [
        .executable(name: "gatehouse", targets: ["GatehouseCLI"]),
        .executable(name: "gatehouse-test-issuer", targets: ["TestIssuer"]),
        .executable(name: "decision-benchmark", targets: ["DecisionBenchmark"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // C libraries: a module map and a shim header each, nothing else.
        .systemLibrary(
            name: "CCurl", path: "Sources/C/CCurl", pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(
            name: "CFastCGI", path: "Sources/C/CFastCGI", pkgConfig: "fcgi",
            providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CLinux", path: "Sources/C/CLinux"),
        .systemLibrary(
            name: "COpenSSL", path: "Sources/C/COpenSSL", pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]),
        // simdjson (Debian's libsimdjson-dev) is C++: a small `extern "C"` face over it. No `pkgConfig`: its
        // file sets a define that SwiftPM warns about and that the shim does not need.
        .target(
            name: "CSimdjson", path: "Sources/C/CSimdjson",
            linkerSettings: [.linkedLibrary("simdjson")]),

        // Interop: the only Swift that imports a C module or touches a pointer.
        .target(
            name: "Bytes", dependencies: ["CLinux"], path: "Sources/Interop/Bytes", swiftSettings: settings),
        .target(name: "Curl", dependencies: ["CCurl"], path: "Sources/Interop/Curl", swiftSettings: settings),
        .target(
            name: "FastCGI", dependencies: ["CFastCGI", "Posix"], path: "Sources/Interop/FastCGI",
            swiftSettings: settings),
        .target(
            name: "JSON", dependencies: ["Bytes", "CSimdjson"], path: "Sources/Interop/JSON",
            swiftSettings: settings),
        .target(
            name: "OpenSSL", dependencies: ["COpenSSL"], path: "Sources/Interop/OpenSSL",
            swiftSettings: settings),
        .target(
            name: "Posix", dependencies: ["CLinux"], path: "Sources/Interop/Posix", swiftSettings: settings),

        .target(name: "JOSE", dependencies: ["Bytes", "JSON", "OpenSSL"], swiftSettings: settings),
        .target(name: "Policy", dependencies: ["Bytes", "JOSE", "JSON"], swiftSettings: settings),
        .target(name: "Keys", dependencies: ["JOSE", "JSON"], swiftSettings: settings),
        .target(name: "Server", dependencies: ["Bytes", "FastCGI", "Posix"], swiftSettings: settings),
        .target(
            name: "GatehouseCore",
            dependencies: [
                "Bytes", "Curl", "JOSE", "JSON", "Keys", "OpenSSL", "Policy", "Posix", "Server", "Yams",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "GatehouseCLI",
            dependencies: [
                "GatehouseCore", "Posix",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),

        // For the demonstration and the tests only; the daemon never links them.
        .target(name: "TestTokens", dependencies: ["OpenSSL"], swiftSettings: settings),
        .executableTarget(
            name: "TestIssuer",
            dependencies: [
                "OpenSSL", "TestTokens", "FlyingFox",
                .product(name: "FlyingSocks", package: "FlyingFox"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),

        // What one decision costs, in process; `make bench` runs it.
        .executableTarget(
            name: "DecisionBenchmark",
            dependencies: [
                "GatehouseCore", "JOSE", "Keys", "OpenSSL", "Posix", "Server", "TestTokens",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/Decision", swiftSettings: settings),

        // What several test targets share: keys and tokens, processes, free ports.
        .target(
            name: "TestSupport", dependencies: ["JOSE", "OpenSSL", "Posix", "TestTokens"],
            path: "Tests/TestSupport", swiftSettings: settings),
        .testTarget(
            name: "TestIssuerTests", dependencies: ["TestIssuer", "TestTokens", "FlyingFox"],
            swiftSettings: settings),
        .testTarget(
            name: "TestTokensTests", dependencies: ["OpenSSL", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "BytesTests", dependencies: ["Bytes"], swiftSettings: settings),
        .testTarget(name: "CurlTests", dependencies: ["Curl", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: settings),
        .testTarget(name: "OpenSSLTests", dependencies: ["OpenSSL"], swiftSettings: settings),
        .testTarget(name: "PosixTests", dependencies: ["Posix", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "JOSETests", dependencies: ["JOSE", "JSON", "OpenSSL", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "PolicyTests", dependencies: ["JOSE", "JSON", "Policy", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "KeysTests", dependencies: ["JOSE", "JSON", "Keys"], swiftSettings: settings),
        .testTarget(
            name: "ServerTests", dependencies: ["FastCGI", "Posix", "Server", "TestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "GatehouseCoreTests",
            dependencies: [
                "GatehouseCore", "JOSE", "JSON", "Keys", "OpenSSL", "Policy", "Posix", "Server",
                "TestSupport",
                "TestTokens",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["PolicyImport/Policies"], swiftSettings: settings),
        .testTarget(
            name: "GatehouseCLITests", dependencies: ["TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests", dependencies: ["JOSE", "Keys", "OpenSSL", "Posix", "TestSupport"],
            swiftSettings: settings),
    ] + fuzzer
)
