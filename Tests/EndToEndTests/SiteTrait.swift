import TestSupport
import Testing

extension Site {
    /// The sites of the suite that runs.
    @TaskLocal private static var ofSuite: [Site] = []

    /// The site of a suite that has the trait `site`.
    static var current: Site {
        get throws { try #require(ofSuite.first) }
    }

    /// The site of that web server, in a suite that has the trait `sites`.
    static func behind(_ server: WebServerKind) throws -> Site {
        try #require(ofSuite.first { $0.kind == server })
    }

    /// Gives the tests of a suite sites in common.
    struct Trait: SuiteTrait, TestScoping {
        let plans: [Plan]

        func provideScope(
            for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
        ) async throws {
            var sites: [Site] = []
            defer { sites.forEach { $0.close() } }
            for plan in plans { sites.append(try Site(plan)) }
            try await Site.$ofSuite.withValue(sites) { try await body() }
        }
    }
}

extension Trait where Self == Site.Trait {
    /// One site for all tests of a suite.
    static func site(_ plan: Site.Plan = Site.Plan()) -> Self { Self(plans: [plan]) }

    /// A site of each of these servers, with the locations of `AccessCase`, for all tests of a suite.
    static func sites(_ servers: [WebServerKind]) -> Self { Self(plans: servers.map { .table($0) }) }
}
